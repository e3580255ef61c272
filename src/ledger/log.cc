#include "ledger/log.h"

#include "ledger/about.h"

namespace candour::ledger {
namespace {

constexpr std::size_t kMany = 64, kSome = 8;

/// For n rows.
std::string rows_sql(std::size_t n) {
  std::string sql = "INSERT INTO ledger_entry (org, seq, data) VALUES ";
  for (std::size_t i = 0; i < n; ++i)
    sql += (i ? ",($1,$" : "($1,$") + std::to_string(2 + 2 * i) + ",$" + std::to_string(3 + 2 * i) + ")";
  return sql;
}

tl::unexpected<Error> damaged_end(std::string detail) {
  return fail(
      Code::Corrupt,
      "The ledger's end is damaged, so nothing can be recorded. Ask whoever looks after the server to run "
      "the ledger's verification.",
      std::move(detail));
}

}  // namespace

Result<std::int64_t> Log::append(store::Txn& txn, std::span<const Prepared> entries) {
  CHECK_OK(join(txn));
  const auto first = end_.size();
  CHECK_OK(put_rows(txn, entries));
  for (const auto& e : entries)
    CHECK_OK(end_.add(e.leaf, [&](int level, std::int64_t idx, std::span<const Hash32> hashes) {
      return put_tile(txn, level, idx, hashes);
    }));
  return first;
}

Status Log::join(store::Txn& txn) {
  if (in_ == &txn) return {};
  CHECK_OK(guard_.may_append());
  // Another process may have appended, a rollback leaves what is in memory behind, and somebody may have been
  // at the database.
  TRY(const auto stored, read_stored_head(txn, db_.org()));
  const bool mine =
      loaded_ && !guard_.due() && (stored ? stored->head == head_ && stored->note == note_ : head_.size == 0);
  if (!mine) {
    loaded_ = false;
    TRY(head_, guard_.accept(txn, stored));
    note_ = stored ? stored->note : std::string();
    if (auto loaded = load(txn); !loaded) return guard_.raise(loaded.error());
  }
  in_ = &txn;
  loaded_ = false;
  txn.before_commit([this, &txn] { return flush(txn); });
  txn.after([this](bool committed) {
    loaded_ = committed;
    in_ = nullptr;
    if (committed) guard_.committed(head_);
  });
  return {};
}

Status Log::load(store::Txn& txn) {
  const auto restored =
      end_.restore(head_.size, [&](int level, std::int64_t idx, int) -> Result<std::vector<Hash32>> {
        std::vector<Hash32> hashes;
        CHECK_OK(txn.each("SELECT hashes FROM ledger_tile WHERE org = $1 AND level = $2 AND idx = $3",
                          {db_.org(), level, idx}, [&](const store::Row& r) {
                            hashes = tile_hashes(r.blob(0));
                            return false;
                          }));
        return hashes;
      });
  if (!restored && restored.error().code == Code::Corrupt) return damaged_end(restored.error().detail.text);
  CHECK_OK(restored);
  if (end_.root() != head_.root) return damaged_end("the last tiles do not lead to the signed root");
  return {};
}

Status Log::put_rows(store::Txn& txn, std::span<const Prepared> entries) {
  // As many rows to a statement as there are, of three sizes that stay prepared: on a database across the
  // network every statement is a journey.
  static const std::string kManySql = rows_sql(kMany), kSomeSql = rows_sql(kSome), kOneSql = rows_sql(1);
  const auto first = end_.size();
  auto seq = first;
  std::vector<store::Param> params;
  while (!entries.empty()) {
    const auto n = entries.size() >= kMany ? kMany : entries.size() >= kSome ? kSome : 1;
    params.assign(1, db_.org());
    for (std::size_t i = 0; i < n; ++i) params.insert(params.end(), {seq++, as_bytes(entries[i].data)});
    CHECK_OK(txn.run(n == kMany ? kManySql : n == kSome ? kSomeSql : kOneSql, params));
    entries = entries.subspan(n);
  }
  for (auto run = first / kRun; run < seq / kRun; ++run) CHECK_OK(write_run(txn, db_.org(), run));
  return {};
}

Status Log::put_tile(store::Txn& txn, int level, std::int64_t idx, std::span<const Hash32> hashes) {
  return txn
      .run(
          "INSERT INTO ledger_tile (org, level, idx, hashes) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (org, level, idx) DO UPDATE SET hashes = excluded.hashes",
          {db_.org(), level, idx, tile_bytes(hashes)})
      .map([](auto) {});
}

Status Log::flush(store::Txn& txn) {
  auto& tails = end_.tails();
  for (std::size_t level = 0; level < tails.size(); ++level) {
    auto& tail = tails[level];
    if (!tail.changed || tail.hashes.empty()) continue;
    CHECK_OK(put_tile(txn, static_cast<int>(level),
                      entries_at(end_.size(), static_cast<int>(level)) / kTileWidth, tail.hashes));
    tail.changed = false;
  }
  head_ = {end_.size(), end_.root()};
  note_ = make_note(name_, key_, head_);
  return txn
      .run(
          "INSERT INTO ledger_head (org, size, root, note) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (org) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
          {db_.org(), head_.size, ByteView(head_.root), note_})
      .map([](auto) {});
}

}  // namespace candour::ledger
