// Everything that is proved of an organisation's records at a start, at night and by `candour vault check`,
// but the opening of what is sealed: that rows are as Candour wrote them, that indexes say what tables say,
// and that no sealed part or file that a row names is gone. Any thread.
#pragma once

#include "gate/seals.h"
#include "store/db.h"

namespace candour::cli {

/// `tells`: rows that do not hold also raise alarms and are written to the ledger, as a server does. Errors:
/// the store's.
Result<gate::Seals::Found> prove(gate::Seals& seals, store::Db& db, bool tells);

}  // namespace candour::cli
