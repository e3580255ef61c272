// Of answers that come in rows (addresses, telephones): those that hold now, the best first. Pure; any
// thread. It knows a row by what the catalogue calls its items: "to" (until when), "kind" (previous),
// "preferred".
#pragma once

#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "charter/values.h"

namespace candour::charter {

/// Rows with an answer to `item` whose time is not over; those that are marked as best come first.
std::vector<const Values*> rows_now(const boost::json::value& rows, std::string_view item, Date today);

}  // namespace candour::charter
