// For tests: somebody in the circle of support whose authority a second person verified.
#pragma once

#include "people/relationship.h"
#include "people/world_for_tests.h"

namespace candour::people {

/// A pass to write somebody's circle, as this actor, by the first kind of theirs that does; nothing: none
/// does.
inline std::optional<Pass> may_write_circle(World& w, const gate::Actor& actor, PersonId person) {
  const auto kinds = must(w.gate.writable(actor, person));
  for (const auto* home : {"relationship", "family", "emergency-contact"})
    for (const auto& [kind, services] : kinds) {
      const auto category = w.charter->find_category(home);
      if (category && !w.charter->at(kind).engine && w.charter->at(kind).categories().has(*category))
        return must(w.gate.write(actor, person, services.front(), kind));
    }
  return std::nullopt;
}

/// Somebody who may verify what others write of that circle comes for it.
struct Second {
  gate::Actor actor;
  Pass pass;
};
inline Second who_verifies(World& w, PersonId person) {
  for (const auto& role : w.charter->roles) {
    if (!role.has(charter::Duty::SignOff)) continue;
    const auto actor = w.actor(w.hire(role.code));
    if (auto pass = may_write_circle(w, actor, person)) return {actor, std::move(*pass)};
  }
  throw std::runtime_error("nobody here verifies who speaks for somebody");
}

/// Has an authority that was written down verified.
inline void verify(World& w, Circle& circle, PersonId person, RelationshipId id) {
  const auto second = who_verifies(w, person);
  for (const auto& r : must(circle.of(second.pass, person)))
    if (r.id == id) {
      must(circle.verify(second.actor, second.pass, id, r.version));
      return;
    }
  throw std::runtime_error("whoever verifies it does not see it");
}

/// Writes somebody down; whoever claims an authority that is not over is verified.
inline RelationshipId add_verified(World& w, Circle& circle, const Pass& pass, const Relationship& r) {
  const auto id = must(circle.add(pass, r));
  const bool over = r.until && *r.until <= w.clock.now();
  if (!r.authority.empty() && !over) verify(w, circle, r.person, id);
  return id;
}

}  // namespace candour::people
