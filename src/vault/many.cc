// Opening many segments in one go: a page of entries, every profile for the index.
#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

#include "vault/sealed_vault.h"

namespace candour::vault {
namespace {

constexpr std::size_t kMostRefs = 200;  // SQLite reads the whole table for a list of more than 300
constexpr int kScanPage = 1000;

/// The statement for n references; few different ones, so that each stays prepared. A join and not IN: for
/// rows of several values SQLite would search by the organisation alone.
std::string many_sql(std::size_t n) {
  std::string sql = "WITH want (person, entry, version) AS (VALUES ";
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = 2 + 3 * i;
    sql += (i ? ",($" : "($") + std::to_string(at) + ",$" + std::to_string(at + 1) + ",$" +
           std::to_string(at + 2) + ")";
  }
  return sql +
         ") SELECT s.person, s.entry, s.version, s.category, s.slot, s.sealed FROM want JOIN segment s"
         " ON s.org = $1 AND s.person = want.person AND s.entry = want.entry AND s.version = want.version";
}

std::size_t statement_size(std::size_t n) {
  for (const std::size_t size : {1, 4, 16, 64})
    if (n <= size) return size;
  return kMostRefs;
}

auto key_of(const Vault::EntryRef& r) {
  return std::tie(r.person, r.entry, r.version);
}

}  // namespace

Result<std::vector<Vault::EntrySegments>> SealedVault::get_many(store::Session& db, const Pass& pass,
                                                                const std::vector<EntryRef>& refs) {
  if (pass.org() != org_) return not_allowed("You may not see this.", {});
  std::vector<EntrySegments> out(refs.size());
  if (refs.size() == 1) {  // most looks are at one entry, and the short statement is found and bound sooner
    TRY(out.front(), get(db, pass, refs.front().person, refs.front().entry, refs.front().version));
    return out;
  }
  std::vector<std::size_t> order(refs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key_of(refs[a]) < key_of(refs[b]); });
  std::vector<std::size_t> once;  // a reference that is asked twice would come back four times
  std::unique_copy(order.begin(), order.end(), std::back_inserter(once),
                   [&](auto a, auto b) { return key_of(refs[a]) == key_of(refs[b]); });
  for (std::size_t start = 0; start < once.size(); start += kMostRefs) {
    const auto n = std::min(kMostRefs, once.size() - start);
    const auto size = statement_size(n);
    std::vector<store::Param> params{org_};
    params.reserve(1 + 3 * size);
    for (std::size_t i = 0; i < n; ++i) {
      const auto& r = refs[once[start + i]];
      params.insert(params.end(), {r.person, r.entry, r.version});
    }
    params.resize(1 + 3 * size);  // the rest of the statement asks for nothing
    Status bad;
    CHECK_OK(db.each(many_sql(size), params, [&](const store::Row& row) {
      const EntryRef key{row.id<PersonId>(0), row.id<EntryId>(1), static_cast<std::uint32_t>(row.i64(2))};
      auto it = std::lower_bound(order.begin(), order.end(), key,
                                 [&](auto i, const EntryRef& k) { return key_of(refs[i]) < key_of(k); });
      for (; bad && it != order.end() && key_of(refs[*it]) == key_of(key); ++it)
        bad = take_row(row, 2, pass, key.person, key.entry, out[*it]);
      return bad.has_value();
    }));
    CHECK_OK(bad);
  }
  return out;
}

Status SealedVault::scan_profiles(store::Session& db, const IndexPass& pass, CategoryIx category,
                                  const OnSegment& on) {
  PersonId last;
  last.raw.bytes.fill(0xff);
  return scan_range(db, pass, category, {}, last, on);
}

Status SealedVault::scan_profile(store::Session& db, const IndexPass& pass, CategoryIx category,
                                 PersonId person, const OnSegment& on) {
  auto before = person;
  for (std::size_t i = before.raw.bytes.size(); i-- > 0 && before.raw.bytes[i]-- == 0;) {
  }
  return scan_range(db, pass, category, before, person, on);
}

Status SealedVault::scan_range(store::Session& db, const IndexPass& pass, CategoryIx category, PersonId after,
                               PersonId upto, const OnSegment& on) {
  if (pass.org() != org_) return not_allowed("You may not see this.", {});
  struct Found {
    SegmentName name;
    Bytes sealed;  // empty when the row's version is none
  };
  Status first_bad;
  for (;;) {
    std::vector<Found> page;
    KeyStore::Wanted wanted;
    CHECK_OK(db.each(
        "SELECT s.person, s.version, s.slot, s.sealed FROM segment s"
        " WHERE s.org = $1 AND s.category = $2 AND s.person > $3 AND s.person <= $4 AND s.entry = s.person"
        " AND NOT EXISTS (SELECT 1 FROM segment n WHERE n.org = s.org AND n.person = s.person"
        " AND n.entry = n.person AND n.category = s.category AND n.version > s.version)"
        " ORDER BY s.person LIMIT $5",
        {org_, code_of(category), after, upto, kScanPage}, [&](const store::Row& r) {
          const auto person = r.id<PersonId>(0);
          const auto version = version_of(r.i64(1));
          const SegmentName name{
              person, EntryId{person.raw}, version.value_or(0), category, {r.id<EntryId>(2).raw}};
          const auto sealed = version ? r.blob(3) : ByteView();
          page.push_back({name, Bytes(sealed.begin(), sealed.end())});
          wanted.emplace_back(person, name.slot);
          return true;
        }));
    if (page.empty()) return first_bad;
    after = page.back().name.person;
    TRY(const auto keys, keys_->find_sorted(wanted));
    for (std::size_t i = 0; i < page.size(); ++i) {
      const auto& f = page[i];
      Bytes plain;
      TRY(const auto fate,
          try_open(f.name, keys[i], as_segment(f.name, code_of(category), f.sealed), f.sealed, plain));
      if (fate == Fate::Opened) {
        if (!on(f.name.person, f.name.entry, f.name.version, plain)) return first_bad;
      } else if (fate != Fate::Destroyed && first_bad) {
        first_bad = fail(Code::Corrupt, "Part of a record is damaged and cannot be opened.",
                         "profile of " + f.name.person.text() + " does not open");
      }
    }
  }
}

}  // namespace candour::vault
