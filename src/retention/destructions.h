// Destroying what is over: a list of whose records it is, a second person who agrees, some days to think
// better of it, and then keys first, rows after, and what is left of it on paper. Promises: whatever is held,
// asked for, or in use again when its turn comes stays; a crash in the midst goes on where it was, and never
// leaves half of somebody; of each person who went only an id is left. Any thread; slices by the thread of
// jobs.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "charter/keeping.h"
#include "jobs/jobs.h"
#include "paper/document.h"
#include "record/entries.h"
#include "retention/forget_list.h"
#include "retention/matters.h"
#include "retention/schedule.h"

namespace candour::retention {

/// Whose record is on a list, and what became of it.
struct DestructionLine {
  PersonId person;
  Date day;                  // the last on which it is kept
  std::string parts, rules;  // codes of categories, "*" for all of it, or entries_going(); codes of periods
  std::string outcome;       // "": not yet; "gone", "part-gone", "held", "not-over"
  /// In a sample: an entry about the service itself (`person` is that), and `parts` the code of its kind.
  EntryId matter = {};
};

/// Whether only entries of the service go, since the person has another; and how many of which kind are to
/// go, or went.
bool goes_by_entries(std::string_view parts);
MatterCounts entries_going(std::string_view parts);

class Destructions {
 public:
  static constexpr int kAtOnce = 8;  // people in one slice
  /// About so many on one list, which somebody reads before they agree; the next list has the others.
  static constexpr std::int64_t kMostListed = 200;

  Destructions(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
               const Schedule& schedule, ForgetList& list, jobs::Jobs& jobs, const Clock& clock);
  ~Destructions();

  /// `pass`: of the service it is about; ids, days and codes. A page of them; what is about the service
  /// itself says the state.
  Result<std::vector<DestructionLine>> lines(const Pass& pass, EntryId id, int most) const;
  struct State {
    bool listed = false;  // everybody was looked up
    std::int64_t people = 0, gone = 0, part_gone = 0, kept = 0, entries = 0, files = 0;
    std::optional<UnixMs> approved, goes, done;  // `goes`: when it is destroyed
    HoldsHere holds;                             // that stand now
    MatterCounts matters;         // about the service itself: what is to go, and then what went
    std::string matters_outcome;  // as DestructionLine::outcome
    StaffId proposed_by, approved_by;
    Date up_to{};
    bool looked = false;  // whoever asks has looked at the sample
  };
  Result<std::optional<State>> state(const Pass& pass, EntryId id) const;
  /// What was destroyed, by which rule, when, how, who agreed by their roles, and what was looked for
  /// afterwards and not found: it names nobody. Errors: NotFound before it is done; Corrupt when what is
  /// known of it is not what Candour wrote.
  Result<paper::Document> certificate(const Pass& pass, const record::Entry& e) const;
  /// The entry of the ledger that says so, as a file that `candour ledger check-proof` reads. Errors:
  /// NotFound before it is done, and for one of before there was such an entry.
  Result<std::string> ledger_proof(const Pass& pass, EntryId id) const;

  /// Of whoever agrees: some of what is on the list, people’s records and entries about the service alike,
  /// drawn by chance once and for all when it was made. They must have looked at them before they agree.
  static constexpr std::size_t kSample = 5;
  Result<std::vector<DestructionLine>> sample(const Pass& pass, EntryId id) const;
  /// `pass` from Gate::step. Errors: NotFound; Conflict before the list is whole.
  Status looked(const Pass& pass, EntryId id);

  /// A month whose list nobody has decided on yet: work of whoever proposes or agrees to one in that service.
  struct MonthDue {
    ServiceIx service{};
    KindIx kind{};
    Date day{};               // whatever was over by then
    std::int64_t people = 0;  // kMostListed: so many at least
    bool matters = false;     // something about the service itself
    bool proposed = false;    // somebody has begun with it
  };
  Result<std::vector<MonthDue>> months_due(const gate::Actor& actor) const;

  /// One that failed some times in a row, or stopped and is not tried again; none of those that got on since
  /// or ended. For whoever proposes or agrees to one in that service, and whoever sees the ledger.
  struct Stuck {
    EntryId id;
    ServiceIx service{};
    Date up_to{};
    bool listing = false;  // its list is not whole yet
    bool tried = false;    // goes on being tried
    bool theirs = false;   // whoever asks decides on it, and can open it
    std::int64_t times = 0;
    UnixMs since;
    std::string why;  // plain words that name nobody
  };
  static constexpr std::int64_t kFewFailures = 3;
  Result<std::vector<Stuck>> stuck(const gate::Actor& actor) const;

  /// What is due by its date waits while this says no (date_guard.h). Before the jobs begin.
  void only_while(std::function<Result<bool>()> believed) { believed_ = std::move(believed); }
  /// Begins what was agreed to and whose days to think better of it are over; once a month, looks what is
  /// over in each service. Every hour.
  Status sweep();
  /// Figures that stay: multiples of eight, given anew from when at least eight people of a service have
  /// gone, so that nobody can be told from what changed.
  struct Remains {
    std::string service, length, outcome;
    std::int64_t year = 0, people = 0;
  };
  static constexpr std::int64_t kFewestRemain = 8;
  Result<std::vector<Remains>> remains(const gate::Actor& actor) const;

 private:
  class Work;
  friend class Work;
  Status moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
               const charter::Values& values, std::string_view state);
  Status may_agree(store::Txn& txn, const Pass& pass, EntryId id) const;
  Status sweep_months();
  struct Month;
  Status count_month(Month& m, const std::set<PersonId>& decided);
  struct OnPaper;
  Result<std::optional<OnPaper>> kept_of(store::Session& db, EntryId id) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  record::Entries& entries_;
  const Schedule& schedule_;
  ForgetList& list_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  std::function<Result<bool>()> believed_;
};

/// At the start: nobody whom the list names as destroyed stands in the records, which may be an older copy.
/// How many were taken away again.
Result<std::int64_t> forget_again(store::Db& db, const gate::Gate& gate, const ForgetList& list, UnixMs now);

}  // namespace candour::retention
