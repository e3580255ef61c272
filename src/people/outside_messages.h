// How many messages people outside may send: a few a day from one place, and a number in all, then more and
// more slowly, so that no program fills the work of those who answer. Any thread. It knows addresses by keyed
// tokens only.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::people {

class OutsideMessages {
 public:
  OutsideMessages(store::Db& db, vault::Vault& vault, const Clock& clock)
      : db_(db), vault_(vault), clock_(clock) {}
  /// Counts one from this address. Errors: TooMuch, with when to try again; then it is not counted.
  Status count(std::string_view address);

 private:
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::people
