// A yes on the charters as they are shipped: what each of them says of age, signature, renewal and taking
// back is what the engine asks for. No charter of tests stands between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar_words.h"
#include "charter/consent_terms.h"
#include "people/circle_for_tests.h"
#include "people/relationship.h"
#include "people/world_for_tests.h"
#include "record/entries.h"

namespace candour::record {
namespace {

using people::must;
using people::World;
using ::testing::HasSubstr;

class Shipped {
 public:
  explicit Shipped(const std::string& code)
      : w(code),
        lead(w.hire("supervisor")),
        entries(w.gate, *w.db, *w.vault, w.clock),
        circle(w.gate, *w.db, *w.vault, w.clock) {}

  /// Somebody whose birthday is so many years, and so many days, before today.
  PersonId aged(std::string_view service, int years, int days = 0) {
    const auto born = add_days(add_months(today(w.clock.now()), -12 * years), -days);
    const auto by = w.actor(lead);
    const auto person = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(by, person, w.service(service)));
    charter::Values details{
        {"given-name", "Wren"}, {"family-name", "Applegarth"}, {"birth-date", iso_date(born)}};
    if (service.starts_with("child-")) {
      details["gp-practice"] = "Oak House Surgery";
      details["child-school"] = "Example Primary";
    }
    people::NewReferral asked;
    asked.service = w.service(service);
    asked.source = "self";
    ReferralId referral;
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, person, details));
      TRY(referral, w.journeys.refer(txn, pass, asked));
      return {};
    }));
    must(w.journeys.accept(by, referral, 1, std::nullopt, std::nullopt));
    return person;
  }
  Pass writes(PersonId person, std::string_view service, std::string_view kind = "consent-form") {
    return must(w.gate.write(w.actor(lead), person, w.service(service), w.kind(kind)));
  }
  Result<EntryId> say(PersonId person, std::string_view service, std::string_view purpose,
                      charter::Values more = {}) {
    NewEntry e;
    e.person = person;
    e.service = w.service(service);
    e.kind = w.kind("consent-form");
    e.values = charter::Values{
        {"purpose", purpose},   {"answer", "agreed"}, {"given-on", iso_date(today(w.clock.now()))},
        {"decided-by", "self"}, {"how", "written"},   {"paper-at", "Locked cabinet, file 12"}};
    for (const auto& [key, value] : more)
      if (value.is_null())
        e.values.erase(key);
      else
        e.values[key] = value;
    return entries.write(writes(person, service), e);
  }
  bool open(PersonId person, std::string_view category) {
    const auto look = gate::Look{ledger::Act::View, "record", "", people::kAll};
    return w.sees(must(w.gate.see(w.actor(lead), person, look)), category);
  }
  std::string value(PersonId person, std::string_view service, EntryId id, std::string_view field) {
    return std::string(must(entries.entry(writes(person, service), person, id)).values.at(field).as_string());
  }
  people::Relationship named(PersonId person, std::string_view relation, std::string_view authority) {
    people::Relationship r;
    r.person = person;
    r.name = "Robin Applegarth";
    r.relation = std::string(relation);
    r.authority = std::string(authority);
    r.evidence = "The paper with its stamp, on 20 November";
    return r;
  }
  void answers(std::string_view service, const people::Relationship& r) {
    people::add_verified(w, circle, writes(r.person, service, "supporters"), r);
  }

  World w;
  StaffId lead;
  Entries entries;
  people::Circle circle;
};

/// The words at a field of a refused form; "taken" where it was taken.
std::string wrong(const Result<EntryId>& r, std::string_view field) {
  if (r) return "taken";
  for (const auto& p : r.error().fields)
    if (p.field == field) return p.message;
  return "nothing at that field, but: " + r.error().words.text;
}
const charter::Values kTyped{
    {"how", "screen"}, {"paper-at", nullptr}, {"signature", charter::Values{{"typed", "Wren Applegarth"}}}};
const charter::Values kSpoken{{"how", "spoken"}, {"paper-at", nullptr}, {"witness", "Kim Example"}};

/// What the three charters say of what is given by choice.
struct Says {
  const char *charter, *service, *purpose, *category;
};
constexpr Says kStory{"ll", "", "share-your-story", "voluntary"};
constexpr Says kFilm{"ps", "adult-therapy", "photos-and-films", "voluntary"};
constexpr Says kDetails{"lw", "", "optional-details", "voluntary"};

void needs_a_signature(const Says& x) {
  SCOPED_TRACE(x.charter);
  Shipped s(x.charter);
  const std::string service = *x.service ? x.service : s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  EXPECT_THAT(wrong(s.say(adult, service, x.purpose, kSpoken), "how"), HasSubstr("needs a signature"));
  EXPECT_THAT(wrong(s.say(adult, service, x.purpose, {{"how", "screen"}}), "signature"),
              HasSubstr("sign here"));
  EXPECT_THAT(wrong(s.say(adult, service, x.purpose, {{"paper-at", nullptr}}), "form"),
              HasSubstr("where the paper lies"));
  EXPECT_FALSE(s.open(adult, x.category));
  EXPECT_EQ(wrong(s.say(adult, service, x.purpose, kTyped), ""), "taken");
  EXPECT_TRUE(s.open(adult, x.category));
}

TEST(Promise, LL_2_5a_a_story_is_signed_for) {
  needs_a_signature(kStory);
}
TEST(Promise, PS_3_4_a_photo_or_film_is_signed_for) {
  needs_a_signature(kFilm);
}
TEST(Promise, LW_3_4_details_by_choice_are_signed_for) {
  needs_a_signature(kDetails);
}

TEST(Promise, LL_2_5a_an_advocate_signs_whose_authority_was_seen) {
  Shipped s("ll");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  charter::Values by = kTyped;
  by["decided-by"] = "advocate";
  by["given-by"] = "Robin Applegarth";
  by["understands"] = "Very unwell this month";
  EXPECT_THAT(wrong(s.say(adult, service, "share-your-story", by), "decided-by"),
              HasSubstr("Nobody in the circle"));
  s.answers(service, s.named(adult, "advocate", "advocate"));
  EXPECT_EQ(wrong(s.say(adult, service, "share-your-story", by), ""), "taken");
}

TEST(Promise, LL_2_5a_an_authority_that_ended_yesterday_signs_nothing) {
  Shipped s("ll");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 70);
  charter::Values by = kTyped;
  by["decided-by"] = "lpa-health";
  by["given-by"] = "Robin Applegarth";
  by["understands"] = "Asleep most of the day";
  auto attorney = s.named(adult, "child", "lpa-health");
  attorney.until = UnixMs{s.w.clock.now().ms - 24 * 3'600'000};
  s.answers(service, attorney);
  EXPECT_THAT(wrong(s.say(adult, service, "share-your-story", by), "decided-by"),
              HasSubstr("Nobody in the circle"));
  EXPECT_FALSE(s.open(adult, "voluntary"));
  attorney.until = UnixMs{s.w.clock.now().ms + 24 * 3'600'000};
  s.answers(service, attorney);
  EXPECT_EQ(wrong(s.say(adult, service, "share-your-story", by), ""), "taken");
}

TEST(Promise, LL_2_5b_a_signature_for_a_story_is_asked_anew_each_year_and_silence_ends_it) {
  Shipped s("ll");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  const auto id = must(s.say(adult, service, "share-your-story", kTyped));
  EXPECT_EQ(s.value(adult, service, id, "ask-again-on"), "2027-11-21");
  const auto due = [&](Date until) {
    const auto all = must(s.entries.due_for(s.writes(adult, service), adult, until));
    return std::ranges::any_of(all, [&](const Due& d) { return d.entry == id && d.deadline == "ask-again"; });
  };
  EXPECT_FALSE(due(make_date(2027, 11, 20)));
  EXPECT_TRUE(due(make_date(2027, 11, 21))) << "on its last day it is work to ask again";
  ASSERT_NE(s.w.charter->find_letter("consent-renewal"), nullptr) << "and there is a letter to ask with";
  EXPECT_THAT(
      wrong(s.say(adult, service, "share-your-story", {{"ask-again-on", "2027-11-22"}}), "ask-again-on"),
      HasSubstr("counts until 21 November 2027 (notice, part 2.5)"));
  s.w.clock.set(*to_unix({make_date(2027, 11, 21), 23, 50}));
  s.lead = s.w.hire("supervisor");  // the training of the other one was a year ago
  EXPECT_TRUE(s.open(adult, "voluntary"));
  s.w.clock.set(*to_unix({make_date(2027, 11, 22), 0, 1}));
  EXPECT_FALSE(s.open(adult, "voluntary")) << "nobody answered by the last day";
}

TEST(Promise, LL_2_5e_stories_and_pictures_are_shut_until_there_is_a_yes_and_when_it_is_taken_back) {
  Shipped s("ll");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  const auto item = [&] {
    return s.w.gate.write(s.w.actor(s.lead), adult, s.w.service(service), s.w.kind("voluntary-item"));
  };
  const auto may = [&] {
    const auto pass = item();
    return pass && pass->writes(adult, s.w.category("voluntary"));
  };
  EXPECT_FALSE(s.open(adult, "voluntary"));
  EXPECT_FALSE(may());
  must(s.say(adult, service, "share-your-story", kTyped));
  EXPECT_TRUE(s.open(adult, "voluntary"));
  EXPECT_TRUE(may());
  must(s.entries.take_back_consent(s.writes(adult, service, "contact-note"), adult, "share-your-story"));
  EXPECT_FALSE(s.open(adult, "voluntary"));
  EXPECT_FALSE(may());
}

TEST(Promise, LL_2_4b_a_yes_is_to_one_thing_in_the_words_that_were_shown) {
  Shipped s("ll");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  for (const auto* gone : {"purpose", "answer", "given-on", "decided-by", "how"})
    EXPECT_FALSE(s.say(adult, service, "share-your-story", {{gone, nullptr}})) << gone;
  const auto id = must(s.say(adult, service, "share-your-story", kTyped));
  const auto words = s.value(adult, service, id, "words-shown");
  EXPECT_THAT(words, HasSubstr("With your signed permission we use your story, photo or film"));
  EXPECT_THAT(words, HasSubstr("Tell the manager in your service"));
  const auto c = s.w.charter;
  for (const auto& other : charter::rests_on_consent(*c))
    if (other.code != "share-your-story")
      EXPECT_EQ(s.entries.take_back_consent(s.writes(adult, service, "contact-note"), adult, other.code)
                    .error()
                    .code,
                Code::NotFound)
          << other.code << " was opened by a yes to another thing";
}

TEST(Promise, PS_3_5_a_child_answers_alone_from_the_birthday_that_the_notice_says) {
  Shipped s("ps");
  const charter::Values alone{{"understands", "Told me in her own words what the film is for"}};
  charter::Values by_parent{{"decided-by", "parental"}, {"given-by", "Robin Applegarth"}};
  const auto says = [&](PersonId child, const charter::Values& v) {
    return s.say(child, "child-therapy", "photos-and-films", v);
  };
  for (const auto& [years, days] : {std::pair{12, 0}, std::pair{13, 0}, std::pair{13, 364}}) {
    SCOPED_TRACE(std::to_string(years) + " years, " + std::to_string(days) + " days");
    const auto child = s.aged("child-therapy", years, days);
    EXPECT_THAT(wrong(says(child, alone), "decided-by"),
                HasSubstr("Here people decide for themselves from the age of 14 (notice, part 3)"));
    EXPECT_THAT(wrong(says(child, by_parent), "decided-by"), HasSubstr("Nobody in the circle"));
    EXPECT_FALSE(s.open(child, "voluntary"));
    s.answers("child-therapy", s.named(child, "parent", "parental"));
    EXPECT_EQ(wrong(says(child, by_parent), ""), "taken");
    EXPECT_TRUE(s.open(child, "voluntary"));
  }
  const auto fourteen = s.aged("child-therapy", 14);
  s.answers("child-therapy", s.named(fourteen, "parent", "parental"));
  EXPECT_THAT(wrong(says(fourteen, by_parent), "decided-by"), HasSubstr("They decide for themselves"));
  EXPECT_EQ(wrong(says(fourteen, alone), ""), "taken") << "on the day itself";
}

TEST(Promise, PS_3_5_what_a_parent_said_ends_with_the_day_before_that_birthday) {
  Shipped s("ps");
  const auto child = s.aged("child-therapy", 13, 200);
  s.answers("child-therapy", s.named(child, "parent", "parental"));
  const auto id = must(s.say(child, "child-therapy", "photos-and-films",
                             {{"decided-by", "parental"}, {"given-by", "Robin Applegarth"}}));
  const auto born = add_days(add_months(today(s.w.clock.now()), -12 * 13), -200);
  EXPECT_EQ(s.value(child, "child-therapy", id, "ask-again-on"), iso_date(add_days(birthday(born, 14), -1)));
}

TEST(Promise, LW_3_4_a_form_carries_what_the_notice_says_of_taking_back_and_how) {
  Shipped s("lw");
  const std::string service = s.w.charter->at(s.w.service()).code;
  const auto adult = s.aged(service, 40);
  const auto id = must(s.say(adult, service, "optional-details", kTyped));
  const auto words = s.value(adult, service, id, "words-shown");
  EXPECT_THAT(words, HasSubstr("You can take it back at any time. The consent form says how."));
  EXPECT_THAT(words, HasSubstr("say so to anybody who works with you, in your own words"));
}

TEST(Promise, LW_3_4_and_LL_2_4b_every_form_of_the_five_says_how_a_yes_is_taken_back) {
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    const World w{std::string(code)};
    const auto& c = *w.charter;
    const auto all = charter::rests_on_consent(c);
    EXPECT_FALSE(all.empty()) << code;
    EXPECT_FALSE(c.consent.how_to_withdraw.empty()) << code;
    for (const auto& to : all) {
      const auto words = charter::consent_statement(c, to);
      EXPECT_THAT(words, HasSubstr(to.says)) << code << " " << to.code;
      EXPECT_THAT(words, HasSubstr(c.consent.how_to_withdraw)) << code << " " << to.code;
      EXPECT_THAT(words,
                  HasSubstr("You can take this back at any time: say so to anybody who works with you"))
          << code << " " << to.code;
    }
  }
}

}  // namespace
}  // namespace candour::record
