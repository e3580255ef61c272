// ALL-2: no act without its line. That the seals were begun, and that somebody changed the rows behind them.
#include <gtest/gtest.h>

#include "people/lines_for_tests.h"
#include "people/world_for_tests.h"
#include "store/open_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;

TEST(Promise, ALL_2_the_seals_are_begun_with_one_line_of_the_program) {
  World w;
  w.db->seal_with(nullptr);
  const auto old = must(store::open_for_tests(w.charter->org(), store::record_migrations()));
  const auto ledger = must(ledger::open_ledger(*old, w.vault->derive("ledger-signing")));
  LinesSince since(*old, *ledger);
  gate::Seals seals(*old, *w.vault, *ledger, w.clock);
  must(seals.begin());
  must(seals.begin());
  EXPECT_TRUE(since.has({{}, Act::Job, "seals", {}, "sets "}));
  EXPECT_EQ(since.lines().size(), 1u);
  w.db->seal_with(&w.seals);
}

TEST(Promise, ALL_2_rows_that_do_not_fit_their_seal_name_whom_they_are_about) {
  World w;
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto maya = w.enrol(boss, w.hire("worker", w.service())).person;
  LinesSince since(*w.db, *w.ledger);
  w.tamper("UPDATE allocation SET key_worker=0 WHERE org=$1", {w.db->org()});
  gate::Gate fresh(w.charter, *w.db, *w.ledger, w.clock, &w.seals);
  EXPECT_FALSE(fresh.see(boss, maya, {Act::View, "profile", "", CategorySet::of_bits(~0ull)}));
  ledger::Entry after;  // the line is written by another thread: this one waits for it
  after.at = w.clock.now();
  after.what = "after";
  must(w.ledger->record(after));
  EXPECT_TRUE(since.has(
      {{}, Act::Attack, "person", {maya}, "the stored rows do not fit their seal", "seal", maya.text()}));
}

}  // namespace
}  // namespace candour::people
