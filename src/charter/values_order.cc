// Dates that cannot both be true: a death before the birth, an end before its beginning, an appointment with
// somebody who had died.
#include "base/calendar_words.h"
#include "charter/values.h"
#include "charter/values_read.h"

namespace candour::charter {
namespace {

namespace json = boost::json;

std::optional<Date> date_in(const Values& values, std::string_view code) {
  const auto* v = values.if_contains(code);
  return v && v->is_string() ? parse_iso_date(std::string_view(v->get_string()).substr(0, 10)) : std::nullopt;
}

/// Both to the minute, and one day: then the minutes are compared too.
bool in_order(const Values& values, std::string_view earlier, std::string_view later) {
  const std::string_view a = values.at(earlier).get_string(), b = values.at(later).get_string();
  const auto shorter = std::min(a.size(), b.size());
  return a.substr(0, shorter) <= b.substr(0, shorter);
}

/// "21 November 2026", with the time where there is one and the two are of one day.
std::string in_words(const Values& values, std::string_view code, bool same_day) {
  const std::string_view text = values.at(code).get_string();
  const auto minute = same_day ? parse_iso_minute(text) : std::nullopt;
  const auto day = date_words(*parse_iso_date(text.substr(0, 10)));
  return minute ? time_words(minute->hour, minute->minute) + " on " + day : day;
}

const Field& field_of(const std::vector<Field>& fields, std::string_view code) {
  return *std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.code == code; });
}

/// Compares the two dates of one form or one row.
void compare(const std::vector<Field>& fields, const Values& values, std::string_view earlier,
             std::string_view later, const std::string& before, std::vector<FieldProblem>& out) {
  const auto a = date_in(values, earlier), b = date_in(values, later);
  if (!a || !b || in_order(values, earlier, later)) return;
  const auto &first = field_of(fields, earlier), &second = field_of(fields, later);
  out.push_back({before + second.code,
                 "Check " + inside::naming(second) + ": " + in_words(values, later, *a == *b) +
                     " is before " + in_words(values, earlier, *a == *b) + ", " + inside::naming(first)});
}

}  // namespace

std::vector<FieldProblem> order_problems(const Kind& kind, const Values& values) {
  std::vector<FieldProblem> out;
  for (const auto& order : kind.orders) {
    const auto slash = order.earlier.find('/');
    if (slash == std::string::npos) {
      if (kind.find_field(order.earlier) && kind.find_field(order.later))
        compare(kind.fields, values, order.earlier, order.later, "", out);
      continue;
    }
    const auto* group = kind.find_field(order.earlier.substr(0, slash));
    const auto* rows = group ? values.if_contains(group->code) : nullptr;
    if (!rows || !rows->is_array()) continue;
    int row = 0;
    for (const auto& one : rows->get_array()) {
      const auto before = group->code + "-" + std::to_string(row++) + "-";
      if (one.is_object())
        compare(group->items, one.get_object(), std::string_view(order.earlier).substr(slash + 1),
                std::string_view(order.later).substr(slash + 1), before, out);
    }
  }
  return out;
}

std::vector<FieldProblem> after_death(const Kind& kind, const Values& values, Date died) {
  std::vector<FieldProblem> out;
  for (const auto& f : kind.fields)
    if (const auto d = date_in(values, f.code); f.in_life && d && *d > died)
      out.push_back({f.code, "Check " + inside::naming(f) + ": " + date_words(*d) +
                                 " is after the person died, on " + date_words(died)});
  return out;
}

}  // namespace candour::charter
