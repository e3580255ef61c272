#include "paper/ropa_keeping.h"

#include <algorithm>
#include <map>

#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

namespace {

/// Of one rule: the services in which it holds, each with what it holds for there.
using Kept = std::map<ServiceIx, CategorySet>;

/// A kind that no rule names.
constexpr KindIx kNoKind{0xffff};

/// "Who you are: 8 years after … (in Day opportunities)", where another period holds in another service.
void say_kept(std::vector<std::string>& out, const Charter& c, const RetentionRule& r, const Kept& kept,
              ServiceSet keeping) {
  std::vector<std::pair<CategorySet, ServiceSet>> alike;
  for (const auto& [service, categories] : kept) {
    auto at = std::ranges::find(alike, categories, &std::pair<CategorySet, ServiceSet>::first);
    if (at == alike.end()) at = alike.insert(at, {categories, {}});
    at->second.add(service);
  }
  std::vector<std::string> kinds;
  for (const KindIx k : r.kinds) kinds.push_back(c.at(k).plural.empty() ? c.at(k).name : c.at(k).plural);
  // Where it holds for some alone, the notice may say for some and not for whom.
  const auto where = r.clause.empty() ? std::string() : to_confirm(c, "retention/" + r.code + "/services");
  for (const auto& [categories, in] : alike)
    out.push_back(
        told_apart(c, r.clause.empty() ? "" : "retention/" + r.code + "/categories", categories) +
        (kinds.empty() ? "" : ", in " + lower_first(soft_list(kinds))) + ": " + lower_first(period_words(r)) +
        "; after that: destroyed" + (r.clause.empty() ? "" : to_confirm(c, "retention/" + r.code + "/then")) +
        (in == keeping && where.empty()
             ? ""
             : " (in " + (where.empty() ? services_told(c, in) : service_names(c, in) + where) + ")") +
        (r.clause.empty() ? " [our working schedule, to be confirmed: the notice gives no period]" : ""));
}

}  // namespace

std::vector<std::string> kept_in_words(const Charter& c, ServiceSet services, CategorySet used) {
  std::map<const RetentionRule*, Kept> rules;
  std::vector<const RetentionRule*> order;
  ServiceSet keeping;
  CategorySet with;
  const auto keep = [&](ServiceIx s, KindIx k, CategoryIx i) {
    const RetentionRule* r = c.retention_for(s, k, i);
    if (!r) return;
    if (!rules.count(r)) order.push_back(r);
    rules[r][s].add(i);
    keeping.add(s);
    with.add(i);
  };
  services.each([&](ServiceIx s) {
    used.each([&](CategoryIx i) {
      for (const Kind& k : c.kinds)
        if (c.kind_use(s, k.ix) && k.categories().has(i)) keep(s, k.ix, i);
    });
  });
  // What no form of these services asks (a visit to the website) goes by the rule that is for no kind alone.
  const auto elsewhere = used - with;
  services.each([&](ServiceIx s) { elsewhere.each([&](CategoryIx i) { keep(s, kNoKind, i); }); });
  std::vector<std::string> out;
  for (const RetentionRule* r : order) say_kept(out, c, *r, rules[r], keeping);
  if (const auto never = used - with; !never.empty())
    out.push_back(told_apart(c, "", never) + ": no period " + std::string(kToConfirm));
  return out;
}

}  // namespace candour::paper
