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

bool Charter::says(const std::string& path) const {
  return std::ranges::binary_search(said, path, {}, &Said::path);
}

const std::string* body_name(const Charter& c, std::string_view code) {
  for (const auto& r : c.recipients)
    if (r.code == code) return &r.name;
  for (const auto& s : c.sources)
    if (s.code == code) return &s.name;
  return nullptr;
}

std::vector<std::pair<std::string, std::string>> givers(const Charter& c) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& r : c.recipients)
    if (r.source) all.emplace_back(r.code, r.name);
  for (const auto& s : c.sources) all.emplace_back(s.code, s.name);
  return all;
}

const std::string& place_of(const Recipient& r) {
  static const std::string kHere = "GB";
  return r.country.empty() ? kHere : r.country;
}

const Unasked* unasked_by(const Charter& c, std::string_view body) {
  for (const auto& rule : c.unasked)
    if (std::ranges::count(rule.from, body)) return &rule;
  return nullptr;
}

bool needs_answer(const KindUse* use, const Field& f) {
  if (use && use->mandatory.contains(f.code)) return true;
  return f.required && !(use && std::ranges::count(use->not_required, f.code));
}

int shortest_months(const RetentionRule& r) {
  constexpr int kNoEnd = 12 * 200;
  const auto months = [](const Keep& k) {
    if (!k.years && !k.months && !k.weeks && !k.days) return kNoEnd;
    return k.years * 12 + k.months + (k.weeks * 7 + k.days) / 31;
  };
  if (r.choose == RetentionRule::Choose::Only) return months(r);
  int least = kNoEnd, most = 0;
  for (const auto& k : r.among) {
    least = std::min(least, months(k));
    most = std::max(most, months(k) == kNoEnd ? 0 : months(k));
  }
  return r.choose == RetentionRule::Choose::Later ? most : least;
}

CategoryIx words_category(const Charter& c) {
  for (const auto code : {"care", "assessment", "communication", "about", "profile", "identity"})
    if (const auto ix = c.find_category(code)) return *ix;
  return CategoryIx{};
}

}  // namespace candour::charter
