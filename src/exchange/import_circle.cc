#include "exchange/import_circle.h"

#include <boost/json.hpp>

namespace candour::exchange {

namespace json = boost::json;

Result<RelationshipId> add_to_circle(store::Txn& txn, gate::Gate& gate, vault::Vault& vault, UnixMs now,
                                     const Pass& pass, CategoryIx category, const people::Relationship& r) {
  const auto& charter = gate.charter();
  const auto id = RelationshipId::make(now.ms);
  const auto plain =
      json::serialize(json::object{{"name", r.name},
                                   {"relation", r.relation},
                                   {"phone", r.phone},
                                   {"email", r.email},
                                   {"address", r.address},
                                   {"notes", r.notes},
                                   {"emergency", r.emergency},
                                   {"lives-with", r.lives_with},
                                   {"carer", r.carer},
                                   {"authority", r.authority},
                                   {"evidence", r.evidence},
                                   {"may-know", json::array(r.may_know.begin(), r.may_know.end())},
                                   {"informed", r.informed}});
  CHECK_OK(vault.put(
      txn, pass,
      {r.person, EntryId{id.raw}, 1, category, vault::KeySlot::group(charter.retention_group(category))},
      as_bytes(plain)));
  CHECK_OK(
      txn.run("INSERT INTO relationship (org, id, person, other, version, category, began, ended, created, "
              "changed, changed_by) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $8, $9)",
              {charter.org(), id, r.person, store::Param(), charter.at(category).code, store::Param(),
               store::Param(), now.ms, pass.actor()}));
  CategorySet touched;
  touched.add(category);
  CHECK_OK(gate.ledger().append(
      txn, gate.entry_for(pass, ledger::Act::Create, "relationship", id.text(), touched)));
  return id;
}

Status remove_from_circle(store::Txn& txn, vault::Vault& vault, const Pass& pass, PersonId person,
                          const std::vector<RelationshipId>& ids) {
  for (const auto& id : ids) {
    TRY(const auto gone,
        txn.run("DELETE FROM relationship WHERE org=$1 AND id=$2 AND person=$3 AND version=1 "
                "AND ended IS NULL",
                {pass.org(), id, person}));
    if (gone != 1)
      return fail(Code::Conflict, "Somebody has already worked with this person’s circle of support.");
    CHECK_OK(vault.drop(txn, pass, person, EntryId{id.raw}));
  }
  return {};
}

}  // namespace candour::exchange
