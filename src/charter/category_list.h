// Categories as they stand in a row of the database: codes with blanks between. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

std::string category_list(const Charter&, CategorySet);
/// What the charter no longer knows is left out.
CategorySet read_category_list(const Charter&, std::string_view codes);

}  // namespace candour::charter
