// Promises of what is never done: a charter of that very organisation that would do it does not load, and
// nothing in the engine marks a use as automated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "charter/charters_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The errors of a shipped charter with one piece replaced, in one text.
std::string errors_with(const std::string& code, const std::string& piece, const std::string& instead) {
  const auto text = text_with("charters/" + code + ".yaml", piece, instead);
  std::string all;
  for (const auto& f : load_text(code + ".yaml", text, "charters/catalogue").findings)
    if (!f.warning) all += f.text() + "\n";
  return all;
}

TEST(Promise, PS_3_1_an_interest_that_nobody_has_weighed_is_no_ground_for_a_use) {
  int resting = 0;
  std::set<std::string> weighed;
  for (const auto& p : shipped("ps")->purposes)
    for (const auto& b : p.bases) {
      if (b.basis != Basis::LegitimateInterests) continue;
      ++resting;
      EXPECT_FALSE(b.interests.empty()) << p.code;
      weighed.insert(b.assessment);
      // That charter without this one assessment, and without the ground of it, does not run.
      auto text = read_text_file("charters/ps.yaml").value();
      auto at = text.find("        assessment: " + b.assessment + "\n");
      ASSERT_NE(at, text.npos) << p.code;
      text.erase(at, text.find('\n', at) + 1 - at);
      at = text.find("      bases/legitimate-interests/assessment: working\n", at);
      ASSERT_NE(at, text.npos) << p.code;
      text.erase(at, text.find('\n', at) + 1 - at);
      const auto loaded = load_text("ps.yaml", text, "charters/catalogue");
      EXPECT_FALSE(loaded.charter) << p.code;
      std::string errors;
      for (const auto& f : loaded.findings)
        if (!f.warning) errors += f.text() + "\n";
      EXPECT_THAT(errors, HasSubstr("purpose '" + p.code + "' rests on legitimate interests without saying"));
    }
  EXPECT_GE(resting, 8) << "the notice has a whole part of them";
  EXPECT_EQ(weighed.size(), static_cast<std::size_t>(resting)) << "each purpose has an assessment of its own";
}

const std::string kFirst = "\nrecipients:\n";
std::string with_recipient(const std::string& more) {
  return kFirst +
         "  - {code: buyer, name: A buyer, says: Wants a list., bases: [legitimate-interests], inform: before, "
         "agreement: needed, categories: [identity], " +
         more + "}\n";
}

TEST(Promise, PS_4_5_nobody_can_be_told_for_marketing_of_their_own) {
  EXPECT_THAT(errors_with("ps", kFirst, with_recipient("country: GB")), IsEmpty())
      << "one that wants no marketing";
  EXPECT_THAT(errors_with("ps", kFirst, with_recipient("country: GB, marketing: true")),
              HasSubstr("wants information for its own marketing, which this charter refuses"));
  EXPECT_FALSE(shipped("ps")->marketing.by_others());
  for (const auto& r : shipped("ps")->recipients) EXPECT_FALSE(r.marketing) << r.code;
}

TEST(Promise, IM_10_3_nobody_outside_the_european_economic_area_gets_anything) {
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: FR")), IsEmpty());
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: NO")), IsEmpty()) << "EEA, if not EU";
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: US")), HasSubstr("US"));
}

TEST(Promise, LL_4_1e_what_is_kept_in_the_united_kingdom_goes_nowhere_outside_the_eu) {
  const auto c = shipped("ll");
  EXPECT_EQ(c->organisation.hosting, "GB");
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: FR")), IsEmpty());
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: NO")), HasSubstr("NO")) << "EEA, but not EU";
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: US")), HasSubstr("US"));
  EXPECT_THAT(errors_with("ll", "hosting: GB", "hosting: US"), HasSubstr("US"));
}

}  // namespace
}  // namespace candour::charter
