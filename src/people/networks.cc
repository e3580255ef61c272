#include "people/networks.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

#include "people/limits.h"

namespace candour::people {
namespace {

std::string text6(std::array<std::uint8_t, 16> b, int bits) {
  for (int i = bits / 8; i < 16; ++i) b[static_cast<std::size_t>(i)] = 0;
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(AF_INET6, b.data(), out.data(), out.size());
  return out.data();
}

std::string text4(const std::uint8_t* b, bool network) {
  std::string s;
  for (int i = 0; i < 4; ++i) s += (i ? "." : "") + std::to_string(network && i == 3 ? 0 : b[i]);
  return s;
}

}  // namespace

Networks networks_of(std::string_view address) {
  std::string plain(address.substr(0, address.find('%')).substr(0, 100));  // without the zone of a link
  if (plain.size() > 2 && plain.front() == '[' && plain.back() == ']')
    plain = plain.substr(1, plain.size() - 2);
  std::array<std::uint8_t, 16> b{};
  if (inet_pton(AF_INET, plain.c_str(), b.data()) == 1)
    return {text4(b.data(), false), text4(b.data(), true) + "/24", {}};
  if (inet_pton(AF_INET6, plain.c_str(), b.data()) != 1) return {plain, plain, {}};
  constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::memcmp(b.data(), kMapped, sizeof kMapped) == 0)
    return {text4(b.data() + 12, false), text4(b.data() + 12, true) + "/24", {}};
  return {text6(b, 128), text6(b, 64) + "/64", text6(b, 56) + "/56"};
}

std::vector<Guessed> guessed_from(vault::Vault& vault, std::string_view purpose, std::string_view address) {
  const auto n = networks_of(address);
  const auto one = [&](std::string_view space, const std::string& text, int most) {
    const auto field = "guess-" + std::string(purpose) + "-" + std::string(space);
    return Guessed{space, vault.blind_token(field, text), most, limits::kPlaceSpanMs,
                   limits::kPlaceLongestMs};
  };
  std::vector<Guessed> out{one("address", n.address, limits::kGuessesPerAddress)};
  // One machine has a whole /64 to itself: that is the address of IPv6.
  out.push_back(
      one("network", n.network, n.wide.empty() ? limits::kGuessesPerNetwork : limits::kGuessesPerAddress));
  if (!n.wide.empty()) out.push_back(one("wide", n.wide, limits::kGuessesPerNetwork));
  return out;
}

}  // namespace candour::people
