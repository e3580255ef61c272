// Who is to blame: takes a ledger's signed head, its tiles and its entries in order, wherever they were read
// from, and says which entry or which tile was changed. One thread. It keeps the roots of the blocks of 256
// entries and the upper tiles in memory: about 64 bytes for every 256 entries.
//
// The entries give one set of leaf hashes, the level 0 tiles another. Where they differ, the tile above (or,
// for the last, unfinished tile, the signed root) says which is right: a block of entries that leads to what
// stands above is sound, so its tile was changed; otherwise the entry was.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

namespace candour::ledger {

class Judge {
 public:
  static constexpr std::size_t kMostFindings = 1000;

  void found(std::int64_t seq, std::string what);
  /// False once so much was found that more would not be said.
  bool wants_more() const { return verdict_.findings.size() <= kMostFindings; }
  /// Whether nothing was found so far.
  bool clean() const { return verdict_.findings.empty(); }

  /// The head that all must lead to; `known` is false when there is no signed one to compare with.
  void set_head(const Head& head, bool known = true);
  const Head& head() const { return head_; }
  /// Whether a tile of that place belongs to the tree, and how many hashes it should have.
  bool expected(int level, std::int64_t idx) const;
  std::int64_t width(int level, std::int64_t idx) const;
  static std::string tile_name(int level, std::int64_t idx);
  /// A tile of level 1 or above.
  void set_upper(int level, std::int64_t idx, ByteView hashes);

  /// From here on the entries of the block of 256 that begins with entry idx * 256; `tile` is its level 0
  /// tile, empty when it is missing (which is found).
  void begin_block(std::int64_t idx, ByteView tile);
  /// The next entry, by its leaf hash, or that it is missing. `seq` rises by one from 0, block by block.
  void entry(std::int64_t seq, const Hash32& leaf);
  void missing(std::int64_t seq);
  /// The next entry cannot be told from what stands beside it, which has been said: its tile speaks for it.
  void unreadable(std::int64_t seq);
  /// All that the head claims after entry `next` is missing; said once.
  void cut_short(std::int64_t next);

  /// After the last entry: the last block, the tiles above, and the signed root.
  void finish();
  Verdict take() { return std::move(verdict_); }
  std::int64_t checked() const { return verdict_.checked; }

 private:
  using Place = std::pair<int, std::int64_t>;  // level and number of a tile
  struct Block {
    std::vector<Hash32> leaves;          // as recomputed; where an entry is missing, what its tile says
    std::vector<std::int64_t> doubtful;  // sequence numbers whose leaf differs from the tile's
  };
  std::vector<Hash32> fitted(int level, std::int64_t idx, ByteView bytes) const;
  const std::vector<Hash32>* upper(Place p) const;
  void stand_in(std::int64_t seq);
  void blame_entries(const Block& b);
  void end_block_if_full(std::int64_t seq);
  void end_block(std::int64_t idx);
  std::vector<Hash32> check_level(int n, const std::vector<Hash32>& hashes);

  Verdict verdict_;
  Head head_;
  bool head_known_ = true, cut_short_ = false;
  std::map<Place, std::vector<Hash32>> upper_;  // the tiles of level 1 and above
  Block block_;
  std::vector<Hash32> tile_;  // what the tile of the block at hand says
  std::vector<Hash32> up_;    // the roots of the full blocks
};

}  // namespace candour::ledger
