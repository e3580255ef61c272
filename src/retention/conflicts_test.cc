// A promise that is shorter than what a law or guidance asks destroys nothing before somebody has decided.
#include "retention/conflicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/lines_for_tests.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;

struct ConflictsAtLW : Over {
  ConflictsAtLW() : Over("lw") { ended(make_date(2017, 5, 1)); }
  Conflicts conflicts{w.gate, *w.db, *w.vault, w.clock};
  gate::Actor lead = w.actor(w.hire(role_with(charter::Duty::SeeLedger)));
  std::string role_with(charter::Duty duty) {
    for (const auto& r : w.charter->roles)
      if (r.has(duty)) return r.code;
    return "";
  }
};

TEST_F(ConflictsAtLW, Promise_LW_5_a_promise_shorter_than_what_is_asked_waits_for_somebodys_decision) {
  ASSERT_EQ(must(conflicts.all(lead)).size(), 1u);
  EXPECT_EQ(must(conflicts.waiting(lead)), 1);
  EXPECT_EQ(must(conflicts.waiting(worker)), 0);
  EXPECT_EQ(until("identity"), "not known");
  EXPECT_TRUE(kept(person).kept.front().waits);
  EXPECT_EQ(outcome(propose()), "not on the list");
  must(conflicts.decide(lead, "main", Conflicts::kPromise, "The council agrees to three years"));
  EXPECT_EQ(until("identity"), "2020-05-01");
  EXPECT_EQ(must(conflicts.waiting(lead)), 0);
  EXPECT_EQ(must(conflicts.all(lead)).front().decided->why, "The council agrees to three years");
  EXPECT_EQ(outcome(destroyed()), "gone");
}

TEST_F(ConflictsAtLW, the_longer_one_counts_where_somebody_decided_so) {
  must(conflicts.decide(lead, "main", Conflicts::kLaw, "Our contract binds us to the code"));
  EXPECT_EQ(until("identity"), "2025-05-01");
  EXPECT_EQ(outcome(destroyed()), "gone");
}

TEST_F(ConflictsAtLW, one_that_was_on_a_list_stays_when_it_is_decided_otherwise) {
  must(conflicts.decide(lead, "main", Conflicts::kPromise, "Three years"));
  ended(make_date(2020, 5, 1));
  const auto id = propose();
  must(take(other, id, "approve"));
  must(conflicts.decide(lead, "main", Conflicts::kLaw, "Eight, after all"));
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "not-over");
}

TEST_F(ConflictsAtLW, a_decision_has_a_reason_and_is_for_whoever_answers_for_it) {
  EXPECT_FALSE(conflicts.decide(worker, "main", Conflicts::kLaw, "I say so"));
  EXPECT_FALSE(conflicts.all(worker));
  EXPECT_EQ(conflicts.decide(lead, "main", Conflicts::kLaw, "").error().code, Code::Invalid);
  EXPECT_EQ(conflicts.decide(lead, "main", "both", "Why not").error().code, Code::Invalid);
  EXPECT_EQ(conflicts.decide(lead, "no-rule", Conflicts::kLaw, "Why not").error().code, Code::NotFound);
}

TEST_F(ConflictsAtLW, Promise_ALL_2_a_decision_about_a_period_has_its_line) {
  people::LinesSince lines(*w.db, *w.ledger);
  must(conflicts.decide(lead, "main", Conflicts::kLaw, "Our contract"));
  EXPECT_TRUE(lines.has({lead.id, ledger::Act::Change, "period", {}, "law", "allowed", "main"}));
}

TEST_F(ConflictsAtLW, who_writes_a_decision_into_the_table_is_found_out) {
  w.tamper(
      "INSERT INTO period_decision (org, rule, said, law, why, at, by_staff) VALUES ($1, 'main', 'x', 0, $2, 1, $3)",
      {w.db->org(), Bytes(40, 1), lead.id});
  EXPECT_EQ(conflicts.all(lead).error().code, Code::Corrupt);
}

}  // namespace
}  // namespace candour::retention
