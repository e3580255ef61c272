// Promises about who may: nobody reviews their own access, colleagues do not read who looked, a reference
// says nothing, and a pass for one person opens nobody else.
#include <gtest/gtest.h>

#include "charter/work.h"
#include "people/collecting.h"
#include "people/looks_for_tests.h"
#include "people/relationship.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

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
      for (const auto& g : must(w.gate.grants(w.actor(who), *w.vault, false)))
        EXPECT_NE(g.id, id) << role.code;
      const auto own = w.gate.review_grant(w.actor(who), id, true, "", *w.vault);
      ASSERT_FALSE(own) << code << " " << role.code;
      EXPECT_EQ(own.error().code, Code::NotAllowed);
    }
    EXPECT_GT(asked, 0) << code;
  }
}

TEST(Promise, LW_4_3_an_access_for_a_reason_goes_with_the_post_even_to_a_post_that_has_reasons_too) {
  int tried = 0;
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    World w(code);
    std::size_t in = 0;
    while (w.charter->services[in].for_children) ++in;
    const auto e = w.enrol(w.actor(w.hire("supervisor", w.service(in))), std::nullopt, std::nullopt, in);
    const auto above = w.hire("supervisor");
    for (const auto& from : w.charter->roles)
      for (const auto& to : w.charter->roles) {
        if (from.code == to.code || from.reasoned.empty() || to.reasoned.empty()) continue;
        const auto who = w.hire(from.code, std::nullopt, std::nullopt, above);
        const auto later = w.hire(to.code, std::nullopt, std::nullopt, above);
        if (w.gate.see(w.actor(later), e.person, look())) continue;  // the other post opens it by right
        const auto& reasons = to.reasoned.front().reasons;
        const auto offers = must(w.gate.offers(w.actor(who), e.person));
        const auto both = std::ranges::find_if(
            offers, [&](const auto& o) { return std::ranges::find(reasons, o.reason) != reasons.end(); });
        if (both == offers.end()) continue;
        must(w.gate.ask(w.actor(who), e.person, both->reason, "A sample of the files for June", *w.vault));
        ASSERT_TRUE(w.gate.see(w.actor(who), e.person, look()));
        auto moved = w.actor(who);
        moved.posts = w.actor(later).posts;  // as they are once somebody has changed the post
        EXPECT_FALSE(w.gate.see(moved, e.person, look())) << code << " " << from.code << " > " << to.code;
        ++tried;
      }
  }
  EXPECT_GT(tried, 0);
}

TEST(Promise, LL_3_1_1_the_gate_lets_nobody_write_a_kind_that_their_role_does_not_list) {
  World w("ll");
  const auto boss = w.hire("supervisor", w.service());
  const auto north = w.team("North");
  int may = 0, may_not = 0;
  for (const auto& role : w.charter->roles) {
    const auto who = w.hire(role.code, w.service(), north, boss);
    // Who does not work with people is allocated to nobody; they try all the same.
    const auto worker =
        charter::supports_people(*w.charter, role) ? who : w.hire("worker", w.service(), north, boss);
    const auto them = w.enrol(w.actor(boss), worker, north).person;
    for (const auto& kind : w.charter->kinds) {
      if (kind.engine) continue;
      const bool listed = std::ranges::find(role.writes, kind.ix) != role.writes.end();
      const auto pass = w.gate.write(w.actor(who), them, w.service(), kind.ix);
      if (pass)
        EXPECT_TRUE(listed && w.charter->kind_use(w.service(), kind.ix)) << role.code << " " << kind.code;
      ++(pass ? may : may_not);
    }
  }
  EXPECT_GT(may, 20);
  EXPECT_GT(may_not, 20);
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
      TRY(const auto p,
          w.people.add(txn, pass, id,
                       {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}}));
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
    EXPECT_FALSE(w.people.change(
        write, other, 1, {{"given-name", "X"}, {"family-name", "Y"}, {"birth-date", "1964-03-04"}}, false));
  }
}

/// Each question that a service leaves out is refused by name, whoever sends it, and so is a kind for visits
/// at home where nobody visits.
void refuses_what_it_does_not_ask(const char* code) {
  World w(code);
  int tried = 0;
  for (std::size_t s = 0; s < w.charter->services.size(); ++s)
    for (const auto& use : w.charter->services[s].kinds)
      for (const auto& field : use.leave_out) {
        if (!w.charter->at(use.kind).find_field(field)) continue;
        const auto refused = may_collect(*w.charter, w.service(s), use.kind, {{field, "Something"}}, kAll,
                                         make_date(2026, 11, 21));
        ASSERT_FALSE(refused) << field;
        EXPECT_EQ(refused.error().code, Code::NotAllowed) << field;
        EXPECT_NE(refused.error().words.text.find(w.charter->at(use.kind).find_field(field)->label),
                  std::string::npos)
            << refused.error().words.text;
        ++tried;
      }
  EXPECT_GT(tried, 3) << code;
}
TEST(Promise, IM_3_1_each_question_that_is_left_out_is_refused_by_name) {
  refuses_what_it_does_not_ask("im");
}
TEST(Promise, LL_2_0_each_question_that_is_left_out_is_refused_by_name) {
  refuses_what_it_does_not_ask("ll");
}
TEST(Promise, PS_2_each_question_that_is_left_out_is_refused_by_name) {
  refuses_what_it_does_not_ask("ps");
}
TEST(Promise, LW_2_1_each_question_that_is_left_out_is_refused_by_name) {
  refuses_what_it_does_not_ask("lw");
}

TEST(Promise, IM_3_2_a_kind_for_visits_is_kept_only_where_staff_come_to_the_home) {
  World w("im");
  auto c = *w.charter;
  c.kinds[static_cast<std::size_t>(w.kind("contact-note"))].home_visit = true;
  const charter::Values note = {{"when", "2026-11-20T14:20"}, {"method", "visit"}, {"what-happened", "x"}};
  int home = 0;
  for (std::size_t s = 0; s < c.services.size(); ++s) {
    const auto kept =
        may_collect(c, w.service(s), w.kind("contact-note"), note, kAll, make_date(2026, 11, 21));
    EXPECT_EQ(kept.has_value(), c.services[s].home_based) << c.services[s].code;
    home += c.services[s].home_based;
  }
  EXPECT_EQ(home, 1);
}

}  // namespace
}  // namespace candour::people
