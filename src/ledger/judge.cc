#include "ledger/judge.h"

#include <algorithm>

namespace candour::ledger {

void Judge::found(std::int64_t seq, std::string what) {
  if (verdict_.findings.size() < kMostFindings)
    verdict_.findings.push_back({seq, std::move(what)});
  else if (verdict_.findings.size() == kMostFindings)
    verdict_.findings.push_back({-1, "and more"});
}

void Judge::set_head(const Head& head, bool known) {
  head_ = head;
  head_known_ = known;
}

bool Judge::expected(int level, std::int64_t idx) const {
  return level >= 0 && idx >= 0 && idx < (entries_at(head_.size, level) + kTileWidth - 1) / kTileWidth;
}
std::int64_t Judge::width(int level, std::int64_t idx) const {
  return std::min(kTileWidth, entries_at(head_.size, level) - idx * kTileWidth);
}
std::string Judge::tile_name(int level, std::int64_t idx) {
  return "tile " + std::to_string(idx) + " of level " + std::to_string(level);
}

void Judge::set_upper(int level, std::int64_t idx, ByteView hashes) {
  if (expected(level, idx)) upper_[{level, idx}] = fitted(level, idx, hashes);
}
std::vector<Hash32> Judge::fitted(int level, std::int64_t idx, ByteView bytes) const {
  auto hashes = tile_hashes(bytes);
  hashes.resize(static_cast<std::size_t>(width(level, idx)));
  return hashes;
}
const std::vector<Hash32>* Judge::upper(Place p) const {
  const auto it = upper_.find(p);
  return it == upper_.end() ? nullptr : &it->second;
}

void Judge::begin_block(std::int64_t idx, ByteView tile) {
  tile_.clear();
  if (tile.empty())
    found(-1, tile_name(0, idx) + " is missing");
  else
    tile_ = fitted(0, idx, tile);
}

void Judge::entry(std::int64_t seq, const Hash32& leaf) {
  ++verdict_.checked;
  const auto at = static_cast<std::size_t>(seq % kTileWidth);
  block_.leaves.push_back(leaf);
  if (at < tile_.size() && tile_[at] != leaf) block_.doubtful.push_back(seq);
  end_block_if_full(seq);
}

void Judge::missing(std::int64_t seq) {
  found(seq, "entry " + std::to_string(seq) + " is missing");
  stand_in(seq);
}
void Judge::unreadable(std::int64_t seq) {
  stand_in(seq);
}
void Judge::stand_in(std::int64_t seq) {
  const auto at = static_cast<std::size_t>(seq % kTileWidth);
  block_.leaves.push_back(at < tile_.size() ? tile_[at] : Hash32{});
  end_block_if_full(seq);
}
void Judge::end_block_if_full(std::int64_t seq) {
  if (block_.leaves.size() == kTileWidth) end_block(seq / kTileWidth);
}

void Judge::cut_short(std::int64_t next) {
  found(next, "entry " + std::to_string(next) + " and all after it are missing");
  cut_short_ = true;
}

void Judge::blame_entries(const Block& b) {
  for (const auto seq : b.doubtful) found(seq, "entry " + std::to_string(seq) + " was changed");
}

/// Compares a full block with its tile and the tile above, and hands its root up.
void Judge::end_block(std::int64_t idx) {
  auto right = root_of(block_.leaves);
  if (!block_.doubtful.empty()) {
    const auto* above = upper({1, idx / kTileWidth});
    const auto at = static_cast<std::size_t>(idx % kTileWidth);
    const auto* said = above && at < above->size() ? &(*above)[at] : nullptr;
    if (said && *said == right) {
      found(-1, tile_name(0, idx) + " was changed");
    } else {
      blame_entries(block_);
      const auto from_tile = root_of(tile_);
      if (said && *said == from_tile) right = from_tile;
    }
  }
  up_.push_back(right);
  block_.leaves.clear();
  block_.doubtful.clear();
}

void Judge::finish() {
  Edge edge;
  for (const auto& h : up_)
    edge.add(
        h, [](int, const Hash32&) {}, 8);
  // What is left in block_ is the last, unfinished tile.
  const auto last_tile = block_.leaves.empty() ? std::vector<Hash32>() : tile_;
  const bool by_entries = edge.root(block_.leaves) == head_.root;
  const bool by_tile = !last_tile.empty() && edge.root(last_tile) == head_.root;
  if (!block_.doubtful.empty()) {
    if (by_entries)
      found(-1, tile_name(0, static_cast<std::int64_t>(up_.size())) + " was changed");
    else
      blame_entries(block_);
  }
  auto level = up_;
  for (int n = 1; !level.empty(); ++n) level = check_level(n, level);
  if (!by_entries && !by_tile && !cut_short_ && head_known_ && verdict_.findings.empty())
    found(-1, "the entries do not lead to the signed root");
}

/// Compares a level of tiles with the hashes below it; the level above that.
std::vector<Hash32> Judge::check_level(int n, const std::vector<Hash32>& hashes) {
  std::vector<Hash32> above;
  for (std::size_t start = 0; start < hashes.size(); start += kTileWidth) {
    const auto count = std::min<std::size_t>(kTileWidth, hashes.size() - start);
    const auto idx = static_cast<std::int64_t>(start) / kTileWidth;
    const auto mine = std::span(hashes).subspan(start, count);
    const auto* stored = upper({n, idx});
    if (!stored)
      found(-1, tile_name(n, idx) + " is missing");
    else if (!std::ranges::equal(mine, *stored))
      found(-1, tile_name(n, idx) + " does not agree with what is below it");
    if (count == kTileWidth) above.push_back(root_of(mine));
  }
  return above;
}

}  // namespace candour::ledger
