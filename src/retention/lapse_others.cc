#include <limits>

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
    for (const auto kind : {gate::kTellThem, gate::kVerifyAuthority})
      CHECK_OK(gate::close_tasks(txn, org, kind, x.id.text(), now));
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
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    RelationshipId last;
    // A page at a time: what is held may be more than one.
    for (int read = most; read == most && static_cast<int>(over.size()) < most;) {
      std::vector<Other> page;
      CHECK_OK(s.each(
          "SELECT id, person, goes FROM relationship WHERE org=$1 AND goes<=$2 AND (goes>$3 OR (goes=$3 AND id>$4)) "
          "ORDER BY goes, id LIMIT $5",
          {db.org(), now.ms, after, last, std::int64_t{most}}, [&](const store::Row& r) {
            last = r.id<RelationshipId>(0);
            after = r.i64(2);
            return page.push_back({last, r.id<PersonId>(1)}), true;
          }));
      read = static_cast<int>(page.size());
      for (const auto& x : page) {
        const auto kept = held(s, gate, vault, x.record, By::HoldsAndRequests);
        if (kept && !kept->any()) over.push_back(x);  // where holds cannot be read nothing goes
      }
    }
    return {};
  }));
  // One that cannot go is no reason to keep the others.
  Status first;
  int gone = 0;
  for (const auto& x : over) {
    const auto off = take_off(db, gate, vault, x, now);
    if (!off && first) first = off;
    gone += off ? 1 : 0;
  }
  if (gone > 0) CHECK_OK(db.scrub());  // nothing of them is left in pages that are free now
  CHECK_OK(first);
  return gone;
}

}  // namespace candour::retention
