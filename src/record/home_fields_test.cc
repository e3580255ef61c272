// Services that do not visit people at home have no business with pets and locks.
#include <gtest/gtest.h>

#include "people/collecting.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class HomeFields : public Scene {};

constexpr std::string_view kRisk =
    R"({"date":"2026-11-01","risk":"Dog","who-could-be-hurt":"Staff","level":"low","what-we-do":"Ring first",
        "review-date":"2027-05-01","pets":"One large dog","property-security":"Key safe by the door"})";

TEST_F(HomeFields, Promise_IM_3_2_pets_and_locks_are_kept_for_services_at_home_only) {
  const auto id = write(worker, "risk-assessment", kRisk);
  EXPECT_EQ(entry(worker, id).values.at("pets"), "One large dog");

  const auto day = w.service("day-opportunities");
  ASSERT_FALSE(w.charter->at(day).home_based);
  const auto all = CategorySet::of_bits(~0ull);
  const auto refused = people::may_collect(*w.charter, day, w.kind("risk-assessment"), values(kRisk), all,
                                           make_date(2026, 11, 21));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::NotAllowed);
  EXPECT_FALSE(refused.error().clause.empty());

  auto without = values(kRisk);
  without.erase("pets");
  without.erase("property-security");
  EXPECT_TRUE(
      people::may_collect(*w.charter, day, w.kind("risk-assessment"), without, all, make_date(2026, 11, 21)));
}

TEST_F(HomeFields, Promise_IM_3_2_the_day_service_refuses_them_through_the_whole_room) {
  const auto day = w.service("day-opportunities");
  const auto boss = w.actor(w.hire("supervisor", day));
  const auto helper = w.actor(w.hire("worker", day));
  const auto visitor = w.enrol(boss, helper.id, std::nullopt, static_cast<std::size_t>(day)).person;
  const auto pass = must(w.gate.write(helper, visitor, day, w.kind("risk-assessment")));
  auto e = fresh("risk-assessment", kRisk);
  e.person = visitor;
  e.service = day;
  const auto tried = entries.write(pass, e);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 0);
}

}  // namespace
}  // namespace candour::record
