#include "gate/tasks.h"
#include "people/conflict_check.h"
#include "retention/holds.h"
#include "retention/lapse.h"

namespace candour::retention {
namespace {

struct Other {
  RelationshipId id;
  PersonId record;
};

Status take_off(store::Db& db, const gate::Gate& gate, vault::Vault& vault, const Other& x, UnixMs now) {
  const auto& org = db.org();
  return db.write([&](store::Txn& txn) -> Status {
    TRY(const auto gone,
        txn.run("DELETE FROM relationship WHERE org=$1 AND id=$2 AND goes<=$3", {org, x.id, now.ms}));
    if (gone == 0) return {};
    const auto pass = gate.in_nobodys_name(x.record, ServiceIx{});
    CHECK_OK(vault.drop_whole(txn, pass, x.record, EntryId{x.id.raw}));
    CHECK_OK(people::forget_name_to_look_for(txn, org, x.id));
    CHECK_OK(gate::close_tasks(txn, org, gate::kTellThem, x.id.text(), now));
    ledger::Entry line;
    line.at = now;
    line.act = ledger::Act::Job;
    line.people = {x.record};
    line.what = "relationship";
    line.thing = x.id.text();
    line.outcome = "destroyed";
    return gate.ledger().append(txn, line).map([](auto) {});
  });
}

}  // namespace

Result<int> lapse_others(store::Db& db, const gate::Gate& gate, vault::Vault& vault, UnixMs now, int most) {
  std::vector<Other> over;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    std::vector<Other> all;
    CHECK_OK(s.each("SELECT id, person FROM relationship WHERE org=$1 AND goes<=$2 ORDER BY goes LIMIT $3",
                    {db.org(), now.ms, std::int64_t{most}}, [&](const store::Row& r) {
                      return all.push_back({r.id<RelationshipId>(0), r.id<PersonId>(1)}), true;
                    }));
    for (const auto& x : all) {
      const auto kept = held(s, gate, vault, x.record, By::HoldsAndRequests);
      if (kept && !kept->any()) over.push_back(x);  // where holds cannot be read nothing goes
    }
    return {};
  }));
  for (const auto& x : over) CHECK_OK(take_off(db, gate, vault, x, now));
  return static_cast<int>(over.size());
}

}  // namespace candour::retention
