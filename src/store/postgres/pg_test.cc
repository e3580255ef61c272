// What only PostgreSQL has: row-level security, a role that it binds, connections that are lost.
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "store/open_for_tests.h"
#include "store/postgres/pg_server.h"

namespace candour::store {
namespace {

constexpr Migration kPgTables[] = {
    {1, "first",
     "CREATE TABLE word (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT, PRIMARY KEY (org, n));"},
};

class Pg : public testing::Test {
 protected:
  void SetUp() override {
    if (postgres_for_tests().empty()) GTEST_SKIP() << "CANDOUR_TEST_POSTGRES names no PostgreSQL";
    url_ = postgres_for_tests();
    schema_ = "t" + PersonId::make(0).text();
    auto c = connect();
    ASSERT_TRUE(c->script("CREATE SCHEMA " + schema_));
    within_ = url_ + "&options=-csearch_path%3D" + schema_;
    options.retry_seconds = 3;
  }
  void TearDown() override {
    if (!url_.empty())
      (void)connect()->script("SET client_min_messages = warning; DROP SCHEMA IF EXISTS " + schema_ +
                              " CASCADE");
  }
  std::unique_ptr<PgConnection> connect() {
    auto c = PgConnection::open(within_.empty() ? url_ : within_, 5);
    EXPECT_TRUE(c) << c.error().detail.text;
    return std::move(*c);
  }
  std::unique_ptr<Postgres> open() {
    auto server = open_postgres(within_, kPgTables, options);
    EXPECT_TRUE(server) << server.error().detail.text;
    return std::move(*server);
  }
  static Status put(Db& db, int n) {
    return db.write([&](Txn& t) -> Status {
      CHECK_OK(t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, $3)", {db.org(), n, "word"}));
      return {};
    });
  }
  static std::int64_t count(Db& db) {
    std::int64_t n = -1;
    const auto ok = db.read([&](Session& s) {
      return s.each("SELECT count(*) FROM word WHERE org = $1", {db.org()},
                    [&](const Row& r) { return n = r.i64(0), true; });
    });
    EXPECT_TRUE(ok) << ok.error().detail.text;
    return n;
  }
  /// Of this program alone: other tests have their rows in the same database at the same time.
  static std::string ours() { return " AND application_name = 'candour " + std::to_string(getpid()) + "'"; }
  /// Ends all connections but one's own, as a server that restarts does.
  void cut_all() {
    const auto cut = connect()->ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND usename = current_user AND datname = current_database() AND query NOT LIKE 'LISTEN%'" +
        ours());
    EXPECT_TRUE(cut) << cut.error().detail.text;
  }
  std::string url_, schema_, within_;
  PostgresOptions options;
};

TEST_F(Pg, Promise_ALL_2_a_server_that_answers_before_anything_is_durable_is_not_used) {
  const auto careless = within_ + "%20-csynchronous_commit%3Doff";
  const auto refused = PgConnection::open(careless, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Unavailable);
  EXPECT_NE(refused.error().detail.text.find("synchronous_commit"), std::string::npos);
  EXPECT_FALSE(open_postgres(careless, kPgTables, options));
  for (const std::string safe : {"on", "local", "remote_write", "remote_apply"})
    EXPECT_TRUE(PgConnection::open(within_ + "%20-csynchronous_commit%3D" + safe, 5)) << safe;
}

/// What somebody might add beside the server, and how it is taken away again.
constexpr std::pair<const char*, const char*> kForeign[] = {
    {"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.said := NULL; RETURN NEW; END';"
     "CREATE TRIGGER t BEFORE INSERT ON word FOR EACH ROW EXECUTE FUNCTION f()",
     "DROP FUNCTION f() CASCADE"},
    {"CREATE RULE r AS ON DELETE TO word DO INSTEAD NOTHING", "DROP RULE r ON word"},
    {"CREATE POLICY p ON word AS RESTRICTIVE USING (n <> 1 OR current_query() LIKE '%check%')",
     "DROP POLICY p ON word"},
    {"ALTER POLICY own_organisation ON word USING (true)",
     "ALTER POLICY own_organisation ON word USING (org = current_setting('candour.org', true))"},
    {"ALTER TABLE word NO FORCE ROW LEVEL SECURITY", "ALTER TABLE word FORCE ROW LEVEL SECURITY"},
    {"ALTER TABLE word RENAME TO w; CREATE VIEW word AS SELECT * FROM w WHERE n <> 1",
     "DROP VIEW word; ALTER TABLE w RENAME TO word"},
    {"ALTER TABLE word ALTER said SET DEFAULT 'forged'", "ALTER TABLE word ALTER said DROP DEFAULT"},
    {"CREATE TABLE heir () INHERITS (word)", "DROP TABLE heir"},
    {"CREATE INDEX more ON word (said)", "DROP INDEX more"},
    {"ALTER TABLE word ALTER said TYPE TEXT COLLATE \"default\"",
     "ALTER TABLE word ALTER said TYPE TEXT COLLATE \"C\""},
    {"CREATE FUNCTION eq(bytea, bytea) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
     "CREATE OPERATOR = (LEFTARG = bytea, RIGHTARG = bytea, FUNCTION = eq)",
     "DROP FUNCTION eq CASCADE"},
};

TEST_F(Pg, Attack_A2_tables_that_somebody_has_changed_are_not_opened) {
  ASSERT_TRUE(open());
  for (const auto& [add, take_away] : kForeign) {
    ASSERT_TRUE(connect()->script(add)) << add;
    const auto refused = open_postgres(within_, kPgTables, options);
    ASSERT_FALSE(refused) << add;
    EXPECT_EQ(refused.error().code, Code::Corrupt) << refused.error().detail.text;
    ASSERT_TRUE(connect()->script(take_away)) << take_away;
    EXPECT_TRUE(open()) << take_away;
  }
}

TEST_F(Pg, Attack_A2_nothing_is_written_once_somebody_has_changed_the_tables) {
  auto server = open();
  auto db = server->open({"ll"});
  int n = 0;
  for (const auto& [add, take_away] : kForeign) {
    ASSERT_TRUE(put(*db, ++n)) << take_away;
    ASSERT_TRUE(connect()->script(add)) << add;
    EXPECT_FALSE(put(*db, n + 1000)) << add;
    ASSERT_TRUE(connect()->script(take_away)) << take_away;
  }
  EXPECT_EQ(count(*db), n);
}

TEST_F(Pg, a_session_of_one_organisation_cannot_reach_anothers_rows) {
  auto server = open();
  auto ll = server->open({"ll"}), ps = server->open({"ps"});
  ASSERT_TRUE(put(*ll, 1) && put(*ps, 1) && put(*ps, 2));
  EXPECT_EQ(count(*ll), 1);
  EXPECT_EQ(count(*ps), 2);
  // The second wall, behind the statements: what the database itself lets a session see and write.
  auto c = connect();
  EXPECT_EQ(c->ask("SELECT count(*) FROM word").value(), "0");
  ASSERT_TRUE(c->script("SET candour.org = 'll'"));
  EXPECT_EQ(c->ask("SELECT count(*) FROM word").value(), "1");
  EXPECT_EQ(c->ask("SELECT count(*) FROM word WHERE org = 'ps'").value(), "0");
  EXPECT_FALSE(c->script("INSERT INTO word (org, n) VALUES ('ps', 9)"));
  EXPECT_TRUE(c->script("UPDATE word SET said = 'mine' WHERE org = 'ps'"));
  EXPECT_TRUE(c->script("DELETE FROM word WHERE org = 'ps'"));
  EXPECT_FALSE(c->script("UPDATE word SET org = 'ps'"));
  EXPECT_EQ(count(*ps), 2);
  EXPECT_THROW((void)ll->read([&](Session& s) {
    return s.each("SELECT n FROM word WHERE org = $1", {"ps"}, [](const Row&) { return true; });
  }),
               std::logic_error);
}

TEST_F(Pg, every_table_of_the_schema_has_the_wall) {
  for (const auto all : {record_migrations(), key_migrations()}) {
    ASSERT_TRUE(connect()->script("SET client_min_messages = warning; DROP SCHEMA " + schema_ +
                                  " CASCADE; CREATE SCHEMA " + schema_));
    ASSERT_TRUE(open_postgres(within_, all, options));
    auto c = connect();
    const std::string tables =
        " FROM pg_class c WHERE c.relkind = 'r' AND c.relname <> 'schema_migration'"
        " AND c.relnamespace = current_schema()::regnamespace";
    EXPECT_GT(std::stoi(c->ask("SELECT count(*)" + tables).value()), 2);
    EXPECT_EQ(
        c->ask("SELECT count(*)" + tables + " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)").value(),
        "0");
    EXPECT_EQ(
        c->ask("SELECT count(*)" + tables +
               " AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*')")
            .value(),
        "0");
    // Every key starts with the organisation, unique ones and others: so the tables can be distributed by it.
    EXPECT_EQ(c->ask("SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
                     " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
                     " WHERE c.relnamespace = current_schema()::regnamespace AND a.attname <> 'org'"
                     " AND c.relname <> 'schema_migration'")
                  .value(),
              "0");
    // Rows of two organisations never point at each other, and share no sequence.
    EXPECT_EQ(c->ask("SELECT count(*) FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND"
                     " a.attnum = f.conkey[1] WHERE f.contype = 'f' AND a.attname <> 'org'"
                     " AND f.connamespace = current_schema()::regnamespace")
                  .value(),
              "0");
    EXPECT_EQ(c->ask("SELECT count(*) FROM pg_class c WHERE c.relkind = 'S'"
                     " AND c.relnamespace = current_schema()::regnamespace")
                  .value(),
              "0");
  }
}

TEST_F(Pg, refuses_a_role_that_sees_everything) {
  const auto at = url_.find("candour@");
  ASSERT_NE(at, std::string::npos);
  auto as_super = url_;
  as_super.replace(at, 7, "postgres");
  const auto no = open_postgres(as_super, kPgTables, options);
  ASSERT_FALSE(no);
  EXPECT_NE(no.error().words.text.find("superuser"), std::string::npos);
}

TEST_F(Pg, servers_that_start_together_migrate_once) {
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      if (!open_postgres(within_, kPgTables, options)) ++failed;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(failed, 0);
}

TEST_F(Pg, a_connection_that_broke_while_it_lay_idle_is_not_noticed) {
  auto server = open();
  auto db = server->open({"ll"});
  ASSERT_TRUE(put(*db, 1));
  EXPECT_EQ(count(*db), 1);
  cut_all();
  EXPECT_TRUE(put(*db, 2));
  EXPECT_EQ(count(*db), 2);
}

TEST_F(Pg, a_connection_that_is_lost_in_a_transaction_leaves_nothing_and_says_so) {
  auto server = open();
  auto db = server->open({"ll"});
  bool told = true;
  const auto lost = db->write([&](Txn& t) -> Status {
    t.after([&](bool committed) { told = committed; });
    CHECK_OK(t.run("INSERT INTO word (org, n) VALUES ($1, $2)", {db->org(), 1}));
    cut_all();
    CHECK_OK(t.run("INSERT INTO word (org, n) VALUES ($1, $2)", {db->org(), 2}));
    return {};
  });
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::Unavailable);
  EXPECT_FALSE(told);
  EXPECT_EQ(count(*db), 0);
  // At the very end, when COMMIT goes unanswered, it asks the database what became of it.
  const auto at_commit = db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run("INSERT INTO word (org, n) VALUES ($1, $2)", {db->org(), 3}));
    cut_all();
    return {};
  });
  ASSERT_FALSE(at_commit);
  EXPECT_NE(at_commit.error().words.text.find("nothing was saved"), std::string::npos)
      << at_commit.error().words.text;
  EXPECT_EQ(count(*db), 0);
  EXPECT_TRUE(put(*db, 4));
}

TEST_F(Pg, knows_what_became_of_a_transaction) {
  PgServer server(within_, options);
  auto c = connect();
  const auto mark = c->ask("BEGIN;" + PgServer::transaction_mark()).value();
  ASSERT_TRUE(c->commit().value());
  EXPECT_EQ(server.fate_of(mark), PgServer::Fate::Committed);
  const auto other = c->ask("BEGIN;" + PgServer::transaction_mark()).value();
  ASSERT_TRUE(c->script("ROLLBACK"));
  EXPECT_EQ(server.fate_of(other), PgServer::Fate::NotCommitted);
  auto elsewhere = other;
  elsewhere.replace(elsewhere.find(' ') + 1, 8, "00000099");
  EXPECT_EQ(server.fate_of(elsewhere), PgServer::Fate::NotKnown);
}

TEST_F(Pg, writers_of_one_organisation_wait_for_each_other_across_servers) {
  auto one = open(), two = open();
  auto a = one->open({"ll"}), b = two->open({"ll"});
  std::atomic<int> within = 0, most = 0, failed = 0;
  const auto write = [&](Db& db, int from) {
    for (int i = 0; i < 20; ++i)
      if (!db.write([&](Txn& t) -> Status {
            most = std::max(most.load(), ++within);
            CHECK_OK(t.run("INSERT INTO word (org, n) VALUES ($1, $2)", {db.org(), from + i}));
            --within;
            return {};
          }))
        ++failed;
  };
  std::thread other([&] { write(*b, 100); });
  write(*a, 200);
  other.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(most, 1);
  EXPECT_EQ(count(*a), 40);
}

TEST_F(Pg, another_server_hears_what_was_announced_and_that_it_missed_something) {
  auto one = open(), two = open();
  auto a = one->open({"ll"}), b = two->open({"ll"}), other = two->open({"ps"});
  std::mutex lock;
  std::condition_variable more;
  std::vector<std::string> heard, others;
  const int which = b->listen([&](std::string_view what) {
    // Other tests on this server announce what they do to an organisation of this name.
    if (!what.empty() && !what.starts_with("key-")) return;
    const std::lock_guard hold(lock);
    heard.emplace_back(what);
    more.notify_all();
  });
  const int at_other = other->listen([&](std::string_view what) {
    const std::lock_guard hold(lock);
    if (!what.empty()) others.emplace_back(what);
  });
  const auto wait_for = [&](std::size_t n) {
    std::unique_lock hold(lock);
    return more.wait_for(hold, std::chrono::seconds(5), [&] { return heard.size() >= n; });
  };
  ASSERT_TRUE(wait_for(1));
  EXPECT_EQ(heard[0], "");  // now it listens; whatever was before, it missed
  ASSERT_TRUE(a->write([](Txn& t) -> Status {
    t.announce("key-destroyed 7");
    return {};
  }));
  ASSERT_TRUE(wait_for(2));
  EXPECT_EQ(heard[1], "key-destroyed 7");
  EXPECT_TRUE(others.empty());
  const auto cut = connect()->ask(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'" + ours());
  ASSERT_TRUE(cut);
  ASSERT_TRUE(wait_for(3));
  EXPECT_EQ(heard[2], "");
  b->unlisten(which);
  other->unlisten(at_other);
}

}  // namespace
}  // namespace candour::store
