#include "charter/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

Explanation ask(const Charter& c, const char* role, const char* category) {
  return explain(c, c.find_role(role).value(), c.find_service("community").value(),
                 c.find_category(category).value());
}

TEST(Explain, finance_does_not_see_health_and_is_told_by_which_clause) {
  auto c = base();
  auto e = ask(*c, "finance", "health");
  EXPECT_FALSE(e.may_see);
  EXPECT_FALSE(e.by_reason);
  EXPECT_EQ(e.purposes.size(), 4u);
  EXPECT_THAT(e.words, ::testing::StartsWith("No."));
  EXPECT_FALSE(e.clause.empty());
}

TEST(Explain, says_yes_with_purpose_and_basis_and_whether_it_may_be_written) {
  auto c = base();
  auto e = ask(*c, "worker", "health");
  EXPECT_TRUE(e.may_see);
  EXPECT_TRUE(e.may_write);
  EXPECT_THAT(e.words, HasSubstr("Giving you support"));
  EXPECT_THAT(e.words, HasSubstr("6(1)(b)"));
  EXPECT_EQ(e.clause, "2.1");
  EXPECT_FALSE(ask(*c, "worker", "identity").may_write);
}

TEST(Explain, a_reasoned_access_is_not_a_right) {
  auto c = base();
  auto e = ask(*c, "service-manager", "care");
  EXPECT_FALSE(e.may_see);
  EXPECT_TRUE(e.by_reason);
  EXPECT_FALSE(e.may_write);
  EXPECT_EQ(e.clause, "3.4");
}

TEST(Explain, leads_nobody_to_a_door_that_is_shut) {
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = load("charters/" + std::string(org) + ".yaml", "charters/catalogue").charter;
    ASSERT_TRUE(c) << org;
    for (std::size_t r = 0; r < c->roles.size(); ++r)
      for (std::size_t x = 0; x < c->categories.size(); ++x) {
        const auto role = static_cast<RoleIx>(r);
        const auto e = explain(*c, role, ServiceIx{}, static_cast<CategoryIx>(x));
        std::string all = e.words;
        for (const auto& p : e.purposes) all += "\n" + p.words;
        if (c->at(role).reach == Reach::None) {
          EXPECT_EQ(all.find("ask their team"), all.npos) << org << " " << c->at(role).code << ": " << all;
        }
        if (!e.by_reason) {
          EXPECT_EQ(all.find("You can ask for access"), all.npos) << org << " " << c->at(role).code;
        }
      }
  }
}

TEST(Explain, what_is_refused_on_the_same_ground_is_said_once) {
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = shipped(org);
    ASSERT_TRUE(c) << org;
    std::size_t answers = 0, rows = 0;
    for (std::size_t r = 0; r < c->roles.size(); ++r)
      for (std::size_t x = 0; x < c->categories.size(); ++x) {
        const auto e = explain(*c, static_cast<RoleIx>(r), ServiceIx{}, static_cast<CategoryIx>(x));
        std::set<std::string> refusals;
        std::vector<PurposeIx> named;
        for (const auto& g : answered_alike(*c, e.purposes)) {
          ++rows;
          EXPECT_FALSE(g.words.empty());
          named.insert(named.end(), g.purposes.begin(), g.purposes.end());
          if (!g.answer.see.allowed() && !g.answer.write.allowed()) {
            EXPECT_TRUE(refusals.insert(g.words + g.answer.clause).second) << org << ": " << g.words;
          } else if (g.answer.see.allowed()) {
            EXPECT_EQ(g.purposes.size(), 1u) << "what is allowed is said by purpose";
          }
        }
        answers += e.purposes.size();
        EXPECT_EQ(named.size(), e.purposes.size());
        for (const auto& a : e.purposes) EXPECT_EQ(std::ranges::count(named, a.purpose), 1);
      }
    EXPECT_LT(rows * 2, answers) << org;
  }
}

TEST(Matrix, agrees_with_the_explanations) {
  auto c = base();
  auto m = access_matrix(*c, c->find_service("community"));
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (std::size_t x = 0; x < c->categories.size(); ++x) {
      auto e = explain(*c, static_cast<RoleIx>(r), c->find_service("community").value(),
                       static_cast<CategoryIx>(x));
      auto& cell = m.at(static_cast<RoleIx>(r), static_cast<CategoryIx>(x));
      EXPECT_EQ(!cell.sees.empty(), e.may_see) << c->roles[r].code << " " << c->categories[x].code;
      EXPECT_EQ(cell.writes, e.may_write) << c->roles[r].code << " " << c->categories[x].code;
    }
  auto manager = c->find_role("service-manager").value();
  EXPECT_EQ(m.at(manager, c->find_category("care").value()).reasons.size(), 1u);
}

std::string changes(const std::string& from, const std::string& to) {
  auto text = read_text_file("tests/charters/base.yaml").value();
  auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  auto newer = load_text("base.yaml", text, "tests/charters/catalogue");
  if (!newer.charter) return "refused: " + newer.findings.front().text();
  std::string s;
  for (auto& c : diff(*base(), *newer.charter))
    s += std::string(c.reaches == Reaches::People  ? "PEOPLE "
                     : c.reaches == Reaches::Staff ? "STAFF "
                                                   : "nobody ") +
         c.part + "/" + c.subject + ": " + c.what + "\n";
  return s;
}

TEST(Diff, says_what_changes_for_whom) {
  EXPECT_EQ(changes("charter: 1", "charter: 1"), "");
  EXPECT_EQ(changes("reach: team\n    sees: [identity, contact, care, health]",
                    "reach: service\n    sees: [identity, contact, care, health, incident]"),
            "PEOPLE roles/worker: Support worker: whose records it reaches was “team” and is now “service”.\n"
            "PEOPLE roles/worker: Support worker: now also sees incident.\n");
  EXPECT_EQ(changes("keep: 3 years, from: shared", "keep: 5 years, from: shared"),
            "PEOPLE retention/stories: The rule “stories”: how long it is kept was “3 years” and is now “5 "
            "years”.\n");
  EXPECT_EQ(changes("sees: [identity, contact, care, health, incident, voluntary]",
                    "sees: [identity, contact, care, health, voluntary]"),
            "STAFF roles/supervisor: Supervisor: no longer sees incident.\n");
  EXPECT_THAT(changes("categories: [identity, health]", "categories: [identity, health, care]"),
              HasSubstr("PEOPLE recipients/gp: Your doctor: may now also receive care."));
  EXPECT_THAT(changes("{birth-date: To tell people apart}", "{birth-date: To tell, family-name: To tell}"),
              HasSubstr("why “family name” of “Personal details” must be answered was not said"));
  EXPECT_THAT(
      changes("    home-based: true\n",
              "    home-based: true\n    existence: {told-to: [worker], says: Ring us.}\n"),
      AllOf(HasSubstr("PEOPLE services/"), HasSubstr("known here to Support worker"), HasSubstr("Ring us.")));
  EXPECT_THAT(changes("categories:\n", "categories:\n  untold: [health]\n"),
              HasSubstr("nobody categories/untold: Categories: no longer tells those who may not see it"));
}

/// The base charter with grounds for what it leaves working, or working for what has a ground.
std::string grounded(const std::string& grounds) {
  return changes("charter: 1", "grounds: {" + grounds + "}\ncharter: 1");
}
std::string gp_with(const std::string& grounds) {
  return changes("    inform: before\n", "    inform: before\n    grounds: {" + grounds + "}\n");
}

TEST(Diff, what_comes_into_print_reaches_people) {
  EXPECT_THAT(
      grounded("organisation/name: \"2.1\""),
      HasSubstr(
          "PEOPLE organisation/name: The organisation: the notice now says the name (“Base Support”).\n"));
  EXPECT_THAT(grounded("easy-read: \"2.1\""),
              HasSubstr("PEOPLE easy-read/: Easy read: the notice now says: has the heading “What we keep”"));
  const auto row = grounded("services/advice: \"1.1\"");
  EXPECT_THAT(row, HasSubstr("PEOPLE services/advice: Advice: the notice now tells of it.\n"));
  EXPECT_THAT(row, Not(HasSubstr("(“Advice by phone.”)"))) << "what stands in it comes with it";
}

TEST(Diff, what_goes_out_of_print_reaches_people) {
  const auto gone = gp_with("inform: working, categories: working");
  EXPECT_THAT(
      gone,
      HasSubstr(
          "PEOPLE recipients/gp: Your doctor: the notice no longer says when the person is told (“before”).\n"));
  EXPECT_THAT(
      gone, HasSubstr("PEOPLE recipients/gp: Your doctor: the notice no longer says: may receive identity"));
}

TEST(Diff, on_which_part_something_stands_reaches_nobody) {
  EXPECT_EQ(gp_with("inform: \"4.3\""),
            "nobody recipients/gp: Your doctor: where “inform” comes from was not said and is now “4.3”.\n");
}

}  // namespace
}  // namespace candour::charter
