// Taking an entry with its files and all that follows from it off a record for good, and renewing the keys
// under which it stood, so that older copies do not open it either. Any thread; slices by the thread of jobs.
// It asks nobody: whoever calls it has asked, and writes the line on the ledger. What other entries repeat of
// it stays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gate/gate.h"
#include "jobs/job.h"
#include "vault/vault.h"

namespace candour::record {

/// An entry and in whose record it stands.
struct StoodIn {
  PersonId record;
  EntryId entry;
};

/// Its files, and the keys under which it and they are sealed.
struct SealedUnder {
  std::vector<FileId> files;
  std::vector<FileId> with_own_key;
  std::vector<vault::KeySlot> slots;  // in order, each once
};
Result<SealedUnder> sealed_under(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                 const StoodIn& where);
/// Keys of mails about it that wait: to be destroyed after the commit that takes it off.
Result<std::vector<vault::KeyName>> mail_waiting(store::Session& db, const OrgCode& org, EntryId entry);

/// What somebody was changing in it, and mails about it that wait.
Status drop_what_waits(store::Txn& txn, vault::Vault& vault, const Pass& pass, const StoodIn& where);
/// The entry itself with its files, clocks, alerts and what it opened.
Status drop_entry(store::Txn& txn, vault::Vault& vault, const Pass& pass, const StoodIn& where,
                  const std::vector<FileId>& files, UnixMs now);

/// The slots that stand in a cursor behind its first `skip` words; whatever is none is passed over.
std::vector<vault::KeySlot> slots_in(std::string_view cursor, int skip);

/// The turns of a job in which keys are renewed: first "keys SLOT …", then "seal SLOT …".
class Resealing {
 public:
  /// `tag`: " @…", which stays in the cursor.
  Resealing(store::Db& db, vault::Vault& vault, std::string tag = {})
      : db_(db), vault_(vault), tag_(std::move(tag)) {}
  static std::string first(const std::vector<vault::KeySlot>& slots, std::string_view tag = {});
  static bool is(std::string_view cursor);
  /// One turn; with the last the job is at its end, or goes on with `then`. Errors: as Vault::seal_anew.
  Status turn(jobs::Slice& slice, PersonId record, std::string_view then = {});
  /// All that is left of it, of a job that nobody goes on with.
  Status rest(PersonId record, std::string_view cursor);

 private:
  store::Db& db_;
  vault::Vault& vault_;
  const std::string tag_;
};

}  // namespace candour::record
