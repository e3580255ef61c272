// Who stands above whoever wrote something: for steps that are not for the writer. Any thread.
#pragma once

#include "charter/charter.h"
#include "gate/actor.h"

namespace candour::record {

/// By line, or by a post with the duty to sign off in the service. Nobody is above themselves.
bool is_above(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service, StaffId author);

}  // namespace candour::record
