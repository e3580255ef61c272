#include "charter/kept_until.h"

#include <gtest/gtest.h>

#include "base/calendar.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using How = KeptUntil::How;

class KeptUntilTest : public ::testing::Test {
 protected:
  static const Charter& reach() {
    static const CharterPtr c = load("tests/charters/reach.yaml", "charters/catalogue").charter;
    return *c;
  }
  static const RetentionRule& rule(std::string_view code) {
    return *std::ranges::find(reach().retention, code, &RetentionRule::code);
  }
  static KeepDates dates(std::initializer_list<std::pair<const Trigger, Date>> known,
                         std::optional<Date> born = std::nullopt) {
    return {known, born};
  }
};

TEST_F(KeptUntilTest, the_later_of_two_waits_for_both) {
  const auto ended = make_date(2026, 3, 31);
  EXPECT_EQ(kept_until(rule("main"), dates({}, make_date(2015, 5, 1))).how, How::NotBegun);
  EXPECT_EQ(kept_until(rule("main"), dates({{Trigger::EndOfService, ended}})).how, How::NoBirthDate);
  EXPECT_EQ(kept_until(rule("main"), dates({{Trigger::EndOfService, ended}}, make_date(2015, 5, 1))).day,
            make_date(2040, 5, 1))
      << "until the 25th birthday of a child";
  EXPECT_EQ(kept_until(rule("main"), dates({{Trigger::EndOfService, ended}}, make_date(1980, 5, 1))).day,
            make_date(2033, 3, 31))
      << "seven years after the end for anybody older";
}

TEST_F(KeptUntilTest, by_the_age_at_the_end) {
  const auto ended = make_date(2026, 3, 31);
  const auto at = [&](Date born) {
    return kept_until(rule("harm"), dates({{Trigger::EndOfService, ended}}, born)).day;
  };
  EXPECT_EQ(at(make_date(2008, 4, 1)), make_date(2033, 4, 1)) << "17 when it ended";
  EXPECT_EQ(at(make_date(2008, 3, 31)), make_date(2036, 3, 31)) << "18 on that day";
  EXPECT_EQ(kept_until(rule("harm"), dates({{Trigger::EndOfService, ended}})).how, How::NoBirthDate);
  EXPECT_EQ(kept_until(rule("harm"), dates({}, make_date(2008, 4, 1))).how, How::NotBegun)
      << "how old they will be is not known yet";
}

TEST_F(KeptUntilTest, the_earlier_of_two_takes_what_is_known) {
  const auto ended = make_date(2026, 3, 31);
  EXPECT_EQ(kept_until(rule("after-death"), dates({})).how, How::NotBegun);
  EXPECT_EQ(kept_until(rule("after-death"), dates({{Trigger::EndOfService, ended}})).day,
            make_date(2033, 3, 31));
  EXPECT_EQ(kept_until(rule("after-death"),
                       dates({{Trigger::EndOfService, ended}, {Trigger::Death, make_date(2026, 3, 1)}}))
                .day,
            make_date(2026, 4, 26))
      << "eight weeks after a death";
}

TEST_F(KeptUntilTest, at_most_by_decision_and_as_the_contract_says) {
  const auto calls = kept_until(rule("calls"), dates({{Trigger::EndOfService, make_date(2026, 1, 31)}}));
  EXPECT_EQ(calls.day, make_date(2026, 3, 2));
  EXPECT_TRUE(calls.at_most);
  EXPECT_EQ(kept_until(rule("faith"), dates({{Trigger::EndOfService, make_date(2026, 1, 31)}})).how,
            How::Decision);
  RetentionRule either;
  either.choose = RetentionRule::Choose::Earlier;
  either.among = {Keep{.by_decision = true}, Keep{.years = 6}};
  EXPECT_EQ(kept_until(either, dates({{Trigger::EndOfService, make_date(2026, 1, 31)}})).day,
            make_date(2032, 1, 31))
      << "a decision does not move the day by which it ends";
  either.choose = RetentionRule::Choose::Later;
  EXPECT_EQ(kept_until(either, dates({{Trigger::EndOfService, make_date(2026, 1, 31)}})).day,
            make_date(2032, 1, 31));
  EXPECT_FALSE(kept_until(rule("faith"), dates({})).day.ok())
      << "nobody decides before the service has ended";
  EXPECT_EQ(kept_until(rule("contact"), dates({})).how, How::Contract);
  EXPECT_EQ(kept_until(rule("contact"), dates({{Trigger::ContractEnd, make_date(2027, 3, 31)}})).day,
            make_date(2027, 3, 31));
}

TEST_F(KeptUntilTest, years_and_months_end_on_a_day_that_there_is) {
  RetentionRule r;
  r.trigger = Trigger::EndOfService;
  r.years = 1;
  EXPECT_EQ(kept_until(r, dates({{Trigger::EndOfService, make_date(2024, 2, 29)}})).day,
            make_date(2025, 2, 28));
  RetentionRule birthday;
  birthday.birthday = 25;
  birthday.trigger = Trigger::Birthday;
  EXPECT_EQ(kept_until(birthday, dates({}, make_date(2004, 2, 29))).day, make_date(2029, 3, 1))
      << "the day on which they turn 25";
}

}  // namespace
}  // namespace candour::charter
