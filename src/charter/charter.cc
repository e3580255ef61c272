#include "charter/charter.h"

#include <algorithm>

namespace candour::charter {

namespace {
template <class Ix, class T>
std::optional<Ix> find_code(const std::vector<T>& table, std::string_view code) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].code == code) return static_cast<Ix>(i);
  return std::nullopt;
}
}  // namespace

std::optional<CategoryIx> Charter::find_category(std::string_view code) const {
  return find_code<CategoryIx>(categories, code);
}
std::optional<PurposeIx> Charter::find_purpose(std::string_view code) const {
  return find_code<PurposeIx>(purposes, code);
}
std::optional<ServiceIx> Charter::find_service(std::string_view code) const {
  return find_code<ServiceIx>(services, code);
}
std::optional<RoleIx> Charter::find_role(std::string_view code) const {
  return find_code<RoleIx>(roles, code);
}
std::optional<ReasonIx> Charter::find_reason(std::string_view code) const {
  return find_code<ReasonIx>(reasons, code);
}
std::optional<KindIx> Charter::find_kind(std::string_view code) const {
  return find_code<KindIx>(kinds, code);
}

const KindUse* Charter::kind_use(ServiceIx s, KindIx k) const {
  for (auto& use : at(s).kinds)
    if (use.kind == k) return &use;
  return nullptr;
}

std::vector<std::string> Charter::category_codes() const {
  std::vector<std::string> codes;
  for (auto& c : categories) codes.push_back(c.code);
  return codes;
}

std::uint32_t Charter::retention_group(CategoryIx c) const {
  return retention_groups[static_cast<std::size_t>(c)];
}

int specificity(const Charter& c, const RetentionRule& r) {
  bool all_categories = r.categories.size() == static_cast<int>(c.categories.size());
  return (r.kinds.empty() ? 0 : 4) + (r.services.empty() ? 0 : 2) + (all_categories ? 0 : 1);
}

const RetentionRule* Charter::retention_for(ServiceIx s, KindIx k, CategoryIx c) const {
  const RetentionRule* best = nullptr;
  for (auto& r : retention) {
    bool governs = r.categories.has(c) && (r.services.empty() || r.services.has(s)) &&
                   (r.kinds.empty() || std::find(r.kinds.begin(), r.kinds.end(), k) != r.kinds.end());
    if (governs && (!best || specificity(*this, r) > specificity(*this, *best))) best = &r;
  }
  return best;
}

const LetterTemplate* Charter::find_letter(std::string_view code) const {
  const auto found = std::ranges::find(letters, code, &LetterTemplate::code);
  return found == letters.end() ? nullptr : &*found;
}

const Contact* Charter::contact(std::string_view role) const {
  for (auto& c : contacts)
    if (c.role == role) return &c;
  return nullptr;
}

std::string_view Charter::text(std::string_view part) const {
  for (auto& [name, words] : texts)
    if (name == part) return words;
  return "";
}

CategoryIx words_category(const Charter& c) {
  for (const auto code : {"care", "assessment", "communication", "about", "profile", "identity"})
    if (const auto ix = c.find_category(code)) return *ix;
  return CategoryIx{};
}

}  // namespace candour::charter
