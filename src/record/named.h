// Whoever an entry names to do something must be able to open it, or it reaches nobody: a hand-over, an
// appointment, an action after an incident. Any thread.
#pragma once

#include "charter/values.h"
#include "gate/gate.h"
#include "store/db.h"

namespace candour::record {

/// Errors: Invalid at the field of each who is named in `after`, not in `before`, and cannot open what they
/// are to do.
Status names_who_can_open(const gate::Gate& gate, PersonId person, ServiceIx service,
                          const charter::Kind& kind, const charter::Values& before,
                          const charter::Values& after);

/// For whom alone an entry is: to whom it was given, or else whom it names, while they work here and have it
/// to do there. Nil: for nobody in particular, or it is a kind of which anybody may say that it is done.
Result<StaffId> for_one_alone(const gate::Gate& gate, store::Session& db, PersonId person, EntryId entry,
                              ServiceIx service, const charter::Kind& kind);
/// Whether a kind is ever for one alone: what is handed to somebody by name is read by them or by nobody.
/// What stands in a diary took place, whoever writes that down.
bool hands_to_one(const charter::Kind& kind);

}  // namespace candour::record
