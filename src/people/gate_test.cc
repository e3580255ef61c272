// The gate's decisions through real tables: charter, store, vault and ledger as they run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "gate/consent_flags.h"
#include "people/counting_db_for_tests.h"
#include "people/looks_for_tests.h"
#include "people/world_for_tests.h"
#include "store/accounted.h"

namespace candour::people {
namespace {

using charter::Duty;
using ledger::Act;
using testing::Each;
using testing::HasSubstr;

TEST(Gate, reaches_by_caseload_line_team_service_and_organisation) {
  World w("ll");
  const auto north = w.team("North"), south = w.team("South");
  const auto boss = w.hire("supervisor", w.service(0)), other_boss = w.hire("supervisor", w.service(1));
  const auto ann = w.hire("worker", w.service(0), north, boss),
             ben = w.hire("worker", w.service(0), north, boss);
  const auto cat = w.hire("worker", w.service(0), south, boss), dan = w.hire("worker", w.service(1), north);
  const auto key = w.hire("key-worker", w.service(0)), key2 = w.hire("key-worker", w.service(0));
  const auto finance = w.hire("finance"), board = w.hire("board");
  const auto e = w.enrol(w.actor(boss), ann, north);
  must(w.journeys.allocate(w.actor(boss), e.person, e.enrolment, key, false, std::nullopt));

  EXPECT_TRUE(reaches(w, ann, e.person)) << "her own worker";
  EXPECT_TRUE(reaches(w, ben, e.person)) << "same team";
  EXPECT_FALSE(reaches(w, cat, e.person)) << "another team";
  EXPECT_FALSE(reaches(w, dan, e.person)) << "the team's name, but a post in another service";
  EXPECT_TRUE(reaches(w, key, e.person)) << "caseload";
  EXPECT_FALSE(reaches(w, key2, e.person)) << "same role, not allocated";
  EXPECT_TRUE(reaches(w, boss, e.person)) << "service";
  EXPECT_FALSE(reaches(w, other_boss, e.person)) << "another service";
  EXPECT_TRUE(reaches(w, finance, e.person)) << "organisation";
  EXPECT_FALSE(reaches(w, board, e.person)) << "none";
}

TEST(Gate, an_allocation_brings_its_own_team) {
  World w("ll");
  const auto north = w.team("North"), south = w.team("South");
  const auto boss = w.hire("supervisor", w.service());
  const auto ann = w.hire("worker", w.service(), north), ben = w.hire("worker", w.service(), south);
  const auto e = w.enrol(w.actor(boss), ann, north);
  EXPECT_FALSE(reaches(w, ben, e.person));
  must(w.journeys.allocate(w.actor(boss), e.person, e.enrolment, ann, true, south));
  EXPECT_TRUE(reaches(w, ben, e.person));
}

TEST(Gate, a_closed_record_leaves_caseload_and_team_and_stays_with_who_answers_for_it) {
  World w("ll");
  const auto north = w.team("North");
  const auto boss = w.hire("supervisor", w.service());
  const auto ann = w.hire("worker", w.service(), north, boss),
             ben = w.hire("worker", w.service(), north, boss);
  const auto e = w.enrol(w.actor(boss), ann, north);
  must(w.journeys.move(w.actor(boss), e.person, e.enrolment, 1, "close",
                       {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_FALSE(reaches(w, ann, e.person));
  EXPECT_FALSE(reaches(w, ben, e.person));
  EXPECT_TRUE(reaches(w, boss, e.person));

  World lw("lw");
  const auto lead = lw.hire("supervisor", lw.service()), stranger = lw.hire("supervisor", lw.service());
  const auto worker = lw.hire("worker", lw.service(), std::nullopt, lead);
  const auto f = lw.enrol(lw.actor(lead), worker);
  must(lw.journeys.move(lw.actor(lead), f.person, f.enrolment, 1, "close",
                        {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_TRUE(reaches(lw, lead, f.person)) << "supervised the last worker";
  EXPECT_FALSE(reaches(lw, stranger, f.person));
  EXPECT_FALSE(reaches(lw, worker, f.person));
}

TEST(Gate, an_open_referral_is_for_who_took_it_and_who_decides) {
  World w("lw");
  const auto taker = w.hire("worker", w.service()), other = w.hire("worker", w.service());
  const auto decider = w.hire("supervisor", w.service()), elsewhere = w.hire("finance");
  const auto a = w.add(w.actor(taker));
  EXPECT_TRUE(reaches(w, taker, a.person));
  EXPECT_TRUE(reaches(w, decider, a.person));
  EXPECT_FALSE(reaches(w, other, a.person));
  EXPECT_FALSE(reaches(w, elsewhere, a.person));
  must(w.journeys.move(w.actor(decider), a.referral, 1, "decline", {{"declined-because", "no-room"}}));
  EXPECT_FALSE(reaches(w, taker, a.person)) << "a declined referral gives no reach";
}

TEST(Gate, nobody_learns_whether_there_is_such_a_person) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service()), worker = w.hire("worker", w.service());
  const auto e = w.enrol(w.actor(boss), w.hire("worker", w.service(), std::nullopt, boss));
  const auto stranger = w.actor(worker);
  const auto there = w.gate.see(stranger, e.person, look());
  const auto not_there = w.gate.see(stranger, PersonId::make(1), look());
  ASSERT_FALSE(there);
  ASSERT_FALSE(not_there);
  EXPECT_EQ(there.error().words.text, not_there.error().words.text);
  EXPECT_EQ(there.error().clause, not_there.error().clause);
  EXPECT_EQ(there.error().code, not_there.error().code);
  const auto write_there = w.gate.write(stranger, e.person, w.service(), w.kind("contact-note"));
  const auto write_not = w.gate.write(stranger, PersonId::make(1), w.service(), w.kind("contact-note"));
  EXPECT_EQ(write_there.error().words.text, write_not.error().words.text);
  const auto act_there = w.gate.act(stranger, e.person, w.service(), Duty::Close);
  const auto act_not = w.gate.act(stranger, PersonId::make(1), w.service(), Duty::Close);
  EXPECT_EQ(act_there.error().words.text, act_not.error().words.text);
}

TEST(Gate, a_refusal_is_on_the_ledger_with_its_reason) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service()), worker = w.hire("worker", w.service());
  const auto e = w.enrol(w.actor(boss), std::nullopt);
  ASSERT_FALSE(w.gate.see(w.actor(worker), e.person, look("timeline")));
  const auto entry = w.all_kept().front().entry;
  EXPECT_EQ(entry.act, Act::Refuse);
  EXPECT_EQ(entry.actor, worker);
  EXPECT_EQ(entry.people, std::vector{e.person});
  EXPECT_EQ(entry.what, "timeline");
  EXPECT_EQ(entry.outcome, "out-of-reach");
  EXPECT_TRUE(entry.categories.empty());
}

TEST(Gate, sees_no_more_than_the_page_asked_for) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  gate::Look narrow = look();
  narrow.wanted = {};
  narrow.wanted.add(w.category("identity"));
  const auto pass = must(w.gate.see(boss, e.person, narrow));
  EXPECT_EQ(pass.may_see(), narrow.wanted);
  EXPECT_TRUE(pass.may_write().empty());
  EXPECT_EQ(w.all_kept().front().entry.categories, std::vector<std::string>{"identity"});
}

TEST(Gate, each_category_stands_on_the_ground_of_the_first_purpose_that_gives_it) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  const auto pass = must(w.gate.see(boss, e.person, look()));
  const auto code = [&](std::string_view cat) {
    return w.charter->at(pass.ground(w.category(cat)).purpose).code;
  };
  EXPECT_EQ(code("identity"), "deliver-support");
  EXPECT_EQ(code("household"), "run-household");
  EXPECT_EQ(w.charter->clause_text(pass.ground(w.category("household")).clause), "2.3");
}

TEST(Gate, a_list_takes_one_query_and_one_line_on_the_ledger) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service(0)));
  const auto other = w.actor(w.hire("supervisor", w.service(1)));
  std::vector<PersonId> people;
  for (int i = 0; i < 40; ++i) people.push_back(w.enrol(boss, std::nullopt).person);
  const auto far = w.enrol(other, std::nullopt, std::nullopt, 1).person;
  auto asked = people;
  asked.push_back(far);
  asked.push_back(PersonId::make(2));

  CountingDb counting(*w.db);
  gate::Gate gate(w.charter, counting, *w.ledger, w.clock);
  const auto before = w.all_kept().size();
  const auto seen = must(gate.see_many(boss, asked, look("caseload")));
  EXPECT_EQ(counting.statements, 1);
  EXPECT_EQ(w.all_kept().size(), before + 1);
  EXPECT_EQ(w.all_kept().front().entry.people.size(), 40u);
  EXPECT_EQ(seen.passes.size(), 1u);
  EXPECT_EQ(seen.out_of_reach.size(), 2u);
  EXPECT_EQ(seen.pass_for(far), nullptr);
  ASSERT_NE(seen.pass_for(people[7]), nullptr);
  EXPECT_TRUE(seen.pass_for(people[7])->covers(people[7]));
  EXPECT_FALSE(seen.pass_for(people[7])->covers(far));

  const auto statements = [&] {
    counting.statements = 0;
    must(gate.see(boss, people[0], look()));
    return counting.statements;
  };
  // PostgreSQL may still be telling of those who were enrolled above.
  const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  int again = statements();
  for (; again > 0 && std::chrono::steady_clock::now() < soon; again = statements())
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(again, 0) << "how somebody stands is known until it changes";
  w.enrol(boss, std::nullopt);
  EXPECT_EQ(statements(), 1);
}

TEST(Gate, a_list_gives_nobody_more_than_a_look_at_them_alone) {
  World w("ll");
  const auto boss = w.hire("supervisor", w.service(0)), far_boss = w.hire("supervisor", w.service(1));
  // Two posts: support worker in the first service, incident lead everywhere.
  NewStaff two;
  two.name = "Two Posts";
  two.username = "two.posts";
  two.agreement_at = two.training_at = w.clock.now();
  two.posts = {{*w.charter->find_role("supervisor"), w.service(0), std::nullopt},
               {*w.charter->find_role("incident-lead"), std::nullopt, std::nullopt}};
  const auto actor = w.actor(must(w.staff.seed(two, true)));
  const auto near = w.enrol(w.actor(boss), std::nullopt).person;
  const auto far = w.enrol(w.actor(far_boss), std::nullopt, std::nullopt, 1).person;
  const auto list = must(w.gate.see_many(actor, {near, far}, look()));
  ASSERT_EQ(list.passes.size(), 2u);
  for (const auto person : {near, far})
    EXPECT_EQ(list.pass_for(person)->may_see(), must(w.gate.see(actor, person, look())).may_see());
  EXPECT_TRUE(w.sees(*list.pass_for(near), "care"));
  EXPECT_FALSE(w.sees(*list.pass_for(far), "care"));
  EXPECT_TRUE(w.sees(*list.pass_for(far), "incident"));
}

/// A ledger that can be read but takes nothing more.
class FullLedger final : public ledger::Ledger {
 public:
  Result<std::int64_t> append(store::Txn&, const ledger::Entry&) override { return full(); }
  Result<std::int64_t> append_many(store::Txn&, const std::vector<ledger::Entry>&) override { return full(); }
  Status record(const ledger::Entry&) override { return full(); }
  ledger::Ticket record_soon(const ledger::Entry&) override { return ledger::Ticket(nullptr); }
  Status settle(const ledger::Ticket&) override { return full(); }
  Result<std::vector<ledger::Kept>> about(store::Session&, PersonId, std::int64_t, int) override {
    return full();
  }
  Result<std::vector<ledger::Kept>> newest(store::Session&, std::int64_t, int) override { return full(); }
  Result<ledger::Checkpoint> checkpoint(store::Session&) override { return full(); }
  std::string verifier_key() const override { return {}; }
  Result<ledger::Verdict> verify(store::Session&) override { return full(); }

 private:
  static tl::unexpected<Error> full() { return fail(Code::Unavailable, "The disk is full."); }
};

TEST(Gate, gives_no_pass_when_the_ledger_cannot_take_the_look) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  FullLedger full;
  gate::Gate gate(w.charter, *w.db, full, w.clock);
  for (const auto& code :
       {gate.see(boss, e.person, look()).error().code, gate.see_many(boss, {e.person}, look()).error().code,
        gate.who_looked(boss, e.person, 0, 10).error().code, gate.aggregate(boss).error().code})
    EXPECT_EQ(code, Code::Unavailable);
  EXPECT_EQ(gate.see(boss, PersonId::make(1), look()).error().code, Code::Unavailable) << "nor a refusal";
}

TEST(Gate, gives_no_pass_to_see_inside_a_write) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  must(w.db->write([&](store::Txn&) -> Status {
    EXPECT_EQ(w.gate.see(boss, e.person, look()).error().code, Code::Unavailable);
    EXPECT_TRUE(w.gate.write(boss, e.person, w.service(), w.kind("contact-note")));
    return {};
  }));
}

TEST(Gate, writes_what_the_role_writes_where_the_person_is) {
  World w("ll");
  const auto boss = w.hire("supervisor", w.service()), finance = w.hire("finance");
  const auto e = w.enrol(w.actor(boss), std::nullopt);
  const auto pass = must(w.gate.write(w.actor(boss), e.person, w.service(), w.kind("contact-note")));
  EXPECT_TRUE(pass.may_write().has(w.category("care")));
  EXPECT_FALSE(pass.may_write().has(w.category("financial"))) << "no more than the kind holds";
  EXPECT_EQ(pass.service(), w.service());
  const auto entry = w.gate.entry_for(pass, Act::Create, "contact-note", "x", pass.may_write());
  EXPECT_EQ(entry.purpose, "deliver-support");
  EXPECT_EQ(entry.basis, "contract");
  EXPECT_EQ(entry.service, w.charter->at(w.service()).code);

  const auto refused = w.gate.write(w.actor(finance), e.person, w.service(), w.kind("contact-note"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
  EXPECT_EQ(w.all_kept().front().entry.act, Act::Refuse);
  EXPECT_FALSE(w.gate.write(w.actor(boss), e.person, w.service(1), w.kind("contact-note")))
      << "the person is not in that service";
}

TEST(Gate, registers_only_somebody_who_is_not_here_yet) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto finance = w.actor(w.hire("finance"));
  const auto e = w.enrol(boss, std::nullopt);
  EXPECT_FALSE(w.gate.register_new(boss, e.person, w.service())) << "would be a pass to a record that exists";
  EXPECT_FALSE(w.gate.register_many(boss, {PersonId::make(3), e.person}, w.service()));
  EXPECT_FALSE(w.gate.register_new(boss, PersonId::make(3), w.service(1))) << "no post there";
  EXPECT_FALSE(w.gate.register_new(finance, PersonId::make(3), w.service())) << "no such duty";
  const auto pass = must(w.gate.register_new(boss, PersonId::make(3), w.service()));
  EXPECT_TRUE(pass.may_write().has(w.category("identity")));
  EXPECT_FALSE(pass.may_write().has(w.category("voluntary"))) << "nobody new has agreed to anything yet";
}

TEST(Gate, a_role_without_reach_takes_people_down_and_cannot_look_back) {
  World w("lw");
  const auto admin = w.hire("admin", w.service());
  const auto a = w.add(w.actor(admin));
  EXPECT_FALSE(reaches(w, admin, a.person));
  const auto pass = must(w.gate.register_new(w.actor(admin), PersonId::make(9), w.service()));
  EXPECT_TRUE(pass.may_write().has(w.category("care"))) << "the words of the referral";
  EXPECT_FALSE(pass.may_see().has(w.category("care")));
}

TEST(Gate, acts_need_the_duty_and_the_reach) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service());
  const auto worker = w.hire("worker", w.service(), std::nullopt, boss);
  const auto e = w.enrol(w.actor(boss), worker);
  EXPECT_TRUE(w.gate.act(w.actor(boss), e.person, w.service(), Duty::Close));
  const auto refused = w.gate.act(w.actor(worker), e.person, w.service(), Duty::Close);
  ASSERT_FALSE(refused) << "reach without the duty";
  EXPECT_THAT(refused.error().words.text, HasSubstr("does not include this step"));
  EXPECT_FALSE(w.gate.act(w.actor(w.hire("supervisor", w.service())), e.person, w.service(), Duty::Close))
      << "the duty without reach";
  EXPECT_TRUE(w.gate.act(w.actor(worker), e.person, w.service(), Duty::Refer));
  const auto pass = must(w.gate.act(w.actor(boss), e.person, w.service(), Duty::Close));
  EXPECT_FALSE(pass.may_see().has(w.category("health"))) << "a step opens no more than it needs";
}

TEST(Gate, doors_without_a_person_ask_for_the_duty) {
  World w("ll");
  const auto admin = w.actor(w.hire("admin")), worker = w.actor(w.hire("worker", w.service()));
  EXPECT_TRUE(w.gate.may(admin, Duty::ManageStaff, "staff"));
  ASSERT_FALSE(w.gate.may(worker, Duty::ManageStaff, "staff"));
  EXPECT_EQ(w.all_kept().front().entry.act, Act::Refuse);
  const auto unsigned_admin = w.actor(w.hire("admin", std::nullopt, std::nullopt, std::nullopt, false));
  EXPECT_FALSE(w.gate.may(unsigned_admin, Duty::ManageStaff, "staff"));
}

TEST(Gate, who_left_is_let_in_nowhere) {
  World w("ll");
  const auto admin = w.hire("admin"), boss = w.hire("supervisor", w.service());
  must(w.staff.leave(w.actor(admin), boss));
  EXPECT_EQ(w.gate.actor(boss).error().code, Code::NotAllowed);
  EXPECT_EQ(w.gate.actor(StaffId::make(1)).error().code, Code::NotFound);
}

TEST(Gate, the_line_runs_through_others_and_never_in_a_ring) {
  World w("lw");
  const auto admin = w.hire("admin"), top = w.hire("supervisor", w.service());
  const auto middle = w.hire("supervisor", w.service(), std::nullopt, top);
  const auto low = w.hire("worker", w.service(), std::nullopt, middle);
  EXPECT_THAT(w.actor(top).line, testing::UnorderedElementsAre(middle, low));
  EXPECT_THAT(w.actor(low).line, testing::IsEmpty());
  const std::vector<gate::Post> post = {{*w.charter->find_role("supervisor"), w.service(), std::nullopt}};
  EXPECT_EQ(w.staff.change_posts(w.actor(admin), top, post, low).error().code, Code::Invalid);
  const auto e = w.enrol(w.actor(middle), low);
  EXPECT_TRUE(reaches(w, top, e.person));
}

TEST(Gate, explains_every_category_in_words) {
  World w("ll");
  const auto finance = w.actor(w.hire("finance"));
  const auto e = w.enrol(w.actor(w.hire("supervisor", w.service())), std::nullopt);
  const auto before = w.all_kept().size();
  const auto all = must(w.gate.explain(finance, e.person));
  EXPECT_EQ(w.all_kept().size(), before) << "opens nothing, so leaves no line";
  ASSERT_EQ(all.size(), w.charter->categories.size());
  const auto pass = must(w.gate.see(finance, e.person, look()));
  for (const auto& x : all) {
    EXPECT_EQ(x.decision.allowed(), pass.may_see().has(x.category)) << w.charter->at(x.category).code;
    EXPECT_FALSE(x.words.empty());
  }
  const auto& health = all[static_cast<std::size_t>(w.category("health"))];
  EXPECT_EQ(health.decision.why, charter::Why::CategoryNotOfPurpose);
  EXPECT_THAT(health.words, HasSubstr("health is not needed for"));
  const auto& money = all[static_cast<std::size_t>(w.category("financial"))];
  EXPECT_THAT(money.words, HasSubstr("Bills and payments"));
  EXPECT_THAT(money.words, HasSubstr("Notice, part"));
}

TEST(Gate, keeps_a_restricted_record_from_use) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test tampers");
    CHECK_OK(txn.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {w.db->org(), e.person}));
    return {};
  }));
  EXPECT_FALSE(w.gate.write(boss, e.person, w.service(), w.kind("contact-note")));
  const auto all = must(w.gate.explain(boss, e.person));
  EXPECT_EQ(all[static_cast<std::size_t>(w.category("household"))].decision.why, charter::Why::Restricted);
}

TEST(Gate, an_upheld_objection_ends_a_purpose) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  ASSERT_TRUE(w.sees(must(w.gate.see(boss, e.person, look())), "household"));
  const auto write = must(w.gate.write(boss, e.person, w.service(), w.kind("contact-note")));
  std::vector<PurposeIx> purposes;  // all for which the household file is kept
  for (std::size_t i = 0; i < w.charter->purposes.size(); ++i)
    if (w.charter->purposes[i].categories.has(w.category("household"))) purposes.push_back(PurposeIx(i));
  ASSERT_GE(purposes.size(), 2u);
  const auto ground = [&] {
    return must(w.gate.see(boss, e.person, look())).ground(w.category("household"));
  };
  const auto first = ground().purpose;
  must(flags.record_objection(write, e.person, first));
  EXPECT_EQ(flags.record_objection(write, e.person, first).error().code, Code::Conflict);
  EXPECT_NE(ground().purpose, first) << "another purpose may carry it";
  for (const auto p : purposes)
    if (p != first) must(flags.record_objection(write, e.person, p));
  EXPECT_FALSE(w.sees(must(w.gate.see(boss, e.person, look())), "household"));
  must(flags.withdraw_objection(write, e.person, first));
  EXPECT_TRUE(w.sees(must(w.gate.see(boss, e.person, look())), "household"));
}

TEST(Gate, statistics_need_a_post_and_leave_a_line) {
  World w("ll");
  EXPECT_TRUE(w.gate.aggregate(w.actor(w.hire("board"))));
  EXPECT_EQ(w.all_kept().front().entry.what, "statistics");
  EXPECT_FALSE(w.gate.aggregate(w.actor(w.hire("board", std::nullopt, std::nullopt, std::nullopt, false))));
}

}  // namespace
}  // namespace candour::people
