// Where a request comes from: one address, and the network that it belongs to. Somebody who may choose among
// the 18 quintillion addresses of an IPv6 connection is one neighbour, not many, and so are the machines of
// one IPv4 /24; a proxy that we were told of is believed about whom it speaks for, and nobody else is.
// Promises: text that is no address is never taken for one. Pure functions; any thread. An address is no
// person: many people may share one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace candour::http {

class Address {
 public:
  /// "192.0.2.7" or "2001:db8::7"; IPv4 written as IPv6 ("::ffff:192.0.2.7") is the IPv4 address. Nothing for
  /// anything else: no port, no zone, no white space.
  static std::optional<Address> parse(std::string_view text);
  std::string text() const;
  bool loopback() const;
  bool v4() const;
  /// "192.0.2.0/24" or "2001:db8:1:2::/64".
  std::string network() const;
  bool operator==(const Address&) const = default;

 private:
  friend class AddressRange;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 as ::ffff:a.b.c.d
};

/// "127.0.0.1" or "10.1.0.0/16": the addresses that a proxy may have.
class AddressRange {
 public:
  /// Nothing when it is not a range, or has bits beyond its length ("10.1.2.3/16" is a slip of the pen).
  static std::optional<AddressRange> parse(std::string_view text);
  bool has(const Address&) const;

 private:
  Address first_;
  unsigned bits_ = 128;
};

using Proxies = std::vector<AddressRange>;
bool among(const Proxies&, const Address&);
/// 127.0.0.0/8 and ::1: a proxy on this machine.
Proxies loopback_proxies();

/// Who asks, as texts: the keys by which places are counted.
struct Neighbour {
  std::string address, network;
};
Neighbour neighbour_of(const Address&);

/// Whom a request comes from, by all of its X-Forwarded-For lines in the order sent.
struct Forwarded {
  Address from;
  bool malformed = false;  // a proxy of ours named something that is no address: `from` is the peer
};
/// Only a named proxy is believed, and only about the last hop that is not a named proxy itself: what stands
/// before it was written by whoever asks.
Forwarded who_asks(const Address& peer, const Proxies& proxies, const std::vector<std::string>& lines);

}  // namespace candour::http
