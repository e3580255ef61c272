#include "vault/sign.h"

#include <sodium.h>

#include <stdexcept>

#include "vault/seal.h"

namespace candour::vault {

SigningKey::SigningKey(ByteView seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) throw std::invalid_argument("a signing seed has 32 bytes");
  ready();
  crypto_sign_seed_keypair(public_.data(), secret_.data(), seed.data());
}

SigningKey::~SigningKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::array<std::uint8_t, 64> SigningKey::sign(ByteView message) const {
  std::array<std::uint8_t, 64> out{};
  crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret_.data());
  return out;
}

bool signature_holds(ByteView public_key, ByteView message, ByteView signature) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) ==
         0;
}

}  // namespace candour::vault
