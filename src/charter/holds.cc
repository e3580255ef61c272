#include "charter/holds.h"

#include <algorithm>

#include "charter/keeping.h"
#include "charter/offered.h"

namespace candour::charter {

bool has_decision(const RetentionRule& r) {
  return r.by_decision ||
         (r.choose != RetentionRule::Choose::Earlier && std::ranges::any_of(r.among, &Keep::by_decision));
}

CategorySet kept_by_decision(const Charter& c, ServiceIx service) {
  CategorySet out;
  for (const auto& use : c.at(service).kinds)
    c.at(use.kind).categories().each([&](CategoryIx category) {
      const auto* rule = c.retention_for(service, use.kind, category);
      if (rule && has_decision(*rule)) out.add(category);
    });
  return out;
}

void offer_holds(const Charter& c, Kind& k) {
  std::vector<Option> kinds;
  for (const auto& x : c.kinds)
    if (!x.engine && !x.records_hold && !x.records_destruction) kinds.push_back({x.code, x.plural});
  if (std::ranges::none_of(c.retention, has_decision))
    for (auto& f : k.fields)
      if (f.code == hold_field::kGround)
        std::erase_if(f.options, [](const Option& o) { return o.code == hold_field::kDecided; });
  put_options(k, hold_field::kWhat, category_options(c));
  put_options(k, hold_field::kEntries, kinds);
}

}  // namespace candour::charter
