// What a charter says of planning and research holds together, and is not said for something that it refuses.
#include "charter/opt_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/reviews.h"
#include "charter/sharing.h"

namespace candour::charter {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

using Changes = std::vector<std::pair<std::string, std::string>>;

const std::string kStudy =
    "purposes:\n  - {code: study, name: A study, says: We find things out., clause: \"2.1\", beyond-care: "
    "research, categories: [identity], bases: [{basis: public-task}]}\n";
const std::string kUniversity =
    "recipients:\n  - {code: university, name: A university, says: It studies., clause: \"4.1\", bases: "
    "[public-task], categories: [identity], purposes: [study], inform: before, agreement: not-needed, country: "
    "GB}\n";
const std::string kFiltered =
    "planning-and-research: opt-out-filtered\nopt-out: {keep-days: 7, mailbox: A1B2C001, source: A guide}\n";

Loaded changed(const Changes& changes) {
  auto text = read_text_file("tests/charters/base.yaml").value_or("");
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    if (at != text.npos) text.replace(at, from.size(), to);
  }
  return load_text("base.yaml", text, "tests/charters/catalogue");
}
/// Purpose, recipient, the rule, and the duty of whoever makes checks.
Changes all_of(const std::string& rule) {
  return {{"purposes:\n", kStudy},
          {"recipients:\n", kUniversity},
          {"planning-and-research: refused\n", rule},
          {"duties: [see-ledger, see-access-log]", "duties: [see-ledger, see-access-log, check-opt-out]"},
          {"    purposes: [deliver-support, keep-safe, collect-payments, tell-stories]",
           "    purposes: [study, deliver-support, keep-safe, collect-payments, tell-stories]"}};
}
std::vector<std::string> errors(const Loaded& loaded) {
  std::vector<std::string> out;
  for (const auto& f : loaded.findings)
    if (!f.warning) out.push_back(f.what);
  return out;
}

TEST(OptOut, Promise_IG_7_a_charter_that_refuses_research_has_no_purpose_and_no_body_for_it) {
  const auto wrong = errors(changed(all_of("planning-and-research: refused\n")));
  EXPECT_THAT(wrong, Contains(HasSubstr("purpose 'study' is for research, and nothing is shared for")));
  EXPECT_THAT(wrong, Contains(HasSubstr("recipient 'university' gets something for research")));
  EXPECT_THAT(errors(changed(all_of(""))), Contains(HasSubstr("purpose 'study' is for research")))
      << "silence refuses too";
  EXPECT_THAT(errors(changed(all_of(kFiltered))), testing::IsEmpty());
}

TEST(OptOut, Promise_IG_7_where_something_may_go_there_is_a_check_and_somebody_who_makes_it) {
  for (const auto& [key, left_out] : Changes{{"mailbox", "mailbox: A1B2C001, "},
                                             {"keep-days", "keep-days: 7, "},
                                             {"source", ", source: A guide"}}) {
    auto rule = kFiltered;
    rule.erase(rule.find(left_out), left_out.size());
    EXPECT_THAT(errors(changed(all_of(rule))), Contains(HasSubstr("has no `" + key + "`"))) << key;
  }
  auto nobody = all_of(kFiltered);
  nobody.erase(nobody.begin() + 3);
  EXPECT_THAT(errors(changed(nobody)), Contains(HasSubstr("no role has the duty 'check-opt-out'")));
  auto mailbox = kFiltered;
  mailbox.replace(mailbox.find("A1B2C001"), 8, "a1b2/c01");
  EXPECT_THAT(errors(changed(all_of(mailbox))), Contains(HasSubstr("is no mailbox")));
  auto name = kFiltered;
  name.replace(name.find("source"), 6, "reply-name: reply.dat, source");
  EXPECT_THAT(errors(changed(all_of(name))), Contains(HasSubstr("to which file it is the reply")));
}

TEST(OptOut, Promise_IG_7_only_a_body_that_names_the_study_gets_anything_for_it) {
  const auto c = changed(all_of(kFiltered)).charter;
  ASSERT_TRUE(c);
  const auto identity = *c->find_category("identity");
  const auto study = *c->find_purpose("study");
  const auto service = ServiceIx{};
  EXPECT_TRUE(may_share(*c, *find_recipient(*c, "university"), identity, service).purposes.has(study));
  EXPECT_FALSE(may_share(*c, *find_recipient(*c, "gp"), identity, service).purposes.has(study))
      << "it gets what it may for every purpose of people's own care";
  EXPECT_FALSE(serves_own_care(*c, *find_recipient(*c, "university")));
  EXPECT_TRUE(serves_own_care(*c, *find_recipient(*c, "gp")));
}

TEST(OptOut, Promise_IG_7_the_notice_of_Imago_is_looked_at_every_year) {
  const auto c = shipped("ig");
  EXPECT_EQ(c->opt_out.review_months, 12);
  EXPECT_EQ(c->opt_out.clause, "7");
  ASSERT_TRUE(reviewed_in(*c, Reviewed::OptOut));
  const auto* next = c->at(review_kind(*c, Reviewed::OptOut)).find_deadline(review::kNext);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->span.count, 12);
  for (const auto* code : {"im", "ll", "ps", "lw"})
    EXPECT_FALSE(reviewed_in(*shipped(code), Reviewed::OptOut)) << code;
}

}  // namespace
}  // namespace candour::charter
