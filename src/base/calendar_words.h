// Dates and times as people write and say them, and what they typed turned back into dates.
// Promises: "21 November 2026", never 11/21; day before month unless the caller says otherwise; a year of two
// figures is refused, not guessed, and so is a weekday that does not fit. What is typed is read as it looks
// (text.h). Pure; any thread. It knows English month names only.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/calendar.h"

namespace candour {

std::string date_words(Date);              // "21 November 2026"
std::string long_date(Date);               // "Saturday 21 November 2026"
std::string short_date(Date);              // "21 Nov"
std::string short_date(Date, Date today);  // "21 Nov", or "21 Nov 2025" in another year
std::string near_date(Date, Date today);  // "Today, 21 November", "Yesterday, …", "Sat 14 November", "… 2025"
std::string month_year(Date);             // "November 2026"
std::string ago_words(Date, Date today);          // "today", "5 days ago", "3 weeks ago", "in 2 months"
std::string ago_words(UnixMs, UnixMs now);        // "just now", "5 minutes ago", then as above
std::string time_words(int hour, int minute);     // "2:20pm", "midday", "midnight"
std::string date_time_words(const LocalMinute&);  // "21 November 2026 at 2:20pm"
std::string date_time_words(UnixMs);
std::string age_words(Date birth, Date on);   // "62 years"; "7 months", "2 weeks", "1 day" below two years
std::string_view month_name(unsigned month);  // 1 to 12

std::string iso_date(Date);                  // "2026-11-21"
std::string iso_minute(const LocalMinute&);  // "2026-11-21T14:20"
/// Exactly the shapes above; nothing else.
std::optional<Date> parse_iso_date(std::string_view);
std::optional<LocalMinute> parse_iso_minute(std::string_view);

enum class DateOrder : std::uint8_t { DayMonthYear, MonthDayYear, YearMonthDay };
enum class DateProblem : std::uint8_t { Empty, NotADate, NoSuchDay, ShortYear, OtherWeekday };

/// "4 3 1999", "4/3/1999", "04.03.1999", "4 March 1999", "4th Mar 1999", "1999-03-04", "19990304".
/// A month written in letters and a year of four figures in front overrule the order.
tl::expected<Date, DateProblem> parse_date(std::string_view, DateOrder = DateOrder::DayMonthYear);
/// The three boxes of a form; the month may be a name.
tl::expected<Date, DateProblem> parse_date_parts(std::string_view day, std::string_view month,
                                                 std::string_view year);
/// "14:20", "14.20", "1420", "2:20pm", "2pm", "midday", "midnight": minutes after midnight.
std::optional<int> parse_time(std::string_view);

}  // namespace candour
