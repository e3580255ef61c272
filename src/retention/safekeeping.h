// Whether what is recorded would survive the loss of a server: when a backup last succeeded, when somebody
// last tried to put one back, and whether the root key is in shares with trustees. Promises: what is missing
// or too old stands on a page and at the top of every page of those who can act, before it is needed; each of
// these things stands on the ledger. Any thread. It believes the folder of backups and whoever says that a
// drill went well; only putting a backup back proves it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/alarms.h"
#include "base/calendar.h"
#include "gate/gate.h"

namespace candour::retention {

class Safekeeping {
 public:
  static constexpr int kBackupDays = 2;   // after which it is overdue
  static constexpr int kDrillDays = 190;  // twice a year, and a week
  static constexpr int kSetUpDays = 7;    // until what never was is told as missing
  static constexpr int kMostShares = 255;

  struct Event {
    UnixMs at;
    StaffId by;          // nil: the server itself
    std::string detail;  // a backup's name; "5 3": so many shares, of which so many put it back; a code
  };
  struct State {
    std::optional<Event> backup, failed, drill, shares;
    std::optional<UnixMs> since;  // since when anybody works here
  };
  /// What is missing or too old, in words for those who can act. `never_after`: days after which what never
  /// was counts.
  struct Missing {
    std::string code, words;
  };

  Safekeeping(gate::Gate& gate, store::Db& db, Alarms& alarms, const Clock& clock)
      : gate_(gate), db_(db), alarms_(alarms), clock_(clock) {}

  /// Errors: those of Gate::may for whoever neither manages staff nor sees the ledger.
  Result<State> state(const gate::Actor& actor) const;
  std::vector<Missing> missing(const State& state, int never_after) const;

  /// A backup that is whole; one that is known already, or older, changes nothing. `taken`: by this server.
  Status backup(UnixMs made, const std::string& name, bool taken);
  Status backup_failed(std::string_view code);
  /// Shares of the root key were made by the command beside this server.
  Status shares_made(Date on, int of, int needed);

  /// Somebody put a backup back for practice, and it was whole. Errors: Invalid at "drilled" for a day to
  /// come.
  Status drilled(const gate::Actor& actor, Date on);
  /// Trustees have shares. Errors: Invalid at "handed", "of" or "needed".
  Status shares_handed(const gate::Actor& actor, Date on, int of, int needed);

  /// Raises and lowers the alarms. `demo`: nobody loses anything there.
  Status look(bool demo);

 private:
  Result<State> read(store::Session& db) const;
  Status may(const gate::Actor& actor) const;
  Status write(std::string_view what, const Event& event, std::string_view outcome);

  gate::Gate& gate_;
  store::Db& db_;
  Alarms& alarms_;
  const Clock& clock_;
};

}  // namespace candour::retention
