// What a hold may be limited to, as the charter has it: kinds of information, and kinds of entries. Pure; any
// thread.
#pragma once

#include "charter/charter.h"

namespace candour::charter {

/// Whether no day ends it and somebody decides; not where the earlier of that and a day counts.
bool has_decision(const RetentionRule&);
/// What of a service is kept as long as somebody decides: of these alone it can be decided that they stay.
CategorySet kept_by_decision(const Charter&, ServiceIx);
/// Puts them into a kind that keeps something from destruction (Kind::records_hold). That it was decided is a
/// ground only where the charter leaves something to a decision.
void offer_holds(const Charter&, Kind&);

}  // namespace candour::charter
