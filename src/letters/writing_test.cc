// Letters: filled in from the record, refused where they tell too much, kept once and as they were shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/sharing.h"
#include "gate/who.h"
#include "letters/letters_for_tests.h"
#include "paper/plain.h"
#include "people/lines_for_tests.h"

namespace candour::letters {
namespace {

using ledger::Act;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Writing : public Desk {};

std::string words_of(const Error& e) {
  return e.fields.empty() ? e.words.text : e.fields.front().field + ": " + e.fields.front().message;
}

TEST_F(Writing, a_complaint_is_acknowledged_with_whom_to_go_to) {
  auto a = asked("complaint-acknowledged", "complainant");
  a.entry = complaint();
  a.name = "Ada Okafor";
  a.address = "1 Elm Street\nStowmarket";
  a.words["next"] = "We write to you by 14 December.";
  const auto made = must(compose(a));
  EXPECT_EQ(made.subject, "Your complaint of 16 November 2026");
  const auto text = paper::plain_text(made.document);
  for (const char* said : {"Dear Ada Okafor", "1 Elm Street", "Nobody came on Friday", "by 14 December",
                           "Data Protection Co-ordinator", "https://ico.org.uk", "Kim Worker"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_THAT(text, Not(HasSubstr("{")));
}

TEST_F(Writing, Promise_IG_C_every_letter_says_whom_to_ask_about_ones_information) {
  auto a = asked("appointment");
  a.words["when-and-where"] = "Monday at ten";
  const auto made = must(compose(a));
  const auto* contact = w.charter->contact("data-protection");
  ASSERT_NE(contact, nullptr);
  const auto line = "Questions about your information: " + contact->title + ", " + contact->email;
  EXPECT_THAT(paper::plain_text(made.document), HasSubstr(line));
  EXPECT_THAT(made.text, HasSubstr(line)) << "also where it goes by mail";
}

TEST_F(Writing, the_answer_names_the_ombudsman_and_needs_what_was_found) {
  auto a = asked("complaint-answered");
  a.entry = complaint();
  const auto begins = must(letters.beginnings(see(worker), a, w.service(), "Kim Worker"));
  EXPECT_THAT(begins.at("ombudsman"), HasSubstr("Local Government and Social Care Ombudsman"));
  EXPECT_THAT(words_of(compose(a).error()), HasSubstr("What did we find?")) << "nothing stands there yet";
}

TEST_F(Writing, what_must_be_written_is_asked_for_at_its_paragraph) {
  auto a = asked("appointment");
  EXPECT_THAT(words_of(compose(a).error()), StartsWith("when-and-where: Write this paragraph"));
  a.words["when-and-where"] = std::string(kWordsLetters + 1, 'a');
  EXPECT_THAT(words_of(compose(a).error()), StartsWith("when-and-where: "));
  a.words["when-and-where"] = "Monday at ten";
  EXPECT_TRUE(compose(a));
  a.to = "recipient:nobody";
  EXPECT_THAT(words_of(compose(a).error()), StartsWith("to: Choose"));
}

TEST_F(Writing, Promise_LL_2_2b_a_letter_tells_nobody_what_they_may_not_get) {
  auto health = letter("plain");
  health.parts.insert(health.parts.begin(), {"Born {person.born}, at {person.address}.", {}, {}, {}, false});
  const auto tried = [&](Addressee to) { return may_tell(*w.charter, health, to); };
  const auto all = must(letters.addressees(see(worker), person, health, w.service()));
  const auto find = [&](std::string_view code) {
    const auto x = std::ranges::find(all, code, &Addressee::code);
    EXPECT_NE(x, all.end()) << code;
    return *x;
  };
  EXPECT_TRUE(tried(find("person")));
  EXPECT_TRUE(tried(find("recipient:landlord"))) << "gets identity and contact";
  const auto auditor = tried(find("recipient:auditor"));
  ASSERT_FALSE(auditor);
  EXPECT_EQ(
      words_of(auditor.error()),
      "to: Our auditors and accountants may not get “How to reach you”, which this letter tells (notice, "
      "part 3.1.2). The notice says what they get.");
  // With the person's agreement only, and nothing on paper says so.
  const auto asked_for = tried(find("recipient:requested-provider"));
  ASSERT_FALSE(asked_for);
  EXPECT_THAT(words_of(asked_for.error()), HasSubstr("only with the person’s agreement"));
  auto to_them = asked("plain", "recipient:requested-provider");
  to_them.words["words"] = "Good morning.";
  ASSERT_FALSE(compose(to_them));
  EXPECT_THAT(words_of(compose(to_them).error()), StartsWith("to: "));
}

TEST_F(Writing, Promise_LL_3_2b_who_says_that_they_speak_for_somebody_gets_no_letter_by_the_list) {
  for (const auto* code : {"recipient:attorney", "recipient:appointee"}) {
    auto to_them = asked("plain", code);
    to_them.words["words"] = "Good morning.";
    const auto sent = compose(to_them);
    ASSERT_FALSE(sent) << code;
    EXPECT_THAT(words_of(sent.error()), HasSubstr("once a second person has looked at their authority"));
  }
}

TEST_F(Writing, the_circle_gets_what_the_person_lets_them_know) {
  auto a = asked("plain", "circle:" + in_circle({"contact"}).text());
  a.words["words"] = "We moved.";
  EXPECT_TRUE(compose(a));
  auto with_address = letter("plain");
  with_address.parts.insert(with_address.parts.begin(), {"{person.address}", {}, {}, {}, false});
  const auto may = [&](std::string_view to) {
    const auto all = must(letters.addressees(see(worker), person, with_address, w.service()));
    return may_tell(*w.charter, with_address, *std::ranges::find(all, to, &Addressee::code));
  };
  EXPECT_TRUE(may(a.to));
  const auto other = may("circle:" + in_circle({}).text());
  ASSERT_FALSE(other);
  EXPECT_THAT(words_of(other.error()),
              HasSubstr("The circle of support says what the person lets them know"));
}

TEST_F(Writing, Promise_LL_2_2b_the_copy_of_a_letter_is_kept_once_as_it_was_shown) {
  auto a = asked("plain");
  a.words["words"] = "Thank you for the photograph.";
  const auto made = must(compose(a));
  const auto pass = to_write(worker, "letter");
  const auto id = must(letters.keep(pass, a, made, made.mark, "key-1"));
  EXPECT_EQ(must(letters.keep(pass, a, made, made.mark, "key-1")), id) << "pressed twice";
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM file"), 1);
  EXPECT_EQ(newest().what, "letter");
  const auto kept = entry(worker, id);
  EXPECT_EQ(kept.values.at("to").as_string(), "Maya Okafor");
  EXPECT_THAT(std::string(kept.values.at("text").as_string()), HasSubstr("Thank you for the photograph."));
  const auto with = must(files.of(see(worker), person, id));
  ASSERT_EQ(with.size(), 1u);
  EXPECT_EQ(with[0].type, "application/pdf");
  // Something in it changed since it was shown.
  a.words["words"] = "Something else.";
  EXPECT_EQ(letters.keep(pass, a, must(compose(a)), made.mark, "key-2").error().code, Code::Conflict);
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 1);
  // From the same form with other words, looked at anew: it is another letter, and not the first one's copy.
  const auto other = must(compose(a));
  EXPECT_NE(must(letters.keep(pass, a, other, other.mark, "key-1")), id);
}

TEST_F(Writing, a_letter_about_a_complaint_is_kept_where_complaints_are) {
  auto a = asked("complaint-acknowledged");
  a.entry = complaint();
  a.words["next"] = "We write again.";
  const auto made = must(compose(a));
  const auto id = must(letters.keep(to_write(worker, "complaint-letter"), a, made, made.mark, "key"));
  const auto& kind = w.charter->at(entry(worker, id).kind);
  EXPECT_EQ(kind.code, "complaint-letter");
  EXPECT_EQ(kind.categories(), w.charter->at(w.kind("complaint")).categories());
}

class Referral : public Desk {
 protected:
  gate::Actor lead = w.actor(w.hire("incident-lead"));
  people::LinesSince since{*w.db, *w.ledger};

  EntryId concern() {
    return write(
        worker, "safeguarding-concern",
        R"({"noticed-on":"2026-11-15T21:00","type":["neglect"],"what-worries-you":"No food for two days",
                     "safe-now":"yes","what-they-want":"To stay at home","done-now":"Rang the manager"})");
  }
  Result<std::uint32_t> refer(EntryId id, std::string_view answers) {
    const auto pass = must(w.gate.step(lead, person, w.service(), w.kind("safeguarding-concern")));
    return entries.move(lead, pass, person, id, must(entries.place(person, id)).version, "refer", "",
                        values(answers));
  }
  Asked about(EntryId id, std::string to) {
    auto a = asked("safeguarding-referral", std::move(to));
    a.entry = id;
    a.words["who"] = "Maya Okafor, 1 Elm Street";
    return a;
  }
  Pass sees() {
    return must(w.gate.see(lead, person,
                           {ledger::Act::View, "form", "", letters.wanted(letter("safeguarding-referral"))}));
  }
  Result<Composed> composed(const Asked& a) { return letters.compose(sees(), a, w.service(), "Jo Lead"); }
};

constexpr std::string_view kReferred =
    R"({"council":"The council","told-on":"2026-11-15T21:30","agrees":"yes","person-told":"yes"})";

TEST_F(Referral, Promise_LL_2_3d_who_is_told_without_a_yes_has_a_ground_and_who_does_not_know_a_reason) {
  const auto id = concern();
  const auto at = [&](std::string_view answers) {
    const auto moved = refer(id, answers);
    return moved ? std::string() : words_of(moved.error());
  };
  EXPECT_THAT(at(R"({"council":"The council","told-on":"2026-11-15T21:30"})"), StartsWith("agrees: "));
  EXPECT_THAT(
      at(R"({"council":"The council","told-on":"2026-11-15T21:30","agrees":"no","person-told":"yes"})"),
      StartsWith("why-anyway: "));
  EXPECT_THAT(
      at(R"({"council":"The council","told-on":"2026-11-15T21:30","agrees":"yes","person-told":"no"})"),
      StartsWith("why-untold: "));
  EXPECT_EQ(at(R"({"council":"The council","told-on":"2026-11-15T21:30","agrees":"no","person-told":"no",
                   "why-anyway":"Others may be hurt","why-untold":"It would put them in danger"})"),
            "");
}

TEST_F(Referral, Promise_LL_2_3d_a_referral_goes_to_those_who_protect_on_a_ground_that_the_notice_names) {
  const auto id = concern();
  must(refer(id, kReferred));
  EXPECT_EQ(entry(lead, id).state, "decided");
  for (const char* other : {"recipient:landlord", "recipient:social-worker", "recipient:safeguarding-team",
                            "recipient:safeguarding-team:consent", "recipient:safeguarding-team:contract"})
    EXPECT_THAT(words_of(composed(about(id, other)).error()), StartsWith("to: ")) << other;
  const auto& referral = letter("safeguarding-referral");
  const auto offered = must(letters.addressees(sees(), person, referral, w.service()));
  EXPECT_FALSE(offered.empty());
  for (const auto& to : offered) EXPECT_TRUE(may_tell(*w.charter, referral, to)) << to.code;
  const auto made = must(composed(about(id, "recipient:safeguarding-team:legal-obligation")));
  const auto text = paper::plain_text(made.document);
  for (const char* said : {"No food for two days", "To stay at home", "we must do it by law", "Jo Lead"})
    EXPECT_THAT(text, HasSubstr(said));
}

TEST_F(Referral, Promise_LL_2_3d_what_was_told_is_on_the_ledger_with_its_ground_and_kept_where_concerns_are) {
  const auto id = concern();
  must(refer(id, kReferred));
  const auto a = about(id, "recipient:safeguarding-team:vital-interests");
  const auto made = must(composed(a));
  const auto pass = must(w.gate.write_about(lead, person, w.kind("safeguarding-letter"), w.service()));
  since.again();
  const auto copy = must(letters.keep(pass, a, made, made.mark, "key"));
  EXPECT_TRUE(since.has(
      {lead.id, Act::Disclose, "shared", {person}, "entry:" + copy.text(), "allowed", "safeguarding-team"}));
  const auto line = newest();
  EXPECT_EQ(line.basis, "vital-interests");
  EXPECT_EQ(line.clause, "3.1.2");
  for (const char* told : {"identity", "safeguarding"}) EXPECT_THAT(line.categories, testing::Contains(told));
  EXPECT_EQ(
      gate::who_sentence(*w.charter, line),
      "Told “Safeguarding teams” about identity, contact and safeguarding; the ground: it protects somebody's life "
      "(Notice, part 3.1.2).");
  const auto kept = entry(lead, copy);
  const auto& kind = w.charter->at(kept.kind);
  EXPECT_EQ(kind.categories(), w.charter->at(w.kind("safeguarding-concern")).categories());
  EXPECT_EQ(kept.values.at("ground").as_string(), "It protects somebody's life");
  EXPECT_EQ(must(letters.keep(pass, a, made, made.mark, "key")), copy) << "pressed twice";
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 2);
}

TEST_F(Writing, whoever_is_promised_to_be_told_before_knows_of_a_letter_to_a_body) {
  auto a = asked("plain", "recipient:social-worker");
  a.words["words"] = "A review is due.";
  EXPECT_THAT(words_of(compose(a).error()), StartsWith("told: The notice says that they are told before"));
  a.told = true;
  const auto made = must(compose(a));
  const auto id = must(letters.keep(to_write(worker, "letter"), a, made, made.mark, "key"));
  EXPECT_EQ(entry(worker, id).values.at("told").as_string(), "before");
}

TEST_F(Writing, Promise_LL_2_1g_a_letter_tells_nobody_what_the_person_does_not_want_told_to_them) {
  auto a = asked("plain", "recipient:social-worker");
  a.told = true;
  a.words["words"] = "A review is due.";
  const auto made = must(compose(a));
  people::Relationship r;
  r.person = person;
  r.name = "Jo Lane";
  r.relation = "social-worker";
  r.phone = "020 7946 0018";
  r.recipient = "social-worker";
  r.not_to_know = {"identity"};
  r.not_to_know_words = "Not that I am here";
  r.id = must(circle.add(to_write(worker, "supporters"), r));
  EXPECT_THAT(words_of(compose(a).error()),
              HasSubstr("Jo Lane: “Not that I am here”. Leave it out of the letter"));
  const auto kept = letters.keep(to_write(worker, "letter"), a, made, made.mark, "key");
  ASSERT_FALSE(kept) << "it was shown before they said so";
  EXPECT_THAT(words_of(kept.error()), StartsWith("to: They do not want"));
  r.not_to_know = {};
  must(circle.change(to_write(worker, "supporters"), r));
  EXPECT_EQ(must(compose(a)).not_wanted.at(0).words, "Not that I am here") << "words alone are shown";
}

/// The invented charter with letters in its refuge, where a school gets nothing.
std::string refuge_with_letters() {
  return people::World::amended(
      "reach", {{"      - information-request\n", "      - information-request\n      - letter\n"},
                {"health-profile, safeguarding-concern]\n    moves",
                 "health-profile, safeguarding-concern, letter]\n    moves"}});
}

class FromRefuge : public Desk {
 protected:
  FromRefuge() : Desk(refuge_with_letters(), std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
};

TEST_F(FromRefuge, a_body_of_another_service_gets_no_letter_from_this_one) {
  const auto& plain = letter("plain");
  const auto codes = [&](ServiceIx service) {
    std::vector<std::string> all;
    for (const auto& to : must(letters.addressees(see(worker), person, plain, service)))
      all.push_back(to.code);
    return all;
  };
  EXPECT_THAT(codes(w.service("young-people")), testing::Contains("recipient:school"));
  EXPECT_THAT(codes(w.service()), Not(testing::Contains("recipient:school")));
  auto a = asked("plain", "recipient:school");
  a.words["words"] = "She moved.";
  EXPECT_THAT(words_of(compose(a).error()), StartsWith("to: Choose"));
  // As if it had been let through before: what is kept is asked once more.
  a.to = "recipient:police";
  auto made = must(compose(a));
  made.shared->with = "school";
  const auto kept = letters.keep(to_write(worker, "letter"), a, made, made.mark, "key");
  ASSERT_FALSE(kept);
  EXPECT_EQ(words_of(kept.error()), "to: Your school gets nothing in Refuge (notice, part 4.2).");
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 0);
}

TEST_F(FromRefuge, a_letter_tells_a_body_no_more_than_its_purposes_use_there) {
  const auto allowed =
      charter::told_for_care(*w.charter, *charter::find_recipient(*w.charter, "counsellor"), w.service());
  EXPECT_TRUE(allowed.has(w.category("care")));
  EXPECT_FALSE(allowed.has(w.category("health"))) << "it is not among what they get";
  auto a = asked("plain", "recipient:police");
  a.words["words"] = "She moved.";
  auto made = must(compose(a));
  made.shared->categories.add(w.category("health"));
  const auto kept = letters.keep(to_write(worker, "letter"), a, made, made.mark, "key");
  ASSERT_FALSE(kept);
  EXPECT_THAT(words_of(kept.error()), HasSubstr("The police may not get “Your health” in Refuge"));
}

TEST_F(FromRefuge, an_exceptional_ground_opens_no_service_that_is_shut_to_a_body) {
  auto by_ground = letter("plain");
  by_ground.parts.insert(by_ground.parts.begin(), {"We write since {ground}.", {}, {}, {}, false});
  ASSERT_TRUE(by_ground.says_ground());
  const auto offered = [&](std::string_view service) {
    std::vector<std::string> all;
    for (const auto& to : must(letters.addressees(see(worker), person, by_ground, w.service(service))))
      all.push_back(to.recipient);
    return all;
  };
  EXPECT_THAT(offered("refuge"), Not(testing::Contains("school")));
  EXPECT_THAT(offered("young-people"), testing::Contains("school"));
}

TEST_F(Writing, what_a_recipient_of_the_notice_is_told_is_on_the_ledger) {
  auto a = asked("plain", "recipient:social-worker");
  a.told = true;
  a.words["words"] = "A review is due.";
  const auto made = must(compose(a));
  must(letters.keep(to_write(worker, "letter"), a, made, made.mark, "key"));
  EXPECT_EQ(newest().act, ledger::Act::Disclose);
  EXPECT_EQ(newest().thing, "social-worker");
  EXPECT_EQ(newest().categories, std::vector<std::string>{"identity"});
}

}  // namespace
}  // namespace candour::letters
