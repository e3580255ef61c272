// A database for tests that can be told to hold back a commit, or to fail at it, as a slow or a full disk
// does. Any thread.
#pragma once

#include "base/locks.h"
#include "store/db.h"

namespace candour::ledger {

class FailingDb final : public store::Db {
 public:
  explicit FailingDb(std::unique_ptr<store::Db> db) : db_(std::move(db)) {}

  /// Every write from now on gets as far as the commit and waits there.
  void hold_commits() { set(true, fail_); }
  /// Every write from now on fails at the commit.
  void fail_commits() { set(false, true); }
  void let_go() { set(false, false); }
  /// Waits until some write stands before its commit.
  void wait_for_a_held_commit() {
    const Hold hold(lock_);
    while (waiting_ == 0) changed_.wait(lock_);
  }

  const OrgCode& org() const override { return db_->org(); }
  Status read(const std::function<Status(store::Session&)>& body) override { return db_->read(body); }
  Status write(const std::function<Status(store::Txn&)>& body) override {
    return db_->write([&](store::Txn& t) -> Status {
      // Added first, so that what the body wants done before the commit is still done before it.
      CHECK_OK(body(t));
      t.before_commit([this] { return at_commit(); });
      return {};
    });
  }
  bool writing_here() const override { return db_->writing_here(); }
  bool reading_here() const override { return db_->reading_here(); }
  Status scrub() override { return db_->scrub(); }
  Result<std::int64_t> bytes_on_disk() override { return db_->bytes_on_disk(); }
  int listen(store::OnAnnounced on) override { return db_->listen(std::move(on)); }
  void unlisten(int which) override { db_->unlisten(which); }
  void seal_with(store::Sealer* s) override { db_->seal_with(s); }

 private:
  void set(bool held, bool fail) {
    {
      const Hold hold(lock_);
      held_ = held;
      fail_ = fail;
    }
    changed_.tell_all();
  }
  Status at_commit() {
    const Hold hold(lock_);
    ++waiting_;
    changed_.tell_all();
    while (held_) changed_.wait(lock_);
    --waiting_;
    return fail_ ? Status(fail(Code::Unavailable, "The disk is full.", "as the test wants it")) : Status{};
  }

  std::unique_ptr<store::Db> db_;
  Mutex lock_{LockRank::Last};
  Condition changed_;
  bool held_ = false, fail_ = false;
  int waiting_ = 0;
};

}  // namespace candour::ledger
