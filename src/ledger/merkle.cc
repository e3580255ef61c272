#include "ledger/merkle.h"

#include <bit>
#include <cstring>

namespace candour::ledger {

Hash32 leaf_hash(ByteView data) {
  return vault::sha256_tagged(0, data);
}
Hash32 node_hash(const Hash32& left, const Hash32& right) {
  return vault::sha256_tagged(1, left, right);
}
Hash32 empty_root() {
  return vault::sha256({});
}

Hash32 root_of(std::span<const Hash32> nodes) {
  if (nodes.empty()) return empty_root();
  if (nodes.size() == 1) return nodes[0];
  const auto left = std::bit_floor(nodes.size() - 1);  // the largest power of two that leaves something over
  return node_hash(root_of(nodes.first(left)), root_of(nodes.subspan(left)));
}

Hash32 Edge::root(std::span<const Hash32> rest) const {
  bool any = !rest.empty();
  Hash32 acc = any ? root_of(rest) : Hash32{};
  for (std::size_t h = 0; h < roots_.size(); ++h) {
    if (!(size_ >> h & 1)) continue;
    acc = any ? node_hash(roots_[h], acc) : roots_[h];
    any = true;
  }
  return any ? acc : empty_root();
}

void Edge::restore(int height, std::span<const Hash32> nodes) {
  for (int bit = 7; bit >= 0; --bit) {
    const auto n = std::size_t{1} << bit;
    if (!(nodes.size() & n)) continue;
    const auto at = static_cast<std::size_t>(height + bit);
    if (roots_.size() <= at) roots_.resize(at + 1);
    roots_[at] = root_of(nodes.first(n));
    size_ += std::int64_t{1} << at;
    nodes = nodes.subspan(n);
  }
}

ByteView tile_bytes(std::span<const Hash32> hashes) {
  static_assert(sizeof(Hash32) == 32);
  return {reinterpret_cast<const std::uint8_t*>(hashes.data()), hashes.size() * 32};
}

std::vector<Hash32> tile_hashes(ByteView bytes) {
  std::vector<Hash32> out(bytes.size() / 32);
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * 32);
  return out;
}

}  // namespace candour::ledger
