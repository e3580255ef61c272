#include "ledger/reading.h"

#include "ledger/stored.h"

namespace candour::ledger {

Result<Reading::Newest> Reading::newest(std::int64_t before_seq, int most) {
  Newest found;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(found.kept, ledger_.newest(db, before_seq, most));
    TRY(found.head, ledger_.checkpoint(db));
    return {};
  }));
  return found;
}

Result<Checkpoint> Reading::checkpoint() {
  Checkpoint head;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(head, ledger_.checkpoint(db));
    return {};
  }));
  return head;
}

Result<std::optional<Bytes>> Reading::tile(const Tile& wanted) {
  std::optional<Bytes> hashes;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(hashes, read_stored_tile(db, db_.org(), wanted));
    return {};
  }));
  return hashes;
}

}  // namespace candour::ledger
