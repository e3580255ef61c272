// The number by which people quote a record: PREFIX-XXXX-XXXC. Seven random characters of Crockford's base 32
// (35 bits; no I, L, O, U) and a check character by Luhn's rule modulo 32, which finds every single wrong
// character and nearly all swaps of two neighbours. It says nothing about the person (IG-9.2).
#include <cstdint>

#include "base/text.h"
#include "people/person.h"

namespace candour::people {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char check_character(std::string_view seven) {
  unsigned sum = 0, factor = 2;
  for (auto i = seven.size(); i-- > 0; factor = 3 - factor) {
    const auto product = static_cast<unsigned>(kAlphabet.find(seven[i])) * factor;
    sum += product / 32 + product % 32;
  }
  return kAlphabet[(32 - sum % 32) % 32];
}

std::string dashed(std::string_view prefix, std::string_view eight) {
  return std::string(prefix) + "-" + std::string(eight.substr(0, 4)) + "-" + std::string(eight.substr(4));
}

}  // namespace

std::string make_reference(std::string_view prefix, ByteView random) {
  std::uint64_t bits = 0;
  for (const auto b : random.first(5)) bits = bits << 8 | b;
  std::string eight;
  for (int i = 0; i < 7; ++i, bits >>= 5) eight += kAlphabet[bits & 31];
  eight += check_character(eight);
  return dashed(prefix, eight);
}

std::string normal_reference(std::string_view typed) {
  std::string plain;
  for (const char c : upper_ascii(as_it_looks(typed))) {
    if (c == '-' || c == ' ') continue;
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return {};
    plain += c;
  }
  if (plain.size() < 9 || plain.size() > 16) return {};
  const auto prefix = plain.substr(0, plain.size() - 8);
  auto eight = plain.substr(plain.size() - 8);
  for (auto& c : eight) {
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (kAlphabet.find(c) == std::string_view::npos) return {};
  }
  if (check_character(std::string_view(eight).substr(0, 7)) != eight[7]) return {};
  return dashed(prefix, eight);
}

}  // namespace candour::people
