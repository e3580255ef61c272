// What the two halves of the sessions share: the secrets of one member of staff as stored.
// Plain values; any thread. Never handed out of this room.
#pragma once

#include "people/session.h"

namespace candour::people {

struct Sessions::Secret {
  StaffId staff;
  std::string password;    // argon2id, or "" when they cannot sign in
  Bytes totp, totp_offer;  // sealed, or empty
  Bytes names;             // sealed
};

}  // namespace candour::people
