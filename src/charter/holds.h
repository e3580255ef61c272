// What a hold may be limited to, as the charter has it: kinds of information, and kinds of entries. Pure; any
// thread.
#pragma once

#include "charter/charter.h"

namespace candour::charter {

/// Puts them into a kind that keeps something from destruction (Kind::records_hold).
void offer_holds(const Charter&, Kind&);

}  // namespace candour::charter
