// Who acts: a signed-in member of staff with the posts they hold today. A plain value for one request.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/id.h"

namespace candour::gate {

/// One post: a role, in one service or in all, in one team or in none.
struct Post {
  RoleIx role{};
  std::optional<ServiceIx> service;  // none: every service of the organisation
  std::optional<TeamId> team;
};

struct Actor {
  StaffId id;
  std::vector<Post> posts;
  std::vector<StaffId> line;  // all whom they supervise, directly or through others
  struct Covering {
    StaffId away;
    Date until{};
  };
  std::vector<Covering> covering;  // for whom they stand in today
  bool agreement = false;          // confidentiality agreement signed
  bool training = false;           // data-protection training in date
  std::optional<Date>
      training_until;  // its last day, also one that is past; none: never trained, or no limit

  bool covers_for(StaffId one) const {
    return std::ranges::find(covering, one, &Covering::away) != covering.end();
  }
};

/// One reasoned access.
struct Grant {
  GrantId id;
  StaffId staff, told;
  PersonId person;
  ReasonIx reason{};
  std::string words;  // opened
  UnixMs from, until;
  bool reviewed = false, in_order = false;
  int same_words = 0;  // other records for which the same worker gave the very same words
};

}  // namespace candour::gate
