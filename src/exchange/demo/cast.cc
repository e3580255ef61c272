#include "exchange/demo/cast.h"

#include <algorithm>
#include <set>

#include "base/calendar.h"
#include "base/text.h"
#include "exchange/demo/names.h"

namespace candour::exchange::demo {

using charter::Charter;
using charter::Duty;
using charter::Reach;

CategorySet readable(const Charter& c, RoleIx role_ix, ServiceIx service) {
  const auto& role = c.at(role_ix);
  CategorySet out;
  for (const auto p : role.purposes)
    if (c.at(service).purposes.has(p) && !c.at(p).needs_consent())
      out = out | (c.at(p).categories & role.sees);
  return out;
}

CategorySet writable(const Charter& c, RoleIx role_ix, ServiceIx service, PurposeSet consented) {
  const auto& role = c.at(role_ix);
  CategorySet out;
  for (const auto p : role.purposes) {
    if (!c.at(service).purposes.has(p) || (c.at(p).needs_consent() && !consented.has(p))) continue;
    out = out | (c.at(p).categories & role.sees & role.writable);
  }
  return out;
}

bool can_write(const Charter& c, RoleIx role, ServiceIx service, KindIx kind, PurposeSet consented) {
  const auto* use = c.kind_use(service, kind);
  const auto& writes = c.at(role).writes;
  if (!use || std::ranges::find(writes, kind) == writes.end()) return false;
  const auto may = writable(c, role, service, consented);
  bool something = false;
  for (const auto& f : c.at(kind).fields) {
    something = something || may.has(f.category);
    if (charter::needs_answer(use, f) && !may.has(f.category)) return false;
  }
  return something;
}

std::vector<RoleIx> specialists(const Charter& c, const Cast& cast) {
  std::vector<RoleIx> out;
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    const auto role = static_cast<RoleIx>(i);
    if (role != cast.worker_role && role != cast.supervisor_role && c.at(role).reach == Reach::Caseload &&
        !c.at(role).writes.empty())
      out.push_back(role);
  }
  return out;
}

namespace {

std::size_t kinds_in(const Charter& c, ServiceIx s) {
  return c.at(s).kinds.size();
}

bool writes_anything_in(const Charter& c, RoleIx role, ServiceIx s) {
  return std::ranges::any_of(c.at(role).writes, [&](KindIx k) { return can_write(c, role, s, k, {}); });
}

Result<RoleIx> find_role(const Charter& c, std::string_view code, Duty duty, std::string_view what) {
  if (const auto known = c.find_role(code)) return *known;
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (c.roles[i].has(duty)) return static_cast<RoleIx>(i);
  return fail(Code::Invalid,
              "No role of " + c.organisation.name + " " + std::string(what) +
                  ", so there is no history to invent. To mend: give one the duty in its charter.");
}

/// Names, posts and records of the staff as they are made.
class Maker {
 public:
  Maker(const Rooms& rooms, const Setting& setting, Random rng)
      : rooms_(rooms), setting_(setting), rng_(rng) {
    at_ = static_cast<std::size_t>(setting.order) * 37;
  }

  std::string name() {
    for (;;) {
      const auto given = staff_given_names()[at_ % staff_given_names().size()];
      const auto family = staff_family_names()[(at_ * 11 + at_ / 30) % staff_family_names().size()];
      ++at_;
      const auto whole = std::string(given) + " " + std::string(family);
      if (used_.insert(whole).second) return whole;
    }
  }

  people::NewStaff record(Member& m, std::string base, std::optional<StaffId> supervisor) {
    const auto n = ++counts_[base];
    m.name = name();
    m.username = n == 1 && !numbered(base) ? base : base + std::to_string(n);
    people::NewStaff s;
    s.name = m.name;
    s.username = m.username;
    s.email = m.username + "." + rooms_.charter.organisation.code + "@example.org";
    s.posts = m.posts;
    s.supervisor = supervisor;
    s.password = setting_.password;
    return s;
  }

  Status add(Cast& cast, Member m, std::optional<StaffId> supervisor) {
    const auto code = rooms_.charter.at(m.role).code;
    auto s = record(m, code, supervisor);
    const auto now = rooms_.clock.now();
    s.agreement_at = now;
    // Where no role keeps the staff records nobody could enter the yearly training later: it stands as of
    // now.
    const bool kept =
        std::ranges::any_of(rooms_.charter.roles, [](auto& r) { return r.has(Duty::ManageStaff); });
    s.training_at = UnixMs{(kept ? now : setting_.until).ms - std::int64_t{30} * 86'400'000};
    TRY(m.id, rooms_.staff.seed(s, true));
    cast.all.push_back(std::move(m));
    return {};
  }

  void skip(std::string_view base, int n) { counts_[std::string(base)] = n; }
  void number_always(std::string_view base) { numbered_.insert(std::string(base)); }

 private:
  bool numbered(const std::string& base) const { return numbered_.count(base) > 0; }

  const Rooms& rooms_;
  const Setting& setting_;
  Random rng_;
  std::size_t at_ = 0;
  std::map<std::string, int> counts_;
  std::set<std::string> used_, numbered_;
};

std::string services_words(const Charter& c, const std::vector<gate::Post>& posts) {
  std::vector<std::string> names;
  for (const auto& p : posts) {
    if (!p.service) return "all services";
    names.push_back(c.at(*p.service).name);
  }
  return listed(names);
}

std::string reach_words(const charter::Role& role) {
  if (role.reach == Reach::Caseload) return "all services, for the people they are allocated to";
  if (role.reach != Reach::None) return "all services";
  return role.reasoned.empty() ? "opens no record"
                               : "opens a record only for a reason that the charter names";
}

Status found_teams(const Rooms& rooms, Cast& cast) {
  const auto& c = rooms.charter;
  const auto& towns = region_of(c.organisation.code).towns;
  std::size_t town = 0;
  for (std::size_t s = 0; s < c.services.size(); ++s) {
    cast.teams.emplace_back();
    const int n = c.services.size() == 1 ? 2 : 1;  // somebody must be of another team
    for (int i = 0; i < n; ++i) {
      const std::string name(towns[town++ % towns.size()]);
      TRY(const auto id, rooms.staff.seed_team(name, static_cast<ServiceIx>(s)));
      cast.teams.back().push_back({id, name});
    }
  }
  return {};
}

/// Somebody above the supervisors, where the charter has such a role.
std::optional<StaffId> above_supervisors(const Charter& c, const Cast& cast) {
  for (const auto& m : cast.all)
    if (m.role != cast.supervisor_role && c.at(m.role).has(Duty::SeeWorkload)) return m.id;
  return std::nullopt;
}

Status add_supervisors(Maker& make, const Rooms& rooms, Cast& cast) {
  const auto& c = rooms.charter;
  const auto line = above_supervisors(c, cast);
  cast.supervisor.resize(c.services.size());
  for (std::size_t s = 0; s < c.services.size(); s += 2) {
    Member m;
    m.role = cast.supervisor_role;
    for (std::size_t i = s; i < std::min(s + 2, c.services.size()); ++i) {
      m.posts.push_back({m.role, static_cast<ServiceIx>(i), std::nullopt});
      cast.supervisor[i] = cast.all.size();
    }
    m.where = services_words(c, m.posts);
    CHECK_OK(make.add(cast, std::move(m), line));
  }
  return {};
}

int workers_a_service(std::size_t services) {
  return services == 1 ? 4 : services <= 4 ? 2 : 1;
}

Status add_worker(Maker& make, const Rooms& rooms, Cast& cast, std::size_t s, std::size_t nth, bool lapsed) {
  const auto& c = rooms.charter;
  const auto& teams = cast.teams[s];
  const auto& team = teams[nth % teams.size()];
  Member m;
  m.role = cast.worker_role;
  m.posts = {{m.role, static_cast<ServiceIx>(s), team.id}};
  m.where = c.services[s].name + ", " + team.town + " team";
  m.front = !lapsed;
  m.lapsed = lapsed;
  if (lapsed) m.where += "; data-protection training has lapsed, so every record stays shut";
  if (!lapsed) cast.workers[s].push_back(cast.all.size());
  return make.add(cast, std::move(m), cast.all[cast.supervisor[s]].id);
}

Status add_workers(Maker& make, const Rooms& rooms, Cast& cast) {
  const auto& c = rooms.charter;
  cast.workers.resize(c.services.size());
  const auto rounds = static_cast<std::size_t>(workers_a_service(c.services.size()));
  for (std::size_t round = 0; round < rounds; ++round)
    for (std::size_t s = 0; s < c.services.size(); ++s)
      CHECK_OK(add_worker(make, rooms, cast, s, round, false));
  if (rounds == 1) CHECK_OK(add_worker(make, rooms, cast, 0, 0, false));  // a colleague of the same team
  auto note = [&](std::size_t nth, std::string_view words) {
    std::size_t seen = 0;
    for (auto& m : cast.all)
      if (m.role == cast.worker_role && ++seen == nth) m.where += words;
  };
  note(1, "; has people of their own");
  note(2,
       c.at(cast.worker_role).reasoned.empty()
           ? "; another team: refused at worker1's people"
           : "; another team: refused at worker1's people, until a reason is given that the charter allows");
  if (c.training_months() > 0) CHECK_OK(add_worker(make, rooms, cast, 0, 0, true));
  return {};
}

Status add_others(Maker& make, const Rooms& rooms, Cast& cast, bool above) {
  const auto& c = rooms.charter;
  const auto by_caseload = specialists(c, cast);
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    const auto role = static_cast<RoleIx>(i);
    if (role == cast.worker_role || role == cast.supervisor_role) continue;
    if (above != c.at(role).has(Duty::SeeWorkload)) continue;
    const bool special = std::ranges::find(by_caseload, role) != by_caseload.end();
    for (int n = 0; n < (special ? 2 : 1); ++n) {
      Member m;
      m.role = role;
      m.posts = {{role, std::nullopt, std::nullopt}};
      m.where = reach_words(c.at(role));
      m.front = special;
      if (special) make.number_always(c.at(role).code);
      const auto line = special ? std::optional(cast.all[cast.supervisor[0]].id) : std::nullopt;
      CHECK_OK(make.add(cast, std::move(m), line));
      if (c.at(role).has(Duty::ManageStaff) && !cast.admin) cast.admin = cast.all.size() - 1;
    }
  }
  return {};
}

}  // namespace

bool wants_specialist(const Charter& c, const Cast& cast, RoleIx specialist, ServiceIx service) {
  bool adds_anywhere = false, adds_here = false;
  std::size_t fewest = ~std::size_t{0};
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (!writes_anything_in(c, specialist, s)) continue;
    fewest = std::min(fewest, kinds_in(c, s));
    const bool adds = std::ranges::any_of(c.at(specialist).writes, [&](KindIx k) {
      return can_write(c, specialist, s, k, {}) && !can_write(c, cast.worker_role, s, k, {});
    });
    adds_anywhere = adds_anywhere || adds;
    adds_here = adds_here || (adds && s == service);
  }
  if (adds_anywhere) return adds_here;
  return writes_anything_in(c, specialist, service) && kinds_in(c, service) == fewest;
}

Result<Cast> take_on(const Rooms& rooms, const Setting& setting, Random rng) {
  const auto& c = rooms.charter;
  Cast cast;
  TRY(cast.worker_role, find_role(c, "worker", Duty::AddPerson, "takes new people down"));
  TRY(cast.supervisor_role, find_role(c, "supervisor", Duty::DecideReferral, "decides on referrals"));
  Maker make(rooms, setting, rng);
  make.number_always(c.at(cast.worker_role).code);
  make.number_always(c.at(cast.supervisor_role).code);
  CHECK_OK(found_teams(rooms, cast));
  CHECK_OK(add_others(make, rooms, cast, true));
  CHECK_OK(add_supervisors(make, rooms, cast));
  CHECK_OK(add_workers(make, rooms, cast));
  CHECK_OK(add_others(make, rooms, cast, false));
  return cast;
}

Result<Member> new_starter(const Rooms& rooms, const Setting& setting, const Cast& cast, Random rng) {
  const auto& c = rooms.charter;
  Maker make(rooms, setting, rng);
  int n = 0;
  std::set<std::string> names;
  for (const auto& m : cast.all) {
    n += m.role == cast.worker_role;
    names.insert(m.name);
  }
  make.number_always(c.at(cast.worker_role).code);
  make.skip(c.at(cast.worker_role).code, n);
  Member m;
  m.role = cast.worker_role;
  m.starter = true;
  m.posts = {{m.role, ServiceIx{}, cast.teams[0][0].id}};
  m.where =
      c.services[0].name + ", " + cast.teams[0][0].town +
      " team; new this week and has not signed the confidentiality agreement, so every record stays shut";
  people::NewStaff s;
  do {
    s = make.record(m, c.at(m.role).code, cast.over(ServiceIx{}).id);
    make.skip(c.at(cast.worker_role).code, n);
  } while (names.count(m.name));
  s.training_at = rooms.clock.now();
  // As all of the demo's accounts: everybody signs in with the same password, and nobody is asked to choose
  // one.
  TRY(m.id, rooms.staff.seed(s, true));
  return m;
}

}  // namespace candour::exchange::demo
