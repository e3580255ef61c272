// How near somebody stands, without tables: people_tests ask the same through the store.
#include "gate/standing.h"

#include <gtest/gtest.h>

#include "charter/read.h"

namespace candour::gate {
namespace {

using charter::Reach;

charter::CharterPtr living() {
  static const auto c = charter::load(std::string(CANDOUR_SOURCE_DIR) + "/charters/lw.yaml",
                                      std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue")
                            .charter;
  return c;
}

struct Case {
  const char* name;
  const char* role;
  bool mine, below, my_team, open;
  Reach expected;
};

TEST(Standing, the_nearest_way_counts) {
  const auto me = StaffId::make(1), below = StaffId::make(2), stranger = StaffId::make(3);
  const auto north = TeamId::make(4), south = TeamId::make(5);
  const Case cases[] = {
      {"own caseload", "worker", true, true, true, true, Reach::Caseload},
      {"line", "worker", false, true, true, true, Reach::Line},
      {"team", "worker", false, false, true, true, Reach::Team},
      {"service", "worker", false, false, false, true, Reach::Service},
      {"closed, once mine", "worker", true, false, true, false, Reach::Service},
      {"closed, was below me", "supervisor", false, true, true, false, Reach::Line},
  };
  for (const auto& c : cases) {
    Actor actor{me, {{*living()->find_role(c.role), ServiceIx{}, north}}, {below}, {}, true, true};
    PersonFacts person;
    person.exists = true;
    Place place;
    place.open = c.open;
    place.team = c.my_team ? north : south;
    place.workers = {{stranger, {}}};
    if (c.mine) place.workers.push_back({me, {}});
    if (c.below) place.workers.push_back({below, {}});
    person.places = {place};
    EXPECT_EQ(reach_of(*living(), actor, actor.posts[0], person, ServiceIx{}), c.expected) << c.name;
    // A post in another service comes no nearer than the organisation does.
    actor.posts[0].service = static_cast<ServiceIx>(9);
    EXPECT_EQ(reach_of(*living(), actor, actor.posts[0], person, ServiceIx{}), Reach::Organisation) << c.name;
  }
}

TEST(Standing, what_nobody_holds_is_near_to_who_must_give_it_out) {
  const Actor boss{StaffId::make(1), {{*living()->find_role("supervisor"), {}, {}}}, {}, {}, true, true};
  const Actor worker{StaffId::make(2), {{*living()->find_role("worker"), {}, {}}}, {}, {}, true, true};
  PersonFacts person;
  person.exists = true;
  person.places = {Place{}};
  EXPECT_EQ(reach_of(*living(), boss, boss.posts[0], person, ServiceIx{}), Reach::Line);
  EXPECT_EQ(reach_of(*living(), worker, worker.posts[0], person, ServiceIx{}), Reach::Service);
}

TEST(Standing, nobody_stands_to_somebody_who_is_not_here) {
  const Actor boss{StaffId::make(1), {{*living()->find_role("supervisor"), {}, {}}}, {}, {}, true, true};
  EXPECT_TRUE(standings(*living(), boss, PersonFacts{}).empty());
}

}  // namespace
}  // namespace candour::gate
