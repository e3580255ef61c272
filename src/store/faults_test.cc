// Faults of the disk under the store: it is full, cannot be synced, writes half, cannot be read, loses its
// power. Every transaction happens whole or not at all, nobody is told "saved" of what may be lost, and once
// the disk is mended the same process goes on.
#include <gmock/gmock.h>

#include <filesystem>
#include <random>
#include <set>

#include "store/db.h"
#include "store/sqlite/faulty_disk_for_tests.h"

namespace candour::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr Migration kFaultTables[] = {
    {1, "first",
     "CREATE TABLE word (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (org, n));"
     "CREATE TABLE echo (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT NOT NULL, PRIMARY KEY (org, n))"
     "/*clustered*/;"},
};

class Faults : public testing::Test {
 protected:
  void SetUp() override {
    // The faults are made above the real disk, which is spared where it can be.
    const bool shm = fs::is_directory("/dev/shm");
    std::string pattern = (shm ? fs::path("/dev/shm") : fs::temp_directory_path()) / "store-faults-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = (folder / "ll.db").string();
    db = open(path);
  }
  void TearDown() override {
    db.reset();
    fs::remove_all(folder);
  }
  std::unique_ptr<Db> open(const std::string& at) {
    auto r = open_sqlite(org, at, kFaultTables);
    EXPECT_TRUE(r) << r.error().detail.text;
    return r ? std::move(*r) : nullptr;
  }
  /// One act: a word and its echo, in two tables, over several pages.
  Status say(int n, std::size_t size = 9000) {
    const std::string words(size, static_cast<char>('a' + n % 26));
    return db->write([&](Txn& t) -> Status {
      CHECK_OK(t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, $3)", {org, n, words}));
      CHECK_OK(t.run("INSERT INTO echo (org, n, said) VALUES ($1, $2, $3)", {org, n, words}));
      return {};
    });
  }
  /// The acts that are there; one that is there by half is a failure.
  std::set<int> said(Db& in) {
    std::set<int> all;
    const auto read = in.read([&](Session& s) {
      return s.each(
          "SELECT w.n, w.said = e.said FROM word w LEFT JOIN echo e ON e.org = w.org AND e.n = w.n WHERE "
          "w.org = $1 "
          "UNION ALL SELECT e.n, w.said = e.said FROM echo e LEFT JOIN word w ON w.org = e.org AND w.n = e.n "
          "WHERE e.org = $1",
          {org}, [&](const Row& r) {
            EXPECT_FALSE(r.null(1)) << r.i64(0) << " is there by half";
            EXPECT_EQ(r.i64(1), 1) << r.i64(0);
            all.insert(static_cast<int>(r.i64(0)));
            return true;
          });
    });
    EXPECT_TRUE(read) << read.error().detail.text;
    EXPECT_TRUE(in.read([&](Session& s) {
      return s.each("PRAGMA integrity_check", {}, [&](const Row& r) {
        EXPECT_EQ(r.text(0), "ok");
        return true;
      });
    }));
    return all;
  }
  std::set<int> said() { return said(*db); }
  /// What another start would find after the power went.
  std::set<int> after_power_cut(unsigned seed = 0) {
    const auto copy = (folder / ("cut-" + std::to_string(++cuts) + ".db")).string();
    disk.after_power_cut(path, copy, seed);
    const auto again = open(copy);
    return said(*again);
  }
  void expect_clear(const Status& no, const std::string& words) {
    ASSERT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::Unavailable);
    EXPECT_THAT(no.error().words.text, HasSubstr(words));
    EXPECT_THAT(no.error().words.text, HasSubstr("nothing was saved"));
    EXPECT_THAT(no.error().words.text, HasSubstr("Ask whoever looks after the server"));
  }

  OrgCode org{"ll"};
  FaultyDisk disk;
  fs::path folder;
  std::string path;
  std::unique_ptr<Db> db;
  int cuts = 0;
};

TEST_F(Faults, a_full_disk_saves_nothing_wherever_it_stops_and_afterwards_all_works) {
  ASSERT_TRUE(say(0));
  std::set<int> there{0};
  int full = 0;
  for (std::int64_t room = 0; full < 60; room += 1500) {
    disk.full_after(room);
    const auto done = say(1, 20'000);
    if (done) {
      there.insert(1);
      break;
    }
    ++full;
    EXPECT_GT(disk.met(), 0);
    expect_clear(done, "The disk is full");
    EXPECT_EQ(said(), there) << room;
    EXPECT_EQ(after_power_cut(), there) << room;
  }
  EXPECT_GT(full, 5);
  disk.mend();
  EXPECT_TRUE(say(2));
  there.insert({1, 2});
  EXPECT_EQ(said(), there);
  EXPECT_EQ(after_power_cut(), there);
}

TEST_F(Faults, a_sync_that_fails_is_never_called_saved_and_the_connection_is_not_trusted_again) {
  ASSERT_TRUE(say(0));
  disk.fail_syncs(1);
  const auto opened = disk.opened();
  expect_clear(say(1), "The disk could not be read or written");
  EXPECT_EQ(disk.met(), 1);
  EXPECT_EQ(said(), std::set{0}) << "what was refused may not be seen";
  EXPECT_EQ(disk.opened(), opened + 1) << "a new reader at most";
  ASSERT_TRUE(say(2));
  EXPECT_EQ(disk.opened(), opened + 2) << "a new writer";
  ASSERT_TRUE(say(3));
  EXPECT_EQ(disk.opened(), opened + 2) << "which is kept";
  EXPECT_EQ(said(), (std::set{0, 2, 3}));
  EXPECT_EQ(after_power_cut(), (std::set{0, 2, 3})) << "the lost pages were not written again";
}

TEST_F(Faults, every_sync_in_turn_may_fail) {
  // One checkpoint has several syncs, of the log and of the database itself.
  std::set<int> there;
  int n = 0;
  for (int nth = 0; nth < 6; ++nth) {
    for (int i = 0; i < 3; ++i, ++n)
      if (say(n)) there.insert(n);
    disk.fail_syncs(1, nth);
    (void)say(1000 + n);  // may stand or not
    const auto scrubbed = db->scrub();
    EXPECT_TRUE(scrubbed || scrubbed.error().code == Code::Unavailable);
    EXPECT_TRUE(disk.met() > 0 || nth > 2);
    disk.mend();
    ASSERT_TRUE(say(n)) << nth;
    there.insert(n++);
    const auto now = said();
    EXPECT_TRUE(std::includes(now.begin(), now.end(), there.begin(), there.end())) << nth;
    EXPECT_EQ(after_power_cut(), now) << nth;
  }
}

TEST_F(Faults, a_short_write_leaves_nothing) {
  ASSERT_TRUE(say(0));
  std::set<int> there{0};
  for (int nth = 0; nth < 12; ++nth) {
    disk.short_write(nth);
    const auto done = say(100 + nth);
    if (done)
      there.insert(100 + nth);
    else
      expect_clear(done, "The disk could not be read or written");
    disk.mend();
    EXPECT_EQ(said(), there) << nth;
    ASSERT_TRUE(say(200 + nth)) << nth;
    there.insert(200 + nth);
    EXPECT_EQ(after_power_cut(), there) << nth;
  }
}

TEST_F(Faults, what_cannot_be_read_is_said_and_read_again_when_it_can) {
  for (int n = 0; n < 20; ++n) ASSERT_TRUE(say(n));
  db.reset();
  db = open(path);
  disk.fail_reads();
  const auto no = db->read([&](Session& s) {
    return s.each("SELECT said FROM word WHERE org = $1", {org}, [](const Row&) { return true; });
  });
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_THAT(no.error().words.text, HasSubstr("check the disk"));
  EXPECT_FALSE(say(99));
  EXPECT_GT(disk.met(), 1);
  disk.mend();
  EXPECT_EQ(said().size(), 20u);
  EXPECT_TRUE(say(99));
}

TEST_F(Faults, a_database_that_cannot_be_opened_on_a_full_disk_opens_when_there_is_room) {
  disk.full_after(0);
  const auto other = (folder / "other.db").string();
  const auto no = open_sqlite(org, other, kFaultTables);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_THAT(no.error().words.text, HasSubstr("disk is full"));
  disk.mend();
  EXPECT_TRUE(said(*open(other)).empty());
}

TEST_F(Faults, whatever_fails_at_whatever_moment_nothing_acknowledged_is_lost) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    std::mt19937 dice(seed);
    std::set<int> sure, perhaps;
    int met = 0;
    for (int n = static_cast<int>(seed) * 10'000, end = n + 100; n < end; ++n) {
      switch (dice() % 8) {
        case 0:
          disk.full_after(dice() % 12'000);
          break;
        case 1:
          disk.fail_syncs(1 + static_cast<int>(dice() % 2), static_cast<int>(dice() % 3));
          break;
        case 2:
          disk.short_write(static_cast<int>(dice() % 10));
          break;
        default:
          disk.mend();
      }
      (say(n, dice() % 8'000) ? sure : perhaps).insert(n);
      if (dice() % 16 == 0) (void)db->scrub();
      met += disk.met();
      if (dice() % 10 != 0) continue;
      const auto found = after_power_cut(dice());
      EXPECT_TRUE(std::includes(found.begin(), found.end(), sure.begin(), sure.end())) << seed << " " << n;
      for (const int x : found)
        EXPECT_TRUE(sure.contains(x) || perhaps.contains(x) || x < 10'000 * int(seed));
    }
    EXPECT_GT(met, 20);
    disk.mend();
    EXPECT_TRUE(say(static_cast<int>(seed)));
    // In the process that was told "not saved", it is not there.
    const auto now = said();
    for (const int x : perhaps) EXPECT_FALSE(now.contains(x)) << x;
    for (const int x : sure) EXPECT_TRUE(now.contains(x)) << x;
  }
}

}  // namespace
}  // namespace candour::store
