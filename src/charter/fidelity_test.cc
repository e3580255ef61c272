// Every fact of the five notices, in our own words, and the place of the charter that carries it
// (tests/fidelity, where README.md tells how a row is read): the place is there, says it in these words, and
// stands on the part of the notice that the row names. Statements that a notice does not make are gone, or
// wait to be confirmed and are not printed. No value that a row names can change, lose its part or go and the
// row stand. `script/fidelity` prints the table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <utility>

#include "charter/catalogue_read.h"
#include "charter/charter.h"
#include "charter/charters_for_tests.h"
#include "charter/fidelity_for_tests.h"
#include "charter/path.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

class Fidelity : public ::testing::TestWithParam<const char*> {};

TEST_P(Fidelity, every_fact_is_carried_and_nothing_invented_is_printed) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  const auto places = places_of(*c);
  int facts = 0, exact = 0, listed_ones = 0, invented = 0, unmarked = 0;
  std::set<std::string> ids;
  const auto reasons = read_text_file("docs/concepts/five-notices.md").value_or("");
  for (const auto& r : rows_of(GetParam())) {
    EXPECT_TRUE(ids.insert(r.id).second) << r.id << " stands twice";
    const auto why = r.invented ? still_said(places, r) : r.listed() ? "" : missing(places, r);
    EXPECT_EQ(why, "") << GetParam() << " " << r.id << ": " << r.fact;
    if (r.told) continue;  // held to its words; its facts are counted where they stand
    if (r.invented) {
      ++invented;
      unmarked += !why.empty();
      continue;
    }
    ++facts;
    listed_ones += r.listed();
    exact += !r.listed() && why.empty();
    if (r.listed())
      EXPECT_THAT(reasons, HasSubstr(std::string(GetParam()) + " " + r.id)) << "no reason is given";
  }
  if (const char* file = std::getenv("CANDOUR_FIDELITY_TABLE"); file && *file)
    std::ofstream(file, std::ios::app) << c->organisation.name << '\t' << facts << '\t' << exact << '\t'
                                       << listed_ones << '\t' << invented << '\t' << unmarked << '\n';
}

/// Words that a reader is told and that no row holds could change unseen, or be invented: texts, what is said
/// of a use, a role, a right or a recipient, and easy read.
TEST_P(Fidelity, every_sentence_that_is_printed_stands_in_a_row) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  std::map<std::string, std::vector<std::string>> held;
  for (const auto& r : rows_of(GetParam()))
    if (!r.invented && !r.listed())
      for (std::size_t i = 0; i < r.paths.size(); ++i) held[r.paths[i]].push_back(r.says_at(i));
  int sentences = 0, lines = 0;
  for (const auto& [path, place] : places_of(*c).said) {
    const auto rows = held.find(path);
    if (rows == held.end()) {
      EXPECT_FALSE(is_told(path, place))
          << GetParam() << ": no row names " << path << " “" << place.value << "”";
      continue;
    }
    lines += path.starts_with("easy-read/");
    if (place.value.empty()) continue;  // its path is all that it says
    for (const auto& sentence : whole_sentences(place.value)) {
      ++sentences;
      const bool in_a_row = std::any_of(rows->second.begin(), rows->second.end(),
                                        [&](const std::string& s) { return s.find(sentence) != s.npos; });
      EXPECT_TRUE(in_a_row) << GetParam() << ": no row holds “" << sentence << "” of " << path;
    }
  }
  EXPECT_GT(sentences, 100);
  EXPECT_GT(lines, 30) << "of easy read";
}

/// What is told in other words says what facts of its part say.
TEST_P(Fidelity, what_is_told_once_more_rests_on_facts) {
  const auto rows = rows_of(GetParam());
  int told = 0;
  for (const auto& r : rows) {
    if (!r.told) continue;
    ++told;
    EXPECT_EQ(unfounded(rows, r), "") << GetParam() << " " << r.id << ": " << r.fact;
  }
  EXPECT_GT(told, 60);
}

/// Every value that a row names is changed, alone, in each of the ways, and each time the row falls.
TEST_P(Fidelity, no_fact_stands_when_its_value_changes) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  auto places = places_of(*c);
  int values = 0, changes = 0;
  for (const auto& r : rows_of(GetParam())) {
    if (r.listed() || r.paths.empty()) continue;
    for (std::size_t i = 0; i < r.paths.size(); ++i) {
      ++values;
      each_change(places, r, i, [&](const std::string& change) {
        ++changes;
        const auto why = r.invented ? still_said(places, r) : missing(places, r);
        EXPECT_NE(why, "") << GetParam() << " " << r.id << " stands, although " << r.paths[i] << change;
      });
    }
    EXPECT_EQ(r.invented ? still_said(places, r) : missing(places, r), "") << "everything is back";
  }
  std::cout << GetParam() << ": " << values << " values of rows, " << changes << " changes, all noticed\n";
  EXPECT_GT(values, 100);
}

/// What was taken out of the words is noticed when it comes back, wherever that is.
TEST_P(Fidelity, no_words_that_were_taken_out_come_back) {
  const auto c = shipped(GetParam());
  ASSERT_TRUE(c);
  auto places = places_of(*c);
  auto& any = places.said.begin()->second.value;
  for (const auto& r : rows_of(GetParam()))
    for (const auto& words : r.nowhere()) {
      const auto was = std::exchange(any, "We say that " + words + " again.");
      EXPECT_NE(still_said(places, r), "") << r.id << ": " << words;
      any = was;
    }
}

INSTANTIATE_TEST_SUITE_P(Notices, Fidelity, ::testing::Values("im", "ig", "ll", "ps", "lw"),
                         [](const auto& i) { return std::string(i.param); });

/// All that the notices say: 608 facts were counted when the charters were compared with them.
TEST(FidelityOfAll, no_fact_is_dropped_from_the_table) {
  std::size_t facts = 0;
  std::size_t invented = 0;
  for (const char* org : {"im", "ig", "ll", "ps", "lw"})
    for (const auto& r : rows_of(org))
      if (!r.told) ++(r.invented ? invented : facts);
  EXPECT_GE(facts, 608u);
  EXPECT_GE(invented, 146u) << "what was once invented stays watched";
}

}  // namespace
}  // namespace candour::charter
