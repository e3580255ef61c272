// The circle of support: family, carers, advocates, attorneys, professionals, and what the person allows each
// of them to know (LL-2.1g, IG-4.1). A relation may point to somebody with a record of their own. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "people/journey.h"

namespace candour::people {

struct Relationship {
  RelationshipId id;
  PersonId person;                // whose circle it is
  std::optional<PersonId> other;  // who has a record too
  std::string name, relation;     // relation: code of relations()
  std::string phone, email, address, notes;
  bool emergency = false, lives_with = false, carer = false;
  std::string authority;  // "", "lpa-health", "lpa-finance", "deputy", "guardian", "parental", "appointee"
  std::string evidence;   // what was seen, when
  std::vector<std::string> may_know;  // category codes the person allows; empty: nothing
  std::string informed;               // "agrees", "told", "not-yet" (IG-4.1)
  std::optional<UnixMs> from, until;
  std::int64_t version = 1;
};
std::span<const Choice> relations();
std::span<const Choice> authorities();

class Circle {
 public:
  Circle(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  /// As far as the pass sees them; to `held_back` go the categories of the others.
  Result<std::vector<Relationship>> of(const Pass& pass, PersonId person, CategorySet* held_back = nullptr);
  Result<RelationshipId> add(const Pass& pass, const Relationship& r);
  /// In the caller's transaction.
  Result<RelationshipId> add(store::Txn& txn, const Pass& pass, const Relationship& r);
  Status change(const Pass& pass, const Relationship& r);  // Conflict when r.version is stale
  Status end(const Pass& pass, RelationshipId id);
  /// Takes away, with what is sealed of them, those that an import added and nobody has touched since.
  /// Errors: Conflict when somebody has; NotAllowed.
  Status remove_untouched(store::Txn& txn, const Pass& pass, PersonId person,
                          const std::vector<RelationshipId>& ids);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::people
