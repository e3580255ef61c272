// Promises of the notices that the record keeps: that a place is there for what the notice says is recorded,
// and that nothing is collected where nobody wishes for a service.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/relationship.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class LeadingLives : public Scene {
 protected:
  void keeps(const gate::Actor& actor, std::string_view kind, std::string_view json) {
    const auto id = write(actor, kind, json);
    EXPECT_EQ(entry(actor, id).values, values(json)) << kind;
  }
};

TEST_F(LeadingLives, Promise_LL_2_0_nothing_is_collected_outside_a_service_that_the_person_is_in) {
  // Enrolled in community support only: the same worker role in another service may write nothing.
  const auto day = w.service("day-opportunities");
  const auto elsewhere = w.actor(w.hire("worker", day));
  EXPECT_FALSE(w.gate.write(elsewhere, person, day, w.kind("contact-note")));
  EXPECT_FALSE(w.gate.write(worker, person, day, w.kind("contact-note")));
  // Nor can a pass for one service be bent to write for another.
  auto e = fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"x"})");
  const auto pass = to_write(worker, "contact-note");
  e.service = day;
  EXPECT_EQ(entries.write(pass, e).error().code, Code::NotAllowed);
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 0);
}

TEST_F(LeadingLives, Promise_LL_2_1b_support_needs_plans_and_who_else_supports_have_a_place) {
  plan();
  keeps(worker, "assessment", R"({"date":"2026-11-01","reason":"first","summary":"Needs help with letters",
            "needs":[{"area":"daily-living","need":"Help with letters","level":"some"}]})");
  people::Circle circle(w.gate, *w.db, *w.vault, w.clock);
  people::Relationship r;
  r.person = person;
  r.name = "Previous provider";
  r.relation = "other-professional";
  EXPECT_TRUE(circle.add(to_write(worker, "supporters"), r));
}

TEST_F(LeadingLives, Promise_LL_2_1c_health_now_and_before_medicines_and_doctor_have_a_place) {
  keeps(worker, "health-profile",
        R"({"allergies":"Penicillin","conditions":[{"condition":"Epilepsy","since":"1990"}],
            "medicines":[{"medicine":"Tablet 5 mg","dose":"One at night","helped-with":"yes"}],
            "history":"Broke an arm in 2001","doctor":"Elm Surgery"})");
}

TEST_F(LeadingLives,
       Promise_LL_2_1d_likes_story_dreams_and_communication_have_a_place_and_convictions_a_narrow_one) {
  const auto& about = w.charter->at(w.kind("about-me"));
  const auto& talks = w.charter->at(w.kind("communication-profile"));
  EXPECT_TRUE(w.charter->kind_use(w.service(), about.ix) && w.charter->kind_use(w.service(), talks.ix));
  EXPECT_FALSE(talks.banner_fields.empty()) << "shown first on every page";
  const auto id = must(entries.write(
      must(w.gate.write(manager, person, w.service(), w.kind("convictions"))),
      fresh("convictions", R"({"sort":"conviction","date":"2020-01-01","why-it-matters":"Theft from a carer",
                                "what-it-means":"Two staff for shopping","review-date":"2027-01-01"})")));
  EXPECT_FALSE(entry(manager, id).values.empty());
  const auto seen = entry(worker, id);
  EXPECT_TRUE(seen.values.empty());
  EXPECT_TRUE(seen.held_back.has(w.category("convictions")));
  EXPECT_FALSE(w.gate.write(worker, person, w.service(), w.kind("convictions")));
}

TEST_F(LeadingLives, Promise_LL_2_1e_the_household_has_a_place_that_not_every_worker_sees) {
  const auto& kind = w.charter->at(w.kind("household"));
  charter::Values some;
  for (const auto& f : kind.fields)
    if (f.type == charter::FieldType::ShortText || f.type == charter::FieldType::LongText)
      some[f.code] = "Some supplier";
  const auto id = write(manager, "household", boost::json::serialize(some));
  EXPECT_EQ(entry(manager, id).values, some);
  EXPECT_TRUE(entry(worker, id).values.empty());
}

class LivingWell : public Scene {
 protected:
  LivingWell() : Scene("lw") {}
};

TEST_F(LivingWell, Promise_LW_2_1_family_lifestyle_and_work_are_recorded_where_relevant_and_nothing_else) {
  EXPECT_TRUE(w.charter->kind_use(w.service(), w.kind("circumstances")));
  EXPECT_TRUE(w.charter->kind_use(w.service(), w.kind("employment-history")));
  // What the service has no use for cannot be stored, by whatever way it comes.
  const auto pass = must(w.gate.write(worker, person, w.service(), w.kind("profile")));
  const auto now = must(w.people.profile(pass, person));
  for (const auto& [field, value] :
       {std::pair{"nhs-number", "9990000018"}, {"national-insurance", "QQ123456C"}}) {
    auto next = now.values;
    next[field] = value;
    const auto tried = w.people.change(pass, person, 1, next, false);
    if (tried) {
      EXPECT_FALSE(must(w.people.profile(pass, person)).values.contains(field)) << field;
    }
  }
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE category='reference-numbers'"), 0);
}

TEST_F(LivingWell, Promise_LW_2_3_diversity_questions_accept_prefer_not_to_say) {
  const auto pass = must(w.gate.write(worker, person, w.service(), w.kind("profile")));
  auto next = must(w.people.profile(pass, person)).values;
  int asked = 0;
  const auto* use = w.charter->kind_use(w.service(), w.kind("profile"));
  for (const auto& f : w.charter->at(w.kind("profile")).fields) {
    const bool left_out =
        std::find(use->leave_out.begin(), use->leave_out.end(), f.code) != use->leave_out.end();
    if (!w.charter->at(f.category).diversity || left_out) continue;
    next[f.code] = "prefer-not-to-say";
    ++asked;
  }
  EXPECT_GE(asked, 3);
  must(w.people.change(pass, person, 1, next, false));
  EXPECT_EQ(must(w.people.profile(pass, person)).values, next);
}

}  // namespace
}  // namespace candour::record
