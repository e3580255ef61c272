// When those hear of it who stand in somebody else's record (others-in-records: told). Pure; any thread.
#pragma once

#include "charter/model.h"

namespace candour::people {

/// Whether somebody who stands so in a record may stay untold: the charter names when, or asks only that it
/// is tried.
inline bool may_stay_untold(const charter::OtherPerson& rule) {
  return !rule.told_unless.empty() || rule.told == "try" || rule.told == "where-possible";
}

}  // namespace candour::people
