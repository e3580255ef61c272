// Asks once more, at the moment when something is sent or collected, whether the body may still get it
// (IM-10.2, LL-3.1.2, 3.2b): under its agreement, its yes, or the authority of whoever speaks for the person.
// Each of these may have ended since somebody picked it. Any thread. What the charter lets go, and whether it
// was approved, was asked when it was told (disclosures.h) and does not change by itself.
#pragma once

#include <string>

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

/// "" where it may go; else why not, with the part of the notice. `clause`, if given, gets that part. For
/// what rests on an exceptional ground, and for an entry that is no sharing: "".
Result<std::string> why_not_any_more(store::Session&, const gate::Gate&, vault::Vault&, EntryId sharing,
                                     UnixMs now, std::string* clause = nullptr);

}  // namespace candour::record
