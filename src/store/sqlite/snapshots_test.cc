// A snapshot that is kept for the next reader: what it may be late for, what never, and that it is let go.
#include "store/sqlite/snapshots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "store/sqlite/connection.h"

namespace candour::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Migration kTables[] = {
    {1, "one",
     "CREATE TABLE word (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT, PRIMARY KEY (org, n));"
     "CREATE TABLE ledger_entry (org TEXT NOT NULL, seq BIGINT NOT NULL, data TEXT, PRIMARY KEY (org, "
     "seq));"}};

class Kept : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "store-kept-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = (folder / "ll.db").string();
    auto opened = open_sqlite(org, path, kTables);
    ASSERT_TRUE(opened) << opened.error().detail.text;
    db = std::move(*opened);
  }
  void TearDown() override {
    db.reset();
    fs::remove_all(folder);
  }
  Status put(int n) {
    return db->write([&](Txn& t) -> Status {
      return t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, 'word')", {org, n}).map([](auto) {});
    });
  }
  Status look() {
    return db->write([&](Txn& t) -> Status {
      return t.run("INSERT INTO ledger_entry (org, seq, data) VALUES ($1, $2, 'a look')", {org, ++seq})
          .map([](auto) {});
    });
  }
  std::int64_t count(bool records) {
    std::int64_t n = -1;
    const auto body = [&](Session& s) {
      return s.each("SELECT count(*) FROM word WHERE org = $1", {org},
                    [&](const Row& r) { return n = r.i64(0), false; });
    };
    const auto done = records ? db->read_records(body) : db->read(body);
    EXPECT_TRUE(done) << done.error().detail.text;
    return n;
  }
  /// Another program that has the file open.
  std::unique_ptr<Connection> stranger() {
    auto c = Connection::open(path, Connection::Mode::Write);
    EXPECT_TRUE(c) << c.error().detail.text;
    return std::move(*c);
  }

  OrgCode org{"ll"};
  fs::path folder;
  std::string path;
  std::unique_ptr<Db> db;
  int seq = 0;
};

TEST_F(Kept, goes_on_while_only_the_ledger_grows_and_for_a_moment_at_most) {
  ASSERT_TRUE(put(1));
  auto other = stranger();
  // A stranger's row is what shows an older snapshot. On a busy machine the moment may be over at once.
  bool went_on = false;
  for (int n = 2; n < 200 && !went_on; ++n) {
    const auto before = count(true);
    ASSERT_TRUE(look());
    ASSERT_TRUE(other->run("INSERT INTO word (org, n) VALUES ('ll', $1)", {n}));
    const auto seen = count(true);
    went_on = seen == before;
    EXPECT_EQ(count(false), before + 1) << "read() is never late";
    std::this_thread::sleep_for(2 * Snapshots::kMoment);
    EXPECT_EQ(count(true), before + 1);
  }
  EXPECT_TRUE(went_on) << "no snapshot was ever kept";
}

TEST_F(Kept, is_never_older_than_what_was_acknowledged) {
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const int least = acknowledged;
        EXPECT_GE(count(true), least);
      }
    });
  for (int n = 1; n <= 300; ++n) {
    EXPECT_TRUE(put(n));
    acknowledged = n;
    EXPECT_EQ(count(true), n);
    EXPECT_TRUE(look());
    EXPECT_EQ(count(true), n);
  }
  done = true;
  for (auto& r : readers) r.join();
}

TEST_F(Kept, says_nothing_of_the_ledger) {
  ASSERT_TRUE(look());
  const auto ask = [&](Session& s) {
    return s.each("SELECT seq FROM ledger_entry WHERE org = $1", {org}, [](const Row&) { return true; });
  };
  EXPECT_TRUE(db->read(ask));
  const auto refused = db->read_records(ask);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Unavailable);
  EXPECT_FALSE(db->read_records([&](Session&) { return db->read(ask); })) << "nor further in";
}

TEST_F(Kept, is_let_go_when_nobody_reads) {
  ASSERT_TRUE(put(1));
  auto other = stranger();
  const auto log_can_be_emptied = [&] {
    bool busy = true;
    EXPECT_TRUE(other->script("PRAGMA busy_timeout=0"));
    EXPECT_TRUE(other->each(
        "PRAGMA wal_checkpoint(TRUNCATE)", {}, [&](const Row& r) { return busy = r.i64(0) != 0, true; },
        false));
    return !busy;
  };
  for (int i = 0; i < 3; ++i) {  // it is watched anew each time
    ASSERT_TRUE(look());
    EXPECT_EQ(count(true), 1);
    const auto soon = std::chrono::steady_clock::now() + 5s;
    while (!log_can_be_emptied() && std::chrono::steady_clock::now() < soon) std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(log_can_be_emptied());
  }
  EXPECT_EQ(count(true), 1);
  EXPECT_TRUE(db->scrub()) << "one's own is let go at once";
}

TEST_F(Kept, does_not_let_the_log_grow_while_somebody_always_reads) {
  ASSERT_TRUE(put(1));
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(look());
    ASSERT_EQ(count(true), 1);
  }
  // Each look is two pages at the least: a log that is never begun anew would hold 6,000.
  EXPECT_LT(fs::file_size(path + "-wal"), 1500u * 4096);
}

TEST_F(Kept, a_reading_that_failed_keeps_nothing) {
  ASSERT_TRUE(put(1));
  EXPECT_FALSE(db->read_records([](Session&) -> Status { return not_found(); }));
  EXPECT_THROW((void)db->read_records([](Session&) -> Status { throw std::runtime_error("in the middle"); }),
               std::runtime_error);
  EXPECT_EQ(count(true), 1);
  EXPECT_EQ(count(false), 1);
}

}  // namespace
}  // namespace candour::store
