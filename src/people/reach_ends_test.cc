// Reach ends when it ends: each way in which somebody stops having to do with a person.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "gate/asked_before.h"
#include "gate/asking.h"
#include "gate/facts.h"
#include "gate/tasks.h"
#include "people/lines_for_tests.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kHour = 3600 * 1000;

gate::Look timeline_look() {
  gate::Look l;
  l.what = "timeline";
  return l;
}

bool reaches_now(World& w, StaffId staff, PersonId person) {
  const auto actor = w.gate.actor(staff);
  return actor && w.gate.see(*actor, person, timeline_look()).has_value();
}

/// Leading Lives: two services, whose workers reach their own caseload and what their team works with.
struct Scene {
  World w{"ll"};
  StaffId boss = w.hire("supervisor", w.service()), admin = w.hire("admin"), lead = w.hire("dp-lead");
  TeamId team = w.team("North"), other_team = w.team("South");
  StaffId worker = w.hire("worker", w.service(), team, boss);
  StaffId colleague = w.hire("worker", w.service(), team, boss);
  void later(std::int64_t ms = 1000) { w.clock.set({w.clock.now().ms + ms}); }
  gate::Actor as(StaffId id) { return w.actor(id); }
  void posts(const char* role, std::optional<ServiceIx> in, std::optional<TeamId> of) {
    must(w.staff.change_posts(as(admin), worker, {{*w.charter->find_role(role), in, of}}, boss));
    // The new post counts, not only the old one gone: what is asked is what it leaves of the old reach.
    auto& second = w.staff.second();
    for (const auto& waits : must(second.about(as(admin), worker))) must(second.confirm(as(lead), waits.id));
    if (must(w.gate.actor(worker)).posts.size() != 1) throw std::runtime_error("the worker has no new post");
  }
  void record_death(PersonId person) {
    const auto pass = must(w.gate.act(as(boss), person, w.service(), charter::Duty::MarkDeath));
    must(w.people.record_death(pass, person, make_date(2026, 11, 20), false));
  }
};

struct Ending {
  std::string name;
  std::function<void(Scene&, const World::Added&)> act;
};

TEST(Attack, A5_what_taking_a_referral_gave_ends) {
  const std::vector<Ending> endings = {
      {"declined",
       [](Scene& s, const World::Added& a) {
         must(s.w.journeys.move(s.as(s.boss), a.referral, 1, "decline", {{"declined-because", "no-room"}}));
       }},
      {"accepted for a colleague",
       [](Scene& s, const World::Added& a) {
         must(s.w.journeys.accept(s.as(s.boss), a.referral, 1, std::nullopt, s.colleague));
       }},
      {"accepted for nobody yet",
       [](Scene& s, const World::Added& a) {
         must(s.w.journeys.accept(s.as(s.boss), a.referral, 1, std::nullopt, std::nullopt));
       }},
      {"on the waiting list",
       [](Scene& s, const World::Added& a) {
         must(s.w.journeys.move(s.as(s.boss), a.referral, 1, "wait", {{"waits-for", "no-room"}}));
       }},
      {"withdrawn",
       [](Scene& s, const World::Added& a) {
         must(s.w.journeys.move(s.as(s.boss), a.referral, 1, "withdraw", {}));
       }},
      {"nobody decided for four weeks", [](Scene& s, const World::Added&) { s.later(gate::kTakenMs); }},
      {"moved to another service",
       [](Scene& s, const World::Added&) { s.posts("worker", s.w.service(1), std::nullopt); }},
      {"moved to another team",
       [](Scene& s, const World::Added&) { s.posts("worker", s.w.service(), s.other_team); }},
      {"the post was taken away",
       [](Scene& s, const World::Added&) { s.posts("board", std::nullopt, std::nullopt); }},
      {"left", [](Scene& s, const World::Added&) { must(s.w.staff.leave(s.as(s.admin), s.worker)); }},
      {"the person died", [](Scene& s, const World::Added& a) { s.record_death(a.person); }},
  };
  for (const auto& e : endings) {
    Scene s;
    const auto a = s.w.add(s.as(s.worker));
    s.later();
    ASSERT_TRUE(reaches_now(s.w, s.worker, a.person)) << e.name;
    e.act(s, a);
    EXPECT_FALSE(reaches_now(s.w, s.worker, a.person)) << e.name;
  }
}

TEST(Attack, A5_whoever_was_taken_off_keeps_nothing_by_a_referral_that_they_took) {
  Scene s;
  const auto e = s.w.enrol(s.as(s.boss), s.worker);
  ASSERT_TRUE(reaches_now(s.w, s.worker, e.person));
  // While they still work with her they refer her to another service, and take it themselves.
  NewReferral r;
  r.service = s.w.service(1);
  r.source = "staff";
  const auto wide = s.w.hire("worker", std::nullopt, std::nullopt, s.boss);
  must(s.w.journeys.allocate(s.as(s.boss), e.person, e.enrolment, wide, false, std::nullopt));
  const auto pass = s.w.gate.act(s.as(wide), e.person, r.service, charter::Duty::Refer);
  ASSERT_TRUE(pass);
  must(s.w.journeys.refer(*pass, r));
  s.later();
  ASSERT_TRUE(reaches_now(s.w, wide, e.person));
  must(s.w.journeys.end_allocation(s.as(s.boss), e.person, e.enrolment, wide));
  EXPECT_FALSE(reaches_now(s.w, wide, e.person));
  EXPECT_TRUE(reaches_now(s.w, s.worker, e.person)) << "nobody else was taken off";
}

TEST(Attack, A5_what_an_allocation_gave_ends) {
  const std::vector<std::pair<std::string, std::function<void(Scene&, const World::Enrolled&)>>> endings = {
      {"the allocation ended",
       [](Scene& s, const World::Enrolled& e) {
         must(s.w.journeys.end_allocation(s.as(s.boss), e.person, e.enrolment, s.worker));
       }},
      {"closed",
       [](Scene& s, const World::Enrolled& e) {
         must(s.w.journeys.move(s.as(s.boss), e.person, e.enrolment, 1, "close",
                                {{"ended-because", "goals-met"}, {"outcome", "much-better"}}));
       }},
      {"moved to another service",
       [](Scene& s, const World::Enrolled&) { s.posts("worker", s.w.service(1), std::nullopt); }},
      {"the post was taken away",
       [](Scene& s, const World::Enrolled&) { s.posts("board", std::nullopt, std::nullopt); }},
      {"left", [](Scene& s, const World::Enrolled&) { must(s.w.staff.leave(s.as(s.admin), s.worker)); }},
  };
  for (const auto& [name, act] : endings) {
    Scene s;
    const auto e = s.w.enrol(s.as(s.boss), s.worker);
    s.later();
    ASSERT_TRUE(reaches_now(s.w, s.worker, e.person)) << name;
    act(s, e);
    EXPECT_FALSE(reaches_now(s.w, s.worker, e.person)) << name;
  }
}

TEST(Attack, A5_what_a_team_gave_ends_with_the_team) {
  World w("ll");
  const auto boss = w.hire("supervisor", w.service()), admin = w.hire("admin");
  const auto east = w.team("East"), west = w.team("West");
  const auto worker = w.hire("worker", w.service(), east);
  const auto e = w.enrol(w.actor(boss), std::nullopt, east);
  ASSERT_TRUE(reaches_now(w, worker, e.person));
  must(w.staff.change_posts(w.actor(admin), worker, {{*w.charter->find_role("worker"), w.service(), west}},
                            {}));
  EXPECT_FALSE(reaches_now(w, worker, e.person));
}

class Reasons : public testing::Test {
 protected:
  World w{"lw"};
  StaffId boss = w.hire("supervisor", w.service()), director = w.hire("supervisor", w.service());
  StaffId manager = w.hire("service-manager", std::nullopt, std::nullopt, director);
  ReasonIx audit = *w.charter->find_reason("audit");
  PersonId somebody() { return w.enrol(w.actor(boss), std::nullopt).person; }
  Result<GrantId> ask(PersonId person, std::string_view words = "Sample of files for June") {
    return w.gate.ask(w.actor(manager), person, audit, words, *w.vault);
  }
  std::string mend(const Result<GrantId>& r) { return r ? "" : r.error().fields.at(0).message; }
  void judge(GrantId id, bool in_order) {
    must(w.gate.review_grant(w.actor(director), id, in_order, "This was not part of the audit", *w.vault));
  }
  void later(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
};

TEST_F(Reasons, Attack_A5_a_reasoned_access_that_is_not_in_order_ends_at_once) {
  const auto p = somebody();
  const auto id = must(ask(p));
  ASSERT_TRUE(reaches_now(w, manager, p));
  judge(id, false);
  EXPECT_FALSE(reaches_now(w, manager, p));
}

TEST_F(Reasons, one_that_is_in_order_goes_on_for_its_hours) {
  const auto p = somebody();
  judge(must(ask(p)), true);
  EXPECT_TRUE(reaches_now(w, manager, p));
}

TEST_F(Reasons, Attack_A5_asking_again_waits_for_a_day_and_for_a_review) {
  const auto p = somebody();
  const auto first = must(ask(p));
  EXPECT_THAT(mend(ask(p)), HasSubstr("Nobody has looked yet"));
  judge(first, false);
  later(1);
  EXPECT_THAT(mend(ask(p)), HasSubstr("found not in order. You can ask again on 22 November 2026"));
  later(gate::kAskAgainMs - 2);
  EXPECT_FALSE(ask(p));
  later(1);
  EXPECT_TRUE(ask(p));
  EXPECT_FALSE(ask(p)) << "the next one needs its review first";
}

TEST_F(Reasons, Promise_ALL_2_one_too_many_is_refused_with_a_line_and_told) {
  for (int i = 0; i < gate::kReasonsUnreviewed; ++i) must(ask(somebody()));
  const auto one_more = somebody();
  LinesSince since(*w.db, *w.ledger);
  EXPECT_FALSE(ask(one_more));
  EXPECT_TRUE(since.has({manager, ledger::Act::Refuse, "reasoned-access", {}, "", "too-many-questions"}));
}

TEST_F(Reasons, Attack_A5_fourteen_at_once_are_not_to_be_had_and_bulk_is_told) {
  const auto lead = w.hire("dp-lead");
  ASSERT_TRUE(w.charter->at(*w.charter->find_role("dp-lead")).has(charter::Duty::SeeLedger));
  int granted = 0;
  for (int i = 0; i < 14; ++i) granted += ask(somebody()).has_value();
  EXPECT_EQ(granted, gate::kReasonsUnreviewed);
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  const auto count = [&](StaffId whose, std::string_view kind) {
    int n = 0;
    for (const auto& t : must(tasks.open(w.actor(whose), 50))) n += t.kind == kind;
    return n;
  };
  EXPECT_EQ(count(lead, gate::kLookAtAsking), 1);
  EXPECT_EQ(count(director, gate::kManyReasons), 1);
  for (const auto& g : must(w.gate.grants(w.actor(director), *w.vault, true))) judge(g.id, true);
  EXPECT_EQ(count(director, gate::kManyReasons), 0) << "reviewing them all closes it";
  granted = 0;
  for (int i = 0; i < 14; ++i)
    if (const auto g = ask(somebody())) {
      ++granted;
      judge(*g, true);
    }
  EXPECT_EQ(granted, gate::kReasonsADay - gate::kReasonsUnreviewed);
  EXPECT_THAT(mend(ask(somebody())), HasSubstr("in one day. You can ask again on 22 November 2026 at 10am"));
  later(24 * kHour);
  EXPECT_TRUE(ask(somebody()));
}

TEST_F(Reasons, too_many_says_the_same_of_somebody_who_is_not_there) {
  for (int i = 0; i < gate::kReasonsUnreviewed; ++i) must(ask(somebody()));
  const auto there = ask(somebody()), not_there = ask(PersonId::make(4));
  EXPECT_EQ(mend(there), mend(not_there));
}

TEST_F(Reasons, Attack_A5_words_that_are_none_open_nothing) {
  const auto p = somebody();
  for (const auto* words :
       {"aaaaaaaaaa", "asdf asdf asdf", "..........", "lalalala lalala", "qwertyuiop asdfghjkl"})
    EXPECT_FALSE(ask(p, words)) << words;
}

TEST_F(Reasons, Attack_A5_copied_words_are_told_to_who_reviews) {
  must(ask(somebody(), "A complaint about a late visit"));
  must(ask(somebody(), "A complaint, about a LATE visit."));
  must(ask(somebody(), "An audit of the files of this service"));
  int copied = 0;
  for (const auto& g : must(w.gate.grants(w.actor(director), *w.vault, true))) copied += g.same_words;
  EXPECT_EQ(copied, 2) << "each of the two says that there is one more";
}

}  // namespace
}  // namespace candour::people
