// Where a request comes from, as far as guessing at passwords is concerned: an address, the network it is in,
// and a wider one, since a house has a whole network of IPv6 addresses. Pure but for the vault's tokens; any
// thread. Addresses themselves are kept nowhere: only keyed tokens of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "people/guesses.h"
#include "vault/vault.h"

namespace candour::people {

/// As texts of one spelling: "192.0.2.7", "192.0.2.0/24", "" and "2001:db8::7", "2001:db8::/64",
/// "2001:db8::/56". What is no address is its own network.
struct Networks {
  std::string address, network, wide;
  /// What a home or an office is known by: the address for IPv4, the /64 for IPv6.
  const std::string& place() const { return wide.empty() ? address : network; }
};
Networks networks_of(std::string_view address);

/// Guesses counted for the address and its networks; `purpose` keeps kinds of guesses apart.
std::vector<Guessed> guessed_from(vault::Vault& vault, std::string_view purpose, std::string_view address);

}  // namespace candour::people
