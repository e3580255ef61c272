// What several people were part of: each has an entry of their own, in their own record and under their own
// key, with what concerns them. The entries say that they belong together by naming the one that was first.
#include "gate/joined.h"
#include "gate/service_subject.h"
#include "gate/who.h"
#include "record/entries.h"
#include "record/entry_rows.h"

namespace candour::record {

namespace {

/// All entries about the same as `first`, with those whose records they stand in.
Result<std::vector<std::pair<EntryId, PersonId>>> all_parts(store::Session& db, const OrgCode& org,
                                                            EntryId first) {
  std::vector<std::pair<EntryId, PersonId>> out;
  CHECK_OK(
      db.each("SELECT id, person FROM entry WHERE org=$1 AND id=$2 "
              "UNION ALL SELECT id, person FROM entry WHERE org=$1 AND part_of=$2",
              {org, first}, [&](const store::Row& r) {
                out.emplace_back(r.id<EntryId>(0), r.id<PersonId>(1));
                return true;
              }));
  return out;
}

}  // namespace

/// The one that was first; nil when it stands for itself. `e.part_of` was asked for with a pass of its own:
/// whoever may not write about the one is not told by the other.
Result<EntryId> Entries::first_part(store::Txn& txn, const Pass& pass, const NewEntry& e) {
  if (!e.part_of) return EntryId{};
  const auto& c = gate_.charter();
  const auto& other = *e.part_of;
  const auto& kind = c.at(e.kind);
  if (!kind.with_others || other.pass.actor() != pass.actor() || !other.pass.covers(other.person))
    return not_found();
  if (gate::service_of_subject(c, e.person) || gate::service_of_subject(c, other.person)) return not_found();
  TRY(const auto row, load_one(txn, other.pass, other.person, other.entry));
  if (row.entry.kind != e.kind || other.pass.service() != row.entry.service ||
      (kind.categories() & other.pass.may_write()).empty())
    return not_found();
  const auto first = row.entry.part_of.is_nil() ? row.entry.id : row.entry.part_of;
  TRY(const auto parts, all_parts(txn, c.org(), first));
  for (const auto& [id, whose] : parts)
    if (pass.covers(whose))
      return invalid("", "They have a part of this already. Choose somebody else, or change that one.");
  // It is said in each record, and in none who.
  for (const auto& [id, whose] : parts) {
    auto line = gate_.entry_for(other.pass, ledger::Act::Change, kind.code, id.text(), {});
    line.people = {whose};
    line.note = gate::kSomebodyElse;
    CHECK_OK(gate_.ledger().append(txn, line));
  }
  return first;
}

Result<std::vector<Entries::OtherPart>> Entries::other_parts(const Pass& pass, PersonId person, EntryId id) {
  const auto org = gate_.charter().org();
  std::vector<OtherPart> out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    TRY(const auto row, load_one(db, pass, person, id));
    const auto first = row.entry.part_of.is_nil() ? row.entry.id : row.entry.part_of;
    for (const std::string_view which : {"WHERE e.org=$1 AND e.id=$2", "WHERE e.org=$1 AND e.part_of=$2"}) {
      TRY(const auto rows, Row::load(db, gate_, which, {org, first}));
      for (const auto& r : rows)
        if (r.entry.id != id && r.entry.holds && !pass.covers(r.entry.person))
          out.push_back({r.entry.id, r.entry.person, r.entry.kind, r.entry.service});
    }
    return gate::name_those_that_stay(db, org, out, &OtherPart::person);
  }));
  return out;
}

}  // namespace candour::record
