#include "people/cover.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/work.h"
#include "gate/standing.h"

namespace candour::people {
namespace {

using charter::Duty;

/// Where one of their posts is of a role that `does` it.
ServiceSet services_where(const charter::Charter& c, const gate::Actor& one, auto&& does) {
  ServiceSet out;
  for (const auto& post : one.posts)
    if (does(c.at(post.role)))
      for (std::size_t i = 0; i < c.services.size(); ++i)
        if (const auto s = static_cast<ServiceIx>(i); gate::covers(post, s)) out.add(s);
  return out;
}

ServiceSet supports_in(const charter::Charter& c, const gate::Actor& one) {
  return services_where(c, one, [&](const charter::Role& r) { return charter::supports_people(c, r); });
}

ServiceSet allocates_in(const charter::Charter& c, const gate::Actor& one) {
  return services_where(c, one, [](const charter::Role& r) { return r.has(Duty::Allocate); });
}

bool includes(const ServiceSet& all, const ServiceSet& some) {
  return (some - all).empty();
}

constexpr std::string_view kColumns =
    "SELECT id, away, cover, from_day, to_day, made_by, ended FROM staff_cover ";

Cover read(const store::Row& r) {
  Cover c{r.id<CoverId>(0),
          r.id<StaffId>(1),
          r.id<StaffId>(2),
          day_of(r.i64(3)),
          day_of(r.i64(4)),
          r.id<StaffId>(5),
          {}};
  if (!r.null(6)) c.ended = UnixMs{r.i64(6)};
  return c;
}

/// Where somebody has people now.
Result<ServiceSet> supports_now(store::Session& db, const charter::Charter& c, StaffId staff) {
  ServiceSet out;
  CHECK_OK(db.each(
      "SELECT DISTINCT n.service FROM allocation a JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment "
      "WHERE a.org=$1 AND a.staff=$2 AND a.ended IS NULL AND n.ended IS NULL",
      {c.org(), staff}, [&](const store::Row& r) {
        if (const auto s = c.find_service(r.text(0))) out.add(*s);
        return true;
      }));
  return out;
}

}  // namespace

Result<ServiceSet> Covers::needed(StaffId away) const {
  ServiceSet now;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(now, supports_now(db, gate_.charter(), away));
    return {};
  }));
  if (!now.empty()) return now;
  TRY(const auto absent, gate_.actor(away));
  return supports_in(gate_.charter(), absent);
}

Result<bool> Covers::may(const gate::Actor& actor, StaffId away) const {
  if (std::ranges::find(actor.line, away) == actor.line.end()) return false;
  TRY(const auto services, needed(away));
  return !services.empty() && includes(allocates_in(gate_.charter(), actor), services);
}

Result<std::vector<StaffId>> Covers::who_could(StaffId away) const {
  TRY(const auto services, needed(away));
  TRY(const auto all, gate_.everybody());
  std::vector<StaffId> some;
  for (const auto& one : all)
    if (one.id != away && one.agreement && one.training && !services.empty() &&
        includes(supports_in(gate_.charter(), one), services))
      some.push_back(one.id);
  return some;
}

Result<CoverId> Covers::make(const gate::Actor& actor, StaffId away, StaffId by, Date from, Date to) {
  TRY(const bool allowed, may(actor, away));
  if (!allowed)
    return not_allowed(
        "Whoever is above them, and gives people to workers wherever they support some, says who stands in for them.",
        gate_.charter().access_clause);
  const auto today = candour::today(clock_.now());
  TRY(const auto could, who_could(away));
  if (std::ranges::find(could, by) == could.end())
    return invalid("by", "Choose somebody who supports people wherever they do.");
  if (from < today) return invalid("from", "This day is over. Begin today or later.");
  if (to < from) return invalid("to", "The last day is before the first.");
  if (days_between(from, to) > kLongestDays)
    return invalid("to", "At most a year: move their people instead.");
  const auto id = CoverId::make(clock_.now().ms);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    std::optional<Cover> other;
    CHECK_OK(
        txn.each(std::string(kColumns) +
                     "WHERE org=$1 AND away=$2 AND ended IS NULL AND from_day<=$4 AND to_day>=$3 LIMIT 1",
                 {db_.org(), away, day_number(from), day_number(to)},
                 [&](const store::Row& r) { return other = read(r), false; }));
    if (other)
      return fail(Code::Conflict, "Somebody stands in for them already from " + date_words(other->from) +
                                      " to " + date_words(other->to) +
                                      ". End that first, or choose other days.");
    CHECK_OK(
        txn.run("INSERT INTO staff_cover (org, id, away, cover, from_day, to_day, made, made_by) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                {db_.org(), id, away, by, day_number(from), day_number(to), clock_.now().ms, actor.id}));
    return enter(txn, actor, away, "cover:" + by.text() + " " + iso_date(from) + ".." + iso_date(to));
  }));
  return id;
}

Status Covers::end(const gate::Actor& actor, StaffId away, CoverId id) {
  return db_.write([&](store::Txn& txn) -> Status {
    std::optional<Cover> found;
    CHECK_OK(txn.each(std::string(kColumns) + "WHERE org=$1 AND id=$2 AND away=$3 AND ended IS NULL",
                      {db_.org(), id, away}, [&](const store::Row& r) { return found = read(r), false; }));
    if (!found || found->to < candour::today(clock_.now())) return not_found();
    TRY(const bool allowed, may(actor, away));
    if (!allowed) return not_found();  // whoever is not above them does not learn of it
    CHECK_OK(
        txn.run("UPDATE staff_cover SET ended=$3 WHERE org=$1 AND id=$2", {db_.org(), id, clock_.now().ms}));
    return enter(txn, actor, away, "cover-ended:" + found->by.text());
  });
}

Result<std::vector<Cover>> Covers::of(StaffId away) const {
  std::vector<Cover> all;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        std::string(kColumns) +
            "WHERE org=$1 AND away=$2 AND ended IS NULL AND to_day>=$3 ORDER BY from_day, id LIMIT 20",
        {db_.org(), away, day_number(candour::today(clock_.now()))},
        [&](const store::Row& r) { return all.push_back(read(r)), true; });
  }));
  return all;
}

Status Covers::enter(store::Txn& txn, const gate::Actor& actor, StaffId away, std::string note) {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::StaffChange;
  e.actor = actor.id;
  e.what = "staff";
  e.thing = away.text();
  e.outcome = "allowed";
  e.note = std::move(note);
  return gate_.ledger().append(txn, e).map([](auto) {});
}

}  // namespace candour::people
