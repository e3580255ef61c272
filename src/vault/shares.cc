#include "vault/shares.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

#include "vault/encode.h"
#include "vault/secret.h"

namespace candour::vault {
namespace {

using Byte = std::uint8_t;
constexpr std::size_t kKey = 32, kSplit = 2, kSum = 4;
constexpr Byte kVersion = 1;
// version, needed, number | of which split | a sum of the key | the share itself | a sum of all before it
constexpr std::size_t kSplitAt = 3, kKeySumAt = kSplitAt + kSplit, kDataAt = kKeySumAt + kSum,
                      kSumAt = kDataAt + kKey, kAll = kSumAt + kSum;
static_assert(kAll % 5 == 0);  // whole letters: no spare bits that a slip could hide in

/// In the field of 2^8 with x^8 + x^4 + x^3 + x + 1; takes as long whatever the numbers are.
Byte times(Byte a, Byte b) {
  Byte out = 0;
  for (int i = 0; i < 8; ++i) {
    out = static_cast<Byte>(out ^ (a & static_cast<Byte>(-(b & 1))));
    const auto over = static_cast<Byte>(-(a >> 7));
    a = static_cast<Byte>((a << 1) ^ (over & 0x1b));
    b = static_cast<Byte>(b >> 1);
  }
  return out;
}
/// a^254, which is 1/a.
Byte inverse(Byte a) {
  Byte out = 1;
  for (int i = 0; i < 7; ++i) {
    a = times(a, a);
    out = times(out, a);
  }
  return out;
}

std::array<Byte, kSum> sum_of(std::string_view what, ByteView bytes) {
  std::array<Byte, crypto_generichash_BYTES> whole{};
  crypto_generichash_state s;
  crypto_generichash_init(&s, nullptr, 0, whole.size());
  crypto_generichash_update(&s, reinterpret_cast<const Byte*>(what.data()), what.size());
  crypto_generichash_update(&s, bytes.data(), bytes.size());
  crypto_generichash_final(&s, whole.data(), whole.size());
  return {whole[0], whole[1], whole[2], whole[3]};
}
constexpr std::string_view kOfKey = "candour root key", kOfShare = "candour share of a root key";

std::string in_groups(std::string_view letters) {
  std::string out;
  for (std::size_t i = 0; i < letters.size(); ++i)
    out += (i && i % 4 == 0 ? "-" : "") + std::string(1, letters[i]);
  return out;
}

/// RFC 4648 section 6 has no 0, 1, 8 and 9, so that three of them can be read as the letter they look like.
std::optional<Bytes> from_letters(std::string_view typed) {
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : typed) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '0') c = 'O';
    if (c == '1') c = 'I';
    if (c == '8') c = 'B';
    const bool letter = c >= 'A' && c <= 'Z', digit = c >= '2' && c <= '7';
    if (!letter && !digit) return std::nullopt;
    bits = (bits << 5) | static_cast<std::uint32_t>(letter ? c - 'A' : c - '2' + 26);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<Byte>(bits >> held));
  }
  return out;
}

Result<Bytes> parsed(std::string_view typed) {
  auto bytes = from_letters(typed);
  if (!bytes)
    return fail(Code::Invalid,
                "it has a sign that no share has: only the letters A to Z and the digits 2 to 7");
  if (bytes->size() != kAll)
    return fail(Code::Invalid, "it is not whole: a share has 18 groups of four, and this has " +
                                   std::to_string(bytes->size() * 8 / 5) + " letters and digits of 72");
  const auto sum = sum_of(kOfShare, ByteView(*bytes).first(kSumAt));
  if (!std::equal(sum.begin(), sum.end(), bytes->begin() + kSumAt))
    return fail(Code::Invalid,
                "the sum at its end does not fit: somewhere a letter is mistyped. Look at each group");
  if ((*bytes)[0] != kVersion) return fail(Code::Invalid, "it was made by a later version of Candour");
  return std::move(*bytes);
}

std::string which(std::size_t i, std::string_view why) {
  return "Share " + std::to_string(i + 1) + " of those you gave: " + std::string(why) + ".";
}

}  // namespace

Result<std::vector<RootKeyShare>> split_root_key(const Key& key, int of, int needed) {
  if (needed < 2 || of < needed || of > kMostShares)
    return fail(Code::Invalid, "Make 2 to " + std::to_string(kMostShares) +
                                   " shares, of which at least 2 and at most all are needed.");
  std::array<Byte, kSplit> split{};
  randombytes_buf(split.data(), split.size());
  const auto key_sum = sum_of(kOfKey, key.view());
  // One polynomial a byte, of degree needed - 1, whose value at 0 is that byte of the key.
  std::vector<std::array<Byte, kKey>> terms(static_cast<std::size_t>(needed));
  std::copy_n(key.data(), kKey, terms[0].begin());
  for (std::size_t i = 1; i < terms.size(); ++i) randombytes_buf(terms[i].data(), kKey);
  std::vector<RootKeyShare> out;
  for (int number = 1; number <= of; ++number) {
    Bytes b(kAll);
    b[0] = kVersion;
    b[1] = static_cast<Byte>(needed);
    b[2] = static_cast<Byte>(number);
    std::ranges::copy(split, b.begin() + kSplitAt);
    std::ranges::copy(key_sum, b.begin() + kKeySumAt);
    for (std::size_t at = 0; at < kKey; ++at) {
      Byte value = 0;
      for (std::size_t i = terms.size(); i-- > 0;)
        value = static_cast<Byte>(times(value, static_cast<Byte>(number)) ^ terms[i][at]);
      b[kDataAt + at] = value;
    }
    std::ranges::copy(sum_of(kOfShare, ByteView(b).first(kSumAt)), b.begin() + kSumAt);
    out.push_back({number, in_groups(to_base32(b))});
    wipe(b);
  }
  for (auto& t : terms) wipe(t.data(), t.size());
  return out;
}

Result<ShareSays> read_share(std::string_view typed) {
  auto b = parsed(typed);
  if (!b) return fail(Code::Invalid, "This is no share: " + b.error().words.text + ".");
  const auto set = to_base32(ByteView(*b).subspan(kSplitAt, kSplit));
  const ShareSays says{(*b)[2], (*b)[1], set};
  wipe(*b);
  return says;
}

Result<Key> join_root_key(const std::vector<std::string>& typed) {
  std::vector<Bytes> shares;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    auto b = parsed(typed[i]);
    if (!b) return fail(Code::Invalid, which(i, b.error().words.text));
    for (std::size_t j = 0; j < shares.size(); ++j) {
      const auto& other = shares[j];
      if (!std::equal(b->begin() + kSplitAt, b->begin() + kDataAt, other.begin() + kSplitAt) ||
          (*b)[1] != other[1])
        return fail(Code::Invalid, which(i, "it is of another set than share " + std::to_string(j + 1) +
                                                ": look at the day on the sheets"));
      if ((*b)[2] == other[2])
        return fail(Code::Invalid, which(i, "it is the same as share " + std::to_string(j + 1)));
    }
    shares.push_back(std::move(*b));
  }
  const std::size_t needed = shares.empty() ? 2 : shares[0][1];
  if (shares.size() < needed)
    return fail(Code::Invalid, std::to_string(needed) + " shares are needed, and here are " +
                                   std::to_string(shares.size()) + ".");
  // Lagrange at 0, from as many as are needed.
  std::array<Byte, kKey> key{};
  for (std::size_t i = 0; i < needed; ++i) {
    Byte weight = 1;
    for (std::size_t j = 0; j < needed; ++j)
      if (i != j)
        weight = times(weight, times(shares[j][2], inverse(static_cast<Byte>(shares[i][2] ^ shares[j][2]))));
    for (std::size_t at = 0; at < kKey; ++at)
      key[at] = static_cast<Byte>(key[at] ^ times(weight, shares[i][kDataAt + at]));
  }
  Key out{ByteView(key)};
  wipe(key.data(), key.size());
  const auto sum = sum_of(kOfKey, out.view());
  const bool right = std::equal(sum.begin(), sum.end(), shares[0].begin() + kKeySumAt);
  for (auto& b : shares) wipe(b);
  if (!right)
    return fail(Code::Invalid, "These shares do not belong together: what they give is not the key.");
  return out;
}

}  // namespace candour::vault
