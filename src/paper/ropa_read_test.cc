// What readers took wrongly in the record of processing activities: each kind stands here so that it does not
// come back.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RecordRead : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
  Table t = ropa_table(*c, setting());

  const Cell& cell(const std::vector<Cell>& row, std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(t.columns, name) - t.columns.begin());
    return row.at(at);
  }
  std::string words(const std::vector<Cell>& row, std::string_view name) const {
    std::string out;
    for (const auto& line : cell(row, name).lines) out += (out.empty() ? "" : "\n") + line.plain();
    return out;
  }
  const Purpose& purpose(const std::vector<Cell>& row) const {
    const auto name = cell(row, "Purpose of processing").lines.front().plain();
    return *std::ranges::find(c->purposes, name, &Purpose::name);
  }
};
INSTANTIATE_TEST_SUITE_P(Charters, RecordRead, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

bool consented(const Recipient& r) {
  return !r.direct || std::ranges::find(r.bases, Basis::Consent) != r.bases.end();
}
bool as_agreed(const Recipient& r) {
  return r.purposes.empty() && r.bases == std::vector{Basis::Consent};
}

TEST_P(RecordRead, says_for_what_consent_is_relied_on_and_that_it_can_be_withdrawn) {
  for (const auto& row : t.rows) {
    const auto record = words(row, "Record of consent"),
               rights = words(row, "Rights that the law gives under these grounds");
    const Purpose& p = purpose(row);
    bool any = false;
    const auto relied_on = [&](const std::string& what) {
      any = true;
      EXPECT_THAT(record, HasSubstr(what)) << p.code;
    };
    for (const auto& b : p.bases)
      if (b.basis == Basis::Consent) relied_on("for the activity itself");
    for (const auto i : p.conditions)
      if (c->conditions[i].article == "9(2)(a)") relied_on("explicit consent, Article 9(2)(a)");
    for (const auto& line : cell(row, "Categories of recipients").lines)
      for (const auto& r : c->recipients)
        if (const auto said = line.plain(); consented(r) && said.starts_with(r.name))
          if (const auto rest = said.substr(r.name.size());
              rest.empty() || rest.starts_with(" (") || rest.starts_with(" ["))
            relied_on(r.name);
    EXPECT_EQ(record == "Consent is not relied on", !any) << p.code;
    EXPECT_EQ(rights.find("Withdrawal of consent") != rights.npos, any) << p.code;
  }
}

TEST_P(RecordRead, whom_the_person_chose_stands_once_and_under_no_purpose) {
  const auto text = flat(ropa(*c, setting()));
  bool any = false;
  for (const auto& r : c->recipients) {
    if (!as_agreed(r)) continue;
    any = true;
    for (const auto& row : t.rows) {
      EXPECT_THAT(words(row, "Categories of recipients") + "\n", Not(HasSubstr(r.name + "\n")));
      EXPECT_THAT(words(row, "Recipients only if the person has agreed"), HasSubstr(r.name + ": "));
    }
    const auto first = text.find(r.name + ": ");
    EXPECT_NE(first, text.npos) << r.code;
    EXPECT_EQ(text.find(r.name + ": ", first + 1), text.npos) << r.code;
  }
  EXPECT_EQ(text.find("Only if the person has agreed, and for what they agreed to") != text.npos, any);
  if (GetParam() == "lw") EXPECT_TRUE(any);
}

TEST_P(RecordRead, repeats_nothing_in_a_cell_and_says_what_a_code_is) {
  for (const auto& row : t.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::set<std::string> lines;
      for (const auto& line : row[i].lines)
        EXPECT_TRUE(lines.insert(line.plain()).second) << t.columns[i] << ": " << line.plain();
    }
    for (const char* name : {"Controller on whose behalf", "Controller’s instructions"})
      EXPECT_NE(words(row, name), "Ourselves");
    for (const auto& line : cell(row, "Retention and erasure policy document").lines)
      if (line.plain() != "None needed") EXPECT_THAT(line.plain(), StartsWith("Policy document "));
    for (const auto& line : cell(row, "Legitimate interests assessment").lines)
      if (line.plain() != "None relied on") EXPECT_THAT(line.plain(), StartsWith("Assessment "));
    EXPECT_THAT(words(row, "Safeguards for exceptional transfers"), Not(StartsWith("If it ever")));
  }
  if (GetParam() == "lw") {
    const auto who = words(t.rows.front(), "Organisation");
    EXPECT_EQ(who.find("Big Life"), who.rfind("Big Life")) << who;
  }
}

TEST_P(RecordRead, sends_nobody_to_their_own_register_for_a_part_of_the_notice) {
  for (const auto& row : t.rows) {
    const Purpose& p = purpose(row);
    EXPECT_EQ(words(row, "Part of the notice"),
              p.clause.empty() ? "The notice does not name this purpose" : p.clause);
  }
}

/// Nobody is bare: the notice names many, and ties few of them to a use.
TEST_P(RecordRead, says_of_no_use_that_nobody_is_told_where_the_notice_does_not_say_so) {
  for (const auto& row : t.rows)
    for (const char* name : {"Categories of recipients", "Recipients only if the person has agreed"}) {
      EXPECT_NE(words(row, name), "None") << name;
      EXPECT_NE(words(row, name), "Nobody") << "in each of the five some ties are the organisation’s own";
    }
  for (const auto& row : t.rows) {
    EXPECT_NE(words(row, "Source of the data"), "The person");
    EXPECT_NE(words(row, "Other sources, of no single activity"), "None");
  }
}

/// What is tied to a use by nobody but the organisation is marked wherever it stands in the row.
TEST_P(RecordRead, marks_services_sources_and_processors_that_the_notice_does_not_tie_to_a_use) {
  int tried = 0;
  for (const auto& row : t.rows) {
    const Purpose& p = purpose(row);
    const auto people = words(row, "Categories of individuals");
    const auto where = words(row, "Business function");
    for (std::size_t i = 0; i < c->services.size(); ++i) {
      const auto ix = static_cast<ServiceIx>(i);
      const Service& s = c->at(ix);
      if (people.find(" who use " + s.name) == people.npos) continue;
      const bool named = to_confirm(*c, "services/" + s.code + "/name").empty();
      const bool tied = stands_in_notice(*c, "services/" + s.code + "/purposes", p.code);
      EXPECT_THAT(people, HasSubstr(" who use " + service_told(*c, ix, p.code))) << p.code;
      EXPECT_EQ(service_told(*c, ix, p.code) == s.name, named && tied) << s.code << ' ' << p.code;
      if (where.starts_with("All services"))
        EXPECT_TRUE(tied || where != "All services") << s.code << ' ' << p.code;
      else
        EXPECT_THAT(where, HasSubstr(service_told(*c, ix, p.code))) << p.code;
      ++tried;
    }
    EXPECT_EQ(people.find("Their family, carers and contacts"), people.npos);
    const auto told = words(row, "Categories of recipients") + "\n",
               tell = words(row, "Source of the data") + "\n";
    for (const auto& r : c->recipients) {
      const auto at = "recipients/" + r.code;
      if (r.processor && !to_confirm(*c, at + "/processor").empty())
        EXPECT_THAT(told, Not(HasSubstr(r.name + " (processor)")));
      if (!r.purposes.empty() && !stands_in_notice(*c, at + "/purposes", p.code))
        EXPECT_THAT(tell, Not(HasSubstr(r.name + "\n"))) << r.code << ' ' << p.code;
    }
    if (to_confirm(*c, "purposes/" + p.code + "/bases/consent") != "")
      EXPECT_THAT(words(row, "Record of consent") + ",", Not(HasSubstr("for the activity itself,")));
  }
  EXPECT_GT(tried, 0);
}

/// A category that the notice does not know bears its mark in whatever list it stands; one that it knows is
/// not called unknown because a list is the organisation's own.
TEST_P(RecordRead, marks_a_category_for_what_it_is) {
  CategorySet known, all;
  for (std::size_t i = 0; i < c->categories.size(); ++i) {
    all.add(static_cast<CategoryIx>(i));
    if (c->printed->find_category(c->categories[i].code)) known.add(static_cast<CategoryIx>(i));
  }
  const auto mark = std::string(kToConfirm);
  for (const auto& p : c->purposes) {
    const auto list = "purposes/" + p.code + "/categories";
    const auto said = told_apart(*c, list, p.categories);
    CategorySet tied;
    p.categories.each([&](CategoryIx i) {
      if (stands_in_notice(*c, list, c->at(i).code)) tied.add(i);
    });
    if (p.categories == all && tied == all) {
      EXPECT_EQ(said, "Everything that we hold") << p.code;
      continue;
    }
    EXPECT_EQ(said.find(mark) != said.npos, !(p.categories - known).empty()) << p.code << ": " << said;
    EXPECT_EQ(said.find(kForThisUse) != said.npos, !((p.categories & known) - tied).empty()) << p.code;
  }
  for (const auto& row : t.rows)
    for (const auto& line : cell(row, "Article 9 or 10 condition").lines)
      for (const auto& k : c->printed->conditions)
        if (!k.says.empty() && line.plain().find(": " + k.says) != std::string::npos)
          EXPECT_THAT(line.plain(), Not(HasSubstr(mark))) << "the notice names it, and ties it to no use";
}

/// Rights that follow from grounds nobody has confirmed are no rights of the notice.
TEST_P(RecordRead, counts_for_the_rights_only_grounds_that_the_notice_ties_to_the_use) {
  const std::string mark = "[to be confirmed: the notice ties no ground to this]";
  for (const auto& row : t.rows) {
    const Purpose& p = purpose(row);
    const auto rights = words(row, "Rights that the law gives under these grounds");
    const auto ix = c->printed->find_purpose(p.code);
    const bool said = ix && !c->printed->at(*ix).bases.empty();
    EXPECT_EQ(rights.find(mark) == rights.npos, said) << p.code;
    if (!said) continue;
    bool object = false;
    for (const auto& b : c->printed->at(*ix).bases)
      object = object || b.basis == Basis::PublicTask || b.basis == Basis::LegitimateInterests ||
               b.basis == Basis::RecognisedLegitimateInterest;
    EXPECT_EQ(rights.find("Objection") != rights.npos, object) << p.code;
  }
}

/// Who we are, what keeps it safe, and decisions by computer: of each what the notice says, with its part.
TEST_P(RecordRead, says_in_front_what_the_notice_says_and_marks_the_rest) {
  const auto& row = t.rows.front();
  const auto& o = c->organisation;
  const auto who = words(row, "Organisation"), safe = words(row, "Security measures"),
             decided = words(row, "Automated decisions, profiling");
  EXPECT_EQ(who.find(", " + o.name + ","), who.npos) << who;
  if (!o.legal_name.empty()) EXPECT_THAT(who, HasSubstr("Legal name: " + o.legal_name));
  if (c->contact("head-office"))
    EXPECT_EQ(who.ends_with(kToConfirm), !to_confirm(*c, "contacts/head-office").empty()) << who;
  EXPECT_THAT(safe, HasSubstr("The notice: " + std::string(c->printed->text("keeping-safe"))));
  EXPECT_THAT(safe, HasSubstr("(Notice, part "));
  EXPECT_THAT(decided, StartsWith("By this system: none\nElsewhere: "));
  EXPECT_EQ(decided.find("the notice does not say") != decided.npos, c->automated_decisions.empty());
}

/// What no form asks has a period all the same, or is said to have none.
TEST_P(RecordRead, leaves_no_category_of_an_activity_without_a_word_on_its_period) {
  for (const auto& row : t.rows) {
    const auto kept = lower_first(words(row, "Retention schedule"));
    bool ruled = true;
    purpose(row).categories.each([&](CategoryIx i) {
      for (std::size_t k = 0; k < c->services.size(); ++k)
        ruled = ruled && c->retention_for(static_cast<ServiceIx>(k), KindIx{0xffff}, i);
      auto name = c->at(i).name;
      EXPECT_TRUE(kept.find(lower_first(name)) != kept.npos || kept.find(name) != kept.npos ||
                  kept.find("verything that we hold") != kept.npos)
          << purpose(row).code << ": " << name;
    });
    if (ruled) EXPECT_THAT(kept, Not(HasSubstr(": no period"))) << purpose(row).code;
  }
}

/// Two periods of one thing name the service in which each holds.
TEST_P(RecordRead, a_period_that_differs_names_its_service) {
  bool named = false;
  for (const auto& row : t.rows) {
    std::map<std::string, int> periods;
    for (const auto& line : cell(row, "Retention schedule").lines)
      ++periods[line.plain().substr(0, line.plain().find(": "))];
    for (const auto& line : cell(row, "Retention schedule").lines)
      if (periods[line.plain().substr(0, line.plain().find(": "))] > 1)
        EXPECT_THAT(line.plain(), HasSubstr(" (in ")) << line.plain();
    named = named || words(row, "Retention schedule").find(" (in ") != std::string::npos;
  }
  if (GetParam() == "ig") EXPECT_TRUE(named);
}

}  // namespace
}  // namespace candour::paper
