// How a fault is laid at the right door. The entries give one set of leaf hashes, the level 0 tiles another.
// Where they differ, the tile above (or, for the last, unfinished tile, the signed root) says which is right:
// a block of entries that leads to what stands above is sound, so its tile was changed; otherwise the entry
// was.
#include "ledger/verify.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "ledger/about.h"
#include "ledger/entry_json.h"
#include "vault/seal.h"

namespace candour::ledger {
namespace {

constexpr std::size_t kMostFindings = 1000;

using Place = std::pair<int, std::int64_t>;  // level and number of a tile

class Verification {
 public:
  Verification(store::Session& db, const OrgCode& org, const std::string& name, ByteView public_key)
      : db_(db), org_(org), name_(name), public_key_(public_key) {
    vault::random_bytes(sum_key_);
  }

  Result<Verdict> run() {
    CHECK_OK(read_head());
    CHECK_OK(read_tiles());
    CHECK_OK(read_entries());
    judge();
    CHECK_OK(check_about());
    return std::move(verdict_);
  }

 private:
  /// One tile's width of entries.
  struct Block {
    std::vector<Hash32> leaves;          // as recomputed; where an entry is missing, what its tile says
    std::vector<std::int64_t> doubtful;  // sequence numbers whose leaf differs from the tile's, or is missing
  };

  void found(std::int64_t seq, std::string what) {
    if (verdict_.findings.size() < kMostFindings)
      verdict_.findings.push_back({seq, std::move(what)});
    else if (verdict_.findings.size() == kMostFindings)
      verdict_.findings.push_back({-1, "and more"});
  }
  static std::string tile_name(Place p) {
    return "tile " + std::to_string(p.second) + " of level " + std::to_string(p.first);
  }
  bool expected(Place p) const {
    return p.first >= 0 && p.second >= 0 && p.second * kTileWidth < entries_at(head_.size, p.first);
  }
  std::int64_t width(Place p) const {
    return std::min(kTileWidth, entries_at(head_.size, p.first) - p.second * kTileWidth);
  }

  Status read_head() {
    bool there = false;
    CHECK_OK(
        db_.each("SELECT size, root, note FROM ledger_head WHERE org = $1", {org_}, [&](const store::Row& r) {
          there = true;
          Head row;
          row.size = r.i64(0);
          if (r.blob(1).size() == 32) std::memcpy(row.root.data(), r.blob(1).data(), 32);
          const auto signed_head = read_note(name_, public_key_, r.text(2));
          if (!signed_head)
            found(-1, "the signed head does not hold: its signature or text was changed");
          else if (*signed_head != row || r.blob(1).size() != 32)
            found(-1, "the head beside the signed one was changed");
          head_ = signed_head.value_or(row);
          return false;
        }));
    if (there) return {};
    CHECK_OK(db_.each("SELECT count(*) FROM ledger_entry WHERE org = $1", {org_}, [&](const store::Row& r) {
      if (r.i64(0) > 0) found(-1, "the signed head is missing");
      head_.size = r.i64(0);
      return false;
    }));
    head_known_ = head_.size == 0;
    return {};
  }

  /// Level 0 is read tile by tile beside the entries; here only which there are. The rest is 1/256 of it.
  Status read_tiles() {
    CHECK_OK(db_.each("SELECT level, idx, length(hashes) FROM ledger_tile WHERE org = $1 ORDER BY level, idx",
                      {org_}, [&](const store::Row& r) {
                        const Place p{static_cast<int>(std::clamp<std::int64_t>(r.i64(0), -1, 99)), r.i64(1)};
                        if (!expected(p))
                          found(-1, tile_name(p) + " should not be there");
                        else if (r.i64(2) != width(p) * 32)
                          found(-1, tile_name(p) + " has the wrong length");
                        return true;
                      }));
    return db_.each("SELECT level, idx, hashes FROM ledger_tile WHERE org = $1 AND level > 0", {org_},
                    [&](const store::Row& r) {
                      const Place p{static_cast<int>(std::min<std::int64_t>(r.i64(0), 99)), r.i64(1)};
                      if (expected(p)) upper_[p] = fitted(p, r.blob(2));
                      return true;
                    });
  }
  std::vector<Hash32> fitted(Place p, ByteView bytes) const {
    auto hashes = tile_hashes(bytes);
    hashes.resize(static_cast<std::size_t>(width(p)));
    return hashes;
  }
  const std::vector<Hash32>* upper(Place p) const {
    const auto it = upper_.find(p);
    return it == upper_.end() ? nullptr : &it->second;
  }
  /// The leaves that the tile of the block at hand says; empty when there is no such tile.
  Status read_block_tile(std::int64_t idx) {
    tile_.clear();
    CHECK_OK(db_.each("SELECT hashes FROM ledger_tile WHERE org = $1 AND level = 0 AND idx = $2", {org_, idx},
                      [&](const store::Row& r) {
                        tile_ = fitted({0, idx}, r.blob(0));
                        return false;
                      }));
    if (tile_.empty()) found(-1, tile_name({0, idx}) + " is missing");
    return {};
  }

  Status read_entries() {
    const auto size = head_.size;
    std::int64_t next = 0;
    Status bad;
    CHECK_OK(db_.each("SELECT seq, data FROM ledger_entry WHERE org = $1 ORDER BY seq", {org_},
                      [&](const store::Row& r) {
                        const auto seq = r.i64(0);
                        if (seq < 0 || seq >= size) {
                          found(seq, "entry " + std::to_string(seq) + " stands outside the signed head");
                          return true;
                        }
                        for (; bad && next < seq; ++next) bad = take(next, std::nullopt);
                        if (bad) bad = take(next++, as_text(r.blob(1)));
                        return bad.has_value();
                      }));
    // A head that was changed may claim any size: beyond the entries, say it once.
    if (size - next > kTileWidth) {
      found(next, "entry " + std::to_string(next) + " and all after it are missing");
      cut_short_ = true;
    } else {
      for (; bad && next < size; ++next) bad = take(next, std::nullopt);
    }
    CHECK_OK(bad);
    if (!block_.leaves.empty()) {
      last_ = std::move(block_);
      last_tile_ = std::move(tile_);
    }
    return {};
  }

  Status take(std::int64_t seq, std::optional<std::string_view> data) {
    const auto at = static_cast<std::size_t>(seq % kTileWidth);
    if (at == 0) CHECK_OK(read_block_tile(seq / kTileWidth));
    const auto* stored = at < tile_.size() ? &tile_[at] : nullptr;
    if (data) {
      ++verdict_.checked;
      block_.leaves.push_back(leaf_hash(as_bytes(*data)));
      if (stored && *stored != block_.leaves.back()) block_.doubtful.push_back(seq);
      if (seq < head_.size / kRun * kRun)
        each_person(*data, [&](PersonId p) { about_sum_ += about_hash(p, seq); });
    } else {
      block_.leaves.push_back(stored ? *stored : Hash32{});
      found(seq, "entry " + std::to_string(seq) + " is missing");
    }
    if (block_.leaves.size() == kTileWidth) end_block(seq / kTileWidth);
    return {};
  }

  void blame_entries(const Block& b) {
    for (const auto seq : b.doubtful) found(seq, "entry " + std::to_string(seq) + " was changed");
  }

  /// Compares a full block with its tile and the tile above, and hands its root up.
  void end_block(std::int64_t idx) {
    auto right = root_of(block_.leaves);
    if (!block_.doubtful.empty()) {
      const auto* above = upper({1, idx / kTileWidth});
      const auto* said = above ? &(*above)[static_cast<std::size_t>(idx % kTileWidth)] : nullptr;
      if (said && *said == right) {
        found(-1, tile_name({0, idx}) + " was changed");
      } else {
        blame_entries(block_);
        const auto from_tile = root_of(tile_);
        if (said && *said == from_tile) right = from_tile;
      }
    }
    up_.push_back(right);
    block_ = {};
  }

  /// The last block, the tiles above, and the signed root.
  void judge() {
    Edge edge;
    for (const auto& h : up_) edge.add(h, [](int, const Hash32&) {}, 8);
    const bool by_entries = edge.root(last_.leaves) == head_.root;
    const bool by_tile = !last_tile_.empty() && edge.root(last_tile_) == head_.root;
    if (!last_.doubtful.empty()) {
      if (by_entries)
        found(-1, tile_name({0, static_cast<std::int64_t>(up_.size())}) + " was changed");
      else
        blame_entries(last_);
    }
    auto level = up_;
    for (int n = 1; !level.empty(); ++n) level = check_level(n, level);
    if (!by_entries && !by_tile && !cut_short_ && head_known_ && verdict_.findings.empty())
      found(-1, "the entries do not lead to the signed root");
  }

  /// Compares a level of tiles with the hashes below it; the level above that.
  std::vector<Hash32> check_level(int n, const std::vector<Hash32>& hashes) {
    std::vector<Hash32> above;
    for (std::size_t start = 0; start < hashes.size(); start += kTileWidth) {
      const auto count = std::min<std::size_t>(kTileWidth, hashes.size() - start);
      const Place p{n, static_cast<std::int64_t>(start) / kTileWidth};
      const auto mine = std::span(hashes).subspan(start, count);
      const auto* stored = upper(p);
      if (!stored)
        found(-1, tile_name(p) + " is missing");
      else if (!std::ranges::equal(mine, *stored))
        found(-1, tile_name(p) + " does not agree with what is below it");
      if (count == kTileWidth) above.push_back(root_of(mine));
    }
    return above;
  }

  std::uint64_t about_hash(PersonId p, std::int64_t seq) const {
    std::uint8_t b[24];
    std::memcpy(b, p.raw.bytes.data(), 16);
    std::memcpy(b + 16, &seq, 8);
    return vault::quick_hash(sum_key_, b);
  }

  /// The index is compared as a set: a sum of keyed hashes that only equal sets share.
  Status check_about() {
    if (!verdict_.findings.empty()) return {};  // the entries say first what is wrong
    std::uint64_t sum = 0;
    bool good = true;
    CHECK_OK(db_.each("SELECT run, person, offsets FROM ledger_about WHERE org = $1", {org_},
                      [&](const store::Row& r) {
                        const auto seqs = read_run(r.i64(0), r.blob(2));
                        good = good && seqs && !seqs->empty();
                        if (good)
                          for (const auto seq : *seqs) sum += about_hash(r.id<PersonId>(1), seq);
                        return good;
                      }));
    if (!good || sum != about_sum_)
      found(-1, "the index of who looked at whom does not agree with the entries");
    return {};
  }

  store::Session& db_;
  const OrgCode& org_;
  const std::string& name_;
  ByteView public_key_;
  Verdict verdict_;
  Head head_;
  bool head_known_ = true, cut_short_ = false;
  std::map<Place, std::vector<Hash32>> upper_;  // the tiles of level 1 and above
  Block block_, last_;                          // last_: the unfinished one at the end
  std::vector<Hash32> tile_, last_tile_;        // what the tiles of these two say
  std::vector<Hash32> up_;                      // the roots of the full blocks
  std::array<std::uint8_t, 16> sum_key_{};
  std::uint64_t about_sum_ = 0;
};

}  // namespace

Result<Verdict> verify_ledger(store::Session& db, const OrgCode& org, const std::string& name,
                              ByteView public_key) {
  return Verification(db, org, name, public_key).run();
}

}  // namespace candour::ledger
