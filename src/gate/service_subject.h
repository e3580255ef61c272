// What is about nobody in particular (a complaint about the service, a boiler that burst) is written about
// the service itself. It has an id like a person's, so that keys, passes, the ledger and lists of work know
// it, and no row anywhere: nobody finds, counts, refers or joins it. It stands like somebody open in that
// service whom nobody is allocated to. Pure; any thread. Whether a kind may be about a service, the kind
// says.
#pragma once

#include <optional>
#include <string>

#include "charter/charter.h"

namespace candour::gate {

PersonId subject_of(const charter::Charter& c, ServiceIx service);
/// Nothing for people, and for a service that the charter has lost.
std::optional<ServiceIx> service_of_subject(const charter::Charter& c, PersonId id);
/// "Supported living (the service itself)", where a person's name would stand.
std::string subject_words(const charter::Charter& c, ServiceIx service);

}  // namespace candour::gate
