// How somebody stands to a piece of work about a person: whether they may see what it is about, and how near
// each of their posts is. For lists of work and for finding who could do it; it opens nothing, records
// nothing and gives nothing.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "charter/model.h"
#include "gate/actor.h"

namespace candour::gate {

struct WorkAsked {
  PersonId person;
  ServiceIx service{};
  CategorySet categories;  // of what it is about
  // In which record it stands, and its id, which says since when: what stood in a record before it was joined
  // with another is seen by that record's own rules. Nil: not looked at.
  PersonId record;
  EntryId thing;
};
struct WorkSight {
  bool sees = false;  // something of those categories
  bool died = false;
  std::vector<std::pair<RoleIx, charter::Reach>> posts;  // those that reach the person in the service
  std::vector<StaffId> workers;                          // who is allocated there now

  /// The nearest of the posts whose role is one of these.
  std::optional<charter::Reach> nearest(RoleSet roles) const;
};

}  // namespace candour::gate
