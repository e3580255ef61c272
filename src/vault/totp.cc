// One-time codes (RFC 6238 on RFC 4226) and recovery codes.
#include <cstdio>

#include "vault/encode.h"
#include "vault/hash.h"
#include "vault/passwords.h"
#include "vault/seal.h"

namespace candour::vault {
namespace {

constexpr std::int64_t kStepMs = 30'000;
constexpr std::uint32_t kCodes = 1'000'000;  // six digits

std::string percent(std::string_view s) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : s) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      const auto u = static_cast<unsigned char>(c);
      out += {'%', kDigits[u >> 4], kDigits[u & 15]};
    }
  }
  return out;
}

}  // namespace

Bytes new_totp_secret() {
  Bytes b(20);
  random_bytes(b);
  return b;
}

std::string totp_code(ByteView secret, std::int64_t step) {
  std::uint8_t counter[8];
  for (int i = 0; i < 8; ++i)
    counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  const auto mac = hmac_sha1(secret, counter);
  const auto at = mac.back() & 15u;
  const auto number =
      (mac[at] & 0x7fu) << 24 | unsigned{mac[at + 1]} << 16 | unsigned{mac[at + 2]} << 8 | mac[at + 3];
  char text[8];
  std::snprintf(text, sizeof text, "%06u", number % kCodes);
  return text;
}

std::optional<std::int64_t> totp_matches(ByteView secret, std::string_view code, UnixMs now) {
  std::string digits;  // people type "123 456"
  for (const char c : code)
    if (c != ' ') digits.push_back(c);
  std::optional<std::int64_t> found;
  for (std::int64_t step = now.ms / kStepMs - 1; step <= now.ms / kStepMs + 1; ++step)
    if (step >= 0 && same_bytes(as_bytes(totp_code(secret, step)), as_bytes(digits))) found = step;
  return found;
}

std::string totp_uri(ByteView secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + percent(issuer) + ":" + percent(account) + "?secret=" + to_base32(secret) +
         "&issuer=" + percent(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> new_recovery_codes() {
  constexpr char kLetters[] = "0123456789abcdefghjkmnpqrstvwxyz";  // none that are taken for another
  std::vector<std::string> codes;
  for (int n = 0; n < 10; ++n) {
    std::uint8_t r[10];
    random_bytes(r);
    std::string code;
    for (int i = 0; i < 10; ++i) {
      if (i == 5) code.push_back('-');
      code.push_back(kLetters[r[i] & 31]);  // 32 letters: every one equally likely
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace candour::vault
