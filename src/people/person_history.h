// What a changed profile remembers: the name or address that somebody had before stays findable, unless the
// change corrects a mistake (then only the older version has it). Pure; any thread.
#pragma once

#include "charter/values.h"

namespace candour::people {

/// `next` with the names and addresses of `before` that it no longer has put to its history, as of `today`.
/// At most 20 of each are kept in view; older ones stay in older versions.
charter::Values with_history(const charter::Values& before, charter::Values next, charter::Date today);

}  // namespace candour::people
