// The figures of sqlite_stat1 (https://www.sqlite.org/fileformat2.html#stat1tab): how many rows there are,
// then how many of them share the first column of the key, the first two, and so on.
#include "store/sqlite/statistics.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace candour::store {
namespace {

// The most that SQLite reads (32 bits). It takes a list of n values that a query joins for 2^(n/10) rows, and
// when that is more than the table has, it reads the whole table first to build a filter for the join: so
// lists have at most 300 values (vault/many.cc).
constexpr std::int64_t kRows = 4'000'000'000;
constexpr std::int64_t kOfOnePerson = 20;  // rows that share a person, a worker, an entry …

/// Columns with few different values: naming one leaves many rows.
constexpr std::array<std::string_view, 8> kCoarse = {"service", "category", "kind",  "role",
                                                     "field",   "space",    "level", "state"};

struct KeyOf {
  std::string table, name;
  bool unique = false;
  std::vector<std::string> columns;
};

/// Every key whose first column is the organisation. The primary key of a table without row numbers goes by
/// the table's name.
Result<std::vector<KeyOf>> keys(Connection& c) {
  std::vector<KeyOf> all;
  std::string last;
  CHECK_OK(c.each(
      "SELECT t.name, i.name, i.\"unique\", i.origin = 'pk' AND t.wr, k.name "
      "FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) k "
      "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' "
      "ORDER BY t.name, i.name, k.seqno",
      {},
      [&](const Row& r) {
        if (r.str(1) != last) {
          last = r.str(1);
          all.push_back({r.str(0), r.i64(3) != 0 ? r.str(0) : r.str(1), r.i64(2) != 0, {}});
        }
        all.back().columns.push_back(r.str(4));
        return true;
      },
      false));
  std::erase_if(all, [](const KeyOf& k) { return k.columns.front() != "org"; });
  return all;
}

std::string figures(const KeyOf& k) {
  std::int64_t sharing = kRows;
  std::string text = std::to_string(kRows);
  for (std::size_t i = 0; i < k.columns.size(); ++i) {
    const bool coarse = std::find(kCoarse.begin(), kCoarse.end(), k.columns[i]) != kCoarse.end();
    if (k.unique && i + 1 == k.columns.size())
      sharing = 1;
    else if (i > 0)
      sharing = std::max<std::int64_t>(2, coarse ? sharing / 10 : std::min(kOfOnePerson, sharing / 4));
    text += " " + std::to_string(sharing);
  }
  return text;
}

/// What stands there already, sorted; nothing when the planner was never told.
Result<std::vector<std::string>> told(Connection& c) {
  std::vector<std::string> all;
  bool any = false;
  CHECK_OK(c.each(
      "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", {}, [&](const Row&) { return any = true; },
      false));
  if (!any) return all;
  CHECK_OK(c.each(
      "SELECT tbl, idx, stat FROM sqlite_stat1", {},
      [&](const Row& r) {
        all.push_back(r.str(0) + " " + r.str(1) + " " + r.str(2));
        return true;
      },
      false));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

Status tell_planner(Connection& writer) {
  TRY(const auto all, keys(writer));
  std::vector<std::string> wanted;
  for (const auto& k : all) wanted.push_back(k.table + " " + k.name + " " + figures(k));
  std::sort(wanted.begin(), wanted.end());
  TRY(const auto there, told(writer));
  if (wanted == there) return {};
  CHECK_OK(writer.script("ANALYZE sqlite_schema"));  // makes the table of figures when there is none yet
  CHECK_OK(writer.run("BEGIN IMMEDIATE", {}));
  auto done = writer.run("DELETE FROM sqlite_stat1", {}).map([](auto) {});
  for (const auto& k : all)
    if (done)
      done = writer
                 .run("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)",
                      {k.table, k.name, figures(k)})
                 .map([](auto) {});
  if (done) done = writer.run("COMMIT", {}).map([](auto) {});
  if (!done) {
    if (!writer.idle()) (void)writer.run("ROLLBACK", {});
    return done;
  }
  return writer.script("ANALYZE sqlite_schema");  // reads them
}

}  // namespace candour::store
