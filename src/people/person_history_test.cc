#include "people/person_history.h"

#include <gtest/gtest.h>

#include "base/calendar.h"

namespace candour::people {
namespace {

const auto kToday = make_date(2026, 11, 21);

charter::Values values(std::string_view json) {
  return boost::json::parse(json).as_object();
}

TEST(PersonHistory, a_new_family_name_leaves_the_old_one_findable) {
  const auto next = with_history(values(R"({"given-name":"Maya","family-name":"Okafor"})"),
                                 values(R"({"given-name":"Maya","family-name":"Brown"})"), kToday);
  EXPECT_EQ(
      next.at("previous-names"),
      boost::json::parse(R"([{"kind":"former","until":"2026-11-21","given":"Maya","family":"Okafor"}])"));
}

TEST(PersonHistory, the_same_name_is_not_remembered_twice) {
  const auto before = values(R"({"given-name":"Maya","family-name":"Okafor"})");
  const auto same = with_history(before, before, kToday);
  EXPECT_FALSE(same.contains("previous-names"));
  const auto next = with_history(before, values(R"({"given-name":"Maya","family-name":"Brown",
                         "previous-names":[{"given":"Maya","family":"Okafor","kind":"maiden"}]})"),
                                 kToday);
  EXPECT_EQ(next.at("previous-names").as_array().size(), 1u);
}

TEST(PersonHistory, an_address_that_was_left_becomes_a_previous_one) {
  const auto next = with_history(
      values(
          R"({"addresses":[{"address":{"lines":["1 High Street"],"postcode":"SW1A 1AA"},"kind":"home"}]})"),
      values(R"({"addresses":[{"address":{"lines":["2 Low Road"],"postcode":"M1 1AE"},"kind":"home"}]})"),
      kToday);
  const auto& list = next.at("addresses").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].at("kind"), "previous");
  EXPECT_EQ(list[1].at("to"), "2026-11-21");
  EXPECT_EQ(list[1].at("address").at("postcode"), "SW1A 1AA");
}

TEST(PersonHistory, an_address_that_stays_is_left_as_it_is) {
  const auto before = values(R"({"addresses":[{"address":{"postcode":"SW1A 1AA"},"kind":"home"}]})");
  EXPECT_EQ(with_history(before, before, kToday), before);
}

TEST(PersonHistory, at_most_twenty_are_kept_in_view) {
  charter::Values before = values(R"({"given-name":"Maya","family-name":"Okafor"})"), next = before;
  boost::json::array many;
  for (int i = 0; i < 20; ++i) many.push_back(boost::json::object{{"family", "Name" + std::to_string(i)}});
  next["previous-names"] = many;
  next["family-name"] = "Brown";
  const auto kept = with_history(before, next, kToday);
  EXPECT_EQ(kept.at("previous-names").as_array().size(), 20u);
  EXPECT_EQ(kept.at("previous-names").as_array()[0].at("family"), "Okafor");
}

}  // namespace
}  // namespace candour::people
