// The person's own door: who comes in, what opens, what follows from what is done there, and that no answer
// tells whether anybody is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/consent_terms.h"
#include "gate/who.h"
#include "people/circle_for_tests.h"
#include "people/lines_for_tests.h"
#include "people/relationship.h"
#include "record/disputes.h"
#include "record/own_codes.h"
#include "record/own_wishes.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using charter::OwnPart;
using ledger::Act;
using people::OwnDoors;
using ::testing::HasSubstr;

constexpr std::int64_t kDay = 24ll * 60 * 60 * 1000;
const charter::Date kBorn = make_date(1964, 3, 4);

class OwnDoorScene : public Scene {
 protected:
  explicit OwnDoorScene(const std::string& code = "ll") : Scene(code) {}
  OwnDoorScene(const std::string& file, const std::string& catalogue, charter::Date born)
      : Scene(file, catalogue, born) {}

  people::OwnDoors doors{w.gate, *w.db, *w.vault, w.clock};
  OwnCodes codes{w.gate, *w.db, *w.vault, doors, w.clock};
  OwnWishes wishes{w.gate, *w.db, *w.vault, w.people, entries, w.clock};
  people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
  gate::OwnDoor door{w.gate, *w.vault};
  people::LinesSince since{*w.db, *w.ledger};

  Pass details_pass() { return must(w.gate.write_about(manager, person, w.kind("profile"))); }
  people::OwnDoorMade hand_over(std::optional<RelationshipId> speaks = {},
                                const std::string& mail = "maya@example.org") {
    return must(doors.hand_over(details_pass(), {person, speaks, mail, parse_iso_date(born_)}));
  }
  people::CameIn come_in() {
    return must(doors.enter(hand_over().code, *parse_iso_date(born_), "192.0.2.7"));
  }
  RelationshipId attorney(std::vector<std::string> may_know, std::optional<UnixMs> until = {},
                          std::optional<charter::Date> authority_ends = {}) {
    people::Relationship r;
    r.person = person;
    r.name = "Ada Example";
    r.relation = "sibling";
    r.email = "ada@example.org";
    r.authority = "lpa-health";
    r.evidence = "Saw the registered copy";
    r.informed = "agrees";
    r.may_know = std::move(may_know);
    r.until = until;
    r.authority_ends = authority_ends;
    return people::add_verified(w, circle, must(w.gate.write_about(worker, person, w.kind("supporters"))), r);
  }
  /// To the first use that rests on consent; its code.
  std::string says_yes() {
    const auto purposes = charter::rests_on_consent(*w.charter);
    const auto found = std::ranges::find_if(purposes, [](const auto& p) { return p.purpose != nullptr; });
    EXPECT_NE(found, purposes.end());
    gate::ConsentFlags flags(w.gate, *w.db, w.clock);
    must(w.db->write(
        [&](store::Txn& txn) { return flags.give(txn, details_pass(), person, found->code, {}); }));
    return found->code;
  }
  void pass_time(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  std::string refused(const Result<people::CameIn>& r) {
    EXPECT_FALSE(r);
    return r ? "" : std::to_string(static_cast<int>(r.error().code)) + r.error().fields.at(0).message;
  }
  std::string code_of_mail() {
    const auto mail = must(codes.take(5));
    return mail.empty() ? std::string() : mail.front().code;
  }
};

TEST_F(OwnDoorScene, the_paper_opens_once_with_the_birth_date_and_in_time) {
  const auto made = hand_over();
  const auto wrong = refused(doors.enter("AAAA-BBBB-CCCC", kBorn, "192.0.2.7"));
  EXPECT_EQ(refused(doors.enter(made.code, make_date(1964, 3, 5), "192.0.2.7")), wrong);
  const auto in = must(doors.enter(made.code, kBorn, "192.0.2.7"));
  EXPECT_EQ(must(doors.find(in.token)).at.person, person);
  EXPECT_EQ(refused(doors.enter(made.code, kBorn, "192.0.2.7")), wrong) << "used twice";
  const auto late = hand_over();
  EXPECT_FALSE(doors.find(in.token)) << "a new paper shuts the door of before";
  pass_time(15 * kDay);
  EXPECT_EQ(refused(doors.enter(late.code, kBorn, "192.0.2.7")), wrong) << "lapsed";
  const auto shut = hand_over();
  must(doors.shut(details_pass(), person, shut.id));
  EXPECT_EQ(refused(doors.enter(shut.code, kBorn, "192.0.2.7")), wrong) << "shut";
}

TEST_F(OwnDoorScene, guessing_birth_dates_for_a_paper_is_slowed) {
  const auto made = hand_over();
  for (int day = 10; day < 15; ++day)
    EXPECT_FALSE(doors.enter(made.code, make_date(1964, 3, day), "192.0.2.7"));
  const auto right = doors.enter(made.code, kBorn, "192.0.2.9");
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, Code::TooMuch);
}

TEST_F(OwnDoorScene, a_session_is_short_and_ends_at_once) {
  const auto in = come_in();
  pass_time(9 * 60'000);
  EXPECT_TRUE(doors.find(in.token));
  pass_time(11 * 60'000);
  EXPECT_FALSE(doors.find(in.token)) << "idle";
  const auto again = come_in();
  for (int i = 0; i < 16; ++i) {
    pass_time(8 * 60'000);
    if (i < 14) EXPECT_TRUE(doors.find(again.token)) << i;
  }
  EXPECT_FALSE(doors.find(again.token)) << "two hours in all";
  const auto third = come_in();
  must(doors.end(third.token));
  EXPECT_FALSE(doors.find(third.token));
}

TEST_F(OwnDoorScene, later_a_code_by_mail_lets_in_and_no_answer_tells_who_is_known) {
  come_in();
  const auto known = must(codes.ask("Maya@Example.org ", kBorn, "192.0.2.7"));
  const auto code = code_of_mail();
  ASSERT_EQ(code.size(), 6u);
  const auto unknown = must(codes.ask("nobody@example.org", kBorn, "192.0.2.7"));
  EXPECT_EQ(code_of_mail(), "") << "nobody is mailed";
  EXPECT_EQ(known.size(), unknown.size());
  const auto wrong_code = code == "000000" ? "000001" : "000000";
  const auto wrong = refused(codes.enter(known, wrong_code, "192.0.2.7"));
  EXPECT_EQ(refused(codes.enter(unknown, wrong_code, "192.0.2.7")), wrong);
  EXPECT_EQ(refused(codes.enter(unknown, code, "192.0.2.7")), wrong) << "another browser";
  EXPECT_TRUE(codes.enter(known, code, "192.0.2.7"));
  EXPECT_EQ(refused(codes.enter(known, code, "192.0.2.7")), wrong) << "used twice";
  must(codes.ask("maya@example.org", make_date(1964, 3, 5), "192.0.2.7"));
  EXPECT_EQ(code_of_mail(), "") << "another birth date";
}

TEST_F(OwnDoorScene, a_code_lapses_and_few_are_tried) {
  come_in();
  const auto first = must(codes.ask("maya@example.org", kBorn, "192.0.2.7"));
  const auto code = code_of_mail();
  pass_time(16 * 60'000);
  EXPECT_FALSE(codes.enter(first, code, "192.0.2.7"));
  const auto second = must(codes.ask("maya@example.org", kBorn, "192.0.2.7"));
  const auto fresh = code_of_mail();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(codes.enter(second, "12345", "192.0.2.7"));
  const auto right = codes.enter(second, fresh, "192.0.2.7");
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, Code::TooMuch);
}

TEST_F(OwnDoorScene, codes_go_to_the_address_that_stands_in_the_details_now) {
  come_in();
  const auto pass = details_pass();
  auto profile = must(w.people.profile(pass, person));
  profile.values["email"] = "new@example.org";
  must(w.people.change(pass, person, profile.version, profile.values, false));
  must(codes.ask("maya@example.org", kBorn, "192.0.2.7"));
  EXPECT_EQ(code_of_mail(), "");
  must(codes.ask("new@example.org", kBorn, "192.0.2.7"));
  EXPECT_NE(code_of_mail(), "");
}

TEST_F(OwnDoorScene, the_gate_opens_no_more_than_what_is_told_to_people_themselves) {
  const auto at = come_in().session.at;
  const auto pass = must(door.look(at, OwnPart::Details, "details"));
  EXPECT_EQ(pass.may_see(), charter::own_sight(*w.charter, OwnPart::Details));
  EXPECT_TRUE(pass.may_write().empty());
  EXPECT_FALSE(w.sees(pass, "safeguarding"));
  EXPECT_FALSE(w.sees(pass, "convictions"));
  EXPECT_TRUE(since.has({{}, Act::View, "own-record", {person}, "", "themselves", "details"}));
  EXPECT_FALSE(door.look({at.door, PersonId::make(1), {}}, OwnPart::Details, "details"))
      << "another person's id";
  EXPECT_FALSE(door.look({gate::DoorId::make(1), person, {}}, OwnPart::Details, "details")) << "no such door";
}

TEST_F(OwnDoorScene, restricted_and_objected_people_still_see_their_own_and_the_dead_have_no_door) {
  const auto at = come_in().session.at;
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test restricts somebody by hand");
    return txn.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {w.db->org(), person})
        .map([](auto) {});
  }));
  EXPECT_TRUE(door.look(at, OwnPart::Details, "details"));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test lets somebody die by hand");
    return txn.run("UPDATE person SET died='2026-11-20' WHERE org=$1 AND id=$2", {w.db->org(), person})
        .map([](auto) {});
  }));
  EXPECT_FALSE(door.look(at, OwnPart::Details, "details"));
}

TEST_F(OwnDoorScene, whoever_speaks_for_somebody_sees_what_they_may_know_while_it_lasts) {
  const auto ada = attorney({"identity", "contact"}, UnixMs{w.clock.now().ms + kDay});
  const auto made = hand_over(ada, "ada@example.org");
  const auto in = must(doors.enter(made.code, kBorn, "192.0.2.7"));
  const auto& at = in.session.at;
  const auto pass = must(door.look(at, OwnPart::Details, "details"));
  EXPECT_TRUE(w.sees(pass, "identity"));
  EXPECT_FALSE(w.sees(pass, "health"));
  EXPECT_TRUE(must(door.look(at, OwnPart::Plan, "plans")).may_see().empty()) << "care is not among it";
  EXPECT_TRUE(since.has({{}, Act::View, "own-record", {person}, "", "for-them", "details"}));
  EXPECT_FALSE(door.decide(at)) << "consents are the person's";
  EXPECT_FALSE(door.who_looked(at, 0, 10)) << "and so is who looked";
  pass_time(2 * kDay);
  EXPECT_FALSE(door.look(at, OwnPart::Details, "details")) << "it ended yesterday";
}

TEST_F(OwnDoorScene, whose_authority_ended_yesterday_reads_and_asks_for_nothing_more) {
  const auto last = today(w.clock.now());
  const auto ada = attorney({"identity", "contact"}, {}, last);
  const auto at = must(doors.enter(hand_over(ada, "ada@example.org").code, kBorn, "192.0.2.7")).session.at;
  EXPECT_TRUE(door.look(at, OwnPart::Details, "details")) << "on its last day it holds";
  const auto asked = must(wishes.ask(at, {"access", "", "key-1"}));
  pass_time(kDay);
  EXPECT_FALSE(door.look(at, OwnPart::Details, "details"));
  EXPECT_FALSE(wishes.requests(at));
  EXPECT_FALSE(wishes.ask(at, {"access", "", "key-2"}));
  EXPECT_FALSE(doors.hand_over(details_pass(), {person, ada, "ada@example.org", kBorn}))
      << "nor is a new paper handed to them";
  EXPECT_EQ(entry(manager, asked).state, "received") << "what was asked while it held is answered";
  EXPECT_EQ(count("SELECT COUNT(*) FROM entry WHERE kind='information-request'"), 1);
}

TEST_F(OwnDoorScene, nobody_speaks_without_papers_or_by_an_authority_that_the_charter_does_not_name) {
  people::Relationship r;
  r.person = person;
  r.name = "Some Body";
  r.relation = "parent";
  r.may_know = {"identity"};
  const auto pass = must(w.gate.write_about(worker, person, w.kind("supporters")));
  const auto none = must(circle.add(pass, r));
  r.authority = "parental";  // Leading Lives names none such
  r.evidence = "Saw the birth certificate";
  const auto parental = people::add_verified(w, circle, pass, r);
  for (const auto& id : {none, parental})
    EXPECT_FALSE(doors.hand_over(details_pass(), {person, id, "", kBorn}));
}

TEST_F(OwnDoorScene, what_they_say_there_is_wrong_is_marked_at_once_and_as_theirs) {
  const auto at = come_in().session.at;
  since.again();
  const auto id = must(wishes.ask(at, {"correction", "I was born in 1965", "key-1", person.raw}));
  EXPECT_TRUE(since.has({{}, Act::Change, "profile", {person}, "disputed", "themselves", person.text()}));
  const auto marks = [&] { return must(disputed_in(w.gate, *w.db, entries, see(manager), person)); };
  ASSERT_EQ(marks().size(), 1u);
  EXPECT_EQ(marks()[0].request, id);
  EXPECT_EQ(marks()[0].words, "I was born in 1965");
  const auto theirs = plan(), ours = note();
  must(wishes.ask(at, {"correction", "I never said that", "key-2", theirs.raw}));
  EXPECT_NE(dispute_of(marks(), theirs.raw), nullptr);
  EXPECT_FALSE(wishes.ask(at, {"correction", "Nor that", "key-3", ours.raw})) << "they do not read it there";
  must(wishes.ask(at, {"access", "All of it", "key-4", theirs.raw}));
  EXPECT_EQ(marks().size(), 2u) << "asking to see it disputes nothing";
  const auto elsewhere = enrol();
  must(wishes.ask(at, {"correction", "It was on Monday", "key-5", elsewhere.raw}));
  EXPECT_EQ(marks().size(), 2u) << "what has gone meanwhile is not marked, and their words are taken";
}

TEST_F(OwnDoorScene, a_copy_asked_for_is_a_request_with_its_day) {
  const auto at = come_in().session.at;
  const auto id = must(wishes.ask(at, {"access", "", "key-1"}));
  EXPECT_EQ(must(wishes.ask(at, {"access", "", "key-1"})), id) << "sent twice is one";
  EXPECT_TRUE(since.has({{}, Act::Create, "information-request", {person}, "", "themselves", id.text()}));
  const auto all = must(wishes.requests(at));
  ASSERT_EQ(all.size(), 1u);
  ASSERT_TRUE(all[0].due);
  EXPECT_EQ(iso_date(*all[0].due), "2026-12-21") << "thirty days and the month: the earlier";
  const auto wrong = wishes.ask(at, {"correction", "", ""});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fields.at(0).field, "words");
}

TEST_F(OwnDoorScene, what_staff_propose_among_themselves_is_not_told_before_two_decided) {
  const auto at = come_in().session.at;
  const auto id = must(wishes.ask(at, {"erasure", "All of it", ""}));
  const auto officer = w.actor(w.hire("dp-lead"));
  const auto step = [&](std::string_view move, const charter::Values& answers) {
    const auto pass = must(w.gate.step(officer, person, w.service(), w.kind("information-request")));
    must(entries.move(officer, pass, person, id, must(entries.entry(see(officer), person, id)).version, move,
                      "", answers));
  };
  step("know", {{"identity", "By their own door"}, {"counts-from", "2026-11-21"}});
  step("propose-erasure", {{"keeps", boost::json::array{"nothing"}}});
  EXPECT_EQ(must(wishes.requests(at)).at(0).state, "Being answered");
}

TEST_F(OwnDoorScene, Promise_IM_1_6_what_is_wrong_becomes_the_work_of_staff) {
  const auto at = come_in().session.at;
  const auto id = must(wishes.ask(at, {"correction", "My street is wrong", ""}));
  const auto e = entry(manager, id);
  EXPECT_EQ(e.values.at("what"), "My street is wrong");
  EXPECT_EQ(e.values.at("right"), "correction");
  const auto due = must(entries.due_for(see(manager), person, make_date(2027, 6, 1)));
  EXPECT_TRUE(std::ranges::any_of(due, [&](const Due& d) { return d.entry == id; }));
}

TEST_F(OwnDoorScene, a_consent_is_taken_back_in_one_step_and_counts_at_once) {
  const auto agreed = says_yes();
  const auto at = come_in().session.at;
  const auto yes = must(wishes.consents(at));
  ASSERT_EQ(yes.size(), 1u);
  EXPECT_TRUE(yes[0].alone);
  must(wishes.take_back(at, agreed));
  EXPECT_TRUE(must(wishes.consents(at)).empty());
  EXPECT_TRUE(since.has({{}, Act::Change, "consent", {person}, "withdrawn", "themselves", agreed}));
  bool stands = true;
  must(w.db->read([&](store::Session& db) -> Status {
    TRY(stands, gate::ConsentFlags(w.gate, *w.db, w.clock).stands(db, details_pass(), person, agreed));
    return {};
  }));
  EXPECT_FALSE(stands);
}

TEST_F(OwnDoorScene, what_is_sent_is_stopped_in_one_step) {
  const auto at = come_in().session.at;
  const auto all = must(wishes.mailings(at));
  for (const auto& one : all) {
    must(wishes.stop(at, one.code));
    for (const auto& now : must(wishes.mailings(at)))
      if (now.code == one.code) EXPECT_TRUE(now.stopped) << one.code;
  }
}

TEST(OwnDoor, what_was_shared_behind_somebodys_back_does_not_stand_at_their_door) {
  const auto knows = [](std::string_view state, std::string_view json) {
    return charter::person_knows_of(state, values(json));
  };
  EXPECT_TRUE(knows("given", R"({"told":"before"})"));
  EXPECT_TRUE(knows("looked-at", R"({"told":"after","told-on":"2026-11-20"})"));
  EXPECT_FALSE(knows("given", R"({"told":"no"})"));
  EXPECT_FALSE(knows("given", R"({"told":"after"})")) << "not told yet";
  EXPECT_FALSE(knows("given", "{}"));
  for (const auto* state : {"ready", "waiting", "refused", "dropped", ""})
    EXPECT_FALSE(knows(state, R"({"told":"before"})")) << state;
}

TEST_F(OwnDoorScene, who_looked_tells_staff_and_person_apart_and_no_kind_of_entry) {
  note();
  must(w.gate.see(worker, person, {Act::View, "safeguarding-concern", "", CategorySet::of_bits(~0ull)}));
  const auto at = come_in().session.at;
  const auto kept = must(door.who_looked(at, 0, 50));
  ASSERT_FALSE(kept.empty());
  std::string all;
  for (const auto& k : kept)
    if (const auto s = gate::own_sentence(*w.charter, k.entry)) all += *s + "\n";
  EXPECT_THAT(all, ::testing::Not(HasSubstr("safeguarding concern")));
  EXPECT_THAT(all, HasSubstr("Looked at your record"));
  EXPECT_EQ(gate::own_door_side(kept.front().entry), OwnDoorSide::Themselves);
  ledger::Entry told;
  told.act = Act::Disclose;
  told.what = "shared";
  told.thing = "police";
  EXPECT_FALSE(gate::own_sentence(*w.charter, told))
      << "that stands on a page of its own, once they know of it";
}

TEST_F(OwnDoorScene, Attack_no_purpose_says_which_sort_of_entry_it_was) {
  ledger::Entry e;
  e.act = Act::Create;
  e.what = "safeguarding-concern";
  e.purpose = "keep-safe";
  e.clause = "2.3";
  EXPECT_EQ(gate::own_sentence(*w.charter, e), "Wrote something in your record.");
  e.what = "appointment";
  e.purpose = "deliver-support";
  EXPECT_THAT(*gate::own_sentence(*w.charter, e), HasSubstr("Notice, part")) << "those they read here anyway";
}

TEST_F(OwnDoorScene, Attack_no_door_makes_a_heap_of_requests) {
  const auto at = come_in().session.at;
  int taken = 0;
  for (int i = 0; i < 30; ++i)
    taken += wishes.ask(at, {"access", "All of it", "key-" + std::to_string(i)}).has_value();
  EXPECT_EQ(taken, 20);
  const auto no = wishes.ask(at, {"access", "All of it", "one-more"});
  ASSERT_FALSE(no);
  EXPECT_THAT(no.error().fields.front().message, HasSubstr("Ask for more tomorrow"));
  w.clock.set({w.clock.now().ms + std::int64_t{25} * 60 * 60 * 1000});
  EXPECT_TRUE(wishes.ask(come_in().session.at, {"access", "All of it", "tomorrow"}));
}

TEST(OwnDoor, that_one_of_us_comes_alone_is_for_staff) {
  const people::World w("ps");
  const auto& k = w.charter->at(w.kind("appointment"));
  ASSERT_TRUE(k.find_field("visit"));
  EXPECT_FALSE(charter::told_to_themselves(k, *k.find_field("visit")));
}

TEST_F(OwnDoorScene, Attack_rows_changed_behind_the_seals_open_nothing) {
  const auto made = hand_over();
  w.tamper("UPDATE own_door SET opened=1 WHERE org=$1", {w.db->org()});
  EXPECT_FALSE(door.look({made.id, person, {}}, OwnPart::Details, "details"));
}

TEST_F(OwnDoorScene, Attack_a_session_put_in_behind_the_seals_is_none) {
  const auto in = come_in();
  w.tamper("UPDATE own_session SET token=$2 WHERE org=$1",
           {w.db->org(), ByteView(vault::token_hash("a-token-of-my-own"))});
  EXPECT_FALSE(doors.find("a-token-of-my-own"));
  EXPECT_FALSE(doors.find(in.token));
}

class ChildsDoor : public OwnDoorScene {
 protected:
  ChildsDoor()
      : OwnDoorScene(std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml",
                     std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue", make_date(2014, 3, 4)) {}
};

TEST_F(ChildsDoor, whoever_is_below_the_age_takes_nothing_back_alone) {
  const auto agreed = says_yes();
  const auto at = come_in().session.at;
  const auto yes = must(wishes.consents(at));
  ASSERT_EQ(yes.size(), 1u);
  EXPECT_FALSE(yes[0].alone);
  const auto no = wishes.take_back(at, agreed);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::NotAllowed);
  EXPECT_EQ(must(wishes.consents(at)).size(), 1u);
}

/// A charter that says nothing of it opens no such door.
class NoDoor : public OwnDoorScene {
 protected:
  NoDoor()
      : OwnDoorScene(people::World::amended("ll", "  own-door: true\n", ""),
                     std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue", kBorn) {}
};

TEST_F(NoDoor, where_the_charter_does_not_say_so_there_is_none) {
  EXPECT_FALSE(doors.hand_over(details_pass(), {person, {}, "", kBorn}));
}

}  // namespace
}  // namespace candour::record
