#include "paper/notice.h"

#include <gmock/gmock.h>

#include <iostream>
#include <map>
#include <set>

#include "charter/catalogue_read.h"
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
  for (auto& p : notice_details(c, setting()))
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

std::string forms_of(const Charter& c) {
  return words_of(html_page(forms(c, setting())));
}

TEST_P(Printed, SaysEveryPurposeThatAPartOfTheNoticeSays) {
  const auto why = part_of(*c, "why"), law = part_of(*c, "the-law");
  EXPECT_FALSE(c->printed->purposes.empty());
  for (const Purpose& p : c->printed->purposes) {
    EXPECT_THAT(why, HasSubstr(p.name));
    EXPECT_THAT(why, HasSubstr("part " + p.clause));
    for (const auto& b : p.bases) EXPECT_THAT(law, HasSubstr(basis_line(b))) << p.code;
    for (auto k : p.conditions)
      EXPECT_THAT(law, HasSubstr(upper_first(condition_line(c->printed->conditions[k])))) << p.code;
  }
}

TEST_P(Printed, SaysEveryCategoryServiceAndKind) {
  const auto all = words_of(html_page(notice(*c, setting())));
  for (const Category& k : c->printed->categories) EXPECT_THAT(all, HasSubstr(k.name));
  for (const Service& s : c->printed->services) EXPECT_THAT(all, HasSubstr(s.name));
  const auto asks = forms_of(*c);
  for (const Kind& k : c->kinds)  // those of the journey are steps, not forms of a record
    if (!k.journey) EXPECT_THAT(asks, HasSubstr(k.plural.empty() ? k.name : k.plural));
}

TEST_P(Printed, SaysEveryMandatoryAnswerWithItsReason) {
  const auto asks = forms_of(*c);
  for (const Service& s : c->services)
    for (const KindUse& use : s.kinds)
      for (const auto& [field, reason] : use.mandatory)
        EXPECT_THAT(asks, HasSubstr(lower_first(reason))) << s.code << ' ' << field;
}

TEST_P(Printed, SaysEveryRoleAndWhatItMayOpenWithAReason) {
  const auto all = words_of(html_page(notice(*c, setting())));
  for (const Role& r : c->printed->roles) {
    EXPECT_THAT(all, HasSubstr(r.name));
    for (const auto& a : r.reasoned)
      for (auto x : a.reasons) EXPECT_THAT(all, HasSubstr(c->printed->at(x).name)) << r.code;
  }
}

TEST_P(Printed, SaysEveryRecipientSourceAndGround) {
  const auto all = words_of(html_page(notice(*c, setting())));
  EXPECT_FALSE(c->printed->recipients.empty());
  for (const Recipient& r : c->printed->recipients) EXPECT_THAT(all, HasSubstr(r.name));
  for (const auto& x : c->printed->sources) EXPECT_THAT(all, HasSubstr(x.name));
  for (const auto& g : c->printed->grounds) EXPECT_THAT(all, HasSubstr(g.name));
}

TEST_P(Printed, SaysEveryRetentionRule) {
  for (const RetentionRule& r : c->printed->retention) {
    const auto long_ = part_of(*c, "how-long");
    EXPECT_THAT(long_, HasSubstr(period_words(r))) << r.code;
  }
}

/// What nobody has confirmed runs, and no page says it.
TEST_P(Printed, SaysNothingThatNobodyHasConfirmed) {
  const auto all = words_of(html_page(notice(*c, setting())));
  int tried = 0;
  for (const auto& s : c->said) {
    const bool prose = s.path.ends_with("/says") || s.path.ends_with("/when") ||
                       s.path.ends_with("/interests") || s.path.ends_with("/why") ||
                       s.path.ends_with("/assessment") || s.path.ends_with("/policy-document") ||
                       s.path.starts_with("texts/");
    if (!prose || !s.ground.working() || s.value.size() < 12) continue;
    ++tried;
    EXPECT_THAT(all, Not(HasSubstr(s.value))) << s.path;
  }
  EXPECT_GT(tried, 5);
}

/// The first page is in the notice's own order, each part under its number, and shorter than the original.
TEST_P(Printed, FirstPageHasEveryTextUnderThePartThatSaysIt) {
  const auto d = notice(*c, setting(), Layer::First);
  std::map<std::string, std::string> by_part;
  std::string now;
  for (const Block& b : d.blocks) {
    if (const auto* h = std::get_if<Heading>(&b)) now = h->anchor;
    Document one;
    one.blocks = {b};
    by_part[now] += plain_text(one);
  }
  int texts = 0;
  for (const auto& s : c->said)
    if (s.path.starts_with("texts/") && s.ground.kind == ValueGround::Kind::Part) {
      ++texts;
      const auto& there = by_part[part_anchor(s.ground.ref)];
      EXPECT_THAT(words_of(there), HasSubstr(words_of(s.value.substr(0, s.value.find_first_of(" \n")))))
          << s.path;
    }
  EXPECT_GT(texts, 5);
  static const std::map<std::string, std::size_t> originals{
      {"im", 2650}, {"ig", 1280}, {"ll", 5070}, {"ps", 1620}, {"lw", 1150}};
  const auto text = plain_text(d);
  std::size_t words = 0;
  bool in = false;
  for (const char ch : text) {
    const bool letter = std::isalnum(static_cast<unsigned char>(ch)) || (ch & 0x80);
    words += letter && !in;
    in = letter || (in && (ch == '\'' || ch == '-'));
  }
  std::cout << GetParam() << ": " << words << " words on the first page, of about "
            << originals.at(GetParam()) << " in the original\n";
  EXPECT_LE(words, originals.at(GetParam()));
}

/// Wherever a part is named, the link leads to that very place.
TEST_P(Printed, EveryNamedPartIsAPlace) {
  const auto html = html_page(notice(*c, setting()));
  std::size_t links = 0;
  for (auto at = html.find("href=\"#part-"); at != html.npos; at = html.find("href=\"#part-", at + 1)) {
    const auto end = html.find('"', at + 7);
    const auto anchor = html.substr(at + 7, end - at - 7);
    EXPECT_THAT(html, HasSubstr("id=\"" + anchor + "\"")) << anchor;
    ++links;
  }
  EXPECT_GT(links, 5u);
}

/// "Notice, part 3.1" on a refusal leads to a heading of the first page, whatever part that is.
void every_part_that_may_be_named_is_a_place(const Charter& c) {
  std::set<std::string> places;
  for (const Block& b : notice(c, setting(), Layer::First).blocks)
    if (const auto* h = std::get_if<Heading>(&b)) places.insert(h->anchor);
  EXPECT_GT(c.clauses.size(), 1u);
  for (const auto& clause : c.clauses) {
    if (!clause.empty()) EXPECT_TRUE(places.contains(part_anchor(clause))) << clause;
  }
  for (const auto& own : c.consent.by_service)
    if (!own.clause.empty()) EXPECT_TRUE(places.contains(part_anchor(own.clause))) << own.clause;
  for (const auto& right : c.rights)
    if (!right.clause.empty()) EXPECT_TRUE(places.contains(part_anchor(right.clause))) << right.clause;
  if (!c.opt_out.clause.empty()) EXPECT_TRUE(places.contains(part_anchor(c.opt_out.clause)));
}

TEST_P(Printed, EveryPartThatMayBeNamedIsAPlaceOnTheFirstPage) {
  every_part_that_may_be_named_is_a_place(*c);
}

TEST(FirstPage, has_a_place_for_a_part_without_heading_words_or_details) {
  auto text = read_text_file("tests/charters/base.yaml").value_or("");
  for (const auto& [was, is] : {std::pair<std::string, std::string>{"planning-and-research: refused\n",
                                                                    "planning-and-research: refused\n"
                                                                    "opt-out: {review-every: 12 months, "
                                                                    "keep-days: 7, clause: \"9.1\"}\n"},
                                {"{number: \"8.1\"}]", "{number: \"8.1\"}, {number: \"9.1\"}]"}}) {
    const auto at = text.find(was);
    ASSERT_NE(at, text.npos) << was;
    text.replace(at, was.size(), is);
  }
  const auto loaded = load_text("base.yaml", text, "tests/charters/catalogue");
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  every_part_that_may_be_named_is_a_place(*loaded.charter);
}

TEST_P(Printed, SaysEveryRightContactAndTheRegulatorOfTheDay) {
  const auto page = words_of(html_page(notice(*c, setting())));
  const auto rights = part_of(*c, "your-rights");
  for (const Right& r : c->printed->rights) {
    EXPECT_THAT(rights, HasSubstr(r.name));
    EXPECT_THAT(rights, HasSubstr(upper_first(limit_words(r))));
  }
  for (const Contact& k : c->printed->contacts)
    for (const auto& s : {k.email, k.phone, k.post}) EXPECT_THAT(page, HasSubstr(s));
  EXPECT_THAT(page, HasSubstr(setting().regulator.name));
  EXPECT_THAT(page, HasSubstr("version " + c->version.number));
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
  EXPECT_GE(anchors.size(), 8u);
}

TEST_P(Printed, EasyReadIsShortLargeAndPictured) {
  const auto d = easy_read(*c, setting());
  EXPECT_TRUE(d.large);
  const auto& ideas = c->printed->easy_read;
  EXPECT_EQ(ideas.size(), c->easy_read.size()) << "every idea stands in the notice";
  EXPECT_GE(ideas.size(), 8u);
  ASSERT_GE(d.blocks.size(), ideas.size());
  std::set<std::string> pictures;
  for (std::size_t i = 0; i < ideas.size(); ++i) {
    const auto* p = std::get_if<Picture>(&d.blocks[i]);
    ASSERT_NE(p, nullptr);
    EXPECT_EQ(p->heading, ideas[i].heading);
    EXPECT_EQ(p->pictogram, ideas[i].picture);
    ASSERT_EQ(p->lines.size(), ideas[i].says.size());
    for (std::size_t k = 0; k < p->lines.size(); ++k) EXPECT_EQ(p->lines[k].plain(), ideas[i].says[k]);
    EXPECT_FALSE(pictogram(p->pictogram).empty()) << p->pictogram;
    pictures.insert(p->pictogram);
  }
  EXPECT_GE(pictures.size() + 2, ideas.size()) << "a picture stands for one idea";
  EXPECT_THAT(plain_text(d), HasSubstr(setting().regulator.name));
}

/// The file of a charter with one piece replaced.
CharterPtr with(const std::string& code, const std::string& piece, const std::string& instead) {
  auto text = read_text_file("charters/" + code + ".yaml").value();
  const auto at = text.find(piece);
  EXPECT_NE(at, text.npos) << piece;
  text.replace(at, piece.size(), instead);
  return load_text(code + ".yaml", text, "charters/catalogue").charter;
}

TEST(Promise, ALL_1_the_notice_changes_with_the_charter_that_decides) {
  const auto was = charter_of("ll");
  const auto& first = was->printed->purposes.front().name;
  const auto named = with("ll", "name: " + first, "name: Something that was never promised");
  ASSERT_TRUE(named);
  EXPECT_THAT(part_of(*was, "why"), Not(HasSubstr("Something that was never promised")));
  EXPECT_THAT(part_of(*named, "why"), HasSubstr("Something that was never promised"));
  EXPECT_FALSE(with("ll", "keep: 6 years", "keep: 77 years")) << "a sentence of easy read says six";
  auto text = read_text_file("charters/ll.yaml").value();
  for (const auto& [was_so, is_so] :
       {std::pair{"keep: 6 years", "keep: 77 years"}, {"[main is kept 6 years]", "[main is kept 77 years]"}})
    text.replace(text.find(was_so), std::string_view(was_so).size(), is_so);
  const auto kept = load_text("ll.yaml", text, "charters/catalogue").charter;
  ASSERT_TRUE(kept);
  EXPECT_THAT(words_of(html_page(notice(*kept, setting(), Layer::First))),
              HasSubstr("77 years after your service from us ends"));
  EXPECT_EQ(kept->retention_for(ServiceIx{}, KindIx{}, *kept->find_category("care"))->years, 77);
  EXPECT_THAT(part_of(*kept, "how-long"), HasSubstr("77 years"));
}

TEST(Promise, LL_1_2_the_co_ordinator_is_named_by_role_with_how_to_reach_them) {
  const auto c = charter_of("ll");
  const Contact* k = c->contact("data-protection");
  ASSERT_NE(k, nullptr);
  EXPECT_EQ(k->title, "Data Protection Co-ordinator");
  const auto us = words_of(html_page(notice(*c, setting(), Layer::First)));
  EXPECT_THAT(us, HasSubstr(k->title));
  EXPECT_THAT(us, HasSubstr(k->email));
}

TEST(Promise, IG_C_the_data_protection_team_is_named_with_how_to_reach_it) {
  const auto c = charter_of("ig");
  const Contact* k = c->contact("data-protection");
  ASSERT_NE(k, nullptr);
  const auto first = words_of(html_page(notice(*c, setting(), Layer::First)));
  for (const auto* reach : {&k->title, &k->email}) EXPECT_THAT(first, HasSubstr(*reach));
}

/// The notice says that it is the one for some services and the other for others, and not for which.
TEST(Promise, IM_1_3_we_are_controller_for_some_services_and_processor_for_others) {
  const auto c = charter_of("im");
  bool processor = false, controller = false;
  for (const Service& s : c->services) (s.processor ? processor : controller) = true;
  EXPECT_TRUE(processor && controller);
  const auto first = words_of(html_page(notice(*c, setting(), Layer::First)));
  EXPECT_THAT(first, HasSubstr("processor"));
  EXPECT_THAT(first, HasSubstr("controller"));
}

TEST(Promise, LW_6_1_people_are_told_of_each_right_with_its_time_limit_and_when_it_can_be_refused) {
  const auto c = charter_of("lw");
  const auto told = part_of(*c, "your-rights");
  for (const char* right :
       {"Know what we do with your information This notice tells you.",
        "Have mistakes put right You may ask us", "See what we hold about you You may have a copy.",
        "Have a copy sent to somebody you choose You may let", "Have information deleted In some cases",
        "Object to a use In some cases", "Ask us to limit what we do In some cases",
        "Take back a consent You can take it back at any time.",
        "Complain Tell our Data Protection Officer."})
    EXPECT_THAT(told, HasSubstr(right));
  EXPECT_EQ(rights_table(*c).rows.size(), 9u) << "each right of the notice, and none besides";
  EXPECT_THAT(
      told,
      HasSubstr(
          "We answer within One month (for: have mistakes put right, see what we hold about you, have a "
          "copy sent to somebody you choose)"));
  EXPECT_THAT(
      told,
      HasSubstr("If we say no We may say no if we can show that the law gives us a reason to keep it. (for: "
                "have information deleted, object to a use, ask us to limit what we do)"));
}

TEST(Promise, IM_7_2_eight_activities_with_information_and_basis_are_printed) {
  const auto c = charter_of("im");
  int rows = 0;
  for (const Purpose& p : c->printed->purposes) rows += p.clause == "7.2";
  EXPECT_GE(rows, 8);
  const Table t = purpose_table(*c);
  ASSERT_EQ(t.rows.size(), c->printed->purposes.size());
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    if (c->printed->purposes[i].clause != "7.2") continue;
    EXPECT_FALSE(t.rows[i][1].lines.empty());  // information
    std::string basis;
    for (const auto& line : t.rows[i][2].lines) basis += line.plain() + "\n";
    for (const auto& b : c->printed->purposes[i].bases)
      EXPECT_THAT(basis, HasSubstr(std::string(basis_words(b.basis))));
  }
  const auto law = law_table(*c);  // the articles stand in the last layer
  for (const Purpose& p : c->printed->purposes) {
    std::string row;
    for (const auto& cells : law.rows)
      if (cells.at(0).lines.front().plain() == p.name)
        for (const auto& line : cells.at(1).lines) row += line.plain() + "\n";
    for (const auto& b : p.bases) EXPECT_THAT(row, HasSubstr(basis_line(b.basis))) << p.code;
  }
}

TEST(Promise, IM_10_3_the_area_that_nothing_leaves_is_printed) {
  const auto c = charter_of("im");
  EXPECT_EQ(c->transfer_area, "EEA");
  const auto where = part_of(*c, "where-it-is-kept");
  EXPECT_THAT(where, HasSubstr("does not go outside the European Economic Area"));
  EXPECT_THAT(where, HasSubstr("part 10.3"));
}

TEST(Promise, IM_12_1_every_period_is_printed_with_its_reason) {
  const auto c = charter_of("im");
  const auto long_ = part_of(*c, "how-long");
  EXPECT_FALSE(c->printed->retention.empty());
  for (const RetentionRule& r : c->printed->retention)
    if (!r.why.empty()) EXPECT_THAT(long_, HasSubstr(r.why)) << r.code;
}

TEST(Promise, LL_2_4c_every_mandatory_answer_is_printed_with_its_reason) {
  const auto c = charter_of("ll");
  int mandatory = 0;
  const auto asks = forms_of(*c);
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
