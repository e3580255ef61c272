#include "rights/pack_work.h"

#include <algorithm>
#include <set>

#include "charter/category_list.h"
#include "gate/things.h"
#include "rights/pack_parts.h"

namespace candour::rights {

Status Packs::Work::step(jobs::Slice& slice) {
  auto& r = p_.r_;
  Pack pack;
  CHECK_OK(r.db.read([&](store::Session& db) -> Status {
    TRY(pack, p_.load(db, PackId{slice.job().about}));
    return {};
  }));
  if (pack.state != PackState::Gathering)
    return r.db.write([&](store::Txn& txn) { return slice.finish(txn, slice.job().done, "stopped"); });
  const auto& actor = slice.actor();
  TRY(const auto pass, p_.pass_to_copy(actor, pack.person, pack.request));
  const auto& cursor = slice.job().cursor;
  // One line for all that is looked at to gather it, before the first of it is opened.
  if (cursor.empty())
    CHECK_OK(r.gate.looked(
        {{pass,
          {ledger::Act::View, std::string(gate::thing_code(gate::Thing::AccessPack)), pack.request.text()},
          pass.may_see()}}));
  TRY(auto part, gather(r, actor, pass, pack, cursor));
  TRY(const auto known, known_of(r, pass, pack.person));
  for (auto& item : part.items)
    item.line.flags = static_cast<int>(suggest(r.gate.charter(), item, known).size());
  return r.db.write([&](store::Txn& txn) -> Status {
    slice.begin();
    auto place = slice.job().done;
    for (const auto& item : part.items) CHECK_OK(keep(txn, pass, pack, static_cast<int>(++place), item));
    if (part.next.empty()) return end(txn, slice, pass, pack, place);
    return slice.save(txn, part.next, place);
  });
}

Status Packs::Work::keep(store::Txn& txn, const Pass& pass, const Pack& pack, int place, const Item& item) {
  auto& r = p_.r_;
  const auto& l = item.line;
  CHECK_OK(txn.run(
      "INSERT INTO access_pack_item (org, pack, place, person, source, kind, service, thing, happened, flags) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {r.db.org(), pack.id, std::int64_t{place}, pack.person, l.source, l.kind, l.service, EntryId{l.thing},
       l.happened.ms, std::int64_t{l.by_notice ? 0 : l.flags}}));
  CHECK_OK(seal_passages(txn, r.vault, pass, pack, place, item.passages));
  if (!l.by_notice) return {};
  std::vector<Cut> cuts;
  for (const auto& p : item.passages)
    cuts.push_back({p.field, p.category, How::Whole, {}, std::string(kByNotice), {}, {}, {}});
  std::int64_t last = 0;
  CHECK_OK(txn.each("SELECT MAX(n) FROM access_pack_step WHERE org=$1 AND pack=$2", {r.db.org(), pack.id},
                    [&](const store::Row& row) { return last = row.i64(0), false; }));
  CHECK_OK(seal_cuts(txn, r.vault, pass, pack, last + 1, cuts));
  return p_.add_step(txn, pass, pack,
                     {last + 1, {}, {}, "withheld", place, static_cast<std::int64_t>(cuts.size()), "notice"},
                     ledger::Act::Change, {});
}

Status Packs::Work::end(store::Txn& txn, jobs::Slice& slice, const Pass& pass, const Pack& pack,
                        std::int64_t items) {
  auto& r = p_.r_;
  const auto& c = r.gate.charter();
  // What is there of them and was not for whoever gathers: of every segment, so that nothing is passed over.
  CategorySet missing;
  for (const auto& record : pass.records_of(pack.person))
    CHECK_OK(txn.each("SELECT DISTINCT category FROM segment WHERE org=$1 AND person=$2",
                      {r.db.org(), record}, [&](const store::Row& row) {
                        const auto category = c.find_category(row.text(0));
                        if (category && !pass.may_see().has(*category)) missing.add(*category);
                        return true;
                      }));
  std::int64_t flagged = 0, last = 0;
  CHECK_OK(txn.each("SELECT COUNT(*) FROM access_pack_item WHERE org=$1 AND pack=$2 AND flags>0",
                    {r.db.org(), pack.id},
                    [&](const store::Row& row) { return flagged = row.i64(0), false; }));
  CHECK_OK(txn.each("SELECT MAX(n) FROM access_pack_step WHERE org=$1 AND pack=$2", {r.db.org(), pack.id},
                    [&](const store::Row& row) { return last = row.i64(0), false; }));
  CHECK_OK(p_.add_step(txn, pass, pack,
                       {last + 1, {}, {}, "gathered", items, flagged, charter::category_list(c, missing)},
                       ledger::Act::Change, pass.may_see()));
  return slice.finish(txn, items);
}

}  // namespace candour::rights
