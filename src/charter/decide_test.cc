// The decision as a table: who, where, how near, for what, which category, and what comes out. The charter is
// tests/charters/base.yaml, so that a reader can follow each row.
#include "charter/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/explain.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PurposeSet all_purposes() {
  return PurposeSet::of_bits(~std::uint64_t{0});
}

/// A row's flags: "-" none; letters may be joined. A no agreement, T no training, R restricted, O objected,
/// c consented, q reasoned access for a complaint, u reasoned access for an audit.
Facts facts(const Charter& c, const std::string& role, const std::string& service, const std::string& reach,
            const std::string& flags) {
  static const std::vector<std::string> reaches = {"none", "caseload", "line",
                                                   "team", "service",  "organisation"};
  auto has = [&](char f) { return flags.find(f) != std::string::npos; };
  Facts f;
  f.role = c.find_role(role).value();
  f.service = c.find_service(service).value();
  f.reach = static_cast<Reach>(std::find(reaches.begin(), reaches.end(), reach) - reaches.begin());
  f.agreement = !has('A');
  f.training = !has('T');
  f.restricted = has('R');
  if (has('O')) f.objected = all_purposes();
  if (has('c')) f.consented = all_purposes();
  f.reasoned = has('q') || has('u');
  f.reason = c.find_reason(has('u') ? "audit" : "complaint").value();
  return f;
}

struct Row {
  std::string role, service, reach, flags, doing, purpose, category, why, clause;
};

std::vector<Row> rows(const std::string& table) {
  std::vector<Row> all;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    Row r;
    if (cells >> r.role >> r.service >> r.reach >> r.flags >> r.doing >> r.purpose >> r.category >> r.why >>
        r.clause)
      all.push_back(r);
  }
  return all;
}

std::string show(const Row& r) {
  return r.role + " " + r.service + " " + r.reach + " " + r.flags + " " + r.doing + " " + r.purpose + " " +
         r.category;
}

const char* const kTable = R"(
worker          community caseload     -  see   deliver-support  health     allowed                 2.1
worker          community team         -  see   deliver-support  care       allowed                 2.1
worker          community caseload     -  write deliver-support  care       allowed                 2.1
worker          community caseload     -  write deliver-support  identity   not-writable            3.1
supervisor      community caseload     -  write deliver-support  identity   allowed                 2.1
worker          community caseload     A  see   deliver-support  health     no-agreement            8.1
worker          community caseload     T  see   deliver-support  health     training-lapsed         8.1
worker          community none         AT see   deliver-support  health     no-agreement            8.1
worker          community none         -  see   deliver-support  health     out-of-reach            3.1
worker          community service      -  see   deliver-support  health     out-of-reach            3.1
worker          community organisation -  see   deliver-support  health     out-of-reach            3.1
supervisor      community service      -  see   deliver-support  health     allowed                 2.1
worker          community caseload     -  see   collect-payments identity   purpose-not-of-role     2.3
worker          advice    caseload     -  see   keep-safe        identity   purpose-not-in-service  2.2
worker          community caseload     -  see   deliver-support  financial  category-not-of-purpose 2.1
worker          community caseload     -  see   keep-safe        incident   category-not-of-role    3.1
finance         community organisation -  see   collect-payments financial  allowed                 2.3
finance         community organisation -  see   collect-payments health     category-not-of-purpose 2.3
finance         community organisation -  see   deliver-support  health     purpose-not-of-role     2.1
supervisor      community team         -  see   tell-stories     voluntary  no-consent              2.4
supervisor      community team         c  see   tell-stories     voluntary  allowed                 2.4
supervisor      community team         cO see   tell-stories     voluntary  objected                2.4
worker          community caseload     O  see   deliver-support  care       objected                2.1
worker          community caseload     R  see   deliver-support  care       restricted              2.1
worker          community caseload     R  write deliver-support  care       restricted              2.1
worker          community caseload     R  see   keep-safe        care       allowed                 2.2
worker          community caseload     R  write keep-safe        care       restricted              2.2
supervisor      community team         Rc see   tell-stories     voluntary  allowed                 2.4
dp-lead         community organisation R  see   deliver-support  care       allowed                 2.1
dp-lead         community organisation -  see   keep-safe        convictions allowed                2.2
service-manager community none         -  see   deliver-support  care       out-of-reach            3.4
service-manager community none         u  see   deliver-support  care       out-of-reach            3.4
service-manager community none         q  see   deliver-support  care       allowed                 3.4
service-manager community organisation q  see   deliver-support  care       allowed                 3.4
service-manager community none         q  see   deliver-support  health     category-not-of-role    3.4
service-manager community none         q  write deliver-support  care       not-writable            3.4
service-manager community none         qA see   deliver-support  care       no-agreement            8.1
service-manager community none         qR see   deliver-support  care       allowed                 3.4
service-manager community none         qR write deliver-support  care       restricted              2.1
service-manager community none         q  see   collect-payments identity   purpose-not-of-role     2.3
worker          community none         q  see   deliver-support  care       out-of-reach            3.1
)";

TEST(Decide, follows_the_table) {
  ASSERT_TRUE(base());
  const Charter& c = *base();
  auto all = rows(kTable);
  EXPECT_EQ(all.size(), 41u);
  for (auto& r : all) {
    auto d = decide(c, facts(c, r.role, r.service, r.reach, r.flags), c.find_purpose(r.purpose).value(),
                    c.find_category(r.category).value(), r.doing == "see" ? Doing::See : Doing::Write);
    EXPECT_EQ(why_code(d.why), r.why) << show(r);
    EXPECT_EQ(c.clause_text(d.clause), r.clause) << show(r);
  }
}

TEST(Decide, lends_under_a_reasoned_access_with_its_obligations_and_by_right_without) {
  const Charter& c = *base();
  auto purpose = c.find_purpose("deliver-support").value();
  auto care = c.find_category("care").value();
  auto lent = decide(c, facts(c, "service-manager", "community", "none", "q"), purpose, care, Doing::See);
  EXPECT_EQ(lent.obligations, kReasonedAccess | kTellSupervisor);
  auto own = decide(c, facts(c, "worker", "community", "caseload", "-"), purpose, care, Doing::See);
  EXPECT_EQ(own.obligations, kNone);
  EXPECT_EQ(own.basis, Basis::Contract);
}

/// Calls f(facts, purpose, doing) for every combination that a charter allows.
template <class F>
void everything(const Charter& c, F&& f) {
  for (std::size_t role = 0; role < c.roles.size(); ++role)
    for (std::size_t service = 0; service < c.services.size(); ++service)
      for (int reach = 0; reach < 6; ++reach)
        for (int bits = 0; bits < 64; ++bits)
          for (std::size_t reason = 0; reason < std::max<std::size_t>(1, c.reasons.size()); ++reason) {
            if (reason > 0 && !(bits & 1)) continue;  // without a reasoned access its reason does not matter
            Facts x;
            x.role = static_cast<RoleIx>(role);
            x.service = static_cast<ServiceIx>(service);
            x.reach = static_cast<Reach>(reach);
            x.reasoned = bits & 1;
            x.reason = static_cast<ReasonIx>(reason);
            x.agreement = bits & 2;
            x.training = bits & 4;
            x.restricted = bits & 8;
            if (bits & 16) x.objected = all_purposes();
            if (bits & 32) x.consented = all_purposes();
            for (std::size_t p = 0; p < c.purposes.size(); ++p)
              for (auto doing : {Doing::See, Doing::Write}) f(x, static_cast<PurposeIx>(p), doing);
          }
}

TEST(Decide, a_whole_set_is_the_same_as_one_by_one) {
  const Charter& c = *base();
  std::size_t wrong = 0, allowed = 0;
  everything(c, [&](const Facts& f, PurposeIx p, Doing doing) {
    CategorySet one_by_one;
    for (std::size_t i = 0; i < c.categories.size(); ++i)
      if (decide(c, f, p, static_cast<CategoryIx>(i), doing).allowed())
        one_by_one.add(static_cast<CategoryIx>(i));
    if (one_by_one != decide_set(c, f, p, doing)) ++wrong;
    allowed += static_cast<std::size_t>(one_by_one.size());
  });
  EXPECT_EQ(wrong, 0u);
  EXPECT_GT(allowed, 0u);
}

TEST(Decide, deny_wins_nothing_that_speaks_against_ever_opens_anything) {
  const Charter& c = *base();
  std::size_t opened = 0, wrote_unseen = 0;
  everything(c, [&](const Facts& f, PurposeIx p, Doing doing) {
    auto now = decide_set(c, f, p, doing);
    auto worse = [&](auto change) {
      Facts g = f;
      change(g);
      if (!now.covers(decide_set(c, g, p, doing))) ++opened;
    };
    worse([](Facts& g) { g.agreement = false; });
    worse([](Facts& g) { g.training = false; });
    worse([](Facts& g) { g.restricted = true; });
    worse([](Facts& g) { g.objected = all_purposes(); });
    worse([](Facts& g) { g.consented = {}; });
    worse([](Facts& g) { g.reasoned = false; });
    worse([](Facts& g) { g.reach = Reach::None; });
    if (doing == Doing::Write && !decide_set(c, f, p, Doing::See).covers(now)) ++wrote_unseen;
  });
  EXPECT_EQ(opened, 0u);
  EXPECT_EQ(wrote_unseen, 0u);
}

TEST(Decide, a_kind_is_written_only_where_service_and_role_both_say_so) {
  const Charter& c = *base();
  auto may = [&](const char* role, const char* service, const char* kind) {
    return may_write_kind(c, facts(c, role, service, "caseload", "-"), c.find_kind(kind).value());
  };
  EXPECT_TRUE(may("worker", "community", "contact-note"));
  EXPECT_TRUE(may("worker", "advice", "contact-note"));
  EXPECT_FALSE(may("worker", "advice", "health-profile"));  // the service does not store it
  EXPECT_FALSE(may("finance", "community", "contact-note"));
  EXPECT_TRUE(may("supervisor", "community", "profile"));  // by the duty add-person
  EXPECT_FALSE(may("worker", "community", "profile"));
}

std::string words(const char* role, const char* reach, const char* flags, const char* purpose,
                  const char* category) {
  const Charter& c = *base();
  auto f = facts(c, role, "community", reach, flags);
  auto p = c.find_purpose(purpose).value();
  auto x = c.find_category(category).value();
  return why_words(c, decide(c, f, p, x, Doing::See), f, p, x);
}

TEST(Words, name_the_roles_that_do_see_it) {
  EXPECT_EQ(
      words("worker", "caseload", "-", "keep-safe", "incident"),
      "Held back: incident is seen by supervisors and data-protection leads of Community support, not by "
      "support workers.");
}

TEST(Words, say_that_a_reason_lends_less_than_the_role_sees_by_right) {
  auto text = read_text_file("tests/charters/base.yaml").value_or("");
  const std::string role = "  - code: worker\n";
  const auto at = text.find("    reach:", text.find(role, text.find("\nroles:")));
  text.insert(at, "    reasoned-access: [{reasons: [audit], hours: 1, sees: [identity], tells: dp-lead}]\n");
  const auto loaded = load_text("base.yaml", text, "tests/charters/catalogue");
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  const Charter& c = *loaded.charter;
  auto f = facts(c, "worker", "community", "none", "u");
  const auto p = c.find_purpose("keep-safe").value();
  const auto care = c.find_category("care").value();
  const auto said = why_words(c, decide(c, f, p, care, Doing::See), f, p, care);
  EXPECT_THAT(
      said,
      HasSubstr("in the records that they reach by right, and the reason that you gave does not lend it"));
  EXPECT_THAT(said, testing::Not(HasSubstr("not by support workers")));
}

TEST(Words, say_what_can_be_done) {
  EXPECT_THAT(words("worker", "caseload", "A", "keep-safe", "care"), HasSubstr("Sign it first"));
  EXPECT_THAT(words("worker", "caseload", "T", "keep-safe", "care"), HasSubstr("12 months"));
  EXPECT_THAT(words("worker", "none", "-", "keep-safe", "care"), HasSubstr("ask their team"));
  EXPECT_THAT(words("service-manager", "none", "-", "keep-safe", "care"),
              HasSubstr("looking into a complaint"));
  EXPECT_THAT(words("supervisor", "team", "-", "tell-stories", "voluntary"), HasSubstr("consent"));
  EXPECT_THAT(words("worker", "caseload", "-", "keep-safe", "care"), HasSubstr("Article 6(1)(d)"));
}

TEST(Words, every_refusal_has_some) {
  const Charter& c = *base();
  std::size_t without = 0;
  for (int w = 0; w <= static_cast<int>(Why::NotWritable); ++w) {
    Decision d;
    d.why = static_cast<Why>(w);
    auto f = facts(c, "worker", "community", "caseload", "-");
    if (why_words(c, d, f, PurposeIx{0}, CategoryIx{0}).size() < 20 || why_code(d.why) == "unknown")
      ++without;
  }
  EXPECT_EQ(without, 0u);
}

}  // namespace
}  // namespace candour::charter
