// text   = base64(nonce(24) sealed tag(16))
// nonce  = the first 24 bytes of BLAKE2b(key = secret, what is bound, code): it depends on the code alone, so that equal
//          codes are sealed alike (as RFC 5297 does with another cipher)
#include "vault/sealed_code.h"

#include <sodium.h>

#include "vault/encode.h"

namespace candour::vault {

SealedCodes::SealedCodes(OrgCode org, std::string_view use, ByteView secret)
    : org_(std::move(org)), use_(use) {
  *key_ = Key(secret);
}

Binding SealedCodes::binding() const {
  Binding b;
  b.add("code").add(org_.text).add(use_);
  return b;
}

std::string SealedCodes::seal(std::string_view code) const {
  Bytes out(kSealExtra + code.size());
  auto* nonce = out.data();
  crypto_generichash_state s;
  crypto_generichash_init(&s, key_->data(), 32, 24);
  const auto bound = binding();
  crypto_generichash_update(&s, bound.view().data(), bound.view().size());
  crypto_generichash_update(&s, as_bytes(code).data(), code.size());
  crypto_generichash_final(&s, nonce, 24);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + 24, nullptr, as_bytes(code).data(), code.size(),
                                             bound.view().data(), bound.view().size(), nullptr, nonce,
                                             key_->data());
  return to_base64(out);
}

Result<std::string> SealedCodes::open(std::string_view sealed) const {
  const auto bytes = from_base64(sealed);
  const auto plain = bytes ? open_sealed(*key_, binding(), *bytes) : std::nullopt;
  if (!plain)
    return fail(Code::Corrupt, "A number in the records was changed. Tell whoever looks after the server.",
                "a sealed code of " + org_.text + " (" + use_ + ") does not open");
  return std::string(as_text(*plain));
}

}  // namespace candour::vault
