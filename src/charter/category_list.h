// Categories as they stand in a row of the database: codes with blanks between. Pure; any thread.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::charter {

std::string category_list(const Charter&, CategorySet);
/// Those that were chosen in the answer to a question that offers them; whatever is none is left out.
CategorySet chosen_categories(const Charter&, const boost::json::object& answers, std::string_view field);
/// What the charter no longer knows is left out.
CategorySet read_category_list(const Charter&, std::string_view codes);

}  // namespace candour::charter
