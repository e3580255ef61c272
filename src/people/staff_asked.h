// Posts that somebody wants to give: which take effect now, and which wait for a second person.
// Plain values; any thread. Never handed out of this room.
#pragma once

#include "people/staff.h"

namespace candour::people {

inline bool same_post(const gate::Post& a, const gate::Post& b) {
  return a.role == b.role && a.service == b.service && a.team == b.team;
}

struct StaffBook::Asked {
  std::vector<gate::Post> now;    // what they hold from now on
  std::vector<gate::Post> later;  // what a second person confirms
  bool everything_later = false;  // `later` takes the place of what they hold
  bool supervisor_later = false;
  std::optional<StaffId> supervisor;
  std::string half;  // of a first password

  /// By nobody (the console, set-up): all at once.
  static Asked of(const charter::Charter& c, StaffId by, const std::vector<gate::Post>& held,
                  const std::vector<gate::Post>& wanted);
  static Asked all_later(const std::vector<gate::Post>& posts, std::optional<StaffId> supervisor);
};

}  // namespace candour::people
