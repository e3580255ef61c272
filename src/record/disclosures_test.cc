// What somebody outside is told: nothing that the charter does not let go, nobody uninformed without a
// reason, nothing before it is approved, and nothing after a consent was taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar_words.h"
#include "people/consent_for_tests.h"
#include "people/world_for_tests.h"
#include "record/entries.h"
#include "record/work.h"

namespace candour::record {
namespace {

using people::must;
using people::World;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class SharingTest : public ::testing::Test {
 protected:
  SharingTest()
      : w("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"),
        entries(w.gate, *w.db, *w.vault, w.clock),
        flags(w.gate, *w.db, w.clock),
        work(w.gate, *w.db, w.clock),
        boss(w.hire("supervisor")),
        lead(w.hire("supervisor", std::nullopt, std::nullopt, boss)),
        officer(w.hire("dp-lead")),
        person(w.enrol(w.actor(lead), std::nullopt, std::nullopt, static_cast<std::size_t>(service()), "Maya",
                       "Okafor", "1980-03-04")
                   .person) {}

  ServiceIx service() { return w.service("refuge"); }
  charter::Values telling(std::string_view who, std::string_view on, std::vector<std::string> what) {
    boost::json::array kinds;
    for (auto& x : what) kinds.emplace_back(std::move(x));
    return {{"recipient", who},
            {"to-whom", "Front desk"},
            {"who-asks", "They rang"},
            {"rests-on", on},
            {"what", std::move(kinds)},
            {"words", "That she is safe"},
            {"weighed", "One sentence"},
            {"arrangements", "By telephone, after calling back"},
            {"how", "phone"},
            {"on", iso_date(today(w.clock.now()))},
            {"already", "no"},
            {"told", "before"},
            {"told-on", iso_date(today(w.clock.now()))}};
  }
  charter::Values with(charter::Values values, const charter::Values& more) {
    for (const auto& [key, value] : more) values[key] = value;
    return values;
  }
  Result<EntryId> write(const charter::Values& values) {
    NewEntry e;
    e.person = person;
    e.service = service();
    e.kind = w.kind("disclosure");
    e.values = values;
    return entries.write(must(w.gate.write(w.actor(lead), person, service(), e.kind)), e);
  }
  /// The words at a field of a refused form; "" where it was taken.
  static std::string wrong(const Result<EntryId>& r, std::string_view field) {
    if (r) return "";
    for (const auto& p : r.error().fields)
      if (p.field == field) return p.message;
    return "nothing at that field, but: " + r.error().words.text +
           (r.error().fields.empty() ? "" : r.error().fields[0].field + ": " + r.error().fields[0].message);
  }
  Entry stands(EntryId id) {
    return must(entries.entry(
        must(w.gate.see(w.actor(lead), person, {ledger::Act::View, "record", "", people::kAll})), person,
        id));
  }
  Result<std::uint32_t> step(StaffId who, EntryId id, std::string_view move, std::string_view why = "",
                             const charter::Values& answers = {}) {
    const auto actor = w.actor(who);
    const auto pass = w.gate.step(actor, person, service(), w.kind("disclosure"));
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.move(actor, *pass, person, id, stands(id).version, move, why, answers);
  }
  void agree_to(std::string_view code) {
    must(people::agree(*w.db, flags,
                       must(w.gate.write(w.actor(lead), person, service(), w.kind("consent-form"))), person,
                       code));
  }

  World w;
  Entries entries;
  gate::ConsentFlags flags;
  Work work;
  StaffId boss, lead, officer;
  PersonId person;
};

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
  must(entries.take_back_consent(must(w.gate.write(w.actor(lead), person, service(), w.kind("consent-form"))),
                                 person, "tell-employer"));
  const auto told = step(lead, id, "give");
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, Code::Conflict);
  EXPECT_THAT(told.error().words.text, HasSubstr("must have agreed"));
  EXPECT_EQ(stands(id).state, "ready");
  EXPECT_TRUE(step(lead, id, "drop", "She said no"));
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
