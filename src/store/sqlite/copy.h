// A copy of a database file while a server works with it: all of it as it was at one moment, for a backup.
// Any thread; whoever writes meanwhile does not wait. The copy is as readable as the file itself: it is for a
// moment, in a folder of Candour's own, until it is sealed.
#pragma once

#include <string>

#include "base/result.h"

namespace candour::store {

/// Writes the database at `from` to `to`, which must not be there yet, mode 0600. Errors: Unavailable with
/// what cannot be read or written, Corrupt when `from` is no database.
Status copy_sqlite(const std::string& from, const std::string& to);

}  // namespace candour::store
