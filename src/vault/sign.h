// Signing with Ed25519: what the ledger's checkpoints and, later, certificates are signed with. Any thread.
// A signature shows that the holder of the seed said it, not when.
#pragma once

#include <array>

#include "base/bytes.h"

namespace candour::vault {

class SigningKey {
 public:
  /// Throws std::invalid_argument unless the seed has 32 bytes.
  explicit SigningKey(ByteView seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  const std::array<std::uint8_t, 32>& public_key() const { return public_; }
  std::array<std::uint8_t, 64> sign(ByteView message) const;

 private:
  std::array<std::uint8_t, 32> public_{};
  std::array<std::uint8_t, 64> secret_{};
};

bool signature_holds(ByteView public_key, ByteView message, ByteView signature);

}  // namespace candour::vault
