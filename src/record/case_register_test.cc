#include "record/case_register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/service_subject.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class Register : public Scene {
 protected:
  CaseRegisters registers{w.gate, *w.db, w.clock};

  EntryId incident(std::string_view when) {
    return write(
        worker, "incident",
        R"({"when":")" + std::string(when) +
            R"(","where":"Kitchen","type":"fall","what-happened":"Slipped","harm":"none","what-was-done":"Sat down"})");
  }
  CaseRegister of(const gate::Actor& actor, std::string state = "", int most = 50,
                  std::optional<TimelineKey> older = {}) {
    return must(registers.of(
        actor,
        {w.kind("incident"), std::nullopt, std::move(state), make_date(2026, 9, 1), make_date(2026, 11, 30)},
        older, most));
  }
};

TEST_F(Register,
       Promise_LL_2_1i_and_LL_4_1b_incidents_are_one_register_with_what_is_open_and_how_many_there_were) {
  incident("2026-09-30T23:30");
  incident("2026-11-03T08:00");
  const auto last = incident("2026-11-19T08:00");
  const auto all = of(manager);
  EXPECT_EQ(all.all, 3);
  EXPECT_EQ(all.open, 3);
  ASSERT_EQ(all.months.size(), 3u) << "October too, in which there was none";
  EXPECT_EQ(all.months[0].all, 1);
  EXPECT_EQ(all.months[1].all, 0);
  EXPECT_EQ(all.months[2].all, 2);
  EXPECT_EQ(all.lines.front().entry, last) << "the newest first";
  EXPECT_TRUE(all.lines.front().due) << "its review";
  EXPECT_EQ(all.states.size(), 1u);
  EXPECT_EQ(of(manager, "closed").all, 0);
  EXPECT_EQ(of(manager, "open").all, 3);
  EXPECT_EQ(of(worker).all, 3) << "those of the people whom one supports";
}

TEST_F(Register, of_people_out_of_reach_nothing_is_listed_or_counted) {
  incident("2026-11-03T08:00");
  const auto stranger = w.actor(w.hire("worker", w.service(), std::nullopt, manager.id));
  const auto none = of(stranger);
  EXPECT_EQ(none.all, 0);
  EXPECT_TRUE(none.lines.empty());
  EXPECT_TRUE(none.states.empty());
}

TEST_F(Register, is_paged_by_key_and_counts_all_on_every_page) {
  for (int day = 10; day < 15; ++day) incident("2026-11-" + std::to_string(day) + "T08:00");
  const auto first = of(manager, "", 2);
  ASSERT_TRUE(first.older);
  const auto second = of(manager, "", 2, first.older);
  EXPECT_EQ(second.all, 5);
  ASSERT_EQ(second.lines.size(), 2u);
  EXPECT_LT(second.lines.front().happened.ms, first.lines.back().happened.ms);
  const auto third = of(manager, "", 2, second.older);
  EXPECT_EQ(third.lines.size(), 1u);
  EXPECT_FALSE(third.older);
}

TEST_F(Register, only_kinds_with_steps_of_which_the_role_sees_something_have_one) {
  const auto kinds = registers.kinds_for(manager);
  EXPECT_THAT(kinds, testing::Contains(w.kind("incident")));
  EXPECT_THAT(kinds, testing::Not(testing::Contains(w.kind("about-me"))));
  EXPECT_EQ(
      registers.of(manager, {w.kind("about-me"), {}, "", make_date(2026, 9, 1), make_date(2026, 9, 2)}, {}, 9)
          .error()
          .code,
      Code::NotFound);
}

}  // namespace
}  // namespace candour::record
