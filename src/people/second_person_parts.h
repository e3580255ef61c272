// What the two halves of the second person share: who decides, and the ticket of the one outside.
// Plain values; any thread. Never handed out of this room.
#pragma once

#include "people/second_person.h"

namespace candour::people {

/// An account, or the code of somebody outside.
struct SecondPerson::Decider {
  StaffId staff;              // nil: outside
  std::optional<Id128> code;  // outside: which code
  StaffId seen_by;            // outside: the account that saw the code when it was made; nil: none did
};

struct SecondPerson::Ticket {
  Id128 code;
  StaffId seen_by;
};

inline constexpr std::int64_t kWaitsMs = 14ll * 24 * 60 * 60 * 1000;
inline constexpr std::size_t kWhyFewest = 3, kWhyMost = 2000;

}  // namespace candour::people
