// Whether the indexes of a database say the same as its tables. Whoever edits a SQLite file can leave a row
// out of an index, or hang another index in its place: what asks the index misses the row, what reads the
// table does not, and every mark is right. In PostgreSQL only a superuser can. Any thread; reads the whole of
// each table that has an index but the pieces of files, so it is for the night. It does not look whether rows
// are Candour's.
#pragma once

#include <string>
#include <vector>

#include "store/db.h"

namespace candour::store {

/// What does not agree, with names of tables and indexes and numbers of rows, never values; empty: nothing.
/// Errors: Unavailable, Corrupt.
Result<std::vector<std::string>> lying_indexes(Db& db);

}  // namespace candour::store
