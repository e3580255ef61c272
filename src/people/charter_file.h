// The charter's file, written anew when a version is brought in: whole or not at all, with the one of before
// kept beside it. One thread at a time. It asks nobody whether that may be done (proposals.h does).
#pragma once

#include <string>

#include "base/result.h"

namespace candour::people {

/// Puts `text` in the place of `before`, which stays as "PATH.NUMBER". Errors: Conflict when the file says
/// something else than `before`; Unavailable when it cannot be written. The words say how to mend it.
Status replace_charter_file(const std::string& path, const std::string& before, const std::string& number,
                            const std::string& text);
/// Whether a new file could be put there.
bool can_replace(const std::string& path);

}  // namespace candour::people
