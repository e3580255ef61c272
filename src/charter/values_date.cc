// Dates and times as typed into a form, and the words that a field has in messages.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/values_read.h"

namespace candour::charter::inside {

namespace json = boost::json;

namespace {

Read mend(std::string words) {
  return tl::unexpected<std::string>(std::move(words));
}

constexpr std::int64_t kClocksDifferMs = 5 * 60'000;  // the watch of whoever writes may be fast
constexpr int kFirstYear = 1850, kLastYear = 2150;    // further off, a figure of the year is wrong

std::string words_for(const Field& f, DateProblem problem) {
  switch (problem) {
    case DateProblem::ShortYear:
      return "Enter the year with all four figures, like 1999";
    case DateProblem::NoSuchDay:
      return "Check " + naming(f) + ": there is no such day in the calendar";
    case DateProblem::OtherWeekday:
      return "Check " + naming(f) + ": that day is another day of the week";
    case DateProblem::Empty:
    case DateProblem::NotADate:
      break;
  }
  return "Enter " + naming(f) + " as day, month and year, like 4 3 1999";
}

/// The three boxes, or the whole date under the field's own name.
tl::expected<Date, DateProblem> date_from(const std::string& name, const Answers& a) {
  const auto day = a.code(name + "-day"), month = a.code(name + "-month"), year = a.code(name + "-year");
  if (day.empty() && month.empty() && year.empty()) return parse_date(a.code(name));
  return parse_date_parts(day, month, year);
}

std::optional<std::string> out_of_bounds(const Field& f, Date d, Date today) {
  const int year = static_cast<int>(d.year());
  if (year < kFirstYear || year > kLastYear)
    return "Check the year of " + naming(f) + ": it is " + std::to_string(year);
  if (f.within_years > 0 && (d > add_years(today, f.within_years) || d < add_years(today, -f.within_years))) {
    return "Check " + naming(f) + ": " + date_words(d) + " is more than " +
           counted_words(f.within_years, "year") + " away";
  }
  if (f.past_only && d > today) {
    return "Check " + naming(f) + ": " + date_words(d) +
           " is still to come, and this must be today or earlier";
  }
  return std::nullopt;
}

/// Labels that begin so are no name of a thing: "Enter in one line" says nothing, so they are quoted.
constexpr std::string_view kNoName[] = {
    "About",   "Ask",    "Asked", "At",     "By",   "For",     "From",  "Held", "How",    "In",
    "Is",      "Issued", "On",    "Please", "Put",  "Reached", "Seen",  "Sent", "Signed", "Taken",
    "Through", "To",     "Until", "Used",   "What", "When",    "Which", "Who",  "Why",    "With"};

bool names_a_thing(std::string_view label) {
  const auto first = label.substr(0, label.find(' '));
  return !label.ends_with('?') && std::ranges::find(kNoName, first) == std::end(kNoName);
}

}  // namespace

std::string naming(const Field& f) {
  if (!f.label.empty() && !names_a_thing(f.label)) return "“" + f.label + "”";
  return inside_sentence(f.label.empty() ? f.code : f.label);
}

std::string missing(const Field& f, std::string_view reason) {
  std::string words;
  switch (f.type) {
    case FieldType::Choice:
    case FieldType::YesNo:
      words = "Choose an answer for " + naming(f);
      break;
    case FieldType::Choices:
      words = "Choose at least one answer for " + naming(f);
      break;
    case FieldType::Person:
    case FieldType::Staff:
    case FieldType::File:
      words = "Choose " + naming(f);
      break;
    case FieldType::Signature:
      words = "Sign, or type the name of the person who signs, for " + naming(f);
      break;
    case FieldType::Group:
      words = "Give at least one of “" + f.label + "”";
      break;
    case FieldType::Score:
      words = "Answer the questions of " + naming(f);
      break;
    default:
      words = (f.label.ends_with('?')   ? "Answer "
               : names_a_thing(f.label) ? "Enter "
                                        : "Fill in ") +
              naming(f);
  }
  if (reason.empty()) return words;
  return words + ". Why it is needed: " + std::string(reason);
}

Read read_date(const Field& f, const std::string& name, const Answers& a, const Now& now) {
  const auto got = date_from(name, a);
  if (!got && got.error() == DateProblem::Empty) return json::value();
  if (!got) return mend(words_for(f, got.error()));
  if (auto words = out_of_bounds(f, *got, now.day)) return mend(std::move(*words));
  return json::value(iso_date(*got));
}

namespace {

/// "2026-11-21T14:20", "2026-11-21 14:20", "21 November 2026 2:20pm": date and time of one text.
std::optional<std::pair<std::string, std::string>> parted(const std::string& text) {
  if (const auto at = parse_iso_minute(text.substr(0, 16)))
    return std::pair{text.substr(0, 10), text.substr(11, 5)};
  for (auto gap = text.find(' '); gap != std::string::npos; gap = text.find(' ', gap + 1)) {
    auto time = text.substr(gap + 1);
    if (time.starts_with("at ")) time.erase(0, 3);
    if (parse_date(text.substr(0, gap)) && parse_time(time)) return std::pair{text.substr(0, gap), time};
  }
  return std::nullopt;
}

}  // namespace

Read read_date_time(const Field& f, const std::string& name, const Answers& a, const Now& now) {
  auto date = date_from(name, a);
  auto time = a.code(name + "-time");
  if (const auto text = a.code(name); !text.empty() && a.code(name + "-day").empty()) {
    if (const auto two = parted(text)) {
      date = parse_date(two->first);
      time = two->second;
    }
  }
  if (!date && date.error() == DateProblem::Empty && time.empty()) return json::value();
  if (!date) return mend(words_for(f, date.error()));
  if (auto words = out_of_bounds(f, *date, now.day)) return mend(std::move(*words));
  if (time.empty()) return mend("Enter the time too, like 2:20pm or 14:20");
  const auto minutes = parse_time(time);
  if (!minutes) return mend("Enter the time like 2:20pm or 14:20");
  const LocalMinute local{*date, *minutes / 60, *minutes % 60};
  const auto at = to_unix(local);
  if (!at) {
    return mend("Check the time: the clocks went forward that night, so there was no " +
                time_words(local.hour, local.minute) + " on " + date_words(*date));
  }
  if (f.past_only && now.at && at->ms > now.at->ms + kClocksDifferMs) {
    return mend("Check " + naming(f) + ": " + time_words(local.hour, local.minute) +
                " today is still to come, and this must be now or earlier");
  }
  return json::value(iso_minute(local));
}

}  // namespace candour::charter::inside
