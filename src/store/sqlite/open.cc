// Opening a SQLite database and bringing its tables up to date.
#include <stdlib.h>

#include <filesystem>

#include "store/inside.h"
#include "store/migrating.h"
#include "store/sqlite/sqlite_db.h"
#include "store/sqlite/statistics.h"

namespace candour::store {
namespace {

std::string for_sqlite(std::string_view sql) {
  constexpr std::string_view kMark = "/*clustered*/";
  std::string out(sql);
  for (auto at = out.find(kMark); at != out.npos; at = out.find(kMark, at))
    out.replace(at, kMark.size(), " WITHOUT ROWID");
  return out;
}

Status apply(Connection& c, const Migration& m) {
  CHECK_OK(c.run("BEGIN IMMEDIATE", {}));
  // Another process may have been faster.
  bool there = false;
  auto done = c.each(
      "SELECT 1 FROM schema_migration WHERE number = $1", {m.number},
      [&](const Row&) {
        there = true;
        return false;
      },
      false);
  if (done && !there) {
    done = c.script(for_sqlite(m.sql));
    if (done)
      done = c.run("INSERT INTO schema_migration (number, name) VALUES ($1, $2)", {m.number, m.name})
                 .map([](auto) {});
  }
  if (done) done = c.run("COMMIT", {}).map([](auto) {});
  if (done) return done;
  if (!c.idle()) (void)c.run("ROLLBACK", {});
  return in_migration(m, std::move(done).error());
}

Result<std::unique_ptr<Db>> open_in(const OrgCode& org, const std::string& path,
                                    std::span<const Migration> migrations, int readers, OwnFolder folder,
                                    bool strict) {
  TRY(auto writer, SqliteDb::open_writer(path));
  CHECK_OK(
      migrate(*writer, migrations, "the data folder", [&](const Migration& m) { return apply(*writer, m); }));
  CHECK_OK(tell_planner(*writer));
  return std::unique_ptr<Db>(std::make_unique<SqliteDb>(org, path, readers < 1 ? 1 : readers,
                                                        std::move(writer), std::move(folder), strict,
                                                        ranks_of(migrations)));
}

}  // namespace

Result<std::unique_ptr<Db>> open_sqlite(const OrgCode& org, const std::string& path,
                                        std::span<const Migration> migrations, int readers) {
  return open_in(org, path, migrations, readers, OwnFolder{}, true);
}

Result<std::unique_ptr<Db>> open_sqlite_in_memory(const OrgCode& org, std::span<const Migration> migrations) {
  // Readers and the writer must share it, and SQLite's shared cache locks whole tables: so a file, in memory
  // where the system has a file system there, in a folder of its own that goes when the database closes.
  std::error_code no;
  const bool shm = std::filesystem::is_directory("/dev/shm", no);
  std::string pattern =
      (shm ? std::string("/dev/shm") : std::filesystem::temp_directory_path(no).string()) + "/candour-XXXXXX";
  if (!mkdtemp(pattern.data()))
    return fail(Code::Unavailable, "No folder could be made for a temporary database.", "mkdtemp " + pattern);
  OwnFolder folder(pattern);
  return open_in(org, pattern + "/memory.db", migrations, 4, std::move(folder), false);
}

}  // namespace candour::store
