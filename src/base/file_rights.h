// Who may write to the files that Candour trusts: records, keys, charters. A file that any user of the
// machine may change is a promise of nobody, so the server does not start on it. Promises: says which file or
// folder it is and the command that mends it. Any thread. It looks at the ordinary rights alone: access
// lists, and what the machine's administrator does, it does not see; nor what changes after it has looked.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace candour {

/// The file or folder, and for a folder everything in it: nobody but the owner may write there. `deep` false:
/// the folder itself alone. What is not there is nobody's to change. Errors: Invalid with the mend.
Status only_owner_writes(const std::filesystem::path& path, bool deep = true);
/// The folders above it: whoever may write there could put another one in its place.
Status nobody_can_swap(const std::filesystem::path& path);

}  // namespace candour
