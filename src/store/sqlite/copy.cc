#include "store/sqlite/copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "store/sqlite/connection.h"

namespace candour::store {

namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using File = std::unique_ptr<sqlite3, Close>;

constexpr int kBusyMs = 10'000;

Result<File> open_file(const std::string& path, std::string_view doing) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  File file(db);
  if (code != SQLITE_OK) return tl::unexpected<Error>(sqlite_error(code, db, doing));
  sqlite3_busy_timeout(db, kBusyMs);
  return file;
}

}  // namespace

Status copy_sqlite(const std::string& from, const std::string& to) {
  // Made beforehand, since SQLite would give it the rights that the umask leaves.
  const int fd = ::open(to.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Code::Unavailable, "The copy " + to + " cannot be made.",
                std::generic_category().message(errno));
  ::close(fd);
  TRY(const auto source, open_file(from, "opening a database to copy"));
  TRY(const auto target, open_file(to, "opening the copy"));
  auto* copy = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (!copy)
    return tl::unexpected<Error>(
        sqlite_error(sqlite3_errcode(target.get()), target.get(), "beginning a copy"));
  // In one step, so that it is one snapshot and no writer makes it begin anew.
  const int stepped = sqlite3_backup_step(copy, -1);
  const int done = sqlite3_backup_finish(copy);
  if (stepped == SQLITE_DONE && done == SQLITE_OK) return {};
  return tl::unexpected<Error>(
      sqlite_error(done != SQLITE_OK ? done : stepped, target.get(), "copying a database"));
}

}  // namespace candour::store
