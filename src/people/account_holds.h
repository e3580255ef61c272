// Whether what is stored is what Candour wrote: of an account itself and its posts, its password and one-time
// codes, its sessions; of a person the versions of their details and their circle of support. Asked before
// any of it is believed, in the same snapshot. Any thread.
#pragma once

#include "gate/gate.h"
#include "store/db.h"

namespace candour::people {

/// Errors: Corrupt, with words for whoever signs in.
Status account_holds(const gate::Gate& gate, store::Session& db, StaffId staff);
Status sessions_hold(const gate::Gate& gate, store::Session& db, StaffId staff);

/// Changes that wait for a second person and codes for one outside, among what is the organisation's own.
Status house_holds(const gate::Gate& gate, store::Session& db);
/// Errors: Corrupt, with words for whoever reads about the person.
Status details_hold(const gate::Gate& gate, store::Session& db, PersonId person);

}  // namespace candour::people
