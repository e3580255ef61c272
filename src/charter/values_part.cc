// Values parted by category, so that each category is sealed under its own key, and joined again.
#include <algorithm>
#include <stdexcept>

#include "charter/answered.h"
#include "charter/values.h"

namespace candour::charter {

namespace json = boost::json;

namespace {

const Field& field_of(const std::vector<Field>& fields, std::string_view code) {
  const auto it = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.code == code; });
  // Filing it under some other category would show it to the wrong people; dropping it would lose it.
  if (it == fields.end()) throw std::logic_error("a value without a field has no category");
  return *it;
}

void part_group(const Field& group, const json::array& rows, std::map<CategoryIx, Values>& out) {
  CategorySet categories;
  for (const auto& row : rows) {
    for (const auto& cell : row.as_object()) categories.add(field_of(group.items, cell.key()).category);
  }
  if (categories.empty()) categories.add(group.category);
  categories.each([&](CategoryIx c) { out[c][group.code] = json::array(rows.size(), json::object{}); });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& cell : rows[i].as_object()) {
      const auto c = field_of(group.items, cell.key()).category;
      out[c][group.code].as_array()[i].as_object()[cell.key()] = cell.value();
    }
  }
}

bool is_rows(const json::value& v) {
  return v.is_array() &&
         std::all_of(v.get_array().begin(), v.get_array().end(), [](const auto& x) { return x.is_object(); });
}

}  // namespace

std::map<CategoryIx, Values> part_by_category(const Kind& kind, const Values& values) {
  std::map<CategoryIx, Values> out;
  for (const auto& member : values) {
    const auto& f = field_of(kind.fields, member.key());
    if (f.type == FieldType::Group && is_rows(member.value())) {
      part_group(f, member.value().get_array(), out);
    } else {
      out[f.category][f.code] = member.value();
    }
  }
  return out;
}

void join(Values& into, const Values& part) {
  for (const auto& member : part) {
    auto* have = into.if_contains(member.key());
    if (!have || !is_rows(*have) || !is_rows(member.value())) {
      into[member.key()] = member.value();
      continue;
    }
    auto& rows = have->as_array();
    const auto& more = member.value().get_array();
    while (rows.size() < more.size()) rows.emplace_back(json::object{});
    for (std::size_t i = 0; i < more.size(); ++i) {
      for (const auto& cell : more[i].get_object()) rows[i].as_object()[cell.key()] = cell.value();
    }
  }
}

bool answered_as(const Values& values, std::string_view field, const std::vector<std::string>& is) {
  const auto* answer = values.if_contains(field);
  const auto among = [&](const boost::json::value& v) {
    return v.is_string() && std::ranges::find(is, std::string_view(v.get_string())) != is.end();
  };
  if (!answer) return false;
  return answer->is_array() ? std::ranges::any_of(answer->get_array(), among) : among(*answer);
}

std::string first_state(const Kind& kind, const Values& values) {
  for (const auto& b : kind.begins)
    if (answered_as(values, b.field, b.is)) return b.state;
  return kind.states.empty() ? "" : kind.states.front().code;
}

}  // namespace candour::charter
