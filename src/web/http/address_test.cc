#include "web/http/address.h"

#include <gmock/gmock.h>

namespace candour::http {
namespace {

Address at(std::string_view text) {
  return Address::parse(text).value();
}
Proxies named(std::initializer_list<std::string_view> texts) {
  Proxies all;
  for (auto t : texts) all.push_back(AddressRange::parse(t).value());
  return all;
}

TEST(AddressTest, takes_addresses_and_nothing_else) {
  EXPECT_EQ(at("192.0.2.7").text(), "192.0.2.7");
  EXPECT_EQ(at("2001:DB8::7").text(), "2001:db8::7");
  EXPECT_EQ(at("::ffff:192.0.2.7"), at("192.0.2.7"));
  for (std::string_view bad :
       {"", " ", "192.0.2", "192.0.2.256", "192.0.2.7:80", "[2001:db8::7]", "unknown", "2001:db8::7%eth0",
        " 192.0.2.7", "localhost", "0x7f.0.0.1", "192.0.2.07x", "1"})
    EXPECT_FALSE(Address::parse(bad)) << bad;
  EXPECT_FALSE(Address::parse(std::string_view("127.0.0.1\0x", 11)));
}

TEST(AddressTest, neighbours_are_one_network) {
  EXPECT_EQ(at("192.0.2.7").network(), "192.0.2.0/24");
  EXPECT_EQ(at("2001:db8:1:2:3:4:5:6").network(), "2001:db8:1:2::/64");
  EXPECT_EQ(at("2001:db8:1:2:ffff::1").network(), at("2001:db8:1:2::9").network());
  EXPECT_NE(at("2001:db8:1:3::9").network(), at("2001:db8:1:2::9").network());
  EXPECT_EQ(at("::ffff:192.0.2.7").network(), "192.0.2.0/24");
}

TEST(AddressTest, knows_the_machine_itself) {
  for (auto* t : {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"}) EXPECT_TRUE(at(t).loopback()) << t;
  for (auto* t : {"0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "::2", "fe80::1"})
    EXPECT_FALSE(at(t).loopback()) << t;
}

TEST(AddressTest, ranges_say_what_they_mean) {
  const auto ten = AddressRange::parse("10.1.0.0/16").value();
  EXPECT_TRUE(ten.has(at("10.1.255.3")));
  EXPECT_FALSE(ten.has(at("10.2.0.1")));
  EXPECT_FALSE(ten.has(at("::a01:0")));
  EXPECT_TRUE(AddressRange::parse("2001:db8::/32")->has(at("2001:db8:ffff::1")));
  EXPECT_TRUE(AddressRange::parse("0.0.0.0/0")->has(at("203.0.113.9")));
  EXPECT_FALSE(AddressRange::parse("0.0.0.0/0")->has(at("2001:db8::1")));
  EXPECT_FALSE(AddressRange::parse("127.0.0.1")->has(at("127.0.0.2")));
  for (auto* bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.1.2.3/16", "10.0.0.0/-1", "10.0.0.0/8/8",
                    "::/129", "10.0.0.0/ 8", "nginx"})
    EXPECT_FALSE(AddressRange::parse(bad)) << bad;
}

struct Hop {
  std::string_view peer;
  std::vector<std::string> lines;
  std::string_view from;
  bool malformed = false;
};

TEST(Attack, A9_forwarded_the_last_hop_that_is_no_proxy_of_ours_counts) {
  const auto ours = named({"127.0.0.1", "10.1.0.0/16"});
  for (const Hop& h : std::initializer_list<Hop>{
           {"127.0.0.1", {}, "127.0.0.1"},
           {"127.0.0.1", {"203.0.113.9"}, "203.0.113.9"},
           {"127.0.0.1", {"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},     // the first was made up
           {"127.0.0.1", {"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},   // in a line of its own
           {"127.0.0.1", {"203.0.113.9", "198.51.100.1"}, "198.51.100.1"},  // all lines, in their order
           {"127.0.0.1", {"198.51.100.1, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},  // two proxies of ours
           {"127.0.0.1", {"203.0.113.9", "10.1.2.3", "127.0.0.1"}, "203.0.113.9"},
           {"127.0.0.1", {"127.0.0.1, 203.0.113.9"}, "203.0.113.9"},
           {"127.0.0.1", {"10.1.2.3"}, "10.1.2.3"},                 // nothing but proxies: the first one
           {"127.0.0.1", {"rubbish, 203.0.113.9"}, "203.0.113.9"},  // before what we believe
           {"127.0.0.1", {"203.0.113.9,"}, "127.0.0.1", true},
           {"127.0.0.1", {"203.0.113.9, unknown"}, "127.0.0.1", true},
           {"127.0.0.1", {"203.0.113.9:4711"}, "127.0.0.1", true},
           {"127.0.0.1", {""}, "127.0.0.1", true},
           {"127.0.0.1", {"rubbish, 10.1.2.3"}, "127.0.0.1", true},
           {"::ffff:127.0.0.1", {" 2001:db8::7 "}, "2001:db8::7"},
       }) {
    const auto asked = who_asks(at(h.peer), ours, h.lines);
    EXPECT_EQ(asked.from.text(), h.from) << testing::PrintToString(h.lines);
    EXPECT_EQ(asked.malformed, h.malformed) << testing::PrintToString(h.lines);
  }
}

TEST(Attack, A9_forwarded_nobody_but_a_named_proxy_is_believed) {
  for (const auto& proxies : {Proxies{}, named({"10.1.0.0/16"}), named({"127.0.0.2"})}) {
    const auto asked = who_asks(at("127.0.0.1"), proxies, {"203.0.113.9"});
    EXPECT_EQ(asked.from.text(), "127.0.0.1");
    EXPECT_FALSE(asked.malformed);
  }
  EXPECT_EQ(who_asks(at("127.8.0.1"), loopback_proxies(), {"203.0.113.9"}).from.text(), "203.0.113.9");
}

}  // namespace
}  // namespace candour::http
