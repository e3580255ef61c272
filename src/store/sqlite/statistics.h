// What SQLite's planner is told about our tables. It cannot measure an empty database, and then guesses that
// few rows share an organisation, the first column of every key: so it would read whole tables to find one
// person. Here it is told that all rows share it, in fixed figures, so that a query takes the same way on the
// first day and with a million people. For opening a database only; the thread that opens it.
#pragma once

#include "store/sqlite/connection.h"

namespace candour::store {

/// Writes the figures for every key of every table, unless they stand there already. Connections that are
/// opened later read them; this one does so at once.
Status tell_planner(Connection& writer);

}  // namespace candour::store
