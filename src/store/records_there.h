// Whether anything stands in an organisation's records at all: where somebody works there or is known, there
// must be a ledger too, since nobody came to be there without a line on it. Any thread. It does not look
// whether what is there is sound.
#pragma once

#include "store/db.h"

namespace candour::store {

/// Whether one of the tables that only people's work fills has a row of the organisation.
Result<bool> records_there(Session& s, const OrgCode& org);

}  // namespace candour::store
