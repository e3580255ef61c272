// The gate's decisions through real tables: charter, store, vault and ledger as they run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

TEST(Gate, smoke) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto worker = w.hire("worker", w.service());
  const auto e = w.enrol(boss, worker);
  const auto pass = w.gate.see(w.actor(worker), e.person, {ledger::Act::View, "profile", "", CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass) << pass.error().words.text;
  EXPECT_TRUE(w.sees(*pass, "identity"));
}

}  // namespace
}  // namespace candour::people
