// The law's month, against a table that was reckoned apart from the program, and what holds for every day.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "charter/clock.h"

namespace candour::charter {
namespace {

Deadline the_laws_month() {
  Deadline d;
  d.span = {Span::Unit::StatutoryMonths, 1};
  d.extended_by = "extend";
  d.extension = {Span::Unit::StatutoryMonths, 2};
  return d;
}

UnixMs morning_of(Date d) {
  return *to_unix({d, 9, 0});
}

struct ClockCase {
  Nation nation{};
  ClockRun run;
  Date due{};
};

ClockCase read_clock_case(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  ClockCase c;
  c.nation = cells.at(0) == "E"   ? Nation::EnglandAndWales
             : cells.at(0) == "S" ? Nation::Scotland
                                  : Nation::NorthernIreland;
  c.run.from = parse_date(cells.at(1)).value();
  if (!cells.at(2).empty()) c.run.extended = morning_of(parse_date(cells.at(2)).value());
  std::stringstream stood(cells.at(3));
  for (std::string s; stood >> s;)
    c.run.stood.push_back(
        {morning_of(parse_date(s.substr(0, 10)).value()), morning_of(parse_date(s.substr(11)).value())});
  c.due = parse_date(cells.at(4)).value();
  return c;
}

TEST(ClockTable, sixty_cases_of_the_laws_month_end_as_they_were_reckoned_apart) {
  std::ifstream in("tests/data/statutory_months.tsv");
  int tried = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    const auto c = read_clock_case(line);
    EXPECT_EQ(reckon(the_laws_month(), c.nation, c.run).on, c.due) << line;
    ++tried;
  }
  EXPECT_GE(tried, 60);
}

/// From the first year of days off that are known to the last.
rc::Gen<Date> some_day() {
  const auto first = day_number(make_date(2024, 1, 1)), last = day_number(make_date(2028, 8, 31));
  return rc::gen::map(rc::gen::inRange(first, last), [](std::int64_t n) { return day_of(n); });
}

TEST(ClockTable, an_end_is_never_before_a_month_is_over_nor_on_a_day_off_and_later_requests_end_later) {
  EXPECT_TRUE(rc::check("the law's month", [] {
    const auto d = the_laws_month();
    const auto nation = *rc::gen::element(Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland);
    const auto from = *some_day();
    const auto end = reckon(d, nation, {from, {}, {}, {}}).on;
    RC_ASSERT(day_number(end) - day_number(from) >= 28);
    RC_ASSERT(day_number(end) - day_number(from) <= 38);
    RC_ASSERT(is_working_day(nation, end));
    const auto later = day_of(day_number(from) + *rc::gen::inRange(1, 40));
    RC_ASSERT(!(reckon(d, nation, {later, {}, {}, {}}).on < end));
    // Standing still for some days never brings the end nearer; nor does the longer time.
    const auto stops = day_of(day_number(from) + *rc::gen::inRange(1, 20));
    const auto goes_on = day_of(day_number(stops) + *rc::gen::inRange(1, 60));
    const auto stood = reckon(d, nation, {from, {}, {{morning_of(stops), morning_of(goes_on)}}, {}}).on;
    RC_ASSERT(day_number(stood) - day_number(end) >= 0);
    RC_ASSERT(is_working_day(nation, stood));
    const auto longer = reckon(d, nation, {from, {}, {}, morning_of(stops)}).on;
    RC_ASSERT(day_number(longer) - day_number(end) >= 50);
    RC_ASSERT(is_working_day(nation, longer));
  }));
}

}  // namespace
}  // namespace candour::charter
