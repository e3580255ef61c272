// The store: one database per organisation, spoken to in SQL that SQLite and PostgreSQL both understand.
// Placeholders are $1, $2 … ; every table's key starts with the organisation ("org").
// A Db may be used from any thread: reads run on pooled connections, all writes go through one writer at a
// time. It does not know what the bytes mean and does not decide who may see them: callers hold a Pass.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "store/param.h"

namespace candour::store {

/// One row while a query runs; views die when the callback returns.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool null(int col) const = 0;
  virtual std::int64_t i64(int col) const = 0;
  virtual double real(int col) const = 0;
  virtual std::string_view text(int col) const = 0;
  virtual ByteView blob(int col) const = 0;
  template <class IdT>
  IdT id(int col) const {
    return IdT::from_bytes(blob(col));
  }
  std::string str(int col) const { return std::string(text(col)); }
};

using OnRow = std::function<bool(const Row&)>;  // false stops the query

/// Something SQL can be said to: a read connection or an open transaction. Belongs to the thread it was given
/// to. A statement may be run inside the on_row of another.
class Session {
 public:
  virtual ~Session() = default;
  /// Runs a query and calls `on_row` for each row. Errors: Unavailable (busy, disk), Corrupt.
  virtual Status each(std::string_view sql, Params params, const OnRow& on_row) = 0;
  /// Runs a statement that changes rows; the number of rows changed. Errors: Conflict (a unique key is
  /// taken), Invalid (a NOT NULL, CHECK or foreign key refuses), Unavailable (busy, disk full), Corrupt.
  /// Refused on a read session.
  virtual Result<std::int64_t> run(std::string_view sql, Params params) = 0;
};

/// An open write transaction. All of it happens, durably, or nothing does. Once a statement has failed the
/// transaction cannot commit, whatever the body returns: for "insert unless it is there", say
/// ON CONFLICT DO NOTHING and look at the number of rows.
class Txn : public Session {
 public:
  /// Called once the transaction is durable (or, with false, once it is known not to have happened), before
  /// the next writer starts. May read; may not write.
  virtual void after(std::function<void(bool committed)>) = 0;
  /// Called when the body has returned ok, in the order given, before the commit; an error rolls it all back.
  virtual void before_commit(std::function<Status()>) = 0;
  /// One statement for many rows of parameters, in order; PostgreSQL takes them in one round trip. The number
  /// of rows changed altogether. Errors: as run(); the first that fails ends it.
  virtual Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Param>> rows) = 0;
  /// Tells every server that has this database open, this one too, once the transaction is durable. `what` is
  /// a code and an id ("key-destroyed 01J…"), never personal data, at most 200 bytes.
  virtual void announce(std::string what) = 0;
};

/// Hears what transactions announced. Called on a thread of the store's (or, within one server, of the
/// writer): it must be quick and may not use the database. A server that lost its connection hears "" when it
/// is back: anything may have happened meanwhile, so whatever was remembered must be looked up again.
using OnAnnounced = std::function<void(std::string_view what)>;

/// Announced, without anybody's asking, when a transaction changed a table that says how people stand in the
/// organisation (who is served where and by whom, consents, objections, reasoned access): what the gate keeps
/// of it in memory must be looked up again.
inline constexpr std::string_view kReachChanged = "reach";

class Sealer;  // store/sealing.h

class Db {
 public:
  virtual ~Db() = default;
  virtual const OrgCode& org() const = 0;
  /// Runs `body` on a pooled read connection, in one consistent snapshot. Inside write() or read() of the
  /// same thread it uses that transaction or snapshot.
  virtual Status read(const std::function<Status(Session&)>& body) = 0;
  /// As read(), for what stands in the records: a statement that names a table of the ledger is refused.
  /// Every look adds to the ledger, and SQLite forgets what it has read with each new snapshot; so this one
  /// may go on with a snapshot that is a moment (20 ms) old when this server has changed nothing but the
  /// ledger since. What another process writes into the same file may therefore be seen a moment late.
  virtual Status read_records(const std::function<Status(Session&)>& body) { return read(body); }
  /// Runs `body` as the only writer; commits durably if it returns ok, otherwise rolls back. Inside another
  /// write() of the same thread it is refused (pass the Txn down instead).
  virtual Status write(const std::function<Status(Txn&)>& body) = 0;
  /// True while this thread is inside write() of this database.
  virtual bool writing_here() const = 0;
  /// True while this thread is inside read() or write() of this database: what it reads may be older, or not
  /// be committed yet.
  virtual bool reading_here() const = 0;
  /// Overwrites deleted content and truncates the write-ahead log (after destruction). PostgreSQL cannot:
  /// there it does nothing, and docs/operating/keys.md says what is done instead.
  virtual Status scrub() = 0;
  /// Bytes on disk, for the bench and the operator. PostgreSQL: of the tables of all organisations.
  virtual Result<std::int64_t> bytes_on_disk() = 0;
  /// Hears announcements from now on; the caller takes itself off with unlisten() before it goes.
  virtual int listen(OnAnnounced on) = 0;
  virtual void unlisten(int which) = 0;
  /// Hands every change of a sealed row to `sealer` from now on; null: to nobody. Not while anybody writes. A
  /// database that passes statements on to another one need not know.
  virtual void seal_with(Sealer* /*sealer*/) {}
};

struct Migration {
  int number;             // rises by one, never reused
  std::string_view name;  // for the log
  std::string_view sql;   // statements separated by semicolons, for both engines
};

/// Opens (creating if absent) a SQLite database at `path`: WAL, synchronous=FULL, secure_delete=ON,
/// foreign keys on; runs the migrations it has not seen. Errors: Unavailable with the path's problem and a
/// mend, Corrupt.
Result<std::unique_ptr<Db>> open_sqlite(const OrgCode& org, const std::string& path,
                                        std::span<const Migration> migrations, int readers = 4);
/// A private database in memory, for tests.
Result<std::unique_ptr<Db>> open_sqlite_in_memory(const OrgCode& org, std::span<const Migration> migrations);

/// A PostgreSQL database (15 or later) that many organisations and several servers share: a bounded pool of
/// connections, opened when needed and opened anew when they break. Any thread.
class Postgres {
 public:
  virtual ~Postgres() = default;
  /// The rows of one organisation. Writes of one organisation, on whichever server, happen one at a time; row
  /// level security keeps every other organisation's rows out of reach. The Postgres must outlive it.
  virtual std::unique_ptr<Db> open(const OrgCode& org) = 0;
};
struct PostgresOptions {
  int connections = 8;         // at most, over all organisations
  int connect_seconds = 5;     // how long one attempt may take
  int retry_seconds = 10;      // how long a broken connection is tried again before a request fails
  bool any_statement = false;  // for tests that tamper: let statements name tables without an organisation
};
/// `url` as libpq takes it ("postgresql://user@host/name"). Refuses a role that row-level security does not
/// bind (a superuser, or one with BYPASSRLS). Errors: Unavailable with a mend, Corrupt.
Result<std::unique_ptr<Postgres>> open_postgres(const std::string& url, std::span<const Migration> migrations,
                                                const PostgresOptions& options = {});

/// The record database's schema and the key database's schema, in src/store/migrations*.cc.
std::span<const Migration> record_migrations();
std::span<const Migration> key_migrations();

}  // namespace candour::store
