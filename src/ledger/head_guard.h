// Sees to it that the ledger goes on from where it was: before anything is appended, signed or told, the head
// in the database must be signed, and the newest head that this process signed or saw, or that the key store
// remembers, must be a beginning of it. Whoever edits the database without the key can destroy the ledger,
// and stop the server by it, but not have the server sign another one. Any thread, but for accept() and
// committed(), which belong to the writer. It does not recompute the entries: that is verify's.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/locks.h"
#include "ledger/head_keeper.h"
#include "ledger/heads.h"
#include "ledger/stored.h"

namespace candour::ledger {

class HeadGuard {
 public:
  /// Without a vault it knows only what it sees. All that is given must outlive it.
  HeadGuard(store::Db& db, Verifier signer, vault::Vault* vault, const Opening& how);

  /// Compares the records with the key store, and has the key store remember the head from now on. Errors:
  /// Corrupt with a mend; when only looking it keeps that for problem() instead.
  Status begin();
  /// What begin() found wrong.
  const std::optional<Error>& problem() const { return problem_; }

  /// The head that stands in the database, once it is proved to go on from the newest that is known; an empty
  /// one when there never was any. Errors: Corrupt, and then the alarm is raised; Unavailable.
  Result<Head> accept(store::Session& s, const std::optional<StoredHead>& stored);
  /// Whether it is time to ask the key store again how far other servers have come, even if nothing seems
  /// changed: somebody may have put back just what this one saw last.
  bool due() const;
  /// Whether something may be appended at all.
  Status may_append() const;
  /// Says of a ledger that does not hold, to the alarms and the log, that it does not; gives the error back.
  tl::unexpected<Error> raise(Error why) const;
  /// The head was signed here and is durable.
  void committed(const Head& head);

  /// The newest head that was known before this thread's read began, for what is read in it.
  std::optional<KnownHead> known_before_read() const;
  /// The head in `s` may be told to others. Errors: Corrupt, and the alarm is raised.
  Status check(store::Session& s, const std::optional<StoredHead>& stored) const;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Seen {
    Moment since;
    KnownHead known;
  };
  std::optional<Head> newest() const;
  void saw(const Head& head, const char* who);
  Status only_signed(const std::optional<StoredHead>& stored) const;
  Result<Head> judge(store::Session& s, const std::optional<StoredHead>& stored,
                     const std::optional<Head>& known) const;
  Result<Head> judge_start(store::Session& s, const std::optional<Head>& kept) const;
  Status newest_is_old_style(store::Session& s, const Head& head) const;

  store::Db& db_;
  Verifier signer_;
  vault::Vault* vault_;
  Opening how_;
  std::optional<Error> problem_;
  std::unique_ptr<HeadKeeper> keeper_;
  Moment asked_;  // the key store, last; the writer's
  mutable Mutex lock_;
  std::vector<Seen> seen_ GUARDED_BY(lock_);  // rising in time and size; the older ones thinned out
};

}  // namespace candour::ledger
