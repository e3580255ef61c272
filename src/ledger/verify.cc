#include "ledger/verify.h"

#include <algorithm>
#include <map>

#include "ledger/about.h"
#include "ledger/entry_json.h"
#include "ledger/judge.h"
#include "ledger/stored.h"
#include "store/records_there.h"
#include "vault/seal.h"

namespace candour::ledger {
namespace {

constexpr std::int64_t kTilesAtOnce = 256;  // of the upper levels, 8 KiB each

constexpr std::int64_t tiles_at(std::int64_t size, int level) {
  return (entries_at(size, level) + kTileWidth - 1) / kTileWidth;
}

/// Brings what the database holds before the judge, some thousand entries at a time.
class Verification {
 public:
  Verification(store::Session& db, const OrgCode& org, const std::string& name, ByteView public_key)
      : db_(db), org_(org), name_(name), public_key_(public_key) {
    vault::random_bytes({reinterpret_cast<std::uint8_t*>(sum_key_.data()), sizeof sum_key_});
  }

  Result<Verdict> run(std::span<const KnownHead> known) {
    CHECK_OK(read_head());
    CHECK_OK(check_records());
    CHECK_OK(read_strays());
    CHECK_OK(read_upper_tiles());
    CHECK_OK(read_entries());
    judge_.finish();
    if (judge_.clean()) CHECK_OK(check_about());  // the entries say first what is wrong
    for (const auto& k : known) CHECK_OK(compare_with(k));
    return judge_.take();
  }

 private:
  Status read_head() {
    TRY(const auto stored, read_stored_head(db_, org_));
    if (stored) {
      const auto signed_head = read_note(name_, public_key_, stored->note);
      if (!signed_head)
        judge_.found(-1, "the signed head does not hold: its signature or text was changed");
      else if (*signed_head != stored->head || !stored->whole)
        judge_.found(-1, "the head beside the signed one was changed");
      judge_.set_head(signed_head.value_or(stored->head));
      return {};
    }
    Head none;
    CHECK_OK(db_.each("SELECT count(*) FROM ledger_entry WHERE org = $1", {org_}, [&](const store::Row& r) {
      if (r.i64(0) > 0) judge_.found(-1, "the signed head is missing");
      none.size = r.i64(0);
      return false;
    }));
    judge_.set_head(none, none.size == 0);
    return {};
  }

  /// Nobody came to be in the records without a line on the ledger.
  Status check_records() {
    if (judge_.head().size > 0) return {};
    TRY(const bool records, store::records_there(db_, org_));
    if (records) judge_.found(-1, "the ledger is empty, but there are records: it was taken away");
    return {};
  }
  Status compare_with(const KnownHead& known) {
    const auto goes_on = prove_continues(db_, org_, known.head, judge_.head());
    if (goes_on) return {};
    if (goes_on.error().code != Code::Corrupt) return goes_on;
    judge_.found(
        -1, "the ledger does not go on from what " + known.who + " holds: " + goes_on.error().detail.text);
    return {};
  }

  /// Rows that have no place in a ledger of this size, and where the entries end.
  Status read_strays() {
    const auto size = judge_.head().size;
    const auto most = static_cast<std::int64_t>(Judge::kMostFindings) + 1;
    CHECK_OK(db_.each(
        "SELECT seq FROM ledger_entry WHERE org = $1 AND (seq < 0 OR seq >= $2) ORDER BY seq LIMIT $3",
        {org_, size, most}, [&](const store::Row& r) {
          judge_.found(r.i64(0), "entry " + std::to_string(r.i64(0)) + " stands outside the signed head");
          return true;
        }));
    const auto stray = [&](const store::Row& r) {
      const auto level = static_cast<int>(std::clamp<std::int64_t>(r.i64(0), -1, 99));
      judge_.found(-1, Judge::tile_name(level, r.i64(1)) + " should not be there");
      return true;
    };
    CHECK_OK(
        db_.each("SELECT level, idx FROM ledger_tile WHERE org = $1 AND (level < 0 OR level > $2) LIMIT $3",
                 {org_, Tile::kMostLevel, most}, stray));
    for (int level = 0; level <= Tile::kMostLevel; ++level)
      CHECK_OK(
          db_.each("SELECT level, idx FROM ledger_tile WHERE org = $1 AND level = $2"
                   " AND (idx < 0 OR idx >= $3) LIMIT $4",
                   {org_, level, tiles_at(size, level), most}, stray));
    return db_.each("SELECT max(seq) FROM ledger_entry WHERE org = $1 AND seq >= 0 AND seq < $2",
                    {org_, size}, [&](const store::Row& r) {
                      if (!r.null(0)) end_ = r.i64(0) + 1;
                      return false;
                    });
  }

  void check_length(int level, std::int64_t idx, ByteView hashes) {
    if (std::ssize(hashes) != judge_.width(level, idx) * 32)
      judge_.found(-1, Judge::tile_name(level, idx) + " has the wrong length");
  }
  /// Of the tiles [from, to) of a level, those that are there.
  Status each_tile(int level, std::int64_t from, std::int64_t to,
                   const std::function<void(std::int64_t, ByteView)>& on_tile) {
    return db_.each(
        "SELECT idx, hashes FROM ledger_tile WHERE org = $1 AND level = $2 AND idx >= $3 AND idx < $4"
        " ORDER BY idx",
        {org_, level, from, to}, [&](const store::Row& r) {
          check_length(level, r.i64(0), r.blob(1));
          on_tile(r.i64(0), r.blob(1));
          return true;
        });
  }
  /// The tiles above level 0 are 1/256 of it and stay in memory. A head that was changed may claim any size:
  /// only those are read that the entries that are there call for.
  Status read_upper_tiles() {
    const auto size = std::min(judge_.head().size, end_ + kTileWidth);
    for (int level = 1; entries_at(size, level) > 0; ++level) {
      const auto tiles = tiles_at(size, level);
      for (std::int64_t from = 0; from < tiles; from += kTilesAtOnce)
        CHECK_OK(each_tile(level, from, std::min(tiles, from + kTilesAtOnce),
                           [&](std::int64_t idx, ByteView hashes) { judge_.set_upper(level, idx, hashes); }));
    }
    return {};
  }

  Status read_entries() {
    const auto size = judge_.head().size;
    for (std::int64_t from = 0; from < end_ && judge_.wants_more(); from += kEntriesAtOnce)
      CHECK_OK(read_range(from, std::min(end_, from + kEntriesAtOnce)));
    if (!judge_.wants_more()) return {};
    // A head that was changed may claim any size: beyond the entries, say it once.
    if (size - end_ > kTileWidth) {
      judge_.cut_short(end_);
      return {};
    }
    for (; next_ < size; ++next_) {
      CHECK_OK(begin_block_if_due());
      judge_.missing(next_);
    }
    return {};
  }
  Status read_range(std::int64_t from, std::int64_t to) {
    tiles_.clear();
    CHECK_OK(each_tile(
        0, from / kTileWidth, (to + kTileWidth - 1) / kTileWidth,
        [&](std::int64_t idx, ByteView hashes) { tiles_[idx].assign(hashes.begin(), hashes.end()); }));
    const auto indexed = judge_.head().size / kRun * kRun;
    CHECK_OK(each_stored_entry(db_, org_, from, to, [&](std::int64_t seq, ByteView data) {
      while (next_ < seq) miss();
      begin_read_block_if_due();
      judge_.entry(next_, leaf_hash(data));
      if (next_ < indexed) each_person(as_text(data), [&](PersonId p) { about_sum_ += about_hash(p, seq); });
      ++next_;
      return true;
    }));
    while (next_ < to) miss();
    return {};
  }
  void miss() {
    begin_read_block_if_due();
    judge_.missing(next_++);
  }
  void begin_read_block_if_due() {
    if (next_ % kTileWidth != 0) return;
    const auto tile = tiles_.find(next_ / kTileWidth);
    judge_.begin_block(next_ / kTileWidth, tile == tiles_.end() ? ByteView() : ByteView(tile->second));
  }
  Status begin_block_if_due() {
    if (next_ % kTileWidth != 0) return {};
    tiles_.clear();
    const auto idx = next_ / kTileWidth;
    CHECK_OK(each_tile(0, idx, idx + 1, [&](std::int64_t, ByteView hashes) {
      tiles_[idx].assign(hashes.begin(), hashes.end());
    }));
    begin_read_block_if_due();
    return {};
  }

  std::uint64_t about_hash(PersonId p, std::int64_t seq) const {
    return vault::quick_hash(sum_key_, p.raw.bytes, static_cast<std::uint64_t>(seq));
  }

  /// The index is compared as a set: a sum of keyed hashes that only equal sets share.
  Status check_about() {
    const auto runs = judge_.head().size / kRun;
    std::uint64_t sum = 0;
    bool good = true;
    CHECK_OK(db_.each("SELECT run FROM ledger_about WHERE org = $1 AND (run < 0 OR run >= $2) LIMIT 1",
                      {org_, runs}, [&](const store::Row&) { return good = false; }));
    for (std::int64_t run = 0; good && run < runs; ++run)
      CHECK_OK(db_.each("SELECT person, offsets FROM ledger_about WHERE org = $1 AND run = $2", {org_, run},
                        [&](const store::Row& r) {
                          const auto seqs = read_run(run, r.blob(1));
                          good = good && seqs && !seqs->empty();
                          if (good)
                            for (const auto seq : *seqs) sum += about_hash(r.id<PersonId>(0), seq);
                          return good;
                        }));
    if (!good || sum != about_sum_)
      judge_.found(-1, "the index of who looked at whom does not agree with the entries");
    return {};
  }

  store::Session& db_;
  const OrgCode& org_;
  const std::string& name_;
  ByteView public_key_;
  Judge judge_;
  std::int64_t end_ = 0, next_ = 0;      // one past the newest entry; the entry to come
  std::map<std::int64_t, Bytes> tiles_;  // level 0, of the range at hand
  vault::QuickKey sum_key_{};
  std::uint64_t about_sum_ = 0;
};

}  // namespace

Result<Verdict> verify_ledger(store::Session& db, const OrgCode& org, const std::string& name,
                              ByteView public_key, std::span<const KnownHead> known) {
  return Verification(db, org, name, public_key).run(known);
}

}  // namespace candour::ledger
