// Each printed statement stands beside the part of the notice that makes it, and what no part makes is marked
// as ours: what readers found who held the prints beside the originals, kind by kind.
#include <gmock/gmock.h>

#include <algorithm>

#include "charter/catalogue_read.h"
#include "charter/explain.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/matrix.h"
#include "paper/notice.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string said_in(const Cell& cell) {
  std::string out;
  for (const auto& line : cell.lines) out += (out.empty() ? "" : "\n") + line.plain();
  return out;
}

std::size_t column_of(const Table& t, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(t.columns, name) - t.columns.begin());
}

const std::vector<Cell>& row_of(const Table& t, const std::string& name) {
  const auto at = std::ranges::find_if(t.rows, [&](const auto& r) { return r[0].lines[0].plain() == name; });
  if (at == t.rows.end()) throw std::runtime_error("no row " + name);
  return *at;
}

std::string topic_of(const Charter& c, std::string_view anchor) {
  Document d;
  for (auto& p : notice_details(c, setting()))
    if (p.anchor == anchor) d.blocks = p.blocks;
  return flat(d);
}

class Grounds : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Charters, Grounds, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

/// The matrix bears a star wherever the notice does not print that the role sees it.
TEST_P(Grounds, the_matrix_marks_what_the_notice_does_not_print) {
  const auto& printed = *c->printed;
  const auto t = matrix_table(*c);
  for (std::size_t r = 0; r < c->roles.size(); ++r) {
    const auto role = printed.find_role(c->roles[r].code);
    for (std::size_t k = 0; k < c->categories.size(); ++k) {
      const auto cell = said_in(t.rows[k][r + 1]);
      const auto there = printed.find_category(c->categories[k].code);
      const bool said = role && there && seen_by(printed, printed.at(*role)).has(*there);
      if (cell.starts_with("See"))
        EXPECT_EQ(cell.starts_with("See*"), !said) << c->roles[r].code << ' ' << c->categories[k].code;
    }
  }
}

/// Whoever the notice says may be told something, and who opens no record, is not said to learn nothing.
TEST_P(Grounds, those_who_open_nothing_may_still_be_told) {
  const auto who = flat(matrix(*c, setting()));
  for (const auto& r : c->roles)
    if (r.reach == Reach::None && r.reasoned.empty() && c->printed->find_role(r.code) && !r.clause.empty())
      EXPECT_THAT(who, HasSubstr("No records: what the notice lets be shared with them (part " + r.clause +
                                 "), other staff tell them"));
  for (const auto& r : c->roles)
    if (!r.says.empty()) EXPECT_THAT(who, HasSubstr(r.says)) << r.code;
}

TEST_P(Grounds, a_ground_stands_with_the_part_that_gives_it) {
  const auto& printed = *c->printed;
  const auto law = law_table(*c), uses = purpose_table(*c), told = recipient_table(*c);
  const auto stands = [](const Cell& cell, const std::string& said, const std::string& part) {
    for (const auto& line : cell.lines)
      if (line.plain().starts_with(said))
        EXPECT_EQ(line.plain().find(" (part " + part + ")") != std::string::npos, !part.empty())
            << line.plain();
  };
  for (const auto& p : printed.purposes)
    for (const auto& b : p.bases) {
      const auto part =
          part_beside(printed, "purposes/" + p.code + "/bases/" + std::string(basis_code(b.basis)), p.clause);
      stands(row_of(law, p.name)[1], basis_line(b), part);
      stands(row_of(uses, p.name)[2], std::string(basis_words(b.basis)), part);
    }
  for (const auto& r : printed.recipients)
    for (const auto b : r.bases)
      stands(row_of(told, r.name)[column_of(told, "Why we may")], std::string(basis_words(b)),
             part_beside(printed, "recipients/" + r.code + "/bases/" + std::string(basis_code(b)), r.clause));
}

/// Number and day are the record of this system: no original says them, so no page says them for it.
TEST_P(Grounds, the_version_is_printed_as_this_systems_record_alone) {
  for (const auto& d : {notice(*c, setting(), Layer::First), notice(*c, setting()), details(*c, setting()),
                        easy_read(*c, setting()), forms(*c, setting())}) {
    EXPECT_THAT(flat(d) + d.subtitle,
                AllOf(Not(HasSubstr("in force from")), Not(HasSubstr("ersion 1.0, in"))));
    EXPECT_THAT(d.subtitle, Not(HasSubstr("1.0")));
    EXPECT_THAT(d.running_foot, HasSubstr("Candour keeps this as version 1.0, from 1 November 2026"));
  }
  EXPECT_THAT(topic_of(*c, "changes"), HasSubstr("Candour keeps this as version 1.0, from 1 November 2026."));
}

/// A yes that is one ground of several is not said to be needed.
TEST_P(Grounds, whoever_may_be_told_on_another_ground_needs_no_yes_in_the_record) {
  const auto t = ropa_table(*c, setting());
  const auto at = column_of(t, "Record of consent");
  for (const auto& row : t.rows) {
    const auto record = said_in(row[at]);
    for (const auto& r : c->recipients) {
      const auto named = record.find(r.name + to_confirm(*c, "recipients/" + r.code + "/bases/consent"));
      if (named == record.npos || !r.direct || r.bases.size() < 2) continue;
      // What stands after the list in which they are named: up to the next list, or the end.
      const auto next = record.find("for telling ", named);
      EXPECT_THAT(record.substr(named, next - named),
                  HasSubstr(needs_consent(r) ? " requires it" : " where no other ground is relied on"))
          << r.code << ": " << record;
    }
  }
}

TEST(Promise, LL_3_1_1_of_whom_the_part_names_no_information_none_is_printed) {
  const auto c = charter_of("ll");
  const auto seen = topic_of(*c, "who-sees-it");
  EXPECT_THAT(seen, HasSubstr("Support worker"));
  for (const auto* kind : {"your health", "more about you", "keeping things safe"})
    EXPECT_THAT(seen, Not(HasSubstr(kind)));
  EXPECT_THAT(seen, HasSubstr("Payments")) << "finance staff: for the purpose of processing your payments";
  EXPECT_THAT(seen, HasSubstr("does not say which kinds of information each of the others sees"));
  EXPECT_THAT(seen, HasSubstr("helps the people in it to use their rights. (part 5.5)"));
}

TEST(Promise, LL_3_2a_why_something_is_shared_stands_with_the_part_on_it) {
  const auto c = charter_of("ll");
  const auto t = recipient_table(*c);
  const auto& row = row_of(t, "Your social worker");
  EXPECT_EQ(said_in(row[column_of(t, "What for")]), "Notice, part 3.2");
  EXPECT_THAT(said_in(row[0]), HasSubstr("Notice, part 3.1.2"));
  EXPECT_THAT(said_in(row_of(law_table(*c), "Giving you the right support")[1]), HasSubstr(" (part 2.4)"));
  EXPECT_THAT(flat(notice(*c, setting())), Not(HasSubstr("What all of them must do")))
      << "nobody’s family signs strict terms";
}

/// Words of one part beside a row of another bear their own: a reader looks them up where they stand.
TEST_P(Grounds, what_stands_in_another_part_than_its_row_bears_that_part) {
  const auto& printed = *c->printed;
  const auto law = law_table(*c);
  for (const auto& p : printed.purposes)
    for (const auto& b : p.bases) {
      const auto at = "purposes/" + p.code + "/bases/" + std::string(basis_code(b.basis));
      const auto part = part_beside(printed, at + "/interests", p.clause);
      if (!part.empty() && part != part_at(printed, at))
        EXPECT_THAT(said_in(row_of(law, p.name)[1]), HasSubstr(" (interests: part " + part + ")"));
    }
  const auto services = topic_of(*c, "our-services");
  for (const auto& s : printed.services)
    if (const auto part = part_beside(printed, "services/" + s.code + "/says", s.clause);
        !part.empty() && !s.says.empty())
      EXPECT_THAT(services, HasSubstr(s.says + " (part " + part + ")")) << s.code;
  const auto agreeing = topic_of(*c, "agreeing");
  for (const auto& code : printed.consent.written) {
    const auto from = agreeing.find("Always in writing");
    ASSERT_NE(from, agreeing.npos);
    const auto what = agreeing.find(lower_first(what_is_agreed(printed, code)).substr(1), from);
    ASSERT_NE(what, agreeing.npos) << code;
    const auto next = agreeing.find("(part ", what);
    EXPECT_EQ(agreeing.substr(next, agreeing.find(')', next) - next),
              "(part " + part_at(printed, "consent/written/" + code))
        << code;
  }
}

/// Why something is shared stands in the part on it only for those of whom that part speaks.
TEST_P(Grounds, nobody_is_said_to_get_something_for_what_a_part_does_not_say_of_them) {
  const auto& printed = *c->printed;
  const auto t = recipient_table(*c);
  const auto why = part_at(printed, "texts/why-share");
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    const auto& r = printed.recipients[i];
    const auto parts = parts_below(printed, "recipients/" + r.code, "");
    if (!why.empty() && r.clause != why && std::ranges::find(parts, why) == parts.end())
      EXPECT_NE(said_in(t.rows[i][column_of(t, "What for")]), "Notice, part " + why) << r.code;
  }
}

/// Where the notice lets them write one form, what that form holds bears no star.
TEST_P(Grounds, a_form_that_the_notice_names_takes_the_star_off_what_it_holds) {
  const auto t = matrix_table(*c);
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (const auto k : c->roles[r].writes) {
      if (!stands_in_notice(*c, "roles/" + c->roles[r].code + "/writes", c->at(k).code)) continue;
      c->at(k).categories().each([&](CategoryIx i) {
        EXPECT_THAT(said_in(t.rows[static_cast<std::size_t>(i)][r + 1]), Not(HasSubstr("write*")))
            << c->roles[r].code << ' ' << c->at(k).code;
      });
    }
  // A mark stands before all that it is of, and in a line of its own.
  const auto who = matrix(*c, setting());
  for (const auto& b : who.blocks)
    if (const auto* facts = std::get_if<KeyFacts>(&b))
      for (const auto& f : facts->facts)
        for (const auto& line : f.value.lines)
          if (line.plain().starts_with("Works for")) EXPECT_THAT(line.plain(), Not(HasSubstr("notice].")));
}

TEST(Promise, PS_3_5_the_age_is_printed_as_the_notice_says_it) {
  const auto c = charter_of("ps");
  const auto agreeing = topic_of(*c, "agreeing");
  EXPECT_THAT(agreeing, HasSubstr("Over 13"));
  EXPECT_THAT(agreeing, Not(HasSubstr("14")));
  EXPECT_EQ(c->consent.from_age(), 14);
  auto text = read_text_file("charters/ps.yaml").value();
  const auto at = text.find("own-from-says: over 13");
  ASSERT_NE(at, text.npos);
  for (const auto* other : {"over 12", "from 13", "an adult"}) {
    auto wrong = text;
    wrong.replace(at, 22, std::string("own-from-says: ") + other);
    EXPECT_FALSE(load_text("ps.yaml", wrong, "charters/catalogue").charter) << other;
  }
}

TEST(Promise, PS_5_1_notice_and_matrix_agree_on_the_quality_team) {
  const auto c = charter_of("ps");
  const auto t = matrix_table(*c);
  const auto at = column_of(t, c->at(*c->find_role("quality")).name);
  EXPECT_EQ(said_in(row_of(t, c->at(*c->find_category("contact")).name)[at]), "See*, write*");
  EXPECT_EQ(said_in(row_of(t, c->at(*c->find_category("health")).name)[at]), "With a reason*");
  EXPECT_THAT(flat(notice(*c, setting())), HasSubstr("they send the yearly survey"));
}

TEST(Promise, IG_11_2_twenty_five_is_said_of_children_and_young_people_alone) {
  const auto c = charter_of("ig");
  const std::string said = "; and until a child or young person is 25";
  for (const auto& text : {flat(notice(*c, setting())), flat(ropa(*c, setting()))}) {
    EXPECT_THAT(text, HasSubstr(said));
    EXPECT_THAT(text, Not(HasSubstr("is later")));  // of two that both must be over, the notice says no more
    EXPECT_THAT(text, Not(HasSubstr("25th birthday")));
  }
}

TEST(Promise, IM_12_3_the_twenty_years_are_printed_of_all_that_is_called_basic) {
  const auto t = retention_table(*charter_of("im"));
  ASSERT_EQ(t.rows.size(), 2u);
  EXPECT_EQ(said_in(t.rows[0][0]), said_in(t.rows[1][0])) << "the information is the same";
  EXPECT_THAT(said_in(t.rows[0][0]), AllOf(HasSubstr("inancial"), HasSubstr("ransaction")));
  EXPECT_THAT(said_in(t.rows[0][2]), HasSubstr("6 years"));
  EXPECT_THAT(said_in(t.rows[1][2]), HasSubstr("Up to 20 years after your last visit"));
}

}  // namespace
}  // namespace candour::paper
