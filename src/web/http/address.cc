#include "web/http/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace candour::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t kLongest = INET6_ADDRSTRLEN;
constexpr unsigned kMappedBits = 96;

std::string_view without_blanks(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

/// The hops of all lines, first to last.
std::vector<std::string_view> hops_of(const std::vector<std::string>& lines) {
  std::vector<std::string_view> hops;
  for (const std::string_view line : lines)
    for (std::size_t i = 0; i <= line.size();) {
      const auto end = std::min(line.find(',', i), line.size());
      hops.push_back(without_blanks(line.substr(i, end - i)));
      i = end + 1;
    }
  return hops;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.empty() || text.size() >= kLongest || text.find('\0') != text.npos) return std::nullopt;
  const std::string z(text);
  Address a;
  in_addr four{};
  if (::inet_pton(AF_INET, z.c_str(), &four) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), a.bytes_.begin());
    std::memcpy(a.bytes_.data() + kMapped.size(), &four, sizeof four);
    return a;
  }
  if (::inet_pton(AF_INET6, z.c_str(), a.bytes_.data()) == 1) return a;
  return std::nullopt;
}

bool Address::v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin());
}

bool Address::loopback() const {
  if (v4()) return bytes_[12] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; }) && bytes_[15] == 1;
}

std::string Address::text() const {
  char out[INET6_ADDRSTRLEN] = {};
  if (v4())
    ::inet_ntop(AF_INET, bytes_.data() + kMapped.size(), out, sizeof out);
  else
    ::inet_ntop(AF_INET6, bytes_.data(), out, sizeof out);
  return out;
}

std::string Address::network() const {
  Address first = *this;
  const bool four = v4();
  std::fill(first.bytes_.begin() + (four ? 15 : 8), first.bytes_.end(), std::uint8_t{0});
  return first.text() + (four ? "/24" : "/64");
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto first = Address::parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  AddressRange range;
  range.first_ = *first;
  if (slash == text.npos) return range;
  const auto length = text.substr(slash + 1);
  const unsigned most = first->v4() ? 32 : 128;
  unsigned bits = 0;
  if (length.empty() || length.size() > 3) return std::nullopt;
  for (const char c : length) {
    if (c < '0' || c > '9') return std::nullopt;
    bits = bits * 10 + static_cast<unsigned>(c - '0');
  }
  if (bits > most) return std::nullopt;
  range.bits_ = bits + (first->v4() ? kMappedBits : 0);
  for (unsigned i = range.bits_; i < 128; ++i)
    if (first->bytes_[i / 8] >> (7 - i % 8) & 1) return std::nullopt;
  return range;
}

bool AddressRange::has(const Address& a) const {
  for (unsigned i = 0; i < bits_; ++i)
    if (((first_.bytes_[i / 8] ^ a.bytes_[i / 8]) >> (7 - i % 8) & 1) != 0) return false;
  return true;
}

bool among(const Proxies& proxies, const Address& a) {
  return std::any_of(proxies.begin(), proxies.end(), [&](const AddressRange& r) { return r.has(a); });
}

Proxies loopback_proxies() {
  return {*AddressRange::parse("127.0.0.0/8"), *AddressRange::parse("::1")};
}

Neighbour neighbour_of(const Address& a) {
  return {a.text(), a.network()};
}

Forwarded who_asks(const Address& peer, const Proxies& proxies, const std::vector<std::string>& lines) {
  const auto hops = hops_of(lines);
  Address from = peer;
  for (auto hop = hops.rbegin(); hop != hops.rend() && among(proxies, from); ++hop) {
    const auto named = Address::parse(*hop);
    if (!named) return {peer, true};
    from = *named;
  }
  return {from, false};
}

}  // namespace candour::http
