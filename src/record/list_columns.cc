#include "record/list_columns.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/rows_now.h"

namespace candour::record {
namespace {

namespace json = boost::json;
using charter::Field;
using charter::FieldType;

// The name stands in front of all, a death beside it; and the rest says nothing without its neighbour.
constexpr std::string_view kNoColumn[] = {"given-name", "family-name", "died", "birth-date-quality"};

struct Fixed {
  std::string_view code, words;
  Cell cell;
};
constexpr Fixed kFixed[] = {
    {"reference", "Reference", Cell::Reference},
    {"service", "Service", Cell::Service},
    {"team", "Team", Cell::Team},
    {"worker", "Worker", Cell::Worker},
    {"state", "State", Cell::State},
    {"since", "Since", Cell::Since},
    {"due", "Next due", Cell::Due},
};

const charter::Kind& profile_kind(const charter::Charter& c) {
  return c.at(c.find_kind("profile").value());  // the check refuses a charter without it
}

bool of_one_line(const Field& f) {
  switch (f.type) {
    case FieldType::ShortText:
    case FieldType::Date:
    case FieldType::Number:
    case FieldType::Choice:
    case FieldType::YesNo:
    case FieldType::Organisation:
    case FieldType::Phone:
    case FieldType::Email:
    case FieldType::NhsNumber:
    case FieldType::NationalInsurance:
      return true;
    default:
      return false;
  }
}

/// The item of that type, of a group.
const Field* item_of(const Field& group, FieldType type) {
  const auto found = std::ranges::find(group.items, type, &Field::type);
  return found == group.items.end() ? nullptr : &*found;
}

std::string text_at(const json::object& row, std::string_view name) {
  const auto* x = row.if_contains(name);
  return x && x->is_string() ? std::string(x->as_string()) : std::string();
}

std::string workers_of(const people::Directory& staff, const gate::Place& place) {
  std::vector<std::string> names;
  for (const auto& w : place.workers) names.push_back(staff.name(w.worker));
  std::ranges::sort(names);
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ", ") + n;
  return out;
}

std::string team_of(const people::Directory& staff, const gate::Place& place) {
  std::vector<TeamId> teams;
  if (place.team) teams.push_back(*place.team);
  for (const auto& w : place.workers)
    if (w.team && std::ranges::count(teams, *w.team) == 0) teams.push_back(*w.team);
  std::string out;
  for (const auto t : teams) out += (out.empty() ? "" : ", ") + staff.team(t);
  return out;
}

}  // namespace

std::vector<ListColumn> list_columns(const charter::Charter& c, CategorySet sees) {
  std::vector<ListColumn> out;
  const auto open = [&](const Field& f) {
    return sees.has(f.category) && c.at(f.category).sensitivity == charter::Sensitivity::Ordinary &&
           !c.at(f.category).diversity;
  };
  for (const auto& x : kFixed) out.push_back({std::string(x.code), std::string(x.words), x.cell, nullptr});
  for (const auto& f : profile_kind(c).fields) {
    if (!open(f) || std::ranges::count(kNoColumn, f.code) > 0) continue;
    if (of_one_line(f)) out.push_back({f.code, f.label, Cell::Answer, &f});
    if (f.code == "birth-date") out.push_back({"age", "Age", Cell::Age, &f});
    if (f.type != FieldType::Group) continue;
    if (item_of(f, FieldType::Phone)) out.push_back({"phone", "Phone", Cell::Phone, &f});
    if (item_of(f, FieldType::Address)) {
      out.push_back({"town", "Town", Cell::Town, &f});
      out.push_back({"postcode", "Postcode", Cell::Postcode, &f});
    }
  }
  return out;
}

std::vector<std::string> usual_columns() {
  return {"service", "worker", "state", "since", "due"};
}

CategorySet categories_of(const std::vector<ListColumn>& columns) {
  CategorySet out;
  for (const auto& col : columns)
    if (col.field) out.add(col.field->category);
  return out;
}

bool held_back(const ListColumn& column, const ListLine& line) {
  return column.field && !line.sees.has(column.field->category);
}

std::string CellReader::text(const ListColumn& column, const ListLine& line,
                             const people::Profile& person) const {
  // By what the pass is for, not by what is there: whether anything stands behind it is nobody's to guess.
  if (held_back(column, line)) return std::string(kHeldBack);
  const auto day = [&](charter::Date d) { return for_file ? iso_date(d) : short_date(d, today); };
  const auto* value = column.field ? person.values.if_contains(column.field->code) : nullptr;
  const auto of_row = [&](FieldType type) -> const json::value* {
    const auto* item = item_of(*column.field, type);
    const auto rows =
        value && item ? charter::rows_now(*value, item->code, today) : std::vector<const charter::Values*>();
    return rows.empty() ? nullptr : rows.front()->if_contains(item->code);
  };
  switch (column.cell) {
    case Cell::Reference:
      return person.reference;
    case Cell::Age:
      return person.birth_date() && !person.died ? age_words(*person.birth_date(), today) : "";
    case Cell::Service:
      return c.at(line.place.service).name;
    case Cell::Team:
      return team_of(staff, line.place);
    case Cell::Worker:
      return workers_of(staff, line.place);
    case Cell::State:
      return std::string(place_state_words(line.state));
    case Cell::Since:
      return day(local_time(line.since).date);
    case Cell::Due: {
      if (!line.next) return "";
      // A file is told the day alone: what it is for may say more of somebody than any column does.
      if (for_file) return day(line.next->on);
      const auto* d = c.at(line.next->kind).find_deadline(line.next->deadline);
      return day(line.next->on) + ", " + inside_sentence(d ? d->name : c.at(line.next->kind).name);
    }
    case Cell::Answer:
      if (value && for_file && column.field->type == FieldType::Date && value->is_string())
        return std::string(value->as_string());
      return value ? charter::show(*column.field, *value) : "";
    case Cell::Phone: {
      const auto* number = of_row(FieldType::Phone);
      return number ? charter::show(*item_of(*column.field, FieldType::Phone), *number) : "";
    }
    case Cell::Town:
    case Cell::Postcode: {
      const auto* address = of_row(FieldType::Address);
      if (!address || !address->is_object()) return "";
      return text_at(address->as_object(), column.cell == Cell::Town ? "town" : "postcode");
    }
  }
  return "";
}

}  // namespace candour::record
