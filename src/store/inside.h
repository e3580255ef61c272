// What this thread is inside of: the read or write of each database that is under way on it, so that a read
// within a write sees the write, and a write within a write is refused. For the engines of the store only.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/locks.h"
#include "store/db.h"
#include "store/listeners.h"
#include "store/sealing.h"

namespace candour::store {

/// Where the locks of a database stand in the order of all locks: the keys' come after the records', since
/// keys are made durable while records are written.
struct DbRanks {
  LockRank writer = LockRank::Writer, listeners = LockRank::Listeners, reader = LockRank::Reader;
};
DbRanks ranks_of(std::span<const Migration> migrations);

struct Frame {
  const Db* db;
  Session* session;
  bool writing;
  std::chrono::steady_clock::time_point since;  // before anything was read
  bool no_entry_needed = false;                 // store/accounted.h
};
/// The innermost read or write of `db` on this thread; null when there is none.
const Frame* innermost(const Db* db);

/// Stands on the stack for as long as the body of a read or write runs.
class FrameHere {
 public:
  FrameHere(const Db* db, Session* s, bool writing);
  ~FrameHere();
  FrameHere(const FrameHere&) = delete;
  FrameHere& operator=(const FrameHere&) = delete;
};

/// What the tables that a statement changes are to the rest of the house.
struct Touched {
  bool reach = false;    // announced as kReachChanged
  bool account = false;  // an entry on the ledger must account for it (store/accounted.h)
  bool entry = false;    // such an entry
  void add(const Touched& o) {
    reach = reach || o.reach;
    account = account || o.account;
    entry = entry || o.entry;
  }
};
Touched touched_by(std::span<const std::string> tables);
/// The refusal of a transaction that changed what must be accounted for, and did not. Ok when it did, or when
/// whoever writes on this thread said that nothing need be.
Status accounted_for(const Touched& touched);

/// The ledger's own tables, which every look adds to.
inline constexpr std::string_view kLedgerTable = "ledger_";
inline bool names_ledger(std::string_view sql) {
  return sql.find(kLedgerTable) != sql.npos;
}
/// Whether these are tables of the ledger, and only those.
bool only_ledger(std::span<const std::string> tables);

/// The refusals of write() inside write(), and of a statement whose changes cannot be told row by row.
Status refuse_nested_write();
tl::unexpected<Error> refuse_unsealed(std::string_view sql, std::string_view why);

/// A session that only looks, over a connection C with each(sql, params, on_row, only_look).
template <class C>
class ReadOver final : public Session {
 public:
  /// `records`: of the ledger it says nothing, since what it sees of it may be old.
  explicit ReadOver(C& c, bool records = false) : c_(c), records_(records) {}
  Status each(std::string_view sql, Params params, const OnRow& on_row) override {
    if (records_ && names_ledger(sql))
      return fail(Code::Unavailable, "Something went wrong, so nothing can be shown.",
                  "the ledger was asked for in read_records(): " + std::string(sql.substr(0, 80)));
    return c_.each(sql, params, on_row, true);
  }
  Result<std::int64_t> run(std::string_view sql, Params) override {
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "a read session was asked to run: " + std::string(sql.substr(0, 80)));
  }

 private:
  C& c_;
  const bool records_;
};

/// A transaction over a connection C, with the promises of Txn. Beginning and ending it is the engine's.
template <class C>
class TxnOver final : public Txn {
 public:
  /// `seals`: null while nobody keeps any.
  explicit TxnOver(C& c, SealPlans* seals = nullptr) : c_(c), seals_(seals) {
    (void)c_.take_touched();  // what was rolled back is no news
    if (seals_) seals_->sealer().begun();
  }

  Status each(std::string_view sql, Params params, const OnRow& on_row) override {
    CHECK_OK(still_good());
    if (watched() && !sql.starts_with("SELECT") && seals_->of(sql).table)
      return refuse_unsealed(sql, "its rows are asked for");
    auto done = c_.each(sql, params, on_row, false);
    if (!done) failed_ = done.error();
    return done;
  }
  Result<std::int64_t> run(std::string_view sql, Params params) override {
    CHECK_OK(still_good());
    return kept(watched() ? run_watched(seals_->of(sql), sql, params) : c_.run(sql, params));
  }
  Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Param>> rows) override {
    CHECK_OK(still_good());
    if (!watched() || seals_->of(sql).does == SealPlan::Does::Nothing) return kept(c_.run_each(sql, rows));
    std::int64_t changed = 0;
    for (const auto& row : rows) {
      TRY(const auto n, run(sql, row));
      changed += n;
    }
    return changed;
  }
  void after(std::function<void(bool)> f) override { after_.push_back(std::move(f)); }
  void before_commit(std::function<Status()> f) override { before_.push_back(std::move(f)); }
  void announce(std::string what) override { announced_.push_back(std::move(what)); }
  const std::vector<std::string>& announced() const { return announced_; }

  /// The error of the first statement that failed. PostgreSQL would refuse to commit after it, and SQLite
  /// may have rolled back by itself (full disk), so that later statements would run alone.
  Status still_good() const {
    if (failed_) return tl::unexpected<Error>(*failed_);
    return {};
  }
  Status get_ready() {
    for (std::size_t i = 0; i < before_.size(); ++i) CHECK_OK(before_[i]());  // one may add another
    const Touched touched = c_.take_touched();
    CHECK_OK(accounted_for(touched));
    if (seals_) {  // last: it counts what all others have written, and brings no act of its own
      settling_ = true;
      CHECK_OK(seals_->sealer().settle(*this));
    }
    // First, so that no other listener's work stands before it.
    if (touched.reach) announced_.emplace(announced_.begin(), kReachChanged);
    return still_good();
  }
  void tell(bool committed, Listeners& listeners) {
    if (seals_) seals_->sealer().ended(committed);  // first: who is told may look
    if (committed)
      for (const auto& what : announced_) listeners.tell(what);
    for (std::size_t i = 0; i < after_.size(); ++i) after_[i](committed);
  }

 private:
  Result<std::int64_t> kept(Result<std::int64_t> done) {
    if (!done) failed_ = done.error();
    return done;
  }

  /// The seals themselves are written without being watched.
  bool watched() const { return seals_ && !settling_; }
  Result<std::int64_t> run_watched(const SealPlan& plan, std::string_view sql, Params params) {
    auto& sealer = seals_->sealer();
    if (plan.does == SealPlan::Does::Logs)
      for (const auto& p : params)
        if (const auto bytes = p.bytes()) sealer.logged(*bytes);
    if (!plan.problem.empty()) return refuse_unsealed(sql, plan.problem);
    if (!plan.table) return c_.run(sql, params);
    const auto hand_over = [&](bool there) {
      return [&sealer, &plan, there](const Row& row) {
        sealer.changed(*plan.table, row, there);
        return true;
      };
    };
    if (!plan.before.empty()) {
      std::vector<Param> some;
      for (const auto n : plan.before_params) some.push_back(params[n]);
      CHECK_OK(c_.each(plan.before + std::string(C::kForUpdate), some, hand_over(false), false));
    }
    std::int64_t n = 0;
    const auto on_row = hand_over(plan.does != SealPlan::Does::Removes);
    CHECK_OK(c_.each(
        plan.sql, params, [&](const Row& row) { return ++n, on_row(row); }, false));
    return n;
  }

  C& c_;
  SealPlans* seals_;
  bool settling_ = false;
  std::optional<Error> failed_;
  std::vector<std::function<Status()>> before_;
  std::vector<std::function<void(bool)>> after_;
  std::vector<std::string> announced_;
};

}  // namespace candour::store
