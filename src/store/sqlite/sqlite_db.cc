#include "store/sqlite/sqlite_db.h"

#include <filesystem>
#include <optional>
#include <system_error>

namespace candour::store {
namespace {

/// What this thread is inside of at the moment, innermost last.
struct Frame {
  const Db* db;
  Session* session;
  bool writing;
};
thread_local std::vector<Frame> frames;

class FrameHere {
 public:
  FrameHere(const Db* db, Session* s, bool writing) { frames.push_back({db, s, writing}); }
  ~FrameHere() { frames.pop_back(); }
  FrameHere(const FrameHere&) = delete;
  FrameHere& operator=(const FrameHere&) = delete;
};

const Frame* innermost(const Db* db) {
  for (auto it = frames.rbegin(); it != frames.rend(); ++it)
    if (it->db == db) return &*it;
  return nullptr;
}

class ReadSession final : public Session {
 public:
  explicit ReadSession(Connection& c) : c_(c) {}
  Status each(std::string_view sql, Params params, const OnRow& on_row) override {
    return c_.each(sql, params, on_row, true);
  }
  Result<std::int64_t> run(std::string_view sql, Params) override {
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "a read session was asked to run: " + std::string(sql.substr(0, 80)));
  }

 private:
  Connection& c_;
};

class SqliteTxn final : public Txn {
 public:
  explicit SqliteTxn(Connection& c) : c_(c) {}

  Status each(std::string_view sql, Params params, const OnRow& on_row) override {
    CHECK_OK(still_good());
    auto done = c_.each(sql, params, on_row, false);
    if (!done) failed_ = done.error();
    return done;
  }
  Result<std::int64_t> run(std::string_view sql, Params params) override {
    CHECK_OK(still_good());
    auto done = c_.run(sql, params);
    if (!done) failed_ = done.error();
    return done;
  }
  void after(std::function<void(bool)> f) override { after_.push_back(std::move(f)); }
  void before_commit(std::function<Status()> f) override { before_.push_back(std::move(f)); }
  void announce(std::string what) override { announced_.push_back(std::move(what)); }

  /// The error of the first statement that failed. PostgreSQL would refuse to commit after it, and SQLite
  /// may have rolled back by itself (full disk), so that later statements would run alone.
  Status still_good() const {
    if (failed_) return tl::unexpected<Error>(*failed_);
    return {};
  }
  Status get_ready() {
    for (std::size_t i = 0; i < before_.size(); ++i) CHECK_OK(before_[i]());  // one may add another
    return still_good();
  }
  void tell(bool committed, Listeners& listeners) {
    if (committed)
      for (const auto& what : announced_) listeners.tell(what);
    for (std::size_t i = 0; i < after_.size(); ++i) after_[i](committed);
  }

 private:
  Connection& c_;
  std::optional<Error> failed_;
  std::vector<std::function<Status()>> before_;
  std::vector<std::function<void(bool)>> after_;
  std::vector<std::string> announced_;
};

}  // namespace

OwnFolder::~OwnFolder() {
  std::error_code ignored;  // a leftover in the folder for temporary files harms nobody
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

class SqliteDb::ReaderLease {
 public:
  ReaderLease(SqliteDb& db, std::unique_ptr<Connection> c) : db_(db), c_(std::move(c)) {}
  ~ReaderLease() { db_.give_back(std::move(c_)); }
  ReaderLease(const ReaderLease&) = delete;
  ReaderLease& operator=(const ReaderLease&) = delete;
  Connection& operator*() { return *c_; }

 private:
  SqliteDb& db_;
  std::unique_ptr<Connection> c_;
};

Result<std::unique_ptr<Connection>> SqliteDb::take_reader() {
  {
    std::unique_lock lock(pool_lock_);
    pool_changed_.wait(lock, [&] { return !free_.empty() || lent_ < most_readers_; });
    ++lent_;
    if (!free_.empty()) {
      auto c = std::move(free_.back());
      free_.pop_back();
      return c;
    }
  }
  auto made = Connection::open(path_, Connection::Mode::Read);
  if (!made) give_back(nullptr);
  return made;
}

void SqliteDb::give_back(std::unique_ptr<Connection> c) {
  // A connection that is still inside a transaction could not be ended: let it go rather than lend it again.
  if (c && !c->idle()) c.reset();
  {
    std::lock_guard lock(pool_lock_);
    --lent_;
    if (c) free_.push_back(std::move(c));
  }
  pool_changed_.notify_one();
}

Status SqliteDb::read(const std::function<Status(Session&)>& body) {
  if (const auto* f = innermost(this)) return body(*f->session);
  TRY(auto taken, take_reader());
  ReaderLease reader(*this, std::move(taken));
  CHECK_OK((*reader).run("BEGIN", {}));
  ReadSession session(*reader);
  const FrameHere here(this, &session, false);
  struct End {
    Connection& c;
    ~End() { (void)c.run("COMMIT", {}); }  // nothing was written; give_back sees whether it ended
  } end{*reader};
  return body(session);
}

bool SqliteDb::writing_here() const {
  const auto* f = innermost(this);
  return f && f->writing;
}

Status SqliteDb::write(const std::function<Status(Txn&)>& body) {
  if (writing_here())
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "write() inside write() of the same thread: pass the Txn down instead");
  std::lock_guard lock(writer_lock_);
  CHECK_OK(writer_->run("BEGIN IMMEDIATE", {}));
  SqliteTxn txn(*writer_);
  ReadSession look(*writer_);
  const auto finish = [&](bool committed) {
    if (!committed && !writer_->idle()) (void)writer_->run("ROLLBACK", {});
    const FrameHere here(this, &look, true);
    txn.tell(committed, listeners_);
  };
  Status done;
  try {
    const FrameHere here(this, &txn, true);
    done = body(txn);
    if (done) done = txn.get_ready();
  } catch (...) {
    finish(false);
    throw;
  }
  if (done) {
    auto committed = writer_->run("COMMIT", {});
    if (!committed) done = tl::unexpected<Error>(std::move(committed).error());
  }
  finish(done.has_value());
  return done;
}

Status SqliteDb::scrub() {
  if (innermost(this))
    return fail(Code::Unavailable, "Something went wrong.", "scrub() inside read() or write()");
  std::lock_guard lock(writer_lock_);
  // secure_delete has overwritten the rows in the pages; what is left of them stands in the log.
  bool busy = false;
  CHECK_OK(writer_->each(
      "PRAGMA wal_checkpoint(TRUNCATE)", {},
      [&](const Row& r) {
        busy = r.i64(0) != 0;
        return true;
      },
      false));
  if (busy)
    return fail(Code::Unavailable,
                "The database is busy, so what was destroyed is not yet overwritten. Try again.",
                "wal_checkpoint(TRUNCATE) was busy");
  return {};
}

Result<std::int64_t> SqliteDb::bytes_on_disk() {
  std::int64_t total = 0;
  for (const char* end : {"", "-wal", "-shm"}) {
    std::error_code why;
    const auto n = std::filesystem::file_size(path_ + end, why);
    if (!why)
      total += static_cast<std::int64_t>(n);
    else if (why != std::errc::no_such_file_or_directory)
      return fail(Code::Unavailable, "The size of the database cannot be told.",
                  path_ + end + ": " + why.message());
  }
  return total;
}

}  // namespace candour::store
