// Copies everything of one organisation from one database into another, on whichever engines they are: a
// backup of records in PostgreSQL is an ordinary Candour file, and goes back into PostgreSQL. One thread; in
// the caller's snapshot and transaction, so that all of it is of one moment and arrives whole or not at all.
// It copies sealed bytes as they are and opens none: whoever has the copy has what the database has.
#pragma once

#include <span>

#include "store/db.h"

namespace candour::store {

/// Whether one of the tables that `steps` make has a row of the organisation.
Result<bool> any_rows(const OrgCode& org, std::span<const Migration> steps, Session& db);
/// Copies each row of each of these tables, piece by piece in the order of its key. Both databases have the
/// tables already. Errors: Conflict when `to` has rows of the organisation, since two halves make no whole;
/// those of the databases.
Status copy_rows(const OrgCode& org, std::span<const Migration> steps, Session& from, Txn& to);

struct Both {
  Db& records;
  Db& keys;
};
/// Copies records and keys as they were at one moment at which nobody was writing in the records; writers
/// wait until both are seen, and go on while they are copied. So nothing stands in the keys that came of what
/// the records have not, and they open all of these. Errors: as copy_rows(), of either.
Status copy_both(const OrgCode& org, const Both& from, const Both& to);

}  // namespace candour::store
