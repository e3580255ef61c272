// The log in the database: entries, tiles and the signed head, grown in the caller's transaction. Used only
// by whoever is inside that transaction, of which there is one at a time.
#pragma once

#include <string>
#include <vector>

#include "ledger/entry_json.h"
#include "ledger/note.h"
#include "store/db.h"

namespace candour::ledger {

class Log {
 public:
  Log(store::Db& db, ByteView signing_seed)
      : db_(db), name_("candour/" + db.org().text), key_(signing_seed) {}

  /// The sequence number of the first. Tiles that fill are written at once, the rest and the signed head
  /// once, just before the commit.
  Result<std::int64_t> append(store::Txn& txn, std::span<const Prepared> entries);

  const std::string& name() const { return name_; }
  const vault::SigningKey& key() const { return key_; }

 private:
  Status join(store::Txn& txn);
  Status load(store::Txn& txn);
  Status put_rows(store::Txn& txn, std::span<const Prepared> entries);
  Status put_tile(store::Txn& txn, int level, std::int64_t idx, std::span<const Hash32> hashes);
  Status grow(store::Txn& txn, const Hash32& leaf);
  Status flush(store::Txn& txn);

  struct Tail {
    std::vector<Hash32> hashes;  // of the last, unfinished tile of the level
    bool changed = false;
  };

  store::Db& db_;
  std::string name_;
  vault::SigningKey key_;

  store::Txn* in_ = nullptr;  // the transaction that has joined
  bool loaded_ = false;       // whether edge_, tails_ and head_ are those of the last commit
  Edge edge_;
  std::vector<Tail> tails_;  // by level
  Head head_;                // as it stands in the database
};

}  // namespace candour::ledger
