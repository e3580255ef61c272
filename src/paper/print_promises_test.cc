// Promises that stand in what is printed: taken out of print they would be kept unseen, or not be true.
#include <gtest/gtest.h>

#include <set>

#include "charter/read.h"
#include "paper/charter_words.h"
#include "paper/html.h"
#include "paper/matrix.h"
#include "paper/notice.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using namespace charter;

CharterPtr shipped(const std::string& code) {
  return load("charters/" + code + ".yaml", "charters/catalogue").charter;
}
std::string flat(const Cell& cell) {
  std::string out;
  for (const auto& line : cell.lines) out += line.plain() + "\n";
  return out;
}

/// Each role of the printed table sees what the engine lets it see, and nothing more: categories that it does
/// not see are not printed beside it.
void prints_what_roles_see(const char* code) {
  const auto c = shipped(code);
  ASSERT_TRUE(c);
  const auto table = role_table(*c);
  ASSERT_EQ(table.rows.size(), c->roles.size());
  int less = 0;
  for (std::size_t r = 0; r < c->roles.size(); ++r) {
    const auto& role = c->roles[r];
    const std::string printed = flat(table.rows[r].at(2));
    CategorySet sees;
    for (std::size_t s = 0; s < c->services.size(); ++s)
      for (const auto p : role.purposes)
        if (c->services[s].purposes.has(p)) sees = sees | (role.sees & c->at(p).categories);
    if (role.reach == Reach::None || sees.empty()) {
      EXPECT_EQ(printed, "Nothing, by right\n") << role.code;
      continue;
    }
    CategorySet all;
    for (std::size_t i = 0; i < c->categories.size(); ++i) all.add(static_cast<CategoryIx>(i));
    EXPECT_EQ(printed, flat(Cell(category_summary(*c, sees)))) << code << " " << role.code;
    less += sees != all && printed != flat(Cell(category_summary(*c, all)));
  }
  if (std::string_view(code) != "lw") EXPECT_GT(less, 2) << "most roles see a part only";
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
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = shipped(code);
    ASSERT_TRUE(c);
    const auto printed = html_page(notice(*c, {{}, c->version.from}));
    std::size_t at = 0, times = 0, diversity = 0;
    for (; (at = printed.find("You can always answer “prefer not to say”", at)) != std::string::npos; ++at)
      ++times;
    for (const auto& x : c->categories) diversity += x.diversity;
    EXPECT_GT(diversity, 0u) << code;
    EXPECT_GE(times, diversity) << code;
  }
}

/// To whom one complains stands in the part for it: whom of ours, and the regulator that is in force on that
/// day with their address and telephone.
void prints_whom_to_complain_to(const char* code, const std::string& whom_of_ours) {
  const auto c = shipped(code);
  ASSERT_TRUE(c);
  const auto regulator = regulator_on("charters/catalogue", c->version.from);
  ASSERT_TRUE(regulator);
  const Setting setting{*regulator, c->version.from};
  std::string part;
  for (const auto& p : notice_parts(*c, setting))
    if (p.anchor == "complaints") {
      Document d;
      d.blocks = p.blocks;
      part = plain_text(d);
    }
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
  EXPECT_NE(html_page(notice(*shipped("ll"), {})).find("Tell the staff of your service"), std::string::npos);
  prints_whom_to_complain_to("ll", "Crown Street");
}
TEST(Promise, LW_7_the_notice_names_the_data_protection_officer_and_the_regulator) {
  prints_whom_to_complain_to("lw", "Stretford");
}

}  // namespace
}  // namespace candour::paper
