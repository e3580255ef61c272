// At rest: nonce content tag, under the thing's own key, bound to "thing" org thing use.
#include "vault/thing_seal.h"

#include "vault/sealed_vault.h"

namespace candour::vault {

const KeySlot& slot_of_things() {
  static const KeySlot slot = KeySlot::group(0xffffffff);  // no charter has so many retention groups
  return slot;
}

KeyName key_of_thing(const Id128& thing) {
  return {PersonId{thing}, slot_of_things()};
}

Result<Bytes> SealedVault::seal_thing(store::Txn& txn, const Id128& thing, std::string_view use,
                                      ByteView plain) {
  TRY(const auto key, keys_->find_or_make(txn, PersonId{thing}, slot_of_things()));
  Bytes out;
  out.reserve(kSealExtra + plain.size());
  seal_onto(out, key.key, Binding().add("thing").add(org_.text).add(PersonId{thing}).add(use), plain);
  return out;
}

Result<Bytes> SealedVault::open_thing(const Id128& thing, std::string_view use, ByteView sealed) {
  TRY(const auto key, keys_->find(PersonId{thing}, slot_of_things()));
  if (!key) return not_found();
  auto plain =
      open_sealed(key->key, Binding().add("thing").add(org_.text).add(PersonId{thing}).add(use), sealed);
  if (!plain)
    return fail(Code::Corrupt, "Something that was stored is damaged. Tell whoever looks after the server.",
                "sealed value for " + std::string(use) + " does not open");
  return std::move(*plain);
}

}  // namespace candour::vault
