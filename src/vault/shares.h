// The root key in shares for trustees: any so many of them put it back, and fewer tell nothing of it (A.
// Shamir, "How to share a secret", 1979; in the field of 256 elements that AES uses, FIPS 197). Written as
// letters that a tired person can type again, each share with a sum that finds a slip. Pure but for the
// random numbers; any thread. Whoever holds enough shares holds the key.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "vault/seal.h"

namespace candour::vault {

inline constexpr int kMostShares = 20;

/// One share as it is written down: groups of four letters, "ABCD-EFGH-…".
struct RootKeyShare {
  int number = 0;  // from 1 on
  std::string letters;
};

/// Errors: Invalid unless 2 <= needed <= of <= kMostShares.
Result<std::vector<RootKeyShare>> split_root_key(const Key& key, int of, int needed);

/// What a share says of itself, without any other: its number, how many are needed, and of which set it is.
struct ShareSays {
  int number = 0, needed = 0;
  std::string set;  // four letters, the same on all of one set
};
/// As it was typed: small letters, blanks and other dashes are taken as they are meant, 0, 1 and 8 as O, I
/// and B. Errors: Invalid for what is no share, is not whole, or was mistyped.
Result<ShareSays> read_share(std::string_view typed);

/// Errors: Invalid in words: one that is no share (which), one that is there twice, one of another set, too
/// few, or shares that do not belong together.
Result<Key> join_root_key(const std::vector<std::string>& typed);

}  // namespace candour::vault
