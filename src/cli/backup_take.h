// Takes one backup of one organisation, for the command and for the server that does so every night: a copy
// of each part at one moment, sealed for somebody else, each with its slip; what is older than it may be
// goes. Promises: both parts are of one moment; a folder has its name once it is whole. Any thread, one
// backup of an organisation at a time. While it copies, plain copies lie in a folder of Candour's own.
#pragma once

#include <optional>

#include "cli/backup_set.h"
#include "cli/where.h"
#include "vault/vault.h"

namespace candour::cli {

struct BackupPlan {
  Where where;                          // the folder or the databases; the root key is not asked for
  std::string to;                       // gets records/ and keys/
  int keep_records = 0, keep_keys = 0;  // days; 0: for ever
};

/// What is known before anything is copied: a signed checkpoint of the ledger, and from the vault how many
/// lines the list of what was destroyed has.
Result<BackupSlip> new_slip(const OrgCode& org, UnixMs made, std::string checkpoint, vault::Vault& vault);

/// `begun`: of whom, of when, how far the ledger and the list of what was destroyed had come; given back with
/// the sums of both files. Errors: Conflict while another one runs, Unavailable.
Result<BackupSlip> take_backup(const BackupPlan& plan, const std::string& key, BackupSlip begun);

/// The newest backup of an organisation that has both parts; nothing when there is none.
std::optional<BackupSlip> newest_backup(const std::string& to, const OrgCode& org, UnixMs now);

}  // namespace candour::cli
