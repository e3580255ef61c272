// The newest signed head of the ledger, as it is kept outside the records: in the key store, under the
// organisation's key; and the question whether one head is a beginning of another. Any thread. Whoever can
// put back the records and the key store together to one moment of the past is seen only by witnesses.
#pragma once

#include <optional>
#include <string>

#include "ledger/note.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::ledger {

/// A head that somebody holds, and who.
struct KnownHead {
  Head head;
  std::string who;  // "the key store", "this server", "the checkpoint in FILE"
};

/// What the key store remembers; nothing when it never did. Errors: Corrupt when it was changed.
Result<std::optional<Head>> remembered_head(vault::Vault& vault);
Status remember_head(vault::Vault& vault, const Head& head, vault::Vault::Keep keep);

/// Proves from the stored tiles that `older` is a beginning of `newer` (RFC 6962, section 2.1.2). Errors:
/// Corrupt when it is not, with both sizes in the detail; those of the store.
Status prove_continues(store::Session& s, const OrgCode& org, const Head& older, const Head& newer);

}  // namespace candour::ledger
