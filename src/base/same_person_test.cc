// The weights against people of whom the truth is known, and the words that are said.
#include "base/same_person.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/damaged_people_for_tests.h"

namespace candour {
namespace {

Described of(const Written& w) {
  return described(w);
}

struct Score {
  int right = 0, wrong = 0, missed = 0;
  double recall() const { return 1.0 * right / std::max(1, right + missed); }
  double precision() const { return 1.0 * right / std::max(1, right + wrong); }
};

/// Of rows that repeat an earlier one: is it among those told, and are others told?
Score within(int people, int copies) {
  DamagedPeople make(20261126);
  auto rows = make.people(people);
  for (int i = 0; i < copies; ++i)
    rows.push_back(make.again(rows[static_cast<std::size_t>(make.below(people))]));
  make.shuffle(rows);
  std::vector<Described> all;
  for (const auto& r : rows) all.push_back(of(r));
  const auto began = std::chrono::steady_clock::now();
  const auto repeats = repeats_in(all);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  Score s;
  std::vector<bool> told(rows.size());
  std::vector<int> last(static_cast<std::size_t>(people), -1);
  for (const auto& r : repeats) {
    if (rows[r.row].person != rows[r.earlier].person)
      ++s.wrong;
    else if (!told[r.row])
      told[r.row] = true, ++s.right;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& before = last[static_cast<std::size_t>(rows[i].person)];
    if (before >= 0 && !told[i]) ++s.missed;
    before = static_cast<int>(i);
  }
  std::printf("within one file, %zu rows: recall %.4f, precision %.4f, %.2f s\n", rows.size(), s.recall(),
              s.precision(), took.count());
  return s;
}

TEST(SamePerson, within_a_file_nine_of_ten_are_found_and_one_in_a_hundred_is_wrong_at_most) {
  const bool full = std::getenv("CANDOUR_FULL_SIZE");
  const auto s = full ? within(16'000, 4'000) : within(2'400, 600);
  EXPECT_GE(s.recall(), 0.9);
  EXPECT_GE(s.precision(), 0.99);
}

TEST(SamePerson, is_the_same_both_ways_round) {
  DamagedPeople make(7);
  const auto people = make.people(200);
  for (const auto& p : people) {
    const auto a = of(p), b = of(make.again(p));
    EXPECT_EQ(weigh(compare(a, b)).bits, weigh(compare(b, a)).bits) << p.given << " " << p.family;
  }
}

TEST(SamePerson, says_why) {
  const Written maya{"maya",    "okafor",  "", "1964-03-04", "maya@example.org", "+447700900123",
                     "IP1 1AA", "ipswich", 0};
  auto other = maya;
  other.born = "1963-03-05";
  other.family = "okafur";
  other.phone.clear();
  EXPECT_EQ(
      weigh(compare(of(maya), of(other))).why,
      "Same email; same postcode; birth date differs in two figures; same first name; last names nearly the same");
  auto swapped = maya;
  std::swap(swapped.given, swapped.family);
  swapped.email.clear();
  EXPECT_EQ(weigh(compare(of(maya), of(swapped))).why,
            "Same phone number; same postcode; same birth date; same names, first and last exchanged");
}

TEST(SamePerson, those_of_one_home_are_several) {
  const Written maya{"maya",    "okafor",  "", "2012-03-04", "home@example.org", "+447700900123",
                     "IP1 1AA", "ipswich", 0};
  auto twin = maya;
  twin.given = "zainab";
  EXPECT_FALSE(weigh(compare(of(maya), of(twin))).may_be()) << "twins";
  auto mother = twin;
  mother.born = "1980-11-21";
  EXPECT_FALSE(weigh(compare(of(maya), of(mother))).may_be());
}

}  // namespace
}  // namespace candour
