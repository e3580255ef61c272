// text   = base64(nonce(24) sealed tag(16))
// sealed alike for equal codes: seal_alike_onto() in vault/seal.h
#include "vault/sealed_code.h"

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
  Bytes out;
  seal_alike_onto(out, *key_, binding(), as_bytes(code));
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
