// A yes to a purpose: who may give it, in which form, until when; and that it opens and shuts what it should.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar_words.h"
#include "gate/list_sight.h"
#include "people/circle_for_tests.h"
#include "people/relationship.h"
#include "people/world_for_tests.h"
#include "record/entries.h"

namespace candour::record {
namespace {

using people::must;
using people::World;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ConsentTest : public ::testing::Test {
 protected:
  ConsentTest() : ConsentTest("tests/charters/reach.yaml") {}
  explicit ConsentTest(const std::string& file)
      : w(file, std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"),
        entries(w.gate, *w.db, *w.vault, w.clock),
        flags(w.gate, *w.db, w.clock),
        circle(w.gate, *w.db, *w.vault, w.clock),
        lead(w.hire("supervisor")) {}

  PersonId somebody(std::string_view service, const std::string& born) {
    return w
        .enrol(w.actor(lead), std::nullopt, std::nullopt, static_cast<std::size_t>(w.service(service)),
               "Maya", "Okafor", born)
        .person;
  }
  Pass writes(PersonId person, std::string_view service) {
    return must(w.gate.write(w.actor(lead), person, w.service(service), w.kind("consent-form")));
  }
  Result<EntryId> say(PersonId person, std::string_view service, charter::Values more = {}) {
    NewEntry e;
    e.person = person;
    e.service = w.service(service);
    e.kind = w.kind("consent-form");
    e.values = charter::Values{
        {"purpose", "faith-support"}, {"answer", "agreed"}, {"given-on", iso_date(today(w.clock.now()))},
        {"decided-by", "self"},       {"how", "written"},   {"paper-at", "Locked cabinet, file 12"}};
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(writes(person, service), e);
  }
  /// The words at a field of a refused form; "" where it was taken.
  static std::string wrong(const Result<EntryId>& r, std::string_view field) {
    if (r) return "taken";
    for (const auto& p : r.error().fields)
      if (p.field == field) return p.message;
    return "nothing at that field, but: " + r.error().words.text;
  }
  bool agreed(PersonId person) {
    const auto look = gate::Look{ledger::Act::View, "record", "", people::kAll};
    return w.sees(must(w.gate.see(w.actor(lead), person, look)), "faith");
  }
  void parent_of(PersonId person, std::string_view service, const std::string& evidence) {
    people::Relationship r;
    r.person = person;
    r.name = "Ada Okafor";
    r.relation = "parent";
    r.authority = "parental";
    r.evidence = evidence;
    people::add_verified(
        w, circle, must(w.gate.write(w.actor(lead), person, w.service(service), w.kind("supporters"))), r);
  }

  World w;
  Entries entries;
  gate::ConsentFlags flags;
  people::Circle circle;
  StaffId lead;
};

TEST_F(ConsentTest, Promise_PS_1_2_from_which_age_each_service_says) {
  const auto ten = somebody("young-people", "2016-05-01");
  EXPECT_THAT(wrong(say(ten, "young-people", {{"understands", "Yes"}}), "decided-by"),
              HasSubstr("Here people decide for themselves from the age of 13 (notice, part 6)"));
  EXPECT_FALSE(agreed(ten));
  const auto fourteen = somebody("young-people", "2012-05-01");
  EXPECT_THAT(wrong(say(fourteen, "young-people"), "understands"), HasSubstr("Say what makes you think"));
  EXPECT_TRUE(say(fourteen, "young-people", {{"understands", "Told me in her own words what it is for"}}));
  EXPECT_TRUE(agreed(fourteen));
  const auto adult = somebody("refuge", "1990-05-01");
  EXPECT_TRUE(say(adult, "refuge"));
}

/// Whatever other purposes their role has: by each way in which somebody reads or writes.
TEST_F(ConsentTest, Promise_IM_2_2_what_rests_on_a_yes_alone_is_shut_to_reading_and_writing_without_it) {
  const auto who = somebody("refuge", "1990-05-01");
  const auto faith = w.category("faith");
  const auto actor = w.actor(lead);
  const auto open = [&] {
    const gate::Look look{ledger::Act::View, "record", "", people::kAll};
    const auto many = must(w.gate.see_many(actor, {who}, look));
    const auto profile = must(w.gate.write(actor, who, w.service("refuge"), w.kind("profile")));
    const auto step = must(w.gate.step(actor, who, w.service("refuge"), w.kind("profile")));
    const auto lists = must(w.gate.list_sights(actor, {who}));
    return std::vector<bool>{
        must(w.gate.see(actor, who, look)).may_see().has(faith),
        many.passes.at(0).may_see().has(faith),
        profile.may_see().has(faith),
        profile.may_write().has(faith),
        step.may_see().has(faith),
        lists.at(0).sees.has(faith),
        must(w.gate.can_open(lead, who, w.service("refuge"),
                             CategorySet::of_bits(1ull << static_cast<unsigned>(faith))))};
  };
  EXPECT_EQ(open(), std::vector<bool>(7, false)) << "nobody said yes";
  ASSERT_TRUE(say(who, "refuge"));
  EXPECT_EQ(open(), std::vector<bool>(7, true));
  must(entries.take_back_consent(writes(who, "refuge"), who, "faith-support"));
  EXPECT_EQ(open(), std::vector<bool>(7, false)) << "at the next decision";
}

struct RefugeForTheYoung : ConsentTest {
  RefugeForTheYoung() : ConsentTest(World::amended("reach", "    min-age: 16\n", "    min-age: 12\n")) {}
};

TEST_F(RefugeForTheYoung, who_answers_alone_in_one_service_does_not_in_another_of_the_same_charter) {
  const auto there = somebody("young-people", "2012-05-01");
  EXPECT_TRUE(say(there, "young-people", {{"understands", "Told me in her own words what it is for"}}));
  const auto here = somebody("refuge", "2012-05-01");
  EXPECT_THAT(
      wrong(say(here, "refuge", {{"understands", "Told me in her own words what it is for"}}), "decided-by"),
      HasSubstr("from the age of 16"));
}

TEST_F(ConsentTest, Promise_PS_3_5_for_a_child_whoever_is_responsible_and_has_shown_it) {
  const auto ten = somebody("young-people", "2016-05-01");
  const charter::Values by_parent = {{"decided-by", "parental"}, {"given-by", "Ada Okafor"}};
  EXPECT_THAT(wrong(say(ten, "young-people", by_parent), "decided-by"),
              HasSubstr("Write them down there first"));
  parent_of(ten, "young-people", "Birth certificate seen");
  EXPECT_THAT(wrong(say(ten, "young-people", {{"decided-by", "parental"}}), "given-by"), HasSubstr("name"));
  EXPECT_TRUE(say(ten, "young-people", by_parent));
  EXPECT_TRUE(agreed(ten));
  const auto fifteen = somebody("young-people", "2011-05-01");
  parent_of(fifteen, "young-people", "Birth certificate seen");
  EXPECT_THAT(wrong(say(fifteen, "young-people", by_parent), "decided-by"),
              HasSubstr("They decide for themselves"));
  EXPECT_THAT(wrong(say(fifteen, "young-people",
                        {{"decided-by", "lpa-health"}, {"given-by", "B"}, {"understands", "No"}}),
                    "decided-by"),
              HasSubstr("Attorneys, deputies and advocates are for people from 16"));
}

TEST_F(ConsentTest, an_attorney_for_an_adult_who_cannot_decide_now) {
  const auto adult = somebody("refuge", "1950-05-01");
  const charter::Values attorney = {{"decided-by", "lpa-health"}, {"given-by", "Ada Okafor"}};
  EXPECT_THAT(wrong(say(adult, "refuge", attorney), "understands"),
              HasSubstr("cannot decide this themselves"));
  EXPECT_THAT(
      wrong(say(adult, "refuge",
                {{"decided-by", "lpa-health"}, {"given-by", "Ada Okafor"}, {"understands", "Unwell now"}}),
            "decided-by"),
      HasSubstr("verified by a second person"));
}

TEST_F(ConsentTest, the_age_must_be_known) {
  const auto someone = somebody("young-people", "2016-05-01");
  must(w.people.change(
      must(w.gate.write(w.actor(lead), someone, w.service("young-people"), w.kind("profile"))), someone, 1,
      {{"given-name", "Maya"}, {"family-name", "Okafor"}}, false));
  EXPECT_THAT(wrong(say(someone, "young-people", {{"understands", "Yes"}}), "decided-by"),
              HasSubstr("Enter the birth date"));
}

TEST_F(ConsentTest, Promise_LL_2_5a_and_PS_3_4_what_must_be_signed_is_and_what_is_spoken_was_heard) {
  const auto adult = somebody("refuge", "1990-05-01");
  EXPECT_THAT(
      wrong(say(adult, "refuge", {{"purpose", "tell-stories"}, {"how", "spoken"}, {"witness", "A"}}), "how"),
      HasSubstr("needs a signature"));
  EXPECT_THAT(wrong(say(adult, "refuge", {{"purpose", "tell-stories"}, {"how", "screen"}}), "signature"),
              HasSubstr("sign here"));
  EXPECT_TRUE(say(adult, "refuge",
                  {{"purpose", "tell-stories"},
                   {"how", "screen"},
                   {"signature", charter::Values{{"typed", "Maya Okafor"}}}}));
  EXPECT_NE(wrong(say(adult, "refuge", {{"how", "spoken"}}), "witness"), "taken");
}

TEST_F(ConsentTest, Promise_LL_2_5b_a_yes_lapses_on_its_day_and_may_be_asked_again) {
  const auto adult = somebody("refuge", "1990-05-01");
  const auto id = must(say(adult, "refuge"));
  const auto read = must(entries.entry(writes(adult, "refuge"), adult, id));
  EXPECT_EQ(read.values.at("ask-again-on"), "2027-11-21");
  const auto due = must(entries.due_for(writes(adult, "refuge"), adult, make_date(2028, 1, 1)));
  EXPECT_TRUE(std::ranges::any_of(due, [&](const Due& d) {
    return d.entry == id && d.deadline == "ask-again";
  })) << "asking again is work";
  EXPECT_THAT(std::string(read.values.at("words-shown").as_string()), HasSubstr("only if you say yes"));
  EXPECT_THAT(std::string(read.values.at("words-shown").as_string()), HasSubstr("Tell any of us"));
  const auto later_yes = say(adult, "refuge", {{"ask-again-on", "2029-01-01"}});
  EXPECT_THAT(wrong(later_yes, "ask-again-on"), HasSubstr("counts until 21 November 2027"));
  EXPECT_THAT(wrong(say(adult, "refuge", {{"given-on", "2024-01-05"}}), "given-on"), HasSubstr("ask again"));
  w.clock.set(*to_unix({make_date(2027, 11, 21), 23, 50}));
  must(w.staff.record_training(w.actor(w.hire("supervisor")), lead, w.clock.now()));
  EXPECT_TRUE(agreed(adult)) << "its last day counts whole";
  w.clock.set(*to_unix({make_date(2027, 11, 22), 0, 1}));
  EXPECT_FALSE(agreed(adult));
  must(say(adult, "refuge"));
  EXPECT_TRUE(agreed(adult));
}

TEST_F(ConsentTest, Promise_PS_3_5_a_parents_yes_ends_on_the_birthday_from_which_the_child_decides) {
  const auto twelve = somebody("young-people", "2014-02-10");
  parent_of(twelve, "young-people", "Birth certificate seen");
  const auto id = must(say(twelve, "young-people", {{"decided-by", "parental"}, {"given-by", "Ada Okafor"}}));
  EXPECT_EQ(must(entries.entry(writes(twelve, "young-people"), twelve, id)).values.at("ask-again-on"),
            "2027-02-09");
}

TEST_F(ConsentTest, Promise_IM_2_2_it_is_taken_back_in_one_step_and_the_form_says_so) {
  const auto adult = somebody("refuge", "1990-05-01");
  const auto id = must(say(adult, "refuge"));
  EXPECT_TRUE(agreed(adult));
  const auto pass = must(w.gate.write(w.actor(lead), adult, w.service("refuge"), w.kind("contact-note")));
  must(entries.take_back_consent(pass, adult, "faith-support"));
  EXPECT_FALSE(agreed(adult));
  EXPECT_EQ(must(entries.place(adult, id)).state, "withdrawn");
  EXPECT_EQ(entries.take_back_consent(pass, adult, "faith-support").error().code, Code::NotFound);
}

TEST_F(ConsentTest, Promise_LL_2_4b_and_LW_3_4_a_yes_is_to_one_thing_in_words_that_say_how_to_take_it_back) {
  const auto adult = somebody("refuge", "1990-05-01");
  const auto id = must(say(adult, "refuge"));
  const auto read = must(entries.entry(writes(adult, "refuge"), adult, id));
  const std::string words(read.values.at("words-shown").as_string());
  EXPECT_THAT(words, HasSubstr("only if you say yes"));
  EXPECT_THAT(words, HasSubstr("Tell any of us")) << "how to take it back";
  EXPECT_TRUE(agreed(adult));
  const auto look = gate::Look{ledger::Act::View, "record", "", people::kAll};
  EXPECT_FALSE(w.sees(must(w.gate.see(w.actor(lead), adult, look)), "voluntary")) << "a yes to another thing";
  for (const auto* gone : {"purpose", "answer", "given-on", "decided-by", "how"})
    EXPECT_FALSE(say(adult, "refuge", {{gone, nullptr}})) << gone;
}

TEST_F(ConsentTest, a_no_and_a_step_of_the_form_shut_it_too) {
  const auto adult = somebody("refuge", "1990-05-01");
  must(say(adult, "refuge"));
  must(say(adult, "refuge", {{"answer", "refused"}}));
  EXPECT_FALSE(agreed(adult)) << "a later no counts";
  const auto again = must(say(adult, "refuge"));
  EXPECT_TRUE(agreed(adult));
  must(entries.move(w.actor(lead), writes(adult, "refuge"), adult, again, 1, "withdraw", ""));
  EXPECT_FALSE(agreed(adult));
}

TEST_F(ConsentTest, what_is_changed_in_the_form_changes_what_is_open) {
  const auto adult = somebody("refuge", "1990-05-01");
  const auto id = must(say(adult, "refuge"));
  auto values = must(entries.entry(writes(adult, "refuge"), adult, id)).values;
  values["answer"] = "refused";
  must(entries.change(writes(adult, "refuge"), adult, id, 1, values, ""));
  EXPECT_FALSE(agreed(adult));
}

TEST_F(ConsentTest, Promise_LW_4_6_a_yes_to_telling_a_body_is_written_where_the_charter_says_so) {
  const auto adult = somebody("refuge", "1980-03-04");
  const charter::Values spoken{{"purpose", "tell-employer"}, {"how", "spoken"}, {"witness", "Ben"}};
  EXPECT_THAT(wrong(say(adult, "refuge", spoken), "how"), HasSubstr("needs a signature"));
}

}  // namespace
}  // namespace candour::record
