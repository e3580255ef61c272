// Promises of the notices that the record keeps: that a place is there for what the notice says is recorded,
// and that nothing is collected where nobody wishes for a service.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "people/relationship.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;

/// A place is there for something, and some roles read it.
class Places : public Scene {
 protected:
  using Scene::Scene;
  Places() = default;
  EntryId keeps(const gate::Actor& actor, std::string_view kind, std::string_view json) {
    const auto id = write(actor, kind, json);
    EXPECT_EQ(entry(actor, id).values, values(json)) << kind;
    return id;
  }
  /// Of the worker, the manager and somebody in every post of the charter: who reads any of it.
  std::set<std::string> readers(EntryId id) {
    std::set<std::string> out;
    const auto reads = [&](const gate::Actor& who, const std::string& role) {
      const auto pass = w.gate.see(who, person, {ledger::Act::View, "record", "", people::kAll});
      if (!pass) return;
      const auto found = entries.entry(*pass, person, id);
      if (found && !found->values.empty()) out.insert(role);
    };
    reads(worker, "worker");
    reads(manager, "supervisor");
    for (const auto& role : w.charter->roles) reads(w.actor(w.hire(role.code)), role.code);
    return out;
  }
  bool may_write(const gate::Actor& who, std::string_view kind) {
    return w.gate.write(who, person, w.service(), w.kind(kind)).has_value();
  }
};

class LeadingLives : public Places {};

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

TEST_F(LeadingLives, Promise_LL_2_1f_income_benefits_and_bank_details_have_a_place_that_finance_alone_reads) {
  const auto finance = w.actor(w.hire("finance"));
  const auto money = keeps(finance, "finance-profile",
                           R"({"how-we-help":"Bills and benefit claims",
            "benefits":[{"benefit":"Universal Credit","amount":36837,"every":"month","talk-to":"The DWP"}],
            "income":[{"what":"A small pension","amount":12000}],
            "bank-account":{"sort_code":"001122","account":"12345678"},"who-manages":"appointee"})");
  const auto owed = keeps(
      finance, "payment",
      R"({"date":"2026-11-01","direction":"charge","amount":5000,"what-for":"November","due":"2026-11-30"})");
  EXPECT_THAT(readers(money), ElementsAre("finance"));
  EXPECT_THAT(readers(owed), ElementsAre("finance"));
  EXPECT_TRUE(entry(worker, money).held_back.has(w.category("financial"))) << "and it is said";
  for (const auto* kind : {"finance-profile", "payment"})
    EXPECT_FALSE(may_write(worker, kind) || may_write(manager, kind)) << kind;
  // The National Insurance number stands on the profile; claims and invoices need it.
  const auto sees = see(finance);
  EXPECT_TRUE(w.sees(sees, "reference-numbers"));
  EXPECT_FALSE(w.sees(sees, "care") || w.sees(sees, "health")) << "what is for bills shows no support";
}

TEST_F(LeadingLives, Promise_LL_2_1h_direct_debit_credit_history_and_searches_have_few_readers) {
  const auto finance = w.actor(w.hire("finance"));
  const auto credit = keeps(finance, "finance-profile",
                            R"({"direct-debit":"yes","debts":"Pays off what was owed until March"})");
  EXPECT_THAT(readers(credit), ElementsAre("finance"));
  const auto search = keeps(manager, "convictions",
                            R"({"sort":"search","date":"2026-10-01","outcome":"Nothing was found",
            "why-it-matters":"Our safeguarding policy asks for it","what-it-means":"Nothing changes",
            "review-date":"2027-01-01"})");
  EXPECT_THAT(readers(search), ElementsAre("supervisor"));
  EXPECT_FALSE(may_write(worker, "convictions"));
  EXPECT_FALSE(may_write(finance, "convictions"));
}

TEST_F(LeadingLives, Promise_LL_2_1h_what_staff_who_come_to_us_know_already_is_marked_as_theirs) {
  auto e = fresh("contact-note",
                 R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Likes to walk first"})");
  e.source = "their-staff";
  EXPECT_FALSE(entries.write(to_write(worker, "contact-note"), e)) << "the notice names no such source";
  e.source = "your-staff";
  e.source_name = "Kim, who supported her before";
  const auto id = must(entries.write(to_write(worker, "contact-note"), e));
  EXPECT_EQ(entry(worker, id).source, "your-staff");
  EXPECT_EQ(entry(worker, id).source_name, "Kim, who supported her before");
}

class LivingWell : public Places {
 protected:
  LivingWell() : Places("lw") {}
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

TEST_F(LivingWell, Promise_LW_3_2_short_talks_assessments_and_vouchers_are_written_down) {
  const auto refused = [&](std::string_view kind, std::string_view json) {
    return !entries.write(to_write(worker, kind), fresh(kind, json));
  };
  EXPECT_TRUE(refused("brief-intervention", R"({"date":"2026-11-20","what-was-said":"How mornings go"})"))
      << "what it was about";
  const auto talk = keeps(worker, "brief-intervention",
                          R"({"date":"2026-11-20","topic":"smoking","importance":8.0,"confidence":4.0,
            "what-was-said":"How mornings go","what-they-will-do":"Wait ten minutes","see-again-on":"2026-12-04"})");
  EXPECT_TRUE(refused("assessment", R"({"date":"2026-11-20","reason":"first"})")) << "what was found";
  const auto needs = keeps(worker, "assessment",
                           R"({"date":"2026-11-20","reason":"first","summary":"Wants to stop smoking",
            "needs":[{"area":"health","need":"Help with the first weeks","level":"some"}]})");
  EXPECT_TRUE(
      refused("voucher", R"({"issued-on":"2026-11-20","product":"patch","weeks":2,"number":"N-104"})"))
      << "whether it suits them was not asked";
  EXPECT_TRUE(refused("voucher", R"({"issued-on":"2026-11-20","product":"patch","weeks":13,"number":"N-104",
                                     "checked":"yes"})"))
      << "for twelve weeks at most";
  const auto voucher = keeps(worker, "voucher",
                             R"({"issued-on":"2026-11-20","product":"patch","weeks":2.0,"number":"N-104",
            "checked":"yes","use-by":"2026-12-18"})");
  // The worker on whose caseload they are, and who is above that worker: nobody else.
  for (const auto id : {talk, needs, voucher}) EXPECT_THAT(readers(id), ElementsAre("supervisor", "worker"));
  const auto due = [&] {
    std::set<std::string> out;
    for (const auto& item : must(work.lists(worker, std::chrono::year(2027) / 12 / 31)).mine)
      out.insert(item.due.deadline);
    return out;
  };
  EXPECT_THAT(due(), testing::IsSupersetOf({"follow-up", "use-by"}));
  const auto pass = must(w.gate.step(worker, person, w.service(), w.kind("voucher")));
  must(entries.move(worker, pass, person, voucher, 1, "redeem", ""));
  EXPECT_THAT(due(), testing::Not(testing::Contains("use-by"))) << "it was used";
  EXPECT_FALSE(entries.move(worker, pass, person, voucher, 2, "cancel", "By mistake")) << "and is done with";
}

TEST_F(LivingWell, Promise_LW_3_3_whether_it_helps_is_measured_before_and_after_and_added_up) {
  const auto measure = [&](std::string_view on, std::string_view point, std::string_view answer,
                           std::size_t many) {
    boost::json::object items;
    for (const auto* item :
         {"nervous", "cannot-stop", "worrying", "relaxing", "restless", "irritable", "afraid"})
      if (items.size() < many) items[item] = answer;
    auto e = fresh("outcome-measure", "{}");
    e.values = {
        {"date", on},
        {"gad-7", boost::json::object{{"items", std::move(items)}, {"total", 0}, {"complete", true}}}};
    if (!point.empty()) e.values["point"] = point;
    return entries.write(to_write(worker, "outcome-measure"), e);
  };
  EXPECT_FALSE(measure("2026-09-01", "", "several-days", 7)) << "before, or after?";
  const auto before = must(measure("2026-09-01", "before", "nearly-every-day", 7));
  const auto after = must(measure("2026-11-20", "after", "several-days", 7));
  const auto part = must(measure("2026-11-20", "during", "several-days", 3));
  // The sum is the engine's own, whatever was sent as one, and part of the questions is marked as such.
  const auto score = [&](EntryId id) { return entry(worker, id).values.at("gad-7").as_object(); };
  EXPECT_EQ(score(before).at("total").to_number<int>(), 21);
  EXPECT_EQ(score(after).at("total").to_number<int>(), 7);
  EXPECT_TRUE(score(after).at("complete").as_bool());
  EXPECT_FALSE(score(part).at("complete").as_bool());
  EXPECT_THAT(readers(before), ElementsAre("supervisor", "worker"));
  // Whoever looks at how well the service works opens it for an audit.
  const auto auditor = w.actor(w.hire("quality", std::nullopt, std::nullopt, manager.id));
  must(w.gate.ask(auditor, person, *w.charter->find_reason("audit"), "Sample of files for June", *w.vault));
  EXPECT_FALSE(must(entries.entry(see(auditor), person, after)).values.empty());
}

}  // namespace
}  // namespace candour::record
