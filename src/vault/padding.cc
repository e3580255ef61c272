#include "vault/padding.h"

#include <bit>
#include <cstring>

namespace candour::vault {
namespace {

constexpr std::size_t kStep = 32, kFine = 512;
constexpr int kStepsToDouble = 3;  // as a power of two: eight

}  // namespace

std::size_t padded_length(std::size_t length) {
  const auto n = length + 1;
  auto step = kStep;
  if (n > kFine) step = std::bit_floor(n - 1) >> kStepsToDouble;
  return (n + step - 1) / step * step;
}

Bytes padded(ByteView content) {
  Bytes out(padded_length(content.size()));
  if (!content.empty()) std::memcpy(out.data(), content.data(), content.size());
  out[content.size()] = 0x80;
  return out;
}

bool take_padding_off(Bytes& padded) {
  auto n = padded.size();
  while (n > 0 && padded[n - 1] == 0) --n;
  if (n == 0 || padded[n - 1] != 0x80) return false;
  padded.resize(n - 1);
  return true;
}

}  // namespace candour::vault
