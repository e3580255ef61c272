// What is due: reckoned from the kind's deadlines whenever an entry is written, changed or moved, and kept in
// rows of its own, so that a list of work (work.h) opens nothing.
#include <algorithm>
#include <chrono>

#include "base/calendar_words.h"
#include "charter/work.h"
#include "gate/joined.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

constexpr std::string_view kStatePrefix = "state:";

/// What to do with the date of one deadline.
struct NewDay {
  bool stays = true;                  // as it was
  std::optional<charter::Date> date;  // otherwise: this, or none any more
};

NewDay new_day(const DueChange& change, const charter::Deadline& deadline, const charter::Values& values,
               CategorySet seen) {
  if (deadline.from == "created") return {false, today(change.written)};
  if (deadline.from.starts_with(kStatePrefix)) {
    if (!change.state_is_new || deadline.from.substr(kStatePrefix.size()) != change.state) return {};
    return {false, change.today};
  }
  const auto* field = change.kind->find_field(deadline.from);
  if (!field || !seen.has(field->category)) return {};
  const auto* value = values.if_contains(deadline.from);
  if (!value || !value->is_string() || value->get_string().empty())
    return {false, deadline.otherwise.empty() ? std::nullopt : std::optional(today(change.written))};
  const auto text = std::string_view(value->get_string().data(), value->get_string().size());
  return {false, parse_iso_date(text.substr(0, 10))};
}

/// Whom the entry names for what is due; as it was when that cannot be seen.
Status name_whose(store::Txn& txn, const DueChange& change, const std::string& org,
                  const charter::Values& values, CategorySet seen) {
  const auto* field = change.kind->find_field(change.kind->for_field);
  if (!field || !seen.has(field->category)) return {};
  const auto* value = values.if_contains(field->code);
  std::optional<StaffId> staff;
  if (value && value->is_string()) staff = StaffId::parse(std::string_view(value->get_string()));
  return txn
      .run("UPDATE due SET staff=$3 WHERE org=$1 AND entry=$2",
           {org, change.entry, staff ? store::Param(*staff) : store::Param()})
      .map([](auto) {});
}

Due read_due(const charter::Charter& charter, const store::Row& r) {
  return {r.id<EntryId>(0), r.id<PersonId>(1), charter.find_kind(r.text(2)).value_or(KindIx{}), r.str(3),
          day_of(r.i64(4))};
}

}  // namespace

Status settle_deadlines(store::Txn& txn, const charter::Charter& charter, const DueChange& change,
                        const charter::Values& values, CategorySet seen) {
  const auto& org = charter.organisation.code;
  for (const auto& deadline : change.kind->deadlines) {
    const bool done = charter::meets(*change.kind, deadline, change.state);
    const auto day = new_day(change, deadline, values, seen);
    if (day.stays) {
      CHECK_OK(txn.run("UPDATE due SET done=$4 WHERE org=$1 AND entry=$2 AND deadline=$3",
                       {org, change.entry, deadline.code, done}));
    } else if (day.date) {
      const auto on = add_days(add_months(*day.date, deadline.months), deadline.days);
      CHECK_OK(
          txn.run("INSERT INTO due (org, entry, deadline, person, service, kind, on_day, done, reckoned) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7) ON CONFLICT (org, entry, deadline) "
                  "DO UPDATE SET done=excluded.done, reckoned=excluded.reckoned, "
                  // Found still right, it goes on from there until another date is written.
                  "on_day=CASE WHEN due.checked IS NOT NULL AND due.reckoned=excluded.reckoned "
                  "THEN due.on_day ELSE excluded.on_day END",
                  {org, change.entry, deadline.code, change.person, charter.at(change.service).code,
                   change.kind->code, day_number(on), done}));
    } else {
      CHECK_OK(txn.run("DELETE FROM due WHERE org=$1 AND entry=$2 AND deadline=$3",
                       {org, change.entry, deadline.code}));
    }
  }
  return name_whose(txn, change, org, values, seen);
}

Result<std::vector<Due>> Entries::due_for(const Pass& pass, PersonId person, charter::Date until) {
  const auto& charter = gate_.charter();
  if (!pass.covers(person)) return not_found();
  std::vector<Due> due;
  const auto records = pass.records_of(person);
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : records)
      CHECK_OK(
          db.each("SELECT d.entry, d.person, d.kind, d.deadline, d.on_day, e.written FROM due d "
                  "JOIN entry e ON e.org=d.org AND e.id=d.entry WHERE d.org=$1 AND d.person=$2 "
                  "AND d.done=0 AND d.on_day<=$3 ORDER BY d.on_day, d.entry",
                  {charter.organisation.code, record, day_number(until)}, [&](const store::Row& r) {
                    const auto kind = charter.find_kind(r.text(2));
                    if (!kind) return true;
                    // What is due of something that one may not see any of in that record would tell what it
                    // is about.
                    const auto sight = pass.sight(record, {r.i64(5)});
                    if (pass.joined() && (charter.at(*kind).categories() & sight.may_see()).empty())
                      return true;
                    due.push_back(read_due(charter, r));
                    due.back().person = pass.stays(record);
                    return true;
                  }));
    return {};
  });
  CHECK_OK(read);
  if (pass.joined()) std::ranges::stable_sort(due, {}, &Due::on);
  return due;
}

}  // namespace candour::record
