#include "people/journey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

struct Office {
  World w;
  StaffId boss, worker;
  explicit Office(const std::string& code = "ll")
      : w(code),
        boss(w.hire("supervisor", w.service())),
        worker(w.hire("worker", w.service(), std::nullopt, boss)) {}
  gate::Actor lead() const { return w.actor(boss); }
  Pass look(PersonId person) { return must(w.gate.see(lead(), person, {Act::View, "journey", "", kAll})); }
};

TEST(Journeys, from_referral_to_reopening) {
  Office o;
  const auto a = o.w.add(o.lead());
  EXPECT_EQ(must(o.w.journeys.open_referrals(o.lead(), false, {}, 10)).size(), 1u);
  must(o.w.journeys.move(o.lead(), a.referral, 1, "wait",
                         {{"waits-for", "no-worker"}, {"words", "Two weeks, perhaps three."}}));
  EXPECT_EQ(must(o.w.journeys.open_referrals(o.lead(), true, {}, 10)).size(), 1u);
  const auto waiting = must(o.w.journeys.referral(o.lead(), a.referral));
  EXPECT_EQ(waiting.state, ReferralState::Waiting);
  EXPECT_EQ(waiting.decision_words, "Two weeks, perhaps three.");
  EXPECT_EQ(waiting.version, 2);

  const auto id = must(o.w.journeys.accept(o.lead(), a.referral, 2, std::nullopt, o.worker));
  EXPECT_TRUE(must(o.w.journeys.open_referrals(o.lead(), false, {}, 10)).empty());
  auto enrolled = must(o.w.journeys.enrolments(o.look(a.person), a.person));
  ASSERT_EQ(enrolled.size(), 1u);
  EXPECT_EQ(enrolled[0].referral, a.referral);
  EXPECT_FALSE(enrolled[0].ended);
  EXPECT_EQ(must(o.w.journeys.allocations(o.look(a.person), a.person)).at(0).worker, o.worker);

  must(o.w.journeys.move(
      o.lead(), a.person, id, 1, "close",
      {{"ended-because", "goals-met"}, {"outcome", "much-better"}, {"words", "She shops alone now."}}));
  enrolled = must(o.w.journeys.enrolments(o.look(a.person), a.person));
  EXPECT_EQ(enrolled[0].closure_reason, "goals-met");
  EXPECT_EQ(enrolled[0].outcome, "much-better");
  EXPECT_EQ(enrolled[0].words, "She shops alone now.");
  EXPECT_TRUE(must(o.w.journeys.allocations(o.look(a.person), a.person)).at(0).until);
  EXPECT_TRUE(must(o.w.journeys.caseload(o.w.actor(o.worker), {}, 10)).empty());

  must(o.w.journeys.move(o.lead(), a.person, id, 2, "reopen", {}));
  enrolled = must(o.w.journeys.enrolments(o.look(a.person), a.person));
  EXPECT_FALSE(enrolled[0].ended);
  EXPECT_EQ(enrolled[0].version, 3);
  must(o.w.journeys.allocate(o.lead(), a.person, id, o.worker, true, std::nullopt));
  EXPECT_EQ(must(o.w.journeys.caseload(o.w.actor(o.worker), {}, 10)).size(), 1u);
}

TEST(Journeys, of_two_who_decide_at_once_one_is_told) {
  Office o;
  const auto a = o.w.add(o.lead());
  must(o.w.journeys.accept(o.lead(), a.referral, 1, std::nullopt, std::nullopt));
  EXPECT_EQ(
      o.w.journeys.move(o.lead(), a.referral, 1, "decline", {{"declined-because", "no-room"}}).error().code,
      Code::Conflict);
  EXPECT_EQ(o.w.journeys.accept(o.lead(), a.referral, 1, {}, {}).error().code, Code::Conflict);
  const auto e = must(o.w.journeys.enrolments(o.look(a.person), a.person)).front();
  must(o.w.journeys.move(o.lead(), a.person, e.id, 1, "close",
                         {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_EQ(
      o.w.journeys
          .move(o.lead(), a.person, e.id, 1, "close", {{"ended-because", "person-left"}, {"outcome", "same"}})
          .error()
          .code,
      Code::Conflict);
  EXPECT_EQ(o.w.journeys.move(o.lead(), a.person, e.id, 1, "reopen", {}).error().code, Code::Conflict);
}

TEST(Journeys, a_decision_that_fails_leaves_nothing_behind) {
  Office o;
  const auto a = o.w.add(o.lead());
  const auto elsewhere = o.w.hire("worker", o.w.service(1));
  EXPECT_EQ(o.w.journeys.accept(o.lead(), a.referral, 1, {}, elsewhere).error().code, Code::Invalid);
  EXPECT_EQ(o.w.journeys.accept(o.lead(), a.referral, 1, TeamId::make(3), {}).error().code, Code::Invalid);
  EXPECT_EQ(must(o.w.journeys.referral(o.lead(), a.referral)).state, ReferralState::New);
  EXPECT_TRUE(must(o.w.journeys.enrolments(o.look(a.person), a.person)).empty());
}

TEST(Journeys, one_open_way_into_a_service_at_a_time) {
  Office o;
  const auto a = o.w.add(o.lead());
  const auto pass = must(o.w.gate.act(o.lead(), a.person, o.w.service(), charter::Duty::Refer));
  NewReferral again;
  again.service = o.w.service();
  again.source = "self";
  EXPECT_EQ(o.w.journeys.refer(pass, again).error().code, Code::Conflict);
  must(o.w.journeys.accept(o.lead(), a.referral, 1, {}, {}));
  EXPECT_EQ(o.w.journeys.refer(pass, again).error().code, Code::Conflict);
  again.service = o.w.service(1);
  EXPECT_EQ(o.w.journeys.refer(pass, again).error().code, Code::NotAllowed) << "the pass is for one service";
  const auto other = must(o.w.gate.act(o.lead(), a.person, o.w.service(1), charter::Duty::Refer));
  EXPECT_TRUE(o.w.journeys.refer(other, again)) << "another service is another way";
}

TEST(Journeys, reasons_come_from_the_list) {
  Office o;
  const auto a = o.w.add(o.lead());
  EXPECT_EQ(
      o.w.journeys.move(o.lead(), a.referral, 1, "decline", {{"declined-because", "because"}}).error().code,
      Code::Invalid);
  EXPECT_EQ(o.w.journeys.move(o.lead(), a.referral, 1, "wait", {{"waits-for", ""}}).error().code,
            Code::Invalid);
  const auto id = must(o.w.journeys.accept(o.lead(), a.referral, 1, {}, {}));
  const auto bad =
      o.w.journeys.move(o.lead(), a.person, id, 1, "close", {{"ended-because", ""}, {"outcome", ""}});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().fields.size(), 2u);
}

TEST(Journeys, words_are_sealed_and_opened_for_those_who_see_care) {
  Office o;
  const auto person = PersonId::make(o.w.clock.now().ms);
  const auto pass = must(o.w.gate.register_new(o.lead(), person, o.w.service()));
  NewReferral r;
  r.service = o.w.service();
  r.source = "family";
  r.source_name = "A sister";
  r.consent_to_refer = true;
  r.reason_words = "Cannot manage the stairs";
  ReferralId id;
  must(o.w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(o.w.people.add(txn, pass, person,
                            {{"given-name", "Ivy"}, {"family-name", "Marsh"}, {"birth-date", "1950-06-07"}}));
    TRY(id, o.w.journeys.refer(txn, pass, r));
    return {};
  }));
  const auto opened = must(o.w.journeys.referral(o.lead(), id));
  EXPECT_EQ(opened.reason_words, "Cannot manage the stairs");
  EXPECT_EQ(opened.source_name, "A sister");
  const auto clerk = o.w.actor(o.w.hire("admin"));
  const auto bare = must(o.w.journeys.referral(clerk, id));
  EXPECT_EQ(bare.source + bare.urgency, "") << "nor the answers beside them";
  EXPECT_TRUE(bare.held_back.has(o.w.category("care")));
  EXPECT_EQ(bare.reason_words, "") << "an administrator does not see care";
  must(o.w.db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM segment WHERE org=$1", {o.w.db->org()}, [&](const store::Row& row) {
      EXPECT_EQ(as_text(row.blob(0)).find("stairs"), std::string_view::npos);
      return true;
    });
  }));
}

TEST(Journeys, words_have_room_for_their_letters_in_every_script) {
  Office o;
  std::string longest;
  for (int i = 0; i < 20'000; ++i) longest += i % 7 ? "字" : "👍🏽";
  const auto refused = [&](const std::string& words, const std::string& source) {
    const auto person = PersonId::make(o.w.clock.now().ms);
    const auto pass = must(o.w.gate.register_new(o.lead(), person, o.w.service()));
    NewReferral r;
    r.service = o.w.service();
    r.source = "family";
    r.source_name = source;
    r.reason_words = words;
    r.consent_to_refer = true;
    const auto done = o.w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(
          o.w.people.add(txn, pass, person,
                         {{"given-name", "Ivy"}, {"family-name", "Marsh"}, {"birth-date", "1950-06-07"}}));
      CHECK_OK(o.w.journeys.refer(txn, pass, r));
      return {};
    });
    return done || done.error().fields.empty()
               ? std::string()
               : done.error().fields[0].field + ": " + done.error().fields[0].message;
  };
  EXPECT_EQ(refused(longest, ""), "");
  EXPECT_EQ(refused(longest + "ab", ""),
            "words: Shorten your words to 20,000 letters or fewer: it has 20,002, 2 too many");
  EXPECT_EQ(
      refused("", std::string(280, 'x')),
      "source-name: Shorten the name of who refers them to 200 letters or fewer: it has 280, 80 too many");
}

TEST(Journeys, deciding_needs_the_duty) {
  Office o;
  const auto a = o.w.add(o.w.actor(o.worker));
  EXPECT_EQ(o.w.journeys.accept(o.w.actor(o.worker), a.referral, 1, {}, {}).error().code, Code::NotAllowed);
  must(o.w.journeys.move(o.w.actor(o.worker), a.referral, 1, "withdraw", {{"words", "Asked by mistake"}}));
  EXPECT_EQ(o.w.journeys.referral(o.lead(), ReferralId::make(1)).error().code, Code::NotFound);
}

TEST(Journeys, a_service_for_adults_takes_no_children_and_the_other_way_round) {
  World w("ig");
  std::size_t adults = 99, children = 99;
  for (std::size_t i = 0; i < w.charter->services.size(); ++i) {
    if (w.charter->services[i].min_age == 18) adults = i;
    if (w.charter->services[i].for_children) children = i;
  }
  const auto boss = w.actor(w.hire("supervisor"));
  const auto child = w.add(boss, adults, "Noor", "Hill", "2014-05-06");
  const auto no = w.journeys.accept(boss, child.referral, 1, {}, {});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().fields.at(0).field, "birth-date");
  EXPECT_THAT(no.error().fields.at(0).message, HasSubstr("18 and over"));
  EXPECT_THAT(no.error().fields.at(0).message, HasSubstr("is 12"));
  const auto grown = w.add(boss, children, "Owen", "Hill", "2008-11-21");
  EXPECT_FALSE(w.journeys.accept(boss, grown.referral, 1, {}, {})) << "18 today";
  const auto young = w.add(boss, children, "Tess", "Hill", "2008-11-22");
  EXPECT_TRUE(w.journeys.accept(boss, young.referral, 1, {}, {})) << "18 tomorrow";
  const auto adult = w.add(boss, adults, "Uma", "Hill", "2008-11-21");
  EXPECT_TRUE(w.journeys.accept(boss, adult.referral, 1, {}, {}));
}

TEST(Journeys, one_key_worker_at_a_time) {
  Office o;
  const auto e = o.w.enrol(o.lead(), o.worker);
  const auto second = o.w.hire("worker", o.w.service());
  must(o.w.journeys.allocate(o.lead(), e.person, e.enrolment, second, true, std::nullopt));
  const auto all = must(o.w.journeys.allocations(o.look(e.person), e.person));
  ASSERT_EQ(all.size(), 2u);
  for (const auto& a : all) EXPECT_EQ(a.key_worker, a.worker == second);
  must(o.w.journeys.end_allocation(o.lead(), e.person, e.enrolment, o.worker));
  EXPECT_EQ(o.w.journeys.end_allocation(o.lead(), e.person, e.enrolment, o.worker).error().code,
            Code::Conflict);
}

TEST(Journeys, caseload_comes_by_the_page_and_keeps_a_person_together) {
  Office o;
  const auto everywhere = o.w.hire("supervisor");
  const auto both = o.w.hire("worker");
  std::vector<PersonId> people;
  for (int i = 0; i < 5; ++i) people.push_back(o.w.enrol(o.lead(), both).person);
  // The third is in a second service as well.
  const auto lead = o.w.actor(everywhere);
  NewReferral r;
  r.service = o.w.service(1);
  r.source = "staff";
  const auto pass = must(o.w.gate.act(lead, people[2], r.service, charter::Duty::Refer));
  must(o.w.journeys.accept(lead, must(o.w.journeys.refer(pass, r)), 1, {}, both));

  std::vector<PersonId> seen;
  std::optional<PersonId> after;
  for (int page = 0; page < 10; ++page) {
    const auto part = must(o.w.journeys.caseload(o.w.actor(both), after, 3));
    if (part.empty()) break;
    for (const auto& e : part) seen.push_back(e.person);
    after = part.back().person;
  }
  auto expected = people;
  expected.insert(expected.begin() + 3, people[2]);
  EXPECT_EQ(seen, expected);
}

TEST(Journeys, workload_counts_people_of_ones_own_line_team_and_service) {
  Office o;
  const auto other_boss = o.w.hire("supervisor", o.w.service(1));
  const auto other = o.w.hire("worker", o.w.service(1));
  o.w.enrol(o.lead(), o.worker);
  const auto e = o.w.enrol(o.lead(), o.worker);
  o.w.enrol(o.w.actor(other_boss), other, std::nullopt, 1);
  auto loads = must(o.w.journeys.workload(o.lead()));
  ASSERT_EQ(loads.size(), 1u);
  EXPECT_EQ(loads[0].worker, o.worker);
  EXPECT_EQ(loads[0].people, 2);
  must(o.w.journeys.move(o.lead(), e.person, e.enrolment, 1, "close",
                         {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_EQ(must(o.w.journeys.workload(o.lead())).at(0).people, 1);
  EXPECT_FALSE(o.w.journeys.workload(o.w.actor(o.worker))) << "not a worker's business";
}

TEST(Journeys, every_step_is_on_the_ledger) {
  Office o;
  const auto a = o.w.add(o.lead());
  const auto id = must(o.w.journeys.accept(o.lead(), a.referral, 1, {}, o.worker));
  must(o.w.journeys.move(o.lead(), a.person, id, 1, "close",
                         {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  std::vector<std::string> steps;
  for (const auto& k : o.w.all_kept())
    if (k.entry.what == "referral" || k.entry.what == "enrolment" || k.entry.what == "allocation") {
      steps.push_back(k.entry.what);
      EXPECT_EQ(k.entry.people, std::vector{a.person});
    }
  EXPECT_EQ(steps,
            (std::vector<std::string>{"enrolment", "allocation", "enrolment", "referral", "referral"}));
}

}  // namespace
}  // namespace candour::people
