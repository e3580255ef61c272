// When those hear of it who stand in somebody else's record (others-in-records: told). Pure; any thread. It
// does not ask anybody.
#pragma once

#include "charter/model.h"

namespace candour::people {

/// Whether somebody who stands so in a record may stay untold: the charter names when, or asks only that it
/// is tried.
inline bool may_stay_untold(const charter::OtherPerson& rule) {
  return !rule.told_unless.empty() || rule.told == "try" || rule.told == "where-possible";
}

struct Relationship;
/// Whether the notice says that they are told before anything about them is kept, and they were not.
bool must_hear_first(const charter::Charter& c, const Relationship& r);

}  // namespace candour::people
