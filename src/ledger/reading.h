// What pages and witnesses read of a ledger: each answer from one snapshot of the database. Any thread.
// It opens nothing that is sealed: entries hold ids and codes.
#pragma once

#include <optional>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/tile.h"

namespace candour::ledger {

class Reading {
 public:
  Reading(store::Db& db, Ledger& ledger) : db_(db), ledger_(ledger) {}

  struct Newest {
    std::vector<Kept> kept;  // newest first
    Checkpoint head;
  };
  /// Entries from before `before_seq` (0: the newest), and the head. Errors: as Ledger::checkpoint.
  Result<Newest> newest(std::int64_t before_seq, int most);
  Result<Checkpoint> checkpoint();
  /// Nothing for a tile that is not there.
  Result<std::optional<Bytes>> tile(const Tile& wanted);

 private:
  store::Db& db_;
  Ledger& ledger_;
};

}  // namespace candour::ledger
