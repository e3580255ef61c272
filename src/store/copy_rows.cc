#include "store/copy_rows.h"

#include <algorithm>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace candour::store {

namespace {

constexpr int kPiece = 256;  // rows; of files that is 16 MB

struct Column {
  std::string name, type;
  std::int64_t key = 0;  // its place in the primary key; 0: none
};
struct Table {
  std::string name;
  std::vector<Column> columns;   // without org
  std::vector<std::size_t> key;  // which of them the primary key goes on with, after org
};

/// As the steps make them. PostgreSQL's have the same, which is compared whenever one is opened.
Result<std::vector<Table>> tables_made_by(const OrgCode& org, std::span<const Migration> steps) {
  TRY(const auto db, open_sqlite_in_memory(org, steps));
  std::vector<Table> out;
  CHECK_OK(db->read([&](Session& s) {
    return s.each(
        "SELECT t.name, c.name, c.type, c.pk FROM sqlite_master t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid",
        {}, [&](const Row& r) {
          if (r.text(0) == "schema_migration") return true;
          if (out.empty() || out.back().name != r.text(0)) out.push_back({r.str(0), {}, {}});
          if (r.text(1) != "org") out.back().columns.push_back({r.str(1), r.str(2), r.i64(3)});
          return true;
        });
  }));
  for (auto& t : out) {
    for (std::size_t i = 0; i < t.columns.size(); ++i)
      if (t.columns[i].key > 0) t.key.push_back(i);
    std::sort(t.key.begin(), t.key.end(),
              [&](auto a, auto b) { return t.columns[a].key < t.columns[b].key; });
  }
  return out;
}

Param value_of(const Row& row, std::size_t n, const std::string& type) {
  const auto at = static_cast<int>(n);
  if (row.null(at)) return nullptr;
  if (type == "BIGINT") return row.i64(at);
  if (type == "TEXT") return row.str(at);
  if (type == "DOUBLE PRECISION") return row.real(at);
  if (type != "BLOB") throw std::logic_error("no copy is made of a column of type " + type);
  const auto bytes = row.blob(at);
  return Bytes(bytes.begin(), bytes.end());
}

/// "a, b, c", or "$2, $3, $4".
template <class Each>
std::string in_a_row(std::size_t n, Each&& each) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += (i ? ", " : "") + each(i);
  return out;
}
std::string placeholders(std::size_t n) {
  return in_a_row(n, [](std::size_t i) { return "$" + std::to_string(i + 2); });
}

Status copy_table(const OrgCode& org, const Table& t, Session& from, Txn& to) {
  const auto columns = in_a_row(t.columns.size(), [&](std::size_t i) { return t.columns[i].name; });
  const auto key = in_a_row(t.key.size(), [&](std::size_t i) { return t.columns[t.key[i]].name; });
  const auto first = "SELECT " + columns + " FROM " + t.name + " WHERE org = $1";
  const auto order = key.empty() ? "" : " ORDER BY " + key + " LIMIT " + std::to_string(kPiece);
  const auto later = first + " AND (" + key + ") > (" + placeholders(t.key.size()) + ")" + order;
  const auto add =
      "INSERT INTO " + t.name + " (org, " + columns + ") VALUES ($1, " + placeholders(t.columns.size()) + ")";
  std::vector<std::vector<Param>> rows;
  const auto take = [&](const Row& r) {
    auto& row = rows.emplace_back(std::vector<Param>{org});
    for (std::size_t i = 0; i < t.columns.size(); ++i) row.push_back(value_of(r, i, t.columns[i].type));
    return true;
  };
  CHECK_OK(from.each(first + order, {org}, take));
  while (!rows.empty()) {
    TRY(const auto n, to.run_each(add, rows));
    (void)n;
    const bool last = t.key.empty() || rows.size() < kPiece;
    std::vector<Param> after{org};
    for (const auto i : t.key) after.push_back(rows.back()[i + 1]);
    rows.clear();
    if (!last) CHECK_OK(from.each(later, after, take));
  }
  return {};
}

Result<bool> has_rows(const OrgCode& org, const std::vector<Table>& tables, Session& db) {
  bool any = false;
  for (const auto& t : tables)
    CHECK_OK(db.each("SELECT 1 FROM " + t.name + " WHERE org = $1 LIMIT 1", {org}, [&](const Row&) {
      any = true;
      return false;
    }));
  return any;
}

/// Calls `look` while nobody writes in `db`: on this thread, which may be inside a read of it already.
Status while_nobody_writes(Db& db, const std::function<Status()>& look) {
  std::promise<bool> begun;
  std::promise<void> seen;
  Status held;
  std::thread writer([&] {
    bool told = false;
    held = db.write([&](Txn&) -> Status {
      begun.set_value(told = true);
      seen.get_future().wait();
      return {};
    });
    if (!told) begun.set_value(false);
  });
  const bool holds = begun.get_future().get();
  auto done = holds ? look() : Status{};
  seen.set_value();
  writer.join();
  CHECK_OK(held);
  return done;
}

}  // namespace

Result<bool> any_rows(const OrgCode& org, std::span<const Migration> steps, Session& db) {
  TRY(const auto tables, tables_made_by(org, steps));
  return has_rows(org, tables, db);
}

Status copy_rows(const OrgCode& org, std::span<const Migration> steps, Session& from, Txn& to) {
  TRY(const auto tables, tables_made_by(org, steps));
  TRY(const bool there, has_rows(org, tables, to));
  if (there)
    return fail(Code::Conflict, "There are rows of '" + org.text + "' already, and nothing is written over.");
  for (const auto& t : tables) CHECK_OK(copy_table(org, t, from, to));
  return {};
}

Status copy_both(const OrgCode& org, const Both& from, const Both& to) {
  // A snapshot begins with the first look. Locks in their order: records, then keys.
  const auto look = [&](Session& s, const char* table) {
    return s.each("SELECT 1 FROM " + std::string(table) + " WHERE org = $1 LIMIT 1", {org},
                  [](const Row&) { return false; });
  };
  return to.records.write([&](Txn& records_to) {
    return from.records.read([&](Session& records) {
      return to.keys.write([&](Txn& keys_to) {
        return from.keys.read([&](Session& keys) -> Status {
          CHECK_OK(while_nobody_writes(from.records, [&]() -> Status {
            CHECK_OK(look(records, "ledger_head"));
            return look(keys, "person_key");
          }));
          CHECK_OK(copy_rows(org, key_migrations(), keys, keys_to));
          return copy_rows(org, record_migrations(), records, records_to);
        });
      });
    });
  });
}

}  // namespace candour::store
