// Checking the whole ledger: every entry against its leaf hash, every tile against the tiles below, the whole
// against the signed head, and the index of "who looked" against the entries. Any thread. It needs only the
// public key. It cannot tell that a whole, older ledger was put in the place of a newer one: for that, keep
// checkpoints elsewhere.
#pragma once

#include <string>

#include "ledger/ledger.h"
#include "ledger/note.h"

namespace candour::ledger {

Result<Verdict> verify_ledger(store::Session& db, const OrgCode& org, const std::string& name,
                              ByteView public_key);

}  // namespace candour::ledger
