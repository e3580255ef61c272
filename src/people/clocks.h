// The clocks of a kind as they run for one thing of it (an entry, a referral): when each ends, reckoned
// whenever the thing is written, changed or moved, and kept in rows of their own, so that a list of work
// opens nothing. Any thread, each with a session or transaction of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "charter/clock.h"
#include "charter/values.h"
#include "store/db.h"

namespace candour::people {

/// What has become of the thing. After its version was kept.
struct ClockChange {
  EntryId entry;  // or the id of a referral
  PersonId person;
  ServiceIx service{};
  const charter::Kind* kind;
  std::string state;
  bool state_is_new = false;
  UnixMs written, now;
  charter::Date today;
};
/// Brings the rows into line. `seen` are the categories whose answers are in `values`; a clock whose answers
/// cannot be seen stays as it was.
Status settle_clocks(store::Txn& txn, const charter::Charter& charter, const ClockChange& change,
                     const charter::Values& values, CategorySet seen);

/// One clock, and how it was reckoned.
struct ClockOf {
  std::string deadline;  // its code; of one row of a group "CODE#2"
  charter::Date on;
  std::optional<UnixMs> at;  // of hours: until then
  bool met = false, stands = false;
  std::vector<std::string> how;  // sentences; empty: nothing was written down of it (before version 0.2)
};
/// Those of one thing, soonest first. Whether its reader may see it is the caller's to know.
Result<std::vector<ClockOf>> clocks_of(store::Session& db, const charter::Charter& charter,
                                       const charter::Kind& kind, EntryId id);

/// From when a clock runs.
struct RunsFrom {
  charter::Date day;
  std::optional<UnixMs> moment;
};
/// When the clock stood still, and what made it longer: from the steps that an entry has taken.
Result<charter::ClockRun> run_of(store::Session& db, const std::string& org, const charter::Deadline& d,
                                 EntryId entry, const RunsFrom& base);
charter::Reckoned end_of(const charter::Charter& charter, const charter::Kind& kind,
                         const charter::Deadline& d, const charter::ClockRun& run);

}  // namespace candour::people
