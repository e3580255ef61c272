#include "record/work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "gate/tasks.h"
#include "people/cover.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto kFar = std::chrono::year(2027) / 10 / 31;  // before it is asked whether details are right

class WorkTest : public Scene {
 protected:
  /// "deadline" of all that is in a list.
  std::vector<std::string> list(const gate::Actor& actor, charter::Date until = kFar) {
    return deadlines(must(work.lists(actor, until)).mine);
  }
  std::vector<std::string> of_line(const gate::Actor& actor) {
    return deadlines(must(work.lists(actor, kFar)).line);
  }
  static std::vector<std::string> deadlines(const std::vector<WorkItem>& items) {
    std::vector<std::string> out;
    for (const auto& item : items) out.push_back(item.due.deadline);
    return out;
  }
  Pass step(const gate::Actor& actor, std::string_view kind) {
    return must(w.gate.step(actor, person, w.service(), w.kind(kind)));
  }
  EntryId hand_over(std::string_view more = "") {
    return write(worker, "hand-over", R"({"in-short":"Her key sticks")" + std::string(more) + "}");
  }
};

TEST_F(WorkTest, one_s_own_caseload_is_one_s_own_and_the_line_sees_it_as_the_line_s) {
  plan();
  EXPECT_THAT(list(worker), ElementsAre("review"));
  EXPECT_THAT(list(manager), IsEmpty()) << "the worker's to do";
  EXPECT_THAT(of_line(manager), ElementsAre("review"));
  EXPECT_THAT(list(w.actor(w.hire("worker", w.service()))), IsEmpty());
  EXPECT_THAT(list(worker, make_date(2026, 11, 30)), IsEmpty()) << "not until then";
}

TEST_F(WorkTest, nobody_is_reminded_to_review_a_dead_person_s_plan) {
  plan();
  const auto by_duty = must(w.gate.act(manager, person, w.service(), charter::Duty::MarkDeath));
  must(w.people.record_death(by_duty, person, make_date(2026, 11, 20), false));
  EXPECT_THAT(list(worker), IsEmpty());
}

TEST_F(WorkTest, what_the_law_and_others_wait_for_goes_on_after_a_death) {
  plan();
  write(worker, "incident",
        R"({"when":"2026-11-20T09:00","where":"Home","type":"fall","what-happened":"Fell","harm":"severe",
            "what-was-done":"Rang 999"})");
  const auto before = list(manager);
  ASSERT_THAT(before, Contains("manager-review"));
  must(w.people.record_death(must(w.gate.act(manager, person, w.service(), charter::Duty::MarkDeath)), person,
                             make_date(2026, 11, 20), false));
  EXPECT_EQ(list(manager), before);
  EXPECT_THAT(list(worker), IsEmpty());
  const auto due = must(entries.due_for(see(manager), person, kFar));
  EXPECT_THAT(due, Contains(Field(&Due::stopped, true))) << "the plan";
  EXPECT_THAT(due, Contains(Field(&Due::stopped, false))) << "the incident";
}

TEST_F(WorkTest, proposing_a_plan_makes_work_for_who_signs_it) {
  const auto id = plan();
  must(entries.move(worker, to_write(worker, "support-plan"), person, id, 1, "propose", ""));
  EXPECT_THAT(list(manager), ElementsAre("sign-off"));
  EXPECT_THAT(list(worker), ElementsAre("review")) << "not theirs to sign";
}

TEST_F(WorkTest, what_a_role_alone_may_end_waits_for_that_role_and_for_nobody_who_may_not_see_it) {
  const auto finance = w.actor(w.hire("finance"));
  const auto pass = w.gate.write(worker, person, w.service(), w.kind("payment"));
  const auto by = pass ? worker : finance;
  write(
      by, "payment",
      R"({"date":"2026-11-01","direction":"charge","amount":1200,"what-for":"November","due":"2026-11-30"})");
  EXPECT_THAT(list(finance), ElementsAre("due"));
  EXPECT_THAT(list(worker), IsEmpty()) << "a support worker does not see money";
  EXPECT_THAT(of_line(worker), IsEmpty());
}

TEST_F(WorkTest, a_hand_over_is_the_work_of_whom_it_names_and_without_a_day_it_is_due_at_once) {
  const auto colleague_id = w.hire("worker", w.service(), std::nullopt, manager.id);
  must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                           colleague_id, false, std::nullopt));
  const auto colleague = w.actor(colleague_id);
  hand_over(R"(,"to":")" + colleague_id.text() + "\"");
  EXPECT_THAT(list(colleague), ElementsAre("do-by"));
  EXPECT_THAT(list(worker), IsEmpty());
  hand_over();
  EXPECT_THAT(list(worker), ElementsAre("do-by")) << "for whoever comes next";
  EXPECT_THAT(list(colleague).size(), 2u);
}

TEST_F(WorkTest, what_names_somebody_who_has_left_stays_with_whoever_supports_the_person) {
  const auto colleague = w.hire("worker", w.service(), std::nullopt, manager.id);
  must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                           colleague, false, std::nullopt));
  hand_over(R"(,"to":")" + colleague.text() + "\"");
  EXPECT_THAT(list(worker), IsEmpty());
  must(w.staff.leave(w.actor(w.hire("admin")), colleague));
  EXPECT_THAT(list(worker), ElementsAre("do-by"));
}

/// Two who support the person, and a hand-over by one to the other.
class HandedToOne : public WorkTest {
 protected:
  StaffId colleague_id = allocated();
  gate::Actor colleague = w.actor(colleague_id);
  EntryId id = hand_over(R"(,"to":")" + colleague_id.text() + "\"");

  StaffId allocated() {
    const auto who = w.hire("worker", w.service(), std::nullopt, manager.id);
    must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                             who, false, std::nullopt));
    manager = w.actor(manager.id);
    return who;
  }
  std::size_t offered(const gate::Actor& actor) {
    return must(entries.moves_for(actor, entry(actor, id))).size();
  }
  Result<std::uint32_t> take(const gate::Actor& actor) {
    return entries.move(actor, step(actor, "hand-over"), person, id, 1, "take", "");
  }
  Status give(const gate::Actor& from, StaffId to) {
    return work.give(step(from, "hand-over"), person, id, "do-by", to);
  }
};

TEST_F(HandedToOne, only_whom_it_names_is_offered_it_and_ticks_it_off) {
  for (const auto* other : {&worker, &manager}) {
    EXPECT_EQ(offered(*other), 0u);
    const auto tried = take(*other);
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().code, Code::NotAllowed);
    EXPECT_NE(tried.error().words.text.find("for a colleague by name"), std::string::npos);
  }
  EXPECT_EQ(offered(colleague), 1u);
  EXPECT_TRUE(take(colleague));
}

TEST_F(HandedToOne, its_writer_takes_it_by_no_other_way_and_whoever_is_above_does) {
  EXPECT_FALSE(give(worker, worker.id)) << "named for a colleague, so not the writer's to give";
  must(give(manager, manager.id));
  EXPECT_EQ(offered(colleague), 0u) << "it was taken over";
  EXPECT_TRUE(take(manager));
}

TEST_F(HandedToOne, whoever_stands_in_ticks_it_off_and_anybody_once_the_colleague_has_left) {
  people::Covers covers{w.gate, *w.db, w.clock};
  const auto stand_in = w.hire("worker", w.service(), std::nullopt, manager.id);
  manager = w.actor(manager.id);
  const auto now = today(w.clock.now());
  must(covers.make(manager, colleague_id, stand_in, now, add_days(now, 1)));
  EXPECT_EQ(offered(w.actor(stand_in)), 1u);
  EXPECT_EQ(offered(worker), 0u);
  must(w.staff.leave(w.actor(w.hire("admin")), colleague_id));
  EXPECT_EQ(offered(worker), 1u);
  EXPECT_TRUE(take(worker));
}

TEST_F(HandedToOne, somebody_who_cannot_open_it_any_more_holds_up_nobody) {
  const auto enrolment = must(w.journeys.enrolments(see(manager), person)).front().id;
  must(w.journeys.end_allocation(manager, person, enrolment, colleague_id));
  EXPECT_EQ(offered(worker), 1u);
}

TEST_F(WorkTest, an_appointment_took_place_whoever_writes_it_down) {
  const auto visit =
      write(manager, "appointment",
            R"({"when":"2026-11-20T10:00","what":"Dentist","staff":")" + manager.id.text() + "\"}");
  EXPECT_EQ(must(entries.moves_for(worker, entry(worker, visit))).size(), 3u);
}

TEST_F(WorkTest, whom_nobody_supports_waits_for_the_role_also_when_their_worker_has_left) {
  plan();
  const auto maya = person;
  person = w.enrol(manager, std::nullopt, std::nullopt, 0, "Rhys", "Bevan", "1970-01-02").person;
  write(manager, "support-plan",
        R"({"title":"His plan","start-date":"2026-11-01","what-matters":"Football","agreed-by":"Rhys",
            "goals":[{"goal":"See a match","by":"2027-01-31"}],"review-date":"2026-12-02"})");
  const auto mine = must(work.lists(manager, kFar)).mine;
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(mine.front().due.person, person);
  EXPECT_THAT(list(worker), ElementsAre("review"));
  must(w.staff.leave(w.actor(w.hire("admin")), worker.id));
  manager = w.actor(manager.id);
  std::vector<PersonId> whose;
  for (const auto& item : must(work.lists(manager, kFar)).mine) whose.push_back(item.due.person);
  EXPECT_THAT(whose, UnorderedElementsAre(maya, person));
  must(w.people.record_death(must(w.gate.act(manager, person, w.service(), charter::Duty::MarkDeath)), person,
                             make_date(2026, 11, 20), false));
  EXPECT_EQ(must(work.lists(manager, kFar)).mine.size(), 1u);
}

TEST_F(WorkTest, a_referral_is_the_work_of_who_decides_until_it_is_decided) {
  const auto a = w.add(manager, 0, "Rhys", "Bevan");
  EXPECT_THAT(list(manager), ElementsAre("decide"));
  EXPECT_THAT(list(worker), IsEmpty());
  const auto pass = must(w.gate.act(manager, a.person, w.service(), charter::Duty::DecideReferral));
  const auto id = EntryId{a.referral.raw};
  EXPECT_THAT(must(work.could_do(pass, a.person, id, "decide")), ElementsAre(manager.id));
  must(w.journeys.move(manager, a.referral, 1, "wait", {{"waits-for", "no-room"}}));
  ASSERT_THAT(list(manager), ElementsAre("look-again"));
  const auto due = must(work.lists(manager, kFar)).mine.front().due.on;
  EXPECT_EQ(due, make_date(2026, 12, 19)) << "28 days";
  w.clock.set({w.clock.now().ms + std::int64_t{26} * 24 * 3'600'000});
  EXPECT_EQ(must(work.still_right(pass, a.person, id, "look-again")), make_date(2027, 1, 14));
  must(w.journeys.accept(manager, a.referral, 2, std::nullopt, std::nullopt));
  EXPECT_THAT(list(manager), IsEmpty());
}

TEST_F(WorkTest, it_is_given_to_somebody_who_can_do_it_and_to_nobody_else) {
  const auto id = plan();
  const auto colleague_id = w.hire("worker", w.service(), std::nullopt, manager.id);
  const auto pass = step(manager, "support-plan");
  EXPECT_THAT(must(work.could_do(pass, person, id, "review")), UnorderedElementsAre(worker.id, manager.id));
  EXPECT_FALSE(work.give(pass, person, id, "review", colleague_id)) << "out of their reach";
  EXPECT_FALSE(work.give(pass, person, id, "review", w.hire("board")));
  const auto near = w.actor(w.hire("key-worker", w.service()));
  must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                           near.id, false, std::nullopt));
  const auto seen = w.gate.step(near, person, w.service(), w.kind("support-plan"));
  if (seen) EXPECT_FALSE(work.give(*seen, person, id, "review", worker.id)) << "neither theirs nor of theirs";
  must(work.give(pass, person, id, "review", manager.id));
  EXPECT_EQ(newest().act, ledger::Act::Change);
  EXPECT_EQ(newest().note, "work given: review to " + manager.id.text());
  EXPECT_THAT(list(worker), IsEmpty());
  EXPECT_THAT(list(manager), ElementsAre("review"));
  must(work.give(pass, person, id, "review", worker.id));
  EXPECT_THAT(list(worker), ElementsAre("review"));
}

TEST_F(WorkTest, who_sees_it_no_longer_has_it_no_longer_and_who_cannot_end_it_gives_it_to_nobody) {
  const auto id = plan();
  must(work.give(step(manager, "support-plan"), person, id, "review", worker.id));
  auto changed = worker;
  changed.posts = w.actor(w.hire("finance")).posts;
  EXPECT_THAT(list(changed), IsEmpty()) << "given to them, in a post that does not see plans";
  must(entries.move(worker, to_write(worker, "support-plan"), person, id, 1, "propose", ""));
  const auto tried = work.give(step(worker, "support-plan"), person, id, "sign-off", manager.id);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed) << "the signature is not theirs to give away";
}

TEST_F(WorkTest, what_ends_with_a_date_is_found_still_right_and_comes_again) {
  const auto id =
      write(worker, "communication-profile", R"({"in-short":"Give her time","review-date":"2026-11-25"})");
  ASSERT_THAT(list(worker), ElementsAre("review"));
  const auto next = must(work.still_right(to_write(worker, "communication-profile"), person, id, "review"));
  EXPECT_EQ(next, add_days(today(w.clock.now()), 28)) << "a month at least";
  EXPECT_EQ(must(work.lists(worker, kFar)).mine.front().due.on, next);
  EXPECT_EQ(newest().note, "still right: review");
  // Writing something else does not bring the old day back; another date does move it.
  auto values = entry(worker, id).values;
  values["please-do"] = "Wait for an answer";
  must(entries.change(to_write(worker, "communication-profile"), person, id, 1, values, ""));
  EXPECT_EQ(must(work.lists(worker, kFar)).mine.front().due.on, next);
  values["review-date"] = "2026-12-01";
  must(entries.change(to_write(worker, "communication-profile"), person, id, 2, values, ""));
  EXPECT_EQ(must(work.lists(worker, kFar)).mine.front().due.on, make_date(2026, 12, 1));
  const auto plan_id = plan();
  EXPECT_FALSE(work.still_right(to_write(worker, "support-plan"), person, plan_id, "review"))
      << "a step ends that";
}

// ---- alerts
// ---------------------------------------------------------------------------------------------------

TEST_F(WorkTest, a_list_of_two_thousand_is_there_at_once) {
  const int n = std::getenv("CANDOUR_FULL_SIZE") ? 2000 : 200;
  std::vector<PersonId> people{person};
  for (int i = 1; i < 20; ++i) people.push_back(enrol());
  manager = w.actor(manager.id);
  for (int i = 0; i < n; ++i) {
    auto e = fresh("hand-over", R"({"in-short":"Her key sticks"})");
    e.person = people[static_cast<std::size_t>(i) % people.size()];
    must(entries.write(must(w.gate.write(worker, e.person, w.service(), e.kind)), e));
  }
  std::vector<double> took;
  for (int i = 0; i < 100; ++i) {
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(std::ssize(must(work.lists(manager, kFar)).line), n);
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
  }
  std::ranges::sort(took);
  std::cout << n << " items: median " << took[50] << " ms, p99 " << took[98] << " ms\n";
  EXPECT_LT(took[98], 200) << "ten times the budget: something asks once an item";
}

class AlertTest : public Scene {
 protected:
  EntryId incident(std::string_view harm, std::string_view told = R"(["nobody"])") {
    return write(worker, "incident",
                 R"({"when":"2026-11-20T21:00","where":"Kitchen","type":"fall","what-happened":"She fell",
                     "harm":")" +
                     std::string(harm) + R"(","what-was-done":"Ambulance","told":)" + std::string(told) +
                     "}");
  }
  std::vector<std::string> waiting(const gate::Actor& actor) {
    std::vector<std::string> out;
    for (const auto& a : must(alerts.waiting(actor))) out.push_back(a.name);
    return out;
  }
};

TEST_F(AlertTest, somebody_hurt_wakes_the_manager_and_the_lead_until_they_have_seen_it) {
  const auto lead = w.actor(w.hire("incident-lead"));
  const auto finance = w.actor(w.hire("finance"));
  const auto other = w.actor(w.hire("worker", w.service()));
  const auto id = incident("severe");
  EXPECT_THAT(waiting(manager), ElementsAre("Somebody was hurt"));
  EXPECT_THAT(waiting(lead), ElementsAre("Somebody was hurt"));
  for (const auto& who : {finance, other, worker}) EXPECT_THAT(waiting(who), IsEmpty());
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  must(tasks.complete(manager, must(alerts.waiting(manager)).front().task));
  EXPECT_THAT(waiting(manager), IsEmpty());
  const auto raised = must(alerts.told(see(worker), person, id));
  EXPECT_FALSE(raised.nobody);
  ASSERT_EQ(raised.told.size(), 2u);
  for (const auto& t : raised.told) EXPECT_EQ(t.seen.has_value(), t.staff == manager.id);
}

TEST_F(AlertTest, what_hurt_nobody_wakes_nobody_and_turning_out_worse_does) {
  const auto id = incident("none");
  EXPECT_THAT(waiting(manager), IsEmpty());
  auto values = entry(worker, id).values;
  values["harm"] = "moderate";
  must(entries.change(to_write(worker, "incident"), person, id, 1, values, ""));
  EXPECT_THAT(waiting(manager), ElementsAre("Somebody was hurt"));
  w.clock.set({w.clock.now().ms + std::int64_t{3} * 86'400'000});
  values["where"] = "Bathroom";
  must(entries.change(to_write(worker, "incident"), person, id, 2, values, ""));
  EXPECT_EQ(waiting(manager).size(), 1u) << "once";
}

TEST_F(AlertTest, who_wrote_it_is_not_told_of_it_nor_who_cannot_see_it) {
  const auto elsewhere = w.actor(w.hire("supervisor", w.service(1)));
  const auto second = w.actor(w.hire("supervisor", w.service()));
  write(manager, "incident",
        R"({"when":"2026-11-20T21:00","where":"Kitchen","type":"fall","what-happened":"She fell",
            "harm":"severe","what-was-done":"Ambulance"})");
  EXPECT_THAT(waiting(manager), IsEmpty()) << "knows it";
  EXPECT_THAT(waiting(second), ElementsAre("Somebody was hurt"));
  EXPECT_THAT(waiting(elsewhere), IsEmpty());
  EXPECT_EQ(must(gate::Tasks(w.gate, *w.db, w.clock).open(elsewhere, 9)).size(), 0u) << "not even unseen";
  // Whoever supervises the writer, and works in another service, may not see it either.
  const auto far_boss = w.actor(w.hire("supervisor", w.service(1)));
  const auto theirs = w.actor(w.hire("worker", w.service(), std::nullopt, far_boss.id));
  must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                           theirs.id, false, std::nullopt));
  const auto of_theirs =
      write(w.actor(theirs.id), "incident",
            R"({"when":"2026-11-20T22:00","where":"Kitchen","type":"fall","what-happened":"She fell",
            "harm":"severe","what-was-done":"Ambulance"})");
  for (const auto& t : must(alerts.told(see(manager), person, of_theirs)).told)
    EXPECT_NE(t.staff, far_boss.id);
  auto changed = second;
  changed.posts = elsewhere.posts;
  EXPECT_THAT(waiting(changed), IsEmpty()) << "told, and out of their reach since";
}

TEST_F(AlertTest, what_turned_out_harmless_and_then_worse_again_wakes_nobody_twice) {
  const auto id = incident("moderate");
  auto values = entry(worker, id).values;
  std::uint32_t version = 1;
  for (const auto* harm : {"none", "severe"}) {
    values["harm"] = harm;
    version = must(entries.change(to_write(worker, "incident"), person, id, version, values, ""));
  }
  EXPECT_EQ(waiting(manager).size(), 1u);
}

TEST_F(AlertTest, what_turns_out_worse_days_later_is_news_then) {
  const auto id = incident("none");
  w.clock.set({w.clock.now().ms + std::int64_t{3} * 86'400'000});
  auto values = entry(worker, id).values;
  values["harm"] = "severe";
  must(entries.change(to_write(worker, "incident"), person, id, 1, values, ""));
  EXPECT_THAT(waiting(manager), ElementsAre("Somebody was hurt"));
}

TEST_F(AlertTest, a_dose_not_taken_three_times_in_a_row_and_a_missed_appointment_reach_who_is_above) {
  const auto dose = [&](int day, std::string_view what) {
    write(worker, "medicine-given",
          R"({"when":"2026-11-)" + std::to_string(day) + R"(T09:00","medicine":")" +
              std::string(day % 2 ? "Metformin 500 mg" : "metformin 500mg") + R"(","dose":"1",
              "what-happened":")" +
              std::string(what) + R"("})");
  };
  const auto other = [&](int day) {
    write(worker, "medicine-given",
          R"({"when":"2026-11-)" + std::to_string(day) + R"(T09:30","medicine":"Aspirin","dose":"1",
              "what-happened":"taken"})");
  };
  dose(10, "refused");
  dose(11, "refused");
  dose(12, "taken");
  dose(13, "refused");
  dose(14, "refused");
  other(13);
  other(14);  // beside it: what is taken of another says nothing of this one
  EXPECT_THAT(waiting(manager), IsEmpty());
  dose(15, "refused");
  EXPECT_THAT(waiting(manager), ElementsAre("A medicine was not taken three times"));
  dose(16, "refused");
  EXPECT_EQ(waiting(manager).size(), 1u) << "once for one time of refusing";
  const auto visit = write(worker, "appointment", R"({"when":"2026-11-20T10:00","what":"Dentist"})");
  must(entries.move(worker, to_write(worker, "appointment"), person, visit, 1, "miss", ""));
  EXPECT_THAT(waiting(manager), testing::Contains("An appointment was missed"));
}

TEST_F(AlertTest, the_page_says_when_there_was_nobody_to_tell) {
  const auto alone = w.actor(w.hire("worker", w.service()));
  const auto hers = w.enrol(manager, alone.id).person;
  must(w.staff.leave(w.actor(w.hire("admin")), manager.id));
  const auto pass = must(w.gate.write(alone, hers, w.service(), w.kind("safeguarding-concern")));
  auto e = fresh(
      "safeguarding-concern",
      R"({"noticed-on":"2026-11-20T21:00","type":["neglect"],"what-worries-you":"No food","safe-now":true,
                     "what-they-want":"Help","done-now":"Rang the council"})");
  e.person = hers;
  const auto id = must(entries.write(pass, e));
  EXPECT_TRUE(must(alerts.told(see(alone, hers), hers, id)).nobody);
}

/// Whoever is named to do something must be able to open it.
class Named : public Scene {
 protected:
  gate::Actor stranger = w.actor(w.hire("worker", w.service(), std::nullopt, manager.id));
  gate::Actor finance = w.actor(w.hire("finance"));

  std::string naming(const gate::Actor& who) {
    return R"({"in-short":"Her key sticks","to":")" + who.id.text() + "\"}";
  }
  static std::string at(const Error& e) { return e.fields.empty() ? e.words.text : e.fields.front().field; }
};

TEST_F(Named, a_hand_over_to_somebody_who_cannot_open_it_is_refused_at_its_field) {
  const auto pass = to_write(manager, "hand-over");
  for (const auto* who : {&stranger, &finance}) {
    const auto kept = entries.write(pass, fresh("hand-over", naming(*who)));
    ASSERT_FALSE(kept);
    EXPECT_EQ(at(kept.error()), "to");
  }
  EXPECT_EQ(
      at(entries.write(pass, fresh("hand-over", R"({"in-short":"x","to":"01hzzzzzzzzzzzzzzzzzzzzzzz"})"))
             .error()),
      "to")
      << "nobody";
  const auto id = must(entries.write(pass, fresh("hand-over", naming(worker))));
  auto changed = entry(manager, id).values;
  changed["to"] = stranger.id.text();
  EXPECT_EQ(at(entries.change(pass, person, id, 1, changed, "").error()), "to");
  changed["to"] = worker.id.text();
  changed["in-short"] = "Her key sticks badly";
  EXPECT_TRUE(entries.change(pass, person, id, 1, changed, ""));
}

TEST_F(Named, somebody_named_before_may_stay_named_when_they_have_left) {
  const auto pass = to_write(manager, "hand-over");
  const auto id = must(entries.write(pass, fresh("hand-over", naming(worker))));
  must(w.staff.leave(w.actor(w.hire("admin")), worker.id));
  auto changed = entry(manager, id).values;
  changed["in-short"] = "Her key sticks badly";
  EXPECT_TRUE(entries.change(pass, person, id, 1, changed, ""));
}

TEST_F(Named, an_action_after_an_incident_goes_to_somebody_who_can_open_it) {
  const auto id =
      write(worker, "incident",
            R"({"when":"2026-11-15T21:00","where":"Kitchen","type":"fall","what-happened":"She slipped",
                            "harm":"none","what-was-done":"Helped her up"})");
  const auto review = [&](const gate::Actor& who) {
    const auto pass = must(w.gate.step(manager, person, w.service(), w.kind("incident")));
    return entries.move(manager, pass, person, id, 1, "review", "",
                        values(R"({"manager-view":"Wet floor","riddor":"no","regulator":"no",
                                   "actions":[{"what":"A sign","who":")" +
                               who.id.text() + R"(","by":"2026-12-01"}]})"));
  };
  const auto refused = review(finance);
  ASSERT_FALSE(refused);
  EXPECT_EQ(at(refused.error()), "actions-0-who");
  const auto done = review(worker);
  EXPECT_TRUE(done) << (done ? "" : at(done.error()));
}

}  // namespace
}  // namespace candour::record
