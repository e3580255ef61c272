// Somebody who is said to have caused harm, and then comes to the same organisation for support: the charter
// says who of those that stand in other people's records is looked for (others-in-records: conflict-check).
// The names are kept as keyed tokens, of the first and the last word; who is met is told to whoever keeps the
// ledger, and to nobody who supports either of the two. Any thread. What it does not find: another spelling,
// a name that nobody wrote down.
#pragma once

#include "gate/gate.h"
#include "people/relationship.h"
#include "vault/vault.h"

namespace candour::people {

/// In the caller's transaction, whenever somebody's place in a circle is written: r.id and r.person are set.
Status keep_name_to_look_for(store::Txn& txn, vault::Vault& vault, const charter::Charter& c,
                             const Relationship& r);
/// Nobody is looked for by it any more.
Status forget_name_to_look_for(store::Txn& txn, const OrgCode& org, RelationshipId id);
/// In the caller's transaction, when the names in somebody's details were written.
Status look_for_conflicts(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, PersonId id,
                          const charter::Values& profile, UnixMs now);

}  // namespace candour::people
