// Where the words go that belong to no kind: why a referral was declined, why an access was needed. They lie
// in one category of the charter, so that whoever may read about the person's support may read them.
// Pure; any thread. It does not seal them: that is the vault's work.
#pragma once

#include "charter/charter.h"
#include "charter/circle_homes.h"

namespace candour::gate {

/// The reason of what was ended because the other of two joined records has it too.
inline constexpr std::string_view kSamePerson = "same-person";
using charter::words_category;
/// "identity", or the first category of the charter: who the person is.
CategoryIx identity_category(const charter::Charter& c);

using charter::kCircleHomes;  // where the circle of support is sealed
CategorySet circle_categories(const charter::Charter& c);
/// What whoever writes that kind, or takes a step of it, reads besides: where somebody outside is told
/// something by it, the circle of support, in which the person said what is not to be told to whom.
CategorySet read_besides(const charter::Charter& c, const charter::Kind& kind);

}  // namespace candour::gate
