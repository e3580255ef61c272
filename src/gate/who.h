// "Candour sees who looked": the ledger's entries about a person turned into sentences that the person could
// read, and looks of the same sort on the same day put into one line.
// Pure; any thread. It names staff by id only: the page puts the names in.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "ledger/ledger.h"
#include "vault/pass.h"

namespace candour::gate {

struct LookLine {
  std::int64_t seq = 0;  // the newest entry of the line
  StaffId staff;         // nil: the system
  ledger::Act act{};
  /// "Looked at health and care on the timeline, for “Giving you support” (Notice, part 2.3)."
  std::string sentence;
  UnixMs first, last;
  int times = 1;
  bool refused = false;
  OwnDoorSide by{};  // not staff: the person themselves, or whoever speaks for them
};

/// Of an entry of which somebody wrote another part, in another record.
inline constexpr std::string_view kSomebodyElse = "somebody else was part of it";

/// For whom a one-page summary is made: a code of these stands on the ledger with it.
struct ForWhom {
  std::string_view code, words;
};
std::span<const ForWhom> summary_for();

/// Newest first, as the ledger gives them. One line for looks by the same member of staff at the same thing
/// on the same day (Europe/London); everything else has a line of its own.
std::vector<LookLine> who_lines(const charter::Charter& c, const std::vector<ledger::Kept>& kept);
/// One entry as the person may read it themselves, without what staff may have to explain first: neither the
/// kind of an entry nor what was told to whom. Nothing of what is not for them to read unreviewed.
std::optional<std::string> own_sentence(const charter::Charter& c, const ledger::Entry& e);
/// One entry as a sentence, without the staff name.
std::string who_sentence(const charter::Charter& c, const ledger::Entry& e);

}  // namespace candour::gate
