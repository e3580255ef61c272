// Every fact of the five notices, in our own words, and the place of the charter that carries it
// (tests/fidelity/*.tsv): the place is there, says it, and stands on a part of the notice. Statements that a
// notice does not make are gone, or wait to be confirmed and are not printed. `script/fidelity` prints the
// table.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/said.h"

namespace candour::charter {
namespace {

struct FactRow {
  std::string id, part, fact, says;
  std::vector<std::string> paths;
  bool invented = false;
};

std::vector<std::string> split(const std::string& s, const std::string& by) {
  std::vector<std::string> all;
  std::size_t from = 0;
  for (std::size_t at; (at = s.find(by, from)) != s.npos; from = at + by.size())
    all.push_back(s.substr(from, at - from));
  all.push_back(s.substr(from));
  return all;
}

std::vector<FactRow> rows_of(const std::string& org) {
  std::ifstream in("tests/fidelity/" + org + ".tsv");
  std::vector<FactRow> rows;
  bool invented = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# invented")) invented = true;
    if (line.empty() || line.starts_with("#") || line.starts_with("id\t")) continue;
    const auto cells = split(line, "\t");
    EXPECT_GE(cells.size(), 5u) << org << ": " << line;
    if (cells.size() < 5) continue;
    FactRow r{cells[0], cells[1], cells[2], cells[4], {}, invented};
    if (cells[3] != "-") r.paths = split(cells[3], " + ");
    rows.push_back(std::move(r));
  }
  return rows;
}

std::string one_line(const std::string& s) {
  std::string out;
  for (const char ch : s) {
    const bool space = ch == '\n' || ch == ' ';
    if (!space || (!out.empty() && out.back() != ' ')) out += space ? ' ' : ch;
  }
  return out;
}

/// What stands at a path or anywhere below it.
std::vector<const Said*> at(const std::vector<Said>& said, const std::string& path) {
  std::vector<const Said*> all;
  for (const auto& s : said)
    if (s.path == path || s.path.starts_with(path + "/")) all.push_back(&s);
  return all;
}

/// Why a fact is not carried; empty when it is.
std::string missing(const std::vector<Said>& said, const FactRow& r) {
  bool says = r.says.empty();
  for (const auto& path : r.paths) {
    const auto there = at(said, path);
    if (there.empty()) return "nothing stands at " + path;
    bool grounded = false;
    for (const auto* s : there) {
      grounded = grounded || s->ground.kind == ValueGround::Kind::Part;
      says = says || one_line(s->value).find(one_line(r.says)) != std::string::npos ||
             segments(s->path).back() == r.says;
    }
    if (!grounded) return path + " stands on no part of the notice";
  }
  return says ? "" : "none of its places says “" + r.says + "”";
}

bool listed(const FactRow& r) {
  return r.paths.empty() && r.says.starts_with("listed:");
}

class Fidelity : public ::testing::TestWithParam<const char*> {};

TEST_P(Fidelity, every_fact_is_carried_and_nothing_invented_is_printed) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  int facts = 0, exact = 0, listed_ones = 0, invented = 0, unmarked = 0;
  std::set<std::string> ids;
  const auto reasons = read_text_file("docs/concepts/five-notices.md").value_or("");
  for (const auto& r : rows_of(GetParam())) {
    EXPECT_TRUE(ids.insert(r.id).second) << r.id << " stands twice";
    if (r.invented) {
      ++invented;
      const bool sourced = r.says.starts_with("sourced");
      for (const auto& path : r.paths)
        for (const auto* s : at(c->said, path)) {
          if (s->path.find("/claims/") != s->path.npos) continue;  // how it is known, and no statement
          const bool marked = sourced || s->ground.working();
          unmarked += !marked;
          EXPECT_TRUE(marked) << GetParam() << " " << r.id << ": " << s->path << " is "
                              << ground_words(s->ground);
        }
      continue;
    }
    ++facts;
    if (listed(r)) {
      ++listed_ones;
      EXPECT_NE(reasons.find(std::string(GetParam()) + " " + r.id), std::string::npos)
          << GetParam() << " " << r.id << " is listed, and docs/concepts/five-notices.md does not say why";
      continue;
    }
    ASSERT_FALSE(r.paths.empty()) << r.id << " names no place and no reason";
    const auto why = missing(c->said, r);
    exact += why.empty();
    EXPECT_EQ(why, "") << GetParam() << " " << r.id << ": " << r.fact;
  }
  if (const char* file = std::getenv("CANDOUR_FIDELITY_TABLE"); file && *file)
    std::ofstream(file, std::ios::app) << c->organisation.name << '\t' << facts << '\t' << exact << '\t'
                                       << listed_ones << '\t' << invented << '\t' << unmarked << '\n';
}

/// A fact whose place is taken out is missed.
TEST_P(Fidelity, no_fact_stands_without_its_place) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  int tried = 0;
  for (const auto& r : rows_of(GetParam())) {
    if (r.invented || r.paths.empty()) continue;
    for (const auto& path : r.paths) {
      auto without = c->said;
      std::erase_if(without, [&](const Said& s) { return s.path == path || s.path.starts_with(path + "/"); });
      EXPECT_NE(missing(without, r), "") << r.id << " without " << path;
    }
    ++tried;
  }
  EXPECT_GT(tried, 40);
}

INSTANTIATE_TEST_SUITE_P(Notices, Fidelity, ::testing::Values("im", "ig", "ll", "ps", "lw"),
                         [](const auto& i) { return std::string(i.param); });

/// All that the notices say: 608 facts were counted when the charters were compared with them.
TEST(FidelityOfAll, no_fact_is_dropped_from_the_table) {
  std::size_t facts = 0;
  std::size_t invented = 0;
  for (const char* org : {"im", "ig", "ll", "ps", "lw"})
    for (const auto& r : rows_of(org)) ++(r.invented ? invented : facts);
  EXPECT_GE(facts, 608u);
  EXPECT_GE(invented, 146u) << "what was once invented stays watched";
}

}  // namespace
}  // namespace candour::charter
