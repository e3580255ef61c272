#include "charter/holds.h"

#include <algorithm>

#include "charter/keeping.h"
#include "charter/offered.h"

namespace candour::charter {

CategorySet kept_by_decision(const Charter& c) {
  CategorySet out;
  for (const auto& r : c.retention)
    if (r.by_decision || std::ranges::any_of(r.among, &Keep::by_decision)) out = out | r.categories;
  return out;
}

void offer_holds(const Charter& c, Kind& k) {
  std::vector<Option> kinds;
  for (const auto& x : c.kinds)
    if (!x.engine && !x.records_hold && !x.records_destruction) kinds.push_back({x.code, x.plural});
  if (kept_by_decision(c).empty())
    for (auto& f : k.fields)
      if (f.code == hold_field::kGround)
        std::erase_if(f.options, [](const Option& o) { return o.code == hold_field::kDecided; });
  put_options(k, hold_field::kWhat, category_options(c));
  put_options(k, hold_field::kEntries, kinds);
}

}  // namespace candour::charter
