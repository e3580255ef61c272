#include "jobs/jobs.h"

#include <algorithm>

#include "gate/seals.h"
#include "store/lease.h"
#include "vault/passwords.h"

namespace candour::jobs {
namespace {

constexpr std::string_view kAnnounced = "job ";
constexpr std::int64_t kHour = 60 * 60 * 1000;
constexpr std::string_view kColumns =
    "SELECT id, kind, about, by, started, changed, state, cursor, done, total, outcome FROM job ";

Job read(const store::Row& r) {
  Job j;
  j.id = r.id<JobId>(0);
  j.kind = r.str(1);
  j.about = r.id<JobId>(2).raw;
  j.by = r.id<StaffId>(3);
  j.started = {r.i64(4)};
  j.changed = {r.i64(5)};
  j.state = r.text(6) == "waiting" ? JobState::Waiting
            : r.text(6) == "done"  ? JobState::Done
                                   : JobState::Stopped;
  j.cursor = r.str(7);
  j.done = r.i64(8);
  j.total = r.i64(9);
  j.outcome = r.str(10);
  return j;
}

std::string lease_of(JobId id) {
  return "job " + id.text();
}

Status no_trouble(store::Txn& txn, const OrgCode& org, const Id128& about) {
  return txn.run("DELETE FROM job_trouble WHERE org=$1 AND about=$2", {org, JobId{about}}).map([](auto) {});
}

}  // namespace

Status Slice::write(store::Txn& txn, std::string_view state, std::string_view cursor, std::int64_t done,
                    std::string_view outcome) {
  // Where the cursor is no longer the one that this slice began at, somebody else has gone on.
  TRY(const auto rows,
      txn.run("UPDATE job SET state=$3, cursor=$4, done=$5, outcome=$6, changed=$7 "
              "WHERE org=$1 AND id=$2 AND state='waiting' AND cursor=$8 AND done=$9",
              {db_.org(), job_.id, state, cursor, done, outcome, clock_.now().ms, job_.cursor, job_.done}));
  if (rows != 1)
    return fail(Code::Conflict, "Another server has gone on with this meanwhile.", "job " + job_.id.text());
  saved_ = true;
  if (state == "waiting") return {};
  return no_trouble(txn, db_.org(), job_.about);
}

Status Slice::save(store::Txn& txn, std::string_view cursor, std::int64_t done) {
  return write(txn, "waiting", cursor, done, "");
}

Status Slice::finish(store::Txn& txn, std::int64_t done, std::string_view outcome) {
  return write(txn, "done", job_.cursor, done, outcome);
}

Jobs::Jobs(gate::Gate& gate, store::Db& db, const Clock& clock)
    : gate_(gate), db_(db), clock_(clock), holder_(vault::random_token()) {
  listening_ = db_.listen([this](std::string_view what) { heard(what); });
}

Jobs::~Jobs() {
  db_.unlisten(listening_);
}

void Jobs::heard(std::string_view what) {
  if (!what.empty() && !what.starts_with(kAnnounced)) return;
  const Hold hold(lock_);
  if (wake_) wake_();
}

void Jobs::on_started(std::function<void()> wake) {
  const Hold hold(lock_);
  wake_ = std::move(wake);
}

void Jobs::add(std::unique_ptr<Kind> kind) {
  std::string code(kind->code());
  kinds_.emplace(std::move(code), std::move(kind));
}

void Jobs::add_sweep(std::function<Status()> sweep) {
  sweeps_.push_back(std::move(sweep));
}

void Jobs::sweep_if_due() {
  const auto now = clock_.now();
  if (!swept_long_ago_.exchange(false) && swept_ && now.ms - swept_->ms < kHour) return;
  swept_ = now;
  for (const auto& sweep : sweeps_)
    if (!sweep()) swept_.reset();  // the store is in trouble, which is told elsewhere: at the next look again
}

Result<JobId> Jobs::start(store::Txn& txn, StaffId by, std::string_view kind, const Id128& about,
                          std::int64_t total, std::string_view cursor, std::int64_t done) {
  const auto now = clock_.now().ms;
  const auto id = JobId::make(now);
  CHECK_OK(txn.run(
      "INSERT INTO job (org, id, kind, about, by, started, state, cursor, done, total, outcome, changed) "
      "VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $9, $8, '', $6)",
      {db_.org(), id, kind, JobId{about}, by, now, cursor, total, done}));
  txn.announce(std::string(kAnnounced) + id.text());
  return id;
}

Result<bool> Jobs::stop(store::Txn& txn, JobId id, std::string_view outcome) {
  TRY(const auto rows, txn.run("UPDATE job SET state='stopped', outcome=$3, changed=$4 "
                               "WHERE org=$1 AND id=$2 AND state='waiting'",
                               {db_.org(), id, outcome, clock_.now().ms}));
  return rows == 1;
}

Status Jobs::forget_trouble(store::Txn& txn, const Id128& thing) {
  return no_trouble(txn, db_.org(), thing);
}

/// One more time in a row, unless more was done since the last. A store that takes nothing does not take this
/// either: that is told elsewhere.
void Jobs::note_failure(const Job& job, std::string_view why) {
  static_cast<void>(db_.write([&](store::Txn& txn) {
    return txn
        .run(
            "INSERT INTO job_trouble (org, about, times, since, last, done, why) VALUES ($1, $2, 1, $3, $3, $4, $5) ON "
            "CONFLICT (org, about) DO UPDATE SET times=CASE WHEN $4>job_trouble.done THEN 1 ELSE "
            "job_trouble.times+1 END, since=CASE WHEN $4>job_trouble.done THEN $3 ELSE job_trouble.since END, "
            "last=$3, done=CASE WHEN $4>job_trouble.done THEN $4 ELSE job_trouble.done END, why=$5",
            {db_.org(), JobId{job.about}, clock_.now().ms, job.done, why})
        .map([](auto) {});
  }));
}

Result<std::optional<Job>> Jobs::about(store::Session& db, const Id128& thing) {
  std::optional<Job> found;
  CHECK_OK(db.each(std::string(kColumns) + "WHERE org=$1 AND about=$2 ORDER BY id DESC LIMIT 1",
                   {db_.org(), JobId{thing}}, [&](const store::Row& r) { return found = read(r), false; }));
  return found;
}

/// The one that waited longest among those that are not another server's.
Result<std::optional<Job>> Jobs::next(store::Session& db) {
  std::vector<Job> waiting;
  CHECK_OK(db.each(std::string(kColumns) + "WHERE org=$1 AND state='waiting' ORDER BY id LIMIT 50",
                   {db_.org()}, [&](const store::Row& r) { return waiting.push_back(read(r)), true; }));
  std::ranges::stable_sort(waiting, {}, [](const Job& j) { return j.changed.ms; });
  const auto now = clock_.now().ms;
  std::map<std::string, bool> theirs;
  for (const auto& j : waiting) {
    if (const auto it = held_.find(j.id); it != held_.end() && it->second.not_before.ms > now) continue;
    bool other = false;
    CHECK_OK(db.each("SELECT 1 FROM job_lease WHERE org=$1 AND job=$2 AND holder<>$3 AND ends>$4",
                     {db_.org(), lease_of(j.id), holder_, now},
                     [&](const store::Row&) { return other = true, false; }));
    if (!other) return j;
  }
  return std::optional<Job>();
}

Result<bool> Jobs::leased(const Job& job) {
  const auto now = clock_.now();
  const auto length = std::chrono::milliseconds(limits::kLease).count();
  auto& held = held_[job.id];
  if (held.until.ms - now.ms > length / 2) return true;
  TRY(const bool mine, store::hold_lease(db_, lease_of(job.id), holder_, now, limits::kLease));
  held.until = mine ? UnixMs{now.ms + length} : UnixMs{0};
  return mine;
}

Status Jobs::stop_for(const Job& job, std::string_view outcome) {
  if (outcome == "not-sealed")
    note_failure(job, "What says how far it is, and in whose name, is not what Candour wrote.");
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const bool stopped, stop(txn, job.id, outcome));
    if (!stopped) return {};
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Job;
    e.actor = job.by;
    e.what = job.kind;
    e.thing = JobId{job.about}.text();
    e.outcome = "stopped";
    e.note = outcome;
    CHECK_OK(gate_.ledger().append(txn, e));
    txn.after([this](bool committed) {
      if (committed) sweep_soon();  // by which whatever it was about says so
    });
    return {};
  });
}

/// One slice as whoever started it. Errors: those of the kind.
Status Jobs::one_slice(const Job& job) {
  const auto kind = kinds_.find(job.kind);
  if (kind == kinds_.end()) return stop_for(job, "unknown-kind");
  if (gate_.seals()) {
    bool holds = false;
    CHECK_OK(db_.read([&](store::Session& s) -> Status {
      TRY(holds, gate_.seals()->hold(s, gate::SealSet::Work, job.by.raw));
      return {};
    }));
    if (!holds) return stop_for(job, "not-sealed");
  }
  const auto actor = gate_.actor(job.by);
  if (!actor) {
    const auto code = actor.error().code;
    if (code == Code::NotAllowed || code == Code::NotFound) return stop_for(job, "account-ended");
    return tl::unexpected<Error>(actor.error());
  }
  Slice slice(db_, clock_, job, *actor, length_);
  CHECK_OK(kind->second->step(slice));
  if (!slice.saved()) return fail(Code::Invalid, "This work does not get on.", "job kind " + job.kind);
  return {};
}

/// One slice, and what becomes of the job when it fails.
Status Jobs::turn(Job& job) {
  const auto done = one_slice(job);
  auto& held = held_[job.id];
  if (done) {
    held.failed = 0;
    return {};
  }
  const auto code = done.error().code;
  ++held.failed;
  held.not_before = UnixMs{clock_.now().ms + (1000 << std::min(held.failed, 6))};
  const auto kind = kinds_.find(job.kind);
  const bool open = kind != kinds_.end() && kind->second->words_name_nobody();
  note_failure(job, open ? std::string_view(done.error().words.text) : std::string_view());
  // A store in trouble may mend; somebody else's writing may be over by the next try.
  if (code == Code::Unavailable || (code == Code::Conflict && held.failed < limits::kTries)) return done;
  CHECK_OK(stop_for(job, code == Code::NotAllowed || code == Code::NotFound ? "not-allowed" : "failed"));
  return done;
}

Result<Jobs::Did> Jobs::slice() {
  using Steady = std::chrono::steady_clock;
  std::optional<Job> job;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(job, next(s));
    return {};
  }));
  if (!job) {
    held_.clear();
    return Did{};
  }
  TRY(const bool mine, leased(*job));
  if (!mine) return Did{.worked = false, .rest = std::chrono::seconds(1), .more = true};
  const auto began = Steady::now();
  static_cast<void>(turn(*job));  // told by its state, and by the ledger when it stopped
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
  // As long a rest as the slice was: half of the writer's time is everybody else's, whatever waits here.
  return Did{.worked = true,
             .rest = std::clamp<std::chrono::milliseconds>(took, limits::kLeastRest, limits::kMostRest),
             .more = true};
}

Status Jobs::finish(JobId id) {
  for (int conflicts = 0;;) {
    std::optional<Job> job;
    CHECK_OK(db_.read([&](store::Session& s) {
      return s.each(std::string(kColumns) + "WHERE org=$1 AND id=$2", {db_.org(), id},
                    [&](const store::Row& r) { return job = read(r), false; });
    }));
    if (!job) return not_found();
    if (job->state != JobState::Waiting) return {};
    TRY(const bool mine, leased(*job));
    if (!mine) return fail(Code::Conflict, "Another server works on this just now.", "job " + id.text());
    const auto done = turn(*job);
    if (done) conflicts = 0;
    if (!done && (done.error().code != Code::Conflict || ++conflicts >= limits::kTries)) return done;
  }
}

}  // namespace candour::jobs
