#include "store/sqlite/sqlite_db.h"

#include <filesystem>
#include <system_error>

#include "store/inside.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/snapshots.h"

namespace candour::store {

constexpr int kMostPagesOfLog = 1000;  // SQLite's own measure

OwnFolder::~OwnFolder() {
  std::error_code ignored;  // a leftover in the folder for temporary files harms nobody
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

SqliteDb::~SqliteDb() {
  if (keeps_) Snapshots::all().leave(this);
}

class SqliteDb::ReaderLease {
 public:
  ReaderLease(SqliteDb& db, Reader r) : db_(db), r_(std::move(r)) {}
  ~ReaderLease() {
    if (!keep_) end(r_);
    db_.give_back(std::move(r_));
  }
  ReaderLease(const ReaderLease&) = delete;
  ReaderLease& operator=(const ReaderLease&) = delete;
  Reader& operator*() { return r_; }
  void keep() { keep_ = true; }

 private:
  SqliteDb& db_;
  Reader r_;
  bool keep_ = false;
};

Result<std::unique_ptr<Connection>> SqliteDb::open_reader() {
  TRY(auto made, Connection::open(path_, Connection::Mode::Read, reader_rank_ == LockRank::KeyReader));
  made->belong_to(org_, strict_);
  if (schema_.empty()) return made;
  // The number of the schema can be put back by hand, so that the writer does not look again.
  TRY(const auto text, schema_text(*made));
  if (text != schema_) return other_schema(path_);
  return made;
}

Result<SqliteDb::Reader> SqliteDb::take_reader() {
  {
    const Hold hold(pool_lock_);
    while (free_.empty() && lent_ >= most_readers_) pool_changed_.wait(pool_lock_);
    ++lent_;
    if (!free_.empty()) {
      auto r = std::move(free_.back());
      free_.pop_back();
      return r;
    }
  }
  Reader r;
  auto made = open_reader();
  if (!made) {
    give_back(std::move(r));
    return tl::unexpected<Error>(std::move(made).error());
  }
  r.c = std::move(*made);
  return r;
}

void SqliteDb::give_back(Reader r) {
  // A connection that is still inside a transaction could not be ended: let it go rather than lend it again.
  // So does one that could not read.
  if (r.c && ((!r.kept && !r.c->idle()) || !r.c->sound())) r = {};
  if (!r.kept) let_old_pages_go(r);
  bool watch = false;
  {
    const Hold hold(pool_lock_);
    --lent_;
    if (r.c) {
      watch = r.kept && !watched_;
      watched_ = watched_ || watch;
      free_.push_back(std::move(r));
    }
  }
  pool_changed_.tell_one();
  if (watch) Snapshots::all().watch(this, [this] { return end_old(); });
}

/// What it read before something was scrubbed.
void SqliteDb::let_old_pages_go(Reader& r) const {
  if (r.c && r.scrubs != scrubs_) r.c->let_pages_go();
  r.scrubs = scrubs_;
}

bool SqliteDb::still_good(const Snapshot& s) const {
  return s.records == records_changed_ && std::chrono::steady_clock::now() - s.since < Snapshots::kMoment;
}

void SqliteDb::end(Reader& r) {
  r.kept.reset();
  // Nothing was written; should it not end, the connection goes.
  if (r.c && !r.c->idle()) (void)r.c->run("COMMIT", {});
  if (r.c && !r.c->idle()) r.c.reset();
}

bool SqliteDb::end_old() {
  const Hold hold(pool_lock_);
  watched_ = lent_ > 0;  // it may come back with a snapshot
  for (auto& r : free_) {
    if (!r.kept) continue;
    if (still_good(*r.kept))
      watched_ = true;
    else
      end(r);
  }
  std::erase_if(free_, [](const Reader& r) { return !r.c; });
  return watched_;
}

void SqliteDb::end_all() {
  ++records_changed_;  // those that are lent are not kept either
  const Hold hold(pool_lock_);
  for (auto& r : free_) end(r);
  std::erase_if(free_, [](const Reader& r) { return !r.c; });
}

Status SqliteDb::begin(Reader& r, bool records) {
  if (r.kept) {
    if (records && still_good(*r.kept)) return {};
    end(r);
    if (!r.c) {
      TRY(r.c, open_reader());
    }
  }
  const Snapshot fresh{records_changed_, std::chrono::steady_clock::now()};
  CHECK_OK(r.c->run("BEGIN", {}));
  if (records) r.kept = fresh;
  return {};
}

Status SqliteDb::read_in(const std::function<Status(Session&)>& body, bool records) {
  if (const auto* f = innermost(this)) return body(*f->session);
  const HoldRank held(reader_rank_);
  TRY(auto taken, take_reader());
  ReaderLease reader(*this, std::move(taken));
  CHECK_OK(begin(*reader, records));
  ReadOver<Connection> session(*(*reader).c, records);
  const FrameHere here(this, &session, false);
  CHECK_OK(body(session));
  if (records) reader.keep();
  return {};
}

Status SqliteDb::read(const std::function<Status(Session&)>& body) {
  return read_in(body, false);
}

Status SqliteDb::read_records(const std::function<Status(Session&)>& body) {
  if (!keeps_) {
    (void)Snapshots::all();  // should its thread not start, this is the place to fail
    keeps_ = true;
  }
  return read_in(body, true);
}

bool SqliteDb::reading_here() const {
  return innermost(this) != nullptr;
}

bool SqliteDb::writing_here() const {
  const auto* f = innermost(this);
  return f && f->writing;
}

Result<std::unique_ptr<Connection>> SqliteDb::open_writer(const std::string& path, bool keys) {
  TRY(auto writer, Connection::open(path, Connection::Mode::Write, keys));
  CHECK_OK(writer->script("PRAGMA cache_size=-16000"));
  return writer;
}

Status SqliteDb::renew_writer() {
  if (writer_->sound()) return {};
  // The old one stays until the new one is there: while somebody has the log open, SQLite keeps to what was
  // committed, and does not read the log anew, where what failed may stand whole.
  TRY(auto fresh, open_writer(path_, reader_rank_ == LockRank::KeyReader));
  writer_ = std::move(fresh);
  look_after_writer();
  return {};
}

void SqliteDb::look_after_writer() {
  writer_->belong_to(org_, strict_);
  // As SQLite would by itself; but first no reader is left with a snapshot that keeps the log from being
  // used from its beginning again.
  writer_->after_commit([this](int pages) NEEDS_LOCK(writer_lock_) {
    if (pages < kMostPagesOfLog) return;
    end_all();
    writer_->checkpoint();
  });
}

Status SqliteDb::same_schema() {
  if (schema_.empty()) return {};
  TRY(const auto version, schema_version(*writer_));
  if (version == schema_version_) return {};
  TRY(const auto text, schema_text(*writer_));
  if (text != schema_) return other_schema(path_);
  schema_version_ = version;
  return {};
}

Status SqliteDb::write(const std::function<Status(Txn&)>& body) {
  if (writing_here()) return refuse_nested_write();
  const Hold hold(writer_lock_);
  CHECK_OK(renew_writer());
  if (writer_->moved())
    return fail(
        Code::Corrupt,
        "The file of the database was taken away or replaced while the server ran, so nothing can be saved "
        "and nothing shown. Ask whoever looks after the server to stop it, to put the right file in its "
        "place, and to start it again.",
        "another file stands at " + path_);
  CHECK_OK(writer_->run("BEGIN IMMEDIATE", {}));
  (void)writer_->take_records_changed();
  TxnOver<Connection> txn(*writer_, seals_.get());
  ReadOver<Connection> look(*writer_);
  const auto finish = [&](bool committed) NEEDS_LOCK(writer_lock_) {
    if (!committed && !writer_->idle()) (void)writer_->run("ROLLBACK", {});
    const FrameHere here(this, &look, true);
    txn.tell(committed, listeners_);
  };
  Status done;
  try {
    const FrameHere here(this, &txn, true);
    done = same_schema();
    if (done) done = body(txn);
    if (done) done = txn.get_ready();
  } catch (...) {
    finish(false);
    throw;
  }
  if (done) {
    auto committed = writer_->run("COMMIT", {});
    if (!committed) done = tl::unexpected<Error>(std::move(committed).error());
    // Before anybody is told of it, so that whoever looks it up then does not see what was before.
    if (writer_->take_records_changed()) ++records_changed_;
  }
  finish(done.has_value());
  return done;
}

Status SqliteDb::scrub() {
  if (innermost(this))
    return fail(Code::Unavailable, "Something went wrong.", "scrub() inside read() or write()");
  const Hold hold(writer_lock_);
  CHECK_OK(renew_writer());
  end_all();
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
  // Those that are lent let theirs go when they come back.
  ++scrubs_;
  writer_->let_pages_go();
  const Hold pool(pool_lock_);
  for (auto& r : free_) let_old_pages_go(r);
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
