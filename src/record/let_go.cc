#include "record/let_go.h"

#include "gate/things.h"
#include "store/accounted.h"

namespace candour::record {

Status let_go(store::Txn& txn, const gate::Gate& gate, const Pass& pass, PersonId record, EntryId entry,
              UnixMs now) {
  const auto org = gate.charter().org();
  std::vector<Id128> slots{entry.raw};
  CHECK_OK(txn.each("SELECT id FROM file WHERE org=$1 AND entry=$2 AND own_key=1", {org, entry},
                    [&](const store::Row& r) { return slots.push_back(r.id<FileId>(0).raw), true; }));
  for (const auto& slot : slots)
    CHECK_OK(txn.run(
        "INSERT INTO let_go (org, person, slot, since) VALUES ($1, $2, $3, $4) ON CONFLICT (org, slot) "
        "DO NOTHING",
        {org, record, EntryId{slot}, now.ms}));
  return gate.ledger()
      .append(txn, gate.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::LetGo),
                                  entry.text(), {}))
      .map([](auto) {});
}

Status destroy_let_go(store::Db& db, vault::Vault& vault) {
  std::vector<vault::KeyName> keys;
  CHECK_OK(db.read([&](store::Session& s) {
    return s.each("SELECT person, slot FROM let_go WHERE org=$1 LIMIT 1000", {db.org()},
                  [&](const store::Row& r) {
                    keys.push_back({r.id<PersonId>(0), vault::KeySlot::item(r.id<EntryId>(1))});
                    return true;
                  });
  }));
  if (keys.empty()) return {};
  CHECK_OK(vault.destroy_many(keys));
  return db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("that it was to be destroyed stands on the ledger since it was taken back");
    for (const auto& k : keys)
      CHECK_OK(txn.run("DELETE FROM let_go WHERE org=$1 AND slot=$2", {db.org(), EntryId{k.slot.slot}}));
    return {};
  });
}

}  // namespace candour::record
