// Whether somebody is near enough to a person, with the duty, for a step in a service. Pure; any thread.
#pragma once

#include "gate/standing.h"

namespace candour::gate {

bool near_with_duty(const charter::Charter& c, const Standing& s, ServiceIx service, charter::Duty duty);

/// The services in which this actor could take the step about somebody whom they have just taken in there, by
/// the same rule: for saying beforehand what a list of new people may bring. It gives nothing.
ServiceSet may_act_on_newcomer(const charter::Charter& c, const Actor& actor, charter::Duty duty);

}  // namespace candour::gate
