// tile   = "tile/" level "/" place            level: 0 to 7, no leading nought
// bundle = "tile/entries/" place
// place  = *("x" 3DIGIT "/") 3DIGIT [".p/" width]     the number, in groups of three; width: 1 to 255
// What a tile holds: its hashes of 32 bytes, one after the other. What a bundle holds: *(length entry),
// length 2 bytes big-endian.
#include "ledger/tile.h"

#include <charconv>

namespace candour::ledger {
namespace {

std::string place(std::int64_t idx, int width) {
  const auto group = [](std::int64_t n) {
    auto s = std::to_string(n % 1000);
    return std::string(3 - s.size(), '0') + s;
  };
  auto out = group(idx);
  for (idx /= 1000; idx > 0; idx /= 1000) out = "x" + group(idx) + "/" + out;
  return width == kTileWidth ? out : out + ".p/" + std::to_string(width);
}

/// A whole decimal number without sign or leading nought.
std::optional<std::int64_t> number(std::string_view s) {
  std::int64_t n = 0;
  if (s.empty() || s[0] < '0' || s[0] > '9' || (s.size() > 1 && s[0] == '0')) return std::nullopt;
  const auto read = std::from_chars(s.data(), s.data() + s.size(), n);
  if (read.ec != std::errc() || read.ptr != s.data() + s.size()) return std::nullopt;
  return n;
}

/// Exactly three digits.
std::optional<std::int64_t> three(std::string_view s) {
  if (s.size() != 3) return std::nullopt;
  std::int64_t n = 0;
  for (const char c : s) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n;
}

}  // namespace

std::string tile_path(const Tile& t) {
  return "tile/" + std::to_string(t.level) + "/" + place(t.idx, t.width);
}
std::string bundle_path(std::int64_t idx, int width) {
  return "tile/entries/" + place(idx, width);
}

std::optional<Tile> read_tile_path(std::string_view path) {
  constexpr std::size_t kLongest = 64;
  if (path.size() > kLongest) return std::nullopt;
  Tile t;
  const auto slash = path.find('/');
  if (slash == path.npos) return std::nullopt;
  const auto level = number(path.substr(0, slash));
  if (!level || *level > Tile::kMostLevel) return std::nullopt;
  t.level = static_cast<int>(*level);
  auto rest = path.substr(slash + 1);
  if (const auto mark = rest.find(".p/"); mark != rest.npos) {
    const auto width = number(rest.substr(mark + 3));
    if (!width || *width < 1 || *width >= kTileWidth) return std::nullopt;
    t.width = static_cast<int>(*width);
    rest = rest.substr(0, mark);
  }
  for (int groups = 0; rest.starts_with('x'); rest.remove_prefix(5)) {
    const auto n = rest.size() > 5 && rest[4] == '/' ? three(rest.substr(1, 3)) : std::nullopt;
    // No more groups than fit into a sequence number, and none that is only noughts in front.
    if (!n || ++groups > 5 || (groups == 1 && *n == 0)) return std::nullopt;
    t.idx = t.idx * 1000 + *n;
  }
  const auto last = three(rest);
  if (!last) return std::nullopt;
  t.idx = t.idx * 1000 + *last;
  return t;
}

Tile last_partial(std::int64_t size, int level) {
  const auto hashes = entries_at(size, level);
  return {level, hashes / kTileWidth, static_cast<int>(hashes % kTileWidth)};
}

Status add_to_bundle(std::string& bundle, std::string_view entry) {
  if (entry.size() > kMostEntryBytes)
    return fail(Code::TooMuch,
                "An entry of the ledger is too long to be exported: a bundle takes 65,535 bytes.",
                std::to_string(entry.size()) + " bytes");
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size()));
  bundle += entry;
  return {};
}

Bundle read_bundle(std::string_view bytes) {
  Bundle out;
  const auto at = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  while (!bytes.empty()) {
    const auto length = bytes.size() < 2 ? bytes.size() : at(0) << 8 | at(1);
    if (bytes.size() < 2 || bytes.size() - 2 < length) {
      out.torn = true;
      break;
    }
    out.entries.push_back(bytes.substr(2, length));
    bytes.remove_prefix(2 + length);
  }
  return out;
}

}  // namespace candour::ledger
