// How long something may take, and how that was reckoned: from which day, when the clock stood still, what
// made it longer, and which day off moved its end. Pure; any thread. It knows no entry: what happened is
// handed in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "charter/catalogue.h"

namespace candour::charter {

struct Charter;

/// Whose days off count.
Nation nation_of(const Charter& c);

/// The clock stood still from then on; until nothing: it still does.
struct Stood {
  UnixMs since;
  std::optional<UnixMs> until;
};
/// One run of a clock. `moment`: to the minute, where that is known; hours run from it, or from the first
/// minute of the day.
struct ClockRun {
  Date from{};
  std::optional<UnixMs> moment;
  std::vector<Stood> stood;
  std::optional<UnixMs> extended;
};
struct Reckoned {
  Date on{};                 // the last day
  std::optional<UnixMs> at;  // of hours: the last minute
  bool stands = false;       // it stands still now, so the end is not known yet
};
Reckoned reckon(const Deadline&, Nation, const ClockRun&);
/// The same in sentences, for whoever asks why that day.
std::vector<std::string> how_reckoned(const Deadline&, Nation, const ClockRun&);
/// "3 days", "10 working days", "1 month", "72 hours".
std::string span_words(const Span&);

}  // namespace candour::charter
