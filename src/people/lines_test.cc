// ALL-2: no act without its line. Each act about people and journeys, with who did it, what, and about whom.
#include <gtest/gtest.h>

#include "gate/consent_flags.h"
#include "gate/in_force.h"
#include "gate/tasks.h"
#include "people/circle_for_tests.h"
#include "people/consent_for_tests.h"
#include "people/lines_for_tests.h"
#include "people/registering.h"
#include "people/relationship.h"
#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;

class Lines : public testing::Test {
 protected:
  World w{"ll"};
  StaffId boss_id = w.hire("supervisor", w.service());
  TeamId north = w.team("North");
  StaffId worker_id = w.hire("worker", w.service(), north, boss_id);
  gate::Actor boss = w.actor(boss_id), worker = w.actor(worker_id);
  PersonId them = w.enrol(boss, worker_id, north).person;
  LinesSince since{*w.db, *w.ledger};

  Pass writes(std::string_view kind, const gate::Actor& actor) {
    const auto pass = must(w.gate.write(actor, them, w.service(), w.kind(kind)));
    since.again();
    return pass;
  }
  Enrolment enrolment() {
    const auto pass = must(w.gate.see(boss, them, {Act::View, "journey", "", kAll}));
    const auto e = must(w.journeys.enrolments(pass, them)).front();
    since.again();
    return e;
  }
};

TEST_F(Lines, Promise_ALL_2_a_referral_and_each_decision_about_it) {
  const auto one = w.add(boss), two = w.add(boss), three = w.add(boss);
  EXPECT_TRUE(since.has({boss_id, Act::Create, "referral", {one.person}, "source:self"}));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "profile", {two.person}, ""}));
  since.again();
  must(w.journeys.move(boss, one.referral, 1, "wait", {{"waits-for", "no-room"}, {"words", "No place yet"}}));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "referral", {one.person}, "move:wait reason:"}));
  must(w.journeys.move(boss, two.referral, 1, "withdraw", {{"words", "Moved away"}}));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "referral", {two.person}, "move:withdraw"}));
  must(w.journeys.move(boss, three.referral, 1, "decline",
                       {{"declined-because", "not-eligible"}, {"words", "Another area"}}));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "referral", {three.person}, "move:decline reason:"}));
  since.again();
  must(w.journeys.accept(boss, one.referral, 2, north, worker_id));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "referral", {one.person}, "move:accept"}));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "enrolment", {one.person}, ""}));
  EXPECT_TRUE(
      since.has({boss_id, Act::Change, "allocation", {one.person}, "key-worker:" + worker_id.text()}));
  since.again();
  must(w.journeys.referral(boss, one.referral));
  EXPECT_TRUE(since.has({boss_id, Act::View, "referral", {one.person}, ""}));
}

TEST_F(Lines, Promise_ALL_2_somebody_who_arrives_enrolled_and_whose_arrival_is_taken_back) {
  const auto one = w.add(boss);
  since.again();
  FoundFit fit;
  EnrolmentId enrolment;
  const auto pass = must(w.gate.act(boss, one.person, w.service(), charter::Duty::DecideReferral));
  Arrival a{{w.clock.now().ms - 1000}, charter::Date(std::chrono::year(1964) / 3 / 4), north, worker_id};
  must(w.db->write([&](store::Txn& txn) -> Status {
    TRY(enrolment, w.journeys.arrive(txn, pass, one.referral, a, fit));
    return {};
  }));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "referral", {one.person}, "accepted with an import"}));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "enrolment", {one.person}, "with an import"}));
  EXPECT_TRUE(
      since.has({boss_id, Act::Change, "allocation", {one.person}, "key-worker:" + worker_id.text()}));
  since.again();
  must(w.db->write(
      [&](store::Txn& txn) { return w.journeys.take_back_arrival(txn, pass, one.referral, enrolment); }));
  EXPECT_TRUE(since.has({boss_id, Act::Undo, "enrolment", {one.person}, ""}));
}

TEST_F(Lines, Promise_ALL_2_a_referral_that_is_taken_back) {
  const auto one = w.add(boss);
  const auto pass = must(w.gate.act(boss, one.person, w.service(), charter::Duty::Refer));
  since.again();
  must(w.db->write([&](store::Txn& txn) { return w.journeys.take_back(txn, pass, one.referral); }));
  EXPECT_TRUE(since.has({boss_id, Act::Undo, "referral", {one.person}, "", "allowed", one.referral.text()}));
}

TEST_F(Lines, Promise_ALL_2_each_turn_of_the_support) {
  const auto e = enrolment();
  must(w.journeys.end_allocation(boss, them, e.id, worker_id));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "allocation", {them}, "ended:" + worker_id.text()}));
  since.again();
  must(w.journeys.allocate(boss, them, e.id, worker_id, false, north));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "allocation", {them}, "worker:" + worker_id.text()}));
  since.again();
  must(w.journeys.move(boss, them, e.id, e.version, "close",
                       {{"ended-because", "goals-met"}, {"outcome", "much-better"}}));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "enrolment", {them}, "move:close reason:"}));
  since.again();
  must(w.journeys.move(boss, them, e.id, e.version + 1, "reopen", {{"words", "Came back"}}));
  EXPECT_TRUE(since.has({boss_id, Act::Move, "enrolment", {them}, "move:reopen"}));
}

TEST_F(Lines, Promise_ALL_2_a_caseload_that_moves_names_who_loses_and_who_gets_each_of_them) {
  const auto heir = w.hire("worker", w.service(), north, boss_id);
  boss = w.actor(boss_id);
  const auto e = enrolment();
  must(w.journeys.move_caseload(boss, worker_id, heir, {e.id}));
  for (const auto& note : {"ended:" + worker_id.text(), "key-worker:" + heir.text()})
    EXPECT_TRUE(since.has({boss_id, Act::Change, "allocation", {them}, note, "allowed", e.id.text()}));
}

TEST_F(Lines, Promise_ALL_2_each_change_of_who_somebody_is) {
  const auto pass = writes("profile", boss);
  charter::Values values = {{"given-name", "May"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}};
  must(w.people.change(pass, them, 1, values, false));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "profile", {them}, ""}));
  since.again();
  values["given-name"] = "Maya";
  must(w.people.change(pass, them, 2, values, true));
  EXPECT_TRUE(since.has({boss_id, Act::Correct, "profile", {them}, ""}));
  const auto duty = must(w.gate.act(boss, them, w.service(), charter::Duty::MarkDeath));
  since.again();
  must(w.people.record_death(duty, them, make_date(2026, 11, 20), false));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "death", {them}, "recorded"}));
  must(w.people.record_death(duty, them, make_date(2026, 11, 20), true));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "death", {them}, "undone"}));
}

TEST_F(Lines, Promise_ALL_2_who_was_removed_is_named) {
  const auto fresh = w.enrol(boss, std::nullopt).person;
  const auto pass = must(w.gate.write(boss, fresh, w.service(), w.kind("profile")));
  since.again();
  std::vector<vault::KeyName> due;
  must(
      w.db->write([&](store::Txn& txn) { return w.people.remove_untouched(txn, pass, pass, {fresh}, due); }));
  EXPECT_TRUE(since.has({boss_id, Act::Undo, "profile", {fresh}, ""}));
}

TEST_F(Lines, Promise_ALL_2_each_change_of_the_circle) {
  Circle circle(w.gate, *w.db, *w.vault, w.clock);
  const auto pass = writes("supporters", boss);
  Relationship r;
  r.person = them;
  r.name = "Ada Okafor";
  r.relation = relations().front().code;
  r.informed = "agrees";
  r.id = must(circle.add(pass, r));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "relationship", {them}, ""}));
  since.again();
  r.phone = "+447700900123";
  must(circle.change(pass, r));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "relationship", {them}, ""}));
  since.again();
  r.version = 2;
  r.authority = "lpa-health";
  r.evidence = "Saw the registered original";
  must(circle.change(pass, r));
  since.again();
  const auto second = who_verifies(w, them);
  must(circle.verify(second.actor, second.pass, r.id, 3));
  EXPECT_TRUE(since.has({second.actor.id, Act::Change, "relationship", {them}, "verified"}));
  since.again();
  must(circle.end(pass, r.id));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "relationship", {them}, "ended"}));
}

TEST_F(Lines, Promise_ALL_2_consents_and_objections_given_and_taken_back) {
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  const auto pass = writes("contact-note", boss);
  const auto story = *w.charter->find_purpose("share-your-story");
  must(agree(*w.db, flags, pass, them, w.charter->at(story).code));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "consent", {them}, "given"}));
  must(take_back(*w.db, flags, pass, them, w.charter->at(story).code));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "consent", {them}, "withdrawn"}));
  const auto views = *w.charter->find_purpose("ask-your-views");
  must(flags.record_objection(pass, them, views));
  EXPECT_TRUE(since.has({boss_id, Act::Create, "objection", {them}, "made"}));
  must(flags.withdraw_objection(pass, them, views));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "objection", {them}, "withdrawn"}));
}

TEST_F(Lines, Promise_ALL_2_a_look_a_list_a_refusal_and_a_count) {
  must(w.gate.see(worker, them, {Act::View, "timeline", "", kAll}));
  EXPECT_TRUE(since.has({worker_id, Act::View, "timeline", {them}, ""}));
  must(w.gate.see_many(worker, {them}, {Act::View, "caseload", "", kAll}));
  EXPECT_TRUE(since.has({worker_id, Act::View, "caseload", {them}, ""}));
  must(w.gate.who_looked(boss, them, 0, 10));
  EXPECT_TRUE(since.has({boss_id, Act::View, "who-looked", {them}, ""}));
  must(w.gate.aggregate(boss));
  EXPECT_TRUE(since.has({boss_id, Act::View, "statistics", {}, ""}));
  const auto stranger = w.hire("worker", w.service(), w.team("South"));
  since.again();
  EXPECT_FALSE(w.gate.see(w.actor(stranger), them, {Act::View, "timeline", "", kAll}));
  EXPECT_TRUE(since.has({stranger, Act::Refuse, "timeline", {them}, "", "out-of-reach"}));
  since.again();
  EXPECT_FALSE(w.gate.may(worker, charter::Duty::ManageStaff, "staff"));
  ASSERT_EQ(since.lines().size(), 1u);
  EXPECT_EQ(since.lines()[0].act, Act::Refuse);
  EXPECT_EQ(since.lines()[0].actor, worker_id);
  EXPECT_EQ(since.lines()[0].what, "staff");
}

TEST_F(Lines, Promise_ALL_2_a_list_on_several_grounds_names_everybody_on_it) {
  const auto far_boss = w.hire("supervisor", w.service(1));
  NewStaff two;
  two.username = "two.hats";
  two.name = "Two Hats";
  two.agreement_at = two.training_at = w.clock.now();
  two.posts = {{*w.charter->find_role("supervisor"), w.service(0), std::nullopt},
               {*w.charter->find_role("incident-lead"), std::nullopt, std::nullopt}};
  const auto both = must(w.staff.seed(two, true));
  const auto far = w.enrol(w.actor(far_boss), std::nullopt, std::nullopt, 1).person;
  since.again();
  ASSERT_EQ(must(w.gate.see_many(w.actor(both), {them, far}, {Act::View, "list", "", kAll})).passes.size(),
            2u);
  EXPECT_TRUE(since.has({both, Act::View, "list", {them}, ""}));
  EXPECT_TRUE(since.has({both, Act::View, "list", {far}, ""}));
}

TEST_F(Lines, Promise_ALL_2_access_for_a_reason_asked_read_and_reviewed) {
  const auto lead = w.hire("dp-lead");
  const auto far_boss = w.hire("supervisor", w.service(1), std::nullopt, lead);
  const auto south = w.team("South");
  const auto other = w.hire("worker", w.service(), south, boss_id);
  since.again();
  const auto offers = must(w.gate.offers(w.actor(other), them));
  ASSERT_FALSE(offers.empty());
  const auto id = must(
      w.gate.ask(w.actor(other), them, offers.front().reason, "Her own team cannot come tonight", *w.vault));
  EXPECT_TRUE(since.has({other, Act::Grant, "reasoned-access", {them}, "told:" + boss_id.text()}));
  since.again();
  boss = w.actor(boss_id);
  ASSERT_EQ(must(w.gate.grants(boss, *w.vault, true)).size(), 1u);
  EXPECT_TRUE(since.has({boss_id, Act::View, "reasoned-access", {them}, ""}));
  must(w.gate.review_grant(boss, id, true, "", *w.vault));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "reasoned-access-review", {them}, "in-order"}));
}

TEST_F(Lines, Promise_ALL_2_a_task_done_and_a_notice_in_force) {
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  TaskId id;
  must(w.db->write([&](store::Txn& txn) -> Status {
    TRY(id, gate::add_task(txn, w.charter->org(),
                           {{}, boss_id, std::string(gate::kDecideRefusal), them, "", w.clock.now()}));
    ledger::Entry e;
    e.at = w.clock.now();
    e.act = Act::Job;
    e.what = "task";
    return w.ledger->append(txn, e).map([](auto) {});
  }));
  since.again();
  must(tasks.complete(boss, id));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "task", {}, std::string(gate::kDecideRefusal)}));
  since.again();
  gate::InForce in_force(*w.db, *w.ledger, w.clock, {"9.9", Bytes(32, 7)});
  must(in_force.begin());
  EXPECT_TRUE(since.has({{}, Act::CharterChange, "charter", {}, "sha256 0707"}));
  since.again();
  gate::CharterVersion with_catalogue{"9.9", Bytes(32, 7), ""};
  with_catalogue.catalogue = "kind contact-note: daily";
  must(gate::InForce(*w.db, *w.ledger, w.clock, std::move(with_catalogue)).begin());
  EXPECT_TRUE(since.has({{}, Act::CharterChange, "charter", {}, "catalogue kept"}));
}

TEST_F(Lines, Promise_ALL_2_a_search_that_shows_somebody) {
  Search search(w.gate, *w.db, *w.vault, w.people, w.clock);
  ASSERT_EQ(must(search.find(worker, "Maya Okafor")).size(), 1u);
  EXPECT_TRUE(since.has({worker_id, Act::Search, "search", {them}, ""}));
}

TEST_F(Lines, Promise_ALL_2_a_search_that_only_says_whom_to_ask_is_a_line_too) {
  const auto far = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(boss, far, w.service()));
  must(w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(w.people.add(txn, pass, far,
                          {{"given-name", "Siobhan"},
                           {"family-name", "Reed"},
                           {"birth-date", "1988-12-05"},
                           {"nhs-number", "9990000018"}}));
    NewReferral r;
    r.service = w.service();
    r.source = "self";
    return w.journeys.refer(txn, pass, r).map([](auto) {});
  }));
  const auto stranger = w.hire("worker", w.service(1), w.team("Far", 1));
  Search search(w.gate, *w.db, *w.vault, w.people, w.clock);
  since.again();
  must(search.find(w.actor(stranger), "999 000 0018"));
  const auto lines = since.lines();
  ASSERT_FALSE(lines.empty());
  for (const auto& line : lines) {
    EXPECT_EQ(line.act, Act::Search);
    EXPECT_EQ(line.actor, stranger);
  }
}

}  // namespace
}  // namespace candour::people
