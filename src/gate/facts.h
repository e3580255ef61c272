// How somebody stands in the organisation, as far as a decision needs it: their enrolments and open
// referrals, who is allocated to them, reasoned accesses that are live for one worker, consents and
// objections. Loaded afresh for each request in one query for one person or a list. Plain values; any thread.
// It opens nothing that is sealed and decides nothing.
#pragma once

#include <optional>
#include <vector>

#include "charter/charter.h"
#include "gate/actor.h"
#include "store/db.h"

namespace candour::gate {

struct Allocated {
  StaffId worker;
  std::optional<TeamId> team;
};

/// One enrolment, open or closed, or one open referral.
struct Place {
  ServiceIx service{};
  bool referral = false;
  bool open = true;
  UnixMs closed_at;       // closed enrolments only
  EnrolmentId enrolment;  // nil for a referral
  StaffId taken_by;       // referrals: who took it
  std::optional<TeamId> team;
  std::vector<Allocated> workers;  // who is allocated now, or was when it was closed
};

struct LiveGrant {
  GrantId id;
  RoleIx role{};
  ReasonIx reason{};
};

struct PersonFacts {
  PersonId id;
  bool exists = false;
  bool restricted = false;
  std::vector<Place> places;
  std::vector<LiveGrant> grants;  // of the one actor
  PurposeSet consented, objected;
};

/// In the order asked. Codes that the charter no longer knows give no reach. Errors: as the store.
Result<std::vector<PersonFacts>> load_facts(store::Session& db, const charter::Charter& c, const OrgCode& org,
                                            StaffId actor, const std::vector<PersonId>& people, UnixMs now);

}  // namespace candour::gate
