#include "base/calendar_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace candour {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

unsigned day_of(Date d) {
  return static_cast<unsigned>(d.day());
}
unsigned month_of(Date d) {
  return static_cast<unsigned>(d.month());
}
int year_of(Date d) {
  return static_cast<int>(d.year());
}

std::string_view weekday_name(Date d) {
  return kDays[std::chrono::weekday{std::chrono::sys_days(d)}.c_encoding()];
}

std::string padded(int n, int width) {
  auto s = std::to_string(n);
  return s.size() < static_cast<std::size_t>(width) ? std::string(width - s.size(), '0') + s : s;
}

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// -1 when it is no number of at most `most` figures.
int number(std::string_view s, std::size_t most) {
  if (!all_digits(s) || s.size() > most) return -1;
  int n = 0;
  for (char c : s) n = n * 10 + (c - '0');
  return n;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// 1 to 12 for "March", "mar", "Sept"; 0 for anything else.
unsigned month_of_name(std::string_view word) {
  const auto w = lower(word);
  if (w.size() < 3) return 0;
  for (unsigned m = 0; m < 12; ++m) {
    if (lower(kMonths[m]).starts_with(w)) return m + 1;
  }
  return 0;
}

/// "4th" to "4".
std::string_view without_ordinal(std::string_view s) {
  if (s.size() < 3 || !std::isdigit(static_cast<unsigned char>(s[0]))) return s;
  const auto tail = lower(s.substr(s.size() - 2));
  if (tail == "st" || tail == "nd" || tail == "rd" || tail == "th") return s.substr(0, s.size() - 2);
  return s;
}

std::vector<std::string_view> pieces_of(std::string_view s) {
  std::vector<std::string_view> out;
  std::size_t i = 0;
  const auto gap = [](char c) {
    return c == ' ' || c == '/' || c == '-' || c == '.' || c == ',' || c == '\t';
  };
  while (i < s.size()) {
    while (i < s.size() && gap(s[i])) ++i;
    const auto from = i;
    while (i < s.size() && !gap(s[i])) ++i;
    const auto piece = s.substr(from, i - from);
    if (!piece.empty() && piece != "of" && piece != "the") out.push_back(without_ordinal(piece));
  }
  return out;
}

std::optional<std::size_t> weekday_of_name(std::string_view word) {
  const auto w = lower(word);
  for (std::size_t d = 0; d < kDays.size() && w.size() >= 3; ++d)
    if (lower(kDays[d]).starts_with(w)) return d;
  return {};
}

std::string counted(int n, std::string_view one, bool past) {
  auto words = std::to_string(n) + " " + std::string(one) + (n == 1 ? "" : "s");
  return past ? words + " ago" : "in " + words;
}

}  // namespace

std::string_view month_name(unsigned month) {
  return month >= 1 && month <= 12 ? kMonths[month - 1] : "";
}

std::string month_year(Date d) {
  return std::string(month_name(month_of(d))) + " " + std::to_string(year_of(d));
}
std::string date_words(Date d) {
  return std::to_string(day_of(d)) + " " + month_year(d);
}
std::string long_date(Date d) {
  return std::string(weekday_name(d)) + " " + date_words(d);
}

std::string short_date(Date d) {
  return std::to_string(day_of(d)) + " " + std::string(month_name(month_of(d)).substr(0, 3));
}
std::string short_date(Date d, Date today) {
  return d.year() == today.year() ? short_date(d) : short_date(d) + " " + std::to_string(year_of(d));
}

std::string near_date(Date d, Date today) {
  auto words = std::to_string(day_of(d)) + " " + std::string(month_name(month_of(d)));
  switch (days_between(d, today)) {
    case 0:
      return "Today, " + words;
    case 1:
      return "Yesterday, " + words;
    case -1:
      return "Tomorrow, " + words;
    default:
      break;
  }
  if (d.year() != today.year()) words += " " + std::to_string(year_of(d));
  return std::string(weekday_name(d).substr(0, 3)) + " " + words;
}

std::string ago_words(Date d, Date today) {
  const bool past = d <= today;
  const Date from = past ? d : today;
  const Date to = past ? today : d;
  const int n = days_between(from, to);
  if (n == 0) return "today";
  if (n == 1) return past ? "yesterday" : "tomorrow";
  if (n < 14) return counted(n, "day", past);
  const int months = months_between(from, to);
  if (months < 2) return counted(n / 7, "week", past);
  if (months < 24) return counted(months, "month", past);
  return counted(months / 12, "year", past);
}

std::string ago_words(UnixMs at, UnixMs now) {
  const auto seconds = (now.ms - at.ms) / 1000;
  if (seconds >= 0 && seconds < 60) return "just now";
  if (seconds >= 60 && seconds < 3600) return counted(static_cast<int>(seconds / 60), "minute", true);
  if (seconds >= 3600 && today(at) == today(now))
    return counted(static_cast<int>(seconds / 3600), "hour", true);
  return ago_words(today(at), today(now));
}

std::string time_words(int hour, int minute) {
  if (minute == 0 && hour == 0) return "midnight";
  if (minute == 0 && hour == 12) return "midday";
  const int twelve = hour % 12 == 0 ? 12 : hour % 12;
  return std::to_string(twelve) + (minute == 0 ? "" : ":" + padded(minute, 2)) + (hour < 12 ? "am" : "pm");
}

std::string date_time_words(const LocalMinute& l) {
  return date_words(l.date) + " at " + time_words(l.hour, l.minute);
}
std::string date_time_words(UnixMs t) {
  return date_time_words(local_time(t));
}

std::string age_words(Date birth, Date on) {
  const int years = age_on(birth, on);
  if (years < 0) return "not yet born";
  if (years >= 2) return counted_words(years, "year");
  if (const int months = months_between(birth, on); months > 0) return counted_words(months, "month");
  const int days = days_between(birth, on);
  return days < 7 ? counted_words(days, "day") : counted_words(days / 7, "week");
}

std::string iso_date(Date d) {
  return padded(year_of(d), 4) + "-" + padded(static_cast<int>(month_of(d)), 2) + "-" +
         padded(static_cast<int>(day_of(d)), 2);
}
std::string iso_minute(const LocalMinute& l) {
  return iso_date(l.date) + "T" + padded(l.hour, 2) + ":" + padded(l.minute, 2);
}

std::optional<Date> parse_iso_date(std::string_view s) {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return std::nullopt;
  const int y = number(s.substr(0, 4), 4), m = number(s.substr(5, 2), 2), d = number(s.substr(8, 2), 2);
  if (y < 0 || m < 0 || d < 0) return std::nullopt;
  const auto out = make_date(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  return out.ok() ? std::optional(out) : std::nullopt;
}

std::optional<LocalMinute> parse_iso_minute(std::string_view s) {
  if (s.size() != 16 || s[10] != 'T' || s[13] != ':') return std::nullopt;
  const auto d = parse_iso_date(s.substr(0, 10));
  const int h = number(s.substr(11, 2), 2), m = number(s.substr(14, 2), 2);
  if (!d || h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
  return LocalMinute{*d, h, m};
}

tl::expected<Date, DateProblem> parse_date_parts(std::string_view typed_day, std::string_view typed_month,
                                                 std::string_view typed_year) {
  const auto day = as_it_looks(typed_day), month = as_it_looks(typed_month), year = as_it_looks(typed_year);
  if (day.empty() && month.empty() && year.empty()) return tl::unexpected(DateProblem::Empty);
  const int d = number(day, 2), y = number(year, 4);
  int m = number(month, 2);
  if (m < 0) m = month_of_name(month) ? static_cast<int>(month_of_name(month)) : -1;
  if (d < 0 || m < 0 || y < 0) return tl::unexpected(DateProblem::NotADate);
  if (year.size() != 4) return tl::unexpected(DateProblem::ShortYear);
  const auto out = make_date(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  if (!out.ok()) return tl::unexpected(DateProblem::NoSuchDay);
  return out;
}

tl::expected<Date, DateProblem> parse_date(std::string_view typed, DateOrder order) {
  const auto text = as_it_looks(typed);
  auto p = pieces_of(text);
  if (p.empty()) return tl::unexpected(DateProblem::Empty);
  if (p.size() == 4 && weekday_of_name(p[0])) {
    // A weekday that does not fit says that one of the two is wrong, and not which.
    const auto rest =
        parse_date(std::string_view(text).substr(static_cast<std::size_t>(p[1].data() - text.data())), order);
    if (rest && weekday_name(*rest) != kDays[*weekday_of_name(p[0])])
      return tl::unexpected(DateProblem::OtherWeekday);
    return rest;
  }
  if (p.size() == 1 && all_digits(p[0]) && p[0].size() == 8 && text.find('/') == std::string::npos) {
    const auto s = p[0];
    if (order == DateOrder::YearMonthDay || s.starts_with("19") || s.starts_with("20")) {
      // Eight figures that begin with a century read as year first, when that is a date at all.
      auto year_first = parse_date_parts(s.substr(6, 2), s.substr(4, 2), s.substr(0, 4));
      if (year_first || order == DateOrder::YearMonthDay) return year_first;
    }
    p = {s.substr(0, 2), s.substr(2, 2), s.substr(4, 4)};
  }
  if (p.size() != 3) return tl::unexpected(DateProblem::NotADate);
  if (all_digits(p[0]) && p[0].size() == 4) return parse_date_parts(p[2], p[1], p[0]);
  if (month_of_name(p[0]) != 0) return parse_date_parts(p[1], p[0], p[2]);
  if (month_of_name(p[1]) != 0) return parse_date_parts(p[0], p[1], p[2]);
  switch (order) {
    case DateOrder::MonthDayYear:
      return parse_date_parts(p[1], p[0], p[2]);
    case DateOrder::YearMonthDay:
      // Year first, but not of four figures: the year stands in front and is too short.
      if (p[2].size() == 4) return parse_date_parts(p[0], p[1], p[2]);
      return parse_date_parts(p[2], p[1], p[0]);
    case DateOrder::DayMonthYear:
      break;
  }
  return parse_date_parts(p[0], p[1], p[2]);
}

std::optional<int> parse_time(std::string_view text) {
  std::string s;
  for (char c : lower(as_it_looks(text))) {
    if (c != ' ') s += c == '.' ? ':' : c;
  }
  if (s == "midnight") return 0;
  if (s == "midday" || s == "noon") return 12 * 60;
  int add = -1;  // -1: the 24-hour clock
  for (const auto& [ending, hours] : {std::pair{"am", 0}, {"a:m:", 0}, {"pm", 12}, {"p:m:", 12}}) {
    if (!s.ends_with(ending)) continue;
    add = hours;
    s.resize(s.size() - std::string_view(ending).size());
    break;
  }
  std::string_view hour = s, minute = "00";
  if (const auto colon = s.find(':'); colon != std::string::npos) {
    hour = std::string_view(s).substr(0, colon);
    minute = std::string_view(s).substr(colon + 1);
  } else if (s.size() == 4 || (s.size() == 3 && add >= 0)) {
    hour = std::string_view(s).substr(0, s.size() - 2);
    minute = std::string_view(s).substr(s.size() - 2);
  } else if (add < 0) {
    return std::nullopt;  // a bare number is not a time
  }
  int h = number(hour, 2);
  const int m = minute.size() == 2 ? number(minute, 2) : -1;
  if (h < 0 || m < 0 || m > 59) return std::nullopt;
  if (add >= 0) {
    if (h < 1 || h > 12) return std::nullopt;
    h = h % 12 + add;
  }
  return h > 23 ? std::nullopt : std::optional(h * 60 + m);
}

}  // namespace candour
