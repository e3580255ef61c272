// The tree over the ledger's entries: RFC 6962 hashing, kept in tiles of 256 hashes (C2SP tlog-tiles). Pure;
// any thread. A tile of level L holds the roots of 256 full tiles of level L - 1; level 0 holds leaf hashes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "vault/hash.h"

namespace candour::ledger {

using vault::Hash32;

constexpr std::int64_t kTileWidth = 256;

Hash32 leaf_hash(ByteView data);                            // SHA-256(0x00 data)
Hash32 node_hash(const Hash32& left, const Hash32& right);  // SHA-256(0x01 left right)
Hash32 empty_root();                                        // SHA-256 of nothing
/// The root over any number of neighbouring nodes of one height (the leaves of a tile, full or partial).
Hash32 root_of(std::span<const Hash32> nodes);

/// How many entries of level `level` a tree of `size` leaves has.
constexpr std::int64_t entries_at(std::int64_t size, int level) {
  return level > 7 ? 0 : size >> (8 * level);
}

/// The right edge of a tree: the roots of the full subtrees that make it up, one for each bit of the size.
class Edge {
 public:
  std::int64_t size() const { return size_; }
  /// Adds a leaf, or with `height` a full subtree of 2^height leaves (then nothing smaller may stand yet).
  /// Calls done(height, hash) for each node that becomes whole, the added one first.
  template <class F>
  void add(Hash32 carry, F&& done, int height = 0) {
    const auto step = std::int64_t{1} << height;
    done(height, carry);
    while (size_ & (std::int64_t{1} << height)) {
      carry = node_hash(roots_[static_cast<std::size_t>(height)], carry);
      ++height;
      done(height, carry);
    }
    if (roots_.size() <= static_cast<std::size_t>(height))
      roots_.resize(static_cast<std::size_t>(height) + 1);
    roots_[static_cast<std::size_t>(height)] = carry;
    size_ += step;
  }
  /// The root, with `rest` (leaves of a last, unfinished tile; may be empty) to the right of all that was
  /// added.
  Hash32 root(std::span<const Hash32> rest = {}) const;
  /// Puts in place the full subtrees that `nodes`, all of 2^height leaves and at most 255, make up.
  void restore(int height, std::span<const Hash32> nodes);

 private:
  std::int64_t size_ = 0;
  std::vector<Hash32> roots_;  // by height; meaningful where the size has that bit
};

ByteView tile_bytes(std::span<const Hash32> hashes);
std::vector<Hash32> tile_hashes(ByteView bytes);  // a torn last hash is left out

}  // namespace candour::ledger
