// Locks that the compiler and the tests can check. A care manager never sees them; without them two people
// saving at the same moment could spoil each other's work. Every lock says what it guards (clang then refuses
// code that touches it without the lock) and has a rank: a thread that holds one may take only later ones, so
// that no two threads can wait for each other for ever. docs/concepts/locks.md lists them all.
// Any thread. Ranks are checked in debug and sanitizer builds alone. Neither check sees a lock of another
// library.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <shared_mutex>

// What clang's analysis reads (clang.llvm.org/docs/ThreadSafetyAnalysis.html); nothing to g++.
#if defined(__clang__)
#define CANDOUR_LOCKS(x) __attribute__((x))
#else
#define CANDOUR_LOCKS(x)
#endif
#define GUARDED_BY(lock) CANDOUR_LOCKS(guarded_by(lock))        // read or written with the lock alone
#define PT_GUARDED_BY(lock) CANDOUR_LOCKS(pt_guarded_by(lock))  // so is what it points to
#define NEEDS_LOCK(...) CANDOUR_LOCKS(requires_capability(__VA_ARGS__))              // the caller holds it
#define NEEDS_READ_LOCK(...) CANDOUR_LOCKS(requires_shared_capability(__VA_ARGS__))  // at least shared
#define NEEDS_NO_LOCK(...) CANDOUR_LOCKS(locks_excluded(__VA_ARGS__))  // the caller must not hold it
#define LOCK_UNCHECKED CANDOUR_LOCKS(no_thread_safety_analysis)        // with the reason beside it

namespace candour {

/// The order: whoever holds one may take only those further down. A new lock takes its place here first.
enum class LockRank : std::uint8_t {
  Background = 10,    // a thread that wakes now and then
  Requests = 15,      // requests that wait for a worker
  Writer = 20,        // the one who writes in an organisation's database
  Listeners = 25,     // who is told what was written
  JobsHeard = 27,     // who is woken when a job was started
  Reader = 30,        // a connection that reads, lent to one thread
  Names = 35,         // the names of people and of staff, kept in memory
  ImportDesk = 40,    // imported files lately opened
  LedgerNewest = 45,  // the newest entries by person
  LedgerViews = 50,   // views that wait to be written down
  KeysMade = 55,      // keys made by the act that is being written
  KeyWriter = 60,     // the one who writes in the key store
  KeyListeners = 62,  // who is told of the key store
  KeyReader = 65,     // a connection that reads keys
  Snapshots = 75,     // databases that keep a snapshot for the next reader
  Connections = 80,   // the connections that are free
  KeyCache = 85,      // keys lately used
  Last = 100,         // takes no other lock inside
};

namespace lock_order {
#if !defined(NDEBUG)
/// Ends the program, naming both ranks, when this thread holds one that must come later.
void taking(LockRank rank);
void left(LockRank rank);
#else
inline void taking(LockRank) {}
inline void left(LockRank) {}
#endif
}  // namespace lock_order

/// One thread at a time.
class CANDOUR_LOCKS(capability("mutex")) Mutex {
 public:
  explicit Mutex(LockRank rank = LockRank::Last) : rank_(rank) {}
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;
  void lock() CANDOUR_LOCKS(acquire_capability()) {
    lock_order::taking(rank_);
    mutex_.lock();
  }
  void unlock() CANDOUR_LOCKS(release_capability()) {
    mutex_.unlock();
    lock_order::left(rank_);
  }

 private:
  friend class Condition;
  std::mutex mutex_;
  const LockRank rank_;
};

/// Something other than a lock that a thread holds and others may wait for: a connection from a bounded pool.
/// Take it before waiting for the thing.
class HoldRank {
 public:
  explicit HoldRank(LockRank rank) : rank_(rank) { lock_order::taking(rank_); }
  ~HoldRank() { lock_order::left(rank_); }
  HoldRank(const HoldRank&) = delete;
  HoldRank& operator=(const HoldRank&) = delete;

 private:
  const LockRank rank_;
};

/// Many who read, or one who writes.
class CANDOUR_LOCKS(capability("mutex")) SharedMutex {
 public:
  explicit SharedMutex(LockRank rank = LockRank::Last) : rank_(rank) {}
  SharedMutex(const SharedMutex&) = delete;
  SharedMutex& operator=(const SharedMutex&) = delete;
  void lock() CANDOUR_LOCKS(acquire_capability()) {
    lock_order::taking(rank_);
    mutex_.lock();
  }
  void unlock() CANDOUR_LOCKS(release_capability()) {
    mutex_.unlock();
    lock_order::left(rank_);
  }
  void lock_shared() CANDOUR_LOCKS(acquire_shared_capability()) {
    lock_order::taking(rank_);
    mutex_.lock_shared();
  }
  void unlock_shared() CANDOUR_LOCKS(release_shared_capability()) {
    mutex_.unlock_shared();
    lock_order::left(rank_);
  }

 private:
  std::shared_mutex mutex_;
  const LockRank rank_;
};

/// Holds a lock as long as it lives.
template <class M>
class CANDOUR_LOCKS(scoped_lockable) Hold {
 public:
  explicit Hold(M& m) CANDOUR_LOCKS(acquire_capability(m)) : m_(m) { m_.lock(); }
  ~Hold() CANDOUR_LOCKS(release_capability()) { m_.unlock(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  M& m_;
};

/// Holds a shared lock, to read, as long as it lives.
class CANDOUR_LOCKS(scoped_lockable) HoldShared {
 public:
  explicit HoldShared(SharedMutex& m) CANDOUR_LOCKS(acquire_shared_capability(m)) : m_(m) {
    m_.lock_shared();
  }
  ~HoldShared() CANDOUR_LOCKS(release_generic_capability()) { m_.unlock_shared(); }
  HoldShared(const HoldShared&) = delete;
  HoldShared& operator=(const HoldShared&) = delete;

 private:
  SharedMutex& m_;
};

/// Waits until somebody says that something changed. Wakes for nothing too: ask again in a loop,
/// `while (!ready) changed.wait(lock);`, which clang can check and a predicate it cannot.
class Condition {
 public:
  void wait(Mutex& m) NEEDS_LOCK(m) {
    std::unique_lock<std::mutex> held(m.mutex_, std::adopt_lock);
    changed_.wait(held);
    held.release();
  }
  /// False when the time came first.
  bool wait_until(Mutex& m, std::chrono::steady_clock::time_point end) NEEDS_LOCK(m) {
    std::unique_lock<std::mutex> held(m.mutex_, std::adopt_lock);
    const bool woken = changed_.wait_until(held, end) == std::cv_status::no_timeout;
    held.release();
    return woken;
  }
  void tell_one() { changed_.notify_one(); }
  void tell_all() { changed_.notify_all(); }

 private:
  std::condition_variable changed_;
};

}  // namespace candour
