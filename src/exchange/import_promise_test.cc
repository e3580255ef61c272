// What the notices promise about people who come by a list.
#include <gmock/gmock.h>

#include "exchange/import_world_for_tests.h"

namespace candour::exchange {
namespace {

using ::testing::HasSubstr;

TEST(Promise, LL_2_0_an_import_brings_nobody_without_a_referral_to_a_service) {
  ImportHouse w;
  ASSERT_TRUE(w.imports->keep(w.manager, w.looked_at(w.file("pds_extravaganza.csv"))));
  EXPECT_EQ(w.count("person"), 10);
  EXPECT_EQ(w.count("person WHERE id NOT IN (SELECT person FROM referral WHERE service='youth')"), 0);
}

TEST(Promise, IM_3_1_an_import_brings_only_what_the_service_keeps) {
  ImportHouse w;
  const std::string list = "First name,Last name,NHS number,School\nMaya,Okafor,9990000018,Northgate\n";
  const auto id = w.begin(list, "drop-in");
  ASSERT_TRUE(id) << why(id);
  const auto offered = w.imports->targets(w.manager, *w.charter->find_service("drop-in"));
  ASSERT_TRUE(offered) << why(offered);
  for (const auto& [code, label] : *offered)
    EXPECT_TRUE(code != "nhs-number" && code != "child-school") << label;
  const auto forced =
      w.imports->choose(w.manager, *id, {"given-name", "family-name", "nhs-number", "child-school"});
  EXPECT_THAT(why(forced), HasSubstr("column-3: Choose from the list"));
  EXPECT_THAT(why(forced), HasSubstr("column-4: Choose from the list"));
  ASSERT_TRUE(w.imports->choose(w.manager, *id, {"given-name", "family-name", "", ""}));
  ASSERT_TRUE(w.imports->keep(w.manager, *id));
  EXPECT_FALSE(w.profile(w.everybody().at(0)).values.contains("nhs-number"));
}

TEST(Promise, IG_3_a_list_from_an_agency_names_it_and_needs_the_consent_to_refer) {
  ImportHouse w;
  const auto youth = *w.charter->find_service("youth");
  const auto content = w.file("valid_minimal.csv");
  const auto refused =
      w.imports->begin(w.manager, youth, "list.csv", as_bytes(content), {"school", "", false});
  EXPECT_THAT(why(refused), HasSubstr("consent: Ask whether"));
  EXPECT_EQ(w.count("import_job"), 0);
  const auto id = w.looked_at(content);
  ASSERT_TRUE(w.imports->keep(w.manager, id));
  EXPECT_EQ(w.count("referral WHERE source='school' AND consent=1"), 1);
  EXPECT_EQ(w.summary(id).origin.name, "Northgate School");
}

TEST(Promise, IG_4_1_family_who_come_by_a_list_are_still_to_be_told) {
  ImportHouse w;
  ASSERT_TRUE(w.imports->keep(w.manager, w.looked_at(w.file("valid.csv"))));
  const auto mark = w.everybody().at(2);
  auto pass = w.gate->see(w.manager, mark, {ledger::Act::View, "circle", {}, CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass);
  const auto family = w.circle->of(*pass, mark);
  ASSERT_TRUE(family);
  ASSERT_EQ(family->size(), 2u);
  for (const auto& x : *family) {
    EXPECT_EQ(x.informed, "not-yet");
    EXPECT_TRUE(x.may_know.empty()) << "a list cannot say what the person allows them to know";
  }
}

}  // namespace
}  // namespace candour::exchange
