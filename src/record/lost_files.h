// Files that a record names and whose content is gone altogether: nothing that is sealed tells of them, so
// the vault's check cannot. Ids alone. Any thread; it does not find a file that is only cut: the vault does.
#pragma once

#include <functional>

#include "store/db.h"

namespace candour::record {

/// Every file of the organisation without a single piece, in the order of ids. Errors: Unavailable, Corrupt.
Status each_lost_file(store::Session& db, const OrgCode& org, const std::function<void(FileId)>& on);

}  // namespace candour::record
