#include "store/org_rule.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

namespace candour::store {
namespace {

struct Line {
  const char* sql;
  int param;            // expected; -1: there is something wrong with it
  const char* problem;  // part of what is said
};

constexpr Line kLines[] = {
    {"SELECT n FROM word WHERE org = $1", 1, ""},
    {"SELECT n FROM word WHERE n=$1 AND org=$2", 2, ""},
    {"SELECT 1", 0, ""},
    {"PRAGMA synchronous", 0, ""},
    {"SELECT number FROM schema_migration", 0, ""},
    {"SELECT n FROM word", -1, "1 tables, but only 0"},
    {"SELECT n FROM word WHERE org = 'll'", -1, "only 0"},
    {"SELECT n FROM word WHERE n = $1 -- org = $1", -1, "only 0"},
    {"SELECT n FROM word WHERE said = 'org = $1'", -1, "only 0"},
    {"SELECT w.n FROM word w JOIN echo e ON e.org = w.org AND e.n = w.n WHERE w.org = $1", 1, ""},
    {"SELECT w.n FROM word w JOIN echo e ON e.n = w.n WHERE w.org = $1", -1, "2 tables, but only 1"},
    {"SELECT w.n FROM word w, echo e WHERE w.org = $1", -1, "2 tables, but only 1"},
    {"SELECT w.n FROM word w, echo e WHERE w.org = $1 AND e.org = $2", -1, "two different"},
    {"SELECT n FROM word WHERE org = $1 AND n IN (SELECT n FROM echo)", -1, "2 tables, but only 1"},
    {"SELECT n FROM word WHERE org = $1 AND n IN (SELECT n FROM echo WHERE org = $1)", 1, ""},
    {"WITH want (n) AS (VALUES ($2)) SELECT w.n FROM want JOIN word w ON w.org = $1 AND w.n = want.n", 1, ""},
    {"INSERT INTO word (org, n) VALUES ($1, $2),($1, $3)", 1, ""},
    {"INSERT INTO word (org, n) VALUES ($1, $2),($3, $4)", -1, "two different"},
    {"INSERT INTO word (n, org) VALUES ($1, $2)", -1, "org first"},
    {"INSERT INTO word (org, n) SELECT org, n FROM echo WHERE org = $1", 1, ""},
    {"INSERT INTO word (org, n) SELECT 'x', n FROM echo WHERE org = $1", -1, "select org first"},
    {"INSERT INTO word (org, n) VALUES ($1, $2) ON CONFLICT (org, n) DO UPDATE SET said = excluded.said", 1,
     ""},
    {"UPDATE word SET said = $2 WHERE org = $1", 1, ""},
    {"UPDATE word SET said = $2", -1, "only 0"},
    {"DELETE FROM word WHERE org = $1 AND n = $2", 1, ""},
    {"DELETE FROM word", -1, "only 0"},
    {"UPDATE OR IGNORE word SET said = $2 WHERE org = $1", -1, "must stand alone"},
    {"DELETE FROM public.word WHERE org = $1", -1, "must stand alone"},
    {"DELETE FROM \"word\" WHERE org = $1", -1, "must stand alone"},
    {"REPLACE INTO word (org, n) VALUES ($1, $2)", -1, "begin with SELECT"},
    {"TRUNCATE word", -1, "begin with SELECT"},
};

TEST(OrgRule, tells_every_table_that_is_changed) {
  using Tables = std::vector<std::string>;
  EXPECT_EQ(org_rule("SELECT n FROM word WHERE org = $1 FOR UPDATE").changes, Tables());
  EXPECT_EQ(org_rule("INSERT INTO word (org, n) SELECT org, n FROM echo WHERE org = $1").changes,
            Tables{"word"});
  EXPECT_EQ(
      org_rule("INSERT INTO word (org, n) VALUES ($1, $2) ON CONFLICT (org, n) DO UPDATE SET n = 1").changes,
      Tables{"word"});
  EXPECT_EQ(org_rule("update WORD set said = $2 where org = $1").changes, Tables{"word"});
  EXPECT_EQ(org_rule("WITH gone AS (DELETE FROM echo WHERE org = $1 RETURNING org, n)"
                     " INSERT INTO word (org, n) SELECT org, n FROM gone")
                .changes,
            (Tables{"echo", "word"}));
}

TEST(OrgRule, every_table_is_tied_to_the_organisation) {
  for (const auto& line : kLines) {
    const auto rule = org_rule(line.sql);
    if (line.param >= 0) {
      EXPECT_EQ(rule.problem, "") << line.sql;
      EXPECT_EQ(rule.param, line.param) << line.sql;
    } else {
      EXPECT_NE(rule.problem.find(line.problem), std::string::npos) << line.sql << ": " << rule.problem;
      EXPECT_NE(rule.problem, "") << line.sql;
    }
  }
}

/// The texts of a source file, those that stand side by side as one, without comments.
std::vector<std::string> texts_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string all((std::istreambuf_iterator<char>(in)), {});
  all = std::regex_replace(all, std::regex("//[^\n]*"), "");
  std::vector<std::string> out;
  for (std::size_t at = all.find('"'); at != all.npos; at = all.find('"', at)) {
    std::string text;
    for (;;) {
      auto end = at + 1;
      while (end < all.size() && all[end] != '"') end += all[end] == '\\' ? 2 : 1;
      text += all.substr(at + 1, end - at - 1);
      at = std::min(end + 1, all.size());
      const auto next = all.find_first_not_of(" \n\t", at);
      if (next == all.npos || all[next] != '"') break;
      at = next;
    }
    out.push_back(std::move(text));
  }
  return out;
}

TEST(OrgRule, every_statement_in_the_source_keeps_it) {
  int statements = 0;
  const std::regex start("^(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) [\\s\\S]*[^ ]$");
  for (const auto& f : std::filesystem::recursive_directory_iterator(CANDOUR_SOURCE_DIR "/src")) {
    const auto name = f.path().filename().string();
    const bool source = name.ends_with(".cc") || name.ends_with(".h");
    if (!source || name.find("_test") != name.npos || name.find("for_tests") != name.npos) continue;
    for (const auto& text : texts_of(f.path())) {
      // A text that ends with a space is the beginning of one; it is judged whole when it is prepared.
      if (!std::regex_match(text, start)) continue;
      ++statements;
      EXPECT_EQ(org_rule(text).problem, "") << name << ": " << text;
    }
  }
  EXPECT_GT(statements, 150);
}

}  // namespace
}  // namespace candour::store
