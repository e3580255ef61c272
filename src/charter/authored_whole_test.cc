// A notice that says as much as the five, answered: the charter that is made of it holds what was answered,
// each value under the part that was named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "charter/authored_whole_for_tests.h"
#include "charter/consent_terms.h"
#include "charter/opt_out.h"
#include "charter/reviews.h"
#include "charter/sharing.h"

namespace candour::charter {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

/// Loaded once; null where the check has found errors.
const Loaded& loaded() {
  static const Loaded all = [] {
    Loaded out;
    load_against(catalogue(), "hw.yaml", compose(whole(), catalogue(), kDay), kDay, out);
    return out;
  }();
  return all;
}
const Charter& made() {
  if (loaded().charter) return *loaded().charter;
  static const Charter kNone;
  ADD_FAILURE() << (loaded().findings.empty() ? "" : loaded().findings.front().text());
  return kNone;
}

/// The part on which a value stands; "working" where nobody named one.
std::string part_of(const std::string& path) {
  const auto at = std::ranges::find(made().said, path, &Said::path);
  if (at == made().said.end()) return "no such value";
  return at->ground.working() ? "working" : at->ground.ref;
}

std::vector<std::string> codes(CategorySet set) {
  std::vector<std::string> out;
  set.each([&](CategoryIx i) { out.push_back(made().at(i).code); });
  return out;
}

TEST(AuthoredWhole, its_parts_are_those_of_the_notice_and_every_answer_can_be) {
  std::vector<std::string> answered, found;
  for (const auto& p : whole().parts) answered.push_back(p.number);
  for (const auto& p : parts_of(text_of_notice("txt"))) found.push_back(p.number);
  EXPECT_EQ(answered, found);
  std::size_t answers = 0, grounded = 0;
  for (const auto& s : sections())
    for (const auto& row : whole().of(s.code)) {
      for (const auto& w : wrong_with(s, row, whole(), catalogue()))
        ADD_FAILURE() << s.code << '/' << w.field << ": " << w.message;
      for (const auto& [question, answer] : row) {
        answers += s.find(question) != nullptr;
        grounded += !answer.part.empty();
      }
    }
  EXPECT_EQ(answers, 201u) << "docs/start/from-your-notice.md says how many there are";
  EXPECT_EQ(grounded, 153u) << "and how many have a part";
}

TEST(AuthoredWhole, the_charter_is_good_and_every_list_of_questions_is_carried) {
  for (const auto& f : loaded().findings)
    if (!f.warning) ADD_FAILURE() << f.text();
  for (const auto& s : sections()) EXPECT_FALSE(whole().of(s.code).empty()) << s.code << " is not tried";
}

TEST(AuthoredWhole, who_the_organisation_is_and_with_whom_it_answers) {
  const auto& c = made();
  EXPECT_EQ(c.organisation.parent, "the Quayside group");
  EXPECT_EQ(part_of("organisation/part-of/name"), "1");
  EXPECT_THAT(c.organisation.registrations,
              ElementsAre(Pair("Information Commissioner's Office", "Z0000001")));
  ASSERT_EQ(c.partners.size(), 1u);
  EXPECT_EQ(c.partners[0].name, "Exampleton Council");
  EXPECT_TRUE(c.partners[0].joint_controller);
  EXPECT_EQ(c.partners[0].clause, "1");
  EXPECT_THAT(c.laws, ElementsAre(Pair("care-act-2014", "Care Act 2014")));
  EXPECT_EQ(part_of("laws/care-act-2014/name"), "3");
}

TEST(AuthoredWhole, words_of_its_own_stand_under_their_parts) {
  const auto& c = made();
  EXPECT_EQ(c.text("cookies"), "Our page keeps no cookies.");
  EXPECT_EQ(part_of("texts/cookies"), "10.1");
  EXPECT_EQ(part_of("texts/photographs-and-you"), "3");
  EXPECT_EQ(part_of("texts/who-we-are"), "1");
  EXPECT_EQ(c.to_print().text("cookies"), "Our page keeps no cookies.");
}

TEST(AuthoredWhole, cameras_sources_and_others_in_a_record) {
  const auto& c = made();
  EXPECT_THAT(c.cctv.never, ElementsAre("bathrooms", "bedrooms"));
  EXPECT_THAT(c.cctv.cameras, ElementsAre(Pair("Front door", "the path to it")));
  EXPECT_EQ(c.cctv.clause, "2.4");
  ASSERT_EQ(c.sources.size(), 2u);
  EXPECT_EQ(c.sources[0].name, "Your last support provider");
  EXPECT_FALSE(c.sources[0].internal);
  EXPECT_TRUE(c.sources[1].internal);
  EXPECT_EQ(c.sources[1].clause, "2.3");
  ASSERT_EQ(c.others.size(), 1u);
  EXPECT_EQ(c.others[0].told, "where-possible");
  EXPECT_EQ(c.others[0].keep.years, 2);
  EXPECT_EQ(c.others[0].keep.trigger, Trigger::Created);
}

TEST(AuthoredWhole, a_use_with_two_grounds_each_with_its_part) {
  const auto& c = made();
  const auto& p = c.at(*c.find_purpose("giving-you-support"));
  ASSERT_EQ(p.bases.size(), 2u);
  EXPECT_EQ(p.bases[0].basis, Basis::Contract);
  EXPECT_EQ(p.bases[0].when, "while we support you");
  EXPECT_EQ(p.bases[1].basis, Basis::LegalObligation);
  EXPECT_EQ(p.bases[1].when, "where the Care Act tells us to");
  EXPECT_EQ(part_of("purposes/giving-you-support/bases/legal-obligation/when"), "3");
  EXPECT_EQ(part_of("purposes/keeping-people-safe/bases/vital-interests"), "working");
  EXPECT_EQ(part_of("purposes/getting-better/bases/legitimate-interests/interests"), "3");
  EXPECT_EQ(part_of("purposes/getting-better/bases/legitimate-interests/assessment"), "working");
  EXPECT_EQ(c.at(*c.find_purpose("keeping-people-safe")).conditions.size(), 2u);
  EXPECT_EQ(c.at(*c.find_purpose("learning-what-helps")).beyond_care, "research");
}

TEST(AuthoredWhole, who_may_look_for_a_reason_what_for_how_long_and_who_hears_of_it) {
  const auto& c = made();
  const auto& leader = c.at(*c.find_role("team-leader"));
  ASSERT_EQ(leader.reasoned.size(), 1u);
  const auto& r = leader.reasoned[0];
  ASSERT_EQ(r.reasons.size(), 1u);
  EXPECT_EQ(c.at(r.reasons[0]).name, "Looking into a complaint");
  EXPECT_EQ(r.hours, 48);
  EXPECT_EQ(r.within, Reach::Organisation);
  EXPECT_EQ(r.tells, "data-protection-lead");
  EXPECT_THAT(codes(r.sees), testing::UnorderedElementsAre("identity", "care", "complaint"));
  EXPECT_EQ(r.clause, "4");
  EXPECT_EQ(part_of("roles/team-leader/reasoned-access/#1/within"), "working");
  EXPECT_THAT(c.at(*c.find_role("support-worker")).reasoned, IsEmpty());
}

TEST(AuthoredWhole, who_is_told_and_when_something_is_shared_without_being_asked) {
  const auto& c = made();
  const auto* doctor = find_recipient(c, "your-doctor");
  ASSERT_TRUE(doctor);
  EXPECT_THAT(doctor->bases, ElementsAre(Basis::VitalInterests, Basis::Consent));
  EXPECT_THAT(doctor->email_domains, ElementsAre("nhs.net", "nhs.uk"));
  EXPECT_EQ(part_of("recipients/your-doctor/email-domains/nhs.net"), "working");
  const auto* employer = find_recipient(c, "your-employer");
  ASSERT_TRUE(employer);
  EXPECT_FALSE(employer->direct);
  EXPECT_TRUE(needs_consent(*employer));
  const auto* university = find_recipient(c, "the-university");
  ASSERT_TRUE(university);
  EXPECT_TRUE(university->purposes.has(*c.find_purpose("learning-what-helps")));
  EXPECT_TRUE(needs_agreement(*university));
  ASSERT_EQ(c.grounds.size(), 1u);
  EXPECT_EQ(c.grounds[0].approval, "after");
  EXPECT_EQ(c.grounds[0].review_hours, 48);
  EXPECT_EQ(c.grounds[0].approved_by, "team-leader");
}

TEST(AuthoredWhole, planning_research_and_what_is_looked_at_again_is_somebody_s_work) {
  const auto& c = made();
  EXPECT_TRUE(may_go_beyond_care(c));
  EXPECT_EQ(part_of("planning-and-research"), "5");
  EXPECT_EQ(c.opt_out.review_months, 12);
  EXPECT_EQ(c.opt_out.mailbox, "HARB01");
  EXPECT_EQ(c.opt_out.keep_days, 7);
  EXPECT_EQ(c.opt_out.clause, "5");
  EXPECT_EQ(part_of("opt-out/mailbox"), "working");
  EXPECT_TRUE(c.at(*c.find_role("data-protection-lead")).has(Duty::CheckOptOut));
  for (const auto of : {Reviewed::OptOut, Reviewed::Retention}) {
    EXPECT_EQ(reviewed_in(c, of), c.find_service("support-at-home"));
    const auto kind = review_kind(c, of);
    EXPECT_THAT(c.at(*c.find_role("team-leader")).writes, Contains(kind));
    EXPECT_THAT(c.at(*c.find_role("support-worker")).writes, Not(Contains(kind))) << "it is for those above";
  }
  ASSERT_TRUE(c.before_visit);
  EXPECT_EQ(c.at(*c.before_visit).code, "keeping-people-safe");
}

TEST(AuthoredWhole, the_later_of_two_periods_counts) {
  const auto& c = made();
  const auto rule = std::ranges::find(c.retention, "everything", &RetentionRule::code);
  ASSERT_NE(rule, c.retention.end());
  EXPECT_EQ(rule->choose, RetentionRule::Choose::Later);
  ASSERT_EQ(rule->among.size(), 2u);
  EXPECT_EQ(rule->among[0].years, 6);
  EXPECT_EQ(rule->among[0].trigger, Trigger::EndOfService);
  EXPECT_EQ(rule->among[1].birthday, 25);
  EXPECT_EQ(rule->among[1].from_says, "a child is");
  EXPECT_EQ(part_of("retention/everything/later-of/#2/keep"), "6");
  EXPECT_EQ(c.to_print().retention.at(0).among.size(), 2u);
}

TEST(AuthoredWhole, consent_by_service_with_age_renewal_and_what_is_written) {
  const auto& c = made();
  EXPECT_THAT(c.consent.written, ElementsAre("photo", "photographs-of-our-days"));
  ASSERT_EQ(c.consent.by_service.size(), 1u);
  EXPECT_TRUE(c.consent.by_service[0].competence);
  EXPECT_EQ(part_of("consent/by-service/#1/competence"), "working");
  const auto photographs = agreed_to(c.at(*c.find_purpose("photographs-of-our-days")));
  const auto young = consent_terms(c, *c.find_service("young-people"), photographs);
  EXPECT_EQ(young.from_age, 14);
  EXPECT_EQ(young.renew_months, 6);
  EXPECT_TRUE(young.is_signed);
  EXPECT_EQ(young.clause, "7");
  const auto others = consent_terms(c, *c.find_service("support-at-home"), photographs);
  EXPECT_EQ(others.from_age, 16);
  EXPECT_EQ(others.renew_months, 12);
  EXPECT_TRUE(others.is_signed) << "a photograph needs a yes in writing";
}

TEST(AuthoredWhole, a_right_with_its_name_address_exceptions_and_who_decides) {
  const auto& c = made();
  const auto access = std::ranges::find(c.rights, "access", &Right::code);
  ASSERT_NE(access, c.rights.end());
  EXPECT_EQ(access->name, "See your record");
  EXPECT_EQ(access->contact, "your-rights");
  EXPECT_EQ(access->exceptions, "Not what would harm somebody else.");
  EXPECT_EQ(access->extension, "We tell you why it takes longer.");
  EXPECT_EQ(access->decides, "team-leader");
  EXPECT_EQ(access->seconds, "data-protection-lead");
  EXPECT_EQ(part_of("rights/access/exceptions"), "8");
  EXPECT_EQ(part_of("rights/access/decides"), "working");
  EXPECT_EQ(c.contact("your-rights")->email, "rights@harbour.example.org");
}

TEST(AuthoredWhole, news_by_its_ways) {
  const auto& c = made();
  EXPECT_TRUE(c.marketing.is_allowed());
  EXPECT_EQ(c.marketing.third_party, "refused");
  ASSERT_EQ(c.marketing.routes.size(), 1u);
  EXPECT_EQ(c.marketing.routes[0].channel, "post");
  EXPECT_EQ(c.marketing.routes[0].basis, "opt-out");
  EXPECT_EQ(part_of("marketing/routes/post/basis"), "9");
}

TEST(AuthoredWhole, its_answers_are_the_same_after_they_were_written_and_read) {
  const auto again = read_answers(write_answers(whole()));
  ASSERT_TRUE(again) << again.error().fields[0].message;
  EXPECT_EQ(again->rows, whole().rows);
}

}  // namespace
}  // namespace candour::charter
