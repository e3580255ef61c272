// The names in a claim, looked up; and the forms about how long something is kept.
#include <algorithm>

#include "charter/claims_prove.h"
#include "charter/compile.h"
#include "charter/prose.h"

namespace candour::charter {

namespace {
bool stores(const Charter& c, const KindUse& use, CategoryIx held) {
  return std::ranges::any_of(c.at(use.kind).fields, [&](const Field& f) {
    if (std::ranges::count(use.leave_out, f.code) > 0) return false;
    return f.category == held ||
           std::ranges::any_of(f.items, [&](const Field& item) { return item.category == held; });
  });
}
}  // namespace

void Claimed::missing(std::string_view what, const std::string& code, const std::vector<std::string>& all) {
  if (unknown_.what.empty())
    unknown_ = {"a claim names the " + std::string(what) + " '" + code + "', and there is none",
                suggest(code, all)};
}

template <class T>
std::vector<const T*> Claimed::in(const std::vector<T>& table, const std::string& slot,
                                  std::string_view what) {
  std::vector<const T*> found;
  const auto it = slots_.find(slot);
  if (it == slots_.end()) return found;
  for (const auto& code : it->second) {
    const auto at = std::ranges::find(table, code, &T::code);
    if (at == table.end())
      missing(what, code, codes_of(table));
    else
      found.push_back(&*at);
  }
  return found;
}

std::vector<const Role*> Claimed::roles() {
  return in(c.roles, "ROLES", "role");
}

std::vector<const Recipient*> Claimed::recipients() {
  return in(c.recipients, "RECIPIENTS", "recipient");
}

std::vector<const Service*> Claimed::services() {
  if (slots_.contains("SERVICES")) return in(c.services, "SERVICES", "service");
  std::vector<const Service*> all;
  for (const auto& s : c.services) all.push_back(&s);
  return all;
}

const Purpose* Claimed::purpose() {
  const auto found = in(c.purposes, "PURPOSE", "purpose");
  return found.empty() ? nullptr : found.front();
}

const Right* Claimed::right() {
  const auto found = in(c.rights, "RIGHT", "right");
  return found.empty() ? nullptr : found.front();
}

const DisclosureGround* Claimed::ground() {
  const auto found = in(c.grounds, "GROUND", "disclosure ground");
  return found.empty() ? nullptr : found.front();
}

CategorySet Claimed::categories() {
  CategorySet set;
  for (const auto& code : slots_.at("CATEGORIES"))
    if (code == "everything")
      for (std::size_t i = 0; i < c.categories.size(); ++i) set.add(static_cast<CategoryIx>(i));
    else if (const auto ix = c.find_category(code))
      set.add(*ix);
    else
      missing("category", code, codes_of(c.categories));
  return set;
}

int Claimed::number() {
  const auto& word = slots_.at("NUMBER").front();
  const int n = number_in(word);
  if (n <= 0) missing("number", word, {"1", "6", "20"});
  return n;
}

std::string Claimed::unit() {
  auto unit = slots_.at("UNIT").front();
  if (unit.ends_with('s')) unit.pop_back();
  static const std::vector<std::string> all = {"year", "month", "week", "day", "hour"};
  if (std::ranges::count(all, unit) == 0) missing("unit of time", unit, all);
  return unit;
}

std::string Claimed::word(const std::string& slot, const std::vector<std::string>& all) {
  const auto& word = slots_.at(slot).front();
  if (std::ranges::count(all, word) == 0) missing("word", word, all);
  return word;
}

std::vector<std::pair<std::string, const RetentionRule*>> Claimed::kept() {
  std::vector<std::pair<std::string, const RetentionRule*>> all;
  for (const auto& code : slots_.at("KEPTS")) {
    const auto before = all.size();
    for (const auto& r : c.retention)
      if (r.code == code) all.emplace_back("the rule '" + code + "'", &r);
    const auto category = c.find_category(code);
    const auto kind = c.find_kind(code);
    for (const auto* s : services())
      for (const auto& use : s->kinds) {
        if (!category && code != "everything" && !(kind && use.kind == *kind)) continue;
        const auto ix = static_cast<ServiceIx>(s - c.services.data());
        for (std::size_t i = 0; i < c.categories.size(); ++i) {
          const auto held = static_cast<CategoryIx>(i);
          if ((category && held != *category) || !stores(c, use, held)) continue;
          if (const auto* rule = c.retention_for(ix, use.kind, held))
            all.emplace_back(
                "'" + c.at(held).code + "' in '" + s->code + "', by the rule '" + rule->code + "',", rule);
        }
      }
    if (all.size() != before) continue;
    auto known = codes_of(c.retention);
    std::ranges::move(codes_of(c.categories), std::back_inserter(known));
    if (category || kind || code == "everything")
      unknown_ = {"a claim says how long '" + code + "' is kept, and no service there keeps it",
                  "take the claim out, or name another service"};
    else
      missing("retention rule, category or kind", code, known);
  }
  return all;
}

}  // namespace candour::charter
