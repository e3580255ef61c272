// The promises of each notice, decided by the charter of that very organisation and not by one made for tests.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "charter/decide.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

CharterPtr shipped(const std::string& code) {
  static std::map<std::string, CharterPtr> read;
  auto& kept = read[code];
  if (!kept) kept = load("charters/" + code + ".yaml", "charters/catalogue").charter;
  return kept;
}

// ---- what decides ------------------------------------------------------------------------------------------

Facts fit(RoleIx role, ServiceIx service) {
  Facts f;
  f.role = role;
  f.service = service;
  f.reach = Reach::Caseload;
  f.agreement = f.training = true;
  f.consented = PurposeSet::of_bits(~0ull);
  return f;
}

/// Calls f(facts, purpose) for every role in every service and for every purpose, all else being well.
template <class F>
void everybody(const Charter& c, F f) {
  for (std::size_t r = 0; r < c.roles.size(); ++r)
    for (std::size_t s = 0; s < c.services.size(); ++s)
      for (std::size_t p = 0; p < c.purposes.size(); ++p)
        f(fit(static_cast<RoleIx>(r), static_cast<ServiceIx>(s)), static_cast<PurposeIx>(p));
}

/// Nobody touches anything for this purpose before the person has said yes, and it has no other ground.
void waits_for_the_yes(const char* code, const char* purpose) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  const auto p = c->find_purpose(purpose);
  ASSERT_TRUE(p) << purpose;
  ASSERT_EQ(c->at(*p).bases.size(), 1u);
  EXPECT_EQ(c->at(*p).bases[0].basis, Basis::Consent);
  EXPECT_TRUE(c->at(*p).optional);
  everybody(*c, [&](Facts f, PurposeIx asked) {
    if (asked != *p) return;
    f.consented.remove(*p);
    EXPECT_TRUE(decide_set(*c, f, *p, Doing::See).empty()) << c->at(f.role).code;
    EXPECT_TRUE(decide_set(*c, f, *p, Doing::Write).empty()) << c->at(f.role).code;
  });
}
TEST(Promise, IM_2_2_news_of_imagine_independence_waits_for_the_yes) {
  waits_for_the_yes("im", "send-news");
}
TEST(Promise, IG_2_photographs_at_imago_wait_for_the_yes) {
  waits_for_the_yes("ig", "photos");
}
TEST(Promise, LL_2_4a_stories_at_leading_lives_wait_for_the_yes) {
  waits_for_the_yes("ll", "share-your-story");
}
TEST(Promise, PS_2_photos_and_films_at_pss_wait_for_the_yes) {
  waits_for_the_yes("ps", "photos-and-films");
}
TEST(Promise, LW_2_1_optional_details_at_living_well_wait_for_the_yes) {
  waits_for_the_yes("lw", "optional-details");
}

void opens_nothing(const char* code, bool Facts::*lacking) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  int opened = 0;
  everybody(*c, [&](Facts f, PurposeIx p) {
    opened += !decide_set(*c, f, p, Doing::See).empty();
    f.*lacking = false;
    EXPECT_TRUE((decide_set(*c, f, p, Doing::See) | decide_set(*c, f, p, Doing::Write)).empty()) << code;
  });
  EXPECT_GT(opened, 0);
}
TEST(Promise, IM_11_1_and_IG_9_1_without_a_signed_agreement_nothing_opens_anywhere) {
  for (const auto* code : {"im", "ig"}) opens_nothing(code, &Facts::agreement);
}
TEST(Promise, LL_4_1a_agreement_and_training_both_open_the_records_of_leading_lives) {
  opens_nothing("ll", &Facts::agreement);
  opens_nothing("ll", &Facts::training);
  EXPECT_EQ(shipped("ll")->training_months, 12);
}
TEST(Promise, PS_4_6_agreement_and_training_both_open_the_records_of_pss) {
  opens_nothing("ps", &Facts::agreement);
  opens_nothing("ps", &Facts::training);
  EXPECT_EQ(shipped("ps")->training_months, 12);
}
TEST(Promise, LW_4_2_without_a_signed_agreement_nothing_opens_at_living_well) {
  opens_nothing("lw", &Facts::agreement);
}

/// The role sees something from this reach, and nothing from the next wider one.
void reaches_no_wider(const char* code, const char* role, Reach widest) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  CategorySet near, beyond;
  everybody(*c, [&](Facts f, PurposeIx p) {
    if (c->at(f.role).code != role) return;
    f.reach = widest;
    near = near | decide_set(*c, f, p, Doing::See);
    for (auto wide = static_cast<int>(widest) + 1; wide <= static_cast<int>(Reach::Organisation); ++wide) {
      f.reach = static_cast<Reach>(wide);
      beyond = beyond | decide_set(*c, f, p, Doing::See);
    }
  });
  EXPECT_FALSE(near.empty()) << role;
  EXPECT_TRUE(beyond.empty()) << role << " of " << code << " reaches beyond " << reach_words(widest);
}
TEST(Promise, IM_11_1_a_worker_of_imagine_independence_reaches_the_team_and_no_further) {
  reaches_no_wider("im", "worker", Reach::Team);
  reaches_no_wider("im", "supervisor", Reach::Service);
}
TEST(Promise, IG_9_1_who_drives_for_imago_reaches_whom_they_drive) {
  reaches_no_wider("ig", "worker", Reach::Team);
  reaches_no_wider("ig", "volunteer-driver", Reach::Caseload);
  reaches_no_wider("ig", "supervisor", Reach::Service);
}
TEST(Promise, LL_3_1_1_a_supporter_reaches_the_team_and_no_further) {
  reaches_no_wider("ll", "worker", Reach::Team);
  reaches_no_wider("ll", "supervisor", Reach::Service);
}
TEST(Promise, PS_4_6_a_therapist_reaches_their_own_people) {
  reaches_no_wider("ps", "worker", Reach::Team);
  reaches_no_wider("ps", "therapist", Reach::Caseload);
  reaches_no_wider("ps", "supervisor", Reach::Service);
}
TEST(Promise, LW_4_2_a_worker_reaches_their_own_people_and_a_supervisor_their_line) {
  reaches_no_wider("lw", "worker", Reach::Caseload);
  reaches_no_wider("lw", "supervisor", Reach::Line);
}

/// The longest that a reasoned access of this role lasts.
int hours(const char* code, const char* role) {
  const auto c = shipped(code);
  int most = 0;
  for (const auto& a : c->at(c->find_role(role).value()).reasoned) most = std::max(most, a.hours);
  return most;
}
TEST(Promise, IM_11_1_access_for_a_reason_is_short_at_imagine_independence) {
  EXPECT_EQ(hours("im", "worker"), 24);
  EXPECT_EQ(hours("im", "supervisor"), 72);
  EXPECT_EQ(hours("im", "quality"), 72);
  EXPECT_EQ(hours("im", "dp-lead"), 168);
}
TEST(Promise, IG_9_1_access_for_a_reason_is_short_at_imago) {
  EXPECT_EQ(hours("ig", "supervisor"), 48);
  EXPECT_EQ(hours("ig", "quality"), 72);
}
TEST(Promise, LL_3_1_1_access_for_a_reason_is_short_at_leading_lives) {
  EXPECT_EQ(hours("ll", "worker"), 24);
  EXPECT_EQ(hours("ll", "supervisor"), 72);
}
TEST(Promise, PS_4_6_access_for_a_reason_is_short_at_pss) {
  EXPECT_EQ(hours("ps", "supervisor"), 48);
}
TEST(Promise, LW_4_3_access_for_a_reason_lasts_three_days_at_living_well) {
  EXPECT_EQ(hours("lw", "service-manager"), 72);
}

/// Services at home, and no others, keep what only a visit needs.
void at_home(const char* code, const std::set<std::string>& homes) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  std::set<std::string> said;
  for (const auto& s : c->services)
    if (s.home_based) said.insert(s.code);
  EXPECT_EQ(said, homes) << code;
}
TEST(Promise, IM_3_2_only_supported_living_of_imagine_independence_is_given_at_home) {
  at_home("im", {"supported-living"});
}
TEST(Promise, IG_1_one_service_of_imago_is_given_at_home) {
  const auto c = shipped("ig");
  std::set<std::string> homes;
  for (const auto& s : c->services)
    if (s.home_based) homes.insert(s.code);
  EXPECT_EQ(homes.size(), 1u);
}
TEST(Promise, PS_2_and_LW_2_1_no_service_of_pss_or_living_well_is_given_at_home) {
  at_home("ps", {});
  at_home("lw", {});
}

}  // namespace
}  // namespace candour::charter
