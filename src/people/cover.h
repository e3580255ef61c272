// While somebody is away, a colleague stands in for them: from one day to another they reach whom the other
// supports, as if they were allocated, and have their work. It begins and ends by itself. Any thread. It
// gives no post and no duty: what the colleague's own role does not see in a service stays closed.
#pragma once

#include <optional>
#include <vector>

#include "gate/gate.h"

namespace candour::people {

using CoverId = Id<struct CoverTag>;

struct Cover {
  CoverId id;
  StaffId away, by;   // who is away, and who stands in
  Date from{}, to{};  // both days included
  StaffId made_by;
  std::optional<UnixMs> ended;  // before its last day
};

class Covers {
 public:
  static constexpr int kLongestDays = 366;

  Covers(gate::Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}

  /// Whether the actor may say who stands in for them: above them by line, with the duty to allocate in every
  /// service in which they support people now (or could, where they support nobody).
  Result<bool> may(const gate::Actor& actor, StaffId away) const;
  /// Who could: fit to open records, and supporting people in all of these.
  Result<std::vector<StaffId>> who_could(StaffId away) const;
  /// Errors: NotAllowed; Invalid by field (`by`, `from`, `to`); Conflict when somebody stands in for them on
  /// one of these days already.
  Result<CoverId> make(const gate::Actor& actor, StaffId away, StaffId by, Date from, Date to);
  /// Ends it now. Errors: NotFound (also when it is over, or for whom it is is another one).
  Status end(const gate::Actor& actor, StaffId away, CoverId id);
  /// Those of one who is away that are not over, the first first.
  Result<std::vector<Cover>> of(StaffId away) const;

 private:
  Result<ServiceSet> needed(StaffId away) const;
  Status enter(store::Txn& txn, const gate::Actor& actor, StaffId away, std::string note);
  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::people
