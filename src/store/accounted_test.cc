// What must be accounted for on the ledger is not committed without an entry, on both engines.
#include "store/accounted.h"

#include <gtest/gtest.h>

#include "store/open_for_tests.h"

namespace candour::store {
namespace {

constexpr Migration kTables[] = {
    {1, "some tables",
     "CREATE TABLE staff_post (org TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, n));"
     "CREATE TABLE draft (org TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, n));"
     "CREATE TABLE ledger_entry (org TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, n));"},
};
constexpr const char* kPost = "INSERT INTO staff_post (org, n) VALUES ($1, $2)";
constexpr const char* kDraft = "INSERT INTO draft (org, n) VALUES ($1, $2)";
constexpr const char* kEntry = "INSERT INTO ledger_entry (org, n) VALUES ($1, $2)";

class Accounted : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const bool postgres = GetParam() == std::string_view("postgres");
    if (postgres && postgres_for_tests().empty()) GTEST_SKIP() << "CANDOUR_TEST_POSTGRES names no PostgreSQL";
    auto opened = postgres ? open_postgres_for_tests(OrgCode{"ll"}, std::span(kTables))
                           : open_sqlite_in_memory(OrgCode{"ll"}, std::span(kTables));
    ASSERT_TRUE(opened) << opened.error().detail.text;
    db = std::move(*opened);
  }
  Status write(std::initializer_list<const char*> statements, int n, std::string_view why = {}) {
    return db->write([&](Txn& t) -> Status {
      if (!why.empty()) no_entry_needed(why);
      for (const auto* sql : statements) CHECK_OK(t.run(sql, {db->org(), n}));
      return {};
    });
  }
  int posts() {
    int n = 0;
    EXPECT_TRUE(db->read([&](Session& s) {
      return s.each("SELECT n FROM staff_post WHERE org = $1", {db->org()},
                    [&](const Row&) { return ++n, true; });
    }));
    return n;
  }
  std::unique_ptr<Db> db;
};

TEST_P(Accounted, Promise_ALL_2_a_change_without_an_entry_is_not_committed) {
  const auto refused = write({kPost}, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Unavailable);
  EXPECT_EQ(posts(), 0);
}

TEST_P(Accounted, with_an_entry_before_or_after_it_is) {
  EXPECT_TRUE(write({kPost, kEntry}, 1));
  EXPECT_TRUE(write({kEntry, kPost}, 2));
  EXPECT_EQ(posts(), 2);
}

TEST_P(Accounted, an_entry_made_just_before_the_commit_counts) {
  EXPECT_TRUE(db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run(kPost, {db->org(), 1}));
    t.before_commit([&]() -> Status { return t.run(kEntry, {db->org(), 1}).map([](auto) {}); });
    return {};
  }));
  EXPECT_EQ(posts(), 1);
}

TEST_P(Accounted, an_entry_that_was_rolled_back_counts_for_nothing) {
  EXPECT_FALSE(db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run(kEntry, {db->org(), 1}));
    return fail(Code::Conflict, "No.");
  }));
  EXPECT_FALSE(write({kPost}, 2));
  EXPECT_EQ(posts(), 0);
}

TEST_P(Accounted, what_is_no_act_says_so_for_one_transaction_only) {
  EXPECT_TRUE(write({kPost}, 1, "a test"));
  EXPECT_FALSE(write({kPost}, 2));
  no_entry_needed("nothing is being written: it is not remembered");
  EXPECT_FALSE(write({kPost}, 3));
  EXPECT_EQ(posts(), 1);
}

TEST_P(Accounted, drafts_and_the_house_itself_need_none) {
  EXPECT_TRUE(write({kDraft}, 1));
}

INSTANTIATE_TEST_SUITE_P(Engines, Accounted, testing::Values("sqlite", "postgres"),
                         [](const auto& i) { return std::string(i.param); });

}  // namespace
}  // namespace candour::store
