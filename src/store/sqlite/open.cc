// Opening a SQLite database and bringing its tables up to date.
#include <stdlib.h>

#include <filesystem>
#include <map>

#include "store/inside.h"
#include "store/migrating.h"
#include "store/sqlite/schema.h"
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

/// A file in memory where the system has a file system there, in a folder of its own.
Result<std::pair<OwnFolder, std::string>> passing_file() {
  std::error_code no;
  const bool shm = std::filesystem::is_directory("/dev/shm", no);
  std::string pattern =
      (shm ? std::string("/dev/shm") : std::filesystem::temp_directory_path(no).string()) + "/candour-XXXXXX";
  if (!mkdtemp(pattern.data()))
    return fail(Code::Unavailable, "No folder could be made for a temporary database.", "mkdtemp " + pattern);
  return std::pair(OwnFolder(pattern), pattern + "/memory.db");
}

/// What the migrations make of an empty file, made once for each list of them.
Result<std::string> schema_of(std::span<const Migration> migrations) {
  static Mutex lock{LockRank::Last};
  static std::map<std::pair<const Migration*, std::size_t>, std::string> kept;
  const std::pair which(migrations.data(), migrations.size());
  {
    const Hold hold(lock);
    if (const auto found = kept.find(which); found != kept.end()) return found->second;
  }
  TRY(const auto file, passing_file());
  TRY(auto fresh, SqliteDb::open_writer(file.second, false));
  CHECK_OK(migrate(*fresh, migrations, "the folder for temporary files",
                   [&](const Migration& m) { return apply(*fresh, m); }));
  TRY(const auto text, schema_text(*fresh));
  const Hold hold(lock);
  return kept[which] = text;
}

Result<std::unique_ptr<Db>> open_in(const OrgCode& org, const std::string& path,
                                    std::span<const Migration> migrations, int readers, OwnFolder folder,
                                    bool strict) {
  TRY(auto writer, SqliteDb::open_writer(path, ranks_of(migrations).reader == LockRank::KeyReader));
  CHECK_OK(
      migrate(*writer, migrations, "the data folder", [&](const Migration& m) { return apply(*writer, m); }));
  CHECK_OK(tell_planner(*writer));
  std::string schema;
  if (strict) {
    TRY(schema, schema_of(migrations));
    TRY(const auto there, schema_text(*writer));
    if (there != schema) return other_schema(path);
  }
  return std::unique_ptr<Db>(std::make_unique<SqliteDb>(org, path, readers < 1 ? 1 : readers,
                                                        std::move(writer), std::move(folder), strict,
                                                        ranks_of(migrations), std::move(schema)));
}

}  // namespace

Result<std::unique_ptr<Db>> open_sqlite(const OrgCode& org, const std::string& path,
                                        std::span<const Migration> migrations, int readers) {
  return open_in(org, path, migrations, readers, OwnFolder{}, true);
}

Result<std::unique_ptr<Db>> open_sqlite_in_memory(const OrgCode& org, std::span<const Migration> migrations) {
  // Readers and the writer must share it, and SQLite's shared cache locks whole tables: so a file.
  TRY(auto file, passing_file());
  return open_in(org, file.second, migrations, 4, std::move(file.first), false);
}

}  // namespace candour::store
