// The number by which people quote a record stands sealed in its row: whoever reads the database without the
// keys cannot tell whose kinds, states and days he sees from a number on a letter. Any thread.
#pragma once

#include "base/clock.h"
#include "ledger/ledger.h"
#include "store/db.h"
#include "vault/sealed_code.h"
#include "vault/vault.h"

namespace candour::people {

/// What seals and opens the references of one organisation.
vault::SealedCodes reference_codes(vault::Vault& vault, const OrgCode& org);

/// Seals the references that a database of 0.1 holds open (they begin with `prefix` and a dash), a few
/// thousand to a transaction, with an entry on the ledger for each; goes on where it was interrupted. How
/// many there were.
Result<std::int64_t> seal_open_references(store::Db& db, vault::Vault& vault, ledger::Ledger& ledger,
                                          const Clock& clock, std::string_view prefix);

}  // namespace candour::people
