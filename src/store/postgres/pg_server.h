// One PostgreSQL database as this program uses it: a bounded pool of connections that all organisations
// share, and one more on which it hears what other servers announce. Any thread. Reading and writing have
// places of their own in the pool, so that threads that read and want to write cannot wait for one another
// for ever.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/locks.h"
#include "store/db.h"
#include "store/inside.h"
#include "store/listeners.h"
#include "store/postgres/pg_connection.h"

namespace candour::store {

class PgServer final : public Postgres {
 public:
  /// What was found when it was opened: its schema, as an identifier, and its shape (pg_shape.h); empty where
  /// nobody asks.
  struct Found {
    std::string schema, shape;
  };
  PgServer(std::string url, const PostgresOptions& options, DbRanks ranks = {}, Found found = {});
  ~PgServer() override;

  std::unique_ptr<Db> open(const OrgCode& org) override;

  enum class For { Reading, Writing };
  /// A connection in a transaction that `begin` (several statements) began, lent until it goes.
  class Lease {
   public:
    Lease(PgServer* server, For use, std::unique_ptr<PgConnection> c)
        : server_(server), use_(use), c_(std::move(c)) {}
    Lease(Lease&& o) noexcept
        : said(std::move(o.said)),
          server_(std::exchange(o.server_, nullptr)),
          use_(o.use_),
          c_(std::move(o.c_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (server_) server_->give_back(use_, std::move(c_));
    }
    PgConnection& operator*() { return *c_; }
    PgConnection* operator->() { return c_.get(); }
    std::string said;  // what the last of the statements answered

   private:
    PgServer* server_;
    For use_;
    std::unique_ptr<PgConnection> c_;
  };
  /// Tries again with another connection for as long as the options say, since nothing has happened yet.
  /// Errors: Unavailable.
  Result<Lease> begin(For use, const OrgCode& org, const std::string& statements);

  /// What became of a transaction whose COMMIT was not answered.
  enum class Fate { Committed, NotCommitted, NotKnown };
  /// `mark` as transaction_mark() said within it. Asks until it is told or the time is up.
  Fate fate_of(const std::string& mark);
  /// SQL that yields the mark of the transaction it runs in: its number, and the timeline of the server.
  /// After a standby took over, the numbers of transactions that it never had are given out again.
  static std::string transaction_mark();

  /// Whether the tables are still those that it was opened with. Asked within a transaction once it has
  /// written: its locks keep everybody from changing those tables, so that what is there now was there when
  /// it wrote. Errors: Corrupt.
  Status same_shape(PgConnection& c);

  std::shared_ptr<Listeners> listeners_of(const OrgCode& org);
  const DbRanks& ranks() const { return ranks_; }
  /// Begins to hear what others announce; once.
  void start_listening();

  std::string quoted(const OrgCode& org) const;

 private:
  struct Places {
    int most = 0, lent = 0;
    std::vector<std::unique_ptr<PgConnection>> free;
  };
  using Clock = std::chrono::steady_clock;

  Places& places_for(For use) NEEDS_LOCK(pool_lock_) { return use == For::Reading ? reading_ : writing_; }
  Result<std::unique_ptr<PgConnection>> take(For use, Clock::time_point until);
  Result<std::unique_ptr<PgConnection>> connect(Clock::time_point until);
  void give_back(For use, std::unique_ptr<PgConnection> c);
  Clock::time_point deadline() const { return Clock::now() + std::chrono::seconds(options_.retry_seconds); }
  void hear();
  bool hear_until_lost();
  void tell_all();

  std::string url_;
  PostgresOptions options_;
  const DbRanks ranks_;
  const Found found_;
  Mutex stamp_lock_{LockRank::Last};
  std::string stamp_ GUARDED_BY(stamp_lock_);  // at which the shape was right

  Mutex pool_lock_{LockRank::Connections};
  Condition pool_changed_;
  Places reading_ GUARDED_BY(pool_lock_), writing_ GUARDED_BY(pool_lock_);

  Mutex listeners_lock_{LockRank::Connections};
  std::map<std::string, std::shared_ptr<Listeners>> listeners_
      GUARDED_BY(listeners_lock_);  // by organisation
  int wake_[2] = {-1, -1};          // a pipe that ends the waiting
  std::thread hearing_;
};

}  // namespace candour::store
