#include "store/sqlite/schema.h"

namespace candour::store {

Result<std::string> schema_text(Connection& c) {
  std::string all;
  // What ANALYZE keeps is SQLite's own, and differs.
  CHECK_OK(c.each(
      "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' "
      "ORDER BY type, name",
      {},
      [&](const Row& r) {
        for (int i = 0; i < 4; ++i) all += std::string(r.text(i)) + "\n";
        return true;
      },
      false));
  return all;
}

Result<std::int64_t> schema_version(Connection& c) {
  std::int64_t version = 0;
  CHECK_OK(c.each(
      "PRAGMA schema_version", {}, [&](const Row& r) { return version = r.i64(0), false; }, false));
  return version;
}

tl::unexpected<Error> other_schema(const std::string& where) {
  return fail(
      Code::Corrupt,
      "Somebody has changed the tables of the database outside Candour, so nothing is saved or shown. Ask "
      "whoever looks after the server to put the database back from a backup, and to look who can write "
      "to it.",
      "the tables, indexes, triggers or defaults in " + where + " are not those of the migrations");
}

}  // namespace candour::store
