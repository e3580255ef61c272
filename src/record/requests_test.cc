// Rights that people use, on each charter that promises them: taken down by anybody, answered in the time
// that is promised, by whom it says, and refused or charged for only with a reason and by two.
#include "charter/requests.h"

#include <gmock/gmock.h>

#include "gate/consent_flags.h"
#include "gate/facts.h"
#include "gate/service_subject.h"
#include "people/consent_for_tests.h"
#include "record/case_register.h"
#include "record/requests_for_tests.h"
#include "record/sharing_for_tests.h"
#include "record/to_hear.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

struct ToImagine : Asking {
  ToImagine() : Asking("im") {}
};
TEST_F(ToImagine, Promise_IM_13_1_each_of_the_seven_rights_has_its_path_and_clock) {
  each_has_a_path(
      {"access", "correction", "erasure", "objection", "restriction", "portability", "withdraw-consent"});
}

TEST_F(ToImagine,
       Promise_IM_8_3_who_wants_no_more_marketing_has_taken_back_that_others_get_something_for_theirs) {
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  const auto stands = [&] {
    bool yes = false;
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(yes, flags.stands(s, see(worker), person, "tell-marketing-partner"));
      return {};
    }));
    return yes;
  };
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "tell-marketing-partner"));
  ask("access");
  EXPECT_TRUE(stands());
  ask("marketing-objection");
  EXPECT_FALSE(stands());
}

TEST_F(ToImagine, Promise_IM_13_3_anybody_asks_on_a_public_page_without_an_account) {
  NewEntry e;
  e.person = gate::subject_of(*w.charter, w.service());
  e.service = w.service();
  e.kind = w.kind("information-request");
  e.values = asked("access");
  e.source = kFromOutside;
  const auto id = must(entries.write(must(w.gate.from_outside(e.service, e.kind)), e));
  std::vector<std::string> mine;
  for (const auto& item : must(work.lists(w.actor(second), make_date(2027, 2, 1))).mine)
    if (item.due.entry == id) mine.push_back(item.due.deadline);
  EXPECT_THAT(mine, IsSupersetOf({std::string("identity"), std::string("answer-access")}));
}

TEST_F(ToImagine, Promise_IM_13_4_it_is_free_but_for_a_written_ground_and_two_people) {
  const auto id = in_hand("access");
  EXPECT_FALSE(step(second, id, "propose-fee", {{"fee", "10 pounds"}}));
  must(step(second, id, "propose-fee", {{"fee", "10 pounds"}, {"ground", "The ninth copy this month"}}));
  EXPECT_FALSE(step(second, id, "ask-fee"));
  must(step(officer, id, "ask-fee"));
  EXPECT_EQ(w.charter->at(w.kind("information-request")).find_move("ask-fee")->letter, "request-fee");
  const auto free =
      step(second, in_hand("marketing-objection"), "propose-fee", {{"fee", "10 pounds"}, {"ground", "x"}});
  ASSERT_FALSE(free);
  EXPECT_THAT(free.error().words.text, HasSubstr("costs whoever asks nothing (notice, part 8.3)"));
  is_refused_by_two("erasure");
}

TEST_F(ToImagine, Promise_IM_13_4_the_time_runs_from_the_day_on_which_the_fee_came) {
  const auto id = in_hand("access");
  must(step(second, id, "propose-fee", {{"fee", "10 pounds"}, {"ground", "The ninth copy this month"}}));
  must(step(officer, id, "ask-fee"));
  w.clock.set({w.clock.now().ms + std::int64_t{10} * 24 * 60 * 60 * 1000});
  EXPECT_FALSE(due(id).contains("answer-access")) << "it stands still";
  const auto came = today(w.clock.now());
  must(step(officer, id, "fee-paid", {{"counts-from", iso_date(came)}}));
  EXPECT_EQ(due(id)["answer-access"], iso_date(statutory_due(charter::nation_of(*w.charter), came, 1, {})));
  EXPECT_FALSE(step(second, id, "propose-fee", {{"fee", "10 pounds"}, {"ground", "Once more"}}))
      << "the time would never end";
}

TEST_F(ToImagine, Promise_IM_13_5_nothing_is_answered_before_it_is_known_who_asks) {
  const auto id = ask("access");
  EXPECT_FALSE(step(officer, id, "answer", answered()));
  EXPECT_FALSE(step(officer, id, "know", {{"counts-from", "2026-11-20"}}))
      << "how it is known is written down";
  must(step(officer, id, "know", {{"identity", "Passport seen"}, {"counts-from", "2026-11-20"}}));
  must(step(officer, id, "answer", answered()));
  EXPECT_EQ(read(officer, id).state, "answered");
  EXPECT_TRUE(due(id).empty());
}

TEST_F(ToImagine, Promise_IM_13_6_within_a_month_and_longer_once_with_a_letter_while_it_runs) {
  const auto id = in_hand("access");
  EXPECT_EQ(due(id)["answer-access"], "2026-12-21") << "the 20th is a Sunday";
  must(step(officer, id, "ask-them", {{"what-we-asked", "Which years?"}}));
  EXPECT_FALSE(due(id).contains("answer-access")) << "it stands still";
  must(step(officer, id, "they-answered"));
  EXPECT_FALSE(step(officer, id, "extend"));
  must(step(officer, id, "extend", {{"why-longer", "Nine services"}}));
  EXPECT_EQ(due(id)["answer-access"], "2027-02-22") << "three months, and the 20th is a Saturday";
  EXPECT_FALSE(step(officer, id, "extend", {{"why-longer", "Once more"}}));
  EXPECT_EQ(w.charter->at(w.kind("information-request")).find_move("extend")->letter, "request-longer");
}

TEST_F(ToImagine, Promise_IM_13_4_what_takes_longer_can_be_refused_only_within_the_first_month) {
  const auto id = in_hand("access");
  must(step(second, id, "extend", {{"why-longer", "Nine services"}}));
  const charter::Values ground = {{"ground", "The ninth copy this month"}};
  must(step(second, id, "propose-refusal", ground));
  w.clock.set(*to_unix({make_date(2026, 12, 22), 10, 0}));
  const auto other = above_the_manager();
  const auto late = step(other, id, "refuse");
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().words.text, HasSubstr("first month, which ended on 21 December 2026"));
  must(step(second, id, "back"));
  EXPECT_FALSE(step(second, id, "propose-refusal", ground));
  must(step(officer, id, "answer", answered()));
}

TEST_F(ToImagine, Promise_IM_13_6_a_question_keeps_nobody_waiting_who_wants_something_put_right) {
  const auto id = in_hand("correction");
  const auto day = due(id)["answer-correction"];
  must(step(second, id, "ask-them", {{"what-we-asked", "Which telephone number is right?"}}));
  EXPECT_EQ(due(id)["answer-correction"], day);
}

TEST_F(ToImagine, whoever_is_not_named_for_a_right_does_not_decide_on_it) {
  const auto id = in_hand("withdraw-consent");
  const auto lead = step(officer, id, "answer", answered());
  ASSERT_FALSE(lead);
  EXPECT_THAT(lead.error().words.text, HasSubstr("This is decided by: Service manager"));
  const auto offered = must(entries.moves_for(w.actor(officer), read(officer, id)));
  EXPECT_TRUE(std::ranges::none_of(offered, [](const auto* m) { return m->code == "answer"; }))
      << "nor is it offered";
}

TEST_F(ToImagine, what_was_asked_of_them_and_never_answered_comes_back_as_work) {
  const auto id = in_hand("access");
  must(step(officer, id, "ask-them", {{"what-we-asked", "Which years?"}}));
  EXPECT_TRUE(due(id).contains("they-answer"));
  must(step(officer, id, "they-answered"));
  EXPECT_FALSE(due(id).contains("they-answer"));
}

TEST_F(ToImagine, when_they_never_answer_what_we_asked_it_goes_on_and_is_due_again) {
  const auto id = in_hand("access");
  const auto day = due(id)["answer-access"];
  must(step(officer, id, "ask-them", {{"what-we-asked", "Which years?"}}));
  const auto late = due(id)["they-answer"];
  EXPECT_EQ(late, iso_date(add_days(today(w.clock.now()), 14)));
  w.clock.set(*to_unix({add_days(*parse_iso_date(late), 1), 10, 0}));
  std::vector<std::string> mine;
  for (const auto& item : must(work.lists(w.actor(second), today(w.clock.now()))).mine)
    if (item.due.entry == id) mine.push_back(item.due.deadline);
  EXPECT_THAT(mine, ::testing::ElementsAre("they-answer")) << "it is not forgotten";
  must(step(officer, id, "they-answered"));
  const auto again = due(id)["answer-access"];
  EXPECT_GT(again, day) << "the time that we waited does not count";
  EXPECT_LE(again, iso_date(add_days(*parse_iso_date(day), 17)));
  must(
      step(officer, id, "answer",
           {{"answer", "What we found"}, {"answered-on", iso_date(today(w.clock.now()))}, {"delays", "no"}}));
}

TEST_F(ToImagine, two_requests_at_once_are_both_kept_each_with_its_own_clock) {
  const auto first = in_hand("access"), second_of_it = ask("access"), other = ask("correction");
  for (const auto& id : {first, second_of_it}) EXPECT_TRUE(due(id).contains("answer-access"));
  EXPECT_TRUE(due(other).contains("answer-correction"));
  must(step(second, first, "ask-them", {{"what-we-asked", "Which years?"}}));
  EXPECT_FALSE(due(first).contains("answer-access")) << "of this one alone the clock stands";
  EXPECT_TRUE(due(second_of_it).contains("answer-access"));
  must(step(officer, first, "they-answered"));
  must(step(officer, first, "answer", answered()));
  EXPECT_TRUE(due(first).empty());
  EXPECT_TRUE(due(second_of_it).contains("answer-access")) << "an answer to one is none to the other";
  EXPECT_TRUE(due(other).contains("answer-correction"));
}

struct ToLeadingLives : Asking {
  ToLeadingLives() : Asking("ll") {}
};
TEST_F(ToLeadingLives, Promise_LL_5_4_the_thirty_days_count_where_they_end_before_the_month) {
  const auto id = in_hand("access");
  EXPECT_EQ(due(id)["answer-access-days"], "2026-12-20");
  EXPECT_EQ(due(id)["answer-access"], "2026-12-21");
}
TEST_F(ToLeadingLives, Promise_LL_5_5_any_of_the_staff_takes_a_request_down_for_them) {
  EXPECT_EQ(read(second, ask("correction")).values.at("from"), "Maya Okafor");
}

TEST_F(ToLeadingLives, the_figures_of_a_year_count_each_against_the_earlier_of_its_clocks) {
  CaseRegisters registers(w.gate, *w.db, w.clock);
  const auto figures = [&] {
    const auto all = must(registers.of(
        w.actor(second),
        {w.kind("information-request"), {}, "", make_date(2026, 11, 1), make_date(2026, 12, 31)}, {}, 50));
    return all.clocks;
  };
  const auto soon = in_hand("access"), late = in_hand("access");
  in_hand("access");
  in_hand("correction");
  EXPECT_EQ(figures().size(), 2u) << "one line for each right, whatever its clocks";
  must(step(second, soon, "answer", answered()));
  w.clock.set(start_of_day(make_date(2026, 12, 21)));  // the thirty days are over, the month is not
  must(step(second, late, "answer", answered()));
  const auto now = figures();
  ASSERT_EQ(now.size(), 2u);
  EXPECT_THAT(now[0].name, HasSubstr(charter::find_right(*w.charter, "access")->name));
  EXPECT_EQ(now[0].all, 3);
  EXPECT_EQ(now[0].in_time, 1);
  EXPECT_EQ(now[0].late, 1);
  EXPECT_EQ(now[0].running, 1);
  EXPECT_EQ(now[0].overdue, 1);
  EXPECT_EQ(now[0].half_within, 1);
  EXPECT_EQ(now[1].all, 1);
  EXPECT_EQ(now[1].overdue, 0) << "for that right the notice names no days";
  EXPECT_FALSE(now[1].half_within);
}

struct ToWellbeingCentres : Asking {
  ToWellbeingCentres() : Asking("ps") {}
};
TEST_F(ToWellbeingCentres, Promise_PS_7_to_see_change_and_erase_are_types_of_request) {
  each_has_a_path({"access", "correction", "erasure"});
}
TEST_F(ToWellbeingCentres, Promise_PS_9_it_goes_on_to_whoever_decides_before_it_is_answered) {
  const auto id = in_hand("access");
  const auto early = step(officer, id, "answer", answered());
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().words.text, HasSubstr("Liverpool CCG decides about the information"));
  must(step(officer, id, "forward",
            {{"forwarded-on", "2026-11-21"}, {"forwarded-to", "Their officer: give it"}}));
  must(step(officer, id, "answer", answered()));
}

TEST_F(ToWellbeingCentres, Promise_PS_9_whoever_decides_about_the_information_is_offered_by_name) {
  const auto& kind = w.charter->at(w.kind("information-request"));
  EXPECT_THAT(kind.find_move("forward")->offers, ::testing::Contains("passed-to"));
  std::vector<std::string> names;
  for (const auto& o : kind.find_field("passed-to")->options) names.push_back(o.label);
  EXPECT_THAT(names, ::testing::Contains("Liverpool CCG"));
}
TEST_F(SharingTest, a_request_is_passed_on_to_those_who_decide_together_with_us_too) {
  std::vector<std::string> names;
  for (const auto& o : w.charter->at(w.kind("information-request")).find_field("passed-to")->options)
    names.push_back(o.label);
  EXPECT_THAT(names, ::testing::Contains("The Harbour Alliance, with whom we decide together"));
}

struct ToLivingWell : Asking {
  ToLivingWell() : Asking("lw") {}
};
TEST_F(ToLivingWell, Promise_LW_6_2_corrected_or_handed_over_within_a_month_also_to_somebody_they_name) {
  each_has_a_path({"correction", "access", "authorised-recipient"});
  EXPECT_EQ(due(in_hand("authorised-recipient"))["answer-authorised-recipient"], "2026-12-21");
  EXPECT_EQ(due(in_hand("correction"))["answer-correction"], "2026-12-21");
}
TEST_F(ToLivingWell, Promise_LW_6_3_to_erase_object_and_restrict_are_refused_with_a_reason_and_by_two) {
  each_has_a_path({"erasure", "objection", "restriction"});
  is_refused_by_two("restriction");
}

struct ToImago : Asking {
  ToImago() : Asking("ig", make_date(2014, 3, 4)) {}
};
TEST_F(ToImago, Promise_IG_12_1_to_see_correct_and_object_to_advertising_are_types_of_request_and_free) {
  each_has_a_path({"access", "correction", "marketing-objection"});
  const auto paid = step(second, in_hand("access"), "propose-fee", {{"fee", "1 pound"}, {"ground", "x"}});
  ASSERT_FALSE(paid);
  EXPECT_THAT(paid.error().words.text, HasSubstr("costs whoever asks nothing (notice, part 12)"));
}
TEST_F(ToImago,
       Promise_IG_12_2_to_delete_move_object_restrict_and_to_what_a_machine_decides_are_types_of_request) {
  each_has_a_path({"erasure", "portability", "automated-decisions", "objection", "restriction"});
}
TEST_F(ToImago, Promise_IG_12_3_what_follows_for_the_service_is_told_and_written_down) {
  const auto id = in_hand("erasure");
  auto values = answered();
  values["delays"] = "yes";
  EXPECT_FALSE(step(officer, id, "answer", values));
  values["effect"] = "No lifts without an address: they know, and want it gone";
  must(step(officer, id, "answer", values));
}

class ObjectsToPSS : public Asking {
 protected:
  ObjectsToPSS() : Asking("ps") {}
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  bool lets(std::string_view purpose) {
    bool yes = false;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(yes, gate::still_lets(db, *w.charter, &w.seals, person, w.charter->find_purpose(purpose).value(),
                                w.clock.now()));
      return {};
    }));
    return yes;
  }
  EntryId objects(std::string_view use) {
    auto e = fresh("information-request", "{}");
    e.values = asked("objection");
    e.values["use"] = use;
    return must(entries.write(to_write(worker, "information-request"), e));
  }
};

TEST_F(ObjectsToPSS, Promise_PS_3_6_a_use_that_they_object_to_stops_until_it_is_decided) {
  ASSERT_TRUE(lets("ask-feedback"));
  const auto id = objects("ask-feedback");
  EXPECT_FALSE(lets("ask-feedback")) << "from the moment at which it is written down";
  EXPECT_TRUE(lets("keep-you-updated")) << "the other uses go on";
  must(step(second, id, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  must(step(officer, id, "forward",
            {{"forwarded-on", "2026-11-21"}, {"forwarded-to", "They leave it to us"}}));
  must(step(officer, id, "propose-refusal", {{"ground", "No such use"}}));
  EXPECT_FALSE(lets("ask-feedback")) << "a proposal decides nothing";
  must(step(second, id, "refuse"));
  EXPECT_TRUE(lets("ask-feedback"));
}

TEST_F(ObjectsToPSS, a_no_of_their_own_outlives_a_request_that_is_refused_or_mended) {
  must(flags.record_objection(to_write(worker, "information-request"), person,
                              w.charter->find_purpose("ask-feedback").value()));
  const auto id = objects("ask-feedback");
  must(step(second, id, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  must(step(officer, id, "forward",
            {{"forwarded-on", "2026-11-21"}, {"forwarded-to", "They leave it to us"}}));
  must(step(officer, id, "propose-refusal", {{"ground", "No such use"}}));
  must(step(second, id, "refuse"));
  EXPECT_FALSE(lets("ask-feedback")) << "what they said no to before stays so";
  objects("keep-you-updated");
  const auto old = read(second, id);
  auto mended = old.values;
  mended["what"] = "A word";
  mended["use"] = "keep-you-updated";
  must(entries.change(to_write(worker, "information-request"), person, id, old.version, mended, "A slip"));
  EXPECT_FALSE(lets("keep-you-updated")) << "a refused request that is mended undoes no newer one";
}

TEST_F(ObjectsToPSS, what_the_law_asks_of_us_cannot_be_stopped_by_an_objection) {
  const auto* use = w.charter->at(w.kind("information-request")).find_field("use");
  for (const auto& o : use->options) EXPECT_NE(o.code, "answer-requests");
  auto e = fresh("information-request", "{}");
  e.values = asked("objection");
  e.values["use"] = "answer-requests";
  EXPECT_FALSE(entries.write(to_write(worker, "information-request"), e));
}

TEST_F(ObjectsToPSS, a_use_that_was_given_up_stays_so_and_an_unclear_one_stops_nothing) {
  objects("unclear");
  EXPECT_TRUE(lets("ask-feedback"));
  const auto id = objects("ask-feedback");
  must(step(second, id, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  must(step(officer, id, "forward",
            {{"forwarded-on", "2026-11-21"}, {"forwarded-to", "They leave it to us"}}));
  must(step(officer, id, "answer", answered()));
  EXPECT_FALSE(lets("ask-feedback"));
}

TEST_F(ToLivingWell, Promise_LW_6_3_a_restriction_that_was_agreed_to_shuts_the_record_until_it_ends) {
  const auto id = in_hand("restriction");
  must(step(second, id, "restrict", answered()));
  EXPECT_FALSE(w.gate.write(worker, person, w.service(), w.kind("contact-note")));
  // Nobody else there sees the request any more: whoever decided can end it.
  must(step(second, id, "lift", {}, "It was put right"));
  EXPECT_TRUE(w.gate.write(worker, person, w.service(), w.kind("contact-note")));
}
TEST_F(ToLeadingLives, Promise_LL_5_1_that_somebody_heard_of_a_restriction_is_noted_by_whoever_decides) {
  auto told = fresh("disclosure", "{}");
  told.values = what_is_told(today(w.clock.now()), "health", "for-deliver-support", {"health"});
  told.values["already"] = "yes";
  const auto sharing = must(entries.write(to_write(worker, "disclosure"), told));
  const auto lead = w.actor(officer);
  const auto waits = [&](const gate::Actor& who) {
    const auto all = must(work.lists(who, make_date(2027, 2, 1)));
    return std::ranges::count_if(all.mine, [&](const WorkItem& i) { return i.to_hear; });
  };
  const auto heard = [&](const gate::Actor& who) -> Status {
    TRY(const auto pass, w.gate.step(who, person, w.service(), w.kind("disclosure")));
    return entries.move(who, pass, person, sharing, 2, "tell-change", "").map([](auto) {});
  };
  EXPECT_FALSE(heard(lead)) << "while it is open, that is for those who told them";
  must(step(officer, in_hand("restriction"), "restrict", answered()));
  EXPECT_EQ(waits(lead), 1);
  EXPECT_EQ(waits(w.actor(second)), 1);
  EXPECT_EQ(waits(worker), 0);
  const auto pass = see(lead);
  const auto all = must(to_hear(w.gate, *w.db, lead, pass, person));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].recipient, "health");
  EXPECT_EQ(all[0].move, "tell-change");
  EXPECT_TRUE(all[0].due);
  EXPECT_TRUE(must(entries.entry(pass, person, sharing)).values.empty()) << "the record does not open for it";
  must(heard(lead));
  EXPECT_EQ(must(entries.place(person, sharing)).state, "told-of-change");
  EXPECT_EQ(waits(lead), 0) << "the clock has ended";
}
TEST_F(ToLeadingLives, Promise_LL_5_1_a_restriction_that_was_agreed_to_shuts_the_record_until_two_end_it) {
  auto told = fresh("disclosure", "{}");
  told.values = what_is_told(today(w.clock.now()), "health", "for-deliver-support", {"health"});
  told.values["already"] = "yes";
  const auto sharing = must(entries.write(to_write(worker, "disclosure"), told));
  const auto id = in_hand("restriction");
  EXPECT_TRUE(w.gate.write(worker, person, w.service(), w.kind("contact-note")));
  EXPECT_EQ(must(entries.place(person, sharing)).state, "given");
  must(step(officer, id, "restrict", answered()));
  const auto refused = w.gate.write(worker, person, w.service(), w.kind("contact-note"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().words.text, HasSubstr("restricted"));
  EXPECT_EQ(must(entries.place(person, sharing)).state, "change-to-tell") << "whoever got it is to hear";
  EXPECT_FALSE(step(officer, id, "lift")) << "not without a reason";
  must(step(officer, id, "lift", {}, "It was put right"));
  EXPECT_TRUE(w.gate.write(worker, person, w.service(), w.kind("contact-note")));
}

}  // namespace
}  // namespace candour::record
