#include "charter/holds.h"

#include "charter/keeping.h"
#include "charter/offered.h"

namespace candour::charter {

void offer_holds(const Charter& c, Kind& k) {
  std::vector<Option> kinds;
  for (const auto& x : c.kinds)
    if (!x.engine && !x.records_hold && !x.records_destruction) kinds.push_back({x.code, x.plural});
  put_options(k, hold_field::kWhat, category_options(c));
  put_options(k, hold_field::kEntries, kinds);
}

}  // namespace candour::charter
