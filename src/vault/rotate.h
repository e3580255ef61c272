// Renewing keys without sealing the records anew: the root key, or the key that wraps an organisation's
// people's keys. What was sealed stays as it is. Work on the key store alone; any thread, and servers may run
// meanwhile. It does not help against somebody who had the old keys and the key store together: they have the
// people's keys themselves, which stay (docs/decisions/0007).
#pragma once

#include <cstdint>
#include <functional>

#include "store/db.h"
#include "vault/root_key.h"

namespace candour::vault {

/// Wraps the organisation's keys under `to` (made when it is a file that is not there) in one write; `from`
/// opens nothing of the key store any more. Called again after it was cut short, it ends what is left.
/// Errors: Unavailable (`from` is not the root key), Invalid (both are the same), Corrupt.
Status rotate_root(store::Db& keys, const RootKey& from, const RootKey& to);

struct RotateWatch {
  int batch = 500;  // people's keys in one write
  /// After each batch; an error stops there, as a kill would.
  std::function<Status(std::int64_t done, std::int64_t of)> after_batch;
};
struct Renewed {
  std::int64_t generation = 0;  // of the wrapping key now
  std::int64_t keys = 0;        // that were wrapped anew by this call
  bool resumed = false;         // an earlier call was cut short: this one ended it and made no other
};
/// Makes a new wrapping key, wraps every person's key under it batch by batch, then destroys the old one.
/// Cut short at any point, everything still opens, and the next call ends it.
Result<Renewed> rotate_org(store::Db& keys, const RootKey& root, const RotateWatch& watch = {});

}  // namespace candour::vault
