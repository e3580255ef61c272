// A short code, such as the number by which people quote a record, sealed so that it can still be looked up:
// the same code always gives the same text, and nobody without the organisation's key can tell which code it
// is. Any thread. Whoever sees two rows sees whether they hold the same code, so it is for codes that only
// one row holds.
#pragma once

#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "vault/seal.h"
#include "vault/secret.h"

namespace candour::vault {

class SealedCodes {
 public:
  /// `secret` 32 bytes (Vault::derive); `use` keeps codes of different kinds apart.
  SealedCodes(OrgCode org, std::string_view use, ByteView secret);
  /// Plain text without spaces, some 4/3 of the code's length and 54 characters more.
  std::string seal(std::string_view code) const;
  /// Errors: Corrupt.
  Result<std::string> open(std::string_view sealed) const;

 private:
  Binding binding() const;
  OrgCode org_;
  std::string use_;
  SecretBox<Key> key_;
};

}  // namespace candour::vault
