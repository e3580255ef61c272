// Checking the whole ledger: every entry against its leaf hash, every tile against the tiles below, the whole
// against the signed head, the index of "who looked" against the entries, and the heads that others hold
// against all of it. Any thread. It needs the public key alone. That a whole, older ledger took the place
// of a newer one it can tell only from a head that was kept elsewhere.
#pragma once

#include <string>

#include "ledger/heads.h"
#include "ledger/ledger.h"
#include "ledger/note.h"

namespace candour::ledger {

/// `known`: heads that must each be a beginning of it.
Result<Verdict> verify_ledger(store::Session& db, const OrgCode& org, const std::string& name,
                              ByteView public_key, std::span<const KnownHead> known = {});

}  // namespace candour::ledger
