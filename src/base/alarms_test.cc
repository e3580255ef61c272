#include "base/alarms.h"

#include <gtest/gtest.h>

namespace candour {
namespace {

TEST(Alarms, are_raised_once_and_counted_until_they_are_lowered) {
  Alarms alarms;
  EXPECT_FALSE(alarms.any());
  EXPECT_TRUE(alarms.raise("row-seal", "A row was changed.", "staff_post", {2}));
  EXPECT_FALSE(alarms.raise("row-seal", "Another was.", "staff", {3}));
  EXPECT_TRUE(alarms.raise("ledger-head", "The ledger does not hold.", "", {1}));
  const auto all = alarms.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].code, "ledger-head");
  EXPECT_EQ(all[1].words, "A row was changed.");
  EXPECT_EQ(all[1].times, 2);
  alarms.lower("row-seal");
  EXPECT_EQ(alarms.all().size(), 1u);
}

}  // namespace
}  // namespace candour
