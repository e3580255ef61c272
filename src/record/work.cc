#include "record/work.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/reviews.h"
#include "charter/work.h"
#include "record/above.h"
#include "record/entry_rows.h"
#include "record/named.h"

namespace candour::record {
namespace {

constexpr int kSoonestAgain = 28, kLatestAgain = 366;  // days

}  // namespace

struct Work::Found {
  PersonId record;
  ServiceIx service{};
  const charter::Kind* kind = nullptr;
  const charter::Deadline* deadline = nullptr;
  StaffId author;
  std::int64_t on = 0, begun = 0;  // days: when it is due, and when it was last written or found right
};

Result<Work::Found> Work::find(store::Session& db, const Pass& pass, PersonId person, EntryId entry,
                               std::string_view deadline) {
  const auto& c = gate_.charter();
  Found found;
  if (!pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  CHECK_OK(db.each(
      "SELECT d.person, d.service, d.kind, d.on_day, e.author, e.changed, d.checked, d.base FROM due d "
      "LEFT JOIN entry e ON e.org=d.org AND e.id=d.entry "
      "WHERE d.org=$1 AND d.entry=$2 AND d.deadline=$3 AND d.done=0",
      {c.org(), entry, deadline}, [&](const store::Row& r) {
        const auto record = r.id<PersonId>(0);
        const auto kind = c.find_kind(r.text(2));
        const auto service = c.find_service(r.text(1));
        if (std::ranges::find(records, record) == records.end() || !kind || !service) return false;
        // A referral has no entry: its clock began on the day that stands in its row.
        const auto written = r.null(5) ? (r.null(7) ? r.i64(3) : r.i64(7)) : day_number(today({r.i64(5)}));
        found = {record,
                 *service,
                 &c.at(*kind),
                 c.at(*kind).find_deadline(deadline),
                 r.null(4) ? StaffId{} : r.id<StaffId>(4),
                 r.i64(3),
                 r.null(6) ? written : std::max(written, r.i64(6))};
        return false;
      }));
  if (found.deadline &&
      ((pass.may_see() | pass.may_write()) & charter::about_what(c, *found.kind, *found.deadline)).empty())
    return not_found();
  if (!found.deadline)
    return fail(Code::Conflict,
                "This is not due any more: somebody has seen to it meanwhile. Look at it again.");
  return found;
}

Result<std::vector<StaffId>> Work::could_do(const Pass& pass, PersonId person, EntryId entry,
                                            std::string_view deadline) {
  const auto& c = gate_.charter();
  Found found;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(found, find(db, pass, person, entry, deadline));
    return {};
  }));
  const auto doers = charter::doers_of(c, *found.kind, *found.deadline);
  const auto about = charter::about_what(c, *found.kind, *found.deadline);
  std::vector<StaffId> out;
  TRY(const auto all, gate_.everybody());
  for (const auto& one : all) {
    const auto fits = [&](const gate::Post& p) { return doers.all().has(p.role); };
    if (std::ranges::none_of(one.posts, fits)) continue;
    TRY(const auto sights, gate_.work_sights(one, {{person, found.service, about, found.record, entry}}));
    const auto& sight = sights.front();
    if (sight.sees && (sight.nearest(doers.plain) ||
                       (sight.nearest(doers.above) && is_above(c, one, found.service, found.author))))
      out.push_back(one.id);
  }
  return out;
}

Status Work::may_give(const Pass& pass, PersonId person, EntryId entry, std::string_view deadline,
                      const std::vector<StaffId>& able) {
  const auto& c = gate_.charter();
  TRY(const auto giver, gate_.actor(pass.actor()));
  Found found;
  StaffId whose;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(found, find(db, pass, person, entry, deadline));
    TRY(whose, for_one_alone(gate_, db, person, entry, found.service, *found.kind));
    return {};
  }));
  const auto& clause = c.at(found.service).clause;
  if (!whose.is_nil()) {
    if (whose == giver.id || giver.covers_for(whose) || is_above(c, giver, found.service, whose)) return {};
    return not_allowed("This is for a colleague by name, so they give it on, or somebody above them.",
                       clause);
  }
  const auto is_theirs = [&](StaffId s) { return s == giver.id || std::ranges::count(giver.line, s) > 0; };
  if (std::ranges::none_of(able, is_theirs))
    return not_allowed("This is not your work, nor that of those you supervise, so you cannot give it away.",
                       clause);
  return {};
}

Status Work::give(const Pass& pass, PersonId person, EntryId entry, std::string_view deadline, StaffId to) {
  TRY(const auto able, could_do(pass, person, entry, deadline));
  CHECK_OK(may_give(pass, person, entry, deadline, able));
  if (std::ranges::find(able, to) == able.end())
    return invalid("to", "They could not do it. Choose somebody from the list.");
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, find(txn, pass, person, entry, deadline));
    if (pass.service() != found.service) return not_found();
    CHECK_OK(txn.run("UPDATE due SET given=$4 WHERE org=$1 AND entry=$2 AND deadline=$3",
                     {pass.org(), entry, deadline, to}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, found.kind->code, entry.text(), {});
    line.note = "work given: " + std::string(deadline) + " to " + to.text();
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Result<charter::Date> Work::still_right(const Pass& pass, PersonId person, EntryId entry,
                                        std::string_view deadline) {
  const auto now = day_number(today(clock_.now()));
  std::int64_t next = 0;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, find(txn, pass, person, entry, deadline));
    if (pass.service() != found.service) return not_found();
    if (!found.deadline->dated())
      return invalid("deadline", "This ends with a step: take it on the page of the entry.");
    next = now + std::clamp<std::int64_t>(found.on - found.begun, kSoonestAgain, kLatestAgain);
    CHECK_OK(txn.run(
        "UPDATE due SET reckoned=COALESCE(reckoned, on_day), on_day=$4, checked=$5, given=NULL WHERE org=$1 AND entry=$2 AND deadline=$3",
        {pass.org(), entry, deadline, next, now}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, found.kind->code, entry.text(), {});
    line.note = "still right: " + std::string(deadline);
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return day_of(next);
}

Result<charter::Date> Work::details_right(const Pass& pass, PersonId person) {
  const auto& c = gate_.charter();
  const auto reach = c.find_category("contact");
  if (!charter::details_clock(c) || !reach || !pass.covers(person)) return not_found();
  if (!pass.writes(person, *reach))
    return not_allowed("Your role does not write how to reach somebody, so it cannot say that it is right.",
                       "");
  std::optional<charter::Date> next;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(next, people::found_right(txn, c, pass, person, today(clock_.now())));
    if (!next)
      return fail(Code::Conflict, "Nobody asks this of them now: they are in no service at present.");
    CategorySet what;
    what.add(*reach);
    auto line = gate_.entry_for(pass, ledger::Act::Change, c.kinds.front().code, person.text(), what);
    line.note = "still right: details";
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return *next;
}

Result<people::DetailsCheck> Work::details_check(const Pass& pass, PersonId person) {
  people::DetailsCheck out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(out, people::details_check(db, gate_.charter(), pass, person));
    return {};
  }));
  return out;
}

}  // namespace candour::record
