// The address under which a calendar elsewhere reads when somebody is busy: one for each colleague, made and
// given up by themselves. Any thread. Promises: the secret in it has 256 bits and is kept as a hash only;
// whoever has left, or may open nothing (no agreement, no training), has none that works; wrong ones are
// counted by where they come from, so that guessing gets slower. It hands out times and ids, never a word:
// the address is as good as a key to those times for whoever learns of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/diary.h"
#include "vault/vault.h"

namespace candour::record {

class CalendarFeeds {
 public:
  static constexpr int kDaysBack = 30, kDaysAhead = 180;
  CalendarFeeds(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Diary& diary, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), diary_(diary), clock_(clock) {}

  /// A new secret, said once; the one before it ends.
  Result<std::string> make(const gate::Actor& actor);
  /// Ends it. Nothing there is no error.
  Status end(const gate::Actor& actor);
  /// Since when there is one.
  Result<std::optional<UnixMs>> made(const gate::Actor& actor) const;

  /// What stands in the diary whose address this is, without whatever is off. `from`: who asks, for counting.
  /// Errors: NotFound, for all that does not work alike; TooMuch.
  Result<std::vector<DiaryItem>> read(std::string_view secret, std::string_view from);

 private:
  Status end_in(store::Txn& txn, StaffId staff, UnixMs now);
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Diary& diary_;
  const Clock& clock_;
};

}  // namespace candour::record
