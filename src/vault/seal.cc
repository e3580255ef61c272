#include "vault/seal.h"

#include <sodium.h>

#include <stdexcept>

namespace candour::vault {

void ready() {
  static const bool is_ready = sodium_init() >= 0;
  if (!is_ready) throw std::runtime_error("libsodium could not start");
}

Key Key::random() {
  ready();
  Key k;
  randombytes_buf(k.bytes_.data(), k.bytes_.size());
  return k;
}

void Key::wipe() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

Binding& Binding::add(ByteView part) {
  // Codes are short words of a checked charter; anything longer is a bug.
  if (part.size() > 255 || used_ + 1 + part.size() > buffer_.size())
    throw std::length_error("binding too long");
  buffer_[used_++] = static_cast<std::uint8_t>(part.size());
  if (!part.empty()) std::memcpy(buffer_.data() + used_, part.data(), part.size());
  used_ += part.size();
  return *this;
}

Binding& Binding::add(std::uint32_t n) {
  const std::uint8_t b[4] = {static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16),
                             static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
  return add(ByteView(b));
}

void seal_onto(Bytes& out, const Key& key, const Binding& binding, ByteView plain) {
  const auto at = out.size();
  out.resize(at + kSealExtra + plain.size());
  auto* nonce = out.data() + at;
  randombytes_buf(nonce, 24);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + 24, nullptr, plain.data(), plain.size(),
                                             binding.view().data(), binding.view().size(), nullptr, nonce,
                                             key.data());
}

void seal_alike_onto(Bytes& out, const Key& key, const Binding& binding, ByteView plain) {
  const auto at = out.size();
  out.resize(at + kSealExtra + plain.size());
  auto* nonce = out.data() + at;
  crypto_generichash_state s;
  crypto_generichash_init(&s, key.data(), 32, 24);
  crypto_generichash_update(&s, binding.view().data(), binding.view().size());
  crypto_generichash_update(&s, plain.data(), plain.size());
  crypto_generichash_final(&s, nonce, 24);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + 24, nullptr, plain.data(), plain.size(),
                                             binding.view().data(), binding.view().size(), nullptr, nonce,
                                             key.data());
}

std::optional<Bytes> open_sealed(const Key& key, const Binding& binding, ByteView sealed) {
  if (sealed.size() < kSealExtra) return std::nullopt;
  Bytes plain(sealed.size() - kSealExtra);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, sealed.data() + 24,
                                                 sealed.size() - 24, binding.view().data(),
                                                 binding.view().size(), sealed.data(), key.data()) != 0)
    return std::nullopt;
  return plain;
}

void random_bytes(std::span<std::uint8_t> out) {
  ready();
  randombytes_buf(out.data(), out.size());
}

namespace {

struct RandomBlock {
  std::array<std::uint8_t, 4096> bytes;
  std::size_t left = 0;
  ~RandomBlock() { sodium_memzero(bytes.data(), bytes.size()); }
};

}  // namespace

void random_bytes_in_passing(std::span<std::uint8_t> out) {
  static thread_local RandomBlock block;
  if (out.size() > block.bytes.size()) return random_bytes(out);
  if (block.left < out.size()) {
    random_bytes(block.bytes);
    block.left = block.bytes.size();
  }
  auto* from = block.bytes.data() + block.bytes.size() - block.left;
  std::memcpy(out.data(), from, out.size());
  sodium_memzero(from, out.size());
  block.left -= out.size();
}

}  // namespace candour::vault
