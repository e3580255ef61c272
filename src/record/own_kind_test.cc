// A kind with states, clocks and two hands that nobody has heard of: one file of YAML, three lines in a
// charter, and no code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// In place of a kind that the charter uses: a request for money from the hardship fund.
constexpr std::string_view kKind = R"(kind: compliment
name: Hardship request
plural: Hardship requests
says: Somebody asks the hardship fund for money.
part: money
title: what-for
body: what-for
date: asked-on
fields:
  - {code: asked-on, label: "When?", type: date, category: complaint, required: true, reason: The time runs from it}
  - {code: what-for, label: "What for?", type: short-text, category: complaint, required: true, reason: To decide}
  - {code: how-much, label: "How much?", type: money, category: complaint}
states:
  - {code: asked, name: Asked}
  - {code: first-yes, name: Agreed once}
  - {code: granted, name: Granted, final: true, locked: true}
moves:
  - {code: agree, name: Agree, from: [asked], to: first-yes}
  - {code: grant, name: Agree as the second, from: [first-yes], to: granted, second: true, asks: [how-much]}
deadlines:
  - {code: answer, name: Hardship request to be answered, from: asked-on, statutory-months: 1, until-state: granted,
     source: the rules of the fund}
)";

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The shipped catalogue with that one file, and the charter with its steps.
struct CatalogueFolder {
  fs::path at = fs::temp_directory_path() / ("candour-own-kind-" + vault::random_token(8));
  CatalogueFolder() {
    const fs::path from = fs::path(CANDOUR_SOURCE_DIR) / "charters";
    fs::create_directories(at);
    fs::copy(from / "catalogue", at / "catalogue", fs::copy_options::recursive);
    std::ofstream(at / "catalogue/kinds/compliment.yaml") << kKind;
    auto charter = read(from / "ll.yaml");
    const std::string step = "      - {kind: incident, move: act}\n";
    const std::string ours =
        "      - {kind: compliment, move: agree}\n      - {kind: compliment, move: grant}\n";
    for (auto i = charter.find(step); i != charter.npos;
         i = charter.find(step, i + step.size() + ours.size()))
      charter.insert(i, ours);
    // The incident lead writes no such thing.
    const auto lead = charter.find(ours, charter.find("code: incident-lead"));
    charter.erase(lead, ours.size());
    std::ofstream(at / "charter.yaml") << charter;
  }
  ~CatalogueFolder() { fs::remove_all(at); }
};

class OwnKind : public CatalogueFolder, public Scene {
 protected:
  OwnKind() : Scene((at / "charter.yaml").string(), (at / "catalogue").string()) {}
  Result<std::uint32_t> take(const gate::Actor& actor, EntryId id, std::string_view code,
                             std::string_view answers = "{}") {
    const auto pass = must(w.gate.step(actor, person, w.service(), w.kind("compliment")));
    return entries.move(actor, pass, person, id, must(entries.place(person, id)).version, code, "",
                        values(answers));
  }
};

TEST_F(OwnKind, a_case_in_text_alone_has_its_clock_its_work_its_questions_and_its_two_people) {
  const auto id = write(worker, "compliment", R"({"asked-on":"2026-11-20","what-for":"A bed"})");
  EXPECT_EQ(entry(worker, id).state, "asked");
  const auto clock = must(entries.clocks(see(worker), person, id)).front();
  EXPECT_EQ(clock.on, make_date(2026, 12, 21)) << "20 December is a Sunday";
  EXPECT_THAT(clock.how,
              ElementsAre("1 month from 20 November 2026.",
                          "Sunday 20 December 2026 is at a weekend, so it is Monday 21 December 2026.",
                          "Set by: the rules of the fund."));
  const auto mine = must(work.lists(worker, make_date(2027, 1, 31))).mine;
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(mine[0].due.deadline, "answer");

  must(take(worker, id, "agree"));
  const auto same = take(worker, id, "grant", R"({"how-much":12000})");
  ASSERT_FALSE(same) << "needs a second person";
  EXPECT_EQ(same.error().code, Code::NotAllowed);
  EXPECT_THAT(same.error().words.text, HasSubstr("second person"));
  EXPECT_EQ(must(entries.moves_for(worker, entry(worker, id))).size(), 0u) << "not offered either";
  const auto without = take(manager, id, "grant");
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().fields.front().field, "how-much");
  must(take(manager, id, "grant", R"({"how-much":12000})"));
  EXPECT_EQ(entry(worker, id).values.at("how-much"), 12000);
  EXPECT_TRUE(must(entries.clocks(see(worker), person, id)).front().met);
}

TEST_F(OwnKind, who_changed_it_between_is_not_who_took_the_step_before) {
  const auto id = write(worker, "compliment", R"({"asked-on":"2026-11-20","what-for":"A bed"})");
  must(take(worker, id, "agree"));
  must(entries.change(to_write(manager, "compliment"), person, id, 2,
                      values(R"({"asked-on":"2026-11-20","what-for":"A bed and a chair"})"), ""));
  EXPECT_FALSE(take(worker, id, "grant", R"({"how-much":12000})"));
  EXPECT_TRUE(take(manager, id, "grant", R"({"how-much":12000})"));
}

class Shipped : public Scene {};

/// A further field of a kind that everybody has, in the charter of one organisation alone.
class OwnField : public Scene {
 protected:
  OwnField()
      : Scene(
            people::World::amended(
                "ll", "\nservices:\n",
                "\nkinds:\n  - extends: contact-note\n    fields:\n"
                "      - {code: garden, label: \"How is the garden?\", type: short-text, category: care}\nservices:\n"),
            std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
};

TEST_F(OwnField, is_written_read_and_found_in_its_category_here_and_is_nothing_elsewhere) {
  const std::string written =
      R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"x","garden":"Beans"})";
  const auto id = write(worker, "contact-note", written);
  const auto read = entry(worker, id);
  EXPECT_EQ(read.values.at("garden"), "Beans");
  const auto* field = w.charter->at(w.kind("contact-note")).find_field("garden");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->category, w.category("care"));
  const people::World other("lw");
  EXPECT_FALSE(other.charter->at(other.kind("contact-note")).find_field("garden"));
}

TEST_F(Shipped, knows_nothing_of_a_field_that_another_organisation_added) {
  auto e = fresh("contact-note",
                 R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"x","garden":"Beans"})");
  EXPECT_FALSE(entries.write(to_write(worker, "contact-note"), e));
}

}  // namespace
}  // namespace candour::record
