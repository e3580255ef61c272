// The promises of each notice, decided by the charter of that very organisation and not by one made for
// tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/decide.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

// ---- what decides
// ------------------------------------------------------------------------------------------

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
  EXPECT_EQ(shipped("ll")->training_months(), 12);
}
TEST(Promise, PS_4_6_agreement_and_training_both_open_the_records_of_pss) {
  opens_nothing("ps", &Facts::agreement);
  opens_nothing("ps", &Facts::training);
  EXPECT_EQ(shipped("ps")->training_months(), 12);
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

/// What a role is let see or write by right never goes beyond what it sees, nor beyond purposes of its own.
void nobody_gets_more(const char* code) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  everybody(*c, [&](Facts f, PurposeIx p) {
    const auto& role = c->at(f.role);
    const auto seen = decide_set(*c, f, p, Doing::See), written = decide_set(*c, f, p, Doing::Write);
    EXPECT_TRUE(role.sees.covers(seen | written)) << code << " " << role.code << " " << c->at(p).code;
    EXPECT_TRUE(role.writable.covers(written)) << code << " " << role.code << " " << c->at(p).code;
    if (!role.purpose_set.has(p)) EXPECT_TRUE((seen | written).empty()) << role.code << " " << c->at(p).code;
    if (!c->at(f.service).purposes.has(p)) EXPECT_TRUE((seen | written).empty()) << c->at(p).code;
    c->at(p).categories.each([&](CategoryIx x) {
      EXPECT_EQ(decide(*c, f, p, x, Doing::See).allowed(), seen.has(x)) << role.code << " " << c->at(x).code;
    });
  });
}
TEST(Promise, IM_11_1_nobody_gets_more_than_their_role_sees) {
  nobody_gets_more("im");
}
TEST(Promise, IG_5_and_IG_9_1_nobody_gets_more_than_their_role_sees) {
  nobody_gets_more("ig");
}
TEST(Promise, LL_3_1_1_and_LL_2_0_nobody_gets_more_than_their_role_sees) {
  nobody_gets_more("ll");
}
TEST(Promise, PS_4_6_nobody_gets_more_than_their_role_sees) {
  nobody_gets_more("ps");
}
TEST(Promise, LW_2_2_and_LW_4_2_nobody_gets_more_than_their_role_sees) {
  nobody_gets_more("lw");
}

TEST(Promise, IM_3_1_and_LL_2_1d_only_kinds_that_service_and_role_list_are_written) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    const auto c = shipped(code);
    ASSERT_TRUE(c) << code;
    int may = 0, may_not = 0;
    for (std::size_t r = 0; r < c->roles.size(); ++r)
      for (std::size_t s = 0; s < c->services.size(); ++s)
        for (const auto& k : c->kinds) {
          const Facts f = fit(static_cast<RoleIx>(r), static_cast<ServiceIx>(s));
          const auto& role = c->at(f.role);
          const bool listed = k.engine ? role.has(Duty::AddPerson)
                                       : std::ranges::find(role.writes, k.ix) != role.writes.end();
          const bool both = listed && c->kind_use(f.service, k.ix);
          EXPECT_EQ(may_write_kind(*c, f, k.ix), both) << code << " " << role.code << " " << k.code;
          ++(both ? may : may_not);
        }
    EXPECT_GT(may, 20);
    EXPECT_GT(may_not, 20);
  }
}

/// A reason lends what it says to those whom it names, and no more; another reason lends nothing.
void reasons_lend_no_more(const char* code) {
  const auto c = shipped(code);
  ASSERT_TRUE(c) << code;
  int lent = 0;
  everybody(*c, [&](Facts f, PurposeIx p) {
    f.reach = Reach::Organisation;
    if (c->at(f.role).reach == Reach::Organisation) return;
    f.reasoned = true;
    for (std::size_t r = 0; r < c->reasons.size(); ++r) {
      f.reason = static_cast<ReasonIx>(r);
      CategorySet may;
      for (const auto& a : c->at(f.role).reasoned)
        if (a.within == Reach::Organisation && std::ranges::find(a.reasons, f.reason) != a.reasons.end())
          may = may | a.sees;
      const auto seen = decide_set(*c, f, p, Doing::See);
      EXPECT_TRUE(may.covers(seen)) << code << " " << c->at(f.role).code << " for " << c->at(f.reason).code;
      EXPECT_TRUE(decide_set(*c, f, p, Doing::Write).empty()) << "a reason reads, it never writes";
      lent += !seen.empty();
    }
  });
  EXPECT_GT(lent, 0) << code;
}
TEST(Promise, LW_4_3_a_reason_lends_what_it_says_to_whom_it_says) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) reasons_lend_no_more(code);
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

TEST(Promise, LW_2_3_a_question_about_diversity_that_cannot_be_declined_is_refused) {
  namespace fs = std::filesystem;
  const auto dir = fs::path(testing::TempDir()) / "candour-catalogue-without-a-way-out";
  fs::remove_all(dir);
  fs::copy("charters/catalogue", dir, fs::copy_options::recursive);
  const auto file = dir / "kinds/profile.yaml";
  std::ifstream in(file);
  std::string yaml((std::istreambuf_iterator<char>(in)), {});
  const auto at = yaml.rfind("code: prefer-not-to-say");
  ASSERT_NE(at, std::string::npos);
  yaml.replace(at, std::string("code: prefer-not-to-say").size(), "code: something-else-again");
  std::ofstream(file) << yaml;
  const auto loaded = load("charters/lw.yaml", dir.string());
  fs::remove_all(dir);
  EXPECT_FALSE(loaded.charter);
  std::string said;
  for (const auto& f : loaded.findings) said += f.text() + "\n";
  EXPECT_NE(said.find("does not offer 'prefer not to say'"), std::string::npos) << said;
}

}  // namespace
}  // namespace candour::charter
