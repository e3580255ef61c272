// Somebody who is said to have caused harm, and then comes to the same organisation for support: the charter
// says who of those that stand in other people's records is looked for (others-in-records: conflict-check).
// The names are kept as keyed tokens, of the first and the last word, and are looked for both when somebody
// comes and when somebody is named; who is met is told to whoever keeps the ledger. Until one of them looked
// at both nobody of that name is accepted or taken back; who comes by an import or a bundle is supported
// elsewhere already, and is told of alone. Any thread. What it does not find: another spelling, a name that
// nobody wrote down, and whoever is named after their details were last written under a charter that looks
// for nobody.
#pragma once

#include "gate/gate.h"
#include "people/relationship.h"
#include "vault/vault.h"

namespace candour::people {

/// In the caller's transaction, whenever somebody's place in a circle is written: r.id and r.person are set.
Status keep_name_to_look_for(store::Txn& txn, vault::Vault& vault, const charter::Charter& c,
                             const Relationship& r, UnixMs now);
/// Nobody is looked for by it any more.
Status forget_name_to_look_for(store::Txn& txn, const OrgCode& org, RelationshipId id);
/// In the caller's transaction, when somebody's details were written; `touched`: of these the values are
/// whole.
Status look_for_conflicts(store::Txn& txn, vault::Vault& vault, const charter::Charter& c, PersonId id,
                          CategorySet touched, const charter::Values& profile, UnixMs now);
/// Before somebody is taken on. Errors: Conflict while one who was met waits to be looked at; it does not say
/// why, since whoever takes them on is not to know.
Status conflicts_looked_at(store::Session& db, const Pass& pass, PersonId person);
/// Before that, in a transaction of its own: whoever keeps the ledger now is told where nobody who works here
/// was.
Status tell_of_conflicts(store::Db& db, const charter::Charter& c, const Pass& pass, PersonId person,
                         UnixMs now);

}  // namespace candour::people
