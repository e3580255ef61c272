// Takes a backup of each organisation every night while the server runs, and looks whether there is a new one
// in the folder whoever took it: what is overdue, and what else is missing against the loss of a server, is
// raised as an alarm (retention/safekeeping.h). Of several servers one takes it. One thread of its own, which
// is waited for at the end: a backup that has begun is finished first.
#pragma once

#include <map>
#include <string>
#include <thread>

#include "base/locks.h"
#include "base/log.h"
#include "cli/backup_take.h"
#include "web/house.h"

namespace candour::cli {

/// As it is written after candour serve.
struct BackupWords {
  std::string to, key_file, at = "02:10";
  int keep_records = 90, keep_keys = 14;
};
void add_backup_watch_options(CLI::App& command, BackupWords& words);

/// Made sense of; Errors: Invalid with the option that is wrong, those of reading the key's file.
struct NightlyBackup {
  BackupPlan plan;  // `to` empty: no folder to look into
  std::string key;  // the public half; empty: somebody else takes them
  int at = 0;       // minutes after midnight, UTC
  bool demo = false;
};
Result<NightlyBackup> nightly_backup(const BackupWords& words, const Where& where, bool demo);

class BackupWatch {
 public:
  BackupWatch(web::House& house, const Clock& clock, const log::Log& log, NightlyBackup what);
  ~BackupWatch();
  BackupWatch(const BackupWatch&) = delete;
  BackupWatch& operator=(const BackupWatch&) = delete;

 private:
  void keep();
  void look(const web::OrgHouse& org);
  Status look_into_folder(const web::OrgHouse& org);
  Status take(const web::OrgHouse& org);
  bool due(const std::optional<BackupSlip>& newest) const;

  web::House& house_;
  const Clock& clock_;
  const log::Log& log_;
  const NightlyBackup what_;
  const std::string holder_;
  std::map<std::string, UnixMs> failed_;  // organisations, and when it is tried again
  Mutex mutex_{LockRank::Background};
  Condition wake_;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::cli
