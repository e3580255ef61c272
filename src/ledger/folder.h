// A ledger as a folder of plain files (C2SP tlog-tiles), which anybody can carry away and check without the
// database and its keys:
//   checkpoint, verifier.key, tile/LEVEL/..., tile/entries/...
// One thread. The entries hold the ids of people and staff: the folder is to be kept as carefully as the
// ledger. A folder that holds together proves that nobody changed it since it was signed, not that it is the
// newest.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ledger/ledger.h"
#include "ledger/note.h"
#include "store/db.h"

namespace candour::ledger {

/// The whole file. Errors: NotFound; TooMuch above `most` bytes; Unavailable when it cannot be read.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t most);

/// Who signs the log of a database, without being able to sign.
Result<Verifier> verifier_of(const Ledger& ledger);

struct Exported {
  std::int64_t before = 0, size = 0;  // entries in the folder before and now
  std::string note;                   // the checkpoint that was written
};
/// Writes the ledger of `db` into `dir`, or brings an earlier export of the same log up to date: the
/// checkpoint is put there last, so that the folder holds together at every moment. Every entry is hashed on
/// the way and must lead to the signed head. Errors: Conflict when the folder holds something else, or when
/// the export in it is not a beginning of this ledger (one of them was rewritten); Corrupt when the ledger is
/// damaged; Unavailable (disk).
Result<Exported> export_ledger(store::Db& db, Ledger& ledger, const std::filesystem::path& dir);

struct FolderVerdict {
  Verdict verdict;
  Verifier verifier;  // the key that was used
  Head head;          // as signed
  std::string note;   // the checkpoint
  int older = 0;      // how many older checkpoints were found to be a beginning of it
};
/// Recomputes a folder from its files alone. `key`: the verifier key to trust, otherwise the folder's own.
/// `older`: checkpoints of this log that somebody kept, one or several one after the other; those of other
/// logs are passed over. Errors: NotFound, Unavailable, Invalid (a key or an older checkpoint that does not
/// read).
Result<FolderVerdict> verify_folder(const std::filesystem::path& dir, const std::optional<std::string>& key,
                                    const std::optional<std::string>& older);

}  // namespace candour::ledger
