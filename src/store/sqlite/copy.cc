#include "store/sqlite/copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "store/sqlite/connection.h"
#include "store/sqlite/wiping.h"

namespace candour::store {

namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using File = std::unique_ptr<sqlite3, Close>;

constexpr int kBusyMs = 10'000;

Result<File> open_file(const std::string& path, std::string_view doing) {
  wipe_what_sqlite_gives_back();
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  File file(db);
  if (code != SQLITE_OK) return tl::unexpected<Error>(sqlite_error(code, db, doing));
  sqlite3_busy_timeout(db, kBusyMs);
  return file;
}

Status say(sqlite3* db, const char* sql, std::string_view doing) {
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status{} : Status(tl::unexpected<Error>(sqlite_error(code, db, doing)));
}

/// Made beforehand, since SQLite would give it the rights that the umask leaves.
Result<File> new_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Code::Unavailable, "The copy " + path + " cannot be made.",
                std::generic_category().message(errno));
  ::close(fd);
  return open_file(path, "opening the copy");
}

/// `from` is inside a snapshot, which the copy is of; in one step, so that it is that one throughout.
Status copy_snapshot(sqlite3* from, sqlite3* to) {
  auto* copy = sqlite3_backup_init(to, "main", from, "main");
  if (!copy) return tl::unexpected<Error>(sqlite_error(sqlite3_errcode(to), to, "beginning a copy"));
  const int stepped = sqlite3_backup_step(copy, -1);
  const int done = sqlite3_backup_finish(copy);
  if (stepped == SQLITE_DONE && done == SQLITE_OK) return {};
  return tl::unexpected<Error>(sqlite_error(done != SQLITE_OK ? done : stepped, to, "copying a database"));
}

/// Each of them inside a snapshot; nobody writes into the first until all are. A snapshot begins with the
/// first look, not with BEGIN.
Result<std::vector<File>> seen_at_one_moment(const std::vector<FileCopy>& files) {
  TRY(const auto writer, open_file(files.front().from, "opening a database to copy"));
  std::vector<File> seen;
  for (const auto& f : files) {
    TRY(seen.emplace_back(), open_file(f.from, "opening a database to copy"));
  }
  CHECK_OK(say(writer.get(), "BEGIN IMMEDIATE", "waiting for whoever writes"));
  for (const auto& s : seen)
    CHECK_OK(say(s.get(), "BEGIN; SELECT count(*) FROM sqlite_master", "beginning a copy"));
  CHECK_OK(say(writer.get(), "ROLLBACK", "letting others write"));
  return seen;
}

}  // namespace

Status copy_sqlite(const std::vector<FileCopy>& files) {
  TRY(const auto seen, seen_at_one_moment(files));
  for (std::size_t i = 0; i < files.size(); ++i) {
    TRY(const auto to, new_file(files[i].to));
    // It is thrown away when it was not made whole.
    CHECK_OK(say(to.get(), "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", "making a copy"));
    CHECK_OK(copy_snapshot(seen[i].get(), to.get()));
  }
  return {};
}

}  // namespace candour::store
