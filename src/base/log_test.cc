#include "base/log.h"

#include <gtest/gtest.h>

namespace candour::log {
namespace {

TEST(Log, writes_one_line_of_pairs_with_the_time_of_the_clock) {
  SetClock clock({1763765701123});
  std::string got;
  Log log(clock, [&](std::string_view l) { got += l; });
  log.info("served", {{"route", "person.timeline"}, {"status", 200}, {"words", "two words"}});
  EXPECT_EQ(got,
            "time=2025-11-21T22:55:01.123Z level=info event=served route=person.timeline status=200 "
            "words=\"two words\"\n");
}

TEST(Log, a_value_cannot_forge_a_line) {
  SetClock clock({0});
  std::string got;
  Log log(clock, [&](std::string_view l) { got += l; });
  log.warn("x", {{"v", "a\nlevel=info \"\x1b"}});
  EXPECT_EQ(got, "time=1970-01-01T00:00:00.000Z level=warning event=x v=\"a\\nlevel=info \\\"\\x1b\"\n");
}

}  // namespace
}  // namespace candour::log
