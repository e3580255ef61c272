// A job that several servers could do and one at a time must: whoever holds its lease. It lasts for a while
// and is renewed by holding it again, so that another takes over from a server that died. Any thread. The
// servers' clocks must agree within a small part of the lease's length.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.h"
#include "store/db.h"

namespace candour::store {

/// True when `holder` (a name that no other server has) holds the job's lease from now for `length`: it was
/// free, had run out, or was its own already. Errors: Unavailable.
Result<bool> hold_lease(Db& db, std::string_view job, std::string_view holder, UnixMs now,
                        std::chrono::milliseconds length);

/// Gives it back early, if it is the holder's still.
Status let_lease_go(Db& db, std::string_view job, std::string_view holder);

}  // namespace candour::store
