#include "gate/standing.h"

#include <algorithm>

#include "base/obligations.h"
#include "charter/requests.h"

namespace candour::gate {

using charter::Charter;
using charter::Doing;
using charter::Duty;
using charter::Reach;

bool covers(const Post& post, ServiceIx service) {
  return !post.service || *post.service == service;
}

namespace {

Reach nearer(Reach a, Reach b) {
  return std::min(a, b);
}

bool in_line(const Actor& actor, StaffId worker) {
  return std::ranges::find(actor.line, worker) != actor.line.end();
}

bool own_team(const Actor& actor, std::optional<TeamId> team) {
  return team && std::ranges::any_of(actor.posts, [&](const Post& p) { return p.team == team; });
}

/// The duty itself brings within the role's own reach what somebody must decide on and nobody holds yet:
/// without this, a role that reaches its line only could never take up a referral (LW-4.2).
Reach by_duty(const charter::Role& role, Duty duty) {
  if (!role.has(duty) || role.reach == Reach::None) return Reach::Organisation;
  return nearer(role.reach, Reach::Service);
}

Reach reach_of_referral(const Actor& actor, const charter::Role& role, const Place& p) {
  // Whoever has left the team in which they took it has left it there.
  if (p.taken_by == actor.id && (!p.taken_in || own_team(actor, p.taken_in))) return Reach::Caseload;
  return by_duty(role, Duty::DecideReferral);
}

/// Once closed, the record leaves the worker's caseload and the team; who supervised the last workers still
/// answers for it, and may reopen it.
Reach reach_of_closed(const Actor& actor, const Place& p) {
  const auto below = [&](const Allocated& w) { return in_line(actor, w.worker); };
  return std::ranges::any_of(p.workers, below) ? Reach::Line : Reach::Service;
}

Reach reach_of_enrolment(const Actor& actor, const charter::Role& role, const Place& p) {
  if (!p.open) return reach_of_closed(actor, p);
  Reach near = p.workers.empty() ? nearer(Reach::Service, by_duty(role, Duty::Allocate)) : Reach::Service;
  if (own_team(actor, p.team)) near = nearer(near, Reach::Team);
  for (const auto& w : p.workers) {
    if (w.worker == actor.id || actor.covers_for(w.worker)) return Reach::Caseload;
    if (in_line(actor, w.worker)) near = nearer(near, Reach::Line);
    if (own_team(actor, w.team)) near = nearer(near, Reach::Team);
  }
  return near;
}

void each_service(const Charter& c, const Post& post, const PersonFacts& person, auto&& f) {
  ServiceSet seen;
  for (const auto& p : person.places) {
    if (seen.has(p.service)) continue;
    seen.add(p.service);
    f(p.service);
  }
  if (!person.places.empty()) return;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (const auto s = static_cast<ServiceIx>(i); covers(post, s)) f(s);
}

charter::Facts facts_for(const Charter& c, const Actor& actor, const Post& post, const PersonFacts& person,
                         ServiceIx service) {
  charter::Facts f;
  f.role = post.role;
  f.service = service;
  f.reach = reach_of(c, actor, post, person, service);
  f.agreement = actor.agreement;
  f.training = actor.training;
  f.restricted = person.restricted;
  f.objected = person.objected;
  f.consented = person.consented;
  return f;
}

}  // namespace

Reach reach_of(const Charter& c, const Actor& actor, const Post& post, const PersonFacts& person,
               ServiceIx service) {
  Reach near = Reach::Organisation;
  if (!covers(post, service)) return near;
  const auto& role = c.at(post.role);
  for (const auto& p : person.places) {
    if (p.service != service) continue;
    near = nearer(near, p.referral ? reach_of_referral(actor, role, p) : reach_of_enrolment(actor, role, p));
  }
  return near;
}

bool Standing::reaches(const Charter& c) const {
  return facts.reach != Reach::None && facts.reach <= c.at(facts.role).reach;
}

CategorySet Standing::seen_to_settle(const Charter& c) const {
  const bool decides = facts.restricted && grant.is_nil() &&
                       charter::decides_on(c, facts.role, charter::request_field::kRestriction);
  return decides ? charter::told_in_requests(c) : CategorySet{};
}

charter::Facts Standing::to_settle() const {
  auto f = facts;
  f.restricted = false;
  return f;
}

std::vector<Standing> standings(const Charter& c, const Actor& actor, const PersonFacts& person) {
  std::vector<Standing> out;
  if (!person.exists) return out;
  for (const auto& post : actor.posts)
    each_service(c, post, person, [&](ServiceIx s) {
      out.push_back({facts_for(c, actor, post, person, s), &post, {}, person.is_service});
    });
  std::ranges::stable_sort(out, {}, [](const Standing& s) { return s.facts.reach; });
  for (const auto& grant : person.grants)
    for (const auto& post : actor.posts) {
      if (post.role != grant.role) continue;  // the post was taken away: so is the access
      each_service(c, post, person, [&](ServiceIx s) {
        auto f = facts_for(c, actor, post, person, s);
        f.reasoned = true;
        f.reason = grant.reason;
        out.push_back({f, &post, grant.id, person.is_service});
      });
    }
  return out;
}

void Rights::add(const Charter& c, const Standing& s, Doing doing, CategorySet wanted,
                 std::optional<PurposeIx> only) {
  for (const auto purpose : c.at(s.facts.role).purposes) {
    if (only && purpose != *only) continue;
    auto& had = doing == Doing::See ? see : write;
    auto given = charter::decide_set(c, s.facts, purpose, doing);
    if (doing == Doing::See && s.facts.restricted)
      given = given | (charter::decide_set(c, s.to_settle(), purpose, doing) & s.seen_to_settle(c));
    const auto more = (given & wanted) - had;
    if (more.empty()) continue;
    if (!any) {
      this->purpose = purpose;
      service = s.facts.service;
    }
    any = true;
    more.each([&](CategoryIx cat) {
      auto d = charter::decide(c, s.facts, purpose, cat, doing);
      if (!d.allowed()) d = charter::decide(c, s.to_settle(), purpose, cat, doing);
      if (!(see | write).has(cat))
        grounds[static_cast<std::size_t>(cat)] = {purpose, d.clause, static_cast<std::uint8_t>(d.basis)};
      obligations |= d.obligations;
    });
    if (!s.grant.is_nil() && grant.is_nil()) {
      grant = s.grant;
      obligations |= kReasonedAccess;
    }
    had = had | more;
  }
}

namespace {

Ground ground_of(const Charter& c, PurposeIx p) {
  const auto& purpose = c.at(p);
  const auto basis = purpose.bases.empty() ? charter::Basis::None : purpose.bases.front().basis;
  return {p, purpose.clause_ix, static_cast<std::uint8_t>(basis)};
}

}  // namespace

void Rights::add_registering(const Charter& c, RoleIx role_ix, ServiceIx in, CategorySet wanted) {
  const auto& role = c.at(role_ix);
  for (const auto p : role.purposes) {
    // Somebody who is not here yet has agreed to nothing yet.
    if (!c.at(in).purposes.has(p) || c.at(p).needs_consent()) continue;
    const auto more = (c.at(p).categories & role.sees & role.writable & wanted) - write;
    if (more.empty()) continue;
    if (!any) purpose = p;
    any = true;
    service = in;
    more.each([&](CategoryIx cat) { grounds[static_cast<std::size_t>(cat)] = ground_of(c, p); });
    write = write | more;
  }
}

void Rights::add_words(const Charter& c, ServiceIx in, CategoryIx words) {
  service = in;
  if (write.has(words)) return;
  std::optional<PurposeIx> found;
  c.at(in).purposes.each([&](PurposeIx p) {
    if (!found && c.at(p).categories.has(words) && !c.at(p).needs_consent()) found = p;
  });
  if (!found) return;
  if (!see.has(words)) grounds[static_cast<std::size_t>(words)] = ground_of(c, *found);
  write.add(words);
}

void Rights::add_told(const Charter& c, PurposeIx by, CategorySet wanted) {
  const auto more = (c.at(by).categories & wanted) - see;
  if (more.empty()) return;
  if (!any) purpose = by;
  any = true;
  more.each([&](CategoryIx cat) { grounds[static_cast<std::size_t>(cat)] = ground_of(c, by); });
  see = see | more;
}

bool Rights::same_as(const Rights& o) const {
  if (see != o.see || write != o.write || purpose != o.purpose || service != o.service) return false;
  if (obligations != o.obligations || grant != o.grant) return false;
  bool same = true;
  (see | write).each([&](CategoryIx cat) {
    const auto& a = grounds[static_cast<std::size_t>(cat)];
    const auto& b = o.grounds[static_cast<std::size_t>(cat)];
    same = same && a.purpose == b.purpose && a.clause == b.clause && a.basis == b.basis;
  });
  return same;
}

Rights rights_to_see(const Charter& c, const std::vector<Standing>& all, CategorySet wanted,
                     std::optional<PurposeIx> only) {
  Rights r;
  for (const auto& s : all) r.add(c, s, Doing::See, wanted, only);
  return r;
}

CategorySet seen_before(const charter::Charter& c, const std::vector<Standing>& all, const PersonFacts& facts,
                        const RecordPart& part) {
  std::vector<Standing> own;
  for (const auto& s : all) {
    bool counts = part.services.has(s.facts.service);
    if (part.services.empty()) counts = c.at(s.facts.role).reach == charter::Reach::Organisation;
    for (const auto& g : facts.grants)
      if (g.id == s.grant) counts = g.record == part.record || g.started >= part.since;
    if (counts) own.push_back(s);
  }
  return rights_to_see(c, own, CategorySet::of_bits(~0ull)).see;
}

}  // namespace candour::gate
