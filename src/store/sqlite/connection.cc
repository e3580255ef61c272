#include "store/sqlite/connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "store/inside.h"
#include "store/org_rule.h"
#include "store/sqlite/wiping.h"

namespace candour::store {
namespace {

constexpr const char* kAsk = " Ask whoever looks after the server";

/// SQLite keeps any type in any column, and compares a text with no number and no bytes: a value of another
/// type than is asked for would be found by other queries than the one that was written, and read as if it
/// were the same. So it is read as something that nobody wrote, and no mark fits it (vault/row_seal.h).
constexpr std::string_view kOtherText = "\x1f a value of another type";
constexpr std::int64_t kOtherNumber = INT64_MIN + 1;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* s) : stmt_(s) {}
  bool null(int col) const override { return type(col) == SQLITE_NULL; }
  std::int64_t i64(int col) const override {
    const int is = type(col);
    if (is == SQLITE_INTEGER) return sqlite3_column_int64(stmt_, col);
    if (is == SQLITE_NULL) return 0;
    // A whole number that a column of reals keeps; in a column of whole numbers none could stand as a real.
    const double d = is == SQLITE_FLOAT ? sqlite3_column_double(stmt_, col) : 0.5;
    return std::abs(d) < 1e15 && std::trunc(d) == d ? static_cast<std::int64_t>(d) : kOtherNumber;
  }
  double real(int col) const override { return sqlite3_column_double(stmt_, col); }
  std::string_view text(int col) const override {
    if (const int is = type(col); is != SQLITE_TEXT)
      return is == SQLITE_NULL ? std::string_view() : kOtherText;
    const auto* p = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, col));
    return p ? std::string_view(p, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, col)))
             : std::string_view();
  }
  ByteView blob(int col) const override {
    if (const int is = type(col); is != SQLITE_BLOB)
      return is == SQLITE_NULL ? ByteView() : as_bytes(kOtherText);
    const auto* p = static_cast<const std::uint8_t*>(sqlite3_column_blob(stmt_, col));
    return p ? ByteView(p, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, col))) : ByteView();
  }

 private:
  int type(int col) const { return sqlite3_column_type(stmt_, col); }
  sqlite3_stmt* stmt_;
};

/// SQLite would make the file readable by the whole machine; the write-ahead log takes its mode from it.
Status make_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) {
    ::close(fd);
    return {};
  }
  const std::string why = std::strerror(errno);
  return fail(Code::Unavailable,
              "The database " + path + " cannot be opened (" + why + ")." + kAsk +
                  " to make its folder and let Candour's user read and write there.",
              "open " + path + ": " + why);
}

}  // namespace

Error sqlite_error(int code, sqlite3* db, std::string_view doing) {
  std::string detail = std::string(doing) + ": " + sqlite3_errstr(code);
  if (db) detail += std::string(": ") + sqlite3_errmsg(db);
  const auto make = [&](Code c, std::string words) { return Error{c, {std::move(words)}, {detail}, {}, {}}; };
  switch (code & 0xff) {
    case SQLITE_FULL:
      return make(Code::Unavailable, std::string("The disk is full, so nothing was saved.") + kAsk +
                                         " to make room, then try again.");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return make(Code::Unavailable, std::string("The database may only be read, so nothing was saved.") +
                                         kAsk + " to let Candour's user write to its folder.");
    case SQLITE_CANTOPEN:
      return make(Code::Unavailable, std::string("The database cannot be opened.") + kAsk +
                                         " to check that its folder is there and may be written.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return make(Code::Unavailable, "The database is busy, so nothing was saved. Try again in a moment.");
    case SQLITE_IOERR:
      return make(Code::Unavailable,
                  std::string("The disk could not be read or written, so nothing was saved.") + kAsk +
                      " to check the disk.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return make(Code::Corrupt,
                  std::string("The database is damaged.") + kAsk + " to restore it from a backup.");
    case SQLITE_CONSTRAINT: {
      const int extended = db ? sqlite3_extended_errcode(db) : code;
      if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
        return make(Code::Conflict,
                    "This is there already, so nothing was saved. Load the page again and look.");
      return make(Code::Invalid, "Something that this depends on is missing, so nothing was saved.");
    }
    default:
      return make(Code::Unavailable, "Something went wrong, so nothing was saved. Try again.");
  }
}

class Connection::Lease {
 public:
  explicit Lease(Prepared* kept) : p_(kept) { p_->in_use = true; }
  explicit Lease(std::unique_ptr<Prepared> own) : p_(own.get()), own_(std::move(own)) { p_->in_use = true; }
  Lease(Lease&& o) noexcept : p_(std::exchange(o.p_, nullptr)), own_(std::move(o.own_)) {}
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (!p_) return;
    sqlite3_reset(p_->stmt);  // its code repeats the last step's, which has been dealt with
    sqlite3_clear_bindings(p_->stmt);
    p_->in_use = false;
  }
  Prepared& operator*() const { return *p_; }
  sqlite3_stmt* stmt() const { return p_->stmt; }

 private:
  Prepared* p_;
  std::unique_ptr<Prepared> own_;
};

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode, bool keys) {
  wipe_what_sqlite_gives_back();
  if (mode == Mode::Write) CHECK_OK(make_private(path));
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (mode == Mode::Write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  std::unique_ptr<Connection> made(new Connection(db));
  if (code != SQLITE_OK) return tl::unexpected<Error>(sqlite_error(code, db, "open " + path));
  if (keys) sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, 5000);
  // There are none of ours: whoever can edit the file does not get to add to what our statements do.
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  // Temporary tables stay in memory: nothing of a person may rest in a file outside the data folder.
  CHECK_OK(
      made->script("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON;"
                   "PRAGMA secure_delete=ON; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000;"));
  if (mode == Mode::Read) return made;
  std::string journal;
  CHECK_OK(made->each(
      "PRAGMA journal_mode=WAL", {},
      [&](const Row& r) {
        journal = r.str(0);
        return true;
      },
      false));
  if (journal != "wal")
    return fail(Code::Unavailable,
                "The folder of " + path + " cannot hold a write-ahead log. Put the data on a local disk.",
                "journal_mode is " + journal);
  return made;
}

Error Connection::trouble(int code, std::string_view doing) {
  const int kind = code & 0xff;
  if (kind == SQLITE_IOERR || kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB) sound_ = false;
  return sqlite_error(code, db_, doing);
}

Connection::~Connection() {
  kept_.clear();
  sqlite3_close_v2(db_);
}

bool Connection::moved() const {
  int moved = 0;
  return sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

Result<std::unique_ptr<Connection::Prepared>> Connection::prepare(std::string_view sql) {
  const auto rule = org_rule(sql);
  if (strict_ && !rule.problem.empty())
    throw std::logic_error(rule.problem + ": " + std::string(sql.substr(0, 120)));
  auto p = std::make_unique<Prepared>();
  p->org_param = rule.param;
  p->touched = touched_by(rule.changes);
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &p->stmt, &rest);
  if (code != SQLITE_OK) return tl::unexpected<Error>(trouble(code, sql.substr(0, 80)));
  p->changes_records = p->stmt && !sqlite3_stmt_readonly(p->stmt) && !only_ledger(rule.changes);
  const auto left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (!p->stmt || left.find_first_not_of(" \n\t;") != left.npos)
    throw std::logic_error("one statement at a time: " + std::string(sql.substr(0, 80)));
  const int n = sqlite3_bind_parameter_count(p->stmt);
  for (int i = 1; i <= n; ++i) {
    const char* name = sqlite3_bind_parameter_name(p->stmt, i);
    int number = 0;
    if (name && name[0] == '$') std::from_chars(name + 1, name + std::strlen(name), number);
    if (number < 1) throw std::logic_error("placeholders are $1, $2: " + std::string(sql.substr(0, 80)));
    p->numbers.push_back(number);
  }
  return p;
}

Status Connection::bind(Prepared& p, Params params) {
  touched_.add(p.touched);
  records_changed_ = records_changed_ || p.changes_records;
  if (p.org_param != 0 && !org_.text.empty()) {
    const auto at = static_cast<std::size_t>(p.org_param) - 1;
    const auto text = at < params.size() ? params[at].text() : std::nullopt;
    if (!text || *text != org_.text)
      throw std::logic_error("a statement for another organisation: " + std::string(sqlite3_sql(p.stmt)));
  }
  for (std::size_t i = 0; i < p.numbers.size(); ++i) {
    const auto n = static_cast<std::size_t>(p.numbers[i]);
    if (n > params.size()) throw std::logic_error("too few parameters: " + std::string(sqlite3_sql(p.stmt)));
    const int at = static_cast<int>(i) + 1;
    const auto& value = params[n - 1];
    int code = SQLITE_OK;
    // A null pointer would bind NULL, so that an empty text or blob needs some address.
    if (const auto* whole = value.whole()) {
      code = sqlite3_bind_int64(p.stmt, at, *whole);
    } else if (const auto* real = value.real()) {
      code = sqlite3_bind_double(p.stmt, at, *real);
    } else if (const auto text = value.text()) {
      code = sqlite3_bind_text64(p.stmt, at, text->data() ? text->data() : "", text->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    } else if (const auto bytes = value.bytes()) {
      const void* where = bytes->data() ? static_cast<const void*>(bytes->data()) : "";
      code = sqlite3_bind_blob64(p.stmt, at, where, bytes->size(), SQLITE_STATIC);
    } else {
      code = sqlite3_bind_null(p.stmt, at);
    }
    if (code != SQLITE_OK) return tl::unexpected<Error>(trouble(code, "bind"));
  }
  return {};
}

void Connection::drop_oldest() {
  auto oldest = kept_.end();
  for (auto it = kept_.begin(); it != kept_.end(); ++it)
    if (!it->second->in_use && (oldest == kept_.end() || it->second->last_used < oldest->second->last_used))
      oldest = it;
  if (oldest != kept_.end()) kept_.erase(oldest);
}

Result<Connection::Lease> Connection::lease(std::string_view sql, Params params) {
  auto it = kept_.find(sql);
  if (it != kept_.end() && it->second->in_use) {
    // The same statement is running further out: this run needs one of its own.
    TRY(auto own, prepare(sql));
    Lease lent(std::move(own));
    CHECK_OK(bind(*lent, params));
    return lent;
  }
  if (it == kept_.end()) {
    if (kept_.size() >= kMostStatements) drop_oldest();
    TRY(auto made, prepare(sql));
    it = kept_.emplace(std::string(sql), std::move(made)).first;
  }
  it->second->last_used = ++uses_;
  Lease lent(it->second.get());
  CHECK_OK(bind(*lent, params));
  return lent;
}

Status Connection::each(std::string_view sql, Params params, const OnRow& on_row, bool only_look) {
  TRY(auto lent, lease(sql, params));
  if (only_look && !sqlite3_stmt_readonly(lent.stmt()))
    return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
                "a read session was asked to change rows: " + std::string(sql.substr(0, 80)));
  const SqliteRow row(lent.stmt());
  for (;;) {
    const int code = sqlite3_step(lent.stmt());
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return tl::unexpected<Error>(trouble(code, sql.substr(0, 80)));
    if (!on_row(row)) return {};
  }
}

Result<std::int64_t> Connection::run(std::string_view sql, Params params) {
  TRY(auto lent, lease(sql, params));
  const auto before = sqlite3_total_changes64(db_);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(lent.stmt());
  if (code != SQLITE_DONE) return tl::unexpected<Error>(trouble(code, sql.substr(0, 80)));
  // A statement that changed nothing leaves the count of the one before it standing.
  return sqlite3_total_changes64(db_) == before ? std::int64_t{0} : sqlite3_changes64(db_);
}

Result<std::int64_t> Connection::run_each(std::string_view sql, std::span<const std::vector<Param>> rows) {
  std::int64_t changed = 0;
  for (const auto& row : rows) {
    TRY(const auto n, run(sql, row));
    changed += n;
  }
  return changed;
}

void Connection::after_commit(std::function<void(int)> on) {
  on_commit_ = std::move(on);
  const auto tell = [](void* self, sqlite3*, const char*, int pages) {
    static_cast<Connection*>(self)->on_commit_(pages);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db_, tell, this);
}

void Connection::checkpoint() {
  // Its code says how far it came; a disk that fails is told of by the next read or write.
  (void)sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

Status Connection::script(const std::string& sql) {
  records_changed_ = true;
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected<Error>(trouble(code, sql.substr(0, 80)));
  return {};
}

}  // namespace candour::store
