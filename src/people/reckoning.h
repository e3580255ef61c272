// All clocks of an organisation, reckoned anew: when a day off is moved or a charter counts another way. From
// when each runs, when it stood still and what made it longer stand in rows, so that nothing is opened. Done
// every night, some at a time, so that everybody else's work goes on in between. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "charter/charter.h"
#include "ledger/ledger.h"
#include "store/db.h"

namespace candour::people {

struct Reckoning {
  std::int64_t clocks = 0, moved = 0;  // that run, and of how many the end is another one now
};
/// The line of a job on clocks: what it did, without saying whose.
ledger::Entry deadlines_line(UnixMs at, std::string note);
/// A line on the ledger when an end has moved. What was found still right stays on the day that was chosen.
Result<Reckoning> reckon_all(store::Db& db, const charter::Charter& charter, ledger::Ledger& ledger,
                             const Clock& clock);

}  // namespace candour::people
