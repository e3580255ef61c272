// The growing end of the ledger's tree: its right edge and the last, unfinished tile of each level. Pure; one
// thread. It holds at most 255 hashes a level, however long the ledger is.
#pragma once

#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace candour::ledger {

class Frontier {
 public:
  struct Tail {
    std::vector<Hash32> hashes;  // of the last, unfinished tile of the level
    bool changed = false;
  };

  std::int64_t size() const { return edge_.size(); }
  Hash32 root() const { return edge_.root(); }
  std::vector<Tail>& tails() { return tails_; }  // by level

  /// Adds a leaf; calls put(level, idx, hashes) -> Status for each tile that becomes full.
  template <class Put>
  Status add(const Hash32& leaf, Put&& put) {
    Status done;
    edge_.add(leaf, [&](int height, const Hash32& hash) {
      if (height % 8 != 0 || !done) return;
      const auto level = static_cast<std::size_t>(height / 8);
      if (tails_.size() <= level) tails_.resize(level + 1);
      auto& tail = tails_[level];
      tail.hashes.push_back(hash);
      tail.changed = true;
      if (tail.hashes.size() < kTileWidth) return;
      done = put(height / 8, entries_at(edge_.size() + 1, height / 8) / kTileWidth - 1, tail.hashes);
      tail.hashes.clear();
      tail.changed = false;
    });
    return done;
  }

  /// Puts the end of a tree of `size` entries in place. `read(level, idx, width)` gives the hashes of a
  /// partial tile, as Result<std::vector<Hash32>>; more than are needed may come. Errors: its own; Corrupt
  /// when one is short.
  template <class Read>
  Status restore(std::int64_t size, Read&& read) {
    Frontier fresh;
    for (int level = 0; entries_at(size, level) > 0; ++level) {
      const auto hashes = entries_at(size, level);
      auto& tail = fresh.tails_.emplace_back();
      const auto wanted = static_cast<std::size_t>(hashes % kTileWidth);
      if (wanted == 0) continue;
      TRY(tail.hashes, read(level, hashes / kTileWidth, static_cast<int>(wanted)));
      if (tail.hashes.size() < wanted)
        return fail(Code::Corrupt, "The ledger's end is damaged.",
                    "the last tile of level " + std::to_string(level));
      tail.hashes.resize(wanted);
    }
    for (int level = static_cast<int>(fresh.tails_.size()) - 1; level >= 0; --level)
      fresh.edge_.restore(8 * level, fresh.tails_[static_cast<std::size_t>(level)].hashes);
    *this = std::move(fresh);
    return {};
  }

 private:
  Edge edge_;
  std::vector<Tail> tails_;
};

}  // namespace candour::ledger
