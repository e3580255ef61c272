// The jobs of one organisation: starting one, doing the next slice of whichever waits, and how far they are.
// Promises: the rows are sealed (decision 12), so nobody can have something done in another's name by writing
// in the database; an account that was ended, or lost the right, stops its job at the next slice, and the
// ledger has a line. Of several servers one works on a job, as long as it renews its lease. What fails again
// and again stands in the table job_trouble until it has ended or somebody has decided anew; that is to be
// seen, decides nothing and is not sealed. Any thread; slices are made by one (jobs/runner.h).
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/locks.h"
#include "gate/gate.h"
#include "jobs/job.h"

namespace candour::jobs {

class Jobs {
 public:
  Jobs(gate::Gate& gate, store::Db& db, const Clock& clock);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Before the first slice.
  void add(std::unique_ptr<Kind> kind);
  /// What is done at the start and every hour, without anybody's asking.
  void add_sweep(std::function<Status()> sweep);

  /// In the transaction that enters the act on the ledger. The caller has asked whether `by` may.
  Result<JobId> start(store::Txn& txn, StaffId by, std::string_view kind, const Id128& about,
                      std::int64_t total, std::string_view cursor = "", std::int64_t done = 0);
  /// Ends one that waits: it does nothing more. Whether there was one.
  Result<bool> stop(store::Txn& txn, JobId id, std::string_view outcome);
  /// Somebody has decided anew about the thing: what failed before says nothing any more.
  Status forget_trouble(store::Txn& txn, const Id128& thing);
  /// The newest job about a thing.
  Result<std::optional<Job>> about(store::Session& db, const Id128& thing);

  /// One slice of the job that waited longest. When the next is due: nothing while none waits.
  struct Did {
    bool worked = false;
    std::chrono::milliseconds rest{0};  // until the next slice
    bool more = false;
  };
  Result<Did> slice();
  /// All slices of one job, here and now: for commands and tests. The error that stopped it.
  Status finish(JobId id);
  void sweep_if_due();
  /// At the next look, from any thread: what kept the sweeps from something is over, or a job stopped, and
  /// what it was about is to show that.
  void sweep_soon() { swept_long_ago_ = true; }

  /// Called, from any thread, when a job was started by anybody; one listener, or none.
  void on_started(std::function<void()> wake);
  /// For tests: shorter or longer slices, and who this server is.
  void slice_length(std::chrono::milliseconds length) { length_ = length; }
  const std::string& holder() const { return holder_; }

 private:
  Result<std::optional<Job>> next(store::Session& db);
  Result<bool> leased(const Job& job);
  Status turn(Job& job);
  Status one_slice(const Job& job);
  Status stop_for(const Job& job, std::string_view outcome);
  void note_failure(const Job& job, std::string_view why);
  void heard(std::string_view what);

  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
  const std::string holder_;
  std::chrono::milliseconds length_ = limits::kSlice;
  std::map<std::string, std::unique_ptr<Kind>, std::less<>> kinds_;
  std::vector<std::function<Status()>> sweeps_;
  std::optional<UnixMs> swept_;
  std::atomic<bool> swept_long_ago_{false};
  struct Held {
    UnixMs until;
    int failed = 0;     // slices in a row
    UnixMs not_before;  // after a failure
  };
  std::map<JobId, Held> held_;  // of the one thread that makes slices
  Mutex lock_{LockRank::JobsHeard};
  std::function<void()> wake_ GUARDED_BY(lock_);
  int listening_ = 0;
};

}  // namespace candour::jobs
