// The log in the database: entries, tiles and the signed head, grown in the caller's transaction. Used only
// by whoever is inside that transaction, of which there is one at a time.
#pragma once

#include <string>
#include <vector>

#include "ledger/entry_json.h"
#include "ledger/frontier.h"
#include "ledger/head_guard.h"
#include "ledger/note.h"
#include "store/db.h"

namespace candour::ledger {

class Log {
 public:
  Log(store::Db& db, ByteView signing_seed, vault::Vault* vault = nullptr, const Opening& how = {})
      : db_(db),
        name_("candour/" + db.org().text),
        key_(signing_seed),
        guard_(db, {name_, Bytes(key_.public_key().begin(), key_.public_key().end())}, vault, how) {}

  /// The sequence number of the first. Tiles that fill are written at once, the rest and the signed head
  /// once, just before the commit.
  Result<std::int64_t> append(store::Txn& txn, std::span<const Prepared> entries);

  const std::string& name() const { return name_; }
  const vault::SigningKey& key() const { return key_; }
  HeadGuard& guard() { return guard_; }

 private:
  Status join(store::Txn& txn);
  Status load(store::Txn& txn);
  Status put_rows(store::Txn& txn, std::span<const Prepared> entries);
  Status put_tile(store::Txn& txn, int level, std::int64_t idx, std::span<const Hash32> hashes);
  Status flush(store::Txn& txn);

  store::Db& db_;
  std::string name_;
  vault::SigningKey key_;
  HeadGuard guard_;

  store::Txn* in_ = nullptr;  // the transaction that has joined
  bool loaded_ = false;       // whether end_ and head_ are those of the last commit
  Frontier end_;
  Head head_;  // as it stands in the database
  std::string note_;
};

}  // namespace candour::ledger
