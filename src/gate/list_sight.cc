#include "gate/list_sight.h"

#include <algorithm>

#include "gate/act.h"
#include "gate/gate.h"
#include "gate/standing.h"

namespace candour::gate {
namespace {

ListSight sight_of(const charter::Charter& c, const Actor& actor, PersonFacts& facts,
                   std::optional<charter::Duty> with) {
  ListSight out;
  out.person = facts.id;
  facts.grants.clear();
  const auto all = standings(c, actor, facts);
  const auto here = [&](const Standing& s) {
    return with ? near_with_duty(c, s, s.facts.service, *with) : s.reaches(c);
  };
  for (auto& place : facts.places) {
    const auto in = [&](const Standing& s) { return s.facts.service == place.service && here(s); };
    if (std::ranges::any_of(all, in)) out.places.push_back(std::move(place));
  }
  if (out.places.empty()) return out;
  out.sees = rights_to_see(c, all, CategorySet::of_bits(~0ull)).see;
  out.records = facts.ids();
  out.died = facts.died;
  return out;
}

}  // namespace

Result<std::vector<ListSight>> Gate::list_sights(const Actor& actor, const std::vector<PersonId>& people,
                                                 std::optional<charter::Duty> with) const {
  constexpr std::size_t kAtOnce = 512;
  std::vector<ListSight> out;
  if (unfit(actor).why != charter::Why::Allowed) return out;
  for (std::size_t from = 0; from < people.size(); from += kAtOnce) {
    const auto first = people.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(kAtOnce, people.size() - from));
    TRY(auto facts, facts_->of(actor.id, {first, last}, clock_.now()));
    for (auto& f : facts) {
      if (!f.exists) continue;
      if (auto sight = sight_of(*charter_, actor, f, with); !sight.places.empty())
        out.push_back(std::move(sight));
    }
  }
  return out;
}

}  // namespace candour::gate
