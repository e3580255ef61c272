#include "base/calendar.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <string>

#include "base/calendar_words.h"

namespace candour {
namespace {

using enum Nation;

Date day(std::string_view iso) {
  const auto d = parse_iso_date(iso);
  EXPECT_TRUE(d) << iso;
  return d.value_or(Date{});
}
constexpr UnixMs at(std::int64_t seconds) {
  return {seconds * 1000};
}

TEST(Calendar, today_is_the_day_in_london) {
  EXPECT_EQ(today(at(1795298399)), day("2026-11-21"));  // 21 November 2026, 21:59:59 UTC
  EXPECT_EQ(today(at(1783033200)), day("2026-07-03"));  // 2 July, 23:00 UTC is 3 July in London (BST)
  EXPECT_EQ(today(at(1783033199)), day("2026-07-02"));
  EXPECT_EQ(local_time(at(1783033200)), (LocalMinute{day("2026-07-03"), 0, 0}));
}

TEST(Calendar, knows_the_hour_that_never_was_and_the_hour_that_was_twice) {
  EXPECT_FALSE(to_unix({day("2026-03-29"), 1, 30}));
  EXPECT_TRUE(to_unix({day("2026-03-29"), 0, 59}));
  EXPECT_TRUE(to_unix({day("2026-03-29"), 2, 0}));
  const auto first = to_unix({day("2026-10-25"), 1, 30});
  const auto second = to_unix({day("2026-10-25"), 1, 30}, Twice::Second);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->ms - first->ms, 3600 * 1000);
  EXPECT_EQ(local_time(*first), local_time(*second));
  EXPECT_FALSE(to_unix({make_date(2026, 2, 30), 1, 0}));
  EXPECT_FALSE(to_unix({day("2026-02-03"), 24, 0}));
}

TEST(Calendar, local_time_goes_there_and_back) {
  std::mt19937_64 dice(7);
  for (int i = 0; i < 5000; ++i) {
    const UnixMs t{static_cast<std::int64_t>(dice() % 2'500'000'000ull) / 60 * 60'000};
    const auto local = local_time(t);
    const auto a = to_unix(local), b = to_unix(local, Twice::Second);
    ASSERT_TRUE(a && b);
    EXPECT_TRUE(*a == t || *b == t);
  }
  EXPECT_EQ(local_time(start_of_day(day("2026-06-01"))), (LocalMinute{day("2026-06-01"), 0, 0}));
}

TEST(Calendar, months_are_clamped_to_their_last_day) {
  EXPECT_EQ(add_months(day("2027-01-31"), 1), day("2027-02-28"));
  EXPECT_EQ(add_months(day("2028-01-31"), 1), day("2028-02-29"));
  EXPECT_EQ(add_months(day("2026-03-31"), -1), day("2026-02-28"));
  EXPECT_EQ(add_months(day("2026-12-31"), 2), day("2027-02-28"));
  EXPECT_EQ(add_years(day("2028-02-29"), 1), day("2029-02-28"));
  EXPECT_EQ(months_between(day("2026-01-31"), day("2026-02-28")), 1);
  EXPECT_EQ(months_between(day("2026-01-15"), day("2026-02-14")), 0);
  EXPECT_EQ(days_between(day("2028-02-28"), day("2028-03-01")), 2);
}

TEST(Calendar, statutory_months_end_as_the_regulator_counts_them) {
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-09-03"), 1), day("2026-10-05"));  // Saturday to Monday
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2027-01-31"), 1), day("2027-03-01"));  // clamped, then Sunday
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-11-25"), 1),
            day("2026-12-29"));  // Christmas, 28 substitute
  EXPECT_EQ(statutory_due(Scotland, day("2025-12-02"), 1),
            day("2026-01-05"));  // 2 January counts in Scotland
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2025-12-02"), 1), day("2026-01-02"));
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-09-03"), 3), day("2026-12-03"));
}

TEST(Calendar, paused_days_are_left_out_once_and_before_rolling) {
  const std::array one = {Pause{day("2026-09-07"), day("2026-09-09")}};
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-09-03"), 1, one), day("2026-10-06"));  // 3 October + 3
  const std::array same_day = {Pause{day("2026-09-07"), day("2026-09-07")}};
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-09-03"), 1, same_day), day("2026-10-05"));
  const std::array overlapping = {Pause{day("2026-09-07"), day("2026-09-09")},
                                  Pause{day("2026-09-08"), day("2026-09-10")}};
  EXPECT_EQ(statutory_due(EnglandAndWales, day("2026-09-03"), 1, overlapping), day("2026-10-07"));
}

/// Anonymous Gregorian computus, to check the table against the sky and not against itself.
Date easter(int y) {
  const int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return make_date(y, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

Date nth_monday(int y, unsigned month, unsigned n) {
  return Date{std::chrono::year{y} / std::chrono::month{month} / std::chrono::Monday[n]};
}
Date last_monday(int y, unsigned month) {
  return Date{std::chrono::year{y} / std::chrono::month{month} / std::chrono::Monday[std::chrono::last]};
}

TEST(Calendar, bank_holidays_agree_with_the_standing_rules) {
  for (int y = 2024; y <= 2028; ++y) {
    ASSERT_TRUE(bank_holidays_known(y));
    const Date sunday = easter(y);
    EXPECT_EQ(bank_holiday_name(EnglandAndWales, add_days(sunday, -2)), "Good Friday") << y;
    EXPECT_EQ(bank_holiday_name(NorthernIreland, add_days(sunday, 1)), "Easter Monday") << y;
    EXPECT_FALSE(is_bank_holiday(Scotland, add_days(sunday, 1))) << y;
    EXPECT_TRUE(is_bank_holiday(Scotland, nth_monday(y, 5, 1))) << y;
    EXPECT_TRUE(is_bank_holiday(EnglandAndWales, last_monday(y, 5))) << y;
    EXPECT_TRUE(is_bank_holiday(EnglandAndWales, last_monday(y, 8))) << y;
    EXPECT_TRUE(is_bank_holiday(Scotland, nth_monday(y, 8, 1))) << y;
    std::array<int, 3> count{};
    for (Date d = make_date(y, 1, 1); static_cast<int>(d.year()) == y; d = add_days(d, 1)) {
      for (auto n : {EnglandAndWales, Scotland, NorthernIreland}) {
        if (!is_bank_holiday(n, d)) continue;
        ++count[static_cast<std::size_t>(n)];
        const std::chrono::weekday w{std::chrono::sys_days(d)};
        EXPECT_TRUE(w != std::chrono::Saturday && w != std::chrono::Sunday) << iso_date(d);
      }
    }
    EXPECT_EQ(count, (std::array<int, 3>{8, y == 2026 ? 10 : 9, 10})) << y;
  }
  EXPECT_FALSE(bank_holidays_known(2023));
  EXPECT_FALSE(bank_holidays_known(2029));
}

TEST(Calendar, working_days_skip_weekends_and_holidays) {
  EXPECT_EQ(add_working_days(EnglandAndWales, day("2026-12-24"), 1), day("2026-12-29"));
  EXPECT_EQ(add_working_days(EnglandAndWales, day("2026-11-20"), 1), day("2026-11-23"));
  EXPECT_EQ(roll_to_working_day(Scotland, day("2026-11-30")), day("2026-12-01"));
  EXPECT_EQ(roll_to_working_day(EnglandAndWales, day("2026-11-30")), day("2026-11-30"));
  EXPECT_EQ(parse_nation("northern-ireland"), NorthernIreland);
  EXPECT_FALSE(parse_nation("wales"));
}

TEST(Calendar, ages_change_on_the_birthday_and_leap_children_on_1_march) {
  EXPECT_EQ(age_on(day("1999-03-04"), day("2026-03-03")), 26);
  EXPECT_EQ(age_on(day("1999-03-04"), day("2026-03-04")), 27);
  EXPECT_EQ(age_on(day("2008-02-29"), day("2026-02-28")), 17);
  EXPECT_EQ(age_on(day("2008-02-29"), day("2026-03-01")), 18);
  EXPECT_EQ(age_on(day("2008-02-29"), day("2028-02-29")), 20);
  EXPECT_EQ(age_on(day("2026-11-22"), day("2026-11-21")), -1);
  EXPECT_EQ(birthday(day("2008-02-29"), 18), day("2026-03-01"));
}

TEST(CalendarWords, dates_stand_as_people_write_them) {
  const Date d = day("2026-11-21");
  EXPECT_EQ(date_words(d), "21 November 2026");
  EXPECT_EQ(long_date(d), "Saturday 21 November 2026");
  EXPECT_EQ(short_date(d), "21 Nov");
  EXPECT_EQ(short_date(day("2025-01-03"), d), "3 Jan 2025");
  EXPECT_EQ(near_date(d, d), "Today, 21 November");
  EXPECT_EQ(near_date(day("2026-11-20"), d), "Yesterday, 20 November");
  EXPECT_EQ(near_date(day("2026-11-22"), d), "Tomorrow, 22 November");
  EXPECT_EQ(near_date(day("2026-11-14"), d), "Sat 14 November");
  EXPECT_EQ(near_date(day("2025-11-14"), d), "Fri 14 November 2025");
  EXPECT_EQ(date_time_words({d, 14, 20}), "21 November 2026 at 2:20pm");
  EXPECT_EQ(date_time_words({d, 0, 0}), "21 November 2026 at midnight");
  EXPECT_EQ(time_words(12, 0), "midday");
  EXPECT_EQ(time_words(12, 5), "12:05pm");
  EXPECT_EQ(time_words(0, 5), "12:05am");
  EXPECT_EQ(time_words(9, 0), "9am");
}

TEST(CalendarWords, how_long_ago) {
  const Date d = day("2026-11-21");
  EXPECT_EQ(ago_words(d, d), "today");
  EXPECT_EQ(ago_words(day("2026-11-20"), d), "yesterday");
  EXPECT_EQ(ago_words(day("2026-11-08"), d), "13 days ago");
  EXPECT_EQ(ago_words(day("2026-11-07"), d), "2 weeks ago");
  EXPECT_EQ(ago_words(day("2026-09-21"), d), "2 months ago");
  EXPECT_EQ(ago_words(day("2024-11-21"), d), "2 years ago");
  EXPECT_EQ(ago_words(day("2026-11-22"), d), "tomorrow");
  EXPECT_EQ(ago_words(day("2026-11-24"), d), "in 3 days");
  EXPECT_EQ(ago_words(at(1795298390), at(1795298399)), "just now");
  EXPECT_EQ(ago_words(at(1795298390), at(1795298390 + 61)), "1 minute ago");
  EXPECT_EQ(ago_words(at(1795298390 - 7300), at(1795298390)), "2 hours ago");
}

TEST(CalendarWords, an_age_carries_its_unit) {
  const Date d = day("2026-11-21");
  for (const auto& [born, words] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"2026-11-22", "not yet born"},
                                                                            {"2026-11-21", "0 days"},
                                                                            {"2026-11-20", "1 day"},
                                                                            {"2026-11-15", "6 days"},
                                                                            {"2026-11-14", "1 week"},
                                                                            {"2026-10-22", "4 weeks"},
                                                                            {"2026-10-21", "1 month"},
                                                                            {"2026-04-21", "7 months"},
                                                                            {"2024-11-22", "23 months"},
                                                                            {"2024-11-21", "2 years"},
                                                                            {"1964-01-01", "62 years"}})
    EXPECT_EQ(age_words(day(born), d), words) << born;
}

TEST(CalendarWords, typed_dates_are_understood) {
  const Date d = day("1999-03-04");
  for (auto s : {"4 3 1999", "4/3/1999", "04.03.1999", "04-03-1999", "4 March 1999", "4th Mar 1999",
                 "March 4, 1999", "1999-03-04", "19990304", "04031999", "Thursday 4 March 1999",
                 "  4  3  1999 ", "４／３／１９９９", "4\u00A03\u20091999", "4–3–1999",
                 "the 4th of March 1999", "Thu, 4 Mar. 1999", "٤/٣/١٩٩٩", "\u200E4/3/1999"}) {
    const auto got = parse_date(s);
    ASSERT_TRUE(got) << s;
    EXPECT_EQ(*got, d) << s;
  }
  EXPECT_EQ(parse_date("03/04/1999", DateOrder::MonthDayYear).value(), d);
  EXPECT_EQ(parse_date("1999/3/4", DateOrder::YearMonthDay).value(), d);
  EXPECT_EQ(parse_date("20101202").value(), day("2010-12-02"));
}

TEST(CalendarWords, typed_dates_are_refused_with_the_reason) {
  EXPECT_EQ(parse_date("").error(), DateProblem::Empty);
  EXPECT_EQ(parse_date("4 3 99").error(), DateProblem::ShortYear);
  EXPECT_EQ(parse_date("31/2/1999").error(), DateProblem::NoSuchDay);
  EXPECT_EQ(parse_date("29 February 2026").error(), DateProblem::NoSuchDay);
  EXPECT_EQ(parse_date("4/13/1999").error(), DateProblem::NoSuchDay);
  EXPECT_EQ(parse_date("Friday 4 March 1999").error(), DateProblem::OtherWeekday);
  for (auto s : {"3/4/98", "3 Apr 98", "4.3.'99", "1/2/3"}) EXPECT_FALSE(parse_date(s)) << s;
  EXPECT_EQ(parse_date("3/4/98").error(), DateProblem::ShortYear);
  EXPECT_EQ(parse_date_parts("3", "4", "98").error(), DateProblem::ShortYear);
  for (auto s : {"last Tuesday", "4 3", "4 3 1999 5", "4 M 1999", "-4 3 1999 x", "born 4/3/1999",
                 "4/3/1999 (a guess)", "4/3", "March 1999", "3/1999/4"}) {
    EXPECT_EQ(parse_date(s).error(), DateProblem::NotADate) << s;
  }
  EXPECT_EQ(parse_date_parts("", "", "").error(), DateProblem::Empty);
  EXPECT_EQ(parse_date_parts("4", "", "1999").error(), DateProblem::NotADate);
  EXPECT_EQ(parse_date_parts("4", "mar", "1999").value(), day("1999-03-04"));
  EXPECT_EQ(parse_date_parts("４", "３", "１９９９").value(), day("1999-03-04"));
  EXPECT_EQ(parse_date_parts(" 4 ", "03", "1999\u200B").value(), day("1999-03-04"));
}

TEST(CalendarWords, typed_times_are_understood) {
  for (auto s : {"14:20", "14.20", "1420", "2:20pm", "2.20 PM", "220pm", "2:20 p.m."}) {
    EXPECT_EQ(parse_time(s), 14 * 60 + 20) << s;
  }
  EXPECT_EQ(parse_time("2pm"), 14 * 60);
  EXPECT_EQ(parse_time("12am"), 0);
  EXPECT_EQ(parse_time("12pm"), 12 * 60);
  EXPECT_EQ(parse_time("midday"), 12 * 60);
  for (auto s : {"", "14", "25:00", "14:60", "13pm", "0pm", "soon", "14:2"}) EXPECT_FALSE(parse_time(s)) << s;
}

TEST(CalendarWords, iso_shapes_are_exact) {
  EXPECT_EQ(parse_iso_minute("2026-11-21T14:20"), (LocalMinute{day("2026-11-21"), 14, 20}));
  EXPECT_EQ(iso_minute({day("2026-11-21"), 4, 5}), "2026-11-21T04:05");
  for (auto s : {"2026-11-31", "2026-1-21", "2026-11-21 ", "26-11-21", "+026-11-21"})
    EXPECT_FALSE(parse_iso_date(s));
  for (auto s : {"2026-11-21 14:20", "2026-11-21T24:00", "2026-11-21T14:60"})
    EXPECT_FALSE(parse_iso_minute(s));
}

}  // namespace
}  // namespace candour
