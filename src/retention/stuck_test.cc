// What is tried again by itself and cannot end is told to those who can act, until it has ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// Does what its plan says, one thing a slice: 'x' fails, anything else gets on.
class Shaky : public jobs::Kind {
 public:
  Shaky(store::Db& db, std::string plan) : db_(db), plan_(std::move(plan)) {}
  std::string_view code() const override { return "shaky"; }
  Status step(jobs::Slice& slice) override {
    if (plan_.at(at_++) == 'x') return fail(Code::Unavailable, "Maya Okafor stood in the way.");
    return db_.write([&](store::Txn& txn) {
      store::no_entry_needed("a test");
      const auto done = slice.job().done + 1;
      return at_ == plan_.size() ? slice.finish(txn, done) : slice.save(txn, std::to_string(at_), done);
    });
  }

 private:
  store::Db& db_;
  const std::string plan_;
  std::size_t at_ = 0;
};

class StuckAtLL : public Over {
 protected:
  StuckAtLL() : Over("ll") {}
  /// One slice, once the rest after a failure is over.
  void try_once() {
    w.clock.set({w.clock.now().ms + 120'000});
    must(jobs.slice());
  }
  std::vector<Destructions::Stuck> seen_by(const gate::Actor& actor) {
    return must(destructions.stuck(actor));
  }
  gate::Actor protection() {
    for (std::size_t i = 0; i < w.charter->roles.size(); ++i)
      if (const auto& role = w.charter->roles[i];
          role.has(charter::Duty::SeeLedger) && !role.has(charter::Duty::ManageStaff))
        return w.actor(w.hire(role.code));
    throw std::runtime_error("nobody sees the ledger");
  }
  std::int64_t times() { return count("SELECT COALESCE(SUM(times), 0) FROM job_trouble"); }
};

TEST_F(StuckAtLL, Promise_LL_2_4e_one_that_cannot_end_is_told_to_whoever_agrees_and_data_protection) {
  note();
  const auto before = to_write(worker, "contact-note");
  ended(make_date(2015, 1, 1));
  const auto id = agreed();
  try_once();
  ASSERT_EQ(outcome(id), "gone");
  // A row of theirs comes back behind its back, so it does not end.
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test");
    return w.vault->put(
        txn, before,
        {person, EntryId{person.raw}, 99, w.category("care"), vault::KeySlot::item(EntryId{person.raw})},
        as_bytes("zqcanaryqz"));
  }));
  const auto lead = protection();
  try_once();
  const auto since = w.clock.now();
  try_once();
  EXPECT_THAT(seen_by(other), IsEmpty()) << "twice may be anything";
  try_once();
  for (const auto& actor : {manager, other, lead}) {
    const auto seen = seen_by(actor);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].id, id);
    EXPECT_EQ(seen[0].service, w.service());
    EXPECT_EQ(iso_date(seen[0].up_to), "2026-11-21");
    EXPECT_EQ(seen[0].since, since);
    EXPECT_EQ(seen[0].times, 3);
    EXPECT_TRUE(seen[0].tried);
    EXPECT_FALSE(seen[0].listing);
    EXPECT_THAT(seen[0].why, HasSubstr("destroyed was found again"));
  }
  EXPECT_THAT(seen_by(worker), IsEmpty()) << "it is not theirs to decide on";
  w.tamper("DELETE FROM segment WHERE org=$1 AND person=$2", {w.db->org(), person});
  must(w.vault->forget_people({person}));
  try_once();
  EXPECT_TRUE(must(destructions.state(of_service(other), id))->done);
  EXPECT_THAT(seen_by(other), IsEmpty()) << "it has ended";
  EXPECT_EQ(times(), 0);
}

TEST_F(StuckAtLL, a_list_that_could_not_be_made_is_told_at_once_since_it_is_not_tried_again) {
  ended(make_date(2015, 1, 1));
  hold_taken_away();
  const auto id = list_asked();
  try_once();
  const auto seen = seen_by(other);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_TRUE(seen[0].listing);
  EXPECT_FALSE(seen[0].tried);
  EXPECT_THAT(seen[0].why, HasSubstr("not what Candour wrote"));
  must(take(other, id, "withdraw", "Begun anew when the holds are right"));
  EXPECT_THAT(seen_by(other), IsEmpty());
}

TEST_F(StuckAtLL, failures_count_in_a_row_and_words_that_may_name_somebody_are_not_kept) {
  jobs.add(std::make_unique<Shaky>(*w.db, "xxgxg"));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test");
    return jobs.start(txn, manager.id, "shaky", person.raw, 0).map([](auto) {});
  }));
  try_once();
  try_once();
  EXPECT_EQ(times(), 2);
  try_once();
  try_once();
  EXPECT_EQ(times(), 1) << "it got on in between";
  EXPECT_EQ(count("SELECT COUNT(*) FROM job_trouble WHERE why<>''"), 0);
  try_once();
  EXPECT_EQ(times(), 0) << "it has ended";
}

}  // namespace
}  // namespace candour::retention
