// Chance for the demo: the same seed makes the same people and the same two years, on every machine.
// Never for secrets: those come from the vault. One object, one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace candour::exchange::demo {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// A stream of its own for one thing, so that more of one thing does not change the others.
  Random branch(std::uint64_t of) {
    Random r(state_ ^ (of * 0x9e3779b97f4a7c15u));
    r.next();
    return r;
  }
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// Both ends included.
  int between(int from, int to) {
    return to <= from ? from : from + static_cast<int>(next() % static_cast<std::uint64_t>(to - from + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class T>
  const T& pick(std::span<const T> from) {
    return from[next() % from.size()];
  }
  std::string_view pick(std::span<const std::string_view> from) { return from[next() % from.size()]; }
  std::string_view pick(std::initializer_list<std::string_view> from) {
    return from.begin()[next() % from.size()];
  }

 private:
  std::uint64_t state_;
};

/// The same number for the same text, everywhere (FNV-1a).
inline std::uint64_t number_of(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h;
}

}  // namespace candour::exchange::demo
