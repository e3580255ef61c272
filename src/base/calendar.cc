#include "base/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace candour {

using std::chrono::days;
using std::chrono::sys_days;

namespace {

struct Holiday {
  int year;
  unsigned month, day;
  std::string_view nations, name;
};

constexpr Holiday kHolidays[] = {
#include "base/bank_holidays.inc"
};

char letter_of(Nation n) {
  return n == Nation::Scotland ? 'S' : n == Nation::NorthernIreland ? 'N' : 'E';
}

const date::time_zone* london() {
  static const date::time_zone* const zone = date::locate_zone("Europe/London");
  return zone;
}

date::sys_time<std::chrono::milliseconds> moment(UnixMs t) {
  return date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(t.ms));
}

bool is_weekend(Date d) {
  const std::chrono::weekday w{sys_days(d)};
  return w == std::chrono::Saturday || w == std::chrono::Sunday;
}

}  // namespace

std::optional<Nation> parse_nation(std::string_view code) {
  for (auto n : {Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland}) {
    if (nation_code(n) == code) return n;
  }
  return std::nullopt;
}

std::string_view nation_code(Nation n) {
  switch (n) {
    case Nation::EnglandAndWales:
      return "england-and-wales";
    case Nation::Scotland:
      return "scotland";
    case Nation::NorthernIreland:
      return "northern-ireland";
  }
  return "";
}

LocalMinute local_time(UnixMs t) {
  using namespace std::chrono;
  const auto local = london()->to_local(moment(t));
  const auto day = date::floor<date::days>(local);
  const auto minutes_in = duration_cast<minutes>(date::floor<minutes>(local - day)).count();
  return {Date{sys_days{days{day.time_since_epoch().count()}}}, static_cast<int>(minutes_in / 60),
          static_cast<int>(minutes_in % 60)};
}

Date today(UnixMs t) {
  return local_time(t).date;
}

std::optional<UnixMs> to_unix(const LocalMinute& l, Twice which) {
  using namespace std::chrono;
  if (!l.date.ok() || l.hour < 0 || l.hour > 23 || l.minute < 0 || l.minute > 59) return std::nullopt;
  const date::local_time<seconds> at(sys_days(l.date).time_since_epoch() + hours(l.hour) + minutes(l.minute));
  const auto info = london()->get_info(at);
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  const auto offset = info.result == date::local_info::ambiguous && which == Twice::Second
                          ? info.second.offset
                          : info.first.offset;
  return UnixMs{duration_cast<milliseconds>(at.time_since_epoch() - offset).count()};
}

UnixMs start_of_day(Date d) {
  // Since 1970 no change of the clocks in London has skipped midnight.
  return to_unix({d, 0, 0}).value_or(UnixMs{});
}

Date make_date(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

Date add_days(Date d, int n) {
  return Date{sys_days(d) + days{n}};
}

Date add_months(Date d, int n) {
  const auto ym = std::chrono::year_month{d.year(), d.month()} + std::chrono::months{n};
  const auto last = (ym / std::chrono::last).day();
  return ym / std::min(d.day(), last);
}

Date add_years(Date d, int n) {
  return add_months(d, 12 * n);
}

int days_between(Date a, Date b) {
  return static_cast<int>((sys_days(b) - sys_days(a)).count());
}

int months_between(Date a, Date b) {
  int n = (static_cast<int>(b.year()) - static_cast<int>(a.year())) * 12 +
          static_cast<int>(static_cast<unsigned>(b.month())) -
          static_cast<int>(static_cast<unsigned>(a.month()));
  while (n > 0 && add_months(a, n) > b) --n;
  return n;
}

std::string_view bank_holiday_name(Nation n, Date d) {
  const auto* it = std::find_if(std::begin(kHolidays), std::end(kHolidays), [&](const Holiday& h) {
    return make_date(h.year, h.month, h.day) == d && h.nations.find(letter_of(n)) != std::string_view::npos;
  });
  return it == std::end(kHolidays) ? std::string_view{} : it->name;
}

bool is_bank_holiday(Nation n, Date d) {
  return !bank_holiday_name(n, d).empty();
}

bool bank_holidays_known(int year) {
  return year >= std::begin(kHolidays)->year && year <= std::prev(std::end(kHolidays))->year;
}

bool is_working_day(Nation n, Date d) {
  return !is_weekend(d) && !is_bank_holiday(n, d);
}

Date roll_to_working_day(Nation n, Date d) {
  while (!is_working_day(n, d)) d = add_days(d, 1);
  return d;
}

Date add_working_days(Nation n, Date d, int count) {
  for (; count > 0; --count) d = roll_to_working_day(n, add_days(d, 1));
  return d;
}

int excluded_days(Date start, std::span<const Pause> pauses) {
  std::vector<std::pair<sys_days, sys_days>> spans;
  for (const auto& p : pauses) {
    // Neither who answered at once nor a wait that began before the time did costs a day.
    if (p.answered <= p.asked || p.asked < start) continue;
    spans.emplace_back(std::max(sys_days(p.asked), sys_days(start)), sys_days(p.answered));
  }
  std::sort(spans.begin(), spans.end());
  int count = 0;
  sys_days next = sys_days::min();
  for (const auto& [from, to] : spans) {
    const sys_days first = std::max(from, next);
    if (to < first) continue;
    count += static_cast<int>((to - first).count()) + 1;
    next = to + days{1};
  }
  return count;
}

Date statutory_due(Nation n, Date start, int months, std::span<const Pause> pauses) {
  return roll_to_working_day(n, add_days(add_months(start, months), excluded_days(start, pauses)));
}

Date birthday(Date birth, int age) {
  const auto year = birth.year() + std::chrono::years{age};
  if (birth.month() == std::chrono::February && birth.day() == std::chrono::day{29} && !year.is_leap()) {
    return Date{year, std::chrono::March, std::chrono::day{1}};
  }
  return Date{year, birth.month(), birth.day()};
}

int age_on(Date birth, Date on) {
  if (on < birth) return -1;
  const int years = static_cast<int>(on.year()) - static_cast<int>(birth.year());
  return birthday(birth, years) <= on ? years : years - 1;
}

}  // namespace candour
