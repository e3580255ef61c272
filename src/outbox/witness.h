// Tells witnesses the newest checkpoint of every ledger, so that somebody outside holds what nobody inside
// can rewrite. One thread of its own; constructed and destroyed by the main thread, which waits for it. It
// sends again what could not be sent, and says so in the log; a witness that is away for long gets the newest
// checkpoint, not those in between, which loses nothing: each stands for all before it.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/locks.h"
#include "base/log.h"
#include "outbox/post.h"

namespace candour::outbox {

/// A ledger whose checkpoint is told. All are called on the witness's own thread.
struct Witnessed {
  std::string org;                            // for the log
  std::function<Result<std::string>()> note;  // the newest checkpoint
  /// Asked before something is told whether it is this server's part: of several on one database one tells.
  std::function<Result<bool>()> mine = [] { return Result<bool>(true); };
  /// Called at the end, if it was: another server need not wait.
  std::function<Status()> leave = [] { return Status{}; };
};

struct WitnessOptions {
  std::vector<Target> targets;
  Mailer mailer;
  std::chrono::milliseconds every = std::chrono::minutes(60);  // a witness is told of one ledger no oftener
  std::chrono::milliseconds retry = std::chrono::minutes(1);   // doubled up to `every` while it fails
  std::chrono::milliseconds look = std::chrono::seconds(10);   // how often the ledgers are looked at
};

class Witness {
 public:
  Witness(std::vector<Witnessed> ledgers, WitnessOptions options, const Clock& clock, const log::Log& log);
  /// Ends what is being sent and waits for the thread.
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  /// One ledger and one witness.
  struct Told {
    std::string note;  // the newest that it has
    Moment next{};     // not before then
    std::chrono::milliseconds wait{};
  };
  void work();
  void round();
  void leave();
  void tell(const Witnessed& ledger, std::size_t target, const std::string& note, Told& told);

  const std::vector<Witnessed> ledgers_;
  const WitnessOptions options_;
  const Clock& clock_;
  const log::Log& log_;
  std::vector<bool> ours_;  // by ledger: whether it was this server's part; the thread's own
  std::vector<Told> told_;  // ledger by ledger, each with all targets; the thread's own
  std::atomic<bool> stop_{false};
  Mutex lock_{LockRank::Background};
  Condition changed_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::outbox
