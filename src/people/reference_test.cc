#include <gtest/gtest.h>

#include <set>

#include "people/person.h"
#include "people/world_for_tests.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string some() {
  return make_reference("LL", vault::token_hash(vault::random_token()));
}

TEST(Reference, has_the_prefix_and_two_groups_of_four) {
  const auto r = some();
  EXPECT_EQ(r.size(), 12u) << r;
  EXPECT_EQ(r.substr(0, 3), "LL-");
  EXPECT_EQ(r[7], '-');
  EXPECT_EQ(normal_reference(r), r);
}

TEST(Reference, is_read_however_it_is_typed) {
  const Bytes random = {0x12, 0x34, 0x56, 0x78, 0x9A};
  const auto r = make_reference("LW", random);
  std::string bare, lower;
  for (const char c : r)
    if (c != '-') bare += c;
  for (const char c : bare) lower += static_cast<char>(std::tolower(c));
  EXPECT_EQ(normal_reference(bare), r);
  EXPECT_EQ(normal_reference("  " + lower), r);
  EXPECT_EQ(normal_reference(r.substr(0, 7) + " " + r.substr(8)), r);
  for (auto& c : lower)
    if (c == '0')
      c = 'o';
    else if (c == '1')
      c = 'l';
  // The prefix has an l of its own, which must stay.
  EXPECT_EQ(normal_reference("lw" + lower.substr(2)), r);
}

TEST(Reference, finds_every_single_wrong_character) {
  const auto r = some();
  for (std::size_t i = 3; i < r.size(); ++i) {
    if (r[i] == '-') continue;
    for (const char c : kAlphabet) {
      if (c == r[i]) continue;
      auto wrong = r;
      wrong[i] = c;
      EXPECT_EQ(normal_reference(wrong), "") << r << " as " << wrong;
    }
  }
}

TEST(Reference, finds_nearly_every_swap_of_neighbours) {
  int swaps = 0, found = 0;
  for (int n = 0; n < 200; ++n) {
    const auto r = some();
    for (std::size_t i = 3; i + 1 < r.size(); ++i) {
      if (r[i] == '-' || r[i + 1] == '-' || r[i] == r[i + 1]) continue;
      auto wrong = r;
      std::swap(wrong[i], wrong[i + 1]);
      ++swaps;
      found += normal_reference(wrong).empty();
    }
  }
  EXPECT_GT(found * 100, swaps * 98);
}

TEST(Reference, refuses_what_is_none) {
  for (const auto typed :
       {"", "-", "Okafor", "9990000018", "LL-7Q4K", "LL-7Q4K-9X2M-AAAA-BBBB-C", "LL-7U4K-9X2M"})
    EXPECT_EQ(normal_reference(typed), "") << typed;
}

TEST(Promise, IG_9_2_the_reference_is_random_and_says_nothing_about_the_person) {
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) seen.insert(some());
  EXPECT_EQ(seen.size(), 2000u);
  // Nothing but randomness goes in: the same bytes, the same number, whoever it is for.
  const Bytes random = {1, 2, 3, 4, 5};
  EXPECT_EQ(make_reference("IG", random), make_reference("IG", random));
}

/// What anybody could work out of the id, whichever five bytes of it were taken.
TEST(Promise, IG_9_2_the_reference_says_nothing_of_the_id) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    const auto id = w.add(boss, 0, "Maya", "Okafor").person;
    const auto reference = must(w.people.profile(must(w.gate.see(boss, id, {})), id)).reference;
    EXPECT_TRUE(seen.insert(reference).second) << "the same name and birth date, another number";
    const auto& raw = id.raw.bytes;
    Bytes there(raw.begin(), raw.end()), back(raw.rbegin(), raw.rend());
    for (const auto& bytes : {there, back})
      for (std::size_t from = 0; from + 5 <= bytes.size(); ++from)
        EXPECT_NE(make_reference(w.charter->organisation.reference_prefix, ByteView(bytes).subspan(from, 5)),
                  reference);
  }
}

}  // namespace
}  // namespace candour::people
