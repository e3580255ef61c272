// The words that a guesser who knows the organisation tries first: its name, code, services, places, and the
// account's own names. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "people/staff_directory.h"

namespace candour::people {

std::vector<std::string> own_words(const charter::Charter& c, const StaffNames& who);

}  // namespace candour::people
