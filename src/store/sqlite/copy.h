// Copies of database files while a server works with them: all of them as they were at one moment, for a
// backup. Any thread; writers wait for a millisecond, until it is seen what there is. The copies are as
// readable as the files themselves: they are for a moment, in a folder of Candour's own, until they are
// sealed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace candour::store {

struct FileCopy {
  std::string from, to;  // `to` must not be there yet; mode 0600
};

/// What stands in the first is of the moment at which nobody was writing in it and the others were seen as
/// well, in the order given; so nothing stands in a later one that came of what the first has not. Errors:
/// Unavailable with what cannot be read or written, Corrupt when one is no database.
Status copy_sqlite(const std::vector<FileCopy>& files);

}  // namespace candour::store
