#include "people/ages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Ages : public testing::Test {
 protected:
  World w{"ig"};
  StaffId boss_id = w.hire("supervisor", w.service());
  StaffId worker = w.hire("worker", w.service(), std::nullopt, boss_id);
  gate::Actor boss = w.actor(boss_id);
  gate::Tasks tasks{w.gate, *w.db, w.clock};

  PersonId born(const std::string& day, std::optional<StaffId> of) {
    return w.enrol(boss, of, std::nullopt, 0, "Maya", "Okafor", day).person;
  }
  int tell() { return must(tell_of_ages(w.gate, *w.db, *w.vault, w.clock)); }
  std::vector<std::string> waiting(StaffId staff) {
    std::vector<std::string> out;
    for (const auto& t : must(tasks.open(w.actor(staff), 50))) out.push_back(t.kind + " " + t.about_thing);
    return out;
  }
};

TEST(AgeReached, is_ahead_of_time_and_not_afterwards) {
  const auto today = make_date(2026, 11, 21);
  const auto reached = [&](Date born) { return age_reached(born, today, std::vector{13, 16, 18}); };
  EXPECT_EQ(reached(make_date(2010, 12, 1)), 16);
  EXPECT_EQ(reached(make_date(2010, 11, 21)), 0) << "today it is there";
  EXPECT_EQ(reached(make_date(2010, 11, 22)), 16);
  EXPECT_EQ(reached(make_date(2011, 1, 16)), 16);
  EXPECT_EQ(reached(make_date(2011, 1, 17)), 0) << "too far ahead";
  EXPECT_EQ(reached(make_date(2013, 12, 1)), 13);
  EXPECT_EQ(reached(make_date(2008, 12, 1)), 18);
  EXPECT_EQ(reached(make_date(2009, 12, 1)), 0) << "17";
}

TEST(AgesThatCount, are_those_of_the_service) {
  const World reach("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue");
  const auto ages = [](const World& w, std::string_view service) {
    return ages_that_count(*w.charter, w.service(service));
  };
  EXPECT_THAT(ages(reach, "young-people"), ElementsAre(13, 21)) << "an own yes from 13, up to 20";
  EXPECT_THAT(ages(reach, "refuge"), ElementsAre(18)) << "whoever is taken may say yes already";
  EXPECT_THAT(ages(reach, "helpline"), ElementsAre(16, 18));
  const World ps("ps");
  EXPECT_THAT(ages(ps, "child-therapy"), ElementsAre(14, 18));
  EXPECT_THAT(ages(ps, "adult-therapy"), IsEmpty()) << "nobody grows up there";
}

TEST_F(Ages, Promise_ALL_2_whoever_supports_them_hears_of_it_once_and_the_ledger_says_whose_age) {
  const auto child = born("2010-12-01", worker);
  born("2009-12-01", worker);
  EXPECT_EQ(tell(), 1);
  EXPECT_THAT(waiting(worker), ElementsAre("turns 16"));
  const auto line = w.all_kept().front().entry;
  EXPECT_EQ(line.act, ledger::Act::Job);
  EXPECT_EQ(line.note, "age-ahead");
  EXPECT_THAT(line.people, ElementsAre(child));
  EXPECT_THAT(waiting(boss_id), IsEmpty());
  EXPECT_EQ(tell(), 0);
  const auto task = must(tasks.open(w.actor(worker), 50)).front();
  must(tasks.complete(w.actor(worker), task.id));
  EXPECT_EQ(tell(), 0) << "also when it was looked at";
}

TEST_F(Ages, where_nobody_supports_them_those_who_give_people_to_workers_hear_of_it) {
  born("2008-12-01", std::nullopt);
  born("2013-12-01", std::nullopt);
  EXPECT_EQ(tell(), 1) << "13 is no age of this notice";
  EXPECT_THAT(waiting(boss_id), ElementsAre("turns 18"));
}

TEST_F(Ages, nobody_is_reminded_of_the_birthday_of_somebody_who_died) {
  const auto child = born("2010-12-01", worker);
  const auto pass = must(w.gate.act(boss, child, w.service(), charter::Duty::MarkDeath));
  must(w.people.record_death(pass, child, make_date(2026, 11, 20), false));
  EXPECT_EQ(tell(), 0);
  EXPECT_THAT(waiting(worker), ElementsAre(testing::StartsWith("has-died")))
      << "but asked what is still open";
  EXPECT_FALSE(tasks.complete(w.actor(worker), must(tasks.open(w.actor(worker), 50)).front().id));
  EXPECT_TRUE(must(tasks.waits_for(w.actor(worker), gate::kHasDied, child)));
  must(tasks.complete_about(w.actor(worker), gate::kHasDied, child));
  EXPECT_FALSE(must(tasks.waits_for(w.actor(worker), gate::kHasDied, child)));
  EXPECT_EQ(tasks.complete_about(w.actor(worker), gate::kHasDied, child).error().code, Code::NotFound);
}

TEST_F(Ages, a_death_recorded_by_mistake_asks_nothing_any_more) {
  const auto child = born("2010-12-01", worker);
  const auto pass = must(w.gate.act(boss, child, w.service(), charter::Duty::MarkDeath));
  must(w.people.record_death(pass, child, make_date(2026, 11, 20), false));
  must(w.people.record_death(pass, child, make_date(2026, 11, 20), true));
  EXPECT_THAT(waiting(worker), IsEmpty());
}

}  // namespace
}  // namespace candour::people
