// Days as people and the law count them: a date in the United Kingdom, working days and bank holidays, the
// month rule for statutory time limits, and ages. Every date that a law or a notice sets is worked out here.
// Promises: months are clamped, never overflow (31 January + 1 month is the last day of February); a limit
// rolls to the next working day of the charter's nation. Pure; any thread. It does not know bank holidays
// outside the years of its table (bank_holidays_known says which); there only weekends count as days off.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace candour {

using Date = std::chrono::year_month_day;

/// Nations as GOV.UK parts bank holidays; codes "england-and-wales", "scotland", "northern-ireland".
enum class Nation : std::uint8_t { EnglandAndWales, Scotland, NorthernIreland };
std::optional<Nation> parse_nation(std::string_view code);
std::string_view nation_code(Nation);

/// A date and time of day on the clocks of Europe/London, to the minute.
struct LocalMinute {
  Date date{};
  int hour = 0, minute = 0;
  auto operator<=>(const LocalMinute&) const = default;
};

/// Which of the two, when the clocks go back and 01:30 happens twice.
enum class Twice : std::uint8_t { First, Second };

Date today(UnixMs);
LocalMinute local_time(UnixMs);
/// Nothing for a time that never was: the hour that is skipped when the clocks go forward.
std::optional<UnixMs> to_unix(const LocalMinute&, Twice = Twice::First);
/// Midnight at the start of the day, Europe/London.
UnixMs start_of_day(Date);

Date make_date(int year, unsigned month, unsigned day);  // may not be ok()
/// Days since 1970, as they stand in rows.
inline std::int64_t day_number(Date d) {
  return std::chrono::sys_days(d).time_since_epoch().count();
}
inline Date day_of(std::int64_t n) {
  return std::chrono::sys_days(std::chrono::days(n));
}
Date add_days(Date, int days);
Date add_months(Date, int months);
Date add_years(Date, int years);
/// Days from a to b; negative when b is earlier.
int days_between(Date a, Date b);
/// Whole calendar months from a to b, b not before a.
int months_between(Date a, Date b);

bool is_bank_holiday(Nation, Date);
/// "Boxing Day (substitute day)", or "" when it is none.
std::string_view bank_holiday_name(Nation, Date);
bool bank_holidays_known(int year);
bool is_working_day(Nation, Date);
/// The same day when it is a working day, otherwise the next one.
Date roll_to_working_day(Nation, Date);
/// The n-th working day after the date (n > 0).
Date add_working_days(Nation, Date, int n);

/// Days on which a statutory clock stood still: from the day we asked to the day of the answer, both
/// included. An answer on the same day excludes nothing (practice of the regulator).
struct Pause {
  Date asked{}, answered{};
};
/// Days in the union of the pauses that begin on or after `start`: so many are added to a limit of days.
int excluded_days(Date start, std::span<const Pause> pauses);
/// The last day of a limit of `months` months that starts on `start`, whatever day of the week that is:
/// the same day of the later month, or its last day; then excluded days; then the next working day.
/// UK GDPR Articles 12(3) and 12A; overlapping pauses count once.
Date statutory_due(Nation, Date start, int months, std::span<const Pause> pauses = {});

/// Whole years lived on that day. Who was born on 29 February grows older on 1 March of a common year.
/// -1 before birth.
int age_on(Date birth, Date on);
/// The day on which somebody reaches that age.
Date birthday(Date birth, int age);

}  // namespace candour
