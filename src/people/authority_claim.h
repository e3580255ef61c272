// An authority that somebody in the circle claims, and whether a second person verified it: nothing acts on
// it before that (LL-3.2b). For the files of this room alone. Any thread. It cannot tell two people who are
// in league from two who are not.
#pragma once

#include "charter/charter.h"
#include "people/relationship.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

/// The columns that read_claim() takes, in its order.
inline constexpr std::string_view kClaimColumns = "claimed_by, verified_by, verified, authority, changed_by";
/// Who wrote it down and who verified it, from the columns that begin at `first`.
void read_claim(const store::Row& row, int first, Relationship& r);

/// Keeps what is claimed, beside what is sealed of it; before the row itself is changed. What differs from
/// what was verified takes that back, and is work for those who may verify it. Whether something was taken
/// back.
Result<bool> keep_claim(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, const Pass& pass,
                        const Relationship& r, UnixMs now);

}  // namespace candour::people
