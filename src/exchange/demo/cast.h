// The staff of the demo: teams named after places, workers and supervisors for each service, one or two of
// every other role, all told by the charter. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exchange/demo/demo.h"
#include "exchange/demo/random.h"

namespace candour::exchange::demo {

struct Member {
  StaffId id;
  std::string name, username, where;
  RoleIx role{};
  std::vector<gate::Post> posts;
  bool front = false;    // a worker who has people of their own
  bool lapsed = false;   // training out of date
  bool starter = false;  // came this week, has not signed
};

struct TeamOf {
  TeamId id;
  std::string town;
};

struct Cast {
  std::vector<Member> all;
  std::vector<std::vector<TeamOf>> teams;         // by service
  std::vector<std::vector<std::size_t>> workers;  // by service, into all
  std::vector<std::size_t> supervisor;            // by service
  std::optional<std::size_t> admin;               // who keeps the staff records
  RoleIx worker_role{}, supervisor_role{};

  const Member& worker(ServiceIx s, std::size_t nth) const {
    const auto& w = workers[static_cast<std::size_t>(s)];
    return all[w[nth % w.size()]];
  }
  const Member& over(ServiceIx s) const { return all[supervisor[static_cast<std::size_t>(s)]]; }
};

/// Takes on everybody but the new starter. The clock stands at the beginning of the history.
Result<Cast> take_on(const Rooms& rooms, const Setting& setting, Random rng);
/// The one who came this week; added by the administrator as it happens every day.
Result<Member> new_starter(const Rooms& rooms, const Setting& setting, const Cast& cast, Random rng);

/// What a role may see in a service by right, once it reaches somebody there.
CategorySet readable(const charter::Charter& c, RoleIx role, ServiceIx service);
/// What a role may write in a service, by the charter alone; purposes that rest on consent only where given.
CategorySet writable(const charter::Charter& c, RoleIx role, ServiceIx service, PurposeSet consented);
/// All that the kind asks of everybody in this service is writable for the role, and the role writes the
/// kind.
bool can_write(const charter::Charter& c, RoleIx role, ServiceIx service, KindIx kind, PurposeSet consented);
/// Roles, other than the workers', that come to people by their caseload and write something.
std::vector<RoleIx> specialists(const charter::Charter& c, const Cast& cast);
/// Where a specialist is needed: in the services in which nobody else at the front writes what they write, or
/// else where there is least to write at all (a driver is for the transport service).
bool wants_specialist(const charter::Charter& c, const Cast& cast, RoleIx specialist, ServiceIx service);

}  // namespace candour::exchange::demo
