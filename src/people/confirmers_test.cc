#include "people/confirmers.h"

#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

TEST(Confirmers, a_value_whose_confirmer_left_is_told_until_somebody_has_their_role_again) {
  World w(World::amended("ll", "grounds: {third-party: working}",
                         "grounds: {third-party: confirmed by dp-lead on 2026-10-01}"),
          std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue");
  const auto gone = [&] { return confirmed_by_nobody(*w.charter, *w.staff.directory()); };
  const auto admin = w.actor(w.hire("admin"));
  w.hire("admin");
  ASSERT_EQ(gone().size(), 1u);
  EXPECT_EQ(gone()[0].role->code, "dp-lead");
  EXPECT_EQ(gone()[0].values, 1);
  const auto lead = w.hire("dp-lead");
  EXPECT_TRUE(gone().empty());
  must(w.staff.leave(admin, lead));
  ASSERT_EQ(gone().size(), 1u);
  EXPECT_EQ(gone()[0].role->code, "dp-lead");
}

}  // namespace
}  // namespace candour::people
