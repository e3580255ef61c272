// All cases of one kind, across people: the incidents of a year, the complaints that are open, what is late,
// and how many there were month by month. Of people out of the reader's reach nothing is listed or counted,
// nor anything of a kind of which they see nothing. Any thread. It opens nothing: what a case says stands on
// its own page.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"
#include "record/entries.h"

namespace candour::record {

struct RegisterAsked {
  KindIx kind{};
  std::optional<ServiceIx> service;
  std::string state;       // a state's code, "open" (of those that are not final), or "" for all
  charter::Date from, to;  // days on which they happened, both within
};

struct RegisterLine {
  EntryId entry;
  PersonId person;  // the record that stays, or the service itself
  PersonId record;  // in which it stands
  ServiceIx service{};
  std::string state;
  UnixMs happened;
  StaffId author;
  std::optional<charter::Date> due;  // the next thing, when something is
};

/// One month of those asked for.
struct RegisterMonth {
  int year = 0;
  unsigned month = 0;
  std::int64_t all = 0, open = 0;
};

/// How one clock of the kind went that ends with the case itself, such as the time for an answer; of two such
/// clocks of one name (a month and thirty days) the earlier day of each case counts.
struct ClockFigures {
  std::string name;
  std::int64_t all = 0, in_time = 0, late = 0, running = 0, overdue = 0;
  std::optional<int> half_within;  // days that the middle one of those that ended took
};

struct CaseRegister {
  std::vector<RegisterLine> lines;           // newest first, `most` of them from where the page starts
  std::optional<TimelineKey> older;          // where the next page starts
  std::int64_t all = 0, open = 0, late = 0;  // of those asked for
  std::map<std::string, std::int64_t> states;
  std::vector<RegisterMonth> months;  // every month from `from` to `to`, those with none too
  std::vector<ClockFigures> clocks;   // in the order of the kind; those with none are left out
  bool cut = false;                   // there are more than can be counted at once: ask for less
};

class CaseRegisters {
 public:
  static constexpr int kMost = 5000;  // that are counted at once

  CaseRegisters(gate::Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}

  /// The kinds that are cases (they have steps) and of which a role of the actor's sees something.
  std::vector<KindIx> kinds_for(const gate::Actor& actor) const;
  /// Errors: NotFound when the kind is none of those.
  Result<CaseRegister> of(const gate::Actor& actor, const RegisterAsked& asked,
                          std::optional<TimelineKey> older_than, int most) const;

 private:
  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::record
