// Clocks and steps of an entry as they are kept: what a step asks, what pauses a clock and makes it longer,
// and what is due only after some answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "people/reckoning.h"
#include "record/scene_for_tests.h"
#include "store/accounted.h"

namespace candour::record {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t kDay = 86'400'000;
constexpr auto kFar = std::chrono::year(2027) / 10 / 31;  // before it is asked whether details are right

class Clocks : public Scene {
 protected:
  Result<std::uint32_t> take(const gate::Actor& actor, EntryId id, std::string_view code,
                             std::string_view answers = "{}", std::string_view kind = "complaint") {
    const auto pass = must(w.gate.step(actor, person, w.service(), w.kind(kind)));
    return entries.move(actor, pass, person, id, must(entries.place(person, id)).version, code,
                        code == "tell" ? "Looked into again" : "", values(answers));
  }
  ClockOf clock(EntryId id, std::string_view deadline) {
    for (auto& c : must(entries.clocks(see(manager), person, id)))
      if (c.deadline == deadline) return c;
    throw std::runtime_error("no clock " + std::string(deadline));
  }
  std::vector<std::string> due(const gate::Actor& actor) {
    std::vector<std::string> out;
    for (const auto& item : must(work.lists(actor, kFar)).mine) out.push_back(item.due.deadline);
    return out;
  }
  void days_later(int n) { w.clock.set({w.clock.now().ms + n * kDay}); }
  EntryId complaint() {
    return write(
        worker, "complaint",
        R"({"received-on":"2026-11-20","from":"Maya","about":"times","what-they-say":"Nobody came"})");
  }
  EntryId acknowledged() {
    const auto id = complaint();
    must(take(worker, id, "acknowledge", R"({"acknowledged-on":"2026-11-21"})"));
    return id;
  }
  EntryId incident() {
    return write(worker, "incident", R"({"when":"2026-11-20T21:00","where":"Kitchen","type":"fall",
                 "what-happened":"She fell","harm":"none","what-was-done":"Looked at her knee"})");
  }
};

TEST_F(Clocks, a_step_is_refused_until_what_it_asks_is_answered_and_keeps_the_answers) {
  const auto id = complaint();
  const auto without = take(worker, id, "acknowledge");
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, Code::Invalid);
  ASSERT_EQ(without.error().fields.size(), 1u);
  EXPECT_EQ(without.error().fields[0].field, "acknowledged-on");
  EXPECT_EQ(entry(worker, id).state, "received");
  EXPECT_EQ(take(worker, id, "acknowledge", R"({"acknowledged-on":"2027-01-01"})").error().code,
            Code::Invalid)
      << "a day to come";
  EXPECT_EQ(
      take(worker, id, "acknowledge", R"({"acknowledged-on":"2026-11-21","answer":"Sorry"})").error().code,
      Code::Invalid)
      << "not a question of this step";
  must(take(worker, id, "acknowledge", R"({"acknowledged-on":"2026-11-21"})"));
  const auto e = entry(worker, id);
  EXPECT_EQ(e.state, "acknowledged");
  EXPECT_EQ(e.values.at("acknowledged-on"), "2026-11-21");
  EXPECT_EQ(e.values.at("what-they-say"), "Nobody came") << "the rest stays";
  EXPECT_EQ(must(entries.entry_at(see(worker), person, id, 1)).values.if_contains("acknowledged-on"),
            nullptr);
}

TEST_F(Clocks, Promise_ALL_2_a_step_with_answers_says_what_it_touched) {
  const auto id = acknowledged();
  const auto line = newest();
  EXPECT_EQ(line.act, ledger::Act::Move);
  EXPECT_EQ(line.thing, id.text());
  EXPECT_TRUE(std::ranges::count(line.categories, "complaint") > 0);
}

TEST_F(Clocks, while_we_wait_for_them_the_clock_stands_still_and_is_in_nobody_s_list) {
  const auto id = acknowledged();
  EXPECT_EQ(clock(id, "answer").on, make_date(2026, 12, 18));
  days_later(2);
  must(take(manager, id, "ask-them", R"({"what-we-asked":"Which day was it?"})"));
  EXPECT_TRUE(clock(id, "answer").stands);
  EXPECT_THAT(due(manager), Not(Contains("answer")));
  EXPECT_THAT(due(manager), Contains("they-answer")) << "but that they have not answered is";
  days_later(4);
  must(take(manager, id, "they-answered"));
  const auto after = clock(id, "answer");
  EXPECT_FALSE(after.stands);
  EXPECT_EQ(after.on, make_date(2026, 12, 23)) << "five days: 23 to 27 November, both counted";
  EXPECT_THAT(after.how,
              Contains(HasSubstr("stood still from 23 November 2026 to 27 November 2026: 5 days")));
  EXPECT_THAT(due(manager), Contains("answer"));
  // And again, from the day after.
  days_later(1);
  must(take(manager, id, "ask-them", R"({"what-we-asked":"Who?"})"));
  days_later(1);
  must(take(manager, id, "they-answered"));
  EXPECT_EQ(clock(id, "answer").on, make_date(2026, 12, 29))
      << "two days more, then Christmas Day, a substitute and the weekend";
}

TEST_F(Clocks, it_is_made_longer_once_and_only_before_it_has_ended) {
  const auto id = acknowledged();
  must(take(manager, id, "extend", R"({"why-longer":"A witness is away; told Maya on the phone"})"));
  EXPECT_EQ(clock(id, "answer").on, make_date(2027, 1, 15));
  EXPECT_THAT(clock(id, "answer").how, Contains(HasSubstr("Made longer by 28 days")));
  EXPECT_EQ(take(manager, id, "extend", R"({"why-longer":"Still away"})").error().code, Code::Conflict)
      << "once";
  EXPECT_EQ(clock(id, "answer").on, make_date(2027, 1, 15));
  const auto late = acknowledged();
  days_later(40);
  manager = w.actor(manager.id);
  const auto refused = take(manager, late, "extend", R"({"why-longer":"x"})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_THAT(refused.error().words.text, HasSubstr("ended on 18 December 2026"));
  for (const auto* m : must(entries.moves_for(manager, entry(manager, late)))) EXPECT_NE(m->code, "extend");
  EXPECT_TRUE(take(manager, late, "look-into")) << "all else can still be done";
}

TEST_F(Clocks, what_was_met_stays_met_and_sent_back_it_is_due_again) {
  const auto id = acknowledged();
  must(take(manager, id, "look-into"));
  EXPECT_TRUE(clock(id, "acknowledge").met) << "beyond it";
  must(
      take(manager, id, "answer", R"({"what-we-found":"True","answer":"Sorry","answered-on":"2026-11-21"})"));
  EXPECT_TRUE(clock(id, "answer").met);
  const auto pass = must(w.gate.step(manager, person, w.service(), w.kind("complaint")));
  must(entries.move(manager, pass, person, id, must(entries.place(person, id)).version, "reopen",
                    "Not content"));
  EXPECT_FALSE(clock(id, "answer").met);
  EXPECT_THAT(due(manager), Contains("answer"));
}

TEST_F(Clocks, only_some_answers_set_a_clock_going_and_an_answer_ends_it) {
  const auto id = incident();
  EXPECT_THAT(due(manager), ElementsAre("manager-review"));
  must(take(manager, id, "review",
            R"({"manager-view":"She was taken to hospital","riddor":"ten-days","regulator":"no"})",
            "incident"));
  EXPECT_EQ(clock(id, "riddor").on, make_date(2026, 11, 30)) << "ten days from the fall, on a day off or not";
  EXPECT_THAT(clock(id, "riddor").how, Contains(HasSubstr("RIDDOR 2013")));
  EXPECT_THAT(due(manager), Contains("riddor"));
  EXPECT_THAT(due(manager), Not(Contains("regulator")));
  must(take(manager, id, "tell", R"({"riddor":"ten-days","riddor-on":"2026-11-21","regulator":"no"})",
            "incident"));
  EXPECT_TRUE(clock(id, "riddor").met);
  EXPECT_THAT(due(manager), Not(Contains("riddor")));
  // It turns out to have been the other kind: the first clock is gone, and the date of the report stands.
  must(take(manager, id, "tell", R"({"riddor":"over-seven-days","riddor-on":"2026-11-21","regulator":"no"})",
            "incident"));
  EXPECT_TRUE(clock(id, "riddor-over-seven").met);
  EXPECT_THROW(clock(id, "riddor"), std::runtime_error);
}

TEST_F(Clocks, an_action_is_the_work_of_whom_it_names_until_it_is_done) {
  const auto id = incident();
  const auto rows = [&](std::string_view done) {
    return R"({"actions":[{"what":"Grab rail","who":")" + worker.id.text() +
           R"(","by":"2026-12-01","done":")" + std::string(done) +
           R"("},{"what":"Tell the landlord","who":")" + manager.id.text() + R"(","by":"2026-11-25"}]})";
  };
  must(take(manager, id, "review", R"({"manager-view":"Wet floor","riddor":"no","regulator":"no"})",
            "incident"));
  must(take(manager, id, "act", rows("no"), "incident"));
  EXPECT_THAT(due(worker), ElementsAre("action#1"));
  EXPECT_THAT(due(manager), Contains("action#2"));
  EXPECT_THAT(due(manager), Not(Contains("action#1")));
  must(take(worker, id, "act", rows("yes"), "incident"));
  EXPECT_TRUE(clock(id, "action#1").met);
  EXPECT_FALSE(clock(id, "action#2").met);
  // Locked: a step takes nothing away, whether by an empty form or by a shorter list.
  const auto shorter =
      R"({"actions":[{"what":"Grab rail","who":")" + worker.id.text() + R"(","by":"2026-12-01"}]})";
  for (const auto& less : {std::string("{}"), shorter}) {
    const auto tried = take(worker, id, "act", less, "incident");
    ASSERT_FALSE(tried);
    EXPECT_EQ(tried.error().fields.front().field, "actions");
  }
  EXPECT_EQ(entry(worker, id).values.at("actions").as_array().size(), 2u);
  // And it does not end while something of it is open.
  const auto early = take(manager, id, "close", R"({"learnt":"A sign"})", "incident");
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().words.text, HasSubstr("An action after an incident"));
  for (const auto* m : must(entries.moves_for(manager, entry(manager, id)))) EXPECT_NE(m->code, "close");
  auto all = entry(worker, id).values;
  all["actions"].as_array()[1].as_object()["done"] = "yes";
  must(take(manager, id, "act", boost::json::serialize(boost::json::object{{"actions", all.at("actions")}}),
            "incident"));
  must(take(manager, id, "close", R"({"learnt":"A sign"})", "incident"));
}

TEST_F(Clocks, when_the_list_of_actions_changes_what_was_given_on_does_not_move_to_another) {
  const auto id = incident();
  const auto rows = [&](std::string_view day) {
    return R"({"manager-view":"Wet","riddor":"no","regulator":"no","actions":[{"what":"Rail","who":")" +
           worker.id.text() + R"(","by":")" + std::string(day) + R"("}]})";
  };
  must(take(manager, id, "review", rows("2026-12-01"), "incident"));
  must(work.give(must(w.gate.step(manager, person, w.service(), w.kind("incident"))), person, id, "action#1",
                 manager.id));
  EXPECT_THAT(due(manager), Contains("action#1"));
  auto all = entry(worker, id).values;
  all["actions"].as_array()[0].as_object()["by"] = "2026-12-09";
  must(take(manager, id, "act", boost::json::serialize(boost::json::object{{"actions", all.at("actions")}}),
            "incident"));
  EXPECT_THAT(due(manager), Not(Contains("action#1")));
  EXPECT_THAT(due(worker), Contains("action#1"));
}

TEST_F(Clocks, what_a_step_asks_is_not_answered_before_it) {
  const auto tried =
      entries.write(to_write(worker, "incident"),
                    fresh("incident", R"({"when":"2026-11-20T21:00","where":"Kitchen","type":"fall",
                                         "what-happened":"She fell","harm":"none","what-was-done":"Looked",
                                         "manager-view":"All well","riddor-on":"2026-11-20"})"));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().fields.size(), 2u);
  const auto id = incident();
  auto more = entry(worker, id).values;
  more["manager-view"] = "All well";
  EXPECT_FALSE(entries.change(to_write(worker, "incident"), person, id, 1, more, ""));
}

TEST_F(Clocks, a_restricted_record_takes_no_answers_with_a_step) {
  const auto lead = w.actor(w.hire("dp-lead"));  // sees it still, since somebody must decide
  const auto id = complaint();
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test restricts");
    return txn.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {w.db->org(), person})
        .map([](auto) {});
  }));
  const auto pass = must(w.gate.step(lead, person, w.service(), w.kind("complaint")));
  EXPECT_FALSE(entries.move(lead, pass, person, id, 1, "acknowledge", "",
                            values(R"({"acknowledged-on":"2026-11-21"})")));
  EXPECT_EQ(must(entries.place(person, id)).state, "received");
}

TEST_F(Clocks, money_that_has_come_in_is_owed_by_nobody) {
  const auto finance = w.actor(w.hire("finance"));
  const auto paid = [&](std::string_view direction) {
    const auto pass = must(w.gate.write(finance, person, w.service(), w.kind("payment")));
    return must(entries.write(pass, fresh("payment", R"({"date":"2026-11-20","amount":1250,"what-for":"Lunch",
        "due":"2026-12-01","direction":")" + std::string(direction) +
                                                         "\"}")));
  };
  for (const auto* in : {"payment", "refund"}) EXPECT_EQ(entry(finance, paid(in)).state, "settled") << in;
  EXPECT_THAT(due(finance), IsEmpty());
  // A mistake is put right while nobody has done anything with it.
  const auto mistaken = paid("payment");
  auto right = entry(finance, mistaken).values;
  right["direction"] = "charge";
  const auto pass = must(w.gate.write(finance, person, w.service(), w.kind("payment")));
  must(entries.change(pass, person, mistaken, 1, right, "It was a charge"));
  EXPECT_EQ(entry(finance, mistaken).state, "due");
  EXPECT_THAT(due(finance), ElementsAre("due"));
  right["direction"] = "payment";
  must(entries.change(pass, person, mistaken, 2, right, ""));
  EXPECT_THAT(due(finance), IsEmpty());
  EXPECT_EQ(entry(finance, paid("charge")).state, "due");
  EXPECT_THAT(due(finance), ElementsAre("due"));
}

TEST_F(Clocks, Promise_ALL_2_all_clocks_are_reckoned_anew_from_when_they_began_without_opening_anything) {
  const auto id = complaint();
  write(worker, "appointment", R"({"when":"2026-11-25T10:00","what":"Dentist","minutes":30})");
  const auto right = clock(id, "acknowledge").on;
  const auto days_on = [&](int days) {
    must(w.db->write([&](store::Txn& t) -> Status {
      store::no_entry_needed("as if another calendar had reckoned it");
      return t
          .run(
              "UPDATE due SET on_day=on_day+$2, reckoned=reckoned+$2 WHERE org=$1 AND deadline='acknowledge'",
              {w.charter->org(), days})
          .map([](auto) {});
    }));
  };
  const auto nothing = must(people::reckon_all(*w.db, *w.charter, *w.ledger, w.clock));
  EXPECT_GE(nothing.clocks, 2);
  EXPECT_EQ(nothing.moved, 0) << "all are right already, also when an appointment begins";
  const auto lines = w.all_kept().size();
  days_on(5);
  EXPECT_NE(clock(id, "acknowledge").on, right);
  EXPECT_EQ(must(people::reckon_all(*w.db, *w.charter, *w.ledger, w.clock)).moved, 1);
  EXPECT_EQ(clock(id, "acknowledge").on, right);
  bool entered = false;
  for (std::size_t i = 0; i + lines < w.all_kept().size(); ++i) {
    const auto& e = w.all_kept()[i].entry;
    entered = entered || (e.act == ledger::Act::Job && e.what == "deadlines" && e.note == "1 reckoned anew");
  }
  EXPECT_TRUE(entered);
}

}  // namespace
}  // namespace candour::record
