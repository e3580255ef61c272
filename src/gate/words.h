// Where the words go that belong to no kind: why a referral was declined, why an access was needed. They lie
// in one category of the charter, so that whoever may read about the person's support may read them.
// Pure; any thread. It does not seal them: that is the vault's work.
#pragma once

#include "charter/charter.h"

namespace candour::gate {

/// The reason of what was ended because the other of two joined records has it too.
inline constexpr std::string_view kSamePerson = "same-person";
using charter::words_category;
/// "identity", or the first category of the charter: who the person is.
CategoryIx identity_category(const charter::Charter& c);

}  // namespace candour::gate
