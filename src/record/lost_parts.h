// Sealed parts that a row names and that are gone: the words of an entry, of one of its older versions, of
// somebody's details or their circle, the reason of a decision, the name of a file. The row itself may be as
// it was written; so neither its seal nor the vault, which opens what is there, misses them. Ids and codes
// alone. Any thread; it does not open anything.
#pragma once

#include <functional>
#include <string>

#include "store/db.h"

namespace candour::record {

/// Every part of the organisation that is missing, person by person. Errors: Unavailable, Corrupt.
Status each_lost_part(store::Session& db, const OrgCode& org,
                      const std::function<void(const std::string& finding)>& on);

}  // namespace candour::record
