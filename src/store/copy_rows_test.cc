// Rows go from one engine to the other and back as they were, all of one organisation and none of another's.
#include "store/copy_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/open_for_tests.h"

namespace candour::store {
namespace {

using ::testing::HasSubstr;

constexpr Migration kSteps[] = {{1, "things", R"(
CREATE TABLE thing (org TEXT NOT NULL, a BLOB NOT NULL, n BIGINT NOT NULL, said TEXT, much DOUBLE PRECISION,
  raw BLOB, PRIMARY KEY (org, n, a));
CREATE TABLE only_one (org TEXT NOT NULL PRIMARY KEY, what TEXT NOT NULL);
)"}};
const OrgCode kLl{"ll"};
constexpr int kMany = 700;  // several pieces

void fill(Txn& txn, const OrgCode& org) {
  for (int i = 0; i < kMany; ++i)
    ASSERT_TRUE(txn.run("INSERT INTO thing (org, a, n, said, much, raw) VALUES ($1, $2, $3, $4, $5, $6)",
                        {org, Bytes{static_cast<std::uint8_t>(i % 256), 0}, i / 3,
                         i % 5 ? Param("said \xC3\xA9 '" + std::to_string(i)) : Param(), i / 7.0,
                         i % 2 ? Param(Bytes{0, 255, static_cast<std::uint8_t>(i % 256)}) : Param()}));
  ASSERT_TRUE(txn.run("INSERT INTO only_one (org, what) VALUES ($1, $2)", {org, "once"}));
}
std::vector<std::string> told(Db& db, const OrgCode& org) {
  std::vector<std::string> out;
  EXPECT_TRUE(db.read([&](Session& s) -> Status {
    CHECK_OK(s.each("SELECT a, n, said, much, raw FROM thing WHERE org = $1 ORDER BY n, a", {org},
                    [&](const Row& r) {
                      const auto bytes = [&](int at) { return std::string(as_text(r.blob(at))); };
                      out.push_back(bytes(0) + std::to_string(r.i64(1)) + (r.null(2) ? "-" : r.str(2)) +
                                    std::to_string(r.real(3)) + (r.null(4) ? "-" : bytes(4)));
                      return true;
                    }));
    return s.each("SELECT what FROM only_one WHERE org = $1", {org}, [&](const Row& r) {
      out.push_back(r.str(0));
      return true;
    });
  }));
  return out;
}
Status copy(Db& from, Db& to) {
  return to.write(
      [&](Txn& txn) { return from.read([&](Session& s) { return copy_rows(kLl, kSteps, s, txn); }); });
}

TEST(CopyRows, GoFromOneEngineToTheOtherAndBackAsTheyWere) {
  auto files = open_sqlite_in_memory(kLl, kSteps), back = open_sqlite_in_memory(kLl, kSteps);
  auto postgres = open_postgres_for_tests(kLl, kSteps);
  ASSERT_TRUE(postgres) << postgres.error().words.text;
  ASSERT_TRUE((*files)->write([&](Txn& txn) { return fill(txn, kLl), Status{}; }));
  const auto before = told(**files, kLl);
  ASSERT_EQ(before.size(), kMany + 1u);
  const auto there = copy(**files, **postgres), again = copy(**postgres, **back);
  EXPECT_TRUE(there) << there.error().detail.text;
  EXPECT_TRUE(again) << again.error().detail.text;
  EXPECT_EQ(told(**postgres, kLl), before);
  EXPECT_EQ(told(**back, kLl), before);
}

TEST(CopyRows, NothingIsWrittenOver) {
  auto from = open_sqlite_in_memory(kLl, kSteps), to = open_sqlite_in_memory(kLl, kSteps);
  ASSERT_TRUE((*from)->write([&](Txn& txn) { return fill(txn, kLl), Status{}; }));
  ASSERT_TRUE((*to)->write([&](Txn& txn) {
    return txn.run("INSERT INTO only_one (org, what) VALUES ($1, $2)", {kLl, "mine"}).map([](auto) {});
  }));
  const auto done = copy(**from, **to);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().words.text, HasSubstr("rows of 'll' already, and nothing is written over"));
  EXPECT_EQ(told(**to, kLl), std::vector<std::string>{"mine"});
}

}  // namespace
}  // namespace candour::store
