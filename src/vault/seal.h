// Sealing bytes under a key so that only the key opens them, and only in the place they were sealed for.
// XChaCha20-Poly1305 with a random nonce. Pure but for randomness; any thread. It hides what was written but
// not how long it is: vault/padding.h does, as far as anything does.
#pragma once

#include <array>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"

namespace candour::vault {

/// Makes the cryptographic library ready; cheap when it is so already.
void ready();

/// 32 secret bytes that are wiped when they go.
class Key {
 public:
  Key() = default;
  /// Throws std::length_error unless there are 32: a key of noughts must never come of a short one.
  explicit Key(ByteView b) {
    if (b.size() != bytes_.size()) throw std::length_error("a key has 32 bytes");
    std::memcpy(bytes_.data(), b.data(), bytes_.size());
  }
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key() { wipe(); }
  static Key random();
  ByteView view() const { return bytes_; }
  const std::uint8_t* data() const { return bytes_.data(); }
  void wipe();

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

/// What is bound into a seal beside the content: a short list of parts, each with its length.
class Binding {
 public:
  Binding& add(ByteView part);
  Binding& add(std::string_view part) { return add(as_bytes(part)); }
  Binding& add(std::uint32_t n);
  template <class T>
  Binding& add(const Id<T>& id) {
    return add(id.view());
  }
  ByteView view() const { return {buffer_.data(), used_}; }

 private:
  std::array<std::uint8_t, 512> buffer_;
  std::size_t used_ = 0;
};

constexpr std::size_t kSealExtra = 24 + 16;  // nonce and tag

/// Appends nonce, sealed bytes and tag to `out`.
void seal_onto(Bytes& out, const Key& key, const Binding& binding, ByteView plain);
/// The same, but equal bytes are sealed alike: the nonce is a keyed hash of binding and bytes (as RFC 5297
/// does it with another cipher). For codes that are looked up by their seal (vault/sealed_code.h), and
/// nothing else.
void seal_alike_onto(Bytes& out, const Key& key, const Binding& binding, ByteView plain);
/// Nothing when the key, the binding or one byte differs.
std::optional<Bytes> open_sealed(const Key& key, const Binding& binding, ByteView sealed);

void random_bytes(std::span<std::uint8_t> out);
/// As good, and cheap for a few bytes at a time: each thread takes them from a block that it fills at times.
/// A byte that was given is wiped there. Not after fork(): both would give the same.
void random_bytes_in_passing(std::span<std::uint8_t> out);

}  // namespace candour::vault
