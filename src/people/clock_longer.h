// A clock that was made longer, as it would have run without that. Any thread, with a session of its own.
#pragma once

#include "people/clocks.h"

namespace candour::people {

/// The day on which it would have ended; none where nothing made it longer.
Result<std::optional<charter::Date>> end_before_longer(store::Session& db, const charter::Charter& charter,
                                                       const charter::Kind& kind, const charter::Deadline& d,
                                                       EntryId entry);

}  // namespace candour::people
