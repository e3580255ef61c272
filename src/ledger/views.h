// Views waiting to be written down: everybody who looks at something at the same moment shares one commit.
// Who waits for a view writes it together with all that wait by then, unless somebody is writing already; a
// thread writes those that nobody waits for yet. Any thread. A view that could not be written down is told to
// the one who waits for it, who must then show nothing.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/locks.h"
#include "ledger/entry_json.h"
#include "ledger/ledger.h"

namespace candour::ledger {

/// Guarded by the lock of Views until it is taken; then whoever writes it has it alone, until it is done.
struct Ticket::Batch {
  std::vector<Prepared> views;
  bool awaited = false;  // somebody waits, and may write it
  bool done = false;
  Status outcome;
  Condition changed;
};

class Views {
 public:
  using Write = std::function<Status(std::span<const Prepared>)>;
  /// Starts the thread; it and those who wait call `write`, one batch after another.
  explicit Views(Write write);
  /// Writes what is waiting, then stops. Nobody may be waiting any more.
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// All of them in one batch. It is written at once, whether anybody waits or not.
  std::shared_ptr<Ticket::Batch> add_soon(std::vector<Prepared> views);
  /// Returns when it is written, or could not be. `may_write`: this thread may write it itself.
  Status wait(const std::shared_ptr<Ticket::Batch>& batch, bool may_write);
  /// Adds and waits.
  Status write(std::vector<Prepared> views, bool may_write);

 private:
  std::shared_ptr<Ticket::Batch> put(std::vector<Prepared> views) NEEDS_LOCK(lock_);
  Status finish(const std::shared_ptr<Ticket::Batch>& batch, bool may_write) NEEDS_LOCK(lock_);
  void write_next() noexcept NEEDS_LOCK(lock_);
  void work();

  Write write_;
  Mutex lock_{LockRank::LedgerViews};
  Condition changed_;  // the thread's: something is to be written, or it is to stop
  std::shared_ptr<Ticket::Batch> next_ GUARDED_BY(lock_);
  bool soon_ GUARDED_BY(lock_) = false;  // next_ is for the thread, unless somebody who waits is quicker
  bool writing_ GUARDED_BY(lock_) = false;
  bool stop_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last, so that it starts when the rest stands
};

}  // namespace candour::ledger
