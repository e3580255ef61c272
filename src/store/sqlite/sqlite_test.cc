// What only the SQLite engine must do: files, their faults, and what is left of deleted rows.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/db.h"
#include "store/sound.h"

namespace candour::store {
namespace {

namespace fs = std::filesystem;

constexpr Migration kOne[] = {{1, "one",
                               "CREATE TABLE word (org TEXT NOT NULL, n BIGINT NOT NULL, said TEXT,"
                               " PRIMARY KEY (org, n));"}};
constexpr Migration kTwo[] = {
    kOne[0], {2, "two", "ALTER TABLE word ADD COLUMN tone TEXT; CREATE INDEX by_tone ON word (org, tone);"}};
constexpr Migration kBroken[] = {
    kOne[0], {2, "two", "CREATE TABLE half (org TEXT PRIMARY KEY); CREATE TABLE word (oops);"}};

class SqliteFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "store-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    path = (folder / "ll.db").string();
  }
  void TearDown() override { fs::remove_all(folder); }
  std::unique_ptr<Db> open(std::span<const Migration> m = kOne) {
    auto r = open_sqlite(org, path, m);
    EXPECT_TRUE(r) << r.error().detail.text;
    return r ? std::move(*r) : nullptr;
  }
  Status put(Db& db, int n, std::string_view said) {
    return db.write([&](Txn& t) -> Status {
      CHECK_OK(t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, $3)", {org, n, said}));
      return {};
    });
  }
  std::int64_t one(Db& db, std::string_view sql) {
    std::int64_t n = -1;
    EXPECT_TRUE(db.read([&](Session& s) {
      return s.each(sql, {org}, [&](const Row& r) {
        n = r.i64(0);
        return true;
      });
    }));
    return n;
  }
  bool on_disk(std::string_view text) {
    for (const auto& f : fs::directory_iterator(folder)) {
      std::ifstream in(f.path(), std::ios::binary);
      const std::string all((std::istreambuf_iterator<char>(in)), {});
      if (all.find(text) != all.npos) return true;
    }
    return false;
  }
  OrgCode org{"ll"};
  fs::path folder;
  std::string path;
};

TEST_F(SqliteFile, is_durable_and_private) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "kept"));
  EXPECT_EQ(one(*db, "PRAGMA synchronous"), 2);
  EXPECT_EQ(one(*db, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(one(*db, "PRAGMA secure_delete"), 1);
  for (const char* end : {"", "-wal", "-shm"}) {
    struct stat st {};
    ASSERT_EQ(stat((path + end).c_str(), &st), 0) << end;
    EXPECT_EQ(st.st_mode & 0777, 0600u) << end;
  }
  db.reset();
  db = open();
  EXPECT_EQ(one(*db, "SELECT count(*) FROM word WHERE org = $1"), 1);
}

TEST_F(SqliteFile, gives_back_the_room_of_its_log) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, std::string(10'000, 'x')));
  const auto before = db->bytes_on_disk();
  ASSERT_TRUE(before);
  ASSERT_TRUE(db->scrub());
  EXPECT_LT(*db->bytes_on_disk(), *before);
}

TEST_F(SqliteFile, a_statement_without_its_organisation_is_a_bug) {
  auto db = open();
  const auto look = [&](std::string_view sql, Params params) {
    return db->read([&](Session& s) { return s.each(sql, params, [](const Row&) { return true; }); });
  };
  EXPECT_THROW((void)look("SELECT n FROM word", {}), std::logic_error);
  EXPECT_THROW((void)look("SELECT n FROM word WHERE org = $1", {"other"}), std::logic_error);
  EXPECT_TRUE(look("SELECT n FROM word WHERE org = $1", {org}));
}

TEST_F(SqliteFile, runs_new_migrations_once_and_refuses_what_it_does_not_know) {
  ASSERT_TRUE(put(*open(), 1, "old"));
  EXPECT_EQ(one(*open(kTwo), "SELECT count(*) FROM word WHERE org = $1 AND tone IS NULL"), 1);
  EXPECT_EQ(one(*open(kTwo), "SELECT count(*) FROM schema_migration"), 2);
  const auto older = open_sqlite(org, path, kOne);
  ASSERT_FALSE(older);
  EXPECT_NE(older.error().words.text.find("newer"), std::string::npos);
}

TEST_F(SqliteFile, a_migration_that_fails_leaves_nothing_of_itself) {
  const auto bad = open_sqlite(org, path, kBroken);
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().detail.text.find("migration 2 two"), std::string::npos);
  auto db = open(kTwo);
  EXPECT_EQ(one(*db, "SELECT count(*) FROM sqlite_master WHERE name = 'half'"), 0);
}

TEST_F(SqliteFile, names_the_path_that_cannot_be_opened) {
  const auto no = open_sqlite(org, (folder / "absent" / "ll.db").string(), kOne);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_NE(no.error().words.text.find("absent"), std::string::npos);
}

TEST_F(SqliteFile, a_file_that_is_no_database_is_corrupt) {
  std::ofstream(path) << std::string(8192, 'z');
  const auto no = open_sqlite(org, path, kOne);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Corrupt);
}

TEST_F(SqliteFile, a_full_disk_saves_nothing_says_so_and_gets_better) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "kept"));
  // The limit on pages fails in the same way as a disk with no room.
  ASSERT_TRUE(db->write(
      [](Txn& t) { return t.each("PRAGMA max_page_count = 12", {}, [](const Row&) { return true; }); }));
  bool told = false;
  const auto full = db->write([&](Txn& t) -> Status {
    t.after([&](bool committed) { told = !committed; });
    for (int n = 2; n < 40; ++n)
      CHECK_OK(
          t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, $3)", {org, n, std::string(2000, 'x')}));
    return {};
  });
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Code::Unavailable);
  EXPECT_NE(full.error().words.text.find("disk is full"), std::string::npos);
  EXPECT_TRUE(told);
  EXPECT_EQ(one(*db, "SELECT count(*) FROM word WHERE org = $1"), 1);
  ASSERT_TRUE(db->write(
      [](Txn& t) { return t.each("PRAGMA max_page_count = 100000", {}, [](const Row&) { return true; }); }));
  EXPECT_TRUE(put(*db, 2, std::string(50'000, 'y')));
}

TEST_F(SqliteFile, statements_after_a_full_disk_do_not_run_alone) {
  auto db = open();
  ASSERT_TRUE(db->write(
      [](Txn& t) { return t.each("PRAGMA max_page_count = 12", {}, [](const Row&) { return true; }); }));
  EXPECT_FALSE(db->write([&](Txn& t) -> Status {
    for (int n = 2; n < 40; ++n)
      (void)t.run("INSERT INTO word (org, n, said) VALUES ($1, $2, $3)", {org, n, std::string(2000, 'x')});
    EXPECT_FALSE(t.run("INSERT INTO word (org, n) VALUES ($1, 1000)", {org}));
    return {};
  }));
  EXPECT_EQ(one(*db, "SELECT count(*) FROM word WHERE org = $1"), 0);
}

TEST_F(SqliteFile, scrub_leaves_nothing_of_a_deleted_row_in_any_file) {
  auto db = open();
  const std::string words = "only-here-and-nowhere-else";
  ASSERT_TRUE(put(*db, 1, words + std::string(6000, 'x')));
  ASSERT_TRUE(on_disk(words));
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run("DELETE FROM word WHERE org = $1", {org}));
    return {};
  }));
  ASSERT_TRUE(db->scrub());
  EXPECT_FALSE(on_disk(words));
}

TEST_F(SqliteFile, Attack_A1_an_older_file_put_in_place_under_a_running_server_takes_nothing) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "older"));
  db.reset();
  fs::copy_file(path, folder / "older.db");
  db = open();
  ASSERT_TRUE(put(*db, 2, "newer"));
  fs::rename(folder / "older.db", path);
  for (int i = 3; i < 5; ++i) {
    const auto no = put(*db, i, "into a file that nobody will open again");
    ASSERT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::Corrupt);
  }
  fs::remove(path);
  EXPECT_FALSE(put(*db, 5, "into none"));
}

/// As somebody does who edits the file beside the server, without anything of ours.
void edit(const std::string& path, const char* sql) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  char* why = nullptr;
  EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, &why), SQLITE_OK) << (why ? why : "");
  sqlite3_free(why);
  sqlite3_close(raw);
}

constexpr const char* kForeign[] = {
    "CREATE TRIGGER t AFTER INSERT ON word BEGIN UPDATE word SET said='forged' WHERE n=new.n; END",
    "CREATE VIEW v AS SELECT * FROM word",
    "CREATE TABLE more (org TEXT, n BIGINT)",
    "CREATE INDEX by_said ON word (said)",
    "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql, 'said TEXT', 'said TEXT DEFAULT 7') "
    "WHERE name='word'; PRAGMA schema_version=77",
};

TEST_F(SqliteFile, Attack_A2_a_file_whose_tables_somebody_has_changed_is_not_opened) {
  for (const auto* sql : kForeign) {
    for (const auto* end : {"", "-wal", "-shm"}) fs::remove(path + end);
    ASSERT_TRUE(put(*open(), 1, "honest"));
    edit(path, sql);
    const auto no = open_sqlite(org, path, kOne);
    ASSERT_FALSE(no) << sql;
    EXPECT_EQ(no.error().code, Code::Corrupt) << sql;
  }
}

TEST_F(SqliteFile, Attack_A2_nothing_is_written_once_somebody_has_changed_the_tables) {
  for (const auto* sql : kForeign) {
    for (const auto* end : {"", "-wal", "-shm"}) fs::remove(path + end);
    auto db = open();
    ASSERT_TRUE(put(*db, 1, "honest"));
    edit(path, sql);
    EXPECT_FALSE(put(*db, 2, "after it")) << sql;
  }
}

TEST_F(SqliteFile, Attack_A2_a_value_of_another_type_is_not_read_as_the_one_that_was_written) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "honest"));
  std::string said;
  const auto read = [&] {
    EXPECT_TRUE(db->read([&](Session& s) {
      return s.each("SELECT said FROM word WHERE org=$1", {org},
                    [&](const Row& r) { return said = r.str(0) + std::string(as_text(r.blob(0))), false; });
    }));
    return said;
  };
  // The same bytes, and what asks for the one does not find the other.
  edit(path, "UPDATE word SET said=CAST(said AS BLOB)");
  EXPECT_EQ(one(*db, "SELECT count(*) FROM word WHERE org=$1 AND said='honest'"), 0);
  EXPECT_EQ(read().find("honest"), 0 + std::string_view("\x1f a value of another type").size());
  edit(path, "UPDATE word SET said=CAST(said AS TEXT), n='1z'");
  EXPECT_EQ(one(*db, "SELECT n FROM word WHERE org=$1"), INT64_MIN + 1);
  edit(path, "UPDATE word SET n=1.5");
  EXPECT_EQ(one(*db, "SELECT n FROM word WHERE org=$1"), INT64_MIN + 1);
  edit(path, "UPDATE word SET n=1");
  EXPECT_EQ(one(*db, "SELECT n FROM word WHERE org=$1"), 1);
}

TEST_F(SqliteFile, Attack_A2_an_index_that_leaves_a_row_out_is_told) {
  auto db = open(kTwo);
  ASSERT_TRUE(put(*db, 1, "honest") && put(*db, 2, "hidden"));
  ASSERT_EQ(lying_indexes(*db)->size(), 0u);
  // Another index hung in the place of ours: the text of the schema is the same afterwards.
  edit(path,
       "PRAGMA writable_schema=ON; CREATE INDEX evil ON word (org, tone) WHERE n <> 2;"
       "UPDATE sqlite_schema SET rootpage=(SELECT rootpage FROM sqlite_schema WHERE name='evil') "
       "WHERE name='by_tone'; DELETE FROM sqlite_schema WHERE name='evil'; PRAGMA schema_version=99");
  db = open(kTwo);
  EXPECT_EQ(one(*db, "SELECT count(*) FROM word INDEXED BY by_tone WHERE org=$1"), 1);
  const auto wrong = lying_indexes(*db);
  ASSERT_TRUE(wrong);
  ASSERT_FALSE(wrong->empty());
  EXPECT_NE(wrong->front().find("by_tone"), std::string::npos) << wrong->front();
}

TEST_F(SqliteFile, Attack_A2_nobody_reads_by_tables_that_were_changed_though_their_number_was_put_back) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "honest"));
  edit(path, "CREATE INDEX by_said ON word (said)");
  std::string number;
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(
                raw, "PRAGMA schema_version",
                [](void* to, int, char** v, char**) {
                  *static_cast<std::string*>(to) = v[0];
                  return 0;
                },
                &number, nullptr),
            SQLITE_OK);
  sqlite3_close(raw);
  edit(path, ("PRAGMA schema_version=" + std::to_string(std::stoi(number) - 1)).c_str());
  EXPECT_FALSE(db->read([&](Session& s) {  // by a connection that is opened now
    return s.each("SELECT said FROM word WHERE org=$1", {org}, [](const Row&) { return true; });
  }));
}

TEST_F(SqliteFile, what_the_owner_of_the_file_does_to_its_order_changes_nothing) {
  auto db = open();
  ASSERT_TRUE(put(*db, 1, "honest"));
  edit(path, "VACUUM; ANALYZE");
  EXPECT_TRUE(put(*db, 2, "after it"));
  db.reset();
  EXPECT_TRUE(put(*open(), 3, "opened anew"));
}

TEST_F(SqliteFile, a_database_in_memory_leaves_no_folder) {
  auto db = open_sqlite_in_memory(org, kOne);
  ASSERT_TRUE(db);
  const auto path_of = [&] {
    std::string p;
    EXPECT_TRUE((*db)->read([&](Session& s) {
      return s.each("PRAGMA database_list", {}, [&](const Row& r) {
        p = r.str(2);
        return true;
      });
    }));
    return p;
  }();
  ASSERT_TRUE(fs::exists(path_of));
  db->reset();
  EXPECT_FALSE(fs::exists(fs::path(path_of).parent_path()));
}

}  // namespace
}  // namespace candour::store
