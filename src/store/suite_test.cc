// What every engine of the store must do. A second engine joins by adding a line to engines().
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>

#include "store/db.h"
#include "store/lease.h"
#include "store/migrations.h"
#include "store/open_for_tests.h"

namespace candour::store {
namespace {

constexpr Migration kSuiteTables[] = {
    {1, "first",
     "CREATE TABLE word (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT, raw BLOB, weight DOUBLE PRECISION,"
     " PRIMARY KEY (org, n)); CREATE TABLE job_lease (org TEXT NOT NULL, job TEXT NOT NULL,"
     " holder TEXT NOT NULL, ends BIGINT NOT NULL, PRIMARY KEY (org, job)); CREATE TABLE echo (org TEXT NOT "
     "NULL, n BIGINT NOT NULL CHECK (n < 100),"
     " PRIMARY KEY (org, n), FOREIGN KEY (org, n) REFERENCES word (org, n))/*clustered*/;"},
};
constexpr const char* kInsert = "INSERT INTO word (org, n, said) VALUES ($1, $2, $3)";

struct Engine {
  const char* name;
  Result<std::unique_ptr<Db>> (*open)(const OrgCode&, std::span<const Migration>);
};
std::vector<Engine> engines() {
  return {{"sqlite", &open_sqlite_in_memory}, {"postgres", &open_postgres_for_tests}};
}

class Suite : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam().name == std::string_view("postgres") && postgres_for_tests().empty())
      GTEST_SKIP() << "CANDOUR_TEST_POSTGRES names no PostgreSQL";
    auto opened = GetParam().open(OrgCode{"ll"}, std::span(kSuiteTables));
    ASSERT_TRUE(opened) << opened.error().detail.text;
    db = std::move(*opened);
  }
  Status put(int n, std::string_view said = "word") {
    return db->write([&](Txn& t) -> Status {
      CHECK_OK(t.run(kInsert, {db->org(), n, said}));
      return {};
    });
  }
  std::int64_t count() {
    std::int64_t n = -1;
    const auto ok = db->read([&](Session& s) {
      return s.each("SELECT count(*) FROM word WHERE org = $1", {db->org()}, [&](const Row& r) {
        n = r.i64(0);
        return true;
      });
    });
    EXPECT_TRUE(ok) << ok.error().detail.text;
    return n;
  }
  std::unique_ptr<Db> db;
};
INSTANTIATE_TEST_SUITE_P(Store, Suite, testing::ValuesIn(engines()),
                         [](const auto& e) { return e.param.name; });

TEST_P(Suite, keeps_every_sort_of_value) {
  const Bytes raw{0, 1, 255};
  const auto id = PersonId::make(1'760'000'000'000);
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    const char* sql = "INSERT INTO word (org, n, said, raw, weight) VALUES ($1, $2, $3, $4, $5)";
    CHECK_OK(t.run(sql, {db->org(), std::int64_t{1} << 40, "caf\xc3\xa9", raw, 2.5}));
    CHECK_OK(t.run(sql, {db->org(), 2, std::string_view{}, ByteView{}, nullptr}));
    CHECK_OK(t.run(sql, {db->org(), 3, nullptr, id, true}));
    return {};
  }));
  int row = 0;
  ASSERT_TRUE(db->read([&](Session& s) {
    return s.each("SELECT n, said, raw, weight FROM word WHERE org = $1 ORDER BY n DESC", {db->org()},
                  [&](const Row& r) {
                    if (row == 0) {
                      EXPECT_EQ(r.i64(0), std::int64_t{1} << 40);
                      EXPECT_EQ(r.text(1), "caf\xc3\xa9");
                      EXPECT_EQ(Bytes(r.blob(2).begin(), r.blob(2).end()), raw);
                      EXPECT_DOUBLE_EQ(r.real(3), 2.5);
                    } else if (row == 1) {
                      EXPECT_TRUE(r.null(1));
                      EXPECT_EQ(r.id<PersonId>(2), id);
                      EXPECT_EQ(r.i64(3), 1);
                    } else {
                      EXPECT_FALSE(r.null(1));  // an empty text is not "nothing said"
                      EXPECT_TRUE(r.text(1).empty());
                      EXPECT_FALSE(r.null(2));
                      EXPECT_TRUE(r.null(3));
                    }
                    ++row;
                    return true;
                  });
  }));
  EXPECT_EQ(row, 3);
}

TEST_P(Suite, values_that_were_gathered_outlive_what_they_were_made_of) {
  // What a caller builds on the way is gone before the statement runs: ids, texts and bytes of a moment.
  const auto id = PersonId::make(1'760'000'000'000);
  const auto gathered = [&] {
    std::vector<Param> values{OrgCode{"ll"}, 1};
    auto copy = std::make_unique<PersonId>(id);
    values.emplace_back(std::string(40, 'x') + "yz");
    values.emplace_back(*copy);
    return values;
  }();
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run("INSERT INTO word (org, n, said, raw) VALUES ($1, $2, $3, $4)", gathered));
    CHECK_OK(t.run("INSERT INTO word (org, n, raw) VALUES ($1, $2, $3)",
                   std::vector<Param>{OrgCode{"ll"}, 2, Bytes(50, 7)}));
    return {};
  }));
  ASSERT_TRUE(db->read([&](Session& s) {
    return s.each("SELECT n, said, raw FROM word WHERE org = $1 ORDER BY n", {db->org()}, [&](const Row& r) {
      if (r.i64(0) == 1) {
        EXPECT_EQ(r.str(1), std::string(40, 'x') + "yz");
        EXPECT_EQ(r.id<PersonId>(2), id);
      } else {
        EXPECT_EQ(Bytes(r.blob(2).begin(), r.blob(2).end()), Bytes(50, 7));
      }
      return true;
    });
  }));
}

TEST_P(Suite, binds_a_number_wherever_it_stands) {
  ASSERT_TRUE(put(7, "seven"));
  std::string got;
  const std::vector<Param> params{"ll", "seven", 7};
  ASSERT_TRUE(db->read([&](Session& s) {
    return s.each("SELECT said FROM word WHERE n = $3 AND said = $2 AND org = $1 AND $2 = said", params,
                  [&](const Row& r) {
                    got = r.str(0);
                    return true;
                  });
  }));
  EXPECT_EQ(got, "seven");
}

TEST_P(Suite, counts_the_rows_that_changed) {
  ASSERT_TRUE(put(1) && put(2) && put(3));
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    TRY(auto changed, t.run("UPDATE word SET said = $2 WHERE org = $1 AND n > 1", {db->org(), "x"}));
    EXPECT_EQ(changed, 2);
    TRY(auto none, t.run("UPDATE word SET said = $2 WHERE org = $1 AND n > 9", {db->org(), "x"}));
    EXPECT_EQ(none, 0);
    TRY(auto there,
        t.run("INSERT INTO word (org, n) VALUES ($1, $2) ON CONFLICT DO NOTHING", {db->org(), 1}));
    EXPECT_EQ(there, 0);
    return {};
  }));
}

TEST_P(Suite, a_taken_key_is_a_conflict_and_other_rules_are_invalid) {
  ASSERT_TRUE(put(1));
  const auto again = put(1);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
  const auto dangling = db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run("INSERT INTO echo (org, n) VALUES ($1, $2)", {db->org(), 5}));
    return {};
  });
  ASSERT_FALSE(dangling);
  EXPECT_EQ(dangling.error().code, Code::Invalid);
}

TEST_P(Suite, a_transaction_that_fails_leaves_nothing) {
  const auto no = db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run(kInsert, {db->org(), 1, "gone"}));
    return fail(Code::Invalid, "no");
  });
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().words.text, "no");
  EXPECT_EQ(count(), 0);
  EXPECT_THROW((void)db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run(kInsert, {db->org(), 1, "gone"}));
    throw std::runtime_error("a bug");
  }),
               std::runtime_error);
  EXPECT_EQ(count(), 0);
  EXPECT_TRUE(put(1));
}

TEST_P(Suite, a_swallowed_failure_still_rolls_back) {
  ASSERT_TRUE(put(1));
  const auto done = db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run(kInsert, {db->org(), 2, "gone"}));
    EXPECT_FALSE(t.run(kInsert, {db->org(), 1, "taken"}));
    EXPECT_FALSE(t.run(kInsert, {db->org(), 3, "too late"}));
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::Conflict);
  EXPECT_EQ(count(), 1);
}

TEST_P(Suite, hooks_run_before_and_after_the_commit) {
  std::string order;
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    t.after([&](bool ok) {
      order += ok ? "C" : "R";
      EXPECT_EQ(count(), 1);
    });
    t.before_commit([&]() -> Status {
      order += "b";
      CHECK_OK(t.run(kInsert, {db->org(), 1, "late"}));
      return {};
    });
    order += "w";
    return {};
  }));
  EXPECT_EQ(order, "wbC");
  order.clear();
  EXPECT_FALSE(db->write([&](Txn& t) -> Status {
    t.after([&](bool ok) { order += ok ? "C" : "R"; });
    t.before_commit([&]() -> Status {
      order += "b";
      return fail(Code::Unavailable, "no room for the key");
    });
    CHECK_OK(t.run(kInsert, {db->org(), 2, "never"}));
    return {};
  }));
  EXPECT_EQ(order, "bR");
  EXPECT_EQ(count(), 1);
}

TEST_P(Suite, write_inside_write_is_refused_and_read_inside_write_sees_it) {
  EXPECT_FALSE(db->writing_here());
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    EXPECT_TRUE(db->writing_here());
    CHECK_OK(t.run(kInsert, {db->org(), 1, "mine"}));
    EXPECT_EQ(count(), 1);
    const auto nested = db->write([](Txn&) -> Status { return {}; });
    EXPECT_FALSE(nested);
    EXPECT_NE(nested.error().detail.text.find("inside"), std::string::npos);
    t.after([&](bool) { EXPECT_FALSE(put(9)); });
    return {};
  }));
  EXPECT_EQ(count(), 1);
}

TEST_P(Suite, a_read_session_changes_nothing) {
  ASSERT_TRUE(db->read([&](Session& s) -> Status {
    EXPECT_FALSE(s.run(kInsert, {db->org(), 1, "no"}));
    EXPECT_FALSE(s.each("INSERT INTO word (org, n) VALUES ($1, 2) RETURNING n", {db->org()},
                        [](const Row&) { return true; }));
    return {};
  }));
  EXPECT_EQ(count(), 0);
}

TEST_P(Suite, a_read_is_one_snapshot_also_when_it_nests) {
  ASSERT_TRUE(put(1));
  ASSERT_TRUE(db->read([&](Session&) -> Status {
    EXPECT_EQ(count(), 1);
    std::thread([&] { EXPECT_TRUE(put(2)); }).join();
    EXPECT_EQ(count(), 1);
    return {};
  }));
  EXPECT_EQ(count(), 2);
}

TEST_P(Suite, the_same_statement_runs_inside_itself) {
  ASSERT_TRUE(put(1) && put(2) && put(3));
  int pairs = 0;
  const char* sql = "SELECT n FROM word WHERE org = $1 ORDER BY n";
  ASSERT_TRUE(db->read([&](Session& s) {
    return s.each(sql, {db->org()}, [&](const Row&) {
      EXPECT_TRUE(s.each(sql, {db->org()}, [&](const Row&) { return ++pairs, true; }));
      return true;
    });
  }));
  EXPECT_EQ(pairs, 9);
}

TEST_P(Suite, stops_when_the_callback_says_so) {
  ASSERT_TRUE(put(1) && put(2));
  int rows = 0;
  ASSERT_TRUE(db->read([&](Session& s) {
    return s.each("SELECT n FROM word WHERE org = $1", {db->org()},
                  [&](const Row&) { return ++rows, false; });
  }));
  EXPECT_EQ(rows, 1);
}

TEST_P(Suite, more_readers_than_connections_and_a_writer_all_finish) {
  std::latch go(13);
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&, t] {
      go.arrive_and_wait();
      for (int i = 0; i < 50; ++i)
        if (t < 4 ? !put(t * 1000 + i) : count() < 0) ++failures;
    });
  go.arrive_and_wait();
  for (auto& t : threads) t.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(count(), 200);
}

TEST_P(Suite, a_lease_has_one_holder_until_it_ends) {
  constexpr std::chrono::milliseconds kMinute{60'000};
  const auto hold = [&](const char* who, std::int64_t at) {
    const auto held = hold_lease(*db, "witness", who, UnixMs{at}, kMinute);
    EXPECT_TRUE(held) << held.error().detail.text;
    return held && *held;
  };
  EXPECT_TRUE(hold("one", 1000));
  EXPECT_FALSE(hold("two", 2000));
  EXPECT_TRUE(hold("one", 50'000));  // renewed, to 110,000
  EXPECT_FALSE(hold("two", 100'000));
  EXPECT_TRUE(hold("two", 110'000));  // the first died
  EXPECT_FALSE(hold("one", 120'000));
  ASSERT_TRUE(let_lease_go(*db, "witness", "one"));  // not its own any more: nothing happens
  EXPECT_FALSE(hold("one", 121'000));
  ASSERT_TRUE(let_lease_go(*db, "witness", "two"));
  EXPECT_TRUE(hold("one", 122'000));
}

TEST_P(Suite, tells_its_size_and_scrubs) {
  ASSERT_TRUE(put(1, std::string(10'000, 'x')));
  const auto before = db->bytes_on_disk();
  ASSERT_TRUE(before);
  EXPECT_GT(*before, 10'000);
  ASSERT_TRUE(db->scrub());
  EXPECT_EQ(count(), 1);
  ASSERT_TRUE(db->read([&](Session&) -> Status {
    EXPECT_FALSE(db->scrub());
    return {};
  }));
}

TEST_P(Suite, many_rows_go_with_one_statement) {
  std::vector<std::vector<Param>> rows;
  for (int i = 0; i < 700; ++i) rows.push_back({db->org(), i, i % 3 == 0 ? Param(nullptr) : Param("third")});
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    TRY(const auto changed, t.run_each(kInsert, rows));
    EXPECT_EQ(changed, 700);
    TRY(const auto none, t.run_each(kInsert, {}));
    EXPECT_EQ(none, 0);
    return {};
  }));
  EXPECT_EQ(count(), 700);
  const auto again = db->write([&](Txn& t) -> Status {
    rows.front()[1] = 5000;
    const auto done = t.run_each(kInsert, rows);
    EXPECT_FALSE(done);
    return {};
  });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
  EXPECT_EQ(count(), 700);
  EXPECT_TRUE(put(5001));
}

TEST_P(Suite, announces_what_was_committed_and_nothing_else) {
  std::mutex lock;
  std::condition_variable heard_more;
  std::vector<std::string> heard;
  const int which = db->listen([&](std::string_view what) {
    const std::lock_guard hold(lock);
    if (!what.empty()) heard.emplace_back(what);
    heard_more.notify_all();
  });
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    t.announce("key-destroyed 1");
    CHECK_OK(t.run(kInsert, {db->org(), 1, "word"}));
    return {};
  }));
  EXPECT_FALSE(db->write([&](Txn& t) -> Status {
    t.announce("never");
    return fail(Code::Invalid, "no");
  }));
  {
    std::unique_lock hold(lock);
    EXPECT_TRUE(heard_more.wait_for(hold, std::chrono::seconds(5), [&] { return !heard.empty(); }));
    for (const auto& what : heard) EXPECT_EQ(what, "key-destroyed 1");
  }
  db->unlisten(which);
}

TEST(Migrations, are_in_order_and_key_every_table_by_the_organisation) {
  for (const auto all : {record_migrations(), key_migrations()}) {
    int last = 0;
    for (const auto& m : all) {
      EXPECT_LT(last, m.number) << m.name;
      last = m.number;
      for (auto at = m.sql.find("CREATE TABLE"); at != m.sql.npos; at = m.sql.find("CREATE TABLE", at + 1)) {
        const auto end = std::min(m.sql.find(';', at), m.sql.size());
        const auto table = m.sql.substr(at, end - at);
        EXPECT_TRUE(table.find("PRIMARY KEY (org,") != table.npos ||
                    table.find("PRIMARY KEY (org)") != table.npos ||
                    table.find("org TEXT NOT NULL PRIMARY KEY") != table.npos)
            << table;
        for (const char* word : {"AUTOINCREMENT", "ROWID", " INTEGER", "BYTEA"})
          EXPECT_EQ(table.find(word), table.npos) << table;
      }
    }
  }
}

}  // namespace
}  // namespace candour::store
