// What falls due, as work: whose it is, by name, by allocation, by duty or by line; and giving it to somebody
// who can do it. Any thread. It reads dates, codes and ids and opens nothing; nothing stands in a list about
// somebody whom its reader may not see, or of categories that are held back from them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "people/details_check.h"
#include "record/entries.h"
#include "record/to_hear.h"

namespace candour::record {

struct WorkItem {
  Due due;
  PersonId record;  // in which it stands; due.person is the one that stays
  ServiceIx service{};
  StaffId author;                // nil where it decides nothing
  StaffId given, named;          // to whom somebody gave it, and whom the entry itself names; nil: nobody
  std::vector<StaffId> workers;  // who is allocated in that service
  bool to_hear = false;          // of a restricted record (to_hear.h): its reader opens no sharing
  bool dated = false;            // a date and no step ends it: it can be looked at and found still right
};
struct WorkLists {
  std::vector<WorkItem> mine;  // given to one, named in it, on one's caseload, or waiting for one's role and
                               // nobody nearer
  std::vector<WorkItem> line;  // of those whom one supervises, and theirs to do
};

class Work {
 public:
  /// Of both lists together; what is due later than the nearest so many is in neither.
  static constexpr int kMost = 5000;
  Work(gate::Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}

  /// Soonest first, up to `until`.
  Result<WorkLists> lists(const gate::Actor& actor, charter::Date until);
  /// record/to_hear.h
  Result<std::vector<ToHear>> to_hear(const gate::Actor& actor, const Pass& pass, PersonId person) {
    return record::to_hear(gate_, db_, actor, pass, person);
  }
  /// A look that the notice promises and nobody ever began (its own clocks go on from the first): for whoever
  /// may write it down.
  struct NeverBegun {
    charter::Reviewed of{};
    KindIx kind{};
    ServiceIx service{};
    charter::Date since;  // the day of the notice that promises it
  };
  Result<std::vector<NeverBegun>> never_begun(const gate::Actor& actor);
  /// Who could do it, by id: their role ends it, they reach the person and see what it is about.
  Result<std::vector<StaffId>> could_do(const Pass& pass, PersonId person, EntryId entry,
                                        std::string_view deadline);
  /// Whether whoever has the pass may give it on, or take it: work of theirs or of somebody below them. What
  /// is for one colleague by name is theirs, and of whoever stands in for them or above them. Errors:
  /// NotAllowed.
  Status may_give(const Pass& pass, PersonId person, EntryId entry, std::string_view deadline,
                  const std::vector<StaffId>& able);
  /// From now on it stands in their list and in nobody else's, until it is given on. `pass` from Gate::step.
  /// Errors: Conflict (not due any more); NotAllowed as may_give(); Invalid when they could not do it.
  Status give(const Pass& pass, PersonId person, EntryId entry, std::string_view deadline, StaffId to);
  /// Looked at and found as it was: due again after as long as before, a month at least and a year at most.
  /// The new day. `pass` from Gate::write. Errors: Conflict (not due any more); Invalid when a step ends it.
  Result<charter::Date> still_right(const Pass& pass, PersonId person, EntryId entry,
                                    std::string_view deadline);
  /// Contact details looked at with the person and found right: asked again as the charter says, of all who
  /// were asked (people/details_check.h). The new day. `pass` from Gate::write for details. Errors: Conflict
  /// when it is not asked of them now; NotFound where the notice promises no such thing.
  Result<charter::Date> details_right(const Pass& pass, PersonId person);
  Result<people::DetailsCheck> details_check(const Pass& pass, PersonId person);

 private:
  struct Found;
  Result<Found> find(store::Session& db, const Pass& pass, PersonId person, EntryId entry,
                     std::string_view deadline);

  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::record
