#include "people/person.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::HasSubstr;

charter::Values maya() {
  return boost::json::parse(R"({
    "given-name": "Maya", "family-name": "Okafor", "name-used": "May", "pronouns": "she/her",
    "birth-date": "1964-03-04", "gender": "female", "nhs-number": "9990000018",
    "national-insurance": "QQ123456C", "la-reference": "AB-77", "benefit-reference": "B 12",
    "addresses": [{"address": {"lines": ["1 High Street"], "town": "Ipswich", "postcode": "IP1 1AA"},
                   "kind": "home"}],
    "phones": [{"number": "+447700900123", "kind": "mobile"}], "email": "maya@example.org",
    "languages": [{"language": "Igbo", "level": "first"}], "gp-practice": "Elm Surgery"})")
      .as_object();
}

/// Leading Lives with a service manager, a worker and an office administrator, and one person.
class PersonTest : public testing::Test {
 protected:
  World w{"ll"};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  gate::Actor worker = w.actor(w.hire("worker", w.service()));
  gate::Actor admin = w.actor(w.hire("admin"));
  PersonId id = add();

  PersonId add(const charter::Values& values = maya()) {
    const auto person = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(worker, person, w.service()));
    ReferralId referral;
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, person, values));
      NewReferral r;
      r.service = w.service();
      r.source = "self";
      TRY(referral, w.journeys.refer(txn, pass, r));
      return {};
    }));
    must(w.journeys.accept(manager, referral, 1, std::nullopt, worker.id));
    return person;
  }
  Pass see(const gate::Actor& actor) {
    return must(w.gate.see(actor, id, {ledger::Act::View, "profile", "", kAll}));
  }
  Pass write(const gate::Actor& actor) {
    return must(w.gate.write(actor, id, w.service(), w.kind("profile")));
  }
  Profile profile(const gate::Actor& actor) { return must(w.people.profile(see(actor), id)); }
  std::int64_t count(const std::string& sql) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      return s.each(sql, {}, [&](const store::Row& r) { return n = r.i64(0), true; });
    }));
    return n;
  }
};

TEST_F(PersonTest, comes_back_as_it_was_written) {
  const auto p = profile(worker);
  EXPECT_EQ(p.name(), "Maya Okafor");
  EXPECT_EQ(p.likes(), "May");
  EXPECT_EQ(p.birth_date(), make_date(1964, 3, 4));
  EXPECT_EQ(p.values, maya());
  EXPECT_EQ(p.version, 1u);
  EXPECT_EQ(normal_reference(p.reference), p.reference);
  EXPECT_EQ(p.reference.substr(0, 3), "LL-");
}

TEST_F(PersonTest, Promise_LL_2_1a_the_personal_details_of_the_notice_have_a_place_each) {
  const auto p = profile(worker);
  for (const auto code : {"given-name", "family-name", "birth-date", "gender", "addresses", "phones", "email",
                          "national-insurance", "la-reference", "benefit-reference"})
    EXPECT_TRUE(p.values.contains(code)) << code;
  EXPECT_TRUE(w.charter->kind_use(w.service(), w.kind("emergency-contact")));
  EXPECT_TRUE(w.charter->kind_use(w.service(), w.kind("individual-agreement")));
}

TEST_F(PersonTest, Promise_IG_9_2_nothing_that_names_somebody_lies_open_in_the_tables) {
  const auto columns = store::columns_for_tests(*w.db);
  ASSERT_GT(columns.size(), 100u);
  for (const auto& [table, column] : columns)
    for (const auto* word :
         {"Okafor", "Maya", "9990000018", "IP1 1AA", "900123", "Elm Surgery", "1964-03-04"})
      EXPECT_EQ(store::rows_that_hold(*w.db, table, column, word), 0)
          << word << " in " << table << "." << column;
}

TEST_F(PersonTest, two_who_change_at_once_are_told_and_nothing_is_written) {
  auto first = maya(), second = maya();
  first["email"] = "first@example.org";
  second["email"] = "second@example.org";
  EXPECT_EQ(must(w.people.change(write(worker), id, 1, first, false)), 2u);
  const auto late = w.people.change(write(manager), id, 1, second, false);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::Conflict);
  EXPECT_EQ(profile(worker).values.at("email"), "first@example.org");
  EXPECT_EQ(count("SELECT count(*) FROM person_version"), 2);
}

TEST_F(PersonTest, what_the_writer_cannot_see_is_carried_over_untouched) {
  const auto seen = profile(admin);
  EXPECT_TRUE(seen.held_back.has(w.category("health")));
  EXPECT_TRUE(seen.held_back.has(w.category("communication")));
  auto values = seen.values;
  EXPECT_FALSE(values.contains("gp-practice"));
  values["email"] = "new@example.org";
  EXPECT_EQ(must(w.people.change(write(admin), id, 1, values, false)), 2u);
  const auto after = profile(worker);
  EXPECT_EQ(after.version, 2u);
  EXPECT_EQ(after.values.at("email"), "new@example.org");
  EXPECT_EQ(after.values.at("gp-practice"), "Elm Surgery");
  EXPECT_EQ(after.values.at("languages"), maya().at("languages"));
  // Only what changed was sealed anew.
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE entry=person AND version=2"), 1);
}

TEST_F(PersonTest, somebody_may_not_write_what_they_cannot_see) {
  auto values = profile(admin).values;
  values["gp-practice"] = "Oak Surgery";
  const auto tried = w.people.change(write(admin), id, 1, values, false);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
  EXPECT_EQ(profile(worker).values.at("gp-practice"), "Elm Surgery");
}

TEST_F(PersonTest, an_older_version_opens_as_it_was) {
  auto values = maya();
  values["family-name"] = "Brown";
  must(w.people.change(write(worker), id, 1, values, false));
  const auto now = profile(worker);
  EXPECT_EQ(now.name(), "Maya Brown");
  EXPECT_EQ(now.values.at("previous-names").as_array()[0].at("family"), "Okafor");
  EXPECT_EQ(must(w.people.profile_at(see(worker), id, 1)).values, maya());
  const auto versions = must(w.people.versions(see(worker), id));
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].why, "change");
  EXPECT_EQ(versions[0].by, worker.id);
  EXPECT_FALSE(w.people.profile_at(see(worker), id, 3));
}

TEST_F(PersonTest, a_correction_leaves_no_former_name_in_view) {
  auto values = maya();
  values["family-name"] = "Okafur";
  must(w.people.change(write(worker), id, 1, values, true));
  EXPECT_FALSE(profile(worker).values.contains("previous-names"));
  EXPECT_EQ(must(w.people.versions(see(worker), id))[0].why, "correction");
}

TEST_F(PersonTest, the_same_form_twice_makes_one_version) {
  auto values = maya();
  values["title"] = "Dr";
  EXPECT_EQ(must(w.people.change(write(worker), id, 1, values, false)), 2u);
  EXPECT_EQ(must(w.people.change(write(worker), id, 2, values, false)), 2u);
  EXPECT_EQ(count("SELECT count(*) FROM person_version"), 2);
}

TEST_F(PersonTest, an_answer_that_is_taken_back_is_gone) {
  auto values = maya();
  values.erase("languages");
  must(w.people.change(write(worker), id, 1, values, false));
  const auto p = profile(worker);
  EXPECT_FALSE(p.values.contains("languages"));
  EXPECT_FALSE(p.held_back.has(w.category("communication")));
}

TEST_F(PersonTest, Promise_IM_3_1_a_field_that_the_service_does_not_ask_for_is_refused_with_the_clause) {
  auto values = maya();
  values["username"] = "maya64";
  const auto tried = w.people.change(write(worker), id, 1, values, false);
  // The form of this service never asks for it, so it is left out, not kept.
  ASSERT_TRUE(tried);
  EXPECT_FALSE(profile(worker).values.contains("username"));
  const auto person = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(worker, person, w.service()));
  const auto added = w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(w.people.add(txn, pass, person, values));
    return {};
  });
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::NotAllowed);
  EXPECT_EQ(added.error().clause, "2.1");
}

TEST_F(PersonTest, Promise_ALL_4_bad_answers_are_refused_by_field_and_nothing_is_kept) {
  auto values = maya();
  values["nhs-number"] = "9990000019";
  values.erase("given-name");
  values.erase("family-name");
  values["birth-date"] = "2027-01-01";
  const auto tried = w.people.change(write(worker), id, 1, values, false);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Invalid);
  std::set<std::string> fields;
  for (const auto& f : tried.error().fields) fields.insert(f.field);
  EXPECT_THAT(fields, testing::IsSupersetOf({"nhs-number", "family-name", "birth-date"}));
  EXPECT_EQ(profile(worker).version, 1u);
}

TEST_F(PersonTest, Promise_IG_4_2_an_NHS_number_is_checked_and_kept) {
  EXPECT_EQ(profile(worker).values.at("nhs-number"), "9990000018");
  auto values = maya();
  values["nhs-number"] = "9990000026";
  EXPECT_TRUE(w.people.change(write(worker), id, 1, values, true));
  values["nhs-number"] = "1234567890";
  EXPECT_FALSE(w.people.change(write(worker), id, 2, values, true));
}

TEST_F(PersonTest, a_death_is_recorded_by_duty_and_can_be_undone) {
  const auto on = make_date(2026, 11, 20);
  const auto by_duty = must(w.gate.act(manager, id, w.service(), charter::Duty::MarkDeath));
  EXPECT_FALSE(w.people.record_death(see(worker), id, on, false)) << "a look gives no right to it";
  EXPECT_FALSE(w.people.record_death(by_duty, id, make_date(2026, 11, 22), false)) << "not tomorrow";
  must(w.people.record_death(by_duty, id, on, false));
  EXPECT_EQ(profile(worker).died, on);
  EXPECT_EQ(profile(worker).version, 2u);
  must(w.people.record_death(by_duty, id, on, true));
  EXPECT_FALSE(profile(worker).died);
  EXPECT_EQ(must(w.people.versions(see(worker), id))[0].why, "death-undone");
}

TEST_F(PersonTest, nobody_dies_before_their_birth) {
  const auto by_duty = must(w.gate.act(manager, id, w.service(), charter::Duty::MarkDeath));
  const auto refused = w.people.record_death(by_duty, id, make_date(1964, 3, 3), false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).field, "died");
  EXPECT_THAT(refused.error().fields.at(0).message, HasSubstr("3 March 1964 is before 4 March 1964"));
  must(w.people.record_death(by_duty, id, make_date(2026, 11, 20), false));
  auto born_later = maya();
  born_later["birth-date"] = "2026-11-21";
  const auto late = w.people.change(write(manager), id, 2, born_later, true);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().fields.at(0).field, "birth-date");
}

TEST_F(PersonTest, an_address_does_not_end_before_it_begins) {
  auto moved = maya();
  auto& row = moved["addresses"].as_array()[0].as_object();
  row["from"] = "2020-05-01";
  row["to"] = "2020-04-30";
  const auto refused = w.people.change(write(worker), id, 1, moved, false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).field, "addresses-0-to");
}

TEST_F(PersonTest, somebody_with_one_name_is_kept_with_it) {
  for (const auto field : {"given-name", "family-name"}) {
    const auto one = add({{field, "Sukarno"}, {"birth-date", "1950-06-07"}});
    const auto pass = must(w.gate.see(worker, one, {ledger::Act::View, "profile", "", kAll}));
    EXPECT_EQ(must(w.people.profile(pass, one)).name(), "Sukarno");
  }
  const auto person = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(worker, person, w.service()));
  EXPECT_FALSE(w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(w.people.add(txn, pass, person, {{"pronouns", "they/them"}, {"birth-date", "1950-06-07"}}));
    return {};
  })) << "but somebody without any name is not";
}

TEST_F(PersonTest, a_pass_for_one_person_opens_nobody_else) {
  const auto other = add([] {
    auto v = maya();
    v["nhs-number"] = "9990000026";
    return v;
  }());
  EXPECT_FALSE(w.people.profile(see(worker), other));
  EXPECT_FALSE(w.people.change(write(worker), other, 1, maya(), false));
  EXPECT_FALSE(w.people.versions(see(worker), other));
}

TEST_F(PersonTest, a_list_comes_in_the_order_asked) {
  std::vector<PersonId> ids{id};
  for (int i = 0; i < 20; ++i) ids.insert(ids.begin(), add());
  const auto reach = must(w.gate.see_many(worker, ids, {ledger::Act::View, "caseload", "", kAll}));
  const auto profiles = must(w.people.profiles(reach, ids));
  ASSERT_EQ(profiles.size(), ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(profiles[i].id, ids[i]);
}

TEST_F(PersonTest, undo_removes_the_untouched_and_stops_at_the_touched) {
  const auto fresh = add();
  const auto pass = must(w.gate.write(manager, fresh, w.service(), w.kind("profile")));
  std::vector<vault::KeyName> due;
  const auto undo = [&](const Pass& p, PersonId who) {
    return w.db->write([&](store::Txn& txn) { return w.people.remove_untouched(txn, p, p, {who}, due); });
  };
  auto values = maya();
  values["title"] = "Dr";
  must(w.people.change(write(worker), id, 1, values, false));
  const auto touched = undo(must(w.gate.write(manager, id, w.service(), w.kind("profile"))), id);
  ASSERT_FALSE(touched);
  EXPECT_EQ(touched.error().code, Code::Conflict);
  due.clear();
  must(undo(pass, fresh));
  must(w.vault->destroy_many(due));
  EXPECT_FALSE(w.gate.see(manager, fresh, {ledger::Act::View, "profile", "", kAll}));
  EXPECT_EQ(count("SELECT count(*) FROM person"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM enrolment"), 1);
  must(w.db->read([&](store::Session& s) -> Status {
    TRY(const auto health, w.vault->check(s));
    EXPECT_EQ(health.unopened + health.missing_keys + health.orphan_keys, 0);
    return {};
  }));
}

TEST_F(PersonTest, Promise_ALL_2_every_change_stands_on_the_ledger) {
  auto values = maya();
  values["email"] = "new@example.org";
  must(w.people.change(write(worker), id, 1, values, false));
  const auto newest = w.all_kept().front().entry;
  EXPECT_EQ(newest.act, ledger::Act::Change);
  EXPECT_EQ(newest.what, "profile");
  EXPECT_EQ(newest.people, std::vector<PersonId>{id});
  EXPECT_EQ(newest.actor, worker.id);
  EXPECT_THAT(newest.categories, testing::ElementsAre("contact"));
  EXPECT_FALSE(newest.purpose.empty());
  EXPECT_FALSE(newest.basis.empty());
}

}  // namespace
}  // namespace candour::people
