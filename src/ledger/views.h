// Views waiting to be written down: everybody who looks at something at the same moment shares one commit.
// Any thread. A view that could not be written down is told to the one who waits for it, who must then show
// nothing.
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/locks.h"
#include "ledger/entry_json.h"
#include "ledger/ledger.h"

namespace candour::ledger {

struct Ticket::Batch {
  std::vector<Prepared> views;  // filled under the lock of Views, then its thread's alone
  Mutex lock;
  Condition changed;
  bool done GUARDED_BY(lock) = false;
  Status outcome GUARDED_BY(lock);

  void finish(Status s);
  Status wait();
};

class Views {
 public:
  using Write = std::function<Status(std::span<const Prepared>)>;
  /// Starts the thread that calls `write`, one batch after another.
  explicit Views(Write write);
  /// Writes what is waiting, then stops.
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// All of them in one batch.
  std::shared_ptr<Ticket::Batch> add(std::vector<Prepared> views);

 private:
  void work();

  Write write_;
  Mutex lock_{LockRank::LedgerViews};
  Condition changed_;
  std::shared_ptr<Ticket::Batch> next_ GUARDED_BY(lock_);
  bool stop_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last, so that it starts when the rest stands
};

}  // namespace candour::ledger
