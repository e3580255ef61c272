#include "store/sealing.h"

#include <gtest/gtest.h>

#include <set>

#include "store/open_for_tests.h"

namespace candour::store {
namespace {

constexpr Migration kSealingTables[] = {
    {1, "tables",
     "CREATE TABLE post (org TEXT NOT NULL, n BIGINT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (org, n));"
     "CREATE TABLE other (org TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, n));"},
};

/// Keeps the rows of "post" as it is told of them.
class Mirror final : public Sealer {
 public:
  SealedTable post{"post", {"n", "role"}};
  std::multiset<std::pair<std::int64_t, std::string>> rows, open;
  int settled = 0;

  const SealedTable* sealed(std::string_view t) const override { return t == "post" ? &post : nullptr; }
  void begun() override { open = rows; }
  void changed(const SealedTable&, const Row& r, bool there) override {
    const std::pair row{r.i64(0), r.str(1)};
    if (there)
      open.insert(row);
    else
      EXPECT_TRUE(open.contains(row)) << row.second << " was not there";
    if (!there && open.contains(row)) open.erase(open.find(row));
  }
  void logged(ByteView) override {}
  Status settle(Txn& txn) override {
    ++settled;
    // What it writes itself is not handed to it.
    return txn.run("UPDATE other SET n = n WHERE org = $1", {"ll"}).map([](auto) {});
  }
  void ended(bool committed) override {
    if (committed) rows = open;
  }
};

class Sealing : public testing::Test {
 protected:
  std::unique_ptr<Db> db = std::move(*open_for_tests(OrgCode{"ll"}, kSealingTables));
  Mirror mirror;
  Sealing() { db->seal_with(&mirror); }
  ~Sealing() override { db->seal_with(nullptr); }

  Result<std::int64_t> run(std::string_view sql, Params params) {
    std::int64_t n = 0;
    const auto done = db->write([&](Txn& t) -> Status {
      TRY(n, t.run(sql, params));
      return {};
    });
    if (!done) return tl::unexpected<Error>(done.error());
    return n;
  }
  void same_as_stored() {
    decltype(mirror.rows) stored;
    ASSERT_TRUE(db->read([&](Session& s) {
      return s.each("SELECT n, role FROM post WHERE org = $1", {"ll"}, [&](const Row& r) {
        stored.emplace(r.i64(0), r.str(1));
        return true;
      });
    }));
    EXPECT_EQ(mirror.rows, stored);
  }
};

TEST_F(Sealing, every_sort_of_change_is_told_row_by_row) {
  EXPECT_EQ(run("INSERT INTO post (org, n, role) VALUES ($1, $2, 'worker')", {"ll", 1}).value(), 1);
  EXPECT_EQ(
      run("INSERT INTO post (org, n, role) SELECT org, n + 1, role FROM post WHERE org = $1", {"ll"}).value(),
      1);
  EXPECT_EQ(run("INSERT INTO post (org, n, role) VALUES ($1, $2, 'worker') ON CONFLICT DO NOTHING", {"ll", 1})
                .value(),
            0);
  same_as_stored();
  EXPECT_EQ(run("UPDATE post SET role = $3 WHERE org = $1 AND n = $2", {"ll", 2, "boss"}).value(), 1);
  EXPECT_EQ(run("UPDATE post SET role = $2, n = n + 10 WHERE n > $3 AND org = $1", {"ll", "all", 0}).value(),
            2);
  EXPECT_EQ(run("UPDATE post SET role = 'none' WHERE org = $1 AND n = $2", {"ll", 99}).value(), 0);
  same_as_stored();
  EXPECT_EQ(
      run("INSERT INTO post (org, n, role) VALUES ($1, $2, $3) ON CONFLICT (org, n) DO UPDATE SET role = "
          "excluded.role",
          {"ll", 11, "changed"})
          .value(),
      1);
  EXPECT_EQ(
      run("INSERT INTO post (org, n, role) VALUES ($1, $2, $3) ON CONFLICT (org, n) DO UPDATE SET role = "
          "excluded.role",
          {"ll", 40, "new"})
          .value(),
      1);
  same_as_stored();
  EXPECT_EQ(run("DELETE FROM post WHERE org = $1 AND n > $2", {"ll", 11}).value(), 2);
  same_as_stored();
  EXPECT_EQ(mirror.rows.size(), 1u);
}

TEST_F(Sealing, many_rows_at_once_and_what_is_rolled_back) {
  ASSERT_TRUE(db->write([&](Txn& t) -> Status {
    std::vector<std::vector<Param>> rows;
    for (int i = 0; i < 20; ++i) rows.push_back({"ll", i, "worker"});
    CHECK_OK(t.run_each("INSERT INTO post (org, n, role) VALUES ($1, $2, $3)", rows));
    return t.run("UPDATE post SET role = 'boss' WHERE org = $1 AND n < 5", {"ll"}).map([](auto) {});
  }));
  same_as_stored();
  EXPECT_FALSE(db->write([&](Txn& t) -> Status {
    CHECK_OK(t.run("DELETE FROM post WHERE org = $1", {"ll"}));
    return fail(Code::Conflict, "no");
  }));
  same_as_stored();
  EXPECT_EQ(mirror.rows.size(), 20u);
}

TEST_F(Sealing, a_statement_whose_rows_cannot_be_told_is_refused) {
  for (const char* sql : {"WITH gone AS (DELETE FROM post WHERE org = $1 RETURNING n) INSERT INTO other "
                          "(org, n) SELECT $1, n FROM gone",
                          "DELETE FROM post WHERE org = $1 RETURNING n"}) {
    const auto done = run(sql, {"ll"});
    ASSERT_FALSE(done) << sql;
    EXPECT_NE(done.error().detail.text.find("a bug"), std::string::npos);
    EXPECT_FALSE(db->write([&](Txn& t) { return t.each(sql, {"ll"}, [](const Row&) { return true; }); }));
  }
  EXPECT_TRUE(run("DELETE FROM other WHERE org = $1", {"ll"}));
}

}  // namespace
}  // namespace candour::store
