#include "exchange/import_twice.h"

#include "base/calendar_words.h"
#include "base/text.h"

namespace candour::exchange {
namespace {

std::string text_at(const boost::json::value* at, std::initializer_list<std::string_view> path) {
  for (const auto step : path) {
    const auto* o = at ? at->if_object() : nullptr;
    at = o ? o->if_contains(step) : nullptr;
  }
  return at && at->is_string() ? std::string(at->get_string()) : std::string();
}

void add(std::vector<std::string>& to, std::string value) {
  if (!value.empty()) to.push_back(std::move(value));
}

}  // namespace

Described described(const charter::Values& values) {
  Described d;
  const auto text = [&](std::string_view field) { return text_at(values.if_contains(field), {}); };
  const auto given = fold(text("given-name")), family = fold(text("family-name"));
  if (!given.empty() || !family.empty()) d.names.push_back({given, family});
  if (const auto used = fold(text("name-used")); !used.empty() && used != given)
    d.names.push_back({used, family});
  const auto each = [&](std::string_view field, auto&& f) {
    const auto* rows = values.if_contains(field);
    if (rows && rows->is_array())
      for (const auto& row : rows->get_array()) f(&row);
  };
  each("previous-names", [&](const auto* row) {
    const auto first = fold(text_at(row, {"given"})), last = fold(text_at(row, {"family"}));
    if (!first.empty() || !last.empty())
      d.names.push_back({first.empty() ? given : first, last.empty() ? family : last});
  });
  d.birth = parse_iso_date(text("birth-date"));
  d.nhs_number = text("nhs-number");
  add(d.emails, lower_ascii(text("email")));
  each("phones", [&](const auto* row) { add(d.phones, text_at(row, {"number"})); });
  each("addresses", [&](const auto* row) {
    add(d.postcodes, text_at(row, {"address", "postcode"}));
    if (d.town.empty()) d.town = fold(text_at(row, {"address", "town"}));
  });
  return d;
}

void mark_repeats(const std::vector<RowCheck*>& rows, const std::vector<Described>& of) {
  for (const auto& r : repeats_in(of)) {
    auto& row = *rows[r.row];
    const int line = rows[r.earlier]->line;
    if (row.same_as_line != 0 && row.same_as_line <= line) continue;  // the first that it may repeat
    row.state = RowState::Duplicate;
    row.same_as_line = line;
    row.same_why = r.weighed.why + ": as row " + std::to_string(line);
  }
}

}  // namespace candour::exchange
