#include "retention/schedule.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/erasure.h"
#include "charter/keeping.h"
#include "gate/words.h"
#include "people/ages.h"

namespace candour::retention {

using charter::KeptUntil;
using charter::Trigger;

namespace {

/// Entries of one kind in one service: how their days stand.
struct Written {
  UnixMs happened, changed, written;
};
struct Place {
  bool open = false;
  std::optional<Date> ended, contact;
  std::map<KindIx, Written> kinds;
};
struct Days {
  bool open = false;
  std::optional<Date> died, born;
  std::map<ServiceIx, Place> places;
};

void later(std::optional<Date>& day, Date other) {
  if (!day || *day < other) day = other;
}

Status load_places(store::Session& db, const charter::Charter& c, const PersonId& record, Days& d) {
  CHECK_OK(
      db.each("SELECT died FROM person WHERE org=$1 AND id=$2", {c.org(), record}, [&](const store::Row& r) {
        if (!r.null(0)) d.died = parse_iso_date(r.text(0));
        return false;
      }));
  CHECK_OK(db.each(
      "SELECT service, ended FROM enrolment WHERE org=$1 AND person=$2 UNION ALL SELECT service, CASE WHEN "
      "state IN ('new', 'waiting') THEN NULL ELSE COALESCE(decided, created) END FROM referral WHERE "
      "org=$1 AND person=$2",
      {c.org(), record}, [&](const store::Row& r) {
        const auto service = c.find_service(r.text(0));
        if (!service || r.null(1)) d.open = true;  // of a service that the charter has lost nothing is known
        if (service && r.null(1)) d.places[*service].open = true;
        if (service && !r.null(1)) later(d.places[*service].ended, today({r.i64(1)}));
        return true;
      }));
  return db.each(
      "SELECT service, kind, MAX(happened), MAX(changed), MAX(written) FROM entry WHERE org=$1 AND person=$2 GROUP BY "
      "service, kind",
      {c.org(), record}, [&](const store::Row& r) {
        const auto service = c.find_service(r.text(0));
        const auto kind = c.find_kind(r.text(1));
        if (!service || !kind) {
          d.open = true;
          return true;
        }
        auto& place = d.places[*service];
        place.kinds[*kind] = {{r.i64(2)}, {r.i64(3)}, {r.i64(4)}};
        // That somebody else had it kept is no contact with the person: it would go on keeping it after its
        // end.
        if (!c.at(*kind).records_hold) later(place.contact, today({std::min(r.i64(2), r.i64(4))}));
        return true;
      });
}

/// From which days periods count, for what of that kind is governed by a rule in that service.
charter::KeepDates dates_of(const charter::Charter& c, const Days& d, ServiceIx service, const Place& place,
                            const Written* of) {
  charter::KeepDates out;
  out.born = d.born;
  if (d.died) out.known[Trigger::Death] = *d.died;
  auto ended = place.ended;
  if (!ended && d.died) ended = d.died;
  if (ended) out.known[Trigger::EndOfService] = *ended;
  const auto contact = place.contact ? place.contact : ended;
  if (contact) out.known[Trigger::LastContact] = *contact;
  if (const auto end = c.at(service).contract_end) out.known[Trigger::ContractEnd] = *end;
  if (of) {
    out.known[Trigger::Shared] = today(of->happened);
    out.known[Trigger::Created] = today(of->written);
    out.known[Trigger::Closure] = today(of->changed);
  }
  return out;
}

/// The later one counts; what is not known yet counts as later than any day, and what somebody decides from
/// some day on as later than what ends on that day.
void join(std::optional<KeptUntil>& all, const KeptUntil& one) {
  const bool known = one.day.ok();
  const bool later =
      known && all && (one.day > all->day || (one.day == all->day && one.how == KeptUntil::How::Decision));
  if (!all || (all->day.ok() && (!known || later))) all = one;
}

Kept& of_group(std::vector<Kept>& all, std::uint32_t group) {
  auto at = std::ranges::find(all, group, &Kept::group);
  if (at == all.end()) at = all.insert(all.end(), Kept{group, {}, {}, {}, false});
  return *at;
}

/// Only then a birth date is opened, which costs more than all the rest.
bool goes_by_age(const charter::Charter& c) {
  return std::ranges::any_of(c.retention, [](const charter::RetentionRule& r) {
    return r.choose == charter::RetentionRule::Choose::ByAge || r.birthday > 0 ||
           std::ranges::any_of(r.among, [](const charter::Keep& k) { return k.birthday > 0; });
  });
}

/// Every period that governs one category of one person, in each service and kind in which there is any.
std::optional<KeptUntil> until_of(const charter::Charter& c, const Days& d, CategoryIx category,
                                  const Settled& settled, Kept& out) {
  std::optional<KeptUntil> all;
  const auto profile = c.find_kind("profile");
  for (const auto& [service, place] : d.places) {
    const auto add = [&](KindIx kind, const Written* of) {
      const auto* rule =
          c.at(kind).categories().has(category) ? c.retention_for(service, kind, category) : nullptr;
      if (!rule) return;
      out.rules.insert(rule->code);
      out.waits = out.waits || waits_for_decision(*rule, settled);
      join(all, kept_until(*rule, dates_of(c, d, service, place, of), settled));
    };
    if (profile) add(*profile, nullptr);
    for (const auto& [kind, of] : place.kinds) add(kind, &of);
  }
  return all;
}

/// Whether each of a kind's categories has a period of this service: one that all services share keeps it.
bool goes_with_service(const charter::Charter& c, ServiceIx service, KindIx kind) {
  bool all = true;
  c.at(kind).categories().each([&](CategoryIx category) {
    const auto* rule = c.retention_for(service, kind, category);
    all = all && rule && of_some_services(*rule);
  });
  return all;
}

/// Of each service that was left while another goes on: when the last of what is of it alone is over.
std::vector<OfServiceLeft> left_of(const charter::Charter& c, const Days& d, const Settled& settled) {
  std::vector<OfServiceLeft> out;
  for (const auto& [service, place] : d.places) {
    if (!d.open || place.open || !place.ended) continue;
    OfServiceLeft one{service, {}, {}};
    std::optional<KeptUntil> until;
    for (const auto& [kind, of] : place.kinds) {
      if (!is_of_service_alone(c.at(kind)) || !goes_with_service(c, service, kind)) continue;
      c.at(kind).categories().each([&](CategoryIx category) {
        const auto* rule = c.retention_for(service, kind, category);
        one.rules.insert(rule->code);
        join(until, kept_until(*rule, dates_of(c, d, service, place, &of), settled));
      });
    }
    if (until) one.until = *until, out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

bool of_some_services(const charter::RetentionRule& rule) {
  return !rule.services.empty() && !rule.all_services;
}

bool is_of_service_alone(const charter::Kind& kind) {
  constexpr std::string_view kOfThePerson[] = {"about", "circle", "health", "safety"};
  return !charter::shows_what_was_done(kind) && !kind.engine && !kind.one_per_person && !kind.alert &&
         kind.banner_fields.empty() && std::ranges::find(kOfThePerson, kind.part) == std::end(kOfThePerson);
}

std::vector<const Kept*> OfPerson::over(Date by, const Held& held) const {
  std::vector<const Kept*> out;
  if (open) return out;
  for (const auto& k : kept)
    if (!held.keeps_key(k.categories) && k.until.day.ok() && k.until.day < by) out.push_back(&k);
  return out;
}

Result<OfPerson> Schedule::reckon(store::Session& db, PersonId person) const {
  TRY(const auto settled, settled_conflicts(db, gate_.charter()));
  return reckon(db, person, settled);
}

Result<OfPerson> Schedule::reckon(store::Session& db, PersonId person, const Settled& settled) const {
  const auto& c = gate_.charter();
  OfPerson out;
  TRY(const auto records, gate_.records_of(person));
  Days days;
  for (const auto& record : records) CHECK_OK(load_places(db, c, record, days));
  if (goes_by_age(c)) {
    TRY(days.born, people::birth_date(db, gate_, vault_, person));
  }
  out.open = days.open || days.places.empty();
  bool all_known = !out.open;
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const auto category = static_cast<CategoryIx>(i);
    Kept one{c.retention_group(category), {}, {}, {}, false};
    const auto until = until_of(c, days, category, settled, one);
    if (!until) continue;
    auto& kept = of_group(out.kept, one.group);
    const bool first = kept.categories.empty();
    std::optional<KeptUntil> both;
    if (!first) both = kept.until;
    join(both, *until);
    kept.until = *both;
    kept.categories.add(category);
    kept.rules.insert(one.rules.begin(), one.rules.end());
    kept.waits = kept.waits || one.waits;
    if (until->how != KeptUntil::How::Day)
      all_known = false;
    else if (all_known)
      later(out.whole, until->day);
  }
  if (!all_known) out.whole.reset();
  out.left = left_of(c, days, settled);
  return out;
}

Result<std::optional<charter::KeepDates>> Schedule::left(store::Session& db, PersonId person,
                                                         ServiceIx service) const {
  const auto& c = gate_.charter();
  TRY(const auto records, gate_.records_of(person));
  Days days;
  for (const auto& record : records) CHECK_OK(load_places(db, c, record, days));
  const auto at = days.places.find(service);
  if (!days.open || at == days.places.end() || at->second.open || !at->second.ended)
    return std::optional<charter::KeepDates>();
  TRY(days.born, people::birth_date(db, gate_, vault_, person));
  return std::optional(dates_of(c, days, service, at->second, nullptr));
}

Result<OfPerson> Schedule::of(const Pass& pass, PersonId person) const {
  if (!pass.covers(person)) return not_found();
  OfPerson out;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(out, reckon(db, person));
    const auto now = held(db, gate_, vault_, person, By::HoldsAndRequests);
    // Where the holds are not what Candour wrote nothing goes.
    out.held.whole = !now && now.error().code == Code::Corrupt;
    if (now)
      out.held = *now;
    else if (!out.held.whole)
      return tl::unexpected<Error>(now.error());
    return {};
  }));
  return out;
}

Result<std::vector<PersonId>> Schedule::ended(store::Session& db, ServiceIx service, PersonId after,
                                              int most) const {
  std::vector<PersonId> out;
  const auto& c = gate_.charter();
  const bool own = std::ranges::any_of(c.retention, [&](const charter::RetentionRule& r) {
    return of_some_services(r) && r.services.has(service);
  });
  const std::string in = own ? " AND x.service=$2" : "";
  CHECK_OK(db.each(
      "SELECT p.id FROM person p WHERE p.org=$1 AND p.id>$3 AND (EXISTS (SELECT 1 FROM enrolment e WHERE e.org=p.org "
      "AND e.person=p.id AND e.service=$2) OR EXISTS (SELECT 1 FROM referral r WHERE r.org=p.org AND "
      "r.person=p.id AND r.service=$2)) AND NOT EXISTS (SELECT 1 FROM enrolment x WHERE x.org=p.org AND "
      "x.person=p.id AND x.ended IS NULL" +
          in +
          ") AND NOT EXISTS (SELECT 1 FROM referral x WHERE x.org=p.org AND x.person=p.id AND x.state IN ('new', "
          "'waiting')" +
          in +
          // Of two records that were joined the one that stays stands for both, where it had the service too.
          ") AND NOT EXISTS (SELECT 1 FROM joined_record j WHERE j.org=p.org AND j.person=p.id AND j.away=1 AND "
          "j.ended IS NULL AND (EXISTS (SELECT 1 FROM enrolment o WHERE o.org=j.org AND o.person=j.other AND "
          "o.service=$2) OR EXISTS (SELECT 1 FROM referral o WHERE o.org=j.org AND o.person=j.other AND "
          "o.service=$2))) ORDER BY p.id LIMIT $4",
      {c.org(), c.at(service).code, after, std::int64_t{most}},
      [&](const store::Row& r) { return out.push_back(r.id<PersonId>(0)), true; }));
  return out;
}

}  // namespace candour::retention
