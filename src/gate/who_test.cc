#include "gate/who.h"

#include <gtest/gtest.h>

#include <array>

#include "charter/read.h"

namespace candour::gate {
namespace {

using ledger::Act;

charter::CharterPtr leading() {
  static const auto c = charter::load(std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml",
                                      std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue")
                            .charter;
  return c;
}

ledger::Entry entry(Act act, std::string what, std::vector<std::string> categories = {}) {
  ledger::Entry e;
  e.at = {1'800'000'000'000};
  e.act = act;
  e.actor = StaffId::make(1);
  e.what = std::move(what);
  e.categories = std::move(categories);
  e.purpose = "deliver-support";
  e.clause = "2.3";
  return e;
}

TEST(WhoLooked, says_what_why_and_by_which_part_of_the_notice) {
  EXPECT_EQ(who_sentence(*leading(), entry(Act::View, "timeline", {"identity", "health"})),
            "Looked at identity and health on the timeline, for “Giving you the right support” "
            "(Notice, part 2.3).");
  EXPECT_EQ(who_sentence(*leading(), entry(Act::Create, "contact-note", {"care"})),
            "Wrote a contact note, for “Giving you the right support” (Notice, part 2.3).");
  auto grant = entry(Act::Grant, "reasoned-access", {"care"});
  grant.purpose.clear();
  grant.note = "reason:complaint hours:72 told:x";
  EXPECT_EQ(who_sentence(*leading(), grant).find("Asked for access with a reason to care: "), 0u);
}

TEST(WhoLooked, says_of_work_what_was_done_with_it) {
  const auto said = [](Act act, std::string note) {
    auto e = entry(act, "hand-over");
    e.purpose.clear();
    e.clause.clear();
    e.note = std::move(note);
    return who_sentence(*leading(), e);
  };
  EXPECT_EQ(said(Act::Move, "move:take"), "Took the step “I have read it” of a hand-over.");
  EXPECT_EQ(said(Act::Move, "move:of-another-charter"), "Took a step of a hand-over.");
  EXPECT_EQ(said(Act::Change, "work given: do-by to " + StaffId::make(1).text()),
            "Gave a hand-over to a colleague as their work.");
  for (const auto& [what, note, words] :
       {std::array{"referral", "move:decline reason:no-room", "Took the step “Decline” of "},
        std::array{"enrolment", "move:close reason:goals-met outcome:better", "Took the step “Close” of "}}) {
    auto step = entry(Act::Move, what);
    step.note = note;
    EXPECT_EQ(who_sentence(*leading(), step).find(words), 0u) << who_sentence(*leading(), step);
  }
  auto own = entry(Act::Change, "hand-over");
  own.note = "work given: do-by to " + own.actor.text();
  EXPECT_EQ(who_sentence(*leading(), own).find("Took on a hand-over as their own work"), 0u);
  EXPECT_EQ(said(Act::Change, "still right: do-by"), "Looked at a hand-over and found it still right.");
  own.what = "incident";
  own.note = "work given: action#2 to " + own.actor.text();
  EXPECT_EQ(who_sentence(*leading(), own).find("Took on “An action after an incident” of an incident as"),
            0u);
  EXPECT_EQ(said(Act::Change, ""), "Changed a hand-over.");
}

TEST(WhoLooked, gathers_the_looks_of_a_day_and_nothing_else) {
  const auto look = entry(Act::View, "timeline", {"care"});
  auto next_day = look, somebody_else = look, wrote = entry(Act::Create, "contact-note");
  next_day.at.ms += 24LL * 3600 * 1000;
  somebody_else.actor = StaffId::make(2);
  auto later = look;
  later.at.ms += 1000;
  const auto lines = who_lines(
      *leading(), {{9, next_day}, {8, wrote}, {7, wrote}, {6, later}, {5, somebody_else}, {4, look}});
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[3].times, 2);
  EXPECT_EQ(lines[3].first, look.at);
  EXPECT_EQ(lines[3].last, later.at);
  EXPECT_EQ(lines[1].times, 1) << "two notes are two notes";
}

TEST(WhoLooked, shows_refusals_as_such) {
  auto refused = entry(Act::Refuse, "profile");
  const auto lines = who_lines(*leading(), {{1, refused}});
  EXPECT_TRUE(lines.at(0).refused);
  EXPECT_EQ(lines[0].sentence.find("Was refused the details"), 0u);
}

}  // namespace
}  // namespace candour::gate
