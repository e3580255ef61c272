// What an entry is, what is given to write one, and what is read of it: its versions, its place in a
// timeline, its clocks. Values; they open and decide nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "people/clocks.h"

namespace candour::record {

struct Entry {
  EntryId id;
  PersonId person;  // the record that stays, of several that were joined
  KindIx kind{};
  ServiceIx service{};
  std::uint32_t version = 1;
  std::string state;  // code, or ""
  UnixMs happened, written, changed;
  StaffId author, changed_by;
  std::string source;       // "person", relation code, recipient code (IM-3.3)
  std::string source_name;  // opened with the entry's first category
  charter::Values values;   // what the pass may see
  CategorySet held_back;
  bool untold =
      false;  // all of it is held back, and that it is there may not be told: for the timeline alone
  std::string purpose, basis, clause;  // from the policy row (IM-7.1)
  EntryId part_of;  // about somebody else, the first about the same; nil: this one, or there is none
  bool corrected = false;
  bool holds = true;  // false: it was changed outside Candour, so nothing of it is believed or opened
};
inline constexpr std::string_view kEntryDoesNotHold =
    "This entry does not hold: what is stored of it was changed outside Candour. Tell your data-protection "
    "lead: "
    "it has to be put back from a backup.";

/// Where an entry comes from that somebody wrote who does not work here.
inline constexpr std::string_view kFromOutside = "outside";

/// What somebody outside is told by writing this, on the ledger in the same act.
struct Shared {
  std::string with;  // a recipient of the charter, by its code
  CategorySet categories;
  charter::Basis basis{};  // None: as the entry's own
  std::string clause;
};

struct NewEntry {
  PersonId person;
  ServiceIx service{};
  KindIx kind{};
  charter::Values values;  // checked
  std::string source = "person", source_name;
  std::optional<DraftId> from_draft;  // removed in the same transaction
  std::string post_key;               // guards against the same form posted twice: gives back the first's id
  EntryId id;                         // chosen beforehand when files were put to it already; nil: made here
  std::optional<Shared> shared;
  /// Another part of what this entry about somebody else is about; `pass` from Gate::write there.
  struct PartOf {
    PersonId person;
    EntryId entry;
    Pass pass;
  };
  std::optional<PartOf> part_of;
};

struct Version {
  std::uint32_t version = 1;
  UnixMs at;
  StaffId by;
  std::string change;  // "written", "changed", "corrected", "move:CODE"
  std::string why;     // words for a correction, opened if the pass sees the entry
};

struct TimelineFilter {
  std::optional<KindIx> kind;
  std::optional<ServiceIx> service;
  std::optional<charter::Date> from, to;
  std::string words;  // within this person's record
};
/// Place in a timeline: older than (happened, id).
struct TimelineKey {
  UnixMs happened;
  EntryId id;
};
struct TimelinePage {
  std::vector<Entry> entries;        // newest first
  std::optional<TimelineKey> older;  // where the next page starts
};

/// Something due for a worker: review of a plan, sign-off, supervisor's review.
struct Due {
  EntryId entry;
  PersonId person;
  KindIx kind{};
  std::string deadline;  // code; of one row of a group "CODE#2"
  charter::Date on;
  std::optional<UnixMs> at;  // of hours: until then
  ServiceIx service{};
  bool stopped = false;  // the person has died, and it ends with that
};
using people::ClockOf;

}  // namespace candour::record
