#include "paper/answers.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "base/calendar.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/matrix.h"

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
  EXPECT_THAT(
      care,
      HasSubstr(
          "Yes, for “Supporting you” (Notice, part 4.2). This is among what it may get (Notice, part 4.2)."));
  EXPECT_THAT(care, HasSubstr("We tell you before we share it"));
  EXPECT_THAT(care, HasSubstr("No. It gets nothing in Refuge (Notice, part 4.2)."));
  const auto health = plain_text(
      explain_recipient(c, body(c, "school"), *c.find_category("health"), c.find_service("refuge")));
  EXPECT_THAT(health, HasSubstr("No. The charter does not let it get “"));
  const auto police =
      flat(explain_recipient(c, body(c, "police"), *c.find_category("safeguarding"), std::nullopt));
  EXPECT_THAT(
      police,
      HasSubstr("We try to tell you, unless telling you would put somebody in danger (Notice, part 4.1)."));
  EXPECT_THAT(police, HasSubstr("High risk: "));
  EXPECT_THAT(police, HasSubstr("Manager looks at it within 48 hours (Notice, part 4.5)."));
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
  EXPECT_THAT(
      flat(explain_right(*ll, right(*ll, "access"), asked)),
      HasSubstr("Asked on 27 November 2026, answered by 27 December 2026 at the latest (Notice, part 5.4)."))
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
  EXPECT_THAT(flat(explain_birthday(c, 21)), HasSubstr("Young people takes them on no more (Notice, part "));
  EXPECT_THAT(flat(explain_birthday(c, 25)), HasSubstr("until the 25th birthday"));
  EXPECT_THAT(flat(explain_birthday(c, 40)), HasSubstr("Nothing that this charter says."));
}

/// What is said, line by line: paragraphs, items of lists, cells of tables.
std::vector<std::string> lines_of(const Document& d) {
  std::vector<std::string> out;
  for (const auto& b : d.blocks) {
    if (const auto* p = std::get_if<Paragraph>(&b)) out.push_back(p->text.plain());
    if (const auto* l = std::get_if<List>(&b))
      for (const auto& item : l->items) out.push_back(item.plain());
    if (const auto* t = std::get_if<Table>(&b))
      for (const auto& row : t->rows)
        for (const auto& cell : row)
          for (const auto& line : cell.lines) out.push_back(line.plain());
  }
  return out;
}
std::vector<std::string> lines_with(const Document& d, std::string_view beginning) {
  auto all = lines_of(d);
  std::erase_if(all, [&](const std::string& line) { return !line.starts_with(beginning); });
  return all;
}

class EveryAnswer : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
  std::map<std::string, const Said*> values;
  int marked = 0, in_notice = 0;  // lines that were seen so

  void SetUp() override {
    for (const auto& s : c->said) values.emplace(s.path, &s);
  }
  /// On what a value stands, looked up in the text of the charter; of a list that is said in one word, that
  /// one.
  std::optional<ValueGround> ground(const std::string& path) const {
    if (const auto one = values.find(path); one != values.end()) return one->second->ground;
    const auto list = values.find(path.substr(0, path.rfind('/')));
    if (list != values.end() && !list->second->item && !list->second->value.empty())
      return list->second->ground;
    return std::nullopt;
  }
  /// The line is marked just where one of these values is nobody’s yet, and names no part but theirs.
  void expect_line(const std::string& line, const std::vector<std::string>& paths) {
    bool open = false;
    std::set<std::string> parts;
    for (const auto& path : paths) {
      const auto on = ground(path);
      open = open || !on || on->working();
      if (on && on->kind == ValueGround::Kind::Part) parts.insert(on->ref);
    }
    EXPECT_EQ(line.find(kToConfirm) != line.npos, open) << line << " of " << paths.front();
    const auto from = line.find("(Notice, ");
    in_notice += from != line.npos;
    marked += open;
    for (auto at = line.find("(Notice, "); at != line.npos; at = line.find("(Notice, ", at + 1)) {
      const auto named = line.substr(at, line.find(')', at) - at);
      for (auto one = named.find("part "); one != named.npos; one = named.find("part ", one + 1)) {
        const auto number = named.substr(one + 5, named.find_first_of("; ", one + 5) - one - 5);
        EXPECT_TRUE(parts.contains(number)) << line << ": the notice does not say this in part " << number;
      }
    }
  }
  void expect_lines(const Document& d, std::string_view beginning, const std::vector<std::string>& paths) {
    for (const auto& line : lines_with(d, beginning)) expect_line(line, paths);
  }
};
INSTANTIATE_TEST_SUITE_P(Charters, EveryAnswer, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

/// Each question that can be asked of the five charters has an answer; what it says is marked where nobody
/// has answered for it, and a part of the notice is named only for what stands in it.
TEST_P(EveryAnswer, of_whom_may_get_something_marks_what_is_open_and_names_the_parts_of_the_rest) {
  int asked = 0;
  for (const auto& r : c->recipients)
    for (std::size_t i = 0; i < c->categories.size(); ++i) {
      const auto category = static_cast<CategoryIx>(i);
      bool any = false;
      const auto at = "recipients/" + r.code;
      for (std::size_t s = 0; s < c->services.size(); ++s) {
        const auto service = static_cast<ServiceIx>(s);
        const auto t = may_share(*c, r, category, service);
        any = any || t.allowed;
        EXPECT_EQ(t.allowed, t.why_not.empty());
        if (!t.allowed) continue;
        EXPECT_TRUE(r.categories.has(category));
        const auto answer = explain_recipient(*c, r, category, service);
        std::vector<std::string> uses;
        t.purposes.each([&](PurposeIx p) {
          uses.push_back(r.purposes.empty()
                             ? "purposes/" + c->at(p).code + "/categories/" + c->at(category).code
                             : at + "/purposes/" + c->at(p).code);
        });
        expect_lines(answer, "Yes, for ", uses);
        expect_lines(answer, "This is among what it may get", {at + "/categories/" + c->at(category).code});
        std::vector<std::string> bases;
        for (const auto b : r.bases) bases.push_back(at + "/bases/" + std::string(basis_code(b)));
        if (!bases.empty()) expect_lines(answer, "On what ground: ", bases);
        expect_lines(answer, "Only under an agreement", {at + (r.processor ? "/processor" : "/agreement")});
        std::vector<std::string> told{at + "/inform"};
        if (!r.inform_unless.empty()) told.push_back(at + "/inform-unless");
        if (const auto lines = lines_with(answer, "We "); !lines.empty()) expect_line(lines.front(), told);
      }
      const auto text = flat(explain_recipient(*c, r, category, std::nullopt));
      EXPECT_EQ(text.find("Yes, for ") != text.npos, any) << r.code << " " << c->at(category).code;
      EXPECT_THAT(text, Not(HasSubstr("“”")));
      ++asked;
    }
  EXPECT_GT(asked, 50);
  EXPECT_GT(marked, 0);
  EXPECT_GT(in_notice, 0);
}

TEST_P(EveryAnswer, of_how_long_marks_a_period_that_the_notice_does_not_give_for_this) {
  for (std::size_t i = 0; i < c->categories.size(); ++i)
    for (std::size_t s = 0; s < c->services.size(); ++s) {
      const auto category = static_cast<CategoryIx>(i);
      const auto service = static_cast<ServiceIx>(s);
      const auto* rule = c->retention_for(service, static_cast<KindIx>(0xFFFF), category);
      const auto lines = lines_with(explain_keeping(*c, category, service), "As a rule: ");
      ASSERT_EQ(lines.size(), rule ? 1u : 0u) << c->at(category).code << " in " << c->at(service).code;
      if (!rule) continue;
      const auto at = "retention/" + rule->code;
      const auto then = lines.front().find(". Then it is ");
      ASSERT_NE(then, std::string::npos) << lines.front();
      std::vector<std::string> paths{at + "/categories/" + c->at(category).code,
                                     at + "/services/" + c->at(service).code};
      if (rule->choose == RetentionRule::Choose::Only) paths.push_back(at + "/keep");
      expect_line(lines.front().substr(0, then), paths);
      expect_line(lines.front().substr(then), {at + "/then"});
    }
  EXPECT_GT(in_notice + marked, 0);
}

TEST_P(EveryAnswer, of_a_use_marks_its_words_its_grounds_and_what_it_uses) {
  for (std::size_t i = 0; i < c->purposes.size(); ++i) {
    const auto& p = c->purposes[i];
    const auto at = "purposes/" + p.code;
    const auto answer = explain_purpose(*c, static_cast<PurposeIx>(i));
    if (!p.says.empty()) expect_lines(answer, p.says, {at + "/says"});
    for (const auto& b : p.bases) {
      const auto base = at + "/bases/" + std::string(basis_code(b.basis));
      std::vector<std::string> paths{base};
      if (!b.when.empty()) paths.push_back(base + "/when");
      if (!b.interests.empty()) paths.push_back(base + "/interests");
      if (!b.assessment.empty()) paths.push_back(base + "/assessment");
      const auto lines = lines_with(answer, basis_line(b.basis));
      ASSERT_EQ(lines.size(), 1u) << base;
      expect_line(lines.front(), paths);
    }
    std::vector<std::string> uses, where;
    p.categories.each([&](CategoryIx x) { uses.push_back(at + "/categories/" + c->at(x).code); });
    for (const auto& s : c->services)
      if (s.purposes.has(static_cast<PurposeIx>(i)))
        where.push_back("services/" + s.code + "/purposes/" + p.code);
    if (!uses.empty()) expect_lines(answer, "What it uses: ", uses);
    if (!where.empty()) expect_lines(answer, "Where: ", where);
  }
  EXPECT_GT(marked, 0);
}

TEST_P(EveryAnswer, of_a_right_marks_who_decides_and_a_time_that_the_notice_does_not_give) {
  for (const auto& r : c->rights) {
    const auto answer = explain_right(*c, r, make_date(2026, 11, 27));
    const auto at = "rights/" + r.code;
    if (!r.says.empty()) expect_lines(answer, r.says, {at + "/says"});
    std::vector<std::string> who{at + "/decides"};
    if (!r.seconds.empty()) who.push_back(at + "/seconds");
    if (!r.decides.empty()) expect_lines(answer, "Who decides: ", who);
    if (!r.extension.empty()) expect_lines(answer, "When it takes longer: ", {at + "/extension"});
    const auto due = lines_with(answer, "Asked on ");
    ASSERT_EQ(due.size(), 1u);
    EXPECT_THAT(due.front(), HasSubstr("answered by "));
    if (r.days)
      expect_line(due.front(), {at + "/days"});  // 30 days end before the month of the law
    else if (r.months)
      expect_line(due.front(), {at + "/months"});
    else
      EXPECT_THAT(due.front(), HasSubstr("the month of the law"));
  }
  EXPECT_GT(marked, 0) << "who decides is in none of the five notices";
}

TEST_P(EveryAnswer, of_a_birthday_marks_an_age_that_the_notice_does_not_give) {
  for (int age = 1; age <= 40; ++age) {
    const auto answer = explain_birthday(*c, age);
    for (const auto& s : c->services) {
      if (s.min_age == age)
        expect_lines(answer, s.name + " can take them on", {"services/" + s.code + "/min-age"});
      if (s.max_age && s.max_age + 1 == age)
        expect_lines(answer, s.name + " takes them on no more", {"services/" + s.code + "/max-age"});
    }
  }
}

TEST_P(EveryAnswer, of_who_may_see_something_marks_what_the_notice_does_not_give_the_role) {
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (std::size_t i = 0; i < c->categories.size(); ++i) {
      const auto& role = c->roles[r];
      const auto category = static_cast<CategoryIx>(i);
      const auto answer = explain(*c, static_cast<RoleIx>(r), category, std::nullopt);
      for (const auto& b : answer.blocks) {
        const auto* t = std::get_if<Table>(&b);
        if (!t) continue;
        for (const auto& row : t->rows) {
          const auto see = row[1].lines.front().plain();
          if (see != "Yes" && see != "With consent") continue;
          ASSERT_EQ(row[0].lines.size(), 1u) << "what is allowed is said by purpose";
          const auto p = std::ranges::find(c->purposes, row[0].lines.front().plain(), &Purpose::name);
          ASSERT_NE(p, c->purposes.end());
          expect_line(row[3].lines.front().plain(),
                      {"purposes/" + p->code + "/categories/" + c->at(category).code,
                       "roles/" + role.code + "/sees/" + c->at(category).code,
                       "roles/" + role.code + "/purposes/" + p->code});
        }
      }
    }
  EXPECT_GT(marked, 0);
}

}  // namespace
}  // namespace candour::paper
