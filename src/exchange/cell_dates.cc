// Dates as spreadsheets hold them. What decides the order of a column is certainty: a British list is read
// with the day first unless it cannot be.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "exchange/cell_reading.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

constexpr int kOldest = 110;  // years; nobody in a list is older

bool figures(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos;
}

int value(std::string_view s) {
  int n = 0;
  for (const char c : s.substr(0, 6)) n = n * 10 + (c - '0');
  return n;
}

/// "3/4/48", "3-4-1948", "3.4.1948": the three numbers; empty when it is no such date.
std::vector<std::string> three(std::string_view cell) {
  std::vector<std::string> out(1);
  for (const char c : cell) {
    if (c >= '0' && c <= '9')
      out.back() += c;
    else if ((c == '/' || c == '-' || c == '.' || c == ' ') && !out.back().empty())
      out.emplace_back();
    else if (c != ' ')
      return {};
  }
  if (out.back().empty()) out.pop_back();
  if (out.size() != 3) return {};
  return out;
}

/// Without the time that a spreadsheet writes behind every date; `had` when it was another than midnight.
std::string without_time(std::string_view cell, bool& had) {
  const auto clock = cell.find(':');
  if (clock == std::string_view::npos) return std::string(cell);
  const auto gap = cell.find_last_of(" T,", clock);
  if (gap == std::string_view::npos || gap < 6) return std::string(cell);
  auto time = lower_ascii(cell.substr(gap + 1));
  while (!time.empty() && (time.back() == 'z' || time.back() == ' ')) time.pop_back();
  if (const auto fine = time.find('.'); fine != std::string::npos) time.resize(fine);
  const bool seconds = std::count(time.begin(), time.end(), ':') == 2;
  auto minute = time;
  if (seconds) minute.erase(time.rfind(':'), 3);
  const auto parsed = parse_time(minute);
  if (!parsed) return std::string(cell);
  had = *parsed != 0;
  auto date = std::string(trim(cell.substr(0, gap)));
  while (!date.empty() && date.back() == ',') date.pop_back();
  return date;
}

/// Words in front that say how sure somebody was, taken away.
bool strip(std::string& lower, std::initializer_list<std::string_view> words) {
  for (const auto w : words)
    if (lower.starts_with(w)) {
      lower = std::string(trim(std::string_view(lower).substr(w.size())));
      return true;
    }
  return false;
}

class Reading {
 public:
  Reading(std::string_view cell, const DateAsked& asked) : cell_(cell), asked_(asked) {}

  DateRead run() {
    bool time = false;
    auto text = without_time(clean_line(cell_), time);
    if (time) say(changed::kTime, {});
    auto lower = lower_ascii(text);
    const bool week =
        strip(lower, {"w/b", "w/c", "wb ", "wc ", "w.b.", "w.c.", "week beginning", "week commencing"});
    bool about = strip(lower, {"circa", "approx.", "approx", "about", "abt", "around", "c.", "ca.", "c ", "~",
                               "est.", "est ", "?"});
    if (lower.ends_with('?')) {
      about = true;
      lower = std::string(trim(std::string_view(lower).substr(0, lower.size() - 1)));
    }
    if (!read(lower, about))
      out_.cell.problem =
          problem_.empty()
              ? "This is no date that can be read for certain. Enter day, month and year, like 4/3/1999"
              : problem_;
    if (!out_.cell.problem.empty()) return give_up();
    const auto date = parse_iso_date(out_.cell.text);
    if (asked_.past_only && date && *date > asked_.today) {
      if (!out_.estimated) {
        out_.cell.problem = date_words(*date) + " is still to come, and this must be today or earlier";
        other_reading(*date);
        return give_up();
      }
    }
    if (week) say(changed::kWeek, date_words(*date));
    for (auto& c : out_.cell.changes)
      if (c.words.empty() && date) c.words = date_words(*date) + (out_.estimated ? ", a good guess" : "");
    return std::move(out_);
  }

 private:
  DateRead give_up() {
    out_.cell.text.clear();
    out_.cell.changes.clear();
    out_.estimated = false;
    return std::move(out_);
  }

  void say(std::string_view kind, std::string words) {
    out_.cell.changes.push_back({kind, std::move(words)});
  }

  bool take(Date d) {
    if (!d.ok()) return false;
    out_.cell.text = iso_date(d);
    return true;
  }

  bool guess(Date d) {
    if (!take(d)) return false;
    out_.estimated = true;
    if (asked_.may_guess)
      say(changed::kYearOnly, {});
    else
      problem_ = out_.cell.problem =
          "Only a part of the date is known, and a good guess cannot be marked as one here. Enter the whole date";
    if (!out_.cell.problem.empty()) out_.cell.readings = {date_words(d)};
    return true;
  }

  bool read(const std::string& lower, bool about) {
    if (figures(lower)) return bare_number(lower, about);
    if (const auto dot = lower.find('.'); dot != std::string::npos && figures(lower.substr(0, dot)) &&
                                          figures(lower.substr(dot + 1)) && dot == 5)
      return serial(std::atof(lower.c_str()));
    if (const auto parts = three(lower); !parts.empty()) return numbers(parts, about);
    return words(lower, about);
  }

  bool bare_number(const std::string& s, bool about) {
    if (s.size() == 8) {
      const auto d = parse_date(s, asked_.column.order);
      return d && take(*d);
    }
    const int n = value(s);
    if (s.size() == 4 && n >= static_cast<int>(asked_.today.year()) - kOldest - 10 &&
        n <= static_cast<int>(asked_.today.year()) + 1)
      return guess(make_date(n, 1, 1));
    if (s.size() == 5 && !about) return serial(n);
    if (s.size() <= 3)
      problem_ = "“" + s + "” is a number and no date; if it is an age, enter the date of birth";
    return false;
  }

  bool serial(double days) {
    const auto text = date_of_serial(days, asked_.from_1904, false);
    const auto d = parse_iso_date(text);
    if (!d || static_cast<int>(d->year()) < static_cast<int>(asked_.today.year()) - kOldest - 10 ||
        static_cast<int>(d->year()) > static_cast<int>(asked_.today.year()) + 10)
      return false;
    say(changed::kSerial, {});
    return take(*d);
  }

  /// The century of a year of two figures: that which makes sense, or nothing when both do.
  int century(int yy, std::vector<int>& both) const {
    const int now = static_cast<int>(asked_.today.year());
    const int recent = now / 100 * 100 + yy, before = recent - 100;
    const bool old_possible = now - before <= (asked_.oldest_years > 0 ? asked_.oldest_years : kOldest);
    const bool recent_possible = asked_.past_only ? recent <= now : recent <= now + 20;
    if (old_possible && recent_possible && asked_.past_only) {
      both = {recent, before};
      return 0;
    }
    return recent_possible ? recent : before;
  }

  bool numbers(const std::vector<std::string>& p, bool about) {
    if (p[0].size() == 4) {
      const auto d =
          make_date(value(p[0]), static_cast<unsigned>(value(p[1])), static_cast<unsigned>(value(p[2])));
      return d.ok() ? done(d, about) : no_such_day();
    }
    if ((p[2].size() != 4 && p[2].size() != 2) || p[0].size() > 2 || p[1].size() > 2) return false;
    std::vector<int> years = {value(p[2])};
    if (p[2].size() == 2) {
      std::vector<int> both;
      const int year = century(years[0], both);
      years = both.empty() ? std::vector<int>{year} : both;
    }
    const int a = value(p[0]), b = value(p[1]);
    std::vector<Date> possible;
    for (const int y : years) {
      const auto day_first = make_date(y, static_cast<unsigned>(b), static_cast<unsigned>(a));
      const auto month_first = make_date(y, static_cast<unsigned>(a), static_cast<unsigned>(b));
      const bool turned = asked_.column.order == DateOrder::MonthDayYear;
      const auto& first = turned ? month_first : day_first;
      const auto& second = turned ? day_first : month_first;
      if (first.ok()) possible.push_back(first);
      if (second.ok() && second != first && (asked_.column.doubtful || !first.ok()))
        possible.push_back(second);
    }
    if (possible.empty()) return no_such_day();
    const bool only_other = possible.size() == 1 && !fits(possible[0], a, b);
    if (possible.size() > 1 || only_other) {
      for (const auto& d : possible) out_.cell.readings.push_back(date_words(d));
      problem_ = only_other
                     ? "As day, month and year this is no date; it may be " + out_.cell.readings[0] +
                           ". Choose, or enter it again"
                     : "This can be read as " + listed(out_.cell.readings, "or") + ". Choose which it is";
      return false;
    }
    if (p[2].size() == 2) say(changed::kShortYear, {});
    return done(possible[0], about);
  }

  /// Whether the date is what the two numbers say in the order of the column.
  bool fits(Date d, int a, int b) const {
    const bool turned = asked_.column.order == DateOrder::MonthDayYear;
    return static_cast<int>(static_cast<unsigned>(d.day())) == (turned ? b : a);
  }

  bool done(Date d, bool about) { return about ? guess(d) : take(d); }

  bool no_such_day() {
    problem_ = "There is no such day in the calendar. Enter it again";
    return false;
  }

  /// A month in letters: "4 March 1999", "4th Mar 48", "March 1950", "3 March" without a year.
  bool words(const std::string& lower, bool about) {
    const auto whole = parse_date(lower, asked_.column.order);
    if (whole) return done(*whole, about);
    if (whole.error() == DateProblem::NoSuchDay) return no_such_day();
    auto pieces = fold_words(lower);
    if (pieces.size() == 2 && figures(pieces[1]) && pieces[1].size() == 4) {
      const auto d = figures(pieces[0]) ? parse_date_parts("1", pieces[0], pieces[1])
                                        : parse_date("1 " + pieces[0] + " " + pieces[1]);
      if (d) return guess(*d);
    }
    if (pieces.empty()) return false;
    if (whole.error() == DateProblem::ShortYear && figures(pieces.back())) {
      std::vector<int> both;
      const int year = century(value(pieces.back()), both);
      if (both.empty()) both = {year};
      for (const int y : both)
        if (const auto d =
                parse_date(lower.substr(0, lower.find_last_not_of("0123456789") + 1) + std::to_string(y)))
          out_.cell.readings.push_back(date_words(*d));
      const auto d = out_.cell.readings.size() == 1 ? parse_date(out_.cell.readings[0]) : parse_date("");
      if (d) {
        out_.cell.readings.clear();
        say(changed::kShortYear, {});
        return done(*d, about);
      }
      problem_ = "This can be read as " + listed(out_.cell.readings, "or") + ". Choose which it is";
      return false;
    }
    return without_year(lower);
  }

  bool without_year(const std::string& lower) {
    const int now = static_cast<int>(asked_.today.year());
    for (const int y : {now, now - 1})
      if (const auto d = parse_date(lower + " " + std::to_string(y));
          d && (!asked_.past_only || *d <= asked_.today))
        out_.cell.readings.push_back(date_words(*d));
    if (out_.cell.readings.empty()) return false;
    problem_ = "The year is missing. Choose, or enter the whole date";
    return false;
  }

  /// What is still to come may be right with day and month changed.
  void other_reading(Date d) {
    const auto other = make_date(static_cast<int>(d.year()), static_cast<unsigned>(d.day()),
                                 static_cast<unsigned>(d.month()));
    if (other.ok() && other <= asked_.today) out_.cell.readings.push_back(date_words(other));
  }

  std::string_view cell_;
  const DateAsked& asked_;
  DateRead out_;
  std::string problem_;
};

}  // namespace

ColumnDates date_order_of(const CsvTable& table, std::size_t column) {
  int year_first = 0, day_sure = 0, month_sure = 0, either = 0;
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    bool time = false;
    const auto cell = without_time(trim(without_formula_guard(table.rows[r].at(column))), time);
    const auto p = three(cell);
    if (p.empty()) continue;
    if (p[0].size() == 4) {
      ++year_first;
      continue;
    }
    const int a = value(p[0]), b = value(p[1]);
    if (a > 12 && b <= 12)
      ++day_sure;
    else if (b > 12 && a <= 12)
      ++month_sure;
    else if (a != b)
      ++either;
  }
  const int other = day_sure + month_sure + either;
  ColumnDates out;
  const bool certain = day_sure == 0 && month_sure >= 3 && 4 * month_sure >= other;
  if (certain) out.order = DateOrder::MonthDayYear;
  out.doubtful = month_sure > 0 && !certain && day_sure <= 3 * month_sure;
  if (year_first && other)
    out.words = "mixed";
  else if (year_first)
    out.words = "year first";
  else if (certain)
    out.words = "month first";
  else if (out.doubtful)
    out.words = "doubtful";
  else if (day_sure)
    out.words = "day first";
  else if (either)
    out.words = "day first, assumed";
  return out;
}

DateRead read_date_cell(std::string_view cell, const DateAsked& asked) {
  return Reading(cell, asked).run();
}

}  // namespace candour::exchange
