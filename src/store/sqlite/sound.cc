#include "store/sound.h"

#include <algorithm>

#include "store/sqlite/sqlite_db.h"

namespace candour::store {

Result<std::vector<std::string>> SqliteDb::lying_indexes() {
  // A connection of its own: what another remembers of the tables may be older than what stands in the file.
  TRY(auto c, open_reader());
  std::vector<std::string> tables, wrong;
  // A piece of a file that is missed is told when the file is opened, and they are most of the bytes.
  CHECK_OK(c->each(
      "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'index' AND tbl_name <> 'file_chunk'", {},
      [&](const Row& r) { return tables.push_back(r.str(0)), true; }, true));
  for (const auto& table : tables)
    CHECK_OK(c->each(
        "PRAGMA integrity_check(\"" + table + "\")", {},
        [&](const Row& r) {
          if (r.text(0) != "ok") wrong.push_back(table + ": " + r.str(0));
          return true;
        },
        true));
  return wrong;
}

Result<std::vector<std::string>> lying_indexes(Db& db) {
  auto* file = dynamic_cast<SqliteDb*>(&db);
  return file ? file->lying_indexes() : std::vector<std::string>{};
}

}  // namespace candour::store
