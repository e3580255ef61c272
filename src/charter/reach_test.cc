// What notices beyond the five say, as the language has it: one list for several services, referrals without
// a yes, and a promise of time that no rule keeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/charters_for_tests.h"

namespace candour::charter {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kReach = "tests/charters/reach.yaml";
std::string reach() {
  return read_text_file(kReach).value_or("");
}
std::string reach_with(std::string_view was, std::string_view instead) {
  return text_with(kReach, was, instead);
}
Loaded loaded(const std::string& text) {
  return load_text("reach.yaml", text, "charters/catalogue");
}
std::vector<std::string> findings(const std::string& text) {
  std::vector<std::string> out;
  for (const auto& f : loaded(text).findings) out.push_back(f.text());
  return out;
}
CharterPtr good(const std::string& text) {
  const auto l = loaded(text);
  if (!l.charter) throw std::runtime_error(l.findings.front().text());
  return l.charter;
}

TEST(ReachSaid, one_list_of_kinds_holds_for_two_services_and_changes_for_both) {
  const std::string_view young =
      "    kinds:\n      - {kind: profile, clause: \"2.1\", leave-out: like services/refuge/kinds/profile/leave-out}\n"
      "      - contact-note\n      - consent-form\n      - supporters\n      - voluntary-item\n";
  const auto one_list = reach_with(young, "    kinds: like services/refuge/kinds\n");
  const auto kinds = [](const CharterPtr& c, std::string_view service) {
    std::vector<std::string> out;
    for (const auto& use : c->at(*c->find_service(service)).kinds) {
      out.push_back(c->at(use.kind).code);
      for (const auto& field : use.leave_out) out.back() += " -" + field;
      for (const auto& [field, why] : use.mandatory) out.back() += " +" + field + why;
    }
    return out;
  };
  const auto c = good(one_list);
  EXPECT_EQ(kinds(c, "young-people"), kinds(c, "refuge"));
  auto fewer = one_list;
  const std::string_view note = "      - contact-note\n";
  fewer.erase(fewer.find(note), note.size());
  const auto less = good(fewer);
  EXPECT_EQ(kinds(less, "young-people"), kinds(less, "refuge"));
  EXPECT_THAT(kinds(less, "young-people"), Not(Contains("contact-note")));
}

TEST(Promise, IM_2_2_what_is_promised_after_a_yes_alone_is_covered_by_no_other_purpose) {
  const std::string_view support = "    categories: [identity, contact, care, health, ";
  const auto covers = [&](const std::string& text, std::string_view category) {
    const auto at = text.find(support);
    EXPECT_NE(at, text.npos);
    auto more = text;
    return more.insert(at + support.size(), std::string(category) + ", ");
  };
  // What people give by choice.
  EXPECT_TRUE(loaded(reach()).charter);
  EXPECT_FALSE(loaded(covers(reach(), "voluntary")).charter);
  EXPECT_THAT(
      findings(covers(reach(), "voluntary")),
      Contains(HasSubstr("purpose 'tell-stories' needs consent, but 'voluntary', which people give by "
                         "choice, can be used without it, for 'support-you'")));
  // What the notice says so of.
  const std::string_view faith = "    says: We write down what you believe only if you say yes.\n";
  const auto promised =
      reach_with(faith, std::string(faith) + "    claims: [faith is used only after a yes]\n");
  EXPECT_TRUE(loaded(promised).charter);
  EXPECT_FALSE(loaded(covers(promised, "faith")).charter);
  EXPECT_THAT(findings(covers(promised, "faith")),
              Contains(HasSubstr("'support-you' uses 'faith' without one")));
  EXPECT_TRUE(loaded(covers(reach(), "faith")).charter) << "which is told where nothing promises it";
}

TEST(ReachSaid, a_list_that_is_like_another_is_it_and_follows_it) {
  const auto sees = [](const CharterPtr& c, std::string_view role) {
    return c->at(*c->find_role(role)).sees;
  };
  const auto c = good(reach());
  EXPECT_EQ(sees(c, "supervisor"), sees(c, "worker"));
  const auto less =
      good(reach_with("    sees: [identity, contact, care, health,", "    sees: [identity, contact, care,"));
  EXPECT_EQ(sees(less, "supervisor"), sees(less, "worker"));
  EXPECT_FALSE(sees(less, "supervisor").has(*less->find_category("health")));
  EXPECT_THAT(findings(reach_with("sees: like roles/worker/sees", "sees: like roles/nobody/sees")),
              Contains(HasSubstr("there is no list 'roles/nobody/sees'")));
  EXPECT_THAT(findings(reach_with("sees: like roles/worker/sees", "sees: like roles/worker/reach")),
              Contains(HasSubstr("'roles/worker/reach' is no list")));
  auto round = reach_with("sees: like roles/worker/sees", "sees: like roles/dp-lead/sees");
  const auto lead = round.find("sees: ", round.find("code: dp-lead"));
  round.replace(lead, round.find('\n', lead) - lead, "sees: like roles/supervisor/sees");
  EXPECT_THAT(findings(round), Contains(HasSubstr("is like itself")));
}

TEST(ReachSaid, lists_that_double_each_other_are_refused_before_they_fill_the_memory) {
  // The highest first: each is written out with all that stand below it.
  const auto rungs = [](std::string_view first, std::string_view each) {
    std::string text = reach() + "rungs:\n";
    for (int i = 40; i > 0; --i) {
      std::string line(each);
      for (auto at = line.find('#'); at != line.npos; at = line.find('#'))
        line.replace(at, 1, std::to_string(i - 1));
      text += "  a" + std::to_string(i) + ": " + line + "\n";
    }
    return findings(text + "  a0: " + std::string(first) + "\n");
  };
  const auto refused = Contains(HasSubstr("lists that are like others come to more than 5000 values"));
  const std::string twice = "[like rungs/a#, like rungs/a#]";
  EXPECT_THAT(rungs("[care]", twice), refused);
  EXPECT_THAT(rungs("[]", twice), refused) << "nothing, asked for 2^40 times";
  EXPECT_THAT(rungs("[" + std::string(500 * 1024, 'x') + "]", "[like rungs/a#]"), refused)
      << "half a megabyte";
  EXPECT_THAT(rungs("[care]", "[like rungs/a#]"), Not(refused)) << "forty that are one";
}

TEST(ReachSaid, who_must_agree_to_a_refusal_is_somebody_who_can) {
  EXPECT_THAT(
      findings(reach_with("    decides: dp-lead\n", "    decides: supervisor\n    seconds: dp-lead\n")),
      Contains(HasSubstr("'dp-lead' may take no step of 'information-request'")));
}

TEST(ReachSaid, who_may_refer_without_a_yes_does_so_on_another_ground_and_by_one_rule) {
  EXPECT_THAT(findings(reach_with("    basis: legitimate-interests\n    says: We may hear of you",
                                  "    basis: consent\n    says: We may hear of you")),
              Contains(HasSubstr("consent")));
  EXPECT_THAT(findings(reach_with(
                  "others-in-records:",
                  "  - {code: twice, from: [police], basis: vital-interests, says: Again., clause: \"4.1\"}\n"
                  "others-in-records:")),
              Contains(HasSubstr("may refer without consent already")));
}

TEST(ReachSaid, a_rule_that_keeps_for_longer_than_a_yes_may_is_remarked) {
  const auto not_kept = HasSubstr("'consent: keep-at-most'");
  EXPECT_THAT(findings(reach()), Not(Contains(not_kept)));
  EXPECT_THAT(findings(reach_with("keep: up to 3 years, from: shared", "keep: up to 5 years, from: shared")),
              Contains(not_kept));
}

TEST(ReachSaid, a_service_that_keeps_what_was_agreed_for_less_than_the_others_needs_a_rule_that_does) {
  const std::string_view own = "      renew-every: 6 months\n";
  const auto less = reach_with(own, std::string(own) + "      keep-at-most: 1 year\n");
  const auto not_kept = Contains(HasSubstr("'consent: by-service: keep-at-most'"));
  EXPECT_THAT(findings(less), not_kept) << "3 years after it was shared, here as elsewhere";
  auto kept = less;
  const std::string_view stories = "  - {code: stories, categories: [voluntary], services: all,";
  ASSERT_NE(kept.find(stories), kept.npos);
  kept.insert(
      kept.find(stories),
      "  - {code: young-stories, categories: [voluntary], services: [young-people], keep: 1 year, from: shared, "
      "then: destroy, why: As promised, clause: \"5.3\"}\n");
  EXPECT_THAT(findings(kept), Not(not_kept));
  EXPECT_THAT(findings(kept), Not(Contains(HasSubstr("'consent: keep-at-most'"))));
  EXPECT_TRUE(loaded(kept).charter);
}

TEST(ReachSaid, on_what_terms_people_agree_and_who_else_stands_in_a_record_needs_somewhere_to_stand) {
  const auto terms = Contains(HasSubstr("'consent: own-from-age, renew-every, written'"));
  const auto others = Contains(HasSubstr("'others-in-records: told, conflict-check, keep'"));
  EXPECT_THAT(findings(reach()), Not(terms));
  EXPECT_THAT(findings(reach()), Not(others));
  // Without the kind in any service, in any step, or in what anybody writes.
  const auto without = [](std::string_view kind) {
    std::string text = reach();
    const std::string code(kind);
    for (const auto& piece :
         {"{kind: " + code + ", move: withdraw}, ", "      - " + code + "\n", code + ", "})
      for (auto at = text.find(piece); at != text.npos; at = text.find(piece)) text.erase(at, piece.size());
    return findings(text);
  };
  EXPECT_THAT(without("consent-form"), terms);
  EXPECT_THAT(without("supporters"), others);
}

}  // namespace
}  // namespace candour::charter
