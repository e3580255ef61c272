// What was written about a person: entries of the charter's kinds, with versions, corrections that keep the
// old words, states and moves, and one timeline over all of it. Any thread.
// Text inside entries is searched only within one person's record; there is no search across people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "vault/vault.h"

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
  bool corrected = false;
  bool holds = true;  // false: it was changed outside Candour, so nothing of it is believed or opened
};
inline constexpr std::string_view kEntryDoesNotHold =
    "This entry does not hold: what is stored of it was changed outside Candour. Tell your data-protection "
    "lead: "
    "it has to be put back from a backup.";

struct AlertAbout;

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
};
/// One clock of an entry, and how it was reckoned.
struct ClockOf {
  std::string deadline;  // as in Due
  charter::Date on;
  std::optional<UnixMs> at;
  bool met = false, stands = false;
  std::vector<std::string> how;  // sentences; empty: nothing was written down of it (before version 0.2)
};

class Entries {
 public:
  Entries(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// Errors: NotAllowed with the clause for a kind or field that the service does not use (IM-3.1), Invalid
  /// by field, Conflict for a second entry of a kind that a person has once.
  Result<EntryId> write(const Pass& pass, const NewEntry& e);
  /// Whether it reaches whom it names. Errors: Invalid at their field.
  Status reaches(const Pass& pass, const NewEntry& e) const;
  /// In the caller's transaction (import, demo).
  Result<EntryId> write(store::Txn& txn, const Pass& pass, const NewEntry& e, UnixMs written);
  Result<Entry> entry(const Pass& pass, PersonId person, EntryId id);
  Result<Entry> entry_at(const Pass& pass, PersonId person, EntryId id, std::uint32_t version);
  /// The kind and service of an entry, for making the right pass; nothing personal. NotFound alike for
  /// entries of others.
  struct Place {
    KindIx kind{};
    ServiceIx service{};
    std::uint32_t version = 1;
    std::string state;
  };
  Result<Place> place(PersonId person, EntryId id);
  /// Errors: Conflict when `based_on` is not the newest; NotAllowed when the state is locked and
  /// `correction_why` is empty. Held-back categories are carried over untouched.
  Result<std::uint32_t> change(const Pass& pass, PersonId person, EntryId id, std::uint32_t based_on,
                               const charter::Values& values, std::string_view correction_why);
  /// The steps that the actor may take now, with Gate::step: what a page offers.
  Result<std::vector<const charter::Move*>> moves_for(const gate::Actor& actor, const Entry& e);
  /// Whether this step is one of them. Errors: as move().
  Status may_take(const gate::Actor& actor, const Entry& e, const charter::Move& move);
  /// `answers`: to the questions of the step (Kind::at_step). Errors: Conflict when `based_on` is not the
  /// newest, the state is another, or a clock that the step makes longer has ended; NotAllowed by role, line
  /// or since it needs a second person; Invalid by field.
  Result<std::uint32_t> move(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId id,
                             std::uint32_t based_on, std::string_view move, std::string_view reason,
                             const charter::Values& answers = {});
  Result<std::vector<Version>> versions(const Pass& pass, PersonId person, EntryId id);

  /// Everything of every kind, newest first. What the pass may not see stands there with its values held
  /// back. With words: only entries whose visible answers hold them all; a page may then come back short with
  /// `older` set, since at most 1,000 entries are opened for one page.
  Result<TimelinePage> timeline(const Pass& pass, PersonId person, const TimelineFilter& filter,
                                std::optional<TimelineKey> older_than, int most = 20);
  /// These entries of several people, with no more than those categories; those out of reach are left out.
  /// For lists: a few queries, however many.
  Result<std::vector<Entry>> listed(const gate::Reachable& reach, const std::vector<EntryId>& ids,
                                    CategorySet of);
  /// The newest entry of each one-per-person kind and of plans and risks: for banner, tabs and facts column.
  Result<std::vector<Entry>> newest_of(const Pass& pass, PersonId person, const std::vector<KindIx>& kinds);
  /// What is due in this record, soonest first; whose work it is says work.h.
  Result<std::vector<Due>> due_for(const Pass& pass, PersonId person, charter::Date until);
  /// The clocks of one entry, those that were met or stand still too.
  Result<std::vector<ClockOf>> clocks(const Pass& pass, PersonId person, EntryId id);

 private:
  struct Row;
  /// Errors: as write().
  Result<EntryId> write_at(store::Txn& txn, const Pass& pass, const NewEntry& e, UnixMs written);
  Result<std::uint32_t> change_in(store::Txn& txn, const Pass& pass, PersonId person, EntryId id,
                                  std::uint32_t based_on, const charter::Values& values,
                                  std::string_view correction_why);
  Result<std::uint32_t> move_in(store::Txn& txn, const gate::Actor& actor, const Pass& pass, PersonId person,
                                EntryId id, std::uint32_t based_on, std::string_view move,
                                std::string_view reason, const charter::Values& answers);
  /// Those that were in the state which this one has reached make room for it (charter::State::supersedes).
  Status supersede_others(store::Txn& txn, const Pass& pass, const Entry& entry, const charter::Kind& kind,
                          std::string_view state);
  /// Raises what must reach people at once (alerts.h) when one of these answers says so.
  /// `before`: those that stood there, which said so already.
  Status alert_by_answers(store::Txn& txn, const Pass& pass, const AlertAbout& about,
                          const charter::Values& before, const charter::Values& values);
  /// A refusal goes to the ledger before it is handed back.
  Error refused(const Pass& pass, PersonId person, std::string_view what, std::string_view thing, Error why);
  /// How far the pass sees into it: less far into what stood in another record before it was joined.
  static Pass sight_of(const Pass& pass, const Row& row);
  Result<std::vector<Entry>> open_rows(store::Session& db, const Pass& pass, std::vector<Row> rows);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
