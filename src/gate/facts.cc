#include "gate/facts.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <unordered_map>

#include "gate/seals.h"
#include "gate/service_subject.h"
#include "gate/words.h"

namespace candour::gate {
namespace {

/// Statements are kept by their text, so that lists come in four lengths only; the last id fills up.
constexpr std::array<std::size_t, 4> kLengths = {1, 16, 128, 512};

std::size_t length_for(std::size_t n) {
  for (const auto l : kLengths)
    if (n <= l) return l;
  return kLengths.back();
}

/// Where the columns that are needed stand in the query of the set.
struct Columns {
  const SealTable &person = *seal_table("person"), &enrolment = *seal_table("enrolment"),
                  &referral = *seal_table("referral"), &allocation = *seal_table("allocation"),
                  &access = *seal_table("reasoned_access"), &consent = *seal_table("consent_flag"),
                  &objection = *seal_table("objection_flag"), &joined = *seal_table("joined_record");
  int restricted = person.at("restricted"), died = person.at("died");
  int enrolled = enrolment.at("id"), enrolled_in = enrolment.at("service"),
      enrolled_team = enrolment.at("team"), enrolled_since = enrolment.at("started"),
      enrolled_until = enrolment.at("ended");
  int referred_to = referral.at("service"), state = referral.at("state"), decided = referral.at("reason"),
      taken_by = referral.at("taken_by"), created = referral.at("created"),
      taken_in = referral.at("taken_in"), decided_at = referral.at("decided");
  int allocated = allocation.at("enrolment"), worker = allocation.at("staff"),
      worker_team = allocation.at("team"), worker_until = allocation.at("ended");
  int access_id = access.at("id"), access_of = access.at("staff"), role = access.at("role"),
      reason = access.at("reason"), started = access.at("started"), ends = access.at("ends"),
      reviewed = access.at("reviewed"), in_order = access.at("in_order");
  int agreed = consent.at("purpose"), given = consent.at("given_at"), withdrawn = consent.at("withdrawn_at"),
      agreed_until = consent.at("until");
  int other = joined.at("other"), away = joined.at("away"), joined_at = joined.at("at"),
      parted = joined.at("ended");
  int objected = objection.at("purpose"), given_up = objection.at("withdrawn_at");
};

const Columns& columns() {
  static const Columns all;
  return all;
}

std::optional<TeamId> team_at(const store::Row& row, int col) {
  if (row.null(col)) return std::nullopt;
  return row.id<TeamId>(col);
}

FactsForAll nothing_of(PersonId id) {
  FactsForAll none;
  none.facts.id = id;
  return none;
}

/// A service itself has no rows: it stands as if open in that service, with nobody allocated.
FactsForAll of_service(PersonId id, ServiceIx service) {
  auto all = nothing_of(id);
  all.facts.exists = all.facts.is_service = true;
  Place open;
  open.service = service;
  all.facts.places.push_back(std::move(open));
  return all;
}

/// Gathers rows, which may come in any order.
class Gathering {
 public:
  Gathering(const charter::Charter& c, Seals* seals, std::span<FactsForAll> people, UnixMs now)
      : charter_(c), seals_(seals), tally_(seals, SealSet::Person), now_(now) {
    for (auto& p : people) by_id_[p.facts.id].push_back(&p);
  }

  void take(const store::Row& row) {
    const auto* table = tally_.take(row);
    if (!table) return;
    const auto found = by_id_.find(PersonId{tally_.subject(row)});
    if (found == by_id_.end()) return;
    for (auto* p : found->second) take(*table, row, *p);
  }

  /// Allocations find their enrolments; the order of places does not depend on the order of rows.
  void finish() {
    for (const auto& [p, enrolment, ended, who] : allocations_) {
      if (ended) take_off(p->facts, who.worker, *ended);
      for (auto& place : p->facts.places) {
        if (place.referral || place.enrolment != enrolment) continue;
        if (place.open ? !ended : ended && *ended >= place.closed_at.ms) place.workers.push_back(who);
      }
    }
    for (auto& [id, people] : by_id_)
      for (auto* p : people)
        for (auto& place : p->facts.places)
          if (!place.taken_by.is_nil()) place.taken_at = {since_when_taken(*p, place)};
    for (auto& [id, all] : by_id_) {
      const bool holds = tally_.holds(id.raw);
      if (!holds) seals_->tell(SealSet::Person, id.raw);
      for (auto* p : all) {
        if (!holds) *p = nothing_of(id);
        std::ranges::stable_sort(p->facts.places, [](const Place& a, const Place& b) {
          if (a.open != b.open) return a.open;
          return a.enrolment < b.enrolment;
        });
      }
    }
  }

 private:
  void take(const SealTable& table, const store::Row& row, FactsForAll& all) {
    const auto& at = columns();
    PersonFacts& p = all.facts;
    if (&table == &at.person) {
      p.exists = true;
      p.restricted = row.i64(at.restricted) != 0;
      p.died = !row.null(at.died);
    } else if (&table == &at.enrolment) {
      if (const auto s = charter_.find_service(row.text(at.enrolled_in)))
        p.places.push_back({*s,
                            false,
                            row.null(at.enrolled_until),
                            {row.i64(at.enrolled_until)},
                            row.id<EnrolmentId>(at.enrolled),
                            {},
                            team_at(row, at.enrolled_team),
                            {},
                            {},
                            {},
                            {row.i64(at.enrolled_since)}});
    } else if (&table == &at.referral) {
      const auto state = row.text(at.state);
      const auto s = charter_.find_service(row.text(at.referred_to));
      if (s && row.text(at.decided) == kSamePerson) all.was_in.add(*s);
      taken_.push_back({&all, row.id<StaffId>(at.taken_by), row.i64(at.created),
                        row.null(at.decided_at) ? std::nullopt : std::optional(row.i64(at.decided_at))});
      if (s && (state == "new" || state == "waiting")) take_referral(row, *s, state == "new", p);
    } else if (&table == &at.allocation) {
      allocations_.push_back(
          {&all,
           row.id<EnrolmentId>(at.allocated),
           row.null(at.worker_until) ? std::nullopt : std::optional(row.i64(at.worker_until)),
           {row.id<StaffId>(at.worker), team_at(row, at.worker_team)}});
    } else if (&table == &at.access) {
      take_grant(row, all);
    } else if (&table == &at.consent) {
      const auto x = charter_.find_purpose(row.text(at.agreed));
      if (!x) return;
      const bool stands = row.null(at.withdrawn);
      if (stands) p.consented.add(*x);
      const auto when = [&](int column) {
        return row.null(column) ? std::nullopt : std::optional(UnixMs{row.i64(column)});
      };
      all.consents.push_back({*x, {row.i64(at.given)}, when(at.withdrawn), when(at.agreed_until)});
    } else if (&table == &at.objection) {
      const auto x = charter_.find_purpose(row.text(at.objected));
      if (x && row.null(at.given_up)) p.objected.add(*x);
    } else if (&table == &at.joined && row.null(at.parted)) {
      all.joined.push_back({row.id<PersonId>(at.other), row.i64(at.away) != 0, {row.i64(at.joined_at)}});
    }
  }

  void take_referral(const store::Row& row, ServiceIx service, bool fresh, PersonFacts& p) {
    const auto& at = columns();
    Place place;
    place.service = service;
    place.referral = true;
    place.begun = {row.i64(at.created)};
    // On the waiting list it is decided: the reach of whoever took it is over.
    if (fresh) {
      place.taken_by = row.id<StaffId>(at.taken_by);
      place.taken_in = team_at(row, at.taken_in);
      place.taken_at = {row.i64(at.created)};
    }
    p.places.push_back(std::move(place));
  }

  void take_grant(const store::Row& row, FactsForAll& all) {
    const auto& at = columns();
    if (row.i64(at.started) > now_.ms || row.i64(at.ends) <= now_.ms) return;
    const auto role = charter_.find_role(row.text(at.role));
    const auto reason = charter_.find_reason(row.text(at.reason));
    if (role && reason)
      all.granted.push_back(
          {row.id<StaffId>(at.access_of),
           {row.i64(at.ends)},
           {row.id<GrantId>(at.access_id), *role, *reason, all.facts.id, {row.i64(at.started)}},
           !row.null(at.reviewed) && row.i64(at.in_order) == 0});
  }

  /// Whoever was taken off the person, or whose work with them was closed, keeps nothing by a referral that
  /// they took before.
  static void take_off(PersonFacts& p, StaffId worker, std::int64_t ended) {
    for (auto& place : p.places)
      if (place.referral && place.taken_by == worker && place.begun.ms <= ended) place.taken_by = {};
  }

  /// When the first was taken of the referrals that one worker took, each while the one before was open: who
  /// withdraws one and takes the next gains no time by it.
  std::int64_t since_when_taken(const FactsForAll& p, const Place& place) const {
    auto since = place.begun.ms;
    for (bool earlier = true; earlier;) {
      earlier = false;
      for (const auto& t : taken_)
        if (t.person == &p && t.by == place.taken_by && t.at < since && (!t.decided || *t.decided >= since)) {
          since = t.at;
          earlier = true;
        }
    }
    return since;
  }

  struct Found {
    FactsForAll* person;
    EnrolmentId enrolment;
    std::optional<std::int64_t> ended;
    Allocated who;
  };
  const charter::Charter& charter_;
  Seals* seals_;
  SealTally tally_;
  const UnixMs now_;
  std::unordered_map<PersonId, std::vector<FactsForAll*>> by_id_;
  std::vector<Found> allocations_;
  struct Taken {
    const FactsForAll* person;
    StaffId by;
    std::int64_t at;
    std::optional<std::int64_t> decided;
  };
  std::vector<Taken> taken_;
};

Result<std::vector<FactsForAll>> load_rows(store::Session& db, const charter::Charter& c, Seals* seals,
                                           const std::vector<PersonId>& people, UnixMs now) {
  std::vector<FactsForAll> out(people.size());
  for (std::size_t i = 0; i < people.size(); ++i) out[i].facts.id = people[i];
  for (std::size_t from = 0; from < people.size(); from += kLengths.back()) {
    const auto n = std::min(kLengths.back(), people.size() - from);
    const auto length = length_for(n);
    const auto org = c.org();
    const Bytes none;
    std::vector<store::Param> params = {org, none};
    for (std::size_t i = 0; i < length; ++i) params.push_back(people[from + std::min(i, n - 1)]);
    Gathering gathering(c, seals, std::span(out).subspan(from, n), now);
    CHECK_OK(db.each(seal_query_of(SealSet::Person, length), params, [&](const store::Row& row) {
      gathering.take(row);
      return true;
    }));
    gathering.finish();
  }
  for (auto& one : out)
    if (const auto service = service_of_subject(c, one.facts.id)) one = of_service(one.facts.id, *service);
  return out;
}

bool leads_to(const FactsForAll& away, PersonId stays) {
  return std::ranges::any_of(away.joined,
                             [&](const FactsForAll::Joined& j) { return j.away && j.other == stays; });
}

ServiceSet services_of(const FactsForAll& f) {
  ServiceSet all = f.was_in;
  for (const auto& p : f.facts.places) all.add(p.service);
  return all;
}

/// The newest word counts, on whichever of the records it was written down.
PurposeSet agreed_to(const std::vector<FactsForAll::Word>& words) {
  PurposeSet out;
  for (const auto& w : words) {
    if (w.withdrawn) continue;
    const auto later = [&](const FactsForAll::Word& o) {
      return o.purpose == w.purpose && o.withdrawn && *o.withdrawn >= w.given;
    };
    if (std::ranges::none_of(words, later)) out.add(w.purpose);
  }
  return out;
}

/// Several records become one person: what restricts stands wherever it was written down.
void join(FactsForAll& stays, const std::vector<const FactsForAll*>& others) {
  auto& f = stays.facts;
  const auto first = std::ranges::min(stays.joined, {}, [](const auto& j) { return j.at.ms; }).at;
  f.records.push_back({f.id, first, services_of(stays)});
  for (const auto* o : others) {
    const auto at = std::ranges::find(stays.joined, o->facts.id, &FactsForAll::Joined::other)->at;
    f.records.push_back({o->facts.id, at, services_of(*o)});
    f.restricted = f.restricted || o->facts.restricted;
    f.died = f.died || o->facts.died;
    f.objected = f.objected | o->facts.objected;
    f.places.insert(f.places.end(), o->facts.places.begin(), o->facts.places.end());
    stays.granted.insert(stays.granted.end(), o->granted.begin(), o->granted.end());
    stays.consents.insert(stays.consents.end(), o->consents.begin(), o->consents.end());
  }
  f.consented = agreed_to(stays.consents);
  for (auto& part : f.records)
    for (const auto& p : f.places)
      if (p.begun >= part.since) part.services.add(p.service);
  std::ranges::stable_sort(f.places, [](const Place& a, const Place& b) { return a.open && !b.open; });
}

/// Rows of both sides must say the same, and be what Candour wrote; or else nobody stands to anybody.
Result<std::vector<FactsForAll>> load_for_all(store::Session& db, const charter::Charter& c, Seals* seals,
                                              const std::vector<PersonId>& people, UnixMs now) {
  TRY(auto out, load_rows(db, c, seals, people, now));
  std::vector<PersonId> more;
  for (const auto& one : out)
    for (const auto& j : one.joined)
      if (!j.away && std::ranges::find(more, j.other) == more.end()) more.push_back(j.other);
  std::vector<FactsForAll> others;
  if (!more.empty()) {
    TRY(others, load_rows(db, c, seals, more, now));
  }
  for (auto& one : out) {
    std::vector<const FactsForAll*> parts;
    bool good = one.facts.exists;
    for (const auto& j : one.joined) {
      if (j.away) {
        const auto into = j.other;
        one = nothing_of(one.facts.id);
        one.facts.joined_into = into;
        good = false;
        break;
      }
      const auto found = std::ranges::find_if(others, [&](const auto& o) { return o.facts.id == j.other; });
      good = good && found->facts.exists && leads_to(*found, one.facts.id);
      parts.push_back(&*found);
    }
    if (!one.facts.joined_into.is_nil() || parts.empty()) continue;
    if (good)
      join(one, parts);
    else
      one = nothing_of(one.facts.id);
  }
  return out;
}

}  // namespace

std::vector<PersonId> PersonFacts::ids() const {
  std::vector<PersonId> all;
  for (const auto& r : records) all.push_back(r.record);
  if (all.empty()) all.push_back(id);
  return all;
}

PersonFacts FactsForAll::for_worker(StaffId actor, UnixMs now) const {
  PersonFacts out = facts;
  for (const auto& g : granted)
    if (g.worker == actor && g.ends.ms > now.ms && !g.not_in_order) out.grants.push_back(g.grant);
  PurposeSet lapsed, live;
  for (const auto& w : consents)
    if (!w.withdrawn) (w.until && w.until->ms <= now.ms ? lapsed : live).add(w.purpose);
  out.consented = out.consented - (lapsed - live);
  for (auto& place : out.places)
    if (place.referral && (out.died || now.ms >= place.taken_at.ms + kTakenMs)) place.taken_by = {};
  return out;
}

Result<bool> still_lets(store::Session& db, const charter::Charter& c, Seals* seals, PersonId person,
                        PurposeIx purpose, UnixMs now) {
  auto who = person;
  for (int joined = 0; joined < 2; ++joined) {
    TRY(const auto found, load_facts(db, c, seals, StaffId{}, {who}, now));
    const auto& f = found.front();
    if (!f.joined_into.is_nil()) {
      who = f.joined_into;
      continue;
    }
    return f.exists && !f.died && !f.restricted && !f.objected.has(purpose) &&
           (!c.at(purpose).needs_consent() || f.consented.has(purpose));
  }
  return false;
}

Result<std::vector<PersonFacts>> load_facts(store::Session& db, const charter::Charter& c, Seals* seals,
                                            StaffId actor, const std::vector<PersonId>& people, UnixMs now) {
  TRY(const auto loaded, load_for_all(db, c, seals, people, now));
  std::vector<PersonFacts> out;
  out.reserve(loaded.size());
  for (const auto& one : loaded) out.push_back(one.for_worker(actor, now));
  return out;
}

KnownFacts::KnownFacts(store::Db& db, const charter::Charter& c, Seals* seals)
    : db_(db), charter_(c), seals_(seals) {
  listening_ = db_.listen([this](std::string_view what) {
    if (what.empty() || what == store::kReachChanged) ++heard_;
  });
}

KnownFacts::~KnownFacts() {
  db_.unlisten(listening_);
}

void KnownFacts::forget_older(std::uint64_t heard) {
  if (heard <= kept_heard_) return;
  kept_.clear();
  kept_heard_ = heard;
}

std::vector<PersonId> KnownFacts::take_known(StaffId actor, const std::vector<PersonId>& people, UnixMs now,
                                             std::uint64_t heard,
                                             std::vector<std::optional<PersonFacts>>& out) {
  const auto oldest = std::chrono::steady_clock::now() - kLongest;
  std::vector<PersonId> missing;
  const Hold hold(lock_);
  forget_older(heard);
  if (heard != kept_heard_) return people;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto found = kept_.find(people[i]);
    if (found != kept_.end() && found->second.at > oldest)
      out[i] = found->second.facts.for_worker(actor, now);
    else
      missing.push_back(people[i]);
  }
  return missing;
}

Result<std::vector<PersonFacts>> KnownFacts::of(StaffId actor, const std::vector<PersonId>& people,
                                                UnixMs now) {
  const bool inside = db_.reading_here();
  // Before the snapshot begins: what changes from now on makes the facts that it shows old ones.
  const auto heard = heard_.load();
  const auto at = std::chrono::steady_clock::now();
  std::vector<std::optional<PersonFacts>> found(people.size());
  auto missing = inside ? people : take_known(actor, people, now, heard, found);
  std::vector<FactsForAll> loaded;
  if (!missing.empty())
    CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
      TRY(loaded, load_for_all(s, charter_, seals_, missing, now));
      return {};
    }));
  std::vector<PersonFacts> out;
  out.reserve(people.size());
  auto next = loaded.cbegin();
  for (auto& one : found) out.push_back(one ? std::move(*one) : (next++)->for_worker(actor, now));
  if (inside || loaded.empty() || loaded.size() > kMost) return out;
  const Hold hold(lock_);
  forget_older(heard);
  if (heard != kept_heard_) return out;
  if (kept_.size() + loaded.size() > kMost) kept_.clear();
  for (auto& one : loaded) {
    const auto id = one.facts.id;
    kept_.insert_or_assign(id, Kept{std::move(one), at});
  }
  return out;
}

}  // namespace candour::gate
