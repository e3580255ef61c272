#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/calendar.h"
#include "gate/gate.h"
#include "gate/staff_seen.h"

namespace candour::gate {
namespace {

/// Everybody below, directly or through others; who does not hold is nobody's, and hands nobody on.
std::vector<StaffId> line_of(const StaffRows& all, StaffId top) {
  std::vector<StaffId> line;
  std::unordered_set<StaffId> met{top};
  std::vector<StaffId> next = {top};
  while (!next.empty()) {
    const auto id = next.back();
    next.pop_back();
    for (const auto below : all.at(id).below)
      if (met.insert(below).second) {
        line.push_back(below);
        next.push_back(below);
      }
  }
  std::ranges::sort(line);
  return line;
}

Actor actor_of(const charter::Charter& c, const StaffRows& all, StaffId id, const StaffRow& row,
               charter::Date today) {
  Actor a;
  a.id = id;
  a.posts = row.posts;
  a.line = line_of(all, id);
  for (const auto& cover : row.stands_in)
    if (cover.from <= today && today <= cover.to) a.covering.push_back({cover.away, cover.to});
  a.agreement = !c.agreement_required() || row.agreement.has_value();
  if (c.training_months() != 0 && row.training)
    a.training_until = add_months(candour::today(*row.training), c.training_months());
  a.training = c.training_months() == 0 || (a.training_until && today <= *a.training_until);
  return a;
}

}  // namespace

Result<Actor> Gate::actor(StaffId id) const {
  TRY(const auto all, staff_->rows());
  const auto found = all->find(id);
  if (found == all->end()) return not_found();
  const auto& row = found->second;
  if (!row.holds)
    return not_allowed(
        "What is stored about your account was changed outside Candour, so it opens nothing. Tell your "
        "data-protection lead: it has to be put back from a backup.",
        charter_->access_clause);
  if (row.left)
    return not_allowed("You no longer work here. Ask your supervisor if that is wrong.",
                       charter_->access_clause);
  return actor_of(*charter_, *all, id, row, today(clock_.now()));
}

Result<std::vector<Actor>> Gate::everybody() const {
  TRY(const auto all, staff_->rows());
  const auto day = today(clock_.now());
  std::vector<Actor> out;
  for (const auto& [id, row] : *all)
    if (row.holds && !row.left) out.push_back(actor_of(*charter_, *all, id, row, day));
  std::ranges::sort(out, {}, &Actor::id);
  return out;
}

}  // namespace candour::gate
