// Promises that stand in what is printed: taken out of print they would be kept unseen, or not be true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "charter/read.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/html.h"
#include "paper/matrix.h"
#include "paper/notice.h"
#include "paper/notice_parts.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using namespace charter;

std::string flat(const Cell& cell) {
  std::string out;
  for (const auto& line : cell.lines) out += line.plain() + "\n";
  return out;
}

/// Each role of the printed table sees what the engine lets it see, and nothing more: categories that it does
/// not see are not printed beside it.
void prints_what_roles_see(const char* code) {
  const auto c = charter_of(code);
  ASSERT_TRUE(c);
  const auto& printed = *c->printed;
  const auto table = role_table(*c);
  std::size_t i = 0;
  for (const auto& role : printed.roles) {
    if (only_named(printed, role)) continue;
    ASSERT_LT(i, table.rows.size());
    const auto& cells = table.rows[i++];
    EXPECT_EQ(cells.at(0).lines.front().plain(), role.name);
    const auto& runs = c->at(*c->find_role(role.code));
    EXPECT_EQ(role.says.empty() ? runs.says : role.says, runs.says) << code << " " << role.code;
    const std::string row = flat(cells.at(2));
    const bool nobody = role.reach == Reach::None && printed.says("roles/" + role.code + "/reach");
    if (!printed.says("roles/" + role.code + "/sees") && role.sees.empty()) {
      if (!nobody)
        EXPECT_THAT(row, ::testing::AnyOf("", "\n")) << "what is not said is not printed: " << role.code;
      continue;
    }
    CategorySet sees;
    for (const auto p : runs.purposes) sees = sees | (runs.sees & c->at(p).categories);
    for (std::size_t k = 0; k < c->categories.size(); ++k) {
      const auto ix = static_cast<CategoryIx>(k);
      const auto there = printed.find_category(c->at(ix).code);
      const bool said = there && role.sees.has(*there);
      EXPECT_TRUE(!said || sees.has(ix)) << code << " " << role.code << " " << c->at(ix).code;
    }
    // What stands beside the role names what the printed charter lets it see, and nothing else.
    CategorySet named;
    for (const auto p : role.purposes) named = named | (role.sees & printed.at(p).categories);
    if (role.reach != Reach::None)
      EXPECT_EQ(row, named.empty() ? "" : printed_summary(*c, named, sees) + "\n")
          << code << " " << role.code;
    if (role.reach == Reach::None && printed.says("roles/" + role.code + "/reach"))
      EXPECT_EQ(row, runs.reasoned.empty() ? "Nothing\n" : "Nothing, unless there is a reason\n")
          << role.code;
  }
  EXPECT_EQ(i, table.rows.size()) << code;
}
TEST(Promise, IM_11_1_the_role_table_prints_what_each_role_sees) {
  prints_what_roles_see("im");
}
TEST(Promise, IG_9_1_the_role_table_prints_what_each_role_sees) {
  prints_what_roles_see("ig");
}
TEST(Promise, LL_3_1_1_the_role_table_prints_what_each_role_sees) {
  prints_what_roles_see("ll");
}
TEST(Promise, PS_4_6_the_role_table_prints_what_each_role_sees) {
  prints_what_roles_see("ps");
}
TEST(Promise, LW_4_2_the_role_table_prints_what_each_role_sees) {
  prints_what_roles_see("lw");
}

TEST(Promise, LW_2_3_the_notice_says_that_one_may_prefer_not_to_say) {
  const auto c = charter_of("lw");
  ASSERT_TRUE(c);
  std::size_t diversity = 0;
  for (const auto& x : c->categories) diversity += x.diversity;
  EXPECT_GT(diversity, 0u);
  EXPECT_NE(plain_text(notice(*c, {{}, c->version.from}, Layer::First)).find("prefer not to"),
            std::string::npos);
}

/// To whom one complains stands in the part for it: whom of ours, and the regulator that is in force on that
/// day with their address and telephone.
void prints_whom_to_complain_to(const char* code, const std::string& whom_of_ours) {
  const auto c = charter_of(code);
  ASSERT_TRUE(c);
  const auto regulator = regulator_on("charters/catalogue", c->version.from);
  ASSERT_TRUE(regulator);
  const Setting setting{*regulator, c->version.from};
  const std::string part = plain_text(notice(*c, setting, Layer::First));
  ASSERT_FALSE(part.empty());
  EXPECT_NE(part.find(regulator->name), std::string::npos) << code;
  EXPECT_NE(part.find(regulator->url), std::string::npos) << code;
  EXPECT_NE(part.find(regulator->phone), std::string::npos) << code;
  EXPECT_NE(part.find(whom_of_ours), std::string::npos) << code << part;
  EXPECT_NE(plain_text(easy_read(*c, setting)).find(regulator->name), std::string::npos)
      << code << " in easy read";
}
TEST(Promise, IM_1_5_the_notice_says_whom_of_ours_and_which_regulator_to_complain_to) {
  prints_whom_to_complain_to("im", "25 Hope Street");
}
TEST(Promise, PS_10_the_notice_says_whom_of_ours_and_which_regulator_to_complain_to) {
  prints_whom_to_complain_to("ps", "Eleanor Rathbone House");
}
TEST(Promise, LL_5_6_the_notice_says_staff_co_ordinator_and_regulator) {
  EXPECT_NE(plain_text(notice(*charter_of("ll"), {})).find("staff"), std::string::npos);
  prints_whom_to_complain_to("ll", "Crown Street");
}
TEST(Promise, LW_7_the_notice_names_the_data_protection_officer_and_the_regulator) {
  prints_whom_to_complain_to("lw", "Stretford");
}

}  // namespace
}  // namespace candour::paper
