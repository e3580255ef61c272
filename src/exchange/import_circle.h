// Family and carers who come with the people of a list: kept in the transaction that keeps the people, and
// taken away again with them. For import*.cc alone; any thread, one transaction.
// It writes what people/relationship.h reads; a test holds the two together.
#pragma once

#include <vector>

#include "exchange/import_columns.h"

namespace candour::exchange {

/// `pass` from Gate::write with the kind of circle_way(). Errors: NotAllowed.
Result<RelationshipId> add_to_circle(store::Txn& txn, gate::Gate& gate, vault::Vault& vault, UnixMs now,
                                     const Pass& pass, CategoryIx category, const people::Relationship& r);
/// Removes those that nobody has touched since. Errors: Conflict when somebody has; NotAllowed.
Status remove_from_circle(store::Txn& txn, vault::Vault& vault, const Pass& pass, PersonId person,
                          const std::vector<RelationshipId>& ids);

}  // namespace candour::exchange
