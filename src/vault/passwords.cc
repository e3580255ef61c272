#include "vault/passwords.h"

#include <sodium.h>

#include <array>
#include <cstring>
#include <semaphore>

#include "vault/encode.h"
#include "vault/hash.h"
#include "vault/seal.h"

namespace candour::vault {
namespace {

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = 19u * 1024 * 1024;
constexpr std::size_t kMostBytes = 1024;  // 256 characters of four bytes

/// Four at once: 76 MiB. A crowd at the sign-in page must not take the machine's memory.
std::counting_semaphore<4> turns(4);

class Turn {
 public:
  Turn() { turns.acquire(); }
  ~Turn() { turns.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  ready();
  if (password.size() > kMostBytes)
    return invalid("password", "Choose a password of at most 256 characters.");
  const Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), kPasses, kMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::Unavailable, "The server is short of memory. Try again in a moment.",
                "argon2id: no memory");
  return std::string(out.data());
}

bool verify_password(std::string_view encoded, std::string_view password) {
  ready();
  std::array<char, crypto_pwhash_STRBYTES> stored{};
  if (encoded.size() >= stored.size() || password.size() > kMostBytes) return false;
  std::memcpy(stored.data(), encoded.data(), encoded.size());
  const Turn turn;
  return crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) == 0;
}

std::string random_token(std::size_t n) {
  Bytes b(n);
  random_bytes(b);
  return to_base64url(b);
}

std::string random_digits(std::size_t n) {
  std::string digits;
  for (Bytes some(16); digits.size() < n;) {
    random_bytes(some);
    for (const auto b : some)
      if (b < 250 && digits.size() < n) digits += static_cast<char>('0' + b % 10);
  }
  return digits;
}

Bytes token_hash(std::string_view token) {
  const auto h = sha256(as_bytes(token));
  return Bytes(h.begin(), h.end());
}

bool same_bytes(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace candour::vault
