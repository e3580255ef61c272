// Writes the newest head of the ledger into the key store, now and then, so that an older copy of the records
// is recognised when the server starts with it. One thread of its own; the rest may be called from any.
//
// Not with every commit: that would cost each of them a second write to the disk. So for up to kRememberEvery
// after a look, somebody who stops the server by force *and* puts the records back may do so unseen by the
// key store; witnesses and the running server itself see it. Where the key store cannot be written, it is
// told at once, and after kMostUnremembered nothing more is recorded.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "base/locks.h"
#include "ledger/heads.h"
#include "ledger/ledger.h"

namespace candour::ledger {

/// One write a second is one fsync among the many that the records make in it, and less than anybody needs to
/// stop a server, to exchange a file and to start it again.
inline constexpr std::chrono::milliseconds kRememberEvery{1000};
inline constexpr std::chrono::milliseconds kMostUnremembered{60'000};

class HeadKeeper {
 public:
  /// `written`: what stands in the key store now.
  HeadKeeper(vault::Vault& vault, const Head& written, const Opening& how);
  /// Writes what is not written yet, then stops.
  ~HeadKeeper();
  HeadKeeper(const HeadKeeper&) = delete;
  HeadKeeper& operator=(const HeadKeeper&) = delete;

  /// A newer head was committed.
  void news(const Head& head);
  /// Whether the key store has not taken a head for so long that nothing more may be recorded.
  bool overdue() const;

 private:
  Status write(const Head& head);
  void tell(const Status& done);
  void work();
  void write_next() NEEDS_LOCK(lock_);
  static std::int64_t now_ms();

  vault::Vault& vault_;
  Head written_;  // the thread's
  Opening how_;
  std::atomic<std::int64_t> waiting_since_ = 0;  // of the oldest news that is not written; 0: none
  Mutex lock_;
  Condition changed_;
  std::optional<Head> news_ GUARDED_BY(lock_);
  bool stop_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last, so that it starts when the rest stands
};

}  // namespace candour::ledger
