#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

class Moves : public Scene {
 protected:
  Result<std::uint32_t> take(const gate::Actor& actor, EntryId id, std::uint32_t based_on,
                             std::string_view code, std::string_view reason = "",
                             std::string_view kind = "support-plan", std::string_view answers = "{}") {
    return entries.move(actor, to_write(actor, kind), person, id, based_on, code, reason, values(answers));
  }
  std::string state(EntryId id) { return entry(worker, id).state; }
};

TEST_F(Moves, Promise_IG_8_2_a_plan_is_made_with_the_person_and_signed_off) {
  const auto id = plan();
  const auto p = entry(worker, id);
  EXPECT_EQ(p.values.at("agreed-by"), "Maya");
  EXPECT_EQ(p.values.at("goals").as_array().size(), 1u);
  EXPECT_EQ(p.values.at("review-date"), "2026-12-01");
  EXPECT_EQ(p.state, "draft");
  EXPECT_EQ(must(take(worker, id, 1, "propose")), 2u);
  EXPECT_EQ(must(take(manager, id, 2, "sign-off")), 3u);
  EXPECT_EQ(state(id), "agreed");
  EXPECT_EQ(newest().act, ledger::Act::View);
  EXPECT_EQ(w.all_kept()[1].entry.act, ledger::Act::Move);
  EXPECT_EQ(w.all_kept()[1].entry.note, "move:sign-off");
}

TEST_F(Moves, Promise_IG_8_2_who_wrote_it_does_not_sign_it_off) {
  const auto id = must(entries.write(to_write(manager, "support-plan"),
                                     fresh("support-plan", R"({"title":"P","start-date":"2026-11-01",
                                           "what-matters":"x","review-date":"2026-12-01"})")));
  must(take(manager, id, 1, "propose"));
  const auto tried = take(manager, id, 2, "sign-off");
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
  EXPECT_EQ(state(id), "proposed");
  const auto other = w.actor(w.hire("supervisor", w.service()));
  EXPECT_TRUE(take(other, id, 2, "sign-off")) << "another with the duty in the service";
}

TEST_F(Moves, Promise_IG_8_2_a_role_takes_only_its_own_steps) {
  const auto id = plan();
  must(take(worker, id, 1, "propose"));
  const auto colleague = w.hire("worker", w.service(), std::nullopt, manager.id);
  must(w.db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    CHECK_OK(
        t.run("INSERT INTO allocation (org, enrolment, staff, started, person, key_worker) "
              "SELECT org, enrolment, $1, started, person, 0 FROM allocation",
              {colleague}));
    return {};
  }));
  const auto tried = take(w.actor(colleague), id, 2, "sign-off");
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
  EXPECT_EQ(newest().act, ledger::Act::Refuse);
  // Also a step that needs nobody above: the charter lists it for other roles and not for this one.
  const auto complaint =
      write(worker, "complaint", R"({"received-on":"2026-11-20","from":"Maya","about":"times",
      "what-they-say":"Nobody came"})");
  must(take(worker, complaint, 1, "acknowledge", "", "complaint", R"({"acknowledged-on":"2026-11-21"})"));
  const auto others = take(worker, complaint, 2, "look-into", "", "complaint");
  ASSERT_FALSE(others);
  EXPECT_EQ(others.error().code, Code::NotAllowed);
  EXPECT_EQ(state(complaint), "acknowledged");
  EXPECT_TRUE(take(manager, complaint, 2, "look-into", "", "complaint"));
}

TEST_F(Moves, a_step_fits_its_state_and_the_version_that_was_read) {
  const auto id = plan();
  EXPECT_EQ(take(manager, id, 1, "sign-off").error().code, Code::Conflict) << "not proposed yet";
  EXPECT_EQ(take(worker, id, 1, "fly").error().code, Code::NotFound);
  must(take(worker, id, 1, "propose"));
  EXPECT_EQ(take(manager, id, 1, "sign-off").error().code, Code::Conflict) << "changed since";
}

TEST_F(Moves, sending_back_needs_a_reason_that_is_kept_sealed) {
  const auto id = plan();
  must(take(worker, id, 1, "propose"));
  EXPECT_EQ(take(manager, id, 2, "send-back").error().code, Code::Invalid);
  must(take(manager, id, 2, "send-back", "Ask Maya about Sundays"));
  EXPECT_EQ(state(id), "draft");
  const auto versions = must(entries.versions(see(worker), person, id));
  EXPECT_EQ(versions[0].change, "move:send-back");
  EXPECT_EQ(versions[0].why, "Ask Maya about Sundays");
  EXPECT_EQ(versions[1].why, "");
  EXPECT_EQ(entry(worker, id).values.at("title"), "My plan");
  EXPECT_EQ(store::rows_that_hold(*w.db, "segment", "sealed", "Sundays"), 0);
}

TEST_F(Moves, a_locked_entry_is_corrected_not_changed) {
  const auto id = plan();
  must(take(worker, id, 1, "propose"));
  must(take(manager, id, 2, "sign-off"));
  auto next = entry(worker, id).values;
  next["title"] = "Our plan";
  const auto pass = to_write(worker, "support-plan");
  const auto tried = entries.change(pass, person, id, 3, next, "");
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
  EXPECT_EQ(must(entries.change(pass, person, id, 3, next, "The title was wrong")), 4u);
  EXPECT_EQ(must(entries.entry_at(see(worker), person, id, 3)).values.at("title"), "My plan");
}

TEST_F(Moves, what_is_due_follows_dates_and_steps) {
  const auto until = make_date(2027, 12, 31);
  const auto id = plan("2026-12-01");
  const auto due = [&] {
    std::vector<std::string> out;
    for (const auto& d : must(entries.due_for(see(worker), person, until))) {
      EXPECT_EQ(d.person, person);
      if (d.entry != id) continue;  // whether details are right is asked in a year
      out.push_back(d.deadline + " " + std::to_string(days_between(make_date(2026, 11, 21), d.on)));
    }
    return out;
  };
  EXPECT_THAT(due(), testing::ElementsAre("review 10"));
  must(take(worker, id, 1, "propose"));
  EXPECT_THAT(due(), testing::ElementsAre("sign-off 7", "review 10"));
  must(take(manager, id, 2, "send-back", "Not yet"));
  EXPECT_THAT(due(), testing::ElementsAre("review 10")) << "the clock of the sign-off stops";
  auto next = entry(worker, id).values;
  next["review-date"] = "2026-12-31";
  must(entries.change(to_write(worker, "support-plan"), person, id, 3, next, ""));
  EXPECT_THAT(due(), testing::ElementsAre("review 40"));
  w.clock.set({w.clock.now().ms + 86'400'000});
  must(take(worker, id, 4, "propose"));
  EXPECT_THAT(due(), testing::ElementsAre("sign-off 8", "review 40"));
  must(take(manager, id, 5, "sign-off"));
  must(take(manager, id, 6, "replace", "She has moved away"));
  EXPECT_THAT(due(), testing::IsEmpty());
}

}  // namespace
}  // namespace candour::record
