// Whose people are whose: who can be given people, moving a caseload, and a worker who leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class CaseloadTest : public testing::Test {
 protected:
  World w{"ll"};
  StaffId boss_id = w.hire("supervisor", w.service());
  StaffId leaver = w.hire("worker", w.service(), std::nullopt, boss_id);
  StaffId heir = w.hire("worker", w.service(), std::nullopt, boss_id);
  gate::Actor boss = w.actor(boss_id);
  World::Enrolled maya = w.enrol(boss, leaver);
  World::Enrolled ade = w.enrol(boss, leaver, std::nullopt, 0, "Ade", "Bello", "1971-02-03");
  gate::Tasks tasks{w.gate, *w.db, w.clock};

  std::vector<std::string> waiting(StaffId staff) {
    std::vector<std::string> out;
    for (const auto& t : must(tasks.open(w.actor(staff), 50))) out.push_back(t.kind);
    return out;
  }
};

TEST_F(CaseloadTest, only_those_who_work_with_people_and_are_fit_are_offered) {
  const auto able = must(w.journeys.who_could_support(w.service()));
  const auto has = [&](StaffId s) { return std::ranges::count(able, s) > 0; };
  EXPECT_TRUE(has(boss_id) && has(leaver) && has(heir));
  for (const std::string_view role : {"board", "finance", "dp-lead", "admin"}) {
    const auto one = w.hire(role);
    EXPECT_EQ(std::ranges::count(must(w.journeys.who_could_support(w.service())), one), 0) << role;
    EXPECT_FALSE(w.journeys.allocate(boss, maya.person, maya.enrolment, one, true, std::nullopt)) << role;
  }
  const auto unfit = w.hire("worker", w.service(), std::nullopt, boss_id, false);
  EXPECT_EQ(std::ranges::count(must(w.journeys.who_could_support(w.service())), unfit), 0);
}

TEST_F(CaseloadTest, a_worker_leaves_and_nobody_is_left_alone) {
  const auto other = w.hire("supervisor", w.service(1));
  must(w.staff.leave(w.actor(w.hire("admin")), leaver));
  ASSERT_THAT(waiting(boss_id), ElementsAre(gate::kLeftPeople));
  EXPECT_THAT(waiting(other), IsEmpty()) << "none of theirs";
  const auto task = must(tasks.open(boss, 50)).front();
  EXPECT_FALSE(tasks.complete(boss, task.id)) << "moving the people closes it";
  EXPECT_EQ(must(w.journeys.caseload_of(boss, leaver, 50)).size(), 2u);
  EXPECT_THAT(must(w.journeys.caseload_of(w.actor(other), leaver, 50)), IsEmpty());

  EXPECT_FALSE(w.journeys.move_caseload(w.actor(other), leaver, heir, {maya.enrolment}))
      << "not theirs to move";
  EXPECT_FALSE(w.journeys.move_caseload(boss, leaver, w.hire("finance"), {maya.enrolment}));
  EXPECT_FALSE(w.journeys.move_caseload(boss, leaver, leaver, {maya.enrolment}));
  must(w.journeys.move_caseload(boss, leaver, heir, {maya.enrolment}));
  EXPECT_THAT(waiting(boss_id), Not(IsEmpty())) << "one of two";
  must(w.journeys.move_caseload(boss, leaver, heir, {ade.enrolment}));
  EXPECT_THAT(waiting(boss_id), IsEmpty());
  EXPECT_EQ(must(w.journeys.caseload(w.actor(heir), std::nullopt, 50)).size(), 2u);
  EXPECT_FALSE(w.journeys.move_caseload(boss, leaver, heir, {ade.enrolment}))
      << "somebody moved them already";
  EXPECT_TRUE(w.gate.reaches(w.actor(heir), maya.person).value());
}

}  // namespace
}  // namespace candour::people
