#include "people/person_history.h"

#include "base/calendar_words.h"
#include "people/values_in.h"

namespace candour::people {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostKept = charter::kGroupRows;  // older ones stand in older versions

json::value part(const charter::Values& values, std::string_view field) {
  const auto* found = values.if_contains(field);
  return found ? *found : json::value();
}

json::value part(const json::value& row, std::string_view field) {
  return row.is_object() ? part(row.get_object(), field) : json::value();
}

void remember_name(const charter::Values& before, charter::Values& next, charter::Date today) {
  const auto given = part(before, "given-name"), family = part(before, "family-name");
  if (given.is_null() && family.is_null()) return;
  if (given == part(next, "given-name") && family == part(next, "family-name")) return;
  auto names = rows_of(next, "previous-names");
  for (const auto& row : names)
    if (part(row, "given") == given && part(row, "family") == family) return;
  json::object row{{"kind", "former"}, {"until", iso_date(today)}};
  if (!given.is_null()) row["given"] = given;
  if (!family.is_null()) row["family"] = family;
  names.insert(names.begin(), std::move(row));
  if (names.size() > kMostKept) names.pop_back();
  next["previous-names"] = std::move(names);
}

void remember_addresses(const charter::Values& before, charter::Values& next, charter::Date today) {
  auto addresses = rows_of(next, "addresses");
  bool added = false;
  for (const auto& old : rows_of(before, "addresses")) {
    const auto where = part(old, "address");
    bool still = where.is_null() || part(old, "kind") == json::value("previous");
    for (const auto& row : addresses) still = still || part(row, "address") == where;
    if (still || addresses.size() >= kMostKept) continue;
    auto row = old.get_object();
    row["kind"] = "previous";
    if (!row.contains("to")) row["to"] = iso_date(today);
    addresses.emplace_back(std::move(row));
    added = true;
  }
  if (added) next["addresses"] = std::move(addresses);
}

}  // namespace

charter::Values with_history(const charter::Values& before, charter::Values next, charter::Date today) {
  remember_name(before, next, today);
  remember_addresses(before, next, today);
  return next;
}

}  // namespace candour::people
