// At rest, under the key of the check: "opt-out-sent" (id 16, number 10)*, or "opt-out-left" (id 16)*. The
// first is gone as soon as there is the second.
#include "record/opt_out_sets.h"

#include <algorithm>

#include "gate/seals.h"

namespace candour::record {
namespace {

constexpr std::string_view kSent = "opt-out-sent", kLeft = "opt-out-left";
constexpr std::size_t kIdBytes = 16, kFigures = 10;

tl::unexpected<Error> not_whole() {
  return fail(Code::Corrupt,
              "What is kept of a check of the national data opt-out is not what Candour wrote. Tell whoever "
              "looks after the server.");
}

Status keep(store::Txn& txn, vault::Vault& vault, const OrgCode& org, OptOutCheckId id, std::string_view use,
            const Bytes& plain) {
  TRY(const auto sealed, vault.seal_thing(txn, id.raw, use, plain));
  return txn
      .run(
          "INSERT INTO opt_out_set (org, id, sealed) VALUES ($1, $2, $3) ON CONFLICT (org, id) DO UPDATE SET "
          "sealed=excluded.sealed",
          {org, id, sealed})
      .map([](auto) {});
}

Result<Bytes> kept(store::Session& db, vault::Vault& vault, const OrgCode& org, OptOutCheckId id,
                   std::string_view use) {
  Bytes sealed;
  CHECK_OK(
      db.each("SELECT sealed FROM opt_out_set WHERE org=$1 AND id=$2", {org, id}, [&](const store::Row& r) {
        sealed.assign(r.blob(0).begin(), r.blob(0).end());
        return false;
      }));
  if (sealed.empty()) return not_found();
  return vault.open_thing(id.raw, use, sealed);
}

PersonId person_at(const Bytes& plain, std::size_t at) {
  PersonId id;
  std::copy_n(plain.begin() + static_cast<std::ptrdiff_t>(at), kIdBytes, id.raw.bytes.begin());
  return id;
}

}  // namespace

Status keep_numbers(store::Txn& txn, vault::Vault& vault, const OrgCode& org, OptOutCheckId id,
                    const SentNumbers& numbers) {
  Bytes plain;
  for (const auto& [number, person] : numbers) {
    plain.insert(plain.end(), person.raw.bytes.begin(), person.raw.bytes.end());
    plain.insert(plain.end(), number.begin(), number.end());
  }
  return keep(txn, vault, org, id, kSent, plain);
}

Status keep_left(store::Txn& txn, vault::Vault& vault, const OrgCode& org, OptOutCheckId id,
                 const std::vector<PersonId>& left) {
  Bytes plain;
  for (const auto& person : left) plain.insert(plain.end(), person.raw.bytes.begin(), person.raw.bytes.end());
  return keep(txn, vault, org, id, kLeft, plain);
}

Result<SentNumbers> numbers_kept(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                 OptOutCheckId id) {
  TRY(const auto plain, kept(db, vault, org, id, kSent));
  SentNumbers out;
  for (std::size_t at = 0; at + kIdBytes + kFigures <= plain.size(); at += kIdBytes + kFigures)
    out.emplace_back(std::string(as_text(ByteView(plain).subspan(at + kIdBytes, kFigures))),
                     person_at(plain, at));
  return out;
}

Result<std::vector<PersonId>> left_kept(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                        OptOutCheckId id) {
  TRY(const auto plain, kept(db, vault, org, id, kLeft));
  std::vector<PersonId> out;
  for (std::size_t at = 0; at + kIdBytes <= plain.size(); at += kIdBytes) out.push_back(person_at(plain, at));
  return out;
}

Result<bool> left_in(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                     const charter::Purpose& purpose, bool use) {
  const auto org = rooms.gate.charter().org();
  std::vector<std::pair<OptOutCheckId, std::int64_t>> checks;
  CHECK_OK(
      txn.each("SELECT id, unused FROM opt_out_check WHERE org=$1 AND purpose=$2 AND received_at IS NOT NULL "
               "AND unused>0 AND ends>$3 ORDER BY ends, id",
               {org, purpose.code, rooms.clock.now().ms}, [&](const store::Row& r) {
                 checks.emplace_back(r.id<OptOutCheckId>(0), r.i64(1));
                 return true;
               }));
  if (checks.empty()) return false;
  if (auto* seals = rooms.gate.seals()) {
    TRY(const bool whole, seals->hold(txn, gate::SealSet::House, {}));
    if (!whole) return not_whole();
  }
  const auto records = pass.records_of(person);
  for (const auto& [id, unused] : checks) {
    TRY(auto left, left_kept(txn, rooms.vault, org, id));
    // An older set in its place would let somebody be told about twice.
    if (std::ssize(left) != unused) return not_whole();
    const auto at = std::ranges::find_first_of(left, records);
    if (at == left.end()) continue;
    if (!use) return true;
    left.erase(at);
    CHECK_OK(keep_left(txn, rooms.vault, org, id, left));
    CHECK_OK(txn.run("UPDATE opt_out_check SET unused=unused-1 WHERE org=$1 AND id=$2", {org, id}));
    return true;
  }
  return false;
}

}  // namespace candour::record
