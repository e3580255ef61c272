// Promises about who may: nobody reviews their own access, colleagues do not read who looked, a reference says
// nothing, and a pass for one person opens nobody else.
#include <gtest/gtest.h>

#include "people/relationship.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

const CategorySet kAll = CategorySet::of_bits(~0ull);
gate::Look look() {
  return {ledger::Act::View, "profile", "", kAll};
}

TEST(Promise, LW_4_3_nobody_reviews_the_access_that_they_asked_for) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    World w(code);
    std::size_t in = 0;  // a service for grown-ups
    while (w.charter->services[in].for_children) ++in;
    const auto e = w.enrol(w.actor(w.hire("supervisor", w.service(in))), std::nullopt, std::nullopt, in);
    int asked = 0;
    for (const auto& role : w.charter->roles) {
      if (role.reasoned.empty()) continue;
      // A reviewer by duty or by being told: in a circle of two, each is the other's supervisor's supervisor.
      const auto who = w.hire(role.code, std::nullopt, std::nullopt, w.hire("supervisor"));
      const auto offers = must(w.gate.offers(w.actor(who), e.person));
      if (offers.empty()) continue;
      const auto id = must(w.gate.ask(w.actor(who), e.person, offers.front().reason,
                                      "They asked for a copy of their record", *w.vault));
      ++asked;
      for (const auto& g : must(w.gate.grants(w.actor(who), *w.vault, false))) EXPECT_NE(g.id, id) << role.code;
      const auto own = w.gate.review_grant(w.actor(who), id, true, "", *w.vault);
      ASSERT_FALSE(own) << code << " " << role.code;
      EXPECT_EQ(own.error().code, Code::NotAllowed);
    }
    EXPECT_GT(asked, 0) << code;
  }
}

TEST(Promise, ALL_2_a_colleague_who_does_not_check_access_does_not_read_who_looked) {
  World w("ll");
  const auto north = w.team("North");
  const auto boss = w.hire("supervisor", w.service());
  const auto e = w.enrol(w.actor(boss), w.hire("worker", w.service(), north, boss), north);
  const auto colleague = w.actor(w.hire("worker", w.service(), north, boss));
  ASSERT_TRUE(w.gate.see(colleague, e.person, look())) << "they see the record of the team";
  const auto refused = w.gate.who_looked(colleague, e.person, 0, 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
}

TEST(Promise, IG_9_2_the_reference_does_not_follow_from_the_id) {
  std::set<std::string> references;
  const auto id = PersonId::make(1'760'000'000'000);
  for (int i = 0; i < 2; ++i) {
    World w("ig");
    const auto boss = w.actor(w.hire("supervisor"));
    const auto pass = must(w.gate.register_new(boss, id, w.service()));
    must(w.db->write([&](store::Txn& txn) -> Status {
      TRY(const auto p, w.people.add(txn, pass, id, {{"given-name", "Maya"}, {"family-name", "Okafor"},
                                                     {"birth-date", "1964-03-04"}}));
      references.insert(p.reference);
      return {};
    }));
  }
  EXPECT_EQ(references.size(), 2u) << "the same id, and the same reference";
}

TEST(Promise, IM_11_1_and_PS_4_6_a_pass_for_one_person_opens_and_changes_nobody_else) {
  for (const auto* code : {"im", "ps"}) {
    World w(code);
    const auto boss = w.actor(w.hire("supervisor", w.service()));
    const auto mine = w.enrol(boss, std::nullopt).person, other = w.enrol(boss, std::nullopt).person;
    const auto pass = must(w.gate.see(boss, mine, look()));
    EXPECT_TRUE(pass.covers(mine));
    EXPECT_FALSE(pass.covers(other));
    EXPECT_FALSE(pass.sees(other, w.category("identity")));
    ASSERT_TRUE(w.people.profile(pass, mine));
    EXPECT_FALSE(w.people.profile(pass, other));
    EXPECT_FALSE(w.people.versions(pass, other));
    EXPECT_FALSE(w.journeys.enrolments(pass, other));
    EXPECT_FALSE(w.journeys.referrals(pass, other));
    EXPECT_FALSE(Circle(w.gate, *w.db, *w.vault, w.clock).of(pass, other));
    const auto write = must(w.gate.write(boss, mine, w.service(), KindIx{}));
    EXPECT_FALSE(write.writes(other, w.category("identity")));
    EXPECT_FALSE(w.people.change(write, other, 1, {{"given-name", "X"}, {"family-name", "Y"},
                                                   {"birth-date", "1964-03-04"}}, false));
  }
}

}  // namespace
}  // namespace candour::people
