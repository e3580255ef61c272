// How clocks are reckoned: the numbers of the law, pauses, what makes them longer, days off, and the words.
#include "charter/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace candour::charter {
namespace {

using testing::ElementsAre;
using Unit = Span::Unit;

Date day(int y, unsigned m, unsigned d) {
  return make_date(y, m, d);
}
UnixMs at(Date d, int hour, int minute = 0) {
  return *to_unix({d, hour, minute});
}
Deadline clock(Unit unit, int count) {
  Deadline d;
  d.span = {unit, count};
  return d;
}
Date due(const Deadline& d, Date from, std::vector<Stood> stood = {}, std::optional<UnixMs> extended = {}) {
  return reckon(d, Nation::EnglandAndWales, {from, {}, std::move(stood), extended}).on;
}

struct Example {
  Unit unit;
  int count;
  Date from, until;
};
TEST(Clock, so_long_from_a_day) {
  const Example all[] = {
      {Unit::Days, 28, day(2026, 3, 2), day(2026, 3, 30)},
      {Unit::Days, 0, day(2026, 3, 2), day(2026, 3, 2)},
      {Unit::Months, 1, day(2026, 1, 31), day(2026, 2, 28)},
      // Good Friday and Easter Monday lie between.
      {Unit::WorkingDays, 3, day(2026, 4, 1), day(2026, 4, 8)},
      {Unit::WorkingDays, 0, day(2026, 4, 4), day(2026, 4, 4)},
      // The law's month ends on no day off: 3 April 2026 is Good Friday, then the weekend and Easter Monday.
      {Unit::StatutoryMonths, 1, day(2026, 3, 3), day(2026, 4, 7)},
      {Unit::StatutoryMonths, 3, day(2026, 1, 31), day(2026, 4, 30)},
  };
  for (const auto& x : all)
    EXPECT_EQ(due(clock(x.unit, x.count), x.from), x.until) << span_words({x.unit, x.count});
}

TEST(Clock, it_rolls_over_days_off_only_where_it_says_so) {
  auto d = clock(Unit::Days, 30);
  EXPECT_EQ(due(d, day(2026, 3, 4)), day(2026, 4, 3)) << "Good Friday";
  d.rolls = true;
  EXPECT_EQ(due(d, day(2026, 3, 4)), day(2026, 4, 7));
}

TEST(Clock, the_days_on_which_it_stood_still_are_added_both_counted) {
  const auto d = clock(Unit::StatutoryMonths, 1);
  const auto from = day(2026, 6, 1);
  const Stood five{at(day(2026, 6, 8), 10), at(day(2026, 6, 12), 15)};
  EXPECT_EQ(due(d, from), day(2026, 7, 1));
  EXPECT_EQ(due(d, from, {five}), day(2026, 7, 6));
  EXPECT_EQ(due(d, from, {{at(day(2026, 6, 8), 9), at(day(2026, 6, 8), 17)}}), day(2026, 7, 1))
      << "the same day";
  // Paused twice, the second time on the day on which the first ended: that day counts once.
  EXPECT_EQ(due(d, from, {five, {at(day(2026, 6, 12), 16), at(day(2026, 6, 15), 9)}}), day(2026, 7, 9));
}

TEST(Clock, what_had_ended_is_not_made_timely_by_a_pause) {
  const auto d = clock(Unit::Days, 28);
  const auto from = day(2026, 6, 1);  // until the 29th
  EXPECT_EQ(due(d, from, {{at(day(2026, 6, 29), 9), at(day(2026, 7, 3), 9)}}), day(2026, 7, 4))
      << "on its last day";
  const Stood late{at(day(2026, 6, 30), 9), at(day(2026, 7, 20), 9)};
  EXPECT_EQ(due(d, from, {late}), day(2026, 6, 29));
  EXPECT_FALSE(reckon(d, Nation::EnglandAndWales, {from, {}, {{late.since, {}}}, {}}).stands)
      << "and stays in the lists while somebody is asked";
  EXPECT_THAT(how_reckoned(d, Nation::EnglandAndWales, {from, {}, {late}, {}}),
              testing::Contains("It had ended when it was to stand still: no time is added."));
}

TEST(Clock, of_working_days_only_the_working_days_of_a_pause_are_added) {
  const auto d = clock(Unit::WorkingDays, 5);
  const auto from = day(2026, 6, 1);  // a Monday
  EXPECT_EQ(due(d, from), day(2026, 6, 8));
  // Friday to Monday: two working days.
  EXPECT_EQ(due(d, from, {{at(day(2026, 6, 5), 9), at(day(2026, 6, 8), 9)}}), day(2026, 6, 10));
}

TEST(Clock, hours_run_from_the_minute_and_over_the_change_of_the_clocks) {
  const auto d = clock(Unit::Hours, 72);
  const auto from = at(day(2026, 10, 23), 21);  // the clocks go back on the 25th
  const auto r = reckon(d, Nation::EnglandAndWales, {day(2026, 10, 23), from, {}, {}});
  ASSERT_TRUE(r.at);
  EXPECT_EQ(r.at->ms - from.ms, 72LL * 3'600'000) << "elapsed, whatever the clocks on the wall say";
  EXPECT_EQ(*r.at, at(day(2026, 10, 26), 20));
  EXPECT_EQ(r.on, day(2026, 10, 26));
  const auto paused =
      reckon(d, Nation::EnglandAndWales, {day(2026, 10, 23), from, {{from, UnixMs{from.ms + 60'000}}}, {}});
  EXPECT_EQ(paused.at->ms - r.at->ms, 60'000);
}

TEST(Clock, a_step_makes_it_longer_from_where_it_began) {
  auto d = clock(Unit::StatutoryMonths, 1);
  d.extended_by = "extend";
  d.extension = {Unit::StatutoryMonths, 2};
  EXPECT_EQ(due(d, day(2026, 1, 31)), day(2026, 3, 2)) << "28 February is a Saturday";
  EXPECT_EQ(due(d, day(2026, 1, 31), {}, at(day(2026, 2, 20), 9)), day(2026, 4, 30))
      << "three months from the beginning, not two from the end of the first";
}

TEST(Clock, while_it_stands_still_its_end_is_not_known) {
  const auto d = clock(Unit::Days, 5);
  EXPECT_TRUE(
      reckon(d, Nation::EnglandAndWales, {day(2026, 6, 1), {}, {{at(day(2026, 6, 2), 9), {}}}, {}}).stands);
}

TEST(Clock, it_says_how_it_was_reckoned) {
  auto d = clock(Unit::StatutoryMonths, 1);
  d.source = "UK GDPR Article 12(3)";
  d.extended_by = "extend";
  d.extension = {Unit::StatutoryMonths, 2};
  const ClockRun run{
      day(2026, 3, 3), {}, {{at(day(2026, 3, 9), 9), at(day(2026, 3, 10), 9)}}, at(day(2026, 3, 20), 9)};
  EXPECT_THAT(how_reckoned(d, Nation::EnglandAndWales, run),
              ElementsAre("1 month from 3 March 2026.",
                          "The clock stood still from 9 March 2026 to 10 March 2026: 2 days, both counted.",
                          "Made longer by 2 months on 20 March 2026.", "Set by: UK GDPR Article 12(3)."));
  d.extended_by.clear();
  EXPECT_THAT(how_reckoned(d, Nation::EnglandAndWales, {day(2026, 3, 3), {}, {}, {}}),
              ElementsAre("1 month from 3 March 2026.",
                          "Friday 3 April 2026 is Good Friday, so it is Tuesday 7 April 2026.",
                          "Set by: UK GDPR Article 12(3)."));
}

}  // namespace
}  // namespace candour::charter
