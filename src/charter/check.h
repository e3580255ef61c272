// Asks of a compiled charter whether its parts fit one another: every promise that contradicts another, and
// everything that the law wants said and is not. Each finding points at its line and says how to mend it.
// Pure; any thread. It cannot know whether the charter says what the organisation really does.
#pragma once

#include <optional>

#include "charter/compile.h"

namespace candour::charter {

void check(const Draft& draft, const CatalogueFiles& catalogue, std::optional<Date> today, Findings& out);

}  // namespace candour::charter
