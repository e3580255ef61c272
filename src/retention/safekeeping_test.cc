// What is missing against the loss of a server is told before it is needed.
#include "retention/safekeeping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::retention {
namespace {

using people::must;
using testing::ElementsAre;
using testing::IsEmpty;

class Kept : public testing::Test {
 protected:
  void after(int days) { w.clock.set({w.clock.now().ms + std::int64_t{days} * 24 * 60 * 60 * 1000}); }
  std::vector<std::string> alarms() {
    must(kept.look(false));
    std::vector<std::string> out;
    for (const auto& a : w.alarms.all()) out.push_back(a.code);
    std::ranges::sort(out);
    return out;
  }
  charter::Date day() const { return today(w.clock.now()); }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    for (const auto& k : w.all_kept())
      if (k.entry.act == ledger::Act::Job && k.entry.what != "seals")
        out.insert(out.begin(), std::string(k.entry.what) + " " + std::string(k.entry.outcome));
    return out;
  }
  people::World w{"ll"};
  gate::Actor admin = w.actor(w.hire("admin", {}));
  gate::Actor worker = w.actor(w.hire("worker", w.service()));
  Safekeeping kept{w.gate, *w.db, w.alarms, w.clock};
};

TEST_F(Kept, Promise_LL_4_1d_what_never_was_is_told_once_there_was_time_to_set_it_up) {
  EXPECT_THAT(alarms(), IsEmpty());
  after(Safekeeping::kSetUpDays);
  EXPECT_THAT(alarms(), ElementsAre("backup", "root-key-shares"));
  EXPECT_EQ(w.alarms.all().front().page, "/safekeeping");
  must(kept.backup(w.clock.now(), "ll-20261128T021000Z", true));
  EXPECT_THAT(alarms(), ElementsAre("root-key-shares"));
  must(kept.shares_handed(admin, day(), 5, 3));
  EXPECT_THAT(alarms(), IsEmpty());
  EXPECT_THAT(told(), ElementsAre("backup taken", "root-key-shares handed"));
}

TEST_F(Kept, Promise_LL_4_1d_a_backup_that_is_overdue_is_told_and_one_that_failed_at_once) {
  must(kept.backup(w.clock.now(), "one", true));
  must(kept.shares_handed(admin, day(), 5, 3));
  after(Safekeeping::kBackupDays - 1);
  EXPECT_THAT(alarms(), IsEmpty());
  must(kept.backup_failed("unavailable"));
  EXPECT_THAT(alarms(), ElementsAre("backup-failed"));
  after(1);
  EXPECT_THAT(alarms(), ElementsAre("backup", "backup-failed"));
  must(kept.backup(w.clock.now(), "two", false));
  EXPECT_THAT(alarms(), IsEmpty());
  // What was found in the folder is known already, or is older than what is known.
  must(kept.backup({w.clock.now().ms - 1}, "one", false));
  EXPECT_EQ(must(kept.state(admin)).backup->detail, "two");
  EXPECT_THAT(told(),
              ElementsAre("backup taken", "root-key-shares handed", "backup-failed failed", "backup found"));
}

TEST_F(Kept, Promise_LL_4_1d_whoever_never_put_a_backup_back_is_told_twice_a_year) {
  after(Safekeeping::kDrillDays);
  must(kept.backup(w.clock.now(), "one", true));
  must(kept.shares_made(day(), 5, 3));
  EXPECT_THAT(alarms(), ElementsAre("backup-drill"));
  must(kept.drilled(admin, day()));
  EXPECT_THAT(alarms(), IsEmpty());
  after(1);
  EXPECT_THAT(alarms(), IsEmpty());
  after(Safekeeping::kDrillDays);
  EXPECT_THAT(alarms(), ElementsAre("backup", "backup-drill"));
}

TEST_F(Kept, who_neither_manages_staff_nor_sees_the_ledger_sees_and_records_nothing) {
  EXPECT_EQ(kept.state(worker).error().code, Code::NotAllowed);
  EXPECT_EQ(kept.drilled(worker, day()).error().code, Code::NotAllowed);
  EXPECT_EQ(kept.shares_handed(worker, day(), 5, 3).error().code, Code::NotAllowed);
}

TEST_F(Kept, what_cannot_be_is_not_recorded) {
  EXPECT_EQ(kept.drilled(admin, add_days(day(), 1)).error().code, Code::Invalid);
  EXPECT_EQ(kept.shares_handed(admin, add_days(day(), 1), 5, 3).error().fields.front().field, "handed");
  EXPECT_EQ(kept.shares_handed(admin, day(), 1, 1).error().fields.front().field, "of");
  EXPECT_EQ(kept.shares_handed(admin, day(), 5, 6).error().fields.front().field, "needed");
  EXPECT_EQ(kept.shares_handed(admin, day(), 5, 1).error().fields.front().field, "needed");
}

TEST_F(Kept, Promise_LL_4_1d_what_is_known_of_backups_holds_or_nothing_is_said) {
  must(kept.backup(w.clock.now(), "one", true));
  w.tamper("UPDATE safekeeping SET at=at+1 WHERE org=$1", {w.db->org()});
  const auto s = kept.state(admin);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().code, Code::Corrupt);
}

TEST_F(Kept, nobody_loses_anything_in_a_demo) {
  after(400);
  must(kept.look(true));
  EXPECT_FALSE(w.alarms.any());
}

}  // namespace
}  // namespace candour::retention
