// ledger_about: run person offsets
//   offsets = (entry - run * 32,768) of each entry that touched the person, 2 bytes big-endian, rising
#include "ledger/about.h"

#include <algorithm>

#include "ledger/entry_json.h"

namespace candour::ledger {

constexpr std::size_t kRowsAtOnce = 1000;  // of the index, in one journey to the database

Status write_run(store::Txn& txn, const OrgCode& org, std::int64_t run) {
  struct Offset {
    PersonId person;
    std::uint16_t at;
    auto operator<=>(const Offset&) const = default;
  };
  std::vector<Offset> all;
  const auto start = run * kRun;
  CHECK_OK(
      txn.each("SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
               {org, start, start + kRun}, [&](const store::Row& r) {
                 const auto at = static_cast<std::uint16_t>(r.i64(0) - start);
                 each_person(as_text(r.blob(1)), [&](PersonId p) { all.push_back({p, at}); });
                 return true;
               }));
  std::sort(all.begin(), all.end());
  std::vector<Bytes> offsets(1);
  std::vector<std::vector<store::Param>> rows;
  const auto put = [&]() -> Status {
    CHECK_OK(
        txn.run_each("INSERT INTO ledger_about (org, run, person, offsets) VALUES ($1, $2, $3, $4)", rows));
    rows.clear();
    offsets.assign(1, {});
    return {};
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    offsets.back().push_back(static_cast<std::uint8_t>(all[i].at >> 8));
    offsets.back().push_back(static_cast<std::uint8_t>(all[i].at));
    if (i + 1 < all.size() && all[i + 1].person == all[i].person) continue;
    rows.push_back({org, run, all[i].person, offsets.back()});
    offsets.emplace_back();  // the bytes that a row points to stay where they are
    if (rows.size() == kRowsAtOnce) CHECK_OK(put());
  }
  return rows.empty() ? Status{} : put();
}

Result<std::vector<std::int64_t>> read_run(std::int64_t run, ByteView offsets) {
  std::vector<std::int64_t> seqs;
  std::int64_t last = -1;
  bool good = offsets.size() % 2 == 0;
  for (std::size_t i = 0; good && i < offsets.size(); i += 2) {
    const auto at = std::int64_t{offsets[i]} << 8 | offsets[i + 1];
    good = at > last && at < kRun;
    seqs.push_back(run * kRun + at);
    last = at;
  }
  if (!good)
    return fail(Code::Corrupt, "The index of who looked is damaged. Tell whoever looks after the server.",
                "run " + std::to_string(run) + " of ledger_about");
  return seqs;
}

Result<std::vector<About::Touch>> About::touches(store::Session& db, std::int64_t from,
                                                 std::int64_t to) const {
  std::vector<Touch> out;
  CHECK_OK(
      db.each("SELECT seq, data FROM ledger_entry WHERE org = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
              {org_, from, to}, [&](const store::Row& r) {
                each_person(as_text(r.blob(1)), [&](PersonId p) { out.emplace_back(r.i64(0), p); });
                return true;
              }));
  return out;
}

Status About::add_newest(store::Session& db, std::int64_t size, PersonId person, std::int64_t before,
                         int most, std::vector<std::int64_t>& out) {
  const auto start = size / kRun * kRun;
  const Hold hold(lock_);
  std::vector<Touch> older;  // for a snapshot from before the run that is kept now
  const auto* newest = &newest_;
  if (start < from_) {
    TRY(older, touches(db, start, size));
    newest = &older;
  } else if (start > from_ || size > to_) {
    if (start > from_) newest_.clear();
    TRY(const auto more, touches(db, start > from_ ? start : to_, size));
    newest_.insert(newest_.end(), more.begin(), more.end());
    from_ = start;
    to_ = size;
  }
  const auto limit = std::min(before, size);
  for (auto it = newest->rbegin(); it != newest->rend() && std::ssize(out) < most; ++it)
    if (it->second == person && it->first < limit) out.push_back(it->first);
  return {};
}

Result<std::vector<std::int64_t>> About::find(store::Session& db, PersonId person, std::int64_t before,
                                              int most) {
  std::vector<std::int64_t> out;
  std::int64_t size = 0;
  CHECK_OK(db.each("SELECT size FROM ledger_head WHERE org = $1", {org_},
                   [&](const store::Row& r) { return size = r.i64(0), false; }));
  CHECK_OK(add_newest(db, size, person, before, most, out));
  for (auto run = std::min(size / kRun, before / kRun + 1) - 1; run >= 0 && std::ssize(out) < most; --run) {
    Result<std::vector<std::int64_t>> seqs;
    CHECK_OK(db.each("SELECT offsets FROM ledger_about WHERE org = $1 AND run = $2 AND person = $3",
                     {org_, run, person}, [&](const store::Row& r) {
                       seqs = read_run(run, r.blob(0));
                       return false;
                     }));
    CHECK_OK(seqs);
    for (auto it = seqs->rbegin(); it != seqs->rend() && std::ssize(out) < most; ++it)
      if (*it < before) out.push_back(*it);
  }
  return out;
}

}  // namespace candour::ledger
