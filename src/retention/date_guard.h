// Destroying goes by the date, so the date must be believed: a server whose clock jumped by more than a day
// destroys nothing that is due by its date until somebody has looked and said that it is right. Promises: the
// jump is seen after a restart and by every server of the organisation, is told on the pages of those who can
// answer, and stands on the ledger with who answered; a clock that is put right again needs no answer. Any
// thread. It does not know the true date: a clock that is moved by less than a day each day goes unnoticed.
#pragma once

#include <optional>

#include "base/alarms.h"
#include "gate/gate.h"

namespace candour::retention {

class DateGuard {
 public:
  static constexpr std::int64_t kMostAwayMs = std::int64_t{25} * 60 * 60 * 1000;  // a day, and a sweep's hour

  /// From the last moment that this organisation's servers saw to the first after it.
  struct Jump {
    UnixMs from, to;
  };

  DateGuard(gate::Gate& gate, store::Db& db, Alarms& alarms, const Clock& clock)
      : gate_(gate), db_(db), alarms_(alarms), clock_(clock) {}

  /// Whether what is due by the date may be destroyed now. Called before each time, every hour.
  Result<bool> believed();
  /// The jump that nobody has answered for.
  Result<std::optional<Jump>> jump() const;
  /// That the date is right, as it is now. Errors: those of Gate::may for whoever may not see the ledger,
  /// Conflict when there is nothing to answer, or the date has jumped again since `to`.
  Status confirm(const gate::Actor& actor, UnixMs to);

 private:
  struct Seen {
    UnixMs at;
    Jump jump;  // to: 0 when there is none
  };
  Result<std::optional<Seen>> read(store::Session& db) const;
  Status write(store::Txn& txn, const Seen& seen) const;
  Status tell(store::Txn& txn, StaffId by, std::string_view outcome, const Jump& jump) const;

  gate::Gate& gate_;
  store::Db& db_;
  Alarms& alarms_;
  const Clock& clock_;
};

}  // namespace candour::retention
