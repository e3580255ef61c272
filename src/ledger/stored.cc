#include "ledger/stored.h"

#include <cstring>

namespace candour::ledger {

Result<std::optional<StoredHead>> read_stored_head(store::Session& db, const OrgCode& org) {
  std::optional<StoredHead> out;
  CHECK_OK(
      db.each("SELECT size, root, note FROM ledger_head WHERE org = $1", {org}, [&](const store::Row& r) {
        auto& h = out.emplace();
        h.head.size = r.i64(0);
        h.whole = r.blob(1).size() == sizeof(Hash32);
        if (h.whole) std::memcpy(h.head.root.data(), r.blob(1).data(), sizeof(Hash32));
        h.note = r.str(2);
        return false;
      }));
  return out;
}

Result<std::optional<Bytes>> read_stored_tile(store::Session& db, const OrgCode& org, const Tile& t) {
  std::optional<Bytes> out;
  const auto wanted = static_cast<std::size_t>(t.width) * sizeof(Hash32);
  CHECK_OK(db.each("SELECT hashes FROM ledger_tile WHERE org = $1 AND level = $2 AND idx = $3",
                   {org, t.level, t.idx}, [&](const store::Row& r) {
                     const auto hashes = r.blob(0);
                     if (hashes.size() >= wanted)
                       out.emplace(hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(wanted));
                     return false;
                   }));
  return out;
}

ReadTile stored_tiles(store::Session& db, const OrgCode& org) {
  return [&db, &org](int level, std::int64_t idx, int width) -> Result<std::vector<Hash32>> {
    TRY(const auto bytes, read_stored_tile(db, org, {level, idx, width}));
    return bytes ? tile_hashes(*bytes) : std::vector<Hash32>();
  };
}

Status each_stored_entry(store::Session& db, const OrgCode& org, std::int64_t from, std::int64_t to,
                         const std::function<bool(std::int64_t seq, ByteView data)>& on_entry) {
  return db.each("SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
                 {org, from, to}, [&](const store::Row& r) { return on_entry(r.i64(0), r.blob(1)); });
}

}  // namespace candour::ledger
