// Bringing a database's tables up to date: which steps it has seen, which are missing, and whether it is ours
// at all. For the engines of the store only, each of which applies a step in its own way; one thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "store/db.h"

namespace candour::store {

/// An error of a step, with the step's number and name before its detail.
inline tl::unexpected<Error> in_migration(const Migration& m, Error e) {
  e.detail.text = "migration " + std::to_string(m.number) + " " + std::string(m.name) + ": " + e.detail.text;
  return tl::unexpected<Error>(std::move(e));
}

/// The table that says which steps a database has seen.
inline constexpr std::string_view kSeen =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)";

/// Calls apply(m) -> Status for each of the migrations that the database behind the connection `c` has not
/// seen, in order. `check`: what the operator should look at when it is another program's ("its address").
/// Errors: Corrupt when the steps do not fit the database, Unavailable when a newer Candour wrote it; those
/// of `apply`.
template <class C, class Apply>
Status migrate(C& c, std::span<const Migration> migrations, const std::string& check, Apply&& apply) {
  CHECK_OK(c.script(std::string(kSeen)));
  std::map<std::int64_t, std::string> seen;
  CHECK_OK(c.each(
      "SELECT number, name FROM schema_migration", {},
      [&](const Row& r) {
        seen[r.i64(0)] = r.str(1);
        return true;
      },
      true));
  int last = 0;
  for (const auto& m : migrations) {
    if (m.number <= last)
      return fail(Code::Corrupt, "The program's own list of tables is out of order.",
                  "migration " + std::to_string(m.number) + " after " + std::to_string(last));
    last = m.number;
    const auto it = seen.find(m.number);
    if (it == seen.end()) {
      CHECK_OK(apply(m));
      continue;
    }
    if (it->second != m.name)
      return fail(Code::Corrupt, "This database was made by another program. Check " + check + ".",
                  "migration " + std::to_string(m.number) + " is " + it->second + " there");
    seen.erase(it);
  }
  if (!seen.empty())
    return fail(Code::Unavailable,
                "This database was written by a newer Candour. Start the newer one, or restore the backup "
                "made before it.",
                "unknown migration " + std::to_string(seen.begin()->first));
  return {};
}

}  // namespace candour::store
