// A list that leaves as a file: what is in its bytes, who may have it, and what stands on the ledger first.
#include "exchange/list_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/csv_text.h"
#include "exchange/list_file.h"
#include "exchange/sheet_parts.h"
#include "gate/asking.h"
#include "gate/tasks.h"
#include "people/lines_for_tests.h"
#include "record/scene_for_tests.h"

namespace candour::exchange {
namespace {

using ledger::Act;
using people::must;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kReason = "For the fire drill at the centre on Thursday";

class ListExportTest : public record::Scene {
 protected:
  record::PeopleList lists{w.gate, *w.db, w.clock};
  ListExports exports{w.gate, *w.db, *w.vault, w.people, lists, w.clock};
  people::LinesSince since{*w.db, *w.ledger};
  gate::Actor far_boss = w.actor(w.hire("supervisor", w.service(1)));
  PersonId far = w.enrol(far_boss, std::nullopt, std::nullopt, 1, "Faraway", "Quennell").person;

  static ListWanted wanted(ListForm form, std::string reason = std::string(kReason)) {
    return {
        {}, {"reference", "service", "worker", "email", "birth-date"}, std::move(reason), form, "Pat Field"};
  }
  Result<TakenFile> take(const gate::Actor& actor, const ListWanted& x) {
    return exports.take(actor, x, *w.staff.directory());
  }
  /// All that stands in the parts of an .xlsx.
  static std::string inside(const TakenFile& file) {
    std::string all;
    const auto parts = unzip(file.bytes, [](std::string_view) { return true; }, {});
    EXPECT_TRUE(parts);
    if (parts)
      for (const auto& [name, text] : parts->text) all += name + "\n" + text + "\n";
    return all;
  }
  PersonId with_email(const std::string& given, const std::string& family, const std::string& email) {
    const auto id = w.enrol(manager, worker_id, std::nullopt, 0, given, family).person;
    const auto pass = must(w.gate.write(manager, id, w.service(), w.kind("profile")));
    must(w.people.change(
        pass, id, 1,
        {{"given-name", given}, {"family-name", family}, {"birth-date", "1964-03-04"}, {"email", email}},
        false));
    return id;
  }
};

TEST_F(ListExportTest, the_file_says_whose_it_is_and_holds_those_in_reach_alone) {
  with_email("Robert", "Whitcombe", "zqmailqz@example.org");
  const auto csv = must(take(manager, wanted(ListForm::Csv)));
  EXPECT_EQ(csv.name, "people-2026-11-21.csv");
  ASSERT_TRUE(csv.bytes.starts_with(kByteOrderMark));
  const auto table = must(read_csv(csv.bytes));
  ASSERT_EQ(table.rows.size(), 4u);
  std::string first;
  for (const auto& cell : table.rows[0].cells) first += cell + "|";
  EXPECT_THAT(first, HasSubstr("Organisation: " + w.charter->organisation.name));
  EXPECT_THAT(first, HasSubstr("Exported by: Pat Field"));
  EXPECT_THAT(first, HasSubstr("When: 21 November 2026"));
  EXPECT_THAT(first, HasSubstr("Reason: " + std::string(kReason)));
  EXPECT_THAT(first, HasSubstr("People: 2"));
  EXPECT_THAT(csv.bytes, HasSubstr("zqmailqz@example.org"));
  EXPECT_THAT(csv.bytes, HasSubstr("1964-03-04"));
  EXPECT_THAT(csv.bytes, Not(HasSubstr("Quennell")));

  const auto xlsx = must(take(manager, wanted(ListForm::Xlsx)));
  const auto book = must(read_workbook(xlsx.bytes));
  ASSERT_EQ(book.sheets.size(), 2u);
  EXPECT_EQ(book.sheets[0].name, "About this list");
  EXPECT_EQ(book.sheets[0].rows[3].at(1), kReason);
  EXPECT_EQ(book.sheets[0].rows[4].at(1), "2");
  ASSERT_EQ(book.sheets[1].rows.size(), 3u);
  EXPECT_THAT(book.sheets[1].rows[0].cells, testing::ElementsAreArray(table.rows[1].cells));
  EXPECT_THAT(inside(xlsx), HasSubstr("zqmailqz@example.org"));
  EXPECT_THAT(inside(xlsx), Not(HasSubstr("Quennell")));
}

TEST_F(ListExportTest, what_is_held_back_is_in_no_byte_of_the_file) {
  // A charter in which the incident lead, who sees no contact details, may take lists away.
  people::World other(
      people::World::amended("ll", "    duties: [sign-off]", "    duties: [sign-off, export-lists]"),
      std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue");
  const auto boss = other.actor(other.hire("supervisor", other.service()));
  const auto id = other.enrol(boss, std::nullopt).person;
  must(other.people.change(must(other.gate.write(boss, id, other.service(), other.kind("profile"))), id, 1,
                           {{"given-name", "Maya"},
                            {"family-name", "Okafor"},
                            {"birth-date", "1964-03-04"},
                            {"email", "zqmailqz@example.org"}},
                           false));
  const auto lead = other.actor(other.hire("incident-lead"));
  const record::PeopleList list(other.gate, *other.db, other.clock);
  ListExports out(other.gate, *other.db, *other.vault, other.people, list, other.clock);
  people::LinesSince lines(*other.db, *other.ledger);
  for (const auto form : {ListForm::Csv, ListForm::Xlsx}) {
    const auto file = must(out.take(lead, wanted(form), *other.staff.directory()));
    const auto all = form == ListForm::Csv ? file.bytes : inside(file);
    EXPECT_THAT(all, HasSubstr("Okafor"));
    EXPECT_THAT(all, Not(HasSubstr("zqmailqz")));
    EXPECT_THAT(all, Not(HasSubstr("Email"))) << "not even as a column";
  }
  for (const auto& e : lines.lines()) EXPECT_THAT(e.categories, testing::ElementsAre("identity"));
}

class ListLines : public ListExportTest {};

TEST_F(ListLines, Promise_ALL_2_everybody_in_the_file_is_on_the_ledger_before_it_leaves) {
  const auto second = with_email("Robert", "Whitcombe", "zqmailqz@example.org");
  std::vector<PersonId> both{person, second};
  std::ranges::sort(both);
  since.again();
  must(take(manager, wanted(ListForm::Csv)));
  EXPECT_TRUE(since.has({manager.id, Act::Export, "people", both, ""}));
  for (const auto& e : since.lines())
    EXPECT_THAT(e.categories, testing::UnorderedElementsAre("identity", "contact"));
  const auto taken = must(exports.taken(w.actor(w.hire("dp-lead")), 10));
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken.front().by, manager.id);
  EXPECT_EQ(taken.front().people, 2);
  EXPECT_EQ(taken.front().reason, kReason);
  EXPECT_EQ(store::rows_that_hold(*w.db, "list_export", "sealed", "fire drill"), 0);
}

TEST_F(ListLines, Promise_ALL_2_nobody_without_the_duty_and_nobody_without_a_reason) {
  since.again();
  EXPECT_FALSE(take(worker, wanted(ListForm::Csv)));
  EXPECT_TRUE(since.has({worker_id, Act::Refuse, "people", {}, "", "not-writable"}));
  since.again();
  for (const auto* reason : {"", "asdfasdf", "aaaaaaaaaaaaaaaaaaaaaaa"}) {
    const auto no = take(manager, wanted(ListForm::Csv, reason));
    ASSERT_FALSE(no) << reason;
    EXPECT_EQ(no.error().fields.front().field, "reason");
  }
  for (const auto& e : since.lines()) EXPECT_NE(e.act, Act::Export);
  EXPECT_FALSE(exports.taken(manager, 10)) << "the reasons are for whoever keeps the ledger";
}

TEST_F(ListExportTest, a_duty_in_one_service_takes_nobody_of_another_along) {
  // Two posts: a support worker everywhere, a manager in the second service only.
  const auto team = w.team("River");
  people::NewStaff two;
  two.username = "two";
  two.name = "Two";
  two.email = "two@example.org";
  two.posts = {{w.charter->find_role("worker").value(), w.service(0), team},
               {w.charter->find_role("supervisor").value(), w.service(1), std::nullopt}};
  two.agreement_at = two.training_at = w.clock.now();
  const auto id = must(w.staff.seed(two, true));
  const auto near = w.enrol(manager, id, team, 0, "Nearby", "Whitcombe").person;
  const auto both = w.actor(id);
  std::vector<PersonId> listed;
  for (const auto& line : must(lists.find(both, {})).lines) listed.push_back(line.person);
  EXPECT_THAT(listed, testing::IsSupersetOf({near, far}));
  const auto file = must(take(both, wanted(ListForm::Csv)));
  EXPECT_THAT(file.bytes, HasSubstr("Quennell"));
  EXPECT_THAT(file.bytes, Not(HasSubstr("Nearby")));
}

TEST_F(ListExportTest, of_what_is_due_a_file_has_the_day_and_not_what_it_is) {
  plan("2026-12-01");
  auto x = wanted(ListForm::Csv);
  x.columns = {"due"};
  const auto csv = must(take(manager, x));
  EXPECT_THAT(csv.bytes, HasSubstr(",2026-12-01\r\n"));
  EXPECT_THAT(csv.bytes, Not(HasSubstr("review")));
}

TEST_F(ListExportTest, a_name_that_a_spreadsheet_would_run_is_harmless) {
  with_email("=cmd|' /C calc'!A0", "@SUM(1+1)", "plain@example.org");
  const auto csv = must(take(manager, wanted(ListForm::Csv)));
  EXPECT_THAT(csv.bytes, Not(HasSubstr("\n=cmd")));
  EXPECT_THAT(csv.bytes, HasSubstr("'=cmd|"));
  const auto xlsx = inside(must(take(manager, wanted(ListForm::Xlsx))));
  EXPECT_THAT(xlsx, HasSubstr("=cmd|"));
  EXPECT_THAT(xlsx, Not(HasSubstr("<f>"))) << "text, and no formula";
}

TEST_F(ListExportTest, a_long_list_is_told_to_whoever_keeps_the_ledger_and_a_short_one_is_not) {
  const auto lead = w.actor(w.hire("dp-lead"));
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  const auto told = [&] {
    int n = 0;
    for (const auto& t : must(tasks.open(lead, 100))) n += t.kind == gate::kLookAtAsking;
    return n;
  };
  must(take(manager, wanted(ListForm::Csv)));
  EXPECT_EQ(told(), 0);
  std::vector<PersonId> ids;
  for (std::size_t i = 0; i < ListExports::kLong; ++i) ids.push_back(PersonId::make(w.clock.now().ms));
  const auto pass = must(w.gate.register_many(manager, ids, w.service()));
  must(w.db->write([&](store::Txn& txn) -> Status {
    for (const auto id : ids) {
      CHECK_OK(w.people
                   .add(txn, pass, id,
                        {{"given-name", "Doris"}, {"family-name", "Abara"}, {"birth-date", "1950-01-01"}})
                   .map([](auto) {}));
      people::NewReferral r;
      r.service = w.service();
      r.source = "self";
      r.person = id;
      CHECK_OK(w.journeys.refer(txn, pass, r).map([](auto) {}));
    }
    return {};
  }));
  const auto file = must(take(manager, wanted(ListForm::Xlsx)));
  EXPECT_EQ(must(read_workbook(file.bytes)).sheets[1].rows.size(), ListExports::kLong + 2);
  EXPECT_EQ(told(), 1);
}

TEST(ListFile, a_text_too_long_for_a_cell_is_no_broken_file) {
  const auto no = as_xlsx({{}, {"Name"}, {{std::string(40'000, 'x')}}});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_TRUE(as_xlsx({{{"Reason", "none"}}, {"Name"}, {}}));
}

}  // namespace
}  // namespace candour::exchange
