// A database in one SQLite file: several threads read, one writes. Any thread. See store/db.h for what it
// promises; the file is readable by Candour's own user only.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/locks.h"
#include "store/db.h"
#include "store/inside.h"
#include "store/listeners.h"
#include "store/sqlite/connection.h"

namespace candour::store {

/// A folder that goes when its owner goes; empty: no folder.
class OwnFolder {
 public:
  explicit OwnFolder(std::string path = {}) : path_(std::move(path)) {}
  OwnFolder(OwnFolder&& o) noexcept : path_(std::exchange(o.path_, {})) {}
  OwnFolder& operator=(OwnFolder&&) = delete;
  ~OwnFolder();

 private:
  std::string path_;
};

class SqliteDb final : public Db {
 public:
  /// `strict`: see Connection::belong_to. `schema`: what stands in the file for as long as it is ours
  /// (store/sqlite/schema.h); empty: not asked.
  SqliteDb(OrgCode org, std::string path, int readers, std::unique_ptr<Connection> writer, OwnFolder folder,
           bool strict, DbRanks ranks, std::string schema)
      : folder_(std::move(folder)),
        org_(std::move(org)),
        path_(std::move(path)),
        most_readers_(readers),
        strict_(strict),
        reader_rank_(ranks.reader),
        writer_lock_(ranks.writer),
        writer_(std::move(writer)),
        schema_(std::move(schema)),
        listeners_(ranks.listeners) {
    look_after_writer();
  }
  ~SqliteDb() override;

  /// A connection for the one who writes.
  static Result<std::unique_ptr<Connection>> open_writer(const std::string& path, bool keys);

  const OrgCode& org() const override { return org_; }
  Status read(const std::function<Status(Session&)>& body) override;
  Status read_records(const std::function<Status(Session&)>& body) override;
  Status write(const std::function<Status(Txn&)>& body) override;
  bool writing_here() const override;
  bool reading_here() const override;
  Status scrub() override;
  Result<std::int64_t> bytes_on_disk() override;
  Result<std::vector<std::string>> lying_indexes();  // store/sound.h
  int listen(OnAnnounced on) override { return listeners_.add(std::move(on)); }
  void unlisten(int which) override { listeners_.remove(which); }
  void seal_with(Sealer* sealer) override {
    const Hold hold(writer_lock_);
    seals_ = sealer ? std::make_unique<SealPlans>(*sealer) : nullptr;
  }

 private:
  /// What a connection sees, when it was begun, and how often records had changed by then.
  struct Snapshot {
    std::uint64_t records = 0;
    std::chrono::steady_clock::time_point since;
  };
  struct Reader {
    std::unique_ptr<Connection> c;
    std::optional<Snapshot> kept;  // open still, for whoever reads records next
    std::uint64_t scrubs = 0;      // how many there had been when its pages were let go
  };
  class ReaderLease;
  Result<std::unique_ptr<Connection>> open_reader();
  Result<Reader> take_reader();
  void give_back(Reader r);
  Status read_in(const std::function<Status(Session&)>& body, bool records);
  /// Begins a snapshot, or goes on with the one that is kept.
  Status begin(Reader& r, bool records);
  bool still_good(const Snapshot& s) const;
  void let_old_pages_go(Reader& r) const;
  static void end(Reader& r);
  /// Ends snapshots of free connections: the old ones, whether there may be more; or all, now.
  bool end_old() NEEDS_NO_LOCK(pool_lock_);
  void end_all() NEEDS_NO_LOCK(pool_lock_);
  void look_after_writer() LOCK_UNCHECKED;  // called by whoever has the writer
  /// Puts a new connection in the place of a writer that could not read or write the file.
  Status renew_writer() NEEDS_LOCK(writer_lock_);
  /// In the transaction that has begun: that nobody has changed the tables since. Errors: Corrupt.
  Status same_schema() NEEDS_LOCK(writer_lock_);

  OwnFolder folder_;  // first, so that it goes last
  OrgCode org_;
  std::string path_;
  int most_readers_;
  bool strict_;

  const LockRank reader_rank_;
  Mutex writer_lock_;
  std::unique_ptr<Connection> writer_ PT_GUARDED_BY(writer_lock_);
  std::unique_ptr<SealPlans> seals_ GUARDED_BY(writer_lock_);

  Mutex pool_lock_{LockRank::Connections};
  Condition pool_changed_;
  std::vector<Reader> free_ GUARDED_BY(pool_lock_);  // opened when first needed
  int lent_ GUARDED_BY(pool_lock_) = 0;
  bool watched_ GUARDED_BY(pool_lock_) = false;  // by Snapshots
  std::atomic<std::uint64_t> records_changed_{0};
  std::atomic<std::uint64_t> scrubs_{0};
  std::atomic<bool> keeps_ = false;  // a snapshot was, or is, kept

  const std::string schema_;
  std::int64_t schema_version_ GUARDED_BY(writer_lock_) = -1;  // with which it was found to be so

  Listeners listeners_;
};

}  // namespace candour::store
