#include "charter/lending.h"

#include <algorithm>

#include "charter/sentence.h"

namespace candour::charter {

const ReasonedAccess* live_access(const Role& role, const Facts& f) {
  if (!f.reasoned) return nullptr;
  for (auto& ra : role.reasoned) {
    bool near = ra.within == Reach::Organisation || (f.reach != Reach::None && f.reach <= ra.within);
    if (!near) continue;
    for (auto r : ra.reasons)
      if (r == f.reason) return &ra;
  }
  return nullptr;
}

std::vector<Lent> reasons_for(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category) {
  std::vector<Lent> out;
  const Role& role = c.at(f.role);
  for (auto& ra : role.reasoned)
    for (auto r : ra.reasons) {
      Facts asked = f;
      asked.reasoned = true;
      asked.reason = r;
      if (asked.reach == Reach::None) asked.reach = ra.within;
      if (live_access(role, asked) != &ra || std::ranges::count(out, r, &Lent::reason)) continue;
      const auto see = decide(c, asked, p, category, Doing::See);
      if (see.allowed() && (see.obligations & kReasonedAccess)) out.push_back({&ra, r, see});
    }
  return out;
}

std::string told_of(const Charter& c, const Role& asks, std::string_view tells) {
  if (tells.empty()) return {};
  return (tells == asks.code ? "another " : "the ") + role_in_sentence(c, tells);
}

std::string told_of_yours(const Charter& c, const Role& asks, std::string_view tells) {
  return tells == "supervisor" ? "your supervisor" : told_of(c, asks, tells);
}

}  // namespace candour::charter
