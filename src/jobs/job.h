// Work that takes longer than a page may wait: bringing in a spreadsheet, taking it back. It is done in
// slices of a few milliseconds, with everybody else's work in between, and says how far it is. A job stands
// in the organisation's database, so that another server goes on with it when this one dies. It is in the
// name of whoever started it, and does nothing that they may not do at that moment. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "gate/actor.h"
#include "store/db.h"

namespace candour::jobs {

using JobId = Id<struct JobTag>;

namespace limits {
/// How long one slice may work inside its transaction before it makes room: with its commit it stays under
/// the 50 ms that an organisation's writer may be held.
inline constexpr std::chrono::milliseconds kSlice{20};
inline constexpr std::chrono::milliseconds kLeastRest{5}, kMostRest{60};  // between two slices
inline constexpr std::chrono::seconds kLease{60};  // a server that was not heard of for so long has died
inline constexpr int kTries = 5;                   // of a slice that somebody else's writing upset
}  // namespace limits

/// Stopped: it could not go on (outcome says why), and what it did stands. Somebody has to say what is next.
enum class JobState : std::uint8_t { Waiting, Done, Stopped };

struct Job {
  JobId id;
  std::string kind;
  Id128 about;  // the thing, such as an import
  StaffId by;
  UnixMs started, changed;
  JobState state = JobState::Waiting;
  std::string cursor;  // codes and numbers: how far it is
  std::int64_t done = 0, total = 0;
  std::string outcome;  // a code: "account-ended", "not-allowed", "not-sealed", "failed"; or the kind's own
};

/// One turn of a job, handed to its kind.
class Slice {
 public:
  Slice(store::Db& db, const Clock& clock, const Job& job, const gate::Actor& actor,
        std::chrono::milliseconds length)
      : db_(db), clock_(clock), job_(job), actor_(actor), length_(length) {}

  const Job& job() const { return job_; }
  /// Whoever started it, with the posts that they hold now.
  const gate::Actor& actor() const { return actor_; }
  /// To be called first in the transaction of the slice: its time begins.
  void begin() { began_ = std::chrono::steady_clock::now(); }
  /// Whether it is time to save and make room. At least one thing is done in each slice.
  bool spent() const { return std::chrono::steady_clock::now() - began_ >= length_; }
  /// In the transaction that did the work, so that work and cursor stand and fall together. Errors: Conflict
  /// when another server has gone on with the job meanwhile: then nothing of this slice is kept.
  Status save(store::Txn& txn, std::string_view cursor, std::int64_t done);
  /// The same, and the job is at its end.
  Status finish(store::Txn& txn, std::int64_t done, std::string_view outcome = "done");
  bool saved() const { return saved_; }

 private:
  Status write(store::Txn& txn, std::string_view state, std::string_view cursor, std::int64_t done,
               std::string_view outcome);
  store::Db& db_;
  const Clock& clock_;
  const Job& job_;
  const gate::Actor& actor_;
  const std::chrono::milliseconds length_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  bool saved_ = false;
};

/// What jobs of one kind do. One thread at a time; the slices of one job may run on several servers in turn,
/// so whatever is kept in memory between them is only a help.
class Kind {
 public:
  virtual ~Kind() = default;
  virtual std::string_view code() const = 0;
  /// Does a little and saves it in the slice, in one short write transaction or several. Ask the gate outside
  /// of it. Errors: Unavailable and Conflict are tried again; any other stops the job.
  virtual Status step(Slice& slice) = 0;
  /// Whether the words of its errors name nobody, so that they may stand open beside the job (job_trouble).
  virtual bool words_name_nobody() const { return false; }
};

}  // namespace candour::jobs
