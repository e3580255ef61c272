// remembered "ledger-head": number = the head's size, content = its root (32 bytes)
#include "ledger/heads.h"

#include <cstring>

#include "ledger/stored.h"

namespace candour::ledger {
namespace {

constexpr std::string_view kWhat = "ledger-head";

}  // namespace

Result<std::optional<Head>> remembered_head(vault::Vault& vault) {
  TRY(const auto kept, vault.remembered(kWhat));
  if (!kept) return std::optional<Head>();
  Head head;
  head.size = kept->number;
  if (kept->plain.size() != head.root.size() || head.size < 0)
    return fail(Code::Corrupt, "What the key store remembers of the ledger is damaged.",
                "the remembered head has the wrong length");
  std::memcpy(head.root.data(), kept->plain.data(), head.root.size());
  return std::optional<Head>(head);
}

Status remember_head(vault::Vault& vault, const Head& head, vault::Vault::Keep keep) {
  return vault.remember(kWhat, {head.size, Bytes(head.root.begin(), head.root.end())}, keep);
}

Status prove_continues(store::Session& s, const OrgCode& org, const Head& older, const Head& newer) {
  const auto no = [&](std::string why) {
    return fail(Code::Corrupt, "The ledger does not go on from a state that it had.",
                "it has " + std::to_string(newer.size) + " entries, " + std::to_string(older.size) +
                    " were known: " + std::move(why));
  };
  if (newer.size < older.size) return no("entries were taken away, or an older ledger was put back");
  TreeReader tree(newer.size, stored_tiles(s, org));
  const auto proof = prove_consistency(tree, older.size);
  if (!proof && proof.error().code != Code::Corrupt) return tl::unexpected<Error>(proof.error());
  if (!proof || !consistency_holds(older.size, older.root, newer.size, newer.root, *proof))
    return no("those that were known are not its beginning");
  return {};
}

}  // namespace candour::ledger
