// Whoever an entry names to do something must be able to open it, or it reaches nobody: a hand-over, an
// appointment, an action after an incident. Any thread.
#pragma once

#include "charter/values.h"
#include "gate/gate.h"

namespace candour::record {

/// Errors: Invalid at the field of each who is named in `after`, not in `before`, and cannot open what they
/// are to do.
Status names_who_can_open(const gate::Gate& gate, PersonId person, ServiceIx service,
                          const charter::Kind& kind, const charter::Values& before,
                          const charter::Values& after);

}  // namespace candour::record
