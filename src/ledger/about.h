// "Who looked at this record?": which entries touched a person. The entries say it themselves; this finds
// them without reading them all. Any thread, but for write_run(), which belongs to the writer.
//
// Entries are indexed in runs of 32,768. A run is written once, when it is complete, in the transaction that
// completes it: one row for each person in it, in order, at the end of the table. A plain index by person
// would write a page somewhere else for every view. What is newer than the last run is kept in memory.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/locks.h"
#include "store/db.h"

namespace candour::ledger {

constexpr std::int64_t kRun = 32'768;

/// Writes the index of one complete run, of which every entry must be in the table.
Status write_run(store::Txn& txn, const OrgCode& org, std::int64_t run);

/// The sequence numbers in one row of the index, rising. Errors: Corrupt when they are not.
Result<std::vector<std::int64_t>> read_run(std::int64_t run, ByteView offsets);

class About {
 public:
  explicit About(OrgCode org) : org_(std::move(org)) {}

  /// Sequence numbers of entries that touched the person, from before `before`, newest first, at most `most`.
  /// One look-up for every run and one pass over the newest entries.
  Result<std::vector<std::int64_t>> find(store::Session& db, PersonId person, std::int64_t before, int most);

 private:
  using Touch = std::pair<std::int64_t, PersonId>;
  Result<std::vector<Touch>> touches(store::Session& db, std::int64_t from, std::int64_t to) const;
  Status add_newest(store::Session& db, std::int64_t size, PersonId person, std::int64_t before, int most,
                    std::vector<std::int64_t>& out);

  OrgCode org_;
  Mutex lock_{LockRank::LedgerNewest};
  // newest_ covers the entries [from_, to_), which never change; rising.
  std::int64_t from_ GUARDED_BY(lock_) = 0, to_ GUARDED_BY(lock_) = 0;
  std::vector<Touch> newest_ GUARDED_BY(lock_);
};

}  // namespace candour::ledger
