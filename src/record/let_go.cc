#include "record/let_go.h"

#include "gate/things.h"
#include "record/entry_rows.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

struct Waiting {
  PersonId record;
  EntryId entry, slot;
  bool copy = false;  // in something that goes to many, under a key of a thing
};

/// Files and drafts of the entry, and its copies in what goes to many; a file of before goes with its pieces.
Status gather(store::Txn& txn, const gate::Gate& gate, vault::Vault& vault, const Pass& pass,
              const TakenBackEntry& e, std::vector<EntryId>& slots) {
  const auto& c = gate.charter();
  const auto own = e.kind.voluntary();
  std::vector<EntryId> whole;
  CHECK_OK(txn.each("SELECT id, own_key, category FROM file WHERE org=$1 AND entry=$2", {c.org(), e.id},
                    [&](const store::Row& r) {
                      const auto category = c.find_category(r.text(2));
                      if (!category || !own.has(*category)) return true;
                      (r.null(1) ? whole : slots).push_back(r.id<EntryId>(0));
                      return true;
                    }));
  CHECK_OK(
      txn.each("SELECT id FROM draft WHERE org=$1 AND entry=$2", {c.org(), e.id}, [&](const store::Row& r) {
        slots.push_back(r.id<EntryId>(0));
        whole.push_back(slots.back());
        return true;
      }));
  CHECK_OK(txn.each("SELECT id FROM mailing_use WHERE org=$1 AND item=$2 AND sealed IS NOT NULL",
                    {c.org(), e.id},
                    [&](const store::Row& r) { return slots.push_back(r.id<EntryId>(0)), true; }));
  for (const auto& id : whole) CHECK_OK(vault.drop_whole(txn, pass, e.record, id));
  return {};
}

/// Whether the slot is that of an entry that stands as taken back, or of a file or draft of it.
Result<bool> is_let_go(store::Session& db, const gate::Gate& gate, Waiting& w) {
  const auto& c = gate.charter();
  bool stands = false, belongs = w.slot == w.entry;
  CHECK_OK(db.each("SELECT kind, state FROM entry WHERE org=$1 AND id=$2 AND person=$3",
                   {c.org(), w.entry, w.record}, [&](const store::Row& r) {
                     const auto kind = c.find_kind(r.text(0));
                     const auto* state = kind ? find_state(c.at(*kind), r.text(1)) : nullptr;
                     stands = state && state->destroys;
                     return false;
                   }));
  if (!stands || !entry_holds(gate, db, w.entry)) return false;
  for (const std::string_view sql : {"SELECT 1 FROM file WHERE org=$1 AND id=$2 AND entry=$3 AND own_key=1",
                                     "SELECT 1 FROM draft WHERE org=$1 AND id=$2 AND entry=$3"})
    CHECK_OK(
        db.each(sql, {c.org(), w.slot, w.entry}, [&](const store::Row&) { return belongs = true, false; }));
  CHECK_OK(db.each("SELECT 1 FROM mailing_use WHERE org=$1 AND id=$2 AND item=$3", {c.org(), w.slot, w.entry},
                   [&](const store::Row&) { return w.copy = belongs = true, false; }));
  // An entry of its own is no draft of another, whatever a row says.
  if (w.slot != w.entry)
    CHECK_OK(db.each("SELECT 1 FROM entry WHERE org=$1 AND id=$2", {c.org(), w.slot},
                     [&](const store::Row&) { return belongs = false; }));
  return belongs;
}

}  // namespace

Status let_go(store::Txn& txn, const gate::Gate& gate, vault::Vault& vault, const Pass& pass,
              const TakenBackEntry& e, UnixMs now) {
  const auto org = gate.charter().org();
  std::vector<EntryId> slots{e.id};
  CHECK_OK(gather(txn, gate, vault, pass, e, slots));
  for (const auto& slot : slots)
    CHECK_OK(txn.run(
        "INSERT INTO let_go (org, person, entry, slot, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT "
        "(org, slot) DO NOTHING",
        {org, e.record, e.id, slot, now.ms}));
  return gate.ledger()
      .append(txn, gate.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::LetGo),
                                  e.id.text(), {}))
      .map([](auto) {});
}

Status destroy_let_go(store::Db& db, const gate::Gate& gate, vault::Vault& vault,
                      const DestroyKeys& destroy) {
  std::vector<Waiting> waiting;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    std::vector<Waiting> rows;
    CHECK_OK(s.each("SELECT person, entry, slot FROM let_go WHERE org=$1 LIMIT 1000", {db.org()},
                    [&](const store::Row& r) {
                      rows.push_back({r.id<PersonId>(0), r.id<EntryId>(1), r.id<EntryId>(2)});
                      return true;
                    }));
    for (auto& w : rows) {
      TRY(const bool is, is_let_go(s, gate, w));
      if (is) waiting.push_back(w);
    }
    return {};
  }));
  if (waiting.empty()) return {};
  std::vector<vault::KeyName> keys;
  for (const auto& w : waiting)
    keys.push_back(w.copy ? vault::key_of_thing(w.slot.raw)
                          : vault::KeyName{w.record, vault::KeySlot::item(w.slot)});
  CHECK_OK(destroy ? destroy(keys) : vault.destroy_many(keys));
  return db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("that it was to be destroyed stands on the ledger since it was taken back");
    for (const auto& w : waiting) {
      CHECK_OK(txn.run("DELETE FROM draft WHERE org=$1 AND id=$2 AND entry=$3", {db.org(), w.slot, w.entry}));
      if (w.copy)
        CHECK_OK(txn.run("UPDATE mailing_use SET sealed=NULL WHERE org=$1 AND id=$2", {db.org(), w.slot}));
      CHECK_OK(txn.run("DELETE FROM let_go WHERE org=$1 AND slot=$2", {db.org(), w.slot}));
    }
    return {};
  });
}

}  // namespace candour::record
