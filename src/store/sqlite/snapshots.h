// Ends the snapshots that databases keep for their next reader, a moment after they were begun: a forgotten
// one would keep SQLite from shortening its log. One thread for the whole program. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <thread>

#include "base/locks.h"

namespace candour::store {

class Snapshots {
 public:
  /// How old a snapshot may be when somebody goes on with it.
  static constexpr std::chrono::milliseconds kMoment{20};

  /// Of this program; the thread starts with the first call. Throws when it cannot.
  static Snapshots& all();

  /// Asks `end_old` every moment until it says false: nothing is kept any more.
  void watch(const void* owner, std::function<bool()> end_old);
  /// When this returns, the owner is no longer asked.
  void leave(const void* owner);

 private:
  Snapshots() : thread_([this] { run(); }) {}
  ~Snapshots();
  void run();

  Mutex lock_{LockRank::Snapshots};
  Condition changed_;
  std::map<const void*, std::function<bool()>> watched_ GUARDED_BY(lock_);
  bool ending_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::store
