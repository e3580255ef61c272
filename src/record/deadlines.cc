// What is due about somebody, and the clocks of an entry, from the rows that people/clocks.h keeps.
#include <algorithm>

#include "people/clocks.h"
#include "people/lists.h"
#include "record/diary_rows.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

Due read_due(const charter::Charter& charter, const store::Row& r) {
  return {r.id<EntryId>(0), r.id<PersonId>(1), charter.find_kind(r.text(2)).value_or(KindIx{}),
          r.str(3),         day_of(r.i64(4)),  r.null(6) ? std::nullopt : std::optional(UnixMs{r.i64(6)})};
}

}  // namespace

Status settle_deadlines(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                        const charter::Values& values, CategorySet seen) {
  CHECK_OK(people::settle_clocks(txn, charter, change, values, seen));
  return settle_diary(txn, charter, change, values, seen);
}

Result<std::vector<Due>> Entries::due_for(const Pass& pass, PersonId person, charter::Date until) {
  const auto& charter = gate_.charter();
  if (!pass.covers(person)) return not_found();
  std::vector<Due> due;
  bool died = false;
  const auto records = pass.records_of(person);
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(people::each_of(db, "SELECT 1 FROM person WHERE org=$1 AND died IS NOT NULL AND id IN", "",
                             {charter.org()}, records, [&](const store::Row&) { return died = true; }));
    for (const auto& record : records)
      CHECK_OK(db.each(
          "SELECT d.entry, d.person, d.kind, d.deadline, d.on_day, e.written, d.until, d.service FROM due d "
          "LEFT JOIN entry e ON e.org=d.org AND e.id=d.entry WHERE d.org=$1 AND d.person=$2 "
          "AND d.done=0 AND d.on_day<=$3 ORDER BY d.on_day, d.entry",
          {charter.organisation.code, record, day_number(until)}, [&](const store::Row& r) {
            const auto kind = charter.find_kind(r.text(2));
            if (!kind) return true;
            // What is due of something that one may not see any of in that record would tell what it
            // is about.
            const auto sight =
                pass.sight(record, r.null(5) ? UnixMs{made_ms(r.id<EntryId>(0).raw)} : UnixMs{r.i64(5)});
            if (pass.joined() && (charter.at(*kind).categories() & sight.may_see()).empty()) return true;
            due.push_back(read_due(charter, r));
            due.back().person = pass.stays(record);
            due.back().service = charter.find_service(r.text(7)).value_or(ServiceIx{});
            due.back().stopped = died && charter.at(*kind).ends_with_death(r.text(3));
            return true;
          }));
    return {};
  });
  CHECK_OK(read);
  if (pass.joined()) std::ranges::stable_sort(due, {}, &Due::on);
  return due;
}

Result<std::vector<ClockOf>> Entries::clocks(const Pass& pass, PersonId person, EntryId id) {
  const auto& charter = gate_.charter();
  std::vector<ClockOf> out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(const auto row, load_one(db, pass, person, id));
    const auto& kind = charter.at(row.entry.kind);
    if ((kind.categories() & sight_of(pass, row).may_see()).empty()) return not_found();
    TRY(out, people::clocks_of(db, charter, kind, id));
    return {};
  }));
  return out;
}

}  // namespace candour::record
