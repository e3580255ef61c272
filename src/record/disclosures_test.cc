// What somebody outside is told: nothing that the charter does not let go, nobody uninformed without a
// reason, nothing before it is approved, and nothing after a consent was taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(SharingTest, Promise_IM_10_1_nothing_is_told_that_the_charter_does_not_let_a_body_get) {
  EXPECT_EQ(wrong(write(telling("police", "for-keep-safe", {"identity", "safeguarding"})), "what"), "");
  EXPECT_THAT(wrong(write(telling("police", "for-keep-safe", {"health"})), "what"),
              HasSubstr("does not let it get “Your health”"));
  EXPECT_THAT(wrong(write(telling("police", "for-keep-safe", {"health"})), "what"), HasSubstr("part 4.1"));
  EXPECT_THAT(wrong(write(telling("school", "for-support-you", {"identity"})), "what"),
              HasSubstr("gets nothing in Refuge"));
  agree_to("tell-employer");
  EXPECT_THAT(wrong(write(telling("employer", "for-faith-support", {"identity"})), "rests-on"),
              HasSubstr("is not given to: Your employer (notice, part 4.2)"));
}

TEST_F(SharingTest, Promise_LL_4_2_who_asks_what_for_how_much_and_how_it_is_kept_safe_are_all_weighed) {
  for (const auto* gone : {"who-asks", "rests-on", "weighed", "arrangements", "words", "what"}) {
    auto values = telling("police", "for-keep-safe", {"identity"});
    values.erase(gone);
    const auto r = write(values);
    ASSERT_FALSE(r) << gone;
    EXPECT_THAT(r.error().fields, Contains(::testing::Field(&FieldProblem::field, gone)));
  }
  EXPECT_THAT(wrong(write(telling("police", "none", {"identity"})), "rests-on"),
              HasSubstr("without a reason of the notice"));
  EXPECT_THAT(wrong(write(telling("police", "for-keep-safe", {"nothing"})), "what"),
              HasSubstr("at least one"));
}

TEST_F(SharingTest, Promise_PS_4_1_somebody_of_no_list_is_told_only_on_an_exceptional_ground) {
  EXPECT_THAT(wrong(write(telling("other", "for-keep-safe", {"identity"})), "recipient"),
              HasSubstr("exceptional ground"));
  EXPECT_EQ(
      wrong(write(with(telling("other", "ground-high-risk", {"identity"}), {{"detail", "He is on his way"}})),
            ""),
      "");
}

TEST_F(SharingTest,
       Promise_IM_10_3_somebody_of_no_list_is_told_nothing_where_the_notice_says_that_nothing_goes) {
  const auto to = [&](const boost::json::value& where) {
    return wrong(write(with(telling("other", "ground-high-risk", {"identity"}),
                            {{"detail", "He is on his way"}, {"where", where}})),
                 "where");
  };
  EXPECT_EQ(to("uk"), "");
  EXPECT_NE(to(nullptr), "") << "it is asked";
  for (const auto* outside : {"eu", "eea", "elsewhere"})
    EXPECT_THAT(to(outside), HasSubstr("nothing goes there (notice, part 4.6)")) << outside;
}

TEST_F(SharingTest, Promise_PS_4_3_an_exceptional_ground_needs_its_risk_and_tells_no_more_than_it_names) {
  EXPECT_THAT(wrong(write(telling("police", "ground-high-risk", {"identity"})), "detail"),
              HasSubstr("part 4.5"));
  EXPECT_THAT(
      wrong(write(with(telling("police", "ground-high-risk", {"health"}), {{"detail", "x"}})), "what"),
      HasSubstr("not told on this ground"));
}

TEST_F(SharingTest, Promise_PS_4_2_they_are_told_before_or_there_is_an_exception_and_a_reason) {
  const charter::Values later{{"told", "after"}, {"told-on", nullptr}};
  const charter::Values never{{"told", "no"}, {"told-on", nullptr}, {"why-not-told", "He reads her post"}};
  agree_to("tell-employer");
  EXPECT_THAT(wrong(write(with(telling("employer", "for-support-you", {"identity"}), later)), "told"),
              HasSubstr("told before"));
  EXPECT_THAT(wrong(write(with(telling("employer", "for-support-you", {"identity"}), never)), "told"),
              HasSubstr("names no exception"));
  const auto risk = telling("police", "for-keep-safe", {"identity"});
  EXPECT_EQ(wrong(write(with(risk, never)), ""), "") << "its exception is in the charter";
  EXPECT_NE(wrong(write(with(risk, {{"told", "no"}, {"told-on", nullptr}})), "why-not-told"), "");
  // Who is told afterwards is somebody's work until it is done.
  const auto id = must(write(with(risk, {{"told", "after"}, {"told-on", nullptr}, {"already", "yes"}})));
  std::vector<std::string> due;
  for (const auto& item : must(work.lists(w.actor(lead), std::chrono::year(2027) / 1 / 1)).mine)
    if (item.due.entry == id) due.push_back(item.due.deadline);
  EXPECT_THAT(due, Contains("tell"));
}

TEST_F(SharingTest, Promise_IM_6_3_who_is_not_part_of_the_support_is_told_only_after_a_yes_that_names_them) {
  const auto values = telling("employer", "for-support-you", {"identity"});
  EXPECT_THAT(wrong(write(values), "recipient"), HasSubstr("Telling: Your employer"));
  agree_to("faith-support");
  EXPECT_THAT(wrong(write(values), "recipient"), HasSubstr("must have agreed")) << "a yes to something else";
  agree_to("tell-employer");
  EXPECT_EQ(stands(must(write(values))).state, "ready");
}

TEST_F(SharingTest, Promise_LW_4_6_a_yes_that_was_taken_back_stops_what_was_not_told_yet) {
  agree_to("tell-employer");
  const auto id = must(write(telling("employer", "for-support-you", {"identity"})));
  take_back("tell-employer");
  EXPECT_EQ(stands(id).state, "dropped");
  EXPECT_FALSE(step(lead, id, "give"));
}

TEST_F(SharingTest, Attack_what_was_told_once_is_not_sent_again_when_it_may_not_be_told_any_more) {
  must(w.db->write([&](store::Txn& txn) {
    const gate::GivenConsent given{{}, UnixMs{w.clock.now().ms + 1000}};
    return flags.give(txn, to_write("consent-form"), person, "tell-employer", given);
  }));
  const auto id = must(write(telling("employer", "for-support-you", {"identity"})));
  must(step(lead, id, "give"));
  const auto pass = must(w.gate.step(w.actor(lead), person, w.service(), w.kind("disclosure")));
  must(entries.may_be_told_again(pass, person, id));
  later(2000);
  const auto no = entries.may_be_told_again(pass, person, id);
  ASSERT_FALSE(no);
  EXPECT_THAT(no.error().words.text, HasSubstr("It may not be told any more"));
}

TEST_F(SharingTest, Promise_LW_4_6_a_yes_that_lapsed_stops_what_was_not_told_yet) {
  must(w.db->write([&](store::Txn& txn) {
    const gate::GivenConsent given{{}, UnixMs{w.clock.now().ms + 1000}};
    return flags.give(txn, to_write("consent-form"), person, "tell-employer", given);
  }));
  const auto id = must(write(telling("employer", "for-support-you", {"identity"})));
  later(2000);
  const auto told = step(lead, id, "give");
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, Code::Conflict);
  EXPECT_THAT(told.error().words.text, HasSubstr("must have agreed"));
  EXPECT_TRUE(step(lead, id, "drop", "She did not answer"));
}

TEST_F(SharingTest,
       Promise_LW_4_5_what_needs_an_approval_waits_for_the_role_of_the_charter_and_for_another_person) {
  const auto values =
      with(telling("other", "ground-court", {"identity"}), {{"detail", "An order of the court"}});
  EXPECT_THAT(wrong(write(with(values, {{"already", "yes"}})), "already"),
              HasSubstr("Data-protection lead approves it first"));
  const auto id = must(write(values));
  EXPECT_EQ(stands(id).state, "waiting");
  EXPECT_FALSE(step(lead, id, "give")) << "not before";
  EXPECT_FALSE(step(lead, id, "approve")) << "nobody approves their own";
  const auto by_boss = step(boss, id, "approve");
  ASSERT_FALSE(by_boss) << "above, and not whom the ground names";
  EXPECT_THAT(by_boss.error().words.text, HasSubstr("This is decided by: Data-protection lead"));
}

TEST_F(SharingTest, Promise_LL_3_2a_what_was_urgent_is_looked_at_within_the_hours_of_the_charter) {
  const auto id = must(write(with(telling("police", "ground-high-risk", {"identity"}),
                                  {{"detail", "He is on his way"}, {"already", "yes"}})));
  EXPECT_EQ(stands(id).state, "given");
  const auto mine = must(work.lists(w.actor(boss), std::chrono::year(2027) / 1 / 1)).mine;
  const auto at = std::ranges::find_if(
      mine, [&](const auto& x) { return x.due.entry == id && x.due.deadline == "look-high-risk"; });
  ASSERT_NE(at, mine.end());
  ASSERT_TRUE(at->due.at);
  EXPECT_EQ(at->due.at->ms - w.clock.now().ms, std::int64_t{48} * 3'600'000);
  EXPECT_FALSE(step(lead, id, "look-at", "", {{"looked-at", "Right"}})) << "not by who told it";
  must(step(boss, id, "look-at", "", {{"looked-at", "Right"}}));
  EXPECT_EQ(stands(id).state, "looked-at");
}

TEST_F(SharingTest, Promise_LL_3_2c_nobody_is_referred_on_without_having_agreed_and_the_answer_is_asked_for) {
  const auto referral =
      with(telling("police", "for-keep-safe", {"identity"}), {{"refers", "yes"}, {"already", "yes"}});
  EXPECT_THAT(wrong(write(referral), "agreed-on"), HasSubstr("agree"));
  const auto id = must(write(with(referral, {{"agreed-on", iso_date(today(w.clock.now()))}})));
  EXPECT_THAT(due(lead, id), Contains("reply"));
  must(step(lead, id, "reply", "", {{"reply", "taken-on"}}));
  EXPECT_THAT(due(lead, id), Not(Contains("reply")));
  EXPECT_EQ(stands(id).values.at("reply"), "taken-on");
  const auto plain =
      must(write(with(telling("police", "for-keep-safe", {"identity"}), {{"already", "yes"}})));
  EXPECT_THAT(due(lead, plain), Not(Contains("reply")));
}

TEST_F(SharingTest, what_was_looked_at_is_not_changed_into_something_else) {
  const auto values = telling("police", "for-keep-safe", {"identity"});
  const auto id = must(write(values));
  const auto changed =
      entries.change(must(w.gate.write(w.actor(lead), person, service(), w.kind("disclosure"))), person, id,
                     stands(id).version, with(values, {{"recipient", "employer"}}), "");
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().fields[0].message, HasSubstr("write a new one"));
}

}  // namespace
}  // namespace candour::record
