#include "charter/clock.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/charter.h"

namespace candour::charter {

Nation nation_of(const Charter& c) {
  return parse_nation(c.organisation.holidays).value_or(Nation::EnglandAndWales);
}
namespace {

constexpr std::int64_t kHour = 3'600'000;

UnixMs last_minute(const Span& span, const ClockRun& run);
Date end_before_rolling(const Span& span, Nation nation, const ClockRun& run);
Span whole(const Deadline& d, const ClockRun& run);
bool rolls(const Deadline& d);

/// With those pauses alone that began before the clock had ended: what was late is not made timely by asking
/// something then.
ClockRun that_counts(const Deadline& d, Nation nation, const ClockRun& run) {
  auto counts = run;
  counts.stood.clear();
  const auto span = whole(d, run);
  for (const auto& s : run.stood) {
    const bool hours = span.unit == Span::Unit::Hours;
    auto end = hours ? Date{} : end_before_rolling(span, nation, counts);
    if (!hours && rolls(d)) end = roll_to_working_day(nation, end);
    if (hours ? s.since.ms > last_minute(span, counts).ms : today(s.since) > end) break;
    counts.stood.push_back(s);
  }
  return counts;
}

/// Pauses that have ended, as days; who answered on the day they were asked cost no time.
std::vector<Pause> pauses_of(const ClockRun& run) {
  std::vector<Pause> out;
  for (const auto& s : run.stood)
    if (s.until) out.push_back({today(s.since), today(*s.until)});
  return out;
}

Span whole(const Deadline& d, const ClockRun& run) {
  auto span = d.span;
  if (run.extended) span.count += d.extension.count;
  return span;
}

/// The day before any pause or day off is looked at.
Date plain_end(const Span& span, Nation nation, Date from) {
  switch (span.unit) {
    case Span::Unit::Days:
      return add_days(from, span.count);
    case Span::Unit::WorkingDays:
      return span.count > 0 ? add_working_days(nation, from, span.count) : from;
    default:
      return add_months(from, span.count);
  }
}

/// With the days of pauses, before a day off moves it.
Date end_before_rolling(const Span& span, Nation nation, const ClockRun& run) {
  const auto pauses = pauses_of(run);
  if (span.unit != Span::Unit::WorkingDays)
    return add_days(plain_end(span, nation, run.from), excluded_days(run.from, pauses));
  auto end = plain_end(span, nation, run.from);
  // Each working day on which the clock stood still is one more at the end.
  int stood = 0;
  const auto last =
      pauses.empty() ? run.from : std::max_element(pauses.begin(), pauses.end(), [](auto& a, auto& b) {
                                    return a.answered < b.answered;
                                  })->answered;
  for (auto day = run.from; day <= last; day = add_days(day, 1)) {
    const bool excluded = std::ranges::any_of(
        pauses, [&](const Pause& p) { return p.asked < p.answered && p.asked <= day && day <= p.answered; });
    stood += excluded && is_working_day(nation, day);
  }
  return stood > 0 ? add_working_days(nation, end, stood) : end;
}

bool rolls(const Deadline& d) {
  return d.rolls || d.span.unit == Span::Unit::StatutoryMonths;
}

UnixMs last_minute(const Span& span, const ClockRun& run) {
  auto at = (run.moment ? *run.moment : start_of_day(run.from)).ms + span.count * kHour;
  for (const auto& s : run.stood)
    if (s.until) at += s.until->ms - s.since.ms;
  return {at};
}

std::string counted(int n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

/// "Saturday 4 April 2026 is at a weekend".
std::string why_moved(Nation nation, Date day) {
  const auto holiday = bank_holiday_name(nation, day);
  return long_date(day) + (holiday.empty() ? " is at a weekend" : " is " + std::string(holiday));
}

}  // namespace

std::string span_words(const Span& span) {
  switch (span.unit) {
    case Span::Unit::Hours:
      return counted(span.count, "hour", "hours");
    case Span::Unit::WorkingDays:
      return counted(span.count, "working day", "working days");
    case Span::Unit::Months:
    case Span::Unit::StatutoryMonths:
      return counted(span.count, "month", "months");
    default:
      return counted(span.count, "day", "days");
  }
}

Reckoned reckon(const Deadline& d, Nation nation, const ClockRun& all) {
  const auto run = that_counts(d, nation, all);
  Reckoned r;
  r.stands = !run.stood.empty() && !run.stood.back().until;
  const auto span = whole(d, run);
  if (span.unit == Span::Unit::Hours) {
    r.at = last_minute(span, run);
    r.on = today(*r.at);
    return r;
  }
  r.on = end_before_rolling(span, nation, run);
  if (rolls(d)) r.on = roll_to_working_day(nation, r.on);
  return r;
}

std::vector<std::string> how_reckoned(const Deadline& d, Nation nation, const ClockRun& all) {
  const auto run = that_counts(d, nation, all);
  std::vector<std::string> how;
  const bool hours = d.span.unit == Span::Unit::Hours;
  const auto begun = hours && run.moment ? date_time_words(*run.moment) : date_words(run.from);
  how.push_back(d.span.count == 0 ? "On the day itself: " + begun + "."
                                  : span_words(d.span) + " from " + begun + ".");
  for (const auto& s : run.stood) {
    if (!s.until) {
      how.push_back("The clock has stood still since " + date_words(today(s.since)) + ".");
      continue;
    }
    const auto asked = today(s.since), answered = today(*s.until);
    if (hours)
      how.push_back("The clock stood still from " + date_time_words(s.since) + " to " +
                    date_time_words(*s.until) + ".");
    else if (asked == answered)
      how.push_back("The clock stood still on " + date_words(asked) +
                    " only, and went on the same day: no time is added.");
    else
      how.push_back("The clock stood still from " + date_words(asked) + " to " + date_words(answered) + ": " +
                    counted(days_between(asked, answered) + 1, "day", "days") + ", both counted.");
  }
  if (run.stood.size() < all.stood.size())
    how.push_back("It had ended when it was to stand still: no time is added.");
  if (run.extended)
    how.push_back("Made longer by " + span_words(d.extension) + " on " + date_words(today(*run.extended)) +
                  ".");
  const auto span = whole(d, run);
  if (!hours && rolls(d)) {
    const auto end = end_before_rolling(span, nation, run);
    const auto moved = roll_to_working_day(nation, end);
    if (moved != end) how.push_back(why_moved(nation, end) + ", so it is " + long_date(moved) + ".");
  }
  if (!d.source.empty()) how.push_back("Set by: " + d.source + ".");
  return how;
}

}  // namespace candour::charter
