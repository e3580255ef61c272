// What keeps the way from referral to closing from telling or giving more than the gate would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/joining.h"
#include "people/journey.h"
#include "people/lines_for_tests.h"
#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;
using testing::IsEmpty;

const charter::Values kClose = {{"ended-because", "goals-met"}, {"outcome", "better"}};

class JourneyLocks : public testing::Test {
 protected:
  explicit JourneyLocks(const std::string& code = "ll") : w(code) {}
  /// With a charter of a file.
  JourneyLocks(const std::string& file, const std::string& catalogue) : w(file, catalogue) {}
  World w;
  StaffId boss_id = w.hire("supervisor");
  StaffId near_id = w.hire("supervisor", w.service());
  StaffId worker_id = w.hire("worker", w.service(), std::nullopt, near_id);
  Search search{w.gate, *w.db, *w.vault, w.people, w.clock};
  Joins joins{w.gate, *w.db, *w.vault, w.people, w.clock};

  gate::Actor boss() { return w.actor(boss_id); }
  gate::Actor near() { return w.actor(near_id); }
  void later(std::int64_t ms = 1000) { w.clock.set({w.clock.now().ms + ms}); }
  Pass see(const gate::Actor& a, PersonId p) {
    return must(w.gate.see(a, p, {Act::View, "record", "", kAll}));
  }
  World::Added added(std::size_t in = 0, const std::string& born = "1964-03-04") {
    later();
    return w.add(boss(), in, "Maya", "Okafor", born);
  }
  World::Enrolled enrolled(std::size_t in = 0) {
    later();
    return w.enrol(boss(), std::nullopt, std::nullopt, in);
  }
  void join(PersonId kept, PersonId other) {
    later();
    people::Joining j;
    j.kept = kept;
    j.other = other;
    j.kept_version = must(w.people.profile(must(w.gate.whole(boss(), kept)), kept)).version;
    j.other_version = must(w.people.profile(must(w.gate.whole(boss(), other)), other)).version;
    j.stands["birth-date"] = Stands::Kept;
    j.why = "She says so herself, and the papers fit";
    must(joins.join(boss(), j));
    later();
  }
  Result<ReferralId> refer(PersonId person, std::size_t in = 0) {
    later();
    NewReferral r;
    r.service = w.service(in);
    r.source = "staff";
    TRY(const auto pass, w.gate.act(boss(), person, r.service, charter::Duty::Refer));
    return w.journeys.refer(pass, r);
  }
  void died(PersonId person) {
    const auto pass = must(w.gate.act(boss(), person, w.service(), charter::Duty::MarkDeath));
    must(w.people.record_death(pass, person, make_date(2026, 11, 20), false));
  }
  std::int64_t count(const std::string& sql, store::Params params) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      return s.each(sql, params, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }
};

// A place in a service belongs to the person of the address

TEST_F(JourneyLocks, a_place_of_another_person_is_not_there) {
  const auto p = enrolled(), q = enrolled();
  for (const auto& by : {boss(), near()}) {
    EXPECT_EQ(w.journeys.move(by, p.person, q.enrolment, 1, "close", kClose).error().code, Code::NotFound);
    EXPECT_EQ(w.journeys.allocate(by, p.person, q.enrolment, worker_id, true, {}).error().code,
              Code::NotFound);
    EXPECT_EQ(w.journeys.end_allocation(by, p.person, q.enrolment, worker_id).error().code, Code::NotFound);
  }
  EXPECT_TRUE(w.journeys.move(near(), q.person, q.enrolment, 1, "close", kClose));
}

TEST_F(JourneyLocks, a_place_of_a_joined_record_is_its_persons) {
  const auto p = enrolled(), q = enrolled(1);
  join(p.person, q.person);
  EXPECT_TRUE(w.journeys.move(boss(), p.person, q.enrolment, 1, "close", kClose));
}

TEST_F(JourneyLocks, where_a_thing_stands_is_told_to_nobody_whom_the_gate_refuses) {
  const auto open = enrolled(1), over = enrolled(1);
  must(w.journeys.move(boss(), over.person, over.enrolment, 1, "close", kClose));
  const auto waits = added(1), taken = added(1);
  must(w.journeys.move(boss(), waits.referral, 1, "wait", {{"waits-for", "no-room"}}));
  must(w.journeys.accept(boss(), taken.referral, 1, {}, {}));
  const auto by = near();
  for (const auto& e : {open, over})
    for (const auto* step : {"close", "reopen"})
      EXPECT_EQ(w.journeys.move(by, e.person, e.enrolment, 1, step, {}).error().code, Code::NotAllowed)
          << step;
  for (const auto& a : {waits, taken}) {
    EXPECT_EQ(w.journeys.accept(by, a.referral, 1, {}, {}).error().code, Code::NotAllowed);
    for (const auto* step : {"wait", "decline", "withdraw"})
      EXPECT_EQ(w.journeys.move(by, a.referral, 1, step, {}).error().code, Code::NotAllowed) << step;
  }
}

// One person, whichever of their records

class ForAdults : public JourneyLocks {
 protected:
  ForAdults() : JourneyLocks("ig") {
    for (std::size_t i = 0; i < w.charter->services.size(); ++i) {
      if (w.charter->services[i].min_age == 18) adults = i;
      if (w.charter->services[i].for_children) children = i;
    }
  }
  std::size_t adults = 0, children = 0;
};

TEST_F(ForAdults, the_age_that_counts_is_that_of_the_record_that_stays) {
  const auto child = added(children, "2014-05-06"), same = added(adults, "1990-05-06");
  join(child.person, same.person);
  const auto no = w.journeys.accept(boss(), same.referral, 1, {}, {});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().fields.at(0).field, "birth-date");
}

TEST_F(JourneyLocks, what_is_accepted_begins_in_the_record_that_stays) {
  const auto kept = added(0), other = added(1);
  join(kept.person, other.person);
  const auto id = must(w.journeys.accept(boss(), other.referral, 1, {}, worker_id = w.hire("worker")));
  for (const auto* table : {"enrolment WHERE id", "allocation WHERE enrolment"})
    EXPECT_EQ(count("SELECT count(*) FROM " + std::string(table) + "=$2 AND org=$1 AND person=$3",
                    {w.db->org(), id, kept.person}),
              1)
        << table;
}

TEST_F(JourneyLocks, nobody_is_in_one_service_twice_and_the_words_say_what_to_do) {
  const auto a = enrolled();
  const auto twice = refer(a.person);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().words.text, HasSubstr("allocated on the page of their services"));
  must(w.journeys.move(boss(), a.person, a.enrolment, 1, "close", kClose));
  const auto again = must(refer(a.person));
  const auto reopened = w.journeys.move(boss(), a.person, a.enrolment, 2, "reopen", {});
  ASSERT_FALSE(reopened);
  EXPECT_EQ(reopened.error().code, Code::Conflict);
  EXPECT_THAT(reopened.error().words.text, HasSubstr("withdraw it first"));
  must(w.journeys.accept(boss(), again, 1, {}, {}));
  const auto open_again = w.journeys.move(boss(), a.person, a.enrolment, 2, "reopen", {});
  ASSERT_FALSE(open_again);
  EXPECT_THAT(open_again.error().words.text, HasSubstr("this one stays closed"));
}

TEST_F(JourneyLocks, nobody_is_in_one_service_twice_by_two_of_their_records) {
  // Both closed when they were joined: either may be reopened, not both.
  const auto a = enrolled(), b = enrolled();
  for (const auto& e : {a, b}) must(w.journeys.move(boss(), e.person, e.enrolment, 1, "close", kClose));
  join(a.person, b.person);
  const auto referral = must(refer(a.person));
  // As a database of before these checks may stand: the other record is in the service meanwhile.
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as if it had been reopened before");
    return txn.run("UPDATE enrolment SET ended=NULL WHERE org=$1 AND id=$2", {w.db->org(), b.enrolment})
        .map([](auto) {});
  }));
  const auto no = w.journeys.accept(boss(), referral, 1, {}, {});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Conflict);
  EXPECT_THAT(no.error().words.text, HasSubstr("Decline this referral"));
  EXPECT_FALSE(w.journeys.move(boss(), a.person, a.enrolment, 2, "reopen", {}));
}

// After a death

TEST_F(JourneyLocks, after_a_death_nothing_begins_and_all_can_be_ended) {
  const auto open = enrolled(), over = enrolled();
  const auto taken = added(), waits = added(), back = added();
  must(w.journeys.move(boss(), over.person, over.enrolment, 1, "close", kClose));
  for (const auto p : {open.person, over.person, taken.person, waits.person, back.person}) died(p);
  later();
  const auto refused = [&](const auto& answer) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::Conflict);
    EXPECT_THAT(answer.error().words.text, HasSubstr("has died"));
  };
  refused(w.journeys.accept(boss(), taken.referral, 1, {}, {}));
  refused(refer(open.person, 1));
  refused(w.journeys.allocate(boss(), open.person, open.enrolment, w.hire("worker"), true, {}));
  refused(w.journeys.move(boss(), over.person, over.enrolment, 2, "reopen", {}));
  EXPECT_TRUE(w.journeys.move(boss(), waits.referral, 1, "decline", {{"declined-because", "other"}}));
  EXPECT_TRUE(w.journeys.move(boss(), back.referral, 1, "withdraw", {}));
  EXPECT_TRUE(w.journeys.move(boss(), open.person, open.enrolment, 1, "close", kClose));
}

// What a step leaves is of a category, like any answer

class Answers : public JourneyLocks {
 protected:
  StaffId clerk_id = w.hire("admin");
  gate::Actor clerk() { return w.actor(clerk_id); }
  CategoryIx care = w.category("care");
  people::Enrolment place(const Pass& pass, PersonId p, EnrolmentId id) {
    for (const auto& e : must(w.journeys.enrolments(pass, p)))
      if (e.id == id) return e;
    throw std::runtime_error("no such place");
  }
};

TEST_F(Answers, who_does_not_see_their_category_sees_none_and_is_told_that_something_is_held_back) {
  const auto a = added();
  must(w.journeys.move(boss(), a.referral, 1, "wait", {{"waits-for", "funding"}, {"words", "Soon"}}));
  const auto id = must(w.journeys.accept(boss(), a.referral, 2, {}, {}));
  must(w.journeys.move(
      boss(), a.person, id, 1, "close",
      {{"ended-because", "could-not-support"}, {"outcome", "worse"}, {"words", "It ended badly"}}));
  const auto pass = see(clerk(), a.person);
  ASSERT_FALSE(w.sees(pass, "care"));
  const auto e = place(pass, a.person, id);
  EXPECT_EQ(e.closure_reason + e.outcome + e.words, "");
  EXPECT_TRUE(e.held_back.has(care));
  EXPECT_TRUE(e.ended) << "that it is over stands in the open";
  for (const auto& r :
       {must(w.journeys.referral(pass, a.referral)), must(w.journeys.referrals(pass, a.person)).at(0)}) {
    EXPECT_EQ(r.source + r.urgency + r.decision_reason + r.decision_words, "");
    EXPECT_EQ(r.received.ms, 0);
    EXPECT_TRUE(r.held_back.has(care));
  }
  for (const auto& step : must(w.journeys.steps(pass, a.person))) {
    EXPECT_EQ(step.reason + step.outcome + step.words, "");
    EXPECT_EQ(step.held_back.has(care), step.move != "accept") << step.move;
  }
  EXPECT_THAT(must(w.journeys.clocks(pass, a.referral)), IsEmpty());
  EXPECT_FALSE(pass.opened().has(care));
  const auto all = see(boss(), a.person);
  EXPECT_EQ(place(all, a.person, id).outcome, "worse");
  EXPECT_TRUE(all.opened().has(care));
  const auto b = enrolled();
  must(w.journeys.move(boss(), b.person, b.enrolment, 1, "close", kClose));
  const auto codes = see(boss(), b.person);
  EXPECT_EQ(place(codes, b.person, b.enrolment).outcome, "better");
  EXPECT_TRUE(codes.opened().has(care)) << "the look names it, also when nothing was sealed";
}

TEST_F(Answers, joining_shows_nobody_an_answer_that_was_out_of_their_reach) {
  const auto mine = enrolled(), other = enrolled(1);
  must(w.journeys.move(boss(), other.person, other.enrolment, 1, "close",
                       {{"ended-because", "no-contact"}, {"outcome", "same"}, {"words", "Went quiet"}}));
  const auto waits = must(refer(other.person, 1));
  must(w.journeys.move(boss(), waits, 1, "decline", {{"declined-because", "risk"}}));
  ASSERT_FALSE(w.gate.see(near(), other.person, {Act::View, "record", "", kAll}));
  join(mine.person, other.person);
  const auto pass = see(near(), mine.person);
  ASSERT_TRUE(w.sees(pass, "care"));
  const auto e = place(pass, mine.person, other.enrolment);
  EXPECT_EQ(e.closure_reason + e.outcome + e.words, "");
  EXPECT_TRUE(e.held_back.has(care));
  const auto r = must(w.journeys.referral(pass, waits));
  EXPECT_EQ(r.decision_reason + r.urgency + r.source, "");
  for (const auto& step : must(w.journeys.steps(pass, mine.person)))
    EXPECT_EQ(step.reason + step.words, "") << step.move;
  // What is written from now on obeys the ordinary rule.
  must(w.journeys.move(boss(), mine.person, other.enrolment, 2, "reopen", {{"words", "She is back"}}));
  EXPECT_EQ(place(see(near(), mine.person), mine.person, other.enrolment).words, "She is back");
}

// Every step stays

TEST_F(Answers, the_next_step_takes_away_nothing_of_the_one_before) {
  const auto a = added();
  must(
      w.journeys.move(boss(), a.referral, 1, "wait", {{"waits-for", "funding"}, {"words", "Council asked"}}));
  later();
  const auto id = must(w.journeys.accept(boss(), a.referral, 2, {}, {}));
  for (std::int64_t v = 1; v < 4; v += 2) {
    later();
    must(w.journeys.move(boss(), a.person, id, v, "close",
                         {{"ended-because", v == 1 ? "no-contact" : "moved-away"},
                          {"outcome", "same"},
                          {"words", "Closing " + std::to_string(v)}}));
    later();
    must(w.journeys.move(boss(), a.person, id, v + 1, "reopen", {{"words", "Back " + std::to_string(v)}}));
  }
  std::vector<std::string> all;
  for (const auto& s : must(w.journeys.steps(see(boss(), a.person), a.person))) {
    all.push_back(s.move + " " + s.reason + " " + s.words);
    EXPECT_EQ(s.by, boss_id);
  }
  EXPECT_THAT(all,
              testing::ElementsAre("wait funding Council asked", "accept  ", "close no-contact Closing 1",
                                   "reopen  Back 1", "close moved-away Closing 3", "reopen  Back 3"));
}

TEST_F(Answers, a_step_that_somebody_edited_is_not_believed) {
  const auto a = added();
  must(w.journeys.move(boss(), a.referral, 1, "wait", {{"waits-for", "funding"}}));
  w.tamper("UPDATE journey_step SET reason='person-asked' WHERE org=$1", {w.db->org()});
  const auto steps = must(w.journeys.steps(see(boss(), a.person), a.person));
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_FALSE(steps[0].holds);
  EXPECT_EQ(steps[0].reason, "");
}

// Reach that came from taking a referral

class TakenReach : public JourneyLocks {
 protected:
  static constexpr std::int64_t kDay = 24 * 3600 * 1000;
  StaffId taker = w.hire("worker", std::nullopt, std::nullopt, boss_id);
  bool reaches(PersonId p) { return must(w.gate.reaches(w.actor(taker), p)); }
  Result<ReferralId> take(PersonId p, std::size_t in) {
    NewReferral r;
    r.service = w.service(in);
    r.source = "staff";
    TRY(const auto pass, w.gate.act(w.actor(taker), p, r.service, charter::Duty::Refer));
    return w.journeys.refer(pass, r);
  }
};

TEST_F(TakenReach, Attack_A5_is_not_renewed_by_taking_one_referral_after_another) {
  auto one = w.add(w.actor(taker));
  auto current = one.referral;
  for (int i = 1; i <= 6; ++i) {
    later(7 * kDay);
    if (i == 4) break;
    const auto next = take(one.person, static_cast<std::size_t>(i % 2));
    ASSERT_TRUE(next) << i;
    must(w.journeys.move(w.actor(taker), current, 1, "withdraw", {}));
    current = *next;
    EXPECT_TRUE(reaches(one.person)) << i;
  }
  EXPECT_FALSE(reaches(one.person)) << "four weeks after the first";
}

TEST_F(TakenReach, a_later_one_that_did_not_come_of_the_first_has_its_own_weeks) {
  const auto one = w.enrol(boss(), taker);
  const auto first = must(take(one.person, 1));
  later(kDay);
  must(w.journeys.move(boss(), first, 1, "decline", {{"declined-because", "no-room"}}));
  later(20 * kDay);
  must(take(one.person, 1));
  must(w.db->write([&](store::Txn& txn) -> Status {  // so that the reach is by the referral alone
    store::no_entry_needed("as if they had never been allocated");
    return txn.run("DELETE FROM allocation WHERE org=$1", {w.db->org()}).map([](auto) {});
  }));
  later(20 * kDay);
  EXPECT_TRUE(reaches(one.person));
  later(9 * kDay);
  EXPECT_FALSE(reaches(one.person));
}

TEST_F(TakenReach, Attack_A5_ends_when_the_support_of_its_taker_is_closed) {
  const auto one = w.enrol(boss(), taker);
  must(take(one.person, 1));
  later();
  ASSERT_TRUE(reaches(one.person));
  must(w.journeys.move(boss(), one.person, one.enrolment, 1, "close", kClose));
  EXPECT_FALSE(reaches(one.person));
}

// Who says who works with somebody

class WhoAllocates : public JourneyLocks {
 protected:
  WhoAllocates()
      : JourneyLocks(World::amended("ll", {{"decide-referral, allocate, close", "decide-referral, close"},
                                           {"import, manage-staff,", "import, allocate, manage-staff,"}}),
                     std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
};

TEST_F(WhoAllocates, accepting_alone_gives_nobody_a_worker_or_a_team) {
  const auto team = w.team("North");
  const auto a = added();
  EXPECT_EQ(w.journeys.accept(boss(), a.referral, 1, {}, worker_id).error().code, Code::NotAllowed);
  EXPECT_EQ(w.journeys.accept(boss(), a.referral, 1, team, {}).error().code, Code::NotAllowed);
  EXPECT_TRUE(w.journeys.accept(boss(), a.referral, 1, {}, {}));
}

TEST_F(JourneyLocks, nobody_is_given_to_whoever_may_open_nothing) {
  const auto fresh = w.hire("worker", w.service(), std::nullopt, near_id, false);
  const auto e = enrolled();
  const auto a = added();
  EXPECT_EQ(w.journeys.allocate(boss(), e.person, e.enrolment, fresh, true, {}).error().code, Code::Invalid);
  EXPECT_EQ(w.journeys.accept(boss(), a.referral, 1, {}, fresh).error().code, Code::Invalid);
}

// Article 18

TEST_F(JourneyLocks, a_restricted_record_takes_steps_and_no_words) {
  const auto e = enrolled();
  const auto a = added();
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as if its processing had been restricted");
    return txn.run("UPDATE person SET restricted=1 WHERE org=$1", {w.db->org()}).map([](auto) {});
  }));
  auto worded = kClose;
  worded["words"] = "More about them";
  const auto no = w.journeys.move(boss(), e.person, e.enrolment, 1, "close", worded);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().fields.at(0).field, "words");
  EXPECT_FALSE(w.journeys.move(boss(), a.referral, 1, "withdraw", {{"words", "Not now"}}));
  EXPECT_TRUE(w.journeys.move(boss(), a.referral, 1, "withdraw", {}));
  EXPECT_TRUE(refer(e.person, 1)) << "and is referred, without a word";
  EXPECT_TRUE(w.journeys.move(boss(), e.person, e.enrolment, 1, "close", kClose));
}

}  // namespace
}  // namespace candour::people
