// What is due: reckoned from the kind's deadlines whenever an entry is written, changed or moved, and kept in
// rows of its own, so that "my day" is one look-up and opens nothing.
#include <algorithm>
#include <chrono>
#include <map>

#include "base/calendar_words.h"
#include "gate/joined.h"
#include "people/lists.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

constexpr std::string_view kStatePrefix = "state:";

std::int64_t day_number(charter::Date d) {
  return std::chrono::sys_days(d).time_since_epoch().count();
}
charter::Date day_of(std::int64_t n) {
  return std::chrono::sys_days(std::chrono::days(n));
}

int place_of(const charter::Kind& kind, std::string_view state) {
  for (std::size_t i = 0; i < kind.states.size(); ++i)
    if (kind.states[i].code == state) return static_cast<int>(i);
  return -1;
}

bool met(const charter::Kind& kind, const charter::Deadline& deadline, std::string_view state) {
  const auto* now = find_state(kind, state);
  if (now && now->final) return true;
  if (!deadline.until_state.empty() && state == deadline.until_state) return true;
  // Sent back to before the state that set the clock going: it starts again when it is reached again.
  return deadline.from.starts_with(kStatePrefix) &&
         place_of(kind, state) < place_of(kind, deadline.from.substr(kStatePrefix.size()));
}

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
  if (!value || !value->is_string()) return {false, std::nullopt};
  const auto text = std::string_view(value->get_string().data(), value->get_string().size());
  return {false, parse_iso_date(text.substr(0, 10))};
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
    const bool done = met(*change.kind, deadline, change.state);
    const auto day = new_day(change, deadline, values, seen);
    if (day.stays) {
      CHECK_OK(txn.run("UPDATE due SET done=$4 WHERE org=$1 AND entry=$2 AND deadline=$3",
                       {org, change.entry, deadline.code, done}));
    } else if (day.date) {
      const auto on = add_days(add_months(*day.date, deadline.months), deadline.days);
      CHECK_OK(
          txn.run("INSERT INTO due (org, entry, deadline, person, service, kind, on_day, done) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, entry, deadline) "
                  "DO UPDATE SET on_day=excluded.on_day, done=excluded.done",
                  {org, change.entry, deadline.code, change.person, charter.at(change.service).code,
                   change.kind->code, day_number(on), done}));
    } else {
      CHECK_OK(txn.run("DELETE FROM due WHERE org=$1 AND entry=$2 AND deadline=$3",
                       {org, change.entry, deadline.code}));
    }
  }
  return {};
}

Result<std::vector<Due>> Entries::due(const gate::Actor& actor, charter::Date until, int most) {
  const auto& charter = gate_.charter();
  auto staff = actor.line;
  staff.insert(staff.begin(), actor.id);
  // A line longer than one list is asked in pieces: the map brings them into one order and drops doubles.
  std::map<std::tuple<std::int64_t, EntryId, std::string>, Due> found;
  std::vector<Due> due;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    // What is due in a record is the work of whoever supports the person, in whichever of several joined
    // records.
    for (const bool joined : {false, true})
      CHECK_OK(people::each_of(
          db,
          std::string("SELECT DISTINCT d.entry, d.person, d.kind, d.deadline, d.on_day FROM allocation a "
                      "JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment ") +
              (joined ? "JOIN joined_record j ON j.org=a.org AND j.person=a.person AND j.ended IS NULL "
                        "JOIN due d ON d.org=a.org AND d.person=j.other "
                      : "JOIN due d ON d.org=a.org AND d.person=a.person ") +
              "AND d.service=n.service AND d.done=0 AND d.on_day<=$2 "
              "JOIN person p ON p.org=d.org AND p.id=d.person AND p.died IS NULL "
              "WHERE a.org=$1 AND a.ended IS NULL AND NOT EXISTS (SELECT 1 FROM joined_record k JOIN person q "
              "ON q.org=k.org AND q.id=k.other WHERE k.org=d.org AND k.person=d.person AND k.ended IS NULL "
              "AND q.died IS NOT NULL) AND a.staff IN",
          "ORDER BY d.on_day, d.entry LIMIT $3", {charter.organisation.code, day_number(until), most}, staff,
          [&](const store::Row& r) {
            if (charter.find_kind(r.text(2)))
              found.try_emplace({r.i64(4), r.id<EntryId>(0), r.str(3)}, read_due(charter, r));
            return true;
          }));
    for (auto& [key, one] : found) {
      if (static_cast<int>(due.size()) == most) break;
      due.push_back(std::move(one));
    }
    return gate::name_those_that_stay(db, charter.org(), due, &Due::person);
  });
  CHECK_OK(read);
  return due;
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
