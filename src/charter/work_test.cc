#include "charter/work.h"

#include <gtest/gtest.h>

#include "charter/charters_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

/// What falls due and is nobody's work would stand in no list.
TEST(WorkOfCharters, every_deadline_of_every_charter_is_somebody_s_work) {
  for (const std::string code : {"ig", "im", "ll", "lw", "ps"}) {
    const std::string root = CANDOUR_SOURCE_DIR;
    const auto loaded = load(root + "/charters/" + code + ".yaml", root + "/charters/catalogue");
    ASSERT_TRUE(loaded.charter) << code;
    const auto& c = *loaded.charter;
    for (const auto& kind : c.kinds) {
      bool used = false;
      for (std::size_t s = 0; s < c.services.size(); ++s)
        used = used || c.kind_use(static_cast<ServiceIx>(s), kind.ix) != nullptr;
      if (!used) continue;
      for (const auto& d : kind.deadlines)
        EXPECT_FALSE(doers_of(c, kind, d).all().empty()) << code << ": " << kind.code << ", " << d.code;
      if (!kind.alerts.empty()) EXPECT_FALSE(kind.alerts.front().name.empty());
    }
  }
}

/// Bringing the actions of a reviewed incident up to date is no review, so whoever does that has no review to
/// do.
TEST(WorkOfCharters, a_step_that_can_be_taken_only_once_it_is_there_does_not_end_it) {
  const auto c = shipped("ll");
  ASSERT_TRUE(c);
  const auto& incident = c->at(*c->find_kind("incident"));
  const auto doers = doers_of(*c, incident, *incident.find_deadline("manager-review"));
  EXPECT_TRUE(doers.plain.empty());
  EXPECT_TRUE(doers.above.has(*c->find_role("supervisor")));
  EXPECT_FALSE(doers.all().has(*c->find_role("worker")));
}

}  // namespace
}  // namespace candour::charter
