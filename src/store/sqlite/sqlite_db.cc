#include "store/sqlite/sqlite_db.h"

#include <filesystem>
#include <system_error>

#include "store/inside.h"

namespace candour::store {

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
    const Hold hold(pool_lock_);
    while (free_.empty() && lent_ >= most_readers_) pool_changed_.wait(pool_lock_);
    ++lent_;
    if (!free_.empty()) {
      auto c = std::move(free_.back());
      free_.pop_back();
      return c;
    }
  }
  auto made = Connection::open(path_, Connection::Mode::Read);
  if (made)
    (*made)->belong_to(org_, strict_);
  else
    give_back(nullptr);
  return made;
}

void SqliteDb::give_back(std::unique_ptr<Connection> c) {
  // A connection that is still inside a transaction could not be ended: let it go rather than lend it again.
  // So does one that could not read.
  if (c && (!c->idle() || !c->sound())) c.reset();
  {
    const Hold hold(pool_lock_);
    --lent_;
    if (c) free_.push_back(std::move(c));
  }
  pool_changed_.tell_one();
}

Status SqliteDb::read(const std::function<Status(Session&)>& body) {
  if (const auto* f = innermost(this)) return body(*f->session);
  const HoldRank held(reader_rank_);
  TRY(auto taken, take_reader());
  ReaderLease reader(*this, std::move(taken));
  CHECK_OK((*reader).run("BEGIN", {}));
  ReadOver<Connection> session(*reader);
  const FrameHere here(this, &session, false);
  struct End {
    Connection& c;
    ~End() { (void)c.run("COMMIT", {}); }  // nothing was written; give_back sees whether it ended
  } end{*reader};
  return body(session);
}

bool SqliteDb::reading_here() const {
  return innermost(this) != nullptr;
}

bool SqliteDb::writing_here() const {
  const auto* f = innermost(this);
  return f && f->writing;
}

Result<std::unique_ptr<Connection>> SqliteDb::open_writer(const std::string& path) {
  TRY(auto writer, Connection::open(path, Connection::Mode::Write));
  CHECK_OK(writer->script("PRAGMA cache_size=-16000"));
  return writer;
}

Status SqliteDb::renew_writer() {
  if (writer_->sound()) return {};
  // The old one stays until the new one is there: while somebody has the log open, SQLite keeps to what was
  // committed, and does not read the log anew, where what failed may stand whole.
  TRY(auto fresh, open_writer(path_));
  fresh->belong_to(org_, strict_);
  writer_ = std::move(fresh);
  return {};
}

Status SqliteDb::write(const std::function<Status(Txn&)>& body) {
  if (writing_here()) return refuse_nested_write();
  const Hold hold(writer_lock_);
  CHECK_OK(renew_writer());
  CHECK_OK(writer_->run("BEGIN IMMEDIATE", {}));
  TxnOver<Connection> txn(*writer_);
  ReadOver<Connection> look(*writer_);
  const auto finish = [&](bool committed) NEEDS_LOCK(writer_lock_) {
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
  const Hold hold(writer_lock_);
  CHECK_OK(renew_writer());
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
