// One connection to a SQLite file, with its prepared statements kept for next time. Used by one thread at a
// time: SqliteDb lends it out. It binds $1, $2 … by their number, so the same one may stand twice in a
// statement. It does not begin or commit anything by itself.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/db.h"
#include "store/inside.h"

namespace candour::store {

/// The error for a result code of SQLite: words that say how to mend it, the library's message (which holds
/// names of tables, never values) for the log.
Error sqlite_error(int code, sqlite3* db, std::string_view doing);

class Connection {
 public:
  enum class Mode { Write, Read };
  static constexpr std::string_view kForUpdate{};  // one writes; nobody can come between

  /// Errors: Unavailable with the path's problem and a mend, Corrupt when the file is no database.
  /// `keys`: what it reads is kept in no memory of its own, so that all of it is wiped when it is given back.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode, bool keys = false);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Whose rows it is for: a statement bound to another organisation is a bug and throws. `strict`: so is one
  /// that names a table without its organisation (store/org_rule.h).
  void belong_to(OrgCode org, bool strict) {
    org_ = std::move(org);
    strict_ = strict;
  }

  /// `only_look`: refuse a statement that would change something.
  Status each(std::string_view sql, Params params, const OnRow& on_row, bool only_look);
  Result<std::int64_t> run(std::string_view sql, Params params);
  Result<std::int64_t> run_each(std::string_view sql, std::span<const std::vector<Param>> rows);
  /// What statements have touched since this was last asked.
  Touched take_touched() { return std::exchange(touched_, {}); }
  /// Whether anything but the ledger was changed since this was last asked.
  bool take_records_changed() { return std::exchange(records_changed_, false); }
  /// Several statements without parameters.
  Status script(const std::string& sql);
  /// False once the file could not be read or written: what the connection remembers of it may then differ
  /// from what is on the disk, so another one takes its place (docs/decisions/0008).
  bool sound() const { return sound_; }
  /// Whether another file stands at the path by now: this one nobody will open again.
  bool moved() const;
  /// False while a transaction is open.
  bool idle() const { return sqlite3_get_autocommit(db_) != 0; }
  /// Calls `on` after each commit with the pages that stand in the log, in place of SQLite's own checkpoint.
  void after_commit(std::function<void(int pages)> on);
  /// Moves what stands in the log into the file, as far as no reader needs it there. Waits for nobody; what
  /// could not be moved stays safe in the log until the next time.
  void checkpoint();
  /// Gives back the pages that it keeps to read them again, which wipes them (wiping.h).
  void let_pages_go() { sqlite3_db_release_memory(db_); }

 private:
  struct Prepared {
    sqlite3_stmt* stmt = nullptr;
    std::vector<int> numbers;  // numbers[i] is the n of the $n at SQLite's index i + 1
    int org_param = 0;         // the n of the $n that is the organisation; 0: none
    Touched touched;
    bool changes_records = false;
    bool in_use = false;
    std::uint64_t last_used = 0;
    ~Prepared() { sqlite3_finalize(stmt); }
  };
  /// A statement lent for one run; gives it back clean.
  class Lease;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  static constexpr std::size_t kMostStatements = 256;

  explicit Connection(sqlite3* db) : db_(db) {}
  Result<std::unique_ptr<Prepared>> prepare(std::string_view sql);
  Result<Lease> lease(std::string_view sql, Params params);
  Status bind(Prepared& p, Params params);
  Error trouble(int code, std::string_view doing);
  void drop_oldest();

  sqlite3* db_;
  std::unordered_map<std::string, std::unique_ptr<Prepared>, TextHash, std::equal_to<>> kept_;
  std::uint64_t uses_ = 0;
  OrgCode org_;
  bool strict_ = false;
  Touched touched_;
  bool records_changed_ = false;
  std::function<void(int)> on_commit_;
  bool sound_ = true;
};

}  // namespace candour::store
