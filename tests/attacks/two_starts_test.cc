// A house that is opened twice: other rules, or another catalogue, under the number of before do not start,
// and the server says which; with the next number it does.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "charter/edit.h"
#include "charter/new_uses_for_tests.h"
#include "people/world_for_tests.h"
#include "web/house.h"

namespace candour::attacks {
namespace {

namespace fs = std::filesystem;
using charter::with_pieces;
using people::must;
using testing::AllOf;
using testing::HasSubstr;

const std::string kCharters = std::string(CANDOUR_SOURCE_DIR) + "/charters";

class TwoStarts : public testing::Test {
 protected:
  TwoStarts() {
    fs::create_directories(dir / "data");
    fs::copy(kCharters + "/catalogue", dir / "catalogue", fs::copy_options::recursive);
  }
  ~TwoStarts() override {
    std::error_code ignored;  // a folder left behind in the temporary one harms nobody
    fs::remove_all(dir, ignored);
  }
  Result<std::unique_ptr<web::House>> house(const std::string& text) {
    std::ofstream(dir / "ll.yaml", std::ios::trunc) << text;
    web::HouseOptions where;
    where.charter_files = {(dir / "ll.yaml").string()};
    where.catalogue_dir = (dir / "catalogue").string();
    where.data_dir = (dir / "data").string();
    return web::open_house(where, clock);
  }
  /// Opens the house with this charter, and closes it; "", or why it does not open.
  std::string start(const std::string& text) {
    const auto opened = house(text);
    return opened ? "" : opened.error().words.text;
  }
  /// One piece of the complaints of the catalogue in place of another.
  void complaints(const std::string& was, const std::string& is) {
    const auto file = (dir / "catalogue/kinds/complaint.yaml").string();
    const auto text = with_pieces(must(charter::read_text_file(file)), {{was, is}});
    std::ofstream(file, std::ios::trunc) << text;
  }
  std::string as_version(const std::string& text, const char* number) {
    return must(charter::with_version(text, number, today(clock.now()), true));
  }

  static constexpr const char *k28 = "    days: 28\n    rolls", *k42 = "    days: 42\n    rolls";
  const SetClock clock{*to_unix({make_date(2026, 11, 21), 10, 0})};
  const fs::path dir =
      fs::path(testing::TempDir()) / ("candour-two-starts-" + to_text(make_id128(SystemClock{}.now().ms)));
  const std::string six = must(charter::read_text_file(kCharters + "/ll.yaml"));
  const std::string seven =
      with_pieces(six, {{"keep them for six years after your support ends.\": [main is kept 6 years]",
                         "keep them for seven years after your support ends.\": [main is kept 7 years]"},
                        {"- We usually keep them for six years", "- We usually keep them for seven years"},
                        {"    keep: 6 years\n", "    keep: 7 years\n"}});
};

TEST_F(TwoStarts, other_rules_start_only_under_another_number) {
  EXPECT_EQ(start(six), "");
  EXPECT_THAT(start(seven), AllOf(HasSubstr("The charter of ll says something else than before"),
                                  HasSubstr("still has the number 1.0"),
                                  HasSubstr("how long it is kept was “6 years” and is now “7 years”"),
                                  HasSubstr("give it the next number")));
  EXPECT_EQ(start(six + "\n# a remark\n"), "") << "another spelling of the same is no change";
  EXPECT_EQ(start(as_version(seven, "1.1")), "");
  EXPECT_THAT(start(six), HasSubstr("Version 1.1 of the charter of ll is in force"));
}

TEST_F(TwoStarts, another_catalogue_starts_only_under_another_number) {
  EXPECT_EQ(start(six), "");
  complaints("label: How did it come?", "label: How did it reach us?");
  EXPECT_EQ(start(six), "") << "what a question is called is no rule";
  complaints(k28, k42);
  EXPECT_THAT(start(six),
              AllOf(HasSubstr("The catalogue with which the charter of ll is read"),
                    HasSubstr("still has the number 1.0"),
                    HasSubstr("“Complaint”, the time limit “answer” was “received-on 28 days"),
                    HasSubstr("and is now “received-on 42 days"), HasSubstr("give it the next number")));
  complaints(k42, k28);
  EXPECT_EQ(start(six), "") << "with the one of before it still starts";
  complaints(k28, k42);
  EXPECT_EQ(start(as_version(six, "1.1")), "");
  EXPECT_EQ(start(as_version(six, "1.1")), "");
}

TEST_F(TwoStarts, a_database_that_kept_no_catalogue_keeps_that_of_its_first_start) {
  {
    const auto opened = must(house(six));
    auto& db = *opened->find("ll")->db;
    must(db.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test");
      return txn.run("UPDATE charter_version SET catalogue=NULL WHERE org=$1", {db.org()}).map([](auto) {});
    }));
  }
  EXPECT_EQ(start(six), "");
  complaints(k28, k42);
  EXPECT_THAT(start(six), HasSubstr("“received-on 42 days"));
}

}  // namespace
}  // namespace candour::attacks
