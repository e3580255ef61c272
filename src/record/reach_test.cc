// Rules of sharing and of consent that none of the five notices has, said by an invented charter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;

TEST_F(SharingTest, a_ground_whose_telling_has_an_exception_lets_them_be_told_nothing_with_a_reason) {
  const charter::Values never{{"told", "no"},
                              {"told-on", nullptr},
                              {"why-not-told", "He reads her post"},
                              {"detail", "He is on his way"}};
  EXPECT_EQ(wrong(write(with(telling("other", "ground-high-risk", {"identity"}), never)), ""), "");
  EXPECT_THAT(wrong(write(with(telling("other", "ground-court", {"identity"}), never)), "told"),
              HasSubstr("names no exception"));
}

}  // namespace
}  // namespace candour::record
