// What stands behind an address that is a secret: whoever comes with it has no account. For any thread; it
// holds nothing. Promises: each try is counted before it is known whether it is right, so that many at once
// do not slip by, and the secret is asked for as a hash only. Whoever learns the address has it.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "people/guesses.h"
#include "people/networks.h"
#include "vault/passwords.h"

namespace candour::people {

inline constexpr std::size_t kMostSecret = 100;  // letters; a longer one is none

/// `use`: which sort of address, for counting; `from`: who asks; `find`: by the hash of the secret, nothing
/// for whatever does not work any more. Errors: NotFound, for all that does not work alike; TooMuch.
template <class Found>
Result<Found> behind_secret(
    store::Db& db, vault::Vault& vault, UnixMs now, std::string_view use, std::string_view from,
    std::string_view secret,
    const std::function<Result<std::optional<Found>>(store::Session&, ByteView hash)>& find) {
  TRY(const auto guess, count_guess(db, db.org(), now, guessed_from(vault, use, from)));
  std::optional<Found> found;
  if (secret.size() <= kMostSecret)
    CHECK_OK(db.read([&](store::Session& s) -> Status {
      TRY(found, find(s, vault::token_hash(secret)));
      return {};
    }));
  if (!found) return not_found();
  CHECK_OK(db.write([&](store::Txn& txn) { return forget_guess(txn, db.org(), guess); }));
  return *std::move(found);
}

}  // namespace candour::people
