#include "web/pages/parts/names.h"

#include <algorithm>

namespace candour::web {

Result<Names> Names::of(const Visit& v, std::vector<PersonId> ids, gate::Thing what) {
  return of(v, std::move(ids), what, name_categories(v.charter()));
}

Result<Names> Names::of(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted) {
  Names n;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return n;
  TRY(n.reach_, v.state->looks.at_many(ids, what, {}, wanted));
  TRY(auto profiles, v.org->people->profiles(n.reach_, ids));
  for (auto& p : profiles) n.by_id_.emplace(p.id, std::move(p));
  return n;
}

}  // namespace candour::web
