#include "ledger/proof.h"

#include <algorithm>
#include <bit>

namespace candour::ledger {
namespace {

constexpr std::size_t kHeldTiles = 16;

/// The largest power of two below n; n is at least 2.
std::int64_t split(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

tl::unexpected<Error> out_of_range(std::string detail) {
  return fail(Code::Invalid, "The ledger has no such entry.", std::move(detail));
}

/// Adds PATH(seq, D[from:to]) of RFC 6962.
Status add_path(TreeReader& tree, std::int64_t seq, std::int64_t from, std::int64_t to, Proof& out) {
  if (to - from == 1) return {};
  const auto middle = from + split(to - from);
  const bool left = seq < middle;
  CHECK_OK(add_path(tree, seq, left ? from : middle, left ? middle : to, out));
  TRY(const auto other, left ? tree.root(middle, to) : tree.root(from, middle));
  out.push_back(other);
  return {};
}

/// Adds SUBPROOF(older, D[from:to], whole) of RFC 6962.
Status add_subproof(TreeReader& tree, std::int64_t older, std::int64_t from, std::int64_t to, bool whole,
                    Proof& out) {
  if (older == to) {
    if (whole) return {};  // the older root is known to whoever checks
    TRY(const auto root, tree.root(from, to));
    out.push_back(root);
    return {};
  }
  const auto middle = from + split(to - from);
  const bool left = older <= middle;
  CHECK_OK(add_subproof(tree, older, left ? from : middle, left ? middle : to, left && whole, out));
  TRY(const auto other, left ? tree.root(middle, to) : tree.root(from, middle));
  out.push_back(other);
  return {};
}

}  // namespace

Result<const TreeReader::Held*> TreeReader::tile(int level, std::int64_t idx) {
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const Held& h) { return h.level == level && h.idx == idx; });
  if (found != held_.end()) return &*found;
  const auto width = std::min(kTileWidth, entries_at(size_, level) - idx * kTileWidth);
  TRY(auto hashes, read_(level, idx, static_cast<int>(width)));
  if (std::ssize(hashes) < width)
    return fail(Code::Corrupt, "A tile of the ledger is missing or too short.",
                "tile " + std::to_string(idx) + " of level " + std::to_string(level));
  if (held_.size() < kHeldTiles) {
    held_.push_back({level, idx, std::move(hashes)});
    return &held_.back();
  }
  auto& place = held_[oldest_++ % kHeldTiles];
  place = {level, idx, std::move(hashes)};
  return &place;
}

Result<Hash32> TreeReader::full(int height, std::int64_t index) {
  // 2^(height % 8) neighbours in a tile make up the node.
  const auto count = std::int64_t{1} << height % 8;
  const auto first = index * count;
  TRY(const Held* held, tile(height / 8, first / kTileWidth));
  return root_of(std::span(held->hashes)
                     .subspan(static_cast<std::size_t>(first % kTileWidth), static_cast<std::size_t>(count)));
}

Result<Hash32> TreeReader::root(std::int64_t from, std::int64_t to) {
  const auto n = to - from;
  if (n == 0) return empty_root();
  if (std::has_single_bit(static_cast<std::uint64_t>(n)))
    return full(std::countr_zero(static_cast<std::uint64_t>(n)), from / n);
  const auto middle = from + split(n);
  TRY(const auto left, root(from, middle));
  TRY(const auto right, root(middle, to));
  return node_hash(left, right);
}

Result<Proof> prove_inclusion(TreeReader& tree, std::int64_t seq) {
  if (seq < 0 || seq >= tree.size()) return out_of_range("entry " + std::to_string(seq));
  Proof out;
  CHECK_OK(add_path(tree, seq, 0, tree.size(), out));
  return out;
}

Result<Proof> prove_consistency(TreeReader& tree, std::int64_t older) {
  if (older < 0 || older > tree.size())
    return out_of_range("a state of " + std::to_string(older) + " entries");
  Proof out;
  if (older > 0) CHECK_OK(add_subproof(tree, older, 0, tree.size(), true, out));
  return out;
}

// Both checks are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2, which spell out what RFC 6962 leaves to
// the reader: walk from the leaf to the root, `at` and `last` being the numbers of the node at hand and of
// the last node of its height.
bool inclusion_holds(const Hash32& leaf, std::int64_t seq, std::int64_t size, const Hash32& root,
                     std::span<const Hash32> proof) {
  if (seq < 0 || seq >= size) return false;
  auto at = static_cast<std::uint64_t>(seq), last = static_cast<std::uint64_t>(size - 1);
  auto hash = leaf;
  for (const auto& p : proof) {
    if (last == 0) return false;  // longer than any proof for this size
    if ((at & 1) || at == last) {
      hash = node_hash(p, hash);
      for (; !(at & 1) && at != 0; at >>= 1) last >>= 1;
    } else {
      hash = node_hash(hash, p);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool consistency_holds(std::int64_t older, const Hash32& older_root, std::int64_t size, const Hash32& root,
                       std::span<const Hash32> proof) {
  if (older < 0 || older > size) return false;
  if (older == size) return proof.empty() && older_root == root;
  if (older == 0) return proof.empty() && older_root == empty_root();
  Proof steps(proof.begin(), proof.end());
  if (std::has_single_bit(static_cast<std::uint64_t>(older))) steps.insert(steps.begin(), older_root);
  if (steps.empty()) return false;
  auto at = static_cast<std::uint64_t>(older - 1), last = static_cast<std::uint64_t>(size - 1);
  for (; at & 1; at >>= 1) last >>= 1;
  auto old_hash = steps.front(), new_hash = steps.front();
  for (const auto& step : std::span(steps).subspan(1)) {
    if (last == 0) return false;
    if ((at & 1) || at == last) {
      old_hash = node_hash(step, old_hash);
      new_hash = node_hash(step, new_hash);
      for (; !(at & 1) && at != 0; at >>= 1) last >>= 1;
    } else {
      new_hash = node_hash(new_hash, step);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == older_root && new_hash == root;
}

}  // namespace candour::ledger
