#include "paper/notice.h"

#include <gmock/gmock.h>

#include <set>

#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/html.h"
#include "paper/pictogram.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::HasSubstr;
using ::testing::Not;

/// The words of a page without its tags, entities turned back: what a reader reads.
std::string words_of(const std::string& html) {
  std::string out;
  bool tag = false;
  for (char c : html) {
    if (c == '<')
      tag = true;
    else if (c == '>') {
      tag = false;
      out += ' ';
    } else if (!tag)
      out += c == '\n' ? ' ' : c;
  }
  for (const auto& [from, to] :
       {std::pair{"&#39;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + 1))
      out.replace(at, std::string_view(from).size(), to);
  std::string squeezed;
  for (char c : out)
    if (c != ' ' || squeezed.empty() || squeezed.back() != ' ') squeezed += c;
  return squeezed;
}

/// The words of one part of the notice.
std::string part_of(const Charter& c, std::string_view anchor) {
  for (auto& p : notice_parts(c, setting()))
    if (p.anchor == anchor) {
      Document d;
      d.blocks = p.blocks;
      return words_of(html_fragment(d, false));
    }
  ADD_FAILURE() << "no part " << anchor;
  return {};
}

class Printed : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Charters, Printed, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

TEST_P(Printed, SaysEveryPurposeWithItsBasisConditionAndPart) {
  const auto why = part_of(*c, "why");
  for (const Purpose& p : c->purposes) {
    EXPECT_THAT(why, HasSubstr(p.name));
    EXPECT_THAT(why, HasSubstr(part_words(p.clause)));
    for (const auto& b : p.bases) EXPECT_THAT(why, HasSubstr(basis_line(b))) << p.code;
    for (auto k : p.conditions) EXPECT_THAT(why, HasSubstr(condition_line(c->conditions[k]))) << p.code;
  }
}

TEST_P(Printed, SaysEveryCategoryServiceAndKind) {
  const auto collect = part_of(*c, "what-we-collect"), us = part_of(*c, "who-we-are"),
             asks = part_of(*c, "every-question");
  for (const Category& k : c->categories) EXPECT_THAT(collect, HasSubstr(k.name));
  for (const Service& s : c->services) {
    EXPECT_THAT(us, HasSubstr(s.name));
    if (s.processor) {
      EXPECT_THAT(us, HasSubstr(s.controller));
    }
  }
  for (const Kind& k : c->kinds)  // those of the journey are steps, not forms of a record
    if (!k.journey) EXPECT_THAT(asks, HasSubstr(k.plural.empty() ? k.name : k.plural));
}

TEST_P(Printed, SaysEveryMandatoryAnswerWithItsReason) {
  const auto asks = part_of(*c, "every-question");
  for (const Service& s : c->services)
    for (const KindUse& use : s.kinds)
      for (const auto& [field, reason] : use.mandatory)
        EXPECT_THAT(asks, HasSubstr(lower_first(reason))) << s.code << ' ' << field;
}

TEST_P(Printed, SaysEveryRoleAndWhatItMayOpenWithAReason) {
  const auto who = part_of(*c, "who-sees-it");
  for (const Role& r : c->roles) {
    EXPECT_THAT(who, HasSubstr(r.name));
    for (const auto& a : r.reasoned)
      for (auto x : a.reasons) EXPECT_THAT(who, HasSubstr(c->at(x).name)) << r.code;
  }
}

TEST_P(Printed, SaysEveryRecipientAndGround) {
  const auto share = part_of(*c, "who-we-share-with");
  for (const Recipient& r : c->recipients) EXPECT_THAT(share, HasSubstr(r.name));
  for (const auto& g : c->grounds) EXPECT_THAT(share, HasSubstr(g.name));
}

TEST_P(Printed, SaysEveryRetentionRuleAndShowsBothPeriodsWhereTheyCollide) {
  const auto long_ = part_of(*c, "how-long");
  for (const RetentionRule& r : c->retention) {
    EXPECT_THAT(long_, HasSubstr(subject_words(*c, r))) << r.code;
    EXPECT_THAT(long_, HasSubstr(period_words(r))) << r.code;
    if (collides(r)) {
      EXPECT_THAT(long_, HasSubstr(years_words(r.legal_minimum_years) + " at least")) << r.code;
      EXPECT_THAT(long_, HasSubstr(r.legal_source)) << r.code;
    }
  }
}

TEST_P(Printed, SaysEveryRightContactAndTheRegulatorOfTheDay) {
  const auto page = words_of(html_page(notice(*c, setting())));
  const auto rights = part_of(*c, "your-rights");
  for (const Right& r : c->rights) {
    EXPECT_THAT(rights, HasSubstr(r.name));
    EXPECT_THAT(rights, HasSubstr(upper_first(limit_words(r))));
  }
  for (const Contact& k : c->contacts)
    for (const auto& s : {k.email, k.phone, k.post}) EXPECT_THAT(page, HasSubstr(s));
  EXPECT_THAT(part_of(*c, "complaints"), HasSubstr(setting().regulator.name));
  EXPECT_THAT(page, HasSubstr("version " + c->version.number));
  for (const auto& [part, words] : c->texts) {
    const auto first = words.substr(0, words.find_first_of(".\n"));
    EXPECT_THAT(page, HasSubstr(first)) << part;
  }
}

TEST_P(Printed, HasUniqueAnchorsAndNestedHeadings) {
  const auto d = notice(*c, setting());
  std::set<std::string> anchors;
  int level = 1;
  for (const Block& b : d.blocks)
    if (const auto* h = std::get_if<Heading>(&b)) {
      EXPECT_LE(h->level, level + 1) << h->text;
      level = h->level;
      EXPECT_TRUE(h->anchor.empty() || anchors.insert(h->anchor).second) << h->anchor;
    }
  EXPECT_GE(anchors.size(), 12u);
}

TEST_P(Printed, EasyReadIsShortLargeAndPictured) {
  const auto d = easy_read(*c, setting());
  EXPECT_TRUE(d.large);
  ASSERT_GE(d.blocks.size(), c->easy_read.size());
  for (std::size_t i = 0; i < c->easy_read.size(); ++i) {
    const auto* p = std::get_if<Picture>(&d.blocks[i]);
    ASSERT_NE(p, nullptr);
    EXPECT_EQ(p->text.plain(), c->easy_read[i]);
    EXPECT_FALSE(pictogram(p->pictogram).empty()) << p->pictogram;
  }
  EXPECT_THAT(plain_text(d), HasSubstr(setting().regulator.name));
}

TEST(Promise, ALL_1_the_notice_changes_with_the_charter_that_decides) {
  Charter c = *charter_of("ll");
  const auto before = part_of(c, "why");
  c.purposes[0].name = "Something that was never promised";
  c.retention[0].years = 77;
  c.roles[0].sees = CategorySet{};
  EXPECT_THAT(before, Not(HasSubstr("Something that was never promised")));
  EXPECT_THAT(part_of(c, "why"), HasSubstr("Something that was never promised"));
  EXPECT_THAT(part_of(c, "how-long"), HasSubstr("77 years"));
  EXPECT_NE(part_of(*charter_of("ll"), "who-sees-it"), part_of(c, "who-sees-it"));
}

TEST(Promise, LL_1_2_the_co_ordinator_is_named_by_role_with_how_to_reach_them) {
  const auto c = charter_of("ll");
  const Contact* k = c->contact("data-protection");
  ASSERT_NE(k, nullptr);
  EXPECT_EQ(k->title, "Data Protection Co-ordinator");
  const auto us = part_of(*c, "who-we-are");
  EXPECT_THAT(us, HasSubstr(k->title));
  EXPECT_THAT(us, HasSubstr(k->email));
}

TEST(Promise, IM_1_3_each_service_says_whether_we_are_controller_or_processor) {
  const auto c = charter_of("im");
  const auto us = part_of(*c, "who-we-are");
  bool processor = false, controller = false;
  for (const Service& s : c->services) (s.processor ? processor : controller) = true;
  EXPECT_TRUE(processor && controller);
  EXPECT_THAT(us, HasSubstr("we are the processor"));
  EXPECT_THAT(us, HasSubstr("we are the controller"));
}

TEST(Promise, LW_6_1_people_are_told_of_their_rights_with_time_limits) {
  const auto c = charter_of("lw");
  const auto rights = part_of(*c, "your-rights");
  EXPECT_GE(c->rights.size(), 5u);
  EXPECT_THAT(rights, HasSubstr("One month"));
}

TEST(Promise, IM_7_2_eight_activities_with_information_and_basis_are_printed) {
  const auto c = charter_of("im");
  int rows = 0;
  for (const Purpose& p : c->purposes) rows += p.clause == "7.2";
  EXPECT_GE(rows, 8);
  const Table t = purpose_table(*c);
  ASSERT_EQ(t.rows.size(), c->purposes.size());
  for (const auto& row : t.rows) {
    EXPECT_FALSE(row[1].lines.empty());  // information
    EXPECT_FALSE(row[2].lines.empty());  // basis
  }
}

TEST(Promise, IM_10_3_the_area_that_nothing_leaves_is_printed) {
  const auto c = charter_of("im");
  EXPECT_EQ(c->transfer_area, "EEA");
  const auto where = part_of(*c, "where-it-is-kept");
  EXPECT_THAT(where, HasSubstr("does not go outside the United Kingdom and the European Economic Area"));
  EXPECT_THAT(where, HasSubstr("Notice, part 10.3"));
}

TEST(Promise, IM_12_1_every_period_is_printed_with_its_reason) {
  const auto c = charter_of("im");
  const auto long_ = part_of(*c, "how-long");
  for (const RetentionRule& r : c->retention) {
    EXPECT_FALSE(r.why.empty()) << r.code;
    EXPECT_THAT(long_, HasSubstr(r.why)) << r.code;
  }
}

TEST(Promise, LL_2_4c_every_mandatory_answer_is_printed_with_its_reason) {
  const auto c = charter_of("ll");
  int mandatory = 0;
  const auto asks = part_of(*c, "every-question");
  for (const Service& s : c->services)
    for (const KindUse& use : s.kinds)
      for (const auto& [field, reason] : use.mandatory) {
        ++mandatory;
        EXPECT_FALSE(reason.empty()) << field;
        EXPECT_THAT(asks, HasSubstr(lower_first(reason)));
      }
  EXPECT_GT(mandatory, 0);
}

TEST(NoticeWords, PeriodsAreSaidAsPeopleSayThem) {
  RetentionRule r;
  r.years = 6;
  EXPECT_EQ(period_words(r), "6 years after the service to you ends");
  r.trigger = Trigger::LastContact;
  r.years = 1;
  r.months = 6;
  EXPECT_EQ(period_words(r), "One year and 6 months after we were last in touch with you");
  r.birthday = 22;
  EXPECT_EQ(period_words(r), "Until your 22nd birthday");
}

TEST(NoticeWords, ListsKeepNamesAndAbbreviations) {
  EXPECT_EQ(soft_list({"your health", "NHS number", "Care Quality Commission", "Your GP"}),
            "Your health, NHS number, Care Quality Commission, your GP");
}

TEST(NoticeWords, LimitsNameBothAndTheEarlierWins) {
  Right r;
  r.days = 30;
  r.months = 1;
  EXPECT_EQ(limit_words(r), "30 days or one month, whichever ends first");
  r.days = 0;
  EXPECT_EQ(limit_words(r), "one month");
}

}  // namespace
}  // namespace candour::paper
