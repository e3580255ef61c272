#include "vault/encode.h"

#include <sodium.h>

namespace candour::vault {
namespace {

std::string write64(ByteView b, int variant) {
  std::string out(sodium_base64_encoded_len(b.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), b.data(), b.size(), variant);
  out.pop_back();  // the closing nought of a C string
  return out;
}

std::optional<Bytes> read64(std::string_view s, int variant) {
  Bytes out(s.size() / 4 * 3 + 3);
  std::size_t n = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), s.data(), s.size(), nullptr, &n, &end, variant) != 0)
    return std::nullopt;
  if (end != s.data() + s.size()) return std::nullopt;
  out.resize(n);
  return out;
}

}  // namespace

std::string to_base64(ByteView b) {
  return write64(b, sodium_base64_VARIANT_ORIGINAL);
}
std::optional<Bytes> from_base64(std::string_view s) {
  return read64(s, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(ByteView b) {
  return write64(b, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
std::optional<Bytes> from_base64url(std::string_view s) {
  return read64(s, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string to_base32(ByteView b) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const auto byte : b) {
    held = (held << 8 | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out.push_back(kLetters[(held >> bits) & 31]);
    }
  }
  if (bits > 0) out.push_back(kLetters[(held << (5 - bits)) & 31]);
  return out;
}

std::string to_hex(ByteView b) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const auto byte : b) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace candour::vault
