#include "people/sealed_reference.h"

#include <utility>
#include <vector>

namespace candour::people {
namespace {

constexpr int kAtOnce = 2000;

using Open = std::vector<std::pair<PersonId, std::string>>;

/// Answered from the index of references: what is sealed holds no dash.
Result<Open> open_ones(store::Session& db, const OrgCode& org, std::string_view prefix) {
  const auto from = std::string(prefix) + "-", to = std::string(prefix) + ".";
  Open found;
  CHECK_OK(
      db.each("SELECT id, reference FROM person WHERE org=$1 AND reference>=$2 AND reference<$3 LIMIT $4",
              {org, from, to, kAtOnce}, [&](const store::Row& r) {
                found.emplace_back(r.id<PersonId>(0), r.str(1));
                return true;
              }));
  return found;
}

}  // namespace

vault::SealedCodes reference_codes(vault::Vault& vault, const OrgCode& org) {
  return vault::SealedCodes(org, "reference", vault.derive("references"));
}

Result<std::int64_t> seal_open_references(store::Db& db, vault::Vault& vault, ledger::Ledger& ledger,
                                          const Clock& clock, std::string_view prefix) {
  const auto codes = reference_codes(vault, db.org());
  std::int64_t all = 0;
  for (bool more = true; more;) {
    Open found;
    CHECK_OK(db.read([&](store::Session& s) -> Status {
      TRY(found, open_ones(s, db.org(), prefix));
      return {};
    }));
    more = std::ssize(found) == kAtOnce;
    if (found.empty()) break;
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      for (const auto& [id, reference] : found)
        CHECK_OK(txn.run("UPDATE person SET reference=$3 WHERE org=$1 AND id=$2 AND reference=$4",
                         {db.org(), id, codes.seal(reference), reference}));
      ledger::Entry e;
      e.at = clock.now();
      e.act = ledger::Act::Job;
      e.what = "references";
      e.outcome = "allowed";
      e.note = "sealed " + std::to_string(found.size());
      return ledger.append(txn, e).map([](auto) {});
    }));
    all += std::ssize(found);
  }
  return all;
}

}  // namespace candour::people
