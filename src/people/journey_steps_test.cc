// The steps and clocks of a referral, as the catalogue declares them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/journey_rows.h"
#include "people/lines_for_tests.h"
#include "people/reckoning.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class JourneySteps : public testing::Test {
 protected:
  World w{"ll"};
  StaffId boss = w.hire("supervisor", w.service());
  StaffId worker = w.hire("worker", w.service(), std::nullopt, boss);
  gate::Actor lead() const { return w.actor(boss); }

  std::vector<std::string> steps(const gate::Actor& actor, ReferralId id) {
    std::vector<std::string> out;
    for (const auto* m : must(w.journeys.moves_for(actor, must(w.journeys.referral(lead(), id)))))
      out.push_back(m->code);
    return out;
  }
  /// "decide" while it runs, "decide: met" once it is.
  std::vector<std::string> clocks(const World::Added& a) {
    std::vector<std::string> out;
    const auto pass = must(w.gate.see(lead(), a.person, {ledger::Act::View, "journey", "", kAll}));
    for (const auto& c : must(w.journeys.clocks(pass, a.referral)))
      out.push_back(c.deadline + (c.met ? ": met" : ""));
    return out;
  }
};

TEST_F(JourneySteps, a_referral_has_a_clock_until_it_is_decided_and_another_while_it_waits) {
  const auto a = w.add(lead());
  ASSERT_THAT(clocks(a), ElementsAre("decide"));
  const auto pass = must(w.gate.see(lead(), a.person, {ledger::Act::View, "journey", "", kAll}));
  EXPECT_THAT(must(w.journeys.clocks(pass, a.referral)).front().how, testing::Not(IsEmpty()));
  must(w.journeys.move(lead(), a.referral, 1, "wait", {{"waits-for", "no-room"}}));
  EXPECT_THAT(clocks(a), ElementsAre("decide: met", "look-again"));
  must(w.journeys.move(lead(), a.referral, 2, "decline", {{"declined-because", "no-room"}}));
  std::int64_t open = -1;  // nobody reaches them any more, so the rows are asked
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT count(*) FROM due WHERE org=$1 AND person=$2 AND done=0",
                  {w.charter->org(), a.person}, [&](const store::Row& r) { return open = r.i64(0), false; });
  }));
  EXPECT_EQ(open, 0);
}

TEST_F(JourneySteps, an_urgent_one_is_to_be_decided_on_the_next_working_day) {
  auto a = w.add(lead());
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as if it had been taken so");
    CHECK_OK(txn.run("UPDATE referral SET urgency='urgent' WHERE org=$1 AND id=$2",
                     {w.charter->org(), a.referral}));
    return settle_referral(txn, *w.charter, a.referral, true);
  }));
  EXPECT_THAT(clocks(a), ElementsAre("decide-urgently"));
}

TEST_F(JourneySteps, Promise_ALL_2_what_was_referred_before_there_were_clocks_is_given_some_once) {
  const auto a = w.add(lead());
  const auto waits = w.add(lead(), 0, "Rhys", "Bevan");
  must(w.journeys.move(lead(), waits.referral, 1, "wait", {{"waits-for", "no-room"}}));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as 0.1 left it");
    return txn.run("DELETE FROM due WHERE org=$1", {w.charter->org()}).map([](auto) {});
  }));
  LinesSince since(*w.db, *w.ledger);
  EXPECT_EQ(must(w.journeys.give_clocks()), 2);
  EXPECT_TRUE(since.has({{}, ledger::Act::Job, "deadlines", {}, "2 referrals were given theirs"}));
  EXPECT_THAT(clocks(a), ElementsAre("decide"));
  EXPECT_THAT(clocks(waits), ElementsAre("decide: met", "look-again"));
  EXPECT_EQ(must(w.journeys.give_clocks()), 0);
}

TEST_F(JourneySteps, Promise_ALL_2_a_clock_that_another_calendar_reckoned_is_reckoned_anew) {
  const auto a = w.add(lead());
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as if another calendar had reckoned it");
    return txn.run("UPDATE due SET on_day=on_day+5, reckoned=reckoned+5 WHERE org=$1", {w.charter->org()})
        .map([](auto) {});
  }));
  LinesSince since(*w.db, *w.ledger);
  EXPECT_EQ(must(reckon_all(*w.db, *w.charter, *w.ledger, w.clock)).moved, 1);
  EXPECT_TRUE(since.has({{}, ledger::Act::Job, "deadlines", {}, "1 reckoned anew"}));
  EXPECT_THAT(clocks(a), ElementsAre("decide"));
  EXPECT_EQ(must(reckon_all(*w.db, *w.charter, *w.ledger, w.clock)).moved, 0);
}

TEST_F(JourneySteps, whoever_took_it_down_may_take_it_back_and_nothing_else) {
  const auto a = w.add(w.actor(worker));
  EXPECT_THAT(steps(lead(), a.referral), ElementsAre("accept", "wait", "decline", "withdraw"));
  EXPECT_THAT(steps(w.actor(worker), a.referral), ElementsAre("withdraw"));
  const auto colleague = w.actor(w.hire("worker", w.service(), std::nullopt, boss));
  EXPECT_THAT(steps(colleague, a.referral), IsEmpty());
  EXPECT_EQ(w.journeys.move(colleague, a.referral, 1, "withdraw", {}).error().code, Code::NotAllowed);
  // Nor does whoever works with the person elsewhere, and may refer them.
  const auto over = w.actor(w.hire("supervisor"));
  const auto elsewhere_id = w.hire("worker");
  NewReferral r;
  r.service = w.service(1);
  r.source = "staff";
  const auto pass = must(w.gate.act(over, a.person, r.service, charter::Duty::Refer));
  must(w.journeys.accept(over, must(w.journeys.refer(pass, r)), 1, {}, elsewhere_id));
  const auto elsewhere = w.actor(elsewhere_id);
  ASSERT_TRUE(w.gate.act(elsewhere, a.person, w.service(), charter::Duty::Refer));
  EXPECT_EQ(w.journeys.move(elsewhere, a.referral, 1, "withdraw", {}).error().code, Code::NotAllowed);
  must(w.journeys.move(w.actor(worker), a.referral, 1, "withdraw", {}));
  EXPECT_FALSE(must(w.gate.reaches(lead(), a.person))) << "it is over";
}

TEST_F(JourneySteps, a_step_that_no_longer_fits_says_where_it_stands_and_an_unknown_one_is_not_there) {
  const auto a = w.add(lead());
  must(w.journeys.move(lead(), a.referral, 1, "wait", {{"waits-for", "no-room"}}));
  const auto again = w.journeys.move(lead(), a.referral, 2, "wait", {{"waits-for", "no-room"}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
  EXPECT_THAT(again.error().words.text, HasSubstr("On the waiting list"));
  EXPECT_EQ(w.journeys.move(lead(), a.referral, 2, "vanish", {}).error().code, Code::NotFound);
}

}  // namespace
}  // namespace candour::people
