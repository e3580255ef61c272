// People who stand in one file twice, by the weights of base/same_person.h. Pure; any thread. It says which
// line may repeat which, and why; whoever imports decides.
#pragma once

#include <vector>

#include "base/same_person.h"
#include "exchange/import_check.h"

namespace candour::exchange {

/// What a row says of a person, for comparing.
Described described(const charter::Values& values);
/// Marks rows that may be the person of an earlier line. `of[i]` describes `rows[i]`.
void mark_repeats(const std::vector<RowCheck*>& rows, const std::vector<Described>& of);

}  // namespace candour::exchange
