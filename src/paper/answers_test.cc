#include "paper/answers.h"

#include <gmock/gmock.h>

#include "base/calendar.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::HasSubstr;
using ::testing::Not;

/// The invented charter that says what none of the five does.
const Charter& harbour() {
  static const CharterPtr c = load("tests/charters/reach.yaml", "charters/catalogue").charter;
  return *c;
}
const Recipient& body(const Charter& c, std::string_view code) {
  return *std::ranges::find(c.recipients, code, &Recipient::code);
}
const Right& right(const Charter& c, std::string_view code) {
  return *std::ranges::find(c.rights, code, &Right::code);
}

TEST(Answers, what_a_body_may_get_where_for_what_and_what_must_be_told) {
  const auto& c = harbour();
  const auto care = flat(explain_recipient(c, body(c, "school"), *c.find_category("care"), std::nullopt));
  EXPECT_THAT(care, HasSubstr("Young people "));
  EXPECT_THAT(care, HasSubstr("Yes, for “Supporting you”. (Notice, part 4.2)"));
  EXPECT_THAT(care, HasSubstr("We tell you before we share it"));
  EXPECT_THAT(care, HasSubstr("No. It gets nothing in Refuge."));
  const auto health = plain_text(
      explain_recipient(c, body(c, "school"), *c.find_category("health"), c.find_service("refuge")));
  EXPECT_THAT(health, HasSubstr("No. The charter does not let it get “"));
  const auto police =
      flat(explain_recipient(c, body(c, "police"), *c.find_category("safeguarding"), std::nullopt));
  EXPECT_THAT(police, HasSubstr("We try to tell you, unless telling you would put somebody in danger."));
  EXPECT_THAT(police, HasSubstr("High risk: "));
  EXPECT_THAT(police, HasSubstr("Manager looks at it within 48 hours."));
}

TEST(Answers, Promise_IG_7_that_nothing_goes_to_planning_or_research_is_said_of_every_body) {
  const auto ig = charter_of("ig");
  EXPECT_THAT(
      flat(explain_recipient(*ig, body(*ig, "school"), *ig->find_category("education"), std::nullopt)),
      HasSubstr("Nothing is shared for planning or research (notice, part 7)."));
}

TEST(Answers, how_long_something_is_kept_and_from_when) {
  const auto& c = harbour();
  const auto care = flat(explain_keeping(c, *c.find_category("care"), std::nullopt));
  EXPECT_THAT(care, HasSubstr("7 years after support ends or until the 25th birthday, whichever is later"));
  EXPECT_THAT(care, HasSubstr("up to 30 days"));
  EXPECT_THAT(care, HasSubstr("(Notice, part 5.1)"));
}

TEST(Answers, by_when_a_request_is_answered_on_a_worked_day) {
  const auto ll = charter_of("ll");
  const auto asked = make_date(2026, 11, 27);
  EXPECT_THAT(flat(explain_right(*ll, right(*ll, "access"), asked)),
              HasSubstr("Asked on 27 November 2026, answered by 27 December 2026 at the latest."))
      << "30 days, which the notice promises, end before the month of the law";
  const auto im = charter_of("im");
  EXPECT_THAT(flat(explain_right(*im, right(*im, "access"), asked)),
              HasSubstr("answered by 29 December 2026 at the latest"))
      << "a month, moved over a Sunday and the bank holiday of Boxing Day";
}

TEST(Answers, what_a_birthday_changes) {
  const auto& c = harbour();
  const auto at13 = flat(explain_birthday(c, 13));
  EXPECT_THAT(at13, HasSubstr("In Young people they say yes or no for themselves"));
  EXPECT_THAT(flat(explain_birthday(c, 21)), HasSubstr("Young people takes them on no more."));
  EXPECT_THAT(flat(explain_birthday(c, 25)), HasSubstr("until the 25th birthday"));
  EXPECT_THAT(flat(explain_birthday(c, 40)), HasSubstr("Nothing that this charter says."));
}

class EveryAnswer : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Charters, EveryAnswer, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

/// Each question that can be asked of the five charters has an answer, with its part where the charter has
/// one.
TEST_P(EveryAnswer, names_the_part_and_agrees_with_what_is_asked_of_the_charter) {
  const auto c = charter_of(GetParam());
  int asked = 0;
  for (const auto& r : c->recipients)
    for (std::size_t i = 0; i < c->categories.size(); ++i) {
      const auto category = static_cast<CategoryIx>(i);
      const auto text = flat(explain_recipient(*c, r, category, std::nullopt));
      bool any = false;
      for (std::size_t s = 0; s < c->services.size(); ++s) {
        const auto t = may_share(*c, r, category, static_cast<ServiceIx>(s));
        any = any || t.allowed;
        EXPECT_EQ(t.allowed, t.why_not.empty());
        if (t.allowed) EXPECT_TRUE(r.categories.has(category));
      }
      EXPECT_EQ(text.find("Yes, for ") != text.npos, any) << r.code << " " << c->at(category).code;
      if (!r.clause.empty()) EXPECT_THAT(text, HasSubstr("part " + r.clause)) << r.code;
      EXPECT_THAT(text, Not(HasSubstr("“”")));
      ++asked;
    }
  for (std::size_t i = 0; i < c->categories.size(); ++i)
    EXPECT_THAT(flat(explain_keeping(*c, static_cast<CategoryIx>(i), std::nullopt)),
                HasSubstr("As a rule: "));
  for (std::size_t i = 0; i < c->purposes.size(); ++i) {
    const auto& p = c->purposes[i];
    const auto text = flat(explain_purpose(*c, static_cast<PurposeIx>(i)));
    if (!p.clause.empty()) EXPECT_THAT(text, HasSubstr("part " + p.clause));
    for (const auto& b : p.bases) EXPECT_THAT(text, HasSubstr(basis_line(b.basis)));
  }
  for (const auto& r : c->rights)
    EXPECT_THAT(flat(explain_right(*c, r, make_date(2026, 11, 27))), HasSubstr("answered by "));
  EXPECT_GT(asked, 50);
}

}  // namespace
}  // namespace candour::paper
