// Whether the tables, indexes and defaults of a database file are those that Candour's own steps make, and
// nothing besides: a trigger, a view or another default would let somebody who edits the file change what
// honest statements do. One thread. It compares texts: where the rows stand in the file it does not ask.
#pragma once

#include <span>
#include <string>

#include "store/sqlite/connection.h"

namespace candour::store {

/// Every table, index, view and trigger with its text, in the order of their names.
Result<std::string> schema_text(Connection& c);
/// The number that SQLite raises whenever that text may have changed.
Result<std::int64_t> schema_version(Connection& c);
/// The refusal; `where` is the path of the file.
tl::unexpected<Error> other_schema(const std::string& where);

}  // namespace candour::store
