#include "bench/raw.h"

#include <stdexcept>

namespace candour::bench {

Raw::Raw(const std::string& path, bool may_write) {
  const int flags =
      SQLITE_OPEN_NOMUTEX | (may_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) give_up("open");
  sqlite3_busy_timeout(db_, 5000);  // several open the file at once
  script("PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;");
  script(may_write ? "PRAGMA cache_size=-16000; PRAGMA journal_mode=WAL;" : "PRAGMA cache_size=-4000;");
}

Raw::~Raw() {
  while (auto* s = sqlite3_next_stmt(db_, nullptr)) sqlite3_finalize(s);
  sqlite3_close_v2(db_);
}

void Raw::script(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sql);
}

sqlite3_stmt* Raw::prepare(std::string_view sql) {
  sqlite3_stmt* s = nullptr;
  const int length = static_cast<int>(sql.size());
  if (sqlite3_prepare_v3(db_, sql.data(), length, SQLITE_PREPARE_PERSISTENT, &s, nullptr) != SQLITE_OK)
    give_up("prepare");
  return s;
}

void Raw::step(sqlite3_stmt* s) {
  const int code = sqlite3_step(s);
  sqlite3_reset(s);
  if (code != SQLITE_DONE && code != SQLITE_ROW) give_up("step");
}

void Raw::give_up(const char* doing) {
  throw std::runtime_error(std::string("raw SQLite: ") + doing + ": " + sqlite3_errmsg(db_));
}

void bind(sqlite3_stmt* s, int at, std::span<const unsigned char> blob) {
  sqlite3_bind_blob(s, at, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC);
}
void bind(sqlite3_stmt* s, int at, std::string_view text) {
  sqlite3_bind_text(s, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

}  // namespace candour::bench
