// What a person gives by choice (a story, a photo) is theirs to take back, and then gone (LL-2.5d, 5.3): each
// entry and each file of that sort has a key of its own, and this destroys them, with what somebody had typed
// to change it. Any thread. Promises: what was noted in a transaction is destroyed after it, by this server
// or by the next one that looks; and nothing is destroyed but what belongs to an entry that stands as taken
// back, sealed as Candour wrote it, whatever a row says. What is not the person's choice (who gave it, on
// which day, the signed form) stays.
#pragma once

#include "record/entries.h"
#include "vault/vault.h"

namespace candour::record {

/// An entry of a kind with fields of that sort, and in whose record it stands.
struct TakenBackEntry {
  const charter::Kind& kind;
  PersonId record;
  EntryId id;
};

/// In the caller's transaction: the keys of this entry, of its files and of its drafts are to be destroyed; a
/// file of before that has no key of its own is removed. One line on the ledger.
Status let_go(store::Txn&, const gate::Gate&, vault::Vault&, const Pass&, const TakenBackEntry&, UnixMs now);

/// After the commit, and now and then: destroys what waits. `destroy`: none, and the vault does it alone.
/// Errors: as Vault::destroy_many; what waits goes on waiting.
Status destroy_let_go(store::Db&, const gate::Gate&, vault::Vault&, const DestroyKeys& destroy);

}  // namespace candour::record
