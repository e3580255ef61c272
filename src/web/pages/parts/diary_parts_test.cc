#include "web/pages/parts/diary_parts.h"

#include <gtest/gtest.h>

namespace candour::web {
namespace {

constexpr std::int64_t kHour = 60 * 60 * 1000;
const auto kAutumn = make_date(2026, 10, 25), kSpring = make_date(2027, 3, 28),
           kPlain = make_date(2026, 11, 25);

UnixMs at(charter::Date day, int hour, int minute, Twice which = Twice::First) {
  return to_unix({day, hour, minute}, which).value();
}

TEST(DiaryWords, the_hour_that_comes_twice_says_which_of_the_two_it_is) {
  EXPECT_EQ(clock_time_words(at(kAutumn, 1, 30)), "1:30am (before the clocks go back)");
  EXPECT_EQ(clock_time_words(at(kAutumn, 1, 30, Twice::Second)), "1:30am (after the clocks go back)");
  EXPECT_EQ(clock_time_words(at(kAutumn, 2, 0)), "2am");
  EXPECT_EQ(clock_time_words(at(kPlain, 13, 5)), "1:05pm");
}

TEST(DiaryWords, a_time_that_ends_on_another_day_says_so) {
  EXPECT_EQ(span_words({at(kPlain, 10, 0), at(kPlain, 11, 15)}, kPlain), "10am to 11:15am");
  EXPECT_EQ(span_words({at(kPlain, 23, 0), {at(kPlain, 23, 0).ms + 2 * kHour}}, kPlain),
            "11pm to 1am on 26 Nov");
  EXPECT_EQ(span_words({at(kSpring, 0, 30), {at(kSpring, 0, 30).ms + kHour}}, kSpring), "12:30am to 2:30am");
}

TEST(DiaryWords, days_of_another_length_say_so) {
  EXPECT_EQ(day_of_change_words(kPlain), "");
  EXPECT_NE(day_of_change_words(kAutumn).find("25 hours: the clocks go back"), std::string::npos);
  EXPECT_NE(day_of_change_words(kSpring).find("23 hours: the clocks go forward"), std::string::npos);
}

TEST(DiaryWords, two_cannot_be_in_one_place_nor_one_in_two) {
  record::DiaryItem a, b;
  a.entry = EntryId::make(1);
  b.entry = EntryId::make(2);
  a.person = PersonId::make(3);
  b.person = PersonId::make(4);
  a.span = {{0}, {kHour}};
  b.span = {{kHour / 2}, {2 * kHour}};
  EXPECT_FALSE(clash(a, b)) << "two people and nobody named";
  a.staff = b.staff = StaffId::make(5);
  EXPECT_TRUE(clash(a, b));
  EXPECT_FALSE(clash(a, a));
  b.span = {{kHour}, {2 * kHour}};
  EXPECT_FALSE(clash(a, b)) << "one after the other";
  b.span = a.span;
  b.freed = true;
  EXPECT_FALSE(clash(a, b)) << "cancelled";
}

}  // namespace
}  // namespace candour::web
