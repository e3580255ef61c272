// A clock that jumped destroys nothing.
#include "retention/date_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::retention {
namespace {

using people::must;

constexpr std::int64_t kOneHour = std::int64_t{60} * 60 * 1000, kOneDay = 24 * kOneHour;

class Dated : public testing::Test {
 protected:
  void on(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& k : w.all_kept())
      if (k.entry.what == "date" && k.entry.act == ledger::Act::Job)
        out.insert(out.begin(), std::string(k.entry.outcome));
    return out;
  }
  people::World w{"ll"};
  gate::Actor lead = w.actor(w.hire("dp-lead", {}));
  gate::Actor worker = w.actor(w.hire("worker", w.service()));
  DateGuard guard{w.gate, *w.db, w.alarms, w.clock};
};

TEST_F(Dated, hours_and_days_that_go_by_are_believed) {
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(must(guard.believed()));
    on(kOneHour);
  }
  on(20 * kOneHour);
  EXPECT_TRUE(must(guard.believed()));
  EXPECT_TRUE(told().empty());
}

TEST_F(Dated,
       Promise_IM_12_1_a_jump_of_more_than_a_day_stops_destruction_until_somebody_says_that_it_is_right) {
  EXPECT_TRUE(must(guard.believed()));
  on(7 * 365 * kOneDay);
  EXPECT_FALSE(must(guard.believed()));
  EXPECT_EQ(w.alarms.all().front().page, "/date");
  // Neither time nor another server makes it right.
  on(kOneHour);
  DateGuard another{w.gate, *w.db, w.alarms, w.clock};
  EXPECT_FALSE(must(another.believed()));
  const auto jump = must(guard.jump());
  ASSERT_TRUE(jump);
  EXPECT_FALSE(guard.confirm(worker, jump->to));
  EXPECT_FALSE(guard.confirm(lead, {jump->to.ms + 1})) << "another jump than was looked at";
  must(guard.confirm(lead, jump->to));
  EXPECT_TRUE(must(another.believed()));
  EXPECT_FALSE(w.alarms.any());
  EXPECT_EQ(told(), (std::vector<std::string>{"jumped", "confirmed"}));
  EXPECT_FALSE(guard.confirm(lead, jump->to)) << "there is nothing to answer";
}

TEST_F(Dated, Promise_IM_12_1_a_second_jump_is_not_answered_for_with_the_first) {
  EXPECT_TRUE(must(guard.believed()));
  on(3 * kOneDay);
  EXPECT_FALSE(must(guard.believed()));
  const auto shown = must(guard.jump())->to;
  on(10 * 365 * kOneDay);
  EXPECT_EQ(guard.confirm(lead, shown).error().code, Code::Conflict) << "before anything has looked again";
  EXPECT_FALSE(must(guard.believed()));
  EXPECT_EQ(guard.confirm(lead, shown).error().code, Code::Conflict);
  const auto now = must(guard.jump())->to;
  EXPECT_EQ(now.ms, w.clock.now().ms) << "and they are asked about the date as it is";
  must(guard.confirm(lead, now));
  EXPECT_TRUE(must(guard.believed()));
  EXPECT_EQ(told(), (std::vector<std::string>{"jumped", "jumped", "confirmed"}));
}

TEST_F(Dated, a_clock_that_is_put_right_needs_no_answer) {
  EXPECT_TRUE(must(guard.believed()));
  on(400 * kOneDay);
  EXPECT_FALSE(must(guard.believed()));
  on(-400 * kOneDay + 2 * kOneHour);
  EXPECT_TRUE(must(guard.believed()));
  EXPECT_FALSE(w.alarms.any());
  EXPECT_EQ(told(), (std::vector<std::string>{"jumped", "put-right"}));
}

TEST_F(Dated, the_first_look_goes_by_what_the_ledger_says) {
  on(3 * kOneDay);
  w.hire("worker", w.service());  // what is written since the start says nothing of before
  EXPECT_FALSE(must(guard.believed())) << "people were entered three days ago, and nobody looked since";
}

TEST_F(Dated, who_moves_what_was_seen_stops_it_too) {
  EXPECT_TRUE(must(guard.believed()));
  on(400 * kOneDay);
  w.tamper("UPDATE server_date SET seen=$2 WHERE org=$1", {w.db->org(), w.clock.now().ms});
  EXPECT_FALSE(guard.believed());
}

TEST_F(Dated, who_takes_away_what_was_seen_stops_it_too) {
  EXPECT_TRUE(must(guard.believed()));
  on(400 * kOneDay);
  EXPECT_FALSE(must(guard.believed()));
  w.tamper("DELETE FROM server_date WHERE org=$1", {w.db->org()});
  EXPECT_FALSE(guard.believed());
}

}  // namespace
}  // namespace candour::retention
