#include "store/sqlite/statistics.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace candour::store {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<Db> records() {
  return std::move(*open_sqlite_in_memory({"ll"}, record_migrations()));
}

/// The ways that SQLite takes, a line a table.
std::vector<std::string> plan(Db& db, const std::string& sql, std::size_t values) {
  std::vector<std::string> lines;
  const std::vector<Param> params(values);
  const auto read = db.read([&](Session& s) {
    return s.each("EXPLAIN QUERY PLAN " + sql, params, [&](const Row& r) {
      lines.push_back(r.str(3));
      return true;
    });
  });
  EXPECT_TRUE(read.has_value()) << sql;
  return lines;
}

std::string places(std::size_t from, std::size_t count) {
  std::string text;
  for (std::size_t i = from; i < from + count; ++i) text += (i > from ? ",$" : "$") + std::to_string(i);
  return text;
}

TEST(Statistics, one_persons_rows_are_found_by_the_person_not_by_reading_the_organisation) {
  const auto db = records();
  for (const std::size_t n : {1, 16, 128, 512})
    for (const std::string table : {"allocation", "enrolment", "referral", "reasoned_access", "consent_flag"})
      EXPECT_THAT(
          plan(*db, "SELECT * FROM " + table + " WHERE org=$1 AND person IN (" + places(2, n) + ")", n + 1),
          Each(HasSubstr("(org=? AND person=?")))
          << table << " " << n;
}

TEST(Statistics, a_list_of_segments_is_looked_up_one_by_one_however_long_it_is) {
  const auto db = records();
  for (const std::size_t n : {1, 4, 16, 64, 200, 300}) {
    std::string values;
    for (std::size_t i = 0; i < n; ++i) values += (i ? ",(" : "(") + places(2 + 3 * i, 3) + ")";
    const auto lines =
        plan(*db,
             "WITH want (person, entry, version) AS (VALUES " + values +
                 ") SELECT s.sealed FROM want JOIN segment s ON s.org=$1 AND s.person=want.person "
                 "AND s.entry=want.entry AND s.version=want.version",
             1 + 3 * n);
    EXPECT_THAT(lines, Contains("SEARCH s USING PRIMARY KEY (org=? AND person=? AND entry=? AND version=?)"))
        << n;
    EXPECT_THAT(lines, Each(Not(HasSubstr("BLOOM")))) << n;
  }
}

TEST(Statistics, a_table_that_came_later_is_told_of_too_and_nothing_is_written_when_all_is_said) {
  char folder[] = "/tmp/candour-statistics-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/x.db";
  const Migration first{1, "first", "CREATE TABLE a (org TEXT, id BLOB, PRIMARY KEY (org, id))"};
  const Migration second{2, "second",
                         "CREATE TABLE b (org TEXT, person BLOB, id BLOB, PRIMARY KEY (org, id));"
                         "CREATE INDEX b_of ON b (org, person)"};
  const Migration one[] = {first}, two[] = {first, second};
  ASSERT_TRUE(open_sqlite({"ll"}, path, one).has_value());
  const auto db = std::move(*open_sqlite({"ll"}, path, two));
  EXPECT_THAT(plan(*db, "SELECT id FROM b WHERE org=$1 AND person=$2", 2), Each(HasSubstr("b_of")));
  const auto changes = [&] {
    std::int64_t n = 0;
    EXPECT_TRUE(db->read([&](Session& s) {
                    return s.each("PRAGMA data_version", {}, [&](const Row& r) {
                      n = r.i64(0);
                      return true;
                    });
                  }).has_value());
    return n;
  };
  const auto before = changes();
  ASSERT_TRUE(open_sqlite({"ll"}, path, two).has_value());
  EXPECT_EQ(changes(), before);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace candour::store
