// Plans that live: a goal goes on while the plan is locked, and the next plan takes the place of the one
// before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Plans : public Scene {
 protected:
  EntryId agreed(std::string_view title = "My plan") {
    const auto id =
        write(worker, "support-plan",
              R"({"title":")" + std::string(title) + R"(","start-date":"2026-11-01","what-matters":"Friends",
                 "goals":[{"goal":"Walk to the shop","steps":3,"steps-done":1}],"review-date":"2026-12-01"})");
    take(worker, id, "propose");
    take(manager, id, "sign-off");
    return id;
  }
  void take(const gate::Actor& actor, EntryId id, std::string_view move, std::string_view why = "") {
    must(entries.move(actor, to_write(actor, "support-plan"), person, id,
                      must(entries.place(person, id)).version, move, why));
  }
  Result<std::uint32_t> change(EntryId id, const std::function<void(charter::Values&)>& f) {
    auto now = entry(worker, id).values;
    f(now);
    return entries.change(to_write(worker, "support-plan"), person, id,
                          must(entries.place(person, id)).version, now, "");
  }
  std::vector<std::string> due() {
    std::vector<std::string> out;
    for (const auto& item : must(work.lists(worker, make_date(2027, 10, 31))).mine)
      out.push_back(item.due.deadline);
    return out;
  }
};

TEST_F(Plans, a_step_is_done_while_the_plan_is_locked_and_nothing_else_changes) {
  const auto id = agreed();
  const auto row = [](charter::Values& v) -> boost::json::object& {
    return v["goals"].as_array()[0].as_object();
  };
  ASSERT_TRUE(change(id, [&](charter::Values& v) { row(v)["steps-done"] = 2; }));
  EXPECT_EQ(entry(worker, id).values.at("goals").as_array()[0].at("steps-done").to_number<int>(), 2);
  EXPECT_EQ(entry(worker, id).state, "agreed");
  EXPECT_FALSE(entry(worker, id).corrected) << "it is no mistake that was corrected";
  const auto words = change(id, [&](charter::Values& v) {
    row(v)["steps-done"] = 3;
    row(v)["goal"] = "Something else";
  });
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().code, Code::NotAllowed);
  EXPECT_EQ(change(id, [&](charter::Values& v) { v["goals"].as_array().clear(); }).error().code,
            Code::NotAllowed);
  EXPECT_EQ(change(id, [&](charter::Values& v) { v["title"] = "Other"; }).error().code, Code::NotAllowed);
}

TEST_F(Plans,
       Promise_ALL_2_the_next_plan_is_written_beside_the_one_in_force_and_takes_its_place_when_it_is_agreed) {
  const auto first = agreed();
  const auto second = write(worker, "support-plan",
                            R"({"title":"Next","start-date":"2026-11-20","what-matters":"Friends",
                                "review-date":"2027-03-01"})");
  EXPECT_EQ(entry(worker, first).state, "agreed") << "while the next is being written";
  take(worker, second, "propose");
  EXPECT_EQ(entry(worker, first).state, "agreed");
  take(manager, second, "sign-off");
  EXPECT_EQ(entry(worker, second).state, "agreed");
  const auto before = entry(worker, first);
  EXPECT_EQ(before.state, "replaced");
  EXPECT_EQ(before.values.at("title"), "My plan") << "it says what it said";
  EXPECT_EQ(must(entries.versions(see(worker), person, first)).front().change, "superseded");
  EXPECT_THAT(due(), ElementsAre("review")) << "one review, of the plan in force";
  bool on_the_ledger = false;
  for (const auto& k : w.all_kept())
    on_the_ledger = on_the_ledger ||
                    (k.entry.note == "superseded" && k.entry.thing == first.text() &&
                     k.entry.act == ledger::Act::Move && k.entry.people == std::vector<PersonId>{person});
  EXPECT_TRUE(on_the_ledger);
}

TEST_F(Plans, a_plan_ends_without_another_only_with_a_reason) {
  const auto id = agreed();
  const auto version = must(entries.place(person, id)).version;
  EXPECT_EQ(entries.move(manager, to_write(manager, "support-plan"), person, id, version, "replace", "")
                .error()
                .code,
            Code::Invalid);
  take(manager, id, "replace", "She has moved away");
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(Plans, reviews_end_with_the_support_and_begin_again_with_it) {
  agreed();
  ASSERT_THAT(due(), ElementsAre("review"));
  std::optional<people::Enrolment> enrolment;
  for (const auto& e : must(w.journeys.enrolments(see(manager), person))) enrolment = e;
  must(w.journeys.move(manager, person, enrolment->id, enrolment->version, "close",
                       {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_EQ(count("SELECT count(*) FROM due WHERE done=0 AND deadline='review'"), 0);
  must(w.journeys.move(manager, person, enrolment->id, enrolment->version + 1, "reopen",
                       {{"words", "Back again"}}));
  EXPECT_EQ(count("SELECT count(*) FROM due WHERE done=0 AND deadline='review'"), 1);
}

}  // namespace
}  // namespace candour::record
