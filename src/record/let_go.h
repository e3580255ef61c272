// What a person gives by choice (a story, a photo) is theirs to take back, and then gone (LL-2.5d, 5.3): each
// entry and each file of that sort has a key of its own, and this destroys them. Any thread. Promises: what
// was noted in a transaction is destroyed after it, by this server or by the next one that looks. What is not
// the person's choice (who gave it, on which day, the signed form) stays.
#pragma once

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

/// In the caller's transaction: the keys of this entry and of its files, those that are its own, are to be
/// destroyed. `record`: in which it stands. One line on the ledger.
Status let_go(store::Txn&, const gate::Gate&, const Pass&, PersonId record, EntryId, UnixMs now);

/// After the commit, and now and then: destroys what waits. Errors: as Vault::destroy_many; what waits goes
/// on waiting.
Status destroy_let_go(store::Db&, vault::Vault&);

}  // namespace candour::record
