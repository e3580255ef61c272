// OpenSSL 3 made the plain SHA256_* calls "deprecated" in favour of EVP, which looks its digest up anew and
// costs several times the hashing of a short ledger entry.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "vault/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <cstring>
#include <stdexcept>
#include <string>

namespace candour::vault {

Hash32 sha256(ByteView data) {
  return sha256_of({data});
}

Hash32 sha256_of(std::initializer_list<ByteView> pieces) {
  SHA256_CTX c;
  Hash32 out;
  SHA256_Init(&c);
  for (const auto p : pieces) SHA256_Update(&c, p.data(), p.size());
  SHA256_Final(out.data(), &c);
  return out;
}

namespace {

/// Of a message that stands in `blocks` with room for its padding (FIPS 180-4, section 5.1.1) behind it.
Hash32 sha256_in_place(std::uint8_t* blocks, std::size_t length) {
  constexpr std::size_t kBlock = 64;
  const auto whole = (length + 1 + 8 + kBlock - 1) / kBlock * kBlock;
  blocks[length] = 0x80;
  std::memset(blocks + length + 1, 0, whole - length - 1);
  for (std::size_t i = 0; i < 8; ++i)
    blocks[whole - 1 - i] = static_cast<std::uint8_t>(std::uint64_t{length} * 8 >> 8 * i);
  SHA256_CTX c;
  SHA256_Init(&c);
  SHA256_Update(&c, blocks, whole);  // whole blocks, so that nothing is left over to be finished
  Hash32 out;
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t byte = 0; byte < 4; ++byte)
      out[4 * i + byte] = static_cast<std::uint8_t>(c.h[i] >> (24 - 8 * byte));
  return out;
}

}  // namespace

Hash32 sha256_tagged(std::uint8_t tag, ByteView data) {
  std::array<std::uint8_t, 1024> message;
  if (1 + data.size() + 9 + 63 > message.size()) return sha256_of({{&tag, 1}, data});
  message[0] = tag;
  if (!data.empty()) std::memcpy(message.data() + 1, data.data(), data.size());
  return sha256_in_place(message.data(), 1 + data.size());
}

Hash32 sha256_tagged(std::uint8_t tag, const Hash32& left, const Hash32& right) {
  std::array<std::uint8_t, 128> message;
  message[0] = tag;
  std::memcpy(message.data() + 1, left.data(), left.size());
  std::memcpy(message.data() + 33, right.data(), right.size());
  return sha256_in_place(message.data(), 65);
}

Hash32 hmac_sha256(ByteView key, ByteView data) {
  Hash32 out;
  crypto_auth_hmacsha256_state s;
  crypto_auth_hmacsha256_init(&s, key.data(), key.size());
  crypto_auth_hmacsha256_update(&s, data.data(), data.size());
  crypto_auth_hmacsha256_final(&s, out.data());
  sodium_memzero(&s, sizeof s);
  return out;
}

Hash32 hkdf_expand(ByteView pseudo_random_key, std::string_view info) {
  std::string block(info);
  block.push_back('\x01');
  return hmac_sha256(pseudo_random_key, as_bytes(block));
}

std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView data) {
  std::array<std::uint8_t, 20> out{};
  unsigned n = out.size();
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(), &n))
    throw std::runtime_error("HMAC-SHA-1 failed");
  return out;
}

std::uint64_t quick_hash(const QuickKey& key, const std::array<std::uint8_t, 16>& id, std::uint64_t number) {
  // Two products of 128 bits, each folded, with a part of the key in every factor: not linear in any of them,
  // so that sums say something about sets.
  __extension__ using Wide = unsigned __int128;
  const auto fold = [](std::uint64_t a, std::uint64_t b) {
    const auto wide = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
  };
  std::uint64_t half[2];
  std::memcpy(half, id.data(), sizeof half);
  return fold(fold(half[0] ^ key[0], half[1] ^ key[1]) ^ key[2], number ^ key[3]);
}

}  // namespace candour::vault
