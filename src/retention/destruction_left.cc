// What is of one service alone goes when that service's own time is over, also while the person has another:
// entry by entry, since the keys are shared with what stays.
#include <algorithm>

#include "retention/destruction_work.h"

namespace candour::retention {

using kept_apart::kBegun;
using kept_apart::kListed;

bool goes_by_entries(std::string_view parts) {
  return parts.starts_with(kListed) || parts.starts_with(kBegun);
}

MatterCounts entries_going(std::string_view parts) {
  for (const auto mark : {kListed, kBegun})
    if (parts.starts_with(mark)) return read_matter_counts(parts.substr(mark.size()));
  return {};
}

Status count_left(store::Txn& txn, const gate::Gate& gate, EntryId destruction, PersonId person,
                  PersonId record, const MatterGone& gone, ServiceIx service) {
  return count_gone(txn, gate, service, {destruction, person, record, kBegun, "part-gone"}, gone);
}

Result<std::optional<LeftUnderWay>> left_under_way(store::Session& db, const gate::Gate& gate,
                                                   PersonId record, ServiceIx service) {
  const auto& c = gate.charter();
  std::optional<LeftUnderWay> out;
  TRY(const auto records, gate.records_of(record));
  for (const auto& one : records)
    CHECK_OK(db.each(
        "SELECT d.entry, l.person, l.parts FROM destruction_line l JOIN destruction d ON d.org=l.org AND "
        "d.entry=l.entry WHERE l.org=$1 AND l.person=$2 AND l.outcome='' AND d.approved IS NOT NULL AND d.done IS "
        "NULL AND d.withdrawn IS NULL AND d.service=$3",
        {c.org(), one, c.at(service).code}, [&](const store::Row& r) {
          if (!r.text(2).starts_with(kBegun)) return true;
          out = LeftUnderWay{r.id<EntryId>(0), r.id<PersonId>(1)};
          return false;
        }));
  return out;
}

Result<DestructionLine> left_line(store::Session& db, const gate::Gate& gate, vault::Vault& vault,
                                  const Schedule& schedule, PersonId person, ServiceIx service, Date up_to) {
  const auto& c = gate.charter();
  DestructionLine out{person, {}, {}, {}, {}};
  TRY(const auto days, schedule.left(db, person, service));
  if (!days) return out;
  TRY(const auto kept, held(db, gate, vault, person, By::HoldsAndRequests));
  if (kept.whole) return out;
  MatterCounts counts;
  std::set<std::string> rules;
  TRY(const auto records, gate.records_of(person));
  for (const auto& record : records) {
    constexpr int kPage = 500;
    Matters page{{}, {}, true};
    while (page.more) {
      TRY(page, left_over(db, c, record, service, *days, page.last, kPage, up_to));
      for (const auto& m : page.over) {
        if (kept.keeps(m.kind, m.parts)) continue;
        ++counts[c.at(m.kind).code];
        rules.insert(m.rules.begin(), m.rules.end());
        out.day = std::max(out.day, m.day);
      }
    }
  }
  if (counts.empty()) return out;
  out.parts = std::string(kListed) + to_text(counts);
  out.rules = with_blanks(rules);
  return out;
}

/// The first of them that has not ended: they go one after the other, so it is also the one that has begun.
Result<std::optional<PersonId>> Destructions::Work::next_left(EntryId id) {
  std::optional<PersonId> out;
  CHECK_OK(d_.db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT person FROM destruction_line WHERE org=$1 AND entry=$2 AND outcome='' AND parts LIKE 'only%' "
        "ORDER BY person LIMIT 1",
        {d_.db_.org(), id}, [&](const store::Row& r) { return out = r.id<PersonId>(0), false; });
  }));
  return out;
}

/// From here on the line says what went, and no longer what was to go; not so where it had begun already.
Status Destructions::Work::begin_left(jobs::Slice& slice, PersonId person) {
  const EntryId id{slice.job().about};
  TRY(const auto records, d_.gate_.records_of(person));
  return d_.db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("UPDATE destruction_line SET parts=$4 WHERE org=$1 AND entry=$2 AND person=$3 AND parts "
                "LIKE 'only-listed%'",
                {d_.db_.org(), id, person, kBegun}));
    return slice.save(txn, EntriesOff::begin(*std::ranges::min_element(records)), slice.job().done);
  });
}

Status Destructions::Work::left_turn(jobs::Slice& slice, PersonId record, ServiceIx service, Date up_to) {
  const auto& c = d_.gate_.charter();
  const EntryId id{slice.job().about};
  TRY(const auto person, next_left(id));
  TRY(const auto records, d_.gate_.records_of(person.value_or(PersonId{})));
  if (!person || std::ranges::find(records, record) == records.end())
    return fail(Code::Invalid, "There is nothing to destroy here.");
  CHECK_OK(d_.list_.refresh());
  const auto choose = [&](store::Session& db, EntryId after) -> Result<EntriesOff::Chosen> {
    TRY(const auto days, d_.schedule_.left(db, *person, service));
    TRY(const auto kept, held(db, d_.gate_, d_.vault_, *person, By::HoldsAndRequests));
    if (!days || kept.whole) return EntriesOff::Chosen{{}, after, false};
    TRY(const auto page, left_over(db, c, record, service, *days, after, EntriesOff::kAtOnce, up_to));
    EntriesOff::Chosen out{{}, page.last, page.more};
    for (const auto& m : page.over)
      if (!kept.keeps(m.kind, m.parts)) out.some.push_back({m.id, m.kind, m.parts});
    return out;
  };
  const auto on_gone = [&](store::Txn& txn, const EntriesOff::Off& gone, std::int64_t files) {
    return count_left(txn, d_.gate_, id, *person, record, {c.at(gone.kind).code, files, d_.clock_.now()},
                      service);
  };
  return off_.turn(slice, d_.gate_.in_nobodys_name(record, service), record, choose, on_gone);
}

/// A record is done: the next of theirs, and behind the last it is said what became of it.
Status Destructions::Work::end_left(jobs::Slice& slice, PersonId record) {
  const EntryId id{slice.job().about};
  TRY(const auto person, next_left(id));
  if (!person) return fail(Code::Invalid, "There is nothing to destroy here.");
  TRY(auto records, d_.gate_.records_of(*person));
  std::ranges::sort(records);
  const auto next = std::ranges::upper_bound(records, record);
  return d_.db_.write([&](store::Txn& txn) -> Status {
    if (next != records.end()) return slice.save(txn, EntriesOff::begin(*next), slice.job().done);
    TRY(const auto kept, held(txn, d_.gate_, d_.vault_, *person, By::HoldsAndRequests));
    CHECK_OK(
        txn.run("UPDATE destruction_line SET at=$4, outcome=CASE WHEN parts<>$6 THEN 'part-gone' WHEN $5=1 "
                "THEN 'held' ELSE 'not-over' END WHERE org=$1 AND entry=$2 AND person=$3",
                {d_.db_.org(), id, *person, d_.clock_.now().ms, std::int64_t{kept.any() ? 1 : 0}, kBegun}));
    return slice.save(txn, kGo, slice.job().done + 1);
  });
}

}  // namespace candour::retention
