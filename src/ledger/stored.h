// What the database holds of a ledger, read piece by piece: the signed head, a tile, a stretch of entries.
// Any thread; it only reads. It gives what is stored, sound or not: to know that it is sound, verify it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/note.h"
#include "ledger/proof.h"
#include "ledger/tile.h"
#include "store/db.h"

namespace candour::ledger {

/// Entries that one query reads, so that a database on the network never sends a whole ledger at once.
constexpr std::int64_t kEntriesAtOnce = 4096;

struct StoredHead {
  Head head;
  bool whole = false;  // the root has its 32 bytes
  std::string note;
};
/// Nothing when the ledger has no head yet.
Result<std::optional<StoredHead>> read_stored_head(store::Session& db, const OrgCode& org);

/// The bytes of a tile as stored, at least t.width hashes of them cut to it; nothing when it is not there or
/// shorter.
Result<std::optional<Bytes>> read_stored_tile(store::Session& db, const OrgCode& org, const Tile& t);

/// A reader of tiles for proofs; `db` and `org` must outlive it.
ReadTile stored_tiles(store::Session& db, const OrgCode& org);

/// Calls on_entry(seq, data) for the entries [from, to) that are there, rising, in one query.
Status each_stored_entry(store::Session& db, const OrgCode& org, std::int64_t from, std::int64_t to,
                         const std::function<bool(std::int64_t seq, ByteView data)>& on_entry);

}  // namespace candour::ledger
