#include "web/pages/parts/asked_dates.h"

#include <algorithm>
#include <array>

namespace candour::web {
namespace {

/// "31/3/2026" into its three parts; empty when there are other than three.
std::vector<std::string> three_parts(const std::string& typed) {
  std::vector<std::string> parts(1);
  for (const char c : typed) {
    const bool between = c == '/' || c == '.' || c == '-' || c == ' ' || c == ',';
    if (!between)
      parts.back() += c;
    else if (!parts.back().empty())
      parts.emplace_back();
  }
  if (parts.back().empty()) parts.pop_back();
  return parts.size() == 3 ? parts : std::vector<std::string>{};
}

}  // namespace

Result<std::optional<Date>> asked_date(const http::Request& r, std::string_view name) {
  const auto typed = r.query.trimmed(name);
  if (typed.empty()) return std::optional<Date>{};
  if (const auto iso = parse_iso_date(typed)) return iso;
  if (const auto parts = three_parts(typed); !parts.empty())
    if (const auto date = parse_date_parts(parts[0], parts[1], parts[2])) return std::optional<Date>(*date);
  return invalid(std::string(name),
                 "“" + typed + "” is not a date that we understand. Write it like 31/3/2026.");
}

Result<Date> sent_date(const http::Fields& form, const std::string& name, std::string_view words) {
  const auto date =
      parse_date_parts(form.get(name + "-day"), form.get(name + "-month"), form.get(name + "-year"));
  if (!date) return invalid(name, std::string(words));
  return *date;
}

Result<Date> sent_past_date(const http::Fields& form, const std::string& name, Date today,
                            std::string_view words) {
  const bool empty = std::ranges::all_of(std::array{"-day", "-month", "-year"},
                                         [&](const char* box) { return form.trimmed(name + box).empty(); });
  if (empty) return today;
  TRY(const auto on, sent_date(form, name, words));
  if (on > today) return invalid(name, "Enter a day that is not in the future.");
  return on;
}

AskedDates asked_dates(const http::Request& r) {
  AskedDates d;
  std::vector<FieldProblem> problems;
  const auto take = [&](std::string_view name, std::optional<Date>& into) {
    auto found = asked_date(r, name);
    if (found)
      into = *found;
    else
      problems.insert(problems.end(), found.error().fields.begin(), found.error().fields.end());
  };
  take("from", d.from);
  take("to", d.to);
  if (d.from && d.to && *d.to < *d.from) problems.push_back({"to", "The end is before the beginning."});
  d.problems = html::Problems(std::move(problems));
  return d;
}

html::Html date_fields(const http::Request& r, const AskedDates& d) {
  const auto field = [&](const std::string& name, std::string label) {
    return html::text_input({.name = name,
                             .label = std::move(label),
                             .value = r.query.get(name),
                             .error = d.problems.of(name),
                             .width = 10,
                             .autocomplete = "off"});
  };
  return html::frag(field("from", "From (like 31/3/2026)"), field("to", "To (like 21/11/2026)"));
}

}  // namespace candour::web
