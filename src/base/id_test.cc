#include "base/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

namespace candour {
namespace {

constexpr std::int64_t kMoment = 1'760'000'000'123;

std::int64_t moment_of(const Id128& id) {
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

TEST(Id, carries_the_moment_the_version_and_the_variant) {
  const auto id = make_id128(kMoment);
  EXPECT_EQ(moment_of(id), kMoment);
  EXPECT_EQ(id.bytes[6] >> 4, 7);
  EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST(Id, rises_within_one_millisecond) {
  auto last = make_id128(kMoment + 10);
  for (int i = 0; i < 100'000; ++i) {
    const auto next = make_id128(kMoment + 10);
    ASSERT_LT(last, next);
    ASSERT_EQ(next.bytes[6] >> 4, 7);
    ASSERT_EQ(next.bytes[8] >> 6, 2);
    last = next;
  }
}

TEST(Id, rises_when_the_clock_slips_back_and_obeys_one_that_is_set_back) {
  const auto now = make_id128(kMoment + 500'000);
  EXPECT_LT(now, make_id128(kMoment + 500'000 - 20));
  const auto old = make_id128(kMoment - 86'400'000);
  EXPECT_EQ(moment_of(old), kMoment - 86'400'000);
}

TEST(Id, differs_across_threads) {
  std::vector<std::vector<Id128>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made)
    threads.emplace_back([&mine] {
      for (int i = 0; i < 5'000; ++i) mine.push_back(make_id128(kMoment + i / 100));
    });
  for (auto& t : threads) t.join();
  std::set<Id128> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 20'000u);
}

TEST(Id, text_round_trips_and_sorts_as_the_bytes_do) {
  std::vector<Id128> ids{Id128{}};
  for (int i = 0; i < 200; ++i) ids.push_back(make_id128(i * 1'234'567'891'011LL % (1LL << 47)));
  Id128 top;
  top.bytes.fill(0xff);
  ids.push_back(top);
  for (const auto& a : ids) {
    EXPECT_EQ(to_text(a).size(), 26u);
    EXPECT_EQ(parse_id128(to_text(a)), a);
    for (const auto& b : ids) EXPECT_EQ(a < b, to_text(a) < to_text(b));
  }
  EXPECT_EQ(to_text(Id128{}), "00000000000000000000000000");
  EXPECT_EQ(to_text(top), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
}

TEST(Id, parses_any_case_and_nothing_else) {
  const auto id = make_id128(kMoment);
  auto upper = to_text(id);
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(parse_id128(upper), id);
  EXPECT_FALSE(parse_id128(""));
  EXPECT_FALSE(parse_id128(to_text(id) + "0"));
  EXPECT_FALSE(parse_id128("8zzzzzzzzzzzzzzzzzzzzzzzzz"));  // more than 128 bits
  EXPECT_FALSE(parse_id128("0000000000000000000000000o"));
  EXPECT_FALSE(parse_id128("0000000000000000000000000-"));
  EXPECT_FALSE(PersonId::parse("../../etc/passwd"));
}

TEST(Id, from_bytes_is_nil_when_the_length_differs) {
  const std::vector<std::uint8_t> short_bytes(15, 1);
  EXPECT_TRUE(PersonId::from_bytes(short_bytes).is_nil());
  const auto id = PersonId::make(kMoment);
  EXPECT_EQ(PersonId::from_bytes(id.view()), id);
}

}  // namespace
}  // namespace candour
