// Every line of a shipped charter that stands behind a promise of its notice: tests/charters/shipped/CODE.tsv
// has the lines and the promises that rest on them. It is changed with the charter, when the notice changes:
// after a change that is meant, CANDOUR_WRITE_SHIPPED=1 writes the tables anew; read the difference then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "charter/charters_for_tests.h"
#include "charter/facts_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

struct Said {
  std::set<std::string> promises;
  std::string line;
};
std::vector<Said> table(const std::string& code) {
  std::vector<Said> out;
  std::ifstream in("tests/charters/shipped/" + code + ".tsv");
  std::string line;
  for (bool head = true; std::getline(in, line); head = false) {
    const auto tab = line.find('\t');
    if (head || tab == std::string::npos) continue;
    Said s{{}, line.substr(tab + 1)};
    std::istringstream ids(line.substr(0, tab));
    for (std::string id; ids >> id;) s.promises.insert(id);
    out.push_back(std::move(s));
  }
  return out;
}

/// What the charters say today, for one file of the table: kinds are those of all charters together.
std::vector<std::string> facts_for(const std::string& code) {
  if (code != "catalogue") return facts_of(*shipped(code));
  std::set<std::string> all;
  for (const auto* each : {"im", "ig", "ll", "ps", "lw"})
    for (const auto& line : kind_facts_of(*shipped(each))) all.insert(line);
  return {all.begin(), all.end()};
}

/// Every line that the promise rests on stands in the organisation's own charter, word for word.
void stands(const std::string& code, const std::string& promise) {
  const auto facts = facts_for(code);
  const std::set<std::string> says(facts.begin(), facts.end());
  int rests_on = 0;
  for (const auto& s : table(code))
    if (s.promises.contains(promise)) {
      ++rests_on;
      EXPECT_TRUE(says.contains(s.line))
          << promise << " rests on this, which the charter no longer says: " << s.line;
    }
  EXPECT_GT(rests_on, 0) << "tests/charters/shipped/" << code << ".tsv names no line for " << promise;
}

/// The promises of the line that had the same subject before; only when the tables are written anew.
void write_table(const std::string& code, const std::vector<Said>& known) {
  std::ofstream out("tests/charters/shipped/" + code + ".tsv");
  out << "promises\twhat the charter says\n";
  for (const auto& fact : facts_for(code)) {
    const auto about = fact.substr(0, fact.find(": ") + 2);
    std::string ids;
    for (const auto& s : known)
      if (ids.empty() && s.line.starts_with(about))
        for (const auto& id : s.promises) ids += (ids.empty() ? "" : " ") + id;
    out << ids << "\t" << fact << "\n";
  }
}

TEST(Promise, ALL_1_every_line_of_every_shipped_charter_is_known_to_the_tests) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw", "catalogue"}) {
    const auto known = table(code);
    if (std::getenv("CANDOUR_WRITE_SHIPPED")) {
      write_table(code, known);
      continue;
    }
    std::vector<std::string> lines;
    for (const auto& s : known) lines.push_back(s.line);
    EXPECT_THAT(facts_for(code), ::testing::ElementsAreArray(lines)) << code;
  }
}

TEST(Promise, IM_11_1_each_line_stands_in_its_own_charter) {
  stands("im", "IM-11.1");
}
TEST(Promise, IM_4_1_each_line_stands_in_its_own_charter) {
  stands("im", "IM-4.1");
}
TEST(Promise, IM_2_1_each_line_stands_in_its_own_charter) {
  stands("im", "IM-2.1");
}
TEST(Promise, IM_7_2_each_line_stands_in_its_own_charter) {
  stands("im", "IM-7.2");
}
TEST(Promise, IM_7_1_each_line_stands_in_its_own_charter) {
  stands("im", "IM-7.1");
}
TEST(Promise, IM_3_5_each_line_stands_in_its_own_charter) {
  stands("im", "IM-3.5");
}
TEST(Promise, IM_2_2_each_line_stands_in_its_own_charter) {
  stands("im", "IM-2.2");
}
TEST(Promise, IM_1_3_each_line_stands_in_its_own_charter) {
  stands("im", "IM-1.3");
}
TEST(Promise, IM_3_2_each_line_stands_in_its_own_charter) {
  stands("im", "IM-3.2");
}
TEST(Promise, IM_3_1_each_line_stands_in_its_own_charter) {
  stands("im", "IM-3.1");
}
TEST(Promise, IM_5_2_each_line_stands_in_its_own_charter) {
  stands("im", "IM-5.2");
}
TEST(Promise, IM_3_3_each_line_stands_in_its_own_charter) {
  stands("im", "IM-3.3");
}
TEST(Promise, IG_9_1_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-9.1");
}
TEST(Promise, IG_5_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-5");
}
TEST(Promise, IG_2_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-2");
}
TEST(Promise, IG_1_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-1");
}
TEST(Promise, IG_8_1_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-8.1");
}
TEST(Promise, IG_8_2_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-8.2");
}
TEST(Promise, IG_4_2_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-4.2");
}
TEST(Promise, IG_3_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-3");
}
TEST(Promise, IG_7_each_line_stands_in_its_own_charter) {
  stands("ig", "IG-7");
}
TEST(Promise, LL_4_1a_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-4.1a");
}
TEST(Promise, LL_2_4a_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.4a");
}
TEST(Promise, LL_2_1d_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.1d");
}
TEST(Promise, LL_1_2_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-1.2");
}
TEST(Promise, LL_5_1_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-5.1");
}
TEST(Promise, LL_2_1e_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.1e");
}
TEST(Promise, LL_2_0_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.0");
}
TEST(Promise, LL_2_4c_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.4c");
}
TEST(Promise, LL_2_1b_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.1b");
}
TEST(Promise, LL_2_1c_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.1c");
}
TEST(Promise, LL_3_1_1_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-3.1.1");
}
TEST(Promise, LL_2_2a_each_line_stands_in_its_own_charter) {
  stands("ll", "LL-2.2a");
}
TEST(Promise, PS_4_6_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-4.6");
}
TEST(Promise, PS_2_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-2");
}
TEST(Promise, PS_3_1_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-3.1");
}
TEST(Promise, PS_1_3_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-1.3");
}
TEST(Promise, PS_1_1_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-1.1");
}
TEST(Promise, PS_1_2_each_line_stands_in_its_own_charter) {
  stands("ps", "PS-1.2");
}
TEST(Promise, LW_4_2_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-4.2");
}
TEST(Promise, LW_2_2_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-2.2");
}
TEST(Promise, LW_2_3_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-2.3");
}
TEST(Promise, LW_2_1_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-2.1");
}
TEST(Promise, LW_1_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-1");
}
TEST(Promise, LW_4_3_each_line_stands_in_its_own_charter) {
  stands("lw", "LW-4.3");
}
TEST(Promise, IM_4_1_each_question_of_the_catalogue_keeps_its_category) {
  stands("catalogue", "IM-4.1");
}
TEST(Promise, IG_8_2_each_step_of_the_catalogue_keeps_its_rule) {
  stands("catalogue", "IG-8.2");
}
TEST(Promise, LW_2_3_each_question_about_diversity_offers_to_decline) {
  stands("catalogue", "LW-2.3");
}
TEST(Promise, IM_3_2_what_only_a_visit_needs_is_marked_so) {
  stands("catalogue", "IM-3.2");
}
TEST(Promise, PS_2_what_stands_in_the_banner_stands_there) {
  stands("catalogue", "PS-2");
}
TEST(Promise, LL_2_1a_each_question_of_the_profile_has_its_place) {
  stands("catalogue", "LL-2.1a");
}

}  // namespace
}  // namespace candour::charter
