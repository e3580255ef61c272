// Whoever confirmed a value of the charter answers for it: the roles that did, and in which nobody works any
// more, so that somebody else looks at it. Any thread. It does not ask whether the value is right.
#pragma once

#include <vector>

#include "charter/charter.h"
#include "people/staff.h"

namespace candour::people {

struct ConfirmedByNobody {
  const charter::Role* role = nullptr;
  int values = 0;  // that it confirmed
};
/// In the order of the charter's roles.
std::vector<ConfirmedByNobody> confirmed_by_nobody(const charter::Charter&, const Directory&);

}  // namespace candour::people
