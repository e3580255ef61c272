// Raw bytes, and the small set type for categories. Plain values; any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace candour {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}
inline std::string_view as_text(ByteView b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}

/// At most 64 members, each a small number: categories, purposes, roles or services of one charter.
template <class Ix>
class SmallSet {
 public:
  constexpr SmallSet() = default;
  static constexpr SmallSet of_bits(std::uint64_t bits) {
    SmallSet s;
    s.bits_ = bits;
    return s;
  }
  constexpr bool has(Ix i) const { return (bits_ >> static_cast<unsigned>(i)) & 1u; }
  constexpr void add(Ix i) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(i); }
  constexpr void remove(Ix i) { bits_ &= ~(std::uint64_t{1} << static_cast<unsigned>(i)); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr int size() const { return std::popcount(bits_); }
  constexpr std::uint64_t bits() const { return bits_; }
  constexpr bool covers(SmallSet o) const { return (bits_ & o.bits_) == o.bits_; }
  constexpr SmallSet operator&(SmallSet o) const { return of_bits(bits_ & o.bits_); }
  constexpr SmallSet operator|(SmallSet o) const { return of_bits(bits_ | o.bits_); }
  constexpr SmallSet operator-(SmallSet o) const { return of_bits(bits_ & ~o.bits_); }
  constexpr bool operator==(const SmallSet&) const = default;
  /// Calls f(Ix) for each member in rising order.
  template <class F>
  void each(F&& f) const {
    for (auto b = bits_; b; b &= b - 1) f(static_cast<Ix>(std::countr_zero(b)));
  }

 private:
  std::uint64_t bits_ = 0;
};

/// Numbers that one charter's tables give to its own codes; meaningless without that charter.
enum class CategoryIx : std::uint8_t {};
enum class PurposeIx : std::uint8_t {};
enum class RoleIx : std::uint8_t {};
enum class ServiceIx : std::uint8_t {};
enum class KindIx : std::uint16_t {};
enum class ReasonIx : std::uint8_t {};

using CategorySet = SmallSet<CategoryIx>;
using PurposeSet = SmallSet<PurposeIx>;
using RoleSet = SmallSet<RoleIx>;
using ServiceSet = SmallSet<ServiceIx>;

}  // namespace candour
