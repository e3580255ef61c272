#include "gate/work_sight.h"

#include <algorithm>

#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"

namespace candour::gate {

std::optional<charter::Reach> WorkSight::nearest(RoleSet roles) const {
  std::optional<charter::Reach> out;
  for (const auto& [role, reach] : posts)
    if (roles.has(role) && (!out || reach < *out)) out = reach;
  return out;
}

namespace {

WorkSight sight_of(const charter::Charter& c, const Actor& actor, const PersonFacts& facts,
                   const WorkAsked& asked) {
  WorkSight out;
  out.died = facts.died;
  auto all = standings(c, actor, facts);
  std::erase_if(all, [](const Standing& s) { return !s.grant.is_nil(); });
  auto see = rights_to_see(c, all, asked.categories).see;
  for (const auto& part : facts.records)
    if (part.record == asked.record && made_ms(asked.thing.raw) < part.since.ms)
      see = see & seen_before(c, all, facts, part);
  out.sees = !see.empty();
  for (const auto& s : all)
    if (s.facts.service == asked.service && s.reaches(c)) out.posts.emplace_back(s.facts.role, s.facts.reach);
  for (const auto& p : facts.places)
    if (p.service == asked.service && p.open && !p.referral)
      for (const auto& w : p.workers) out.workers.push_back(w.worker);
  return out;
}

}  // namespace

Result<std::vector<WorkSight>> Gate::work_sights(const Actor& actor,
                                                 const std::vector<WorkAsked>& asked) const {
  constexpr std::size_t kAtOnce = 512;
  std::vector<WorkSight> out(asked.size());
  if (unfit(actor).why != charter::Why::Allowed) return out;
  for (std::size_t from = 0; from < asked.size(); from += kAtOnce) {
    const auto to = std::min(asked.size(), from + kAtOnce);
    std::vector<PersonId> people;
    for (auto i = from; i < to; ++i) people.push_back(asked[i].person);
    TRY(const auto facts, facts_->of(actor.id, people, clock_.now()));
    for (auto i = from; i < to; ++i)
      if (facts[i - from].exists) out[i] = sight_of(*charter_, actor, facts[i - from], asked[i]);
  }
  return out;
}

Result<bool> Gate::can_open(StaffId staff, PersonId person, ServiceIx service, CategorySet what) const {
  const auto actor = this->actor(staff);
  if (!actor) {
    if (actor.error().code == Code::NotFound || actor.error().code == Code::NotAllowed) return false;
    return tl::unexpected<Error>(actor.error());
  }
  TRY(const auto sights, work_sights(*actor, {{person, service, what}}));
  return sights.front().sees;
}

}  // namespace candour::gate
