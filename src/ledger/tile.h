// The ledger as files: where each tile of hashes and each bundle of entries stands, and what is in it, as the
// open format C2SP tlog-tiles has it, so that any tool for such logs can read it. Pure; any thread. A tile of
// hashes names nobody; a bundle of entries holds the ids of people and is not for everybody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/merkle.h"

namespace candour::ledger {

/// One tile: the hashes [idx * 256, idx * 256 + width) of its level.
struct Tile {
  static constexpr int kMostLevel = 7;  // 256^8 entries are more than a sequence number can count
  int level = 0;
  std::int64_t idx = 0;
  int width = kTileWidth;  // 1 to 256; below that the tile is partial
  bool operator==(const Tile&) const = default;
};

/// "tile/0/x001/x234/067", and "tile/0/x001/x234/067.p/17" for a partial one.
std::string tile_path(const Tile& t);
/// "tile/entries/x001/x234/067.p/17": the entries whose hashes the level 0 tile holds.
std::string bundle_path(std::int64_t idx, int width);
/// Reads what stands after "tile/", without "entries/"; exactly what tile_path() writes and nothing else.
std::optional<Tile> read_tile_path(std::string_view path);

/// The tiles that a tree of `size` entries has to show beside its full ones: the last, partial tile of a
/// level; width 0 where there is none.
Tile last_partial(std::int64_t size, int level);

/// The longest entry that a bundle can hold, in bytes.
constexpr std::size_t kMostEntryBytes = 65'535;

/// Adds one entry to a bundle: two bytes of length, big-endian, and the entry. Errors: TooMuch.
Status add_to_bundle(std::string& bundle, std::string_view entry);
/// The entries of a bundle, views into it; `torn` when it does not end with a whole entry.
struct Bundle {
  std::vector<std::string_view> entries;
  bool torn = false;
};
Bundle read_bundle(std::string_view bytes);

}  // namespace candour::ledger
