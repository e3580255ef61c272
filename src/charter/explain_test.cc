#include "charter/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/lending.h"
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

constexpr std::string_view kAskLead = "You can ask for access", kTeamLead = "ask their team",
                           kLentAnswer = "Only for a stated reason";

/// By the tables alone: what the role does in the service for this purpose takes in the category.
bool works_with(const Charter& c, const Facts& f, PurposeIx p, CategoryIx x) {
  return c.at(f.role).purpose_set.has(p) && c.at(f.service).purposes.has(p) && c.at(p).categories.has(x);
}
bool sees_by_right(const Role& role, CategoryIx x) {
  return role.reach != Reach::None && role.sees.has(x);
}
/// Nothing is lent to somebody who sees it by right as far as the access reaches.
bool lends(const Role& role, CategoryIx x) {
  return std::ranges::any_of(role.reasoned, [&](const ReasonedAccess& ra) {
    return ra.sees.has(x) && !(sees_by_right(role, x) && ra.within <= role.reach);
  });
}
bool says(std::string_view words, std::string_view lead) {
  return words.find(lead) != words.npos;
}

/// Calls f(facts, category) for each role, service and category of one of the five: somebody fit, who stands
/// nowhere near the person.
template <class F>
void each_stranger(const Charter& c, F&& f) {
  for (std::size_t r = 0; r < c.roles.size(); ++r)
    for (std::size_t s = 0; s < c.services.size(); ++s)
      for (std::size_t x = 0; x < c.categories.size(); ++x) {
        Facts who;
        who.role = static_cast<RoleIx>(r);
        who.service = static_cast<ServiceIx>(s);
        who.agreement = who.training = true;
        who.consented = PurposeSet::of_bits(~std::uint64_t{0});
        f(who, static_cast<CategoryIx>(x));
      }
}

TEST(Explain, leads_nobody_to_a_door_that_is_shut) {
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = shipped(org);
    int lent = 0;
    each_stranger(*c, [&](const Facts& who, CategoryIx x) {
      const Role& role = c->at(who.role);
      const auto e = explain(*c, who.role, who.service, x);
      const auto where = [&] {
        return org + (" " + role.code) + " in " + c->at(who.service).code + ", " + c->at(x).code;
      };
      for (const auto& a : e.purposes) {
        const bool open = !reasons_for(*c, who, a.purpose, x).empty();
        EXPECT_EQ(open, works_with(*c, who, a.purpose, x) && lends(role, x)) << where() << ": " << a.words;
        EXPECT_TRUE(open || !says(a.words, kAskLead)) << where() << ": " << a.words;
        EXPECT_EQ(says(a.words, kLentAnswer), open && !sees_by_right(role, x)) << where() << ": " << a.words;
        EXPECT_TRUE(role.reach != Reach::None || !says(a.words, kTeamLead)) << where() << ": " << a.words;
        lent += says(a.words, kLentAnswer);
      }
      EXPECT_TRUE(e.by_reason || !says(e.words, kAskLead)) << where() << ": " << e.words;
      EXPECT_TRUE(role.reach != Reach::None || !says(e.words, kTeamLead)) << where() << ": " << e.words;
    });
    EXPECT_GT(lent, 0) << org;
  }
}

/// Of every purpose, also of those that are none of theirs there; of people near to them and of all others.
TEST(Explain, a_refusal_leads_only_where_it_opens) {
  int asks = 0, teams = 0, none = 0;
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = shipped(org);
    each_stranger(*c, [&](const Facts& stranger, CategoryIx x) {
      const Role& role = c->at(stranger.role);
      for (const auto reach : {Reach::None, role.reach})
        for (std::size_t i = 0; i < c->purposes.size(); ++i) {
          const auto p = static_cast<PurposeIx>(i);
          Facts who = stranger;
          who.reach = reach;
          const auto d = decide(*c, who, p, x, Doing::See);
          if (d.allowed()) continue;
          const auto words = why_words(*c, d, who, p, x);
          const auto where = [&] {
            return org + (" " + role.code) + " in " + c->at(who.service).code + ", " + c->at(p).code + ", " +
                   c->at(x).code + ": " + words;
          };
          const bool ask = works_with(*c, who, p, x) && lends(role, x);
          EXPECT_EQ(says(words, kAskLead), ask) << where();
          EXPECT_TRUE(!says(words, kTeamLead) || (works_with(*c, who, p, x) && sees_by_right(role, x)))
              << where();
          asks += ask;
          teams += says(words, kTeamLead);
          none += lends(role, x) && !ask;
        }
    });
  }
  EXPECT_GT(asks, 0);
  EXPECT_GT(teams, 0);
  EXPECT_GT(none, 0) << "roles that are lent a category for other purposes";
}

TEST(Explain, names_whoever_the_charter_tells_of_an_access) {
  const auto c =
      load_text("base.yaml", text_with("tests/charters/base.yaml", "tells: supervisor", "tells: dp-lead"),
                "tests/charters/catalogue")
          .charter;
  ASSERT_TRUE(c);
  EXPECT_THAT(ask(*c, "service-manager", "care").words, HasSubstr("the data-protection lead is told."));
  EXPECT_THAT(ask(*base(), "service-manager", "care").words, HasSubstr("the supervisor is told."));
  const Role& manager = c->at(c->find_role("service-manager").value());
  EXPECT_EQ(told_of_yours(*c, manager, manager.reasoned.front().tells), "the data-protection lead");
  EXPECT_EQ(told_of_yours(*c, manager, "supervisor"), "your supervisor");
  EXPECT_EQ(told_of(*c, manager, "service-manager"), "another service manager");
  Facts f;
  f.role = c->find_role("service-manager").value();
  f.service = c->find_service("community").value();
  f.reasoned = f.agreement = f.training = true;
  f.reason = c->find_reason("complaint").value();
  const auto p = c->find_purpose("deliver-support").value();
  const auto care = c->find_category("care").value();
  EXPECT_EQ(
      why_words(*c, decide(*c, f, p, care, Doing::See), f, p, care),
      "You see care for the reason that you gave. It is recorded, and the data-protection lead is told.");
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
