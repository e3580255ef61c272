// Shares of a root key: enough of them put it back, fewer do not, and a slip of the pen is found.
#include "vault/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace candour::vault {
namespace {

using testing::HasSubstr;

std::vector<RootKeyShare> split(const Key& key, int of, int needed) {
  auto all = split_root_key(key, of, needed);
  EXPECT_TRUE(all) << all.error().words.text;
  return *all;
}
std::string wrong(const std::vector<std::string>& typed) {
  const auto key = join_root_key(typed);
  return key ? "" : key.error().words.text;
}
bool gives(const Key& key, const std::vector<std::string>& typed) {
  const auto again = join_root_key(typed);
  return again && std::ranges::equal(again->view(), key.view());
}

TEST(Shares, any_that_are_enough_put_the_key_back_and_fewer_never_do) {
  for (const auto& [of, needed] : {std::pair{2, 2}, {3, 2}, {5, 3}, {6, 6}, {20, 11}}) {
    const auto key = Key::random();
    const auto all = split(key, of, needed);
    ASSERT_EQ(all.size(), static_cast<std::size_t>(of));
    std::vector<std::string> typed;
    for (const auto& s : all) typed.push_back(s.letters);
    for (int turn = 0; turn < 20; ++turn) {
      std::ranges::rotate(typed, typed.begin() + 1);
      std::vector<std::string> some(typed.begin(), typed.begin() + needed);
      std::ranges::reverse(some);
      EXPECT_TRUE(gives(key, some)) << of << " " << needed;
      some.pop_back();
      EXPECT_THAT(wrong(some), HasSubstr(std::to_string(needed) + " shares are needed"));
    }
    EXPECT_TRUE(gives(key, typed)) << "all of them too";
  }
}

TEST(Shares, fewer_than_are_needed_fit_every_key) {
  // Two keys that differ: of a share of either, the bytes say nothing of which. What is the same on both is
  // neither the key nor a part of it.
  const Key noughts{Bytes(32, 0)};
  std::array<int, 256> seen{};
  for (int i = 0; i < 2000; ++i) {
    const auto one = split(noughts, 2, 2).front().letters;
    ++seen[static_cast<unsigned char>(one[20])];  // a letter inside the share itself
  }
  EXPECT_GT(std::ranges::count_if(seen, [](int n) { return n > 20; }), 30) << "of 32 letters";
}

TEST(Shares, are_typed_as_a_tired_person_types) {
  const auto key = Key::random();
  const auto all = split(key, 3, 2);
  auto small = all[0].letters, digits = all[1].letters;
  std::ranges::transform(small, small.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::ranges::replace(small, '-', ' ');
  std::ranges::replace(digits, 'O', '0');
  std::ranges::replace(digits, 'I', '1');
  std::ranges::replace(digits, 'B', '8');
  EXPECT_TRUE(gives(key, {"  " + small + "\n", digits}));
  const auto says = read_share(all[2].letters);
  ASSERT_TRUE(says);
  EXPECT_EQ(says->number, 3);
  EXPECT_EQ(says->needed, 2);
  EXPECT_EQ(says->set, read_share(all[0].letters)->set);
}

TEST(Shares, a_slip_of_any_letter_is_found) {
  const auto all = split(Key::random(), 3, 2);
  for (std::size_t i = 0; i < all[0].letters.size(); ++i) {
    auto slip = all[0].letters;
    if (slip[i] == '-') continue;
    slip[i] = slip[i] == 'A' ? 'C' : 'A';
    EXPECT_THAT(wrong({slip, all[1].letters}),
                HasSubstr("Share 1 of those you gave: the sum at its end does not fit"))
        << i;
  }
  auto swapped = all[0].letters;
  for (std::size_t i = 0; i + 1 < swapped.size(); ++i)
    if (swapped[i] != '-' && swapped[i + 1] != '-' && swapped[i] != swapped[i + 1]) {
      std::swap(swapped[i], swapped[i + 1]);
      break;
    }
  EXPECT_THAT(wrong({swapped, all[1].letters}), HasSubstr("mistyped"));
}

TEST(Shares, what_does_not_fit_together_is_said_in_words) {
  const auto key = Key::random();
  const auto all = split(key, 3, 2), others = split(key, 3, 2), less = split(key, 4, 3);
  EXPECT_THAT(wrong({}), HasSubstr("shares are needed, and here are 0"));
  EXPECT_THAT(wrong({all[0].letters, all[0].letters}),
              HasSubstr("Share 2 of those you gave: it is the same as share 1"));
  EXPECT_THAT(wrong({all[0].letters, others[1].letters}), HasSubstr("of another set"));
  EXPECT_THAT(wrong({all[0].letters, less[1].letters}), HasSubstr("of another set"));
  EXPECT_THAT(wrong({all[0].letters, all[1].letters.substr(0, 40)}),
              HasSubstr("Share 2 of those you gave: it is not whole"));
  EXPECT_THAT(wrong({"What is this?"}), HasSubstr("a sign that no share has"));
  for (const auto& [of, needed] : {std::pair{1, 1}, {3, 1}, {2, 3}, {21, 2}, {0, 0}, {-1, 2}})
    EXPECT_FALSE(split_root_key(key, of, needed)) << of << " " << needed;
}

}  // namespace
}  // namespace candour::vault
