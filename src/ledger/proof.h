// Proofs over the ledger's tree (RFC 6962, section 2.1): that an entry is in it, and that an older state of
// it is a beginning of a newer one. Pure; any thread. A proof is some hashes of 32 bytes: it names nobody. It
// is worth as much as the checkpoint that it leads to: somebody else must hold that one.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace candour::ledger {

using Proof = std::vector<Hash32>;

/// The hashes of a tile of level `level`, from its first: `width` of them, or more.
using ReadTile = std::function<Result<std::vector<Hash32>>(int level, std::int64_t idx, int width)>;

/// The nodes of a tree of `size` entries, looked up in its tiles; keeps the tiles it has read. One thread.
class TreeReader {
 public:
  TreeReader(std::int64_t size, ReadTile read) : size_(size), read_(std::move(read)) {}
  std::int64_t size() const { return size_; }
  /// The root over the entries [from, to); `from` must be a multiple of the largest power of two below
  /// to - from, as it is in all that the proofs need. Errors: the reader's own; Corrupt when a tile is short.
  Result<Hash32> root(std::int64_t from, std::int64_t to);
  Result<Hash32> root() { return root(0, size_); }

 private:
  struct Held {
    int level = -1;
    std::int64_t idx = -1;
    std::vector<Hash32> hashes;
  };
  Result<Hash32> full(int height, std::int64_t index);
  Result<const Held*> tile(int level, std::int64_t idx);

  std::int64_t size_;
  ReadTile read_;
  std::vector<Held> held_;  // the newest few, in no order
  std::size_t oldest_ = 0;
};

/// That entry `seq` is in the tree. Errors: Invalid unless 0 <= seq < size; the reader's own.
Result<Proof> prove_inclusion(TreeReader& tree, std::int64_t seq);
/// That the first `older` entries are a beginning of the tree. Errors: Invalid unless 0 <= older <= size.
Result<Proof> prove_consistency(TreeReader& tree, std::int64_t older);

/// Whether the proof shows `leaf` to be entry `seq` of the tree of `size` entries with that root.
bool inclusion_holds(const Hash32& leaf, std::int64_t seq, std::int64_t size, const Hash32& root,
                     std::span<const Hash32> proof);
/// Whether the proof shows the older tree to be a beginning of the newer one.
bool consistency_holds(std::int64_t older, const Hash32& older_root, std::int64_t size, const Hash32& root,
                       std::span<const Hash32> proof);

}  // namespace candour::ledger
