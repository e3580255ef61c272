// Whether somebody is near enough to a person, with the duty, for a step in a service. Pure; any thread.
#pragma once

#include "gate/standing.h"

namespace candour::gate {

bool near_with_duty(const charter::Charter& c, const Standing& s, ServiceIx service, charter::Duty duty);

}  // namespace candour::gate
