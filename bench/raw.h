// SQLite itself, with the same file settings as the store and nothing of Candour's promises: what the same
// rows cost without them. For the bench alone; a connection belongs to one thread.
#pragma once

#include <sqlite3.h>

#include <span>
#include <string>
#include <string_view>

namespace candour::bench {

class Raw {
 public:
  /// Opens (creating if absent): WAL, synchronous=FULL, secure_delete=ON, cache as the store's. Throws.
  Raw(const std::string& path, bool may_write);
  ~Raw();
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  void script(const char* sql);
  sqlite3_stmt* prepare(std::string_view sql);  // the connection keeps it
  void step(sqlite3_stmt* s);                   // a statement without rows; resets it

 private:
  [[noreturn]] void give_up(const char* doing);
  sqlite3* db_ = nullptr;
};

void bind(sqlite3_stmt* s, int at, std::span<const unsigned char> blob);
void bind(sqlite3_stmt* s, int at, std::string_view text);

}  // namespace candour::bench
