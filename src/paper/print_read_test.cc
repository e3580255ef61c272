// What readers who had only the original beside them took wrongly in the printed notice and forms: each kind
// stands here so that it does not come back. Of the record of processing: ropa_read_test.cc.
#include <gmock/gmock.h>

#include <algorithm>

#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/matrix.h"
#include "paper/notice.h"
#include "paper/notice_parts.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string words(const Cell& cell) {
  std::string out;
  for (const auto& line : cell.lines) out += (out.empty() ? "" : "\n") + line.plain();
  return out;
}

class Read : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
  std::string whole = flat(notice(*c, setting()));
  std::string part(std::string_view anchor) const {
    Document d;
    for (auto& p : notice_details(*c, setting()))
      if (p.anchor == anchor) d.blocks = p.blocks;
    return flat(d);
  }
};
INSTANTIATE_TEST_SUITE_P(Charters, Read, ::testing::ValuesIn(five()), [](const auto& i) { return i.param; });

TEST_P(Read, no_right_is_denied_where_the_charter_is_silent) {
  const auto rights = part("your-rights");
  EXPECT_THAT(rights, Not(HasSubstr("(not for")));
  const Contact* k = c->printed->contact("data-protection");
  ASSERT_NE(k, nullptr);
  // The address for everything stands in front, and beside no right for which alone it would be.
  EXPECT_THAT(rights, Not(HasSubstr("Write to: " + (k->email.empty() ? k->post : k->email))));
}

TEST_P(Read, what_they_tell_us_stands_with_what_they_get) {
  const auto t = recipient_table(*c);
  const std::string tells = "We may also get information about you from them.";
  for (std::size_t i = 0; i < t.rows.size(); ++i) {
    EXPECT_THAT(words(t.rows[i].back()), Not(HasSubstr(tells)));
    EXPECT_EQ(words(t.rows[i][1]).find(tells) != std::string::npos, c->printed->recipients[i].source);
  }
}

/// Of whom the notice says nothing that they get, it is not read that they get what they tell.
TEST_P(Read, what_they_tell_us_is_not_what_they_get) {
  const std::string tells = "We may also get information about you from them.";
  for (const auto& row : recipient_table(*c).rows)
    EXPECT_THAT(words(row[1]), Not(::testing::StartsWith(tells))) << words(row[0]);
}

/// Whoever gets something and tells us too is not left without a word where the charter has some of them.
TEST_P(Read, whoever_tells_us_stands_there_with_their_own_words) {
  for (const auto& p : notice_details(*c, setting()))
    for (const auto& b : p.blocks)
      if (const auto* t = std::get_if<Table>(&b);
          t && t->caption == "From whom we may get information about you")
        for (const auto& row : t->rows)
          for (const auto& r : c->printed->recipients) {
            if (!r.source || r.says.empty() || row[0].lines.front().plain() != r.name) continue;
            // The words are of another part than what says that they tell: then they are not of that.
            if (part_at(*c->printed, "recipients/" + r.code + "/says") !=
                part_at(*c->printed, "recipients/" + r.code + "/source"))
              continue;
            std::string said;
            for (const auto& one : row) said += words(one) + "\n";
            EXPECT_THAT(said, HasSubstr(r.says)) << r.code;
          }
}

/// A list of those who are told on a yes alone says of nobody in it that the law makes us tell them.
TEST_P(Read, those_who_are_told_on_a_yes_alone_are_named_without_an_exception) {
  const auto agreeing = part("agreeing");
  const auto from = agreeing.find("We tell these only if you have said yes");
  if (from == agreeing.npos) return;
  EXPECT_EQ(agreeing.find("We tell these only if you have said yes: "), from);
  if (!c->printed->grounds.empty())
    EXPECT_THAT(agreeing, HasSubstr("When something may be told without a yes stands under"));
}

/// "In detail" leads to nothing in which nothing of the part stands.
TEST_P(Read, a_part_points_only_to_details_in_which_something_of_it_stands) {
  const auto pointers = details_by_part(*c);
  const auto leads = [&](const std::string& number, const char* anchor) {
    const auto at = pointers.find(number);
    return at != pointers.end() &&
           std::ranges::any_of(at->second, [&](const auto& x) { return x.first == anchor; });
  };
  if (GetParam() == "ps") {
    EXPECT_FALSE(leads("6", "who-sees-it")) << "its agreement and training are ours";
    for (const char* number : {"9", "11"}) EXPECT_TRUE(leads(number, "our-services")) << number;
  }
  if (GetParam() == "ig") EXPECT_TRUE(leads("7", "who-we-share-with"));
  if (GetParam() == "ll") EXPECT_TRUE(leads("2.4", "the-law"));
}

TEST_P(Read, no_source_has_a_cell_with_nothing_but_its_part) {
  for (const auto& p : notice_details(*c, setting()))
    for (const auto& b : p.blocks)
      if (const auto* t = std::get_if<Table>(&b);
          t && t->caption == "From whom we may get information about you")
        for (const auto& row : t->rows)
          for (std::size_t i = 1; i < row.size(); ++i)
            EXPECT_THAT(words(row[i]), Not(HasSubstr("Notice, part")));
}

/// Sentences that say more than the notice, or that nobody understood.
TEST_P(Read, nothing_that_was_misread_is_printed) {
  const auto all = whole + flat(matrix(*c, setting())) + flat(easy_read(*c, setting()));
  for (const char* misread :
       {"They are not directly part of your support: only if", "all our other services", "by right",
        "When we may have to share without asking you", "by a computer alone",
        "If you are not happy: ", "by email: only if", "may make us share", "safety makes us tell",
        "be told beforehand", "We keep it at most", "We look at this again"})
    EXPECT_THAT(all, Not(HasSubstr(misread))) << misread;
  EXPECT_THAT(whole, HasSubstr("The regulator, to whom you may complain"));
  if (!c->printed->grounds.empty())
    EXPECT_THAT(whole, HasSubstr("When we may use or share it because of the law"));
}

/// The organisation's own papers show what runs, and which of it nobody has answered for.
TEST_P(Read, what_the_notice_does_not_say_is_marked_where_the_organisation_reads_it) {
  const auto marked = [](const std::string& text, const std::string& words) {
    const auto at = text.find(words);
    return at != text.npos &&
           text.compare(at + words.size(), 1 + kToConfirm.size(), " " + std::string(kToConfirm)) == 0;
  };
  const auto record = flat(ropa(*c, setting())), who = flat(matrix(*c, setting()));
  const auto said = [&](const std::string& path) { return to_confirm(*c, path).empty(); };
  const auto hosted = "hosted in " + country_words(c->organisation.hosting);
  if (!c->organisation.hosting.empty()) EXPECT_EQ(marked(record, hosted), !said("organisation/hosting"));
  int tried = 0;
  for (const Service& s : c->services)
    for (const auto& [what, path] : {std::pair{s.controller_instructions, "controller-instructions"}}) {
      if (what.empty()) continue;
      EXPECT_EQ(marked(record, what), !said("services/" + s.code + "/" + path)) << what;
      ++tried;
    }
  for (const Role& r : c->roles)
    for (const ReasonedAccess& a : r.reasoned) {
      const auto at = "roles/" + r.code + "/reasoned-access/#" + std::to_string(&a - r.reasoned.data() + 1);
      const auto hours = std::to_string(a.hours) + " hours";
      if (!said(at + "/hours")) EXPECT_TRUE(marked(who, hours)) << at;
      ++tried;
    }
  EXPECT_GT(tried, 0);
  EXPECT_THAT(who, HasSubstr("*")) << "what roles see is the organisation’s own in each of the five";
}

/// A table of one row is not the ground of each use.
TEST_P(Read, the_grounds_are_called_those_of_each_use_only_where_they_are) {
  const auto t = law_table(*c);
  std::size_t with = 0;
  for (const auto& p : c->printed->purposes) with += !p.bases.empty();
  EXPECT_EQ(t.caption == "The legal grounds of each use", with == c->purposes.size()) << t.caption;
}

TEST_P(Read, a_list_that_is_shorter_than_its_rule_says_so) {
  const auto& printed = *c->printed;
  const std::string more = ", and more: ask us what";
  const auto everything = [&](int said, int rule) {
    return rule == std::ssize(c->categories) && said == std::ssize(printed.categories);
  };
  const auto uses = purpose_table(*c);
  for (std::size_t i = 0; i < printed.purposes.size(); ++i) {
    const auto& says = printed.purposes[i];
    const int rule = c->at(*c->find_purpose(says.code)).categories.size(), said = says.categories.size();
    const auto cell = words(uses.rows[i][1]);
    if (said && said < rule && !everything(said, rule))
      EXPECT_THAT(cell, EndsWith(more)) << says.code;
    else
      EXPECT_THAT(cell, Not(HasSubstr(more))) << says.code;
  }
  const auto gets = recipient_table(*c);
  for (std::size_t i = 0; i < printed.recipients.size(); ++i) {
    const auto& says = printed.recipients[i];
    const auto runs = std::ranges::find(c->recipients, says.code, &Recipient::code);
    if (!says.categories.empty() && says.categories.size() < runs->categories.size())
      EXPECT_THAT(words(gets.rows[i][1]), HasSubstr(more)) << says.code;
  }
  for (const auto& row : role_table(*c).rows)
    for (const auto& role : printed.roles)
      if (row[0].lines.front().plain() == role.name && role.reach != Reach::None) {
        const auto said = seen_by(printed, role).size();
        const auto rule = seen_by(*c, c->at(*c->find_role(role.code))).size();
        if (said && said < rule && !everything(said, rule))
          EXPECT_THAT(words(row[2]), EndsWith(more)) << role.code;
      }
  if (c->roles.size() > printed.roles.size() && !role_table(*c).rows.empty())
    EXPECT_THAT(part("who-sees-it"), HasSubstr("This list does not name all of our staff."));
  if (c->categories.size() > printed.categories.size())
    EXPECT_THAT(part("what-we-collect"), ::testing::AnyOf(HasSubstr("; and more: ask us what."),
                                                          HasSubstr("This list is not the whole")));
}

TEST_P(Read, what_has_no_description_stands_in_a_line_and_in_no_empty_row) {
  for (const auto& p : notice_details(*c, setting()))
    for (const auto& b : p.blocks)
      if (const auto* t = std::get_if<Table>(&b); t && t->caption == "Information we may hold")
        for (const auto& row : t->rows) {
          ASSERT_EQ(row.size(), 2u);
          EXPECT_NE(words(row[1]), "") << words(row[0]);
        }
  for (const auto& k : c->printed->categories) EXPECT_THAT(part("what-we-collect"), HasSubstr(k.name));
}

TEST_P(Read, a_form_is_not_said_to_be_the_part_to_which_it_belongs) {
  const auto asks = flat(forms(*c, setting()));
  EXPECT_THAT(asks, Not(HasSubstr("Notice, part")));
  EXPECT_THAT(asks, HasSubstr("of the notice; the questions are ours"));
  EXPECT_THAT(asks, AllOf(HasSubstr("Our own form"), Not(HasSubstr("none like it"))));
  EXPECT_THAT(asks, Not(HasSubstr("as often as the notice")));
}

TEST_P(Read, nothing_is_said_twice_of_a_use_or_a_service) {
  for (const auto& row : purpose_table(*c).rows) {
    const auto use = words(row[0]);
    if (use.find("You may say no to this.") != std::string::npos)
      EXPECT_EQ(use.find("say no"), use.rfind("say no")) << use;
  }
  const auto services = part("our-services");
  for (const auto& s : c->printed->services)
    if (s.says.find(" home") != std::string::npos)
      EXPECT_THAT(services, Not(HasSubstr(s.says + " We visit you at home."))) << s.code;
  for (const auto& role : c->roles)
    if (role.reach == Reach::None && !role.reasoned.empty())
      EXPECT_THAT(flat(matrix(*c, setting())), HasSubstr("No records, unless there is a reason"));
}

/// Whoever has the first page alone is told where the tables stand.
TEST_P(Read, the_first_page_points_to_the_details) {
  const auto first = flat(notice(*c, setting(), Layer::First));
  EXPECT_THAT(first, HasSubstr("In detail: “"));
  if (GetParam() == "im") {
    const auto from = first.find("7.0 Each use and its ground"), to = first.find("8.0 Marketing");
    ASSERT_LT(from, to);
    EXPECT_THAT(first.substr(from, to - from), HasSubstr("In detail: “What we use it for”"));
  }
}

/// One address of the regulator, and the page for complaints where the charter gives it.
TEST(ReadOnce, the_address_of_the_regulator_is_the_one_that_the_charter_gives) {
  const auto setting_now = setting();
  const std::map<std::string, std::string> pages{{"ll", "https://ico.org.uk/concerns/"},
                                                 {"ps", "https://ico.org.uk/concerns/handling/"}};
  for (const auto& code : five()) {
    const auto at = pages.find(code);
    const auto page = at == pages.end() ? setting_now.regulator.url : at->second;
    for (const auto& d :
         {notice(*charter_of(code), setting_now, Layer::First), easy_read(*charter_of(code), setting_now)}) {
      std::string address;
      for (const auto& b : d.blocks) {
        const auto seek = [&](const std::vector<Text>& lines) {
          for (const auto& line : lines)
            for (const auto& run : line.runs)
              if (run.href.starts_with(setting_now.regulator.url)) address = run.href;
        };
        if (const auto* k = std::get_if<KeyFacts>(&b))
          for (const auto& f : k->facts) seek(f.value.lines);
        if (const auto* p = std::get_if<Picture>(&b)) seek(p->lines);
      }
      EXPECT_EQ(address, page) << code << ": " << d.title;
    }
  }
}

TEST(ReadOnce, nothing_goes_to_planning_or_research_at_present_and_it_is_said_what_is_looked_at) {
  const auto c = charter_of("ig");
  Document d;
  for (auto& p : notice_details(*c, setting()))
    if (p.anchor == "who-we-share-with") d.blocks = p.blocks;
  EXPECT_THAT(flat(d), AllOf(HasSubstr("At present we share nothing for planning or research"),
                             HasSubstr("we review the confidential patient information that we process")));
}

TEST(ReadOnce, what_staff_must_know_for_their_own_protection_stands_with_its_part) {
  const auto seen = flat(notice(*charter_of("ll"), setting()));
  EXPECT_THAT(
      seen, ::testing::ContainsRegex(
                "Staff may be told what they must know for their own protection\\. [^(]* \\(part 2\\.3\\)"));
}

TEST(ReadOnce, marketing_says_who_sends_it_and_on_what_terms) {
  const auto why = flat(notice(*charter_of("ll"), setting()));
  EXPECT_THAT(why,
              HasSubstr("If that ever changes, Leading Lives would send it by email, phone or text message "
                        "only if you said yes before; by post unless you said no."));
}

TEST(ReadOnce, a_row_of_keeping_names_what_another_row_takes_out_of_it) {
  std::size_t with = 0;
  for (const auto& code : five())
    for (const auto& row : retention_table(*charter_of(code)).rows) {
      const auto where = words(row[1]);
      if (where.find("Except: ") == std::string::npos) continue;
      ++with;
      EXPECT_THAT(where, HasSubstr("All our services\nExcept: "));
      EXPECT_THAT(where, AnyOf(AllOf(HasSubstr(" in "), HasSubstr("which have a row of their own")),
                               HasSubstr("for some people, of whom another row tells")));
    }
  EXPECT_GT(with, 0u);
}

}  // namespace
}  // namespace candour::paper
