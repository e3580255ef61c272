#include "base/id.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/locks.h"

namespace candour {
namespace {

constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford: no i, l, o, u

/// The value of one Crockford digit, or -1. Only the digits that to_text writes: o for 0 and i for 1 are
/// refused, so that one id has one spelling.
constexpr auto kDigitValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 32; ++i) {
    const char c = kDigits[i];
    values[static_cast<unsigned char>(c)] = static_cast<std::int8_t>(i);
    if (c >= 'a') values[static_cast<unsigned char>(c - 'a' + 'A')] = static_cast<std::int8_t>(i);
  }
  return values;
}();
int digit_value(char c) {
  return kDigitValues[static_cast<unsigned char>(c)];
}

/// Random bytes from the kernel, fetched many at a time. Held under the maker's lock.
class RandomPool {
 public:
  void take(std::uint8_t* out, std::size_t n) {
    if (left_ < n) refill();
    std::memcpy(out, pool_.data() + pool_.size() - left_, n);
    std::memset(pool_.data() + pool_.size() - left_, 0, n);
    left_ -= n;
  }

 private:
  void refill() {
    for (std::size_t got = 0; got < pool_.size();) {
      const auto n = getrandom(pool_.data() + got, pool_.size() - got, 0);
      if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
      if (n > 0) got += static_cast<std::size_t>(n);
    }
    left_ = pool_.size();
  }
  std::array<std::uint8_t, 1024> pool_{};
  std::size_t left_ = 0;
};

/// The 74 random bits of a version 7 id as a number that can be counted up.
struct Tail {
  std::uint16_t high = 0;  // 12 bits
  std::uint64_t low = 0;   // 62 bits
};
constexpr std::uint64_t kLowMask = (std::uint64_t{1} << 62) - 1;

class Maker {
 public:
  Id128 make(std::int64_t unix_ms) {
    const Hold hold(mutex_);
    if (unix_ms < 0) unix_ms = 0;
    // A clock that slips back a little must not make ids fall; one that is set back (the demo, an import of
    // old records) is obeyed.
    const bool go_on = unix_ms <= last_ms_ && last_ms_ - unix_ms < 1000;
    if (!go_on || !step()) start(go_on ? last_ms_ + 1 : unix_ms);
    return put_together();
  }

 private:
  void start(std::int64_t ms) NEEDS_LOCK(mutex_) {
    std::uint8_t r[10];
    random_.take(r, sizeof r);
    last_ms_ = ms;
    std::memcpy(&tail_.low, r, 8);
    tail_.low &= kLowMask;
    // The top bit starts at nought, so that counting up within a millisecond has room.
    tail_.high = static_cast<std::uint16_t>((r[8] | r[9] << 8) & 0x7ff);
  }
  /// Goes up by a random step, so that one id does not give away the next. False when the room is used up.
  bool step() NEEDS_LOCK(mutex_) {
    std::uint32_t r = 0;
    random_.take(reinterpret_cast<std::uint8_t*>(&r), sizeof r);
    tail_.low += std::uint64_t{r} + 1;
    if (tail_.low > kLowMask) {
      tail_.low &= kLowMask;
      ++tail_.high;
    }
    return tail_.high < 0x1000;
  }
  Id128 put_together() const NEEDS_LOCK(mutex_) {
    Id128 id;
    for (int i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(last_ms_ >> (40 - 8 * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | tail_.high >> 8);
    id.bytes[7] = static_cast<std::uint8_t>(tail_.high);
    for (int i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(tail_.low >> (56 - 8 * i));
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
  }

  Mutex mutex_;
  RandomPool random_ GUARDED_BY(mutex_);
  std::int64_t last_ms_ GUARDED_BY(mutex_) = -2000;
  Tail tail_ GUARDED_BY(mutex_);
};

}  // namespace

Id128 make_id128(std::int64_t unix_ms) {
  // The one piece of state of the process: ids must rise whoever asks.
  static Maker maker;
  return maker.make(unix_ms);
}

std::string to_text(const Id128& id) {
  // 128 bits in 26 digits of 5: the first digit carries the top 3 bits.
  std::string text(26, '0');
  unsigned held = 0;
  int bits = 2;  // two noughts before the first bit make 130
  std::size_t at = 0;
  for (const auto byte : id.bytes) {
    held = held << 8 | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text[at++] = kDigits[(held >> bits) & 31];
    }
  }
  return text;
}

std::optional<Id128> parse_id128(std::string_view s) {
  if (s.size() != 26 || s[0] > '7') return std::nullopt;  // more would not fit 128 bits
  // Without a way out in between: a verification reads one of these for every entry of a ledger.
  int bad = 0;
  const auto take = [&](std::size_t from, std::size_t to) {
    std::uint64_t bits = 0;
    for (auto i = from; i < to; ++i) {
      const int v = digit_value(s[i]);
      bad |= v;
      bits = bits << 5 | static_cast<std::uint64_t>(v & 31);
    }
    return bits;
  };
  // 3 bits and twelve times 5 are 63; the thirteenth digit is split between the two halves.
  const auto first = take(0, 13), middle = take(13, 14), last = take(14, 26);
  if (bad < 0) return std::nullopt;
  Id128 id;
  const std::uint64_t halves[] = {first << 1 | middle >> 4, middle << 60 | last};
  for (std::size_t i = 0; i < 16; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(halves[i / 8] >> (56 - 8 * (i % 8)));
  return id;
}

}  // namespace candour
