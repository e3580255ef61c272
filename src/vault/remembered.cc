// What the key store remembers of the records, at rest:
//   sealed     = nonce(24) content tag(16), under the key that the seed gives for "seal/remembered"
//   bound to     "remembered" org what number(8 bytes, big-endian)
#include "vault/sealed_vault.h"

namespace candour::vault {
namespace {

Binding remembered_binding(const OrgCode& org, std::string_view what, std::int64_t number) {
  const auto n = static_cast<std::uint64_t>(number);
  return Binding()
      .add("remembered")
      .add(org.text)
      .add(what)
      .add(static_cast<std::uint32_t>(n >> 32))
      .add(static_cast<std::uint32_t>(n));
}

constexpr std::string_view kUse = "seal/remembered";

}  // namespace

Result<std::optional<Vault::Remembered>> KeyStore::remembered(std::string_view what) {
  std::optional<Vault::Remembered> found;
  CHECK_OK(db_->read([&](store::Session& s) {
    return s.each("SELECT number, sealed FROM remembered WHERE org = $1 AND what = $2", {org_, what},
                  [&](const store::Row& r) {
                    found = {r.i64(0), Bytes(r.blob(1).begin(), r.blob(1).end())};
                    return false;
                  });
  }));
  return found;
}

Status KeyStore::remember(std::string_view what, std::int64_t number, ByteView sealed, Vault::Keep keep) {
  const auto higher = std::int64_t{keep == Vault::Keep::Higher};
  return db_->write([&](store::Txn& t) {
    return t
        .run(
            "INSERT INTO remembered (org, what, number, sealed) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (org, what) DO UPDATE SET number = excluded.number, sealed = excluded.sealed"
            " WHERE remembered.number < excluded.number OR CAST($5 AS BIGINT) = 0",
            {org_, what, number, sealed, higher})
        .map([](auto) {});
  });
}

Result<std::optional<Vault::Remembered>> SealedVault::remembered(std::string_view what) {
  TRY(auto found, keys_->remembered(what));
  if (!found) return found;
  auto plain = open_sealed(keys_->derive(kUse), remembered_binding(org_, what, found->number), found->plain);
  if (!plain)
    return fail(Code::Corrupt, "What the key store remembers of the records was changed.",
                "remembered " + std::string(what) + " of " + org_.text + " does not open");
  found->plain = std::move(*plain);
  return found;
}

Status SealedVault::remember(std::string_view what, const Remembered& r, Keep keep) {
  Bytes sealed;
  seal_onto(sealed, keys_->derive(kUse), remembered_binding(org_, what, r.number), r.plain);
  return keys_->remember(what, r.number, sealed, keep);
}

}  // namespace candour::vault
