// Looking whether keys are gone, after they were destroyed: in the key store itself, and not in what a server
// remembers of it. Any thread. It sees the store that is in use, and no copy of it.
#pragma once

#include <cstdint>
#include <vector>

#include "vault/vault.h"

namespace candour::vault {

class KeysLeft {
 public:
  virtual ~KeysLeft() = default;
  /// How many keys of these people there are still, of whichever slot, also those that were put aside.
  virtual Result<std::int64_t> keys_left(const std::vector<PersonId>& people) = 0;
  /// How many of these keys were not destroyed. One that was made anew afterwards is none of them.
  virtual Result<std::int64_t> keys_left(const std::vector<KeyName>& keys) = 0;
};
/// That of a vault. Errors: Unavailable for one that has no key store to look into.
Result<KeysLeft*> keys_left_in(Vault& vault);

}  // namespace candour::vault
