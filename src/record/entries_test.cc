#include "record/entries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::HasSubstr;

class EntriesTest : public Scene {};

constexpr std::string_view kNote =
    R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Went for a walk"})";

TEST_F(EntriesTest, comes_back_as_it_was_written) {
  const auto id = note();
  const auto e = entry(worker, id);
  EXPECT_EQ(e.values, values(kNote));
  EXPECT_EQ(e.author, worker.id);
  EXPECT_EQ(e.state, "noted");
  EXPECT_EQ(e.happened, *to_unix({make_date(2026, 11, 20), 14, 20}));
  EXPECT_EQ(e.written, w.clock.now());
  EXPECT_FALSE(e.corrected);
  EXPECT_EQ(newest().act, ledger::Act::View);
  EXPECT_EQ(w.all_kept()[1].entry.act, ledger::Act::Create);
  EXPECT_EQ(w.all_kept()[1].entry.thing, id.text());
}

TEST_F(EntriesTest, Promise_IM_7_1_every_entry_can_say_its_purpose_basis_and_clause) {
  const auto e = entry(worker, note());
  EXPECT_TRUE(w.charter->find_purpose(e.purpose)) << e.purpose;
  EXPECT_FALSE(e.basis.empty());
  EXPECT_FALSE(e.clause.empty());
  const auto& use = newest();
  EXPECT_FALSE(use.purpose.empty());
  EXPECT_FALSE(use.basis.empty());
}

TEST_F(EntriesTest, reasons_are_kept_once_for_all_entries_alike) {
  note();
  note();
  plan();
  EXPECT_EQ(count("SELECT count(*) FROM policy"), 1);
  write(worker, "risk-assessment",
        R"({"date":"2026-11-01","risk":"Stairs","who-could-be-hurt":"Maya","level":"low",
            "what-we-do":"Hold the rail","review-date":"2027-05-01"})");
  EXPECT_EQ(count("SELECT count(*) FROM policy"), 2);
}

TEST_F(EntriesTest, Promise_IM_3_1_a_kind_that_the_service_does_not_keep_is_refused_with_the_clause) {
  auto e = fresh("contact-note", kNote);
  const auto pass = to_write(worker, "contact-note");
  e.service = w.service("day-opportunities");
  EXPECT_EQ(entries.write(pass, e).error().code, Code::NotAllowed) << "a pass is for one service";

  // The gate already refuses a kind that the service lacks; behind it the room refuses too.
  e = fresh("household", R"({"electricity":"x"})");
  const auto outside = w.charter->kind_use(w.service("day-opportunities"), w.kind("household"));
  EXPECT_EQ(outside, nullptr);
  EXPECT_FALSE(w.gate.write(worker, person, w.service("day-opportunities"), w.kind("household")));
}

TEST_F(EntriesTest, Promise_IM_4_1_each_answer_is_sealed_with_its_category_and_opens_by_category) {
  const auto id = note();
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE entry<>person AND category='care'"), 1);
  const auto finance = w.actor(w.hire("finance"));
  const auto e = entry(finance, id);
  EXPECT_TRUE(e.values.empty());
  EXPECT_TRUE(e.held_back.has(w.category("care")));
}

TEST_F(EntriesTest, Promise_IM_3_3_every_entry_names_where_it_comes_from) {
  auto e = fresh("contact-note", kNote);
  e.source = "";
  EXPECT_EQ(entries.write(to_write(worker, "contact-note"), e).error().code, Code::Invalid);
  e.source = "a-friend-of-a-friend";
  EXPECT_EQ(entries.write(to_write(worker, "contact-note"), e).error().code, Code::Invalid);
  e.source = "parent";
  e.source_name = "Mrs Okafor, mother";
  const auto id = must(entries.write(to_write(worker, "contact-note"), e));
  EXPECT_EQ(entry(worker, id).source, "parent");
  EXPECT_EQ(entry(worker, id).source_name, "Mrs Okafor, mother");
  EXPECT_EQ(store::rows_that_hold(*w.db, "segment", "sealed", "Okafor"), 0);
}

TEST_F(EntriesTest, Promise_LL_2_2a_family_attorney_and_the_council_can_be_named_as_sources) {
  for (const auto source : {"person", "partner", "sibling", "friend", "advocate", "attorney", "staff"}) {
    auto e = fresh("contact-note", kNote);
    e.source = source;
    EXPECT_TRUE(entries.write(to_write(worker, "contact-note"), e)) << source;
  }
  const auto givers = charter::givers(*w.charter);
  for (const auto& [code, name] : givers) {
    auto e = fresh("contact-note", kNote);
    e.source = code;
    EXPECT_TRUE(entries.write(to_write(worker, "contact-note"), e)) << code;
  }
  EXPECT_FALSE(givers.empty());
}

TEST_F(EntriesTest, Promise_PS_1_1_what_the_person_says_is_collected_on_an_ongoing_basis) {
  note("2026-11-18T10:00", "Said the new flat is fine");
  note("2026-11-20T10:00", "Said the stairs are hard");
  const auto page = must(entries.timeline(see(worker), person, {}, std::nullopt));
  ASSERT_EQ(page.entries.size(), 2u);
  for (const auto& e : page.entries) EXPECT_EQ(e.source, "person");
}

TEST_F(EntriesTest, Promise_ALL_4_bad_answers_are_refused_by_field_with_a_mend) {
  auto e = fresh("contact-note", R"({"when":"2026-12-24T10:00","method":"pigeon"})");
  const auto tried = entries.write(to_write(worker, "contact-note"), e);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Invalid);
  std::set<std::string> fields;
  for (const auto& f : tried.error().fields) fields.insert(f.field);
  EXPECT_THAT(fields, testing::IsSupersetOf({"when", "method", "what-happened"}));
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 0);
}

TEST_F(EntriesTest, nobody_has_an_appointment_after_their_death) {
  const auto booked = write(worker, "appointment", R"({"when":"2026-11-30T10:00","what":"Dentist"})");
  const auto by_duty = must(w.gate.act(manager, person, w.service(), charter::Duty::MarkDeath));
  must(w.people.record_death(by_duty, person, make_date(2026, 11, 20), false));
  const auto late = [&](std::string_view when) {
    return entries.write(to_write(worker, "appointment"),
                         fresh("appointment", R"({"when":")" + std::string(when) + R"(","what":"Dentist"})"));
  };
  const auto refused = late("2026-11-21T10:00");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).field, "when");
  EXPECT_THAT(refused.error().fields.at(0).message, testing::HasSubstr("after the person died"));
  EXPECT_TRUE(late("2026-11-20T10:00")) << "on the day itself there may have been one";
  EXPECT_FALSE(late("2106-11-20T10:00"));
  // What was booked before can still be written about.
  must(entries.change(to_write(worker, "appointment"), person, booked, 1,
                      values(R"({"when":"2026-11-30T10:00","what":"Dentist","note":"Told the practice"})"),
                      ""));
}

TEST_F(EntriesTest, the_same_form_posted_twice_is_one_entry) {
  auto e = fresh("contact-note", kNote);
  e.post_key = "form-1";
  const auto pass = to_write(worker, "contact-note");
  const auto first = must(entries.write(pass, e)), second = must(entries.write(pass, e));
  EXPECT_EQ(first, second);
  EXPECT_EQ(count("SELECT count(*) FROM entry"), 1);
  e.person = enrol();
  const auto other = must(w.gate.write(worker, e.person, w.service(), e.kind));
  EXPECT_EQ(entries.write(other, e).error().code, Code::Conflict);
}

TEST_F(EntriesTest, a_kind_that_a_person_has_once_is_not_written_twice) {
  write(worker, "health-profile", R"({"allergies":"Penicillin"})");
  const auto again = entries.write(to_write(worker, "health-profile"),
                                   fresh("health-profile", R"({"allergies":"None known"})"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
}

TEST_F(EntriesTest, two_who_change_at_once_are_told_and_nothing_is_written) {
  const auto id = note();
  auto mine = values(kNote), theirs = values(kNote);
  mine["next-steps"] = "Call the doctor";
  theirs["next-steps"] = "Call the council";
  EXPECT_EQ(must(entries.change(to_write(worker, "contact-note"), person, id, 1, mine, "")), 2u);
  const auto late = entries.change(to_write(manager, "contact-note"), person, id, 1, theirs, "");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::Conflict);
  EXPECT_EQ(entry(worker, id).values, mine);
}

TEST_F(EntriesTest, a_correction_keeps_the_old_words_and_the_reason) {
  const auto id = note();
  auto right = values(kNote);
  right["what-happened"] = "Went to the shop";
  must(entries.change(to_write(worker, "contact-note"), person, id, 1, right, "I mixed up two days"));
  const auto now = entry(worker, id);
  EXPECT_TRUE(now.corrected);
  EXPECT_EQ(now.values.at("what-happened"), "Went to the shop");
  EXPECT_EQ(must(entries.entry_at(see(worker), person, id, 1)).values, values(kNote));
  const auto versions = must(entries.versions(see(worker), person, id));
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].change, "corrected");
  EXPECT_EQ(versions[0].why, "I mixed up two days");
  EXPECT_EQ(versions[1].change, "written");
  EXPECT_EQ(versions[1].why, "");
  // The reason is sealed too, and no later change inherits it.
  EXPECT_EQ(store::rows_that_hold(*w.db, "segment", "sealed", "mixed"), 0);
  right["minutes"] = 30;
  must(entries.change(to_write(worker, "contact-note"), person, id, 2, right, ""));
  EXPECT_EQ(must(entries.versions(see(worker), person, id))[0].why, "");
  EXPECT_TRUE(entry(worker, id).corrected);
}

TEST_F(EntriesTest, a_correction_that_changes_nothing_is_refused) {
  const auto id = note();
  EXPECT_EQ(
      entries.change(to_write(worker, "contact-note"), person, id, 1, values(kNote), "why").error().code,
      Code::Invalid);
  EXPECT_EQ(must(entries.change(to_write(worker, "contact-note"), person, id, 1, values(kNote), "")), 1u);
}

TEST_F(EntriesTest, the_source_name_survives_a_change) {
  auto e = fresh("contact-note", kNote);
  e.source = "parent";
  e.source_name = "Their mother";
  const auto id = must(entries.write(to_write(worker, "contact-note"), e));
  auto next = values(kNote);
  next["next-steps"] = "Call again";
  must(entries.change(to_write(worker, "contact-note"), person, id, 1, next, ""));
  EXPECT_EQ(entry(worker, id).source_name, "Their mother");
}

TEST_F(EntriesTest, an_entry_is_found_only_with_its_own_person) {
  const auto id = note();
  const auto other = enrol();
  EXPECT_EQ(entries.entry(see(worker, other), other, id).error().code, Code::NotFound);
  EXPECT_EQ(entries.entry(see(worker, other), person, id).error().code, Code::NotFound);
  EXPECT_EQ(entries.place(other, id).error().code, Code::NotFound);
  EXPECT_EQ(must(entries.place(person, id)).kind, w.kind("contact-note"));
}

TEST_F(EntriesTest, Promise_ALL_2_a_refusal_to_write_is_on_the_ledger) {
  const auto pass = to_write(worker, "contact-note");
  auto e = fresh("support-plan", R"({"title":"x"})");
  e.service = w.service("day-opportunities");
  EXPECT_FALSE(entries.write(pass, e));
  EXPECT_EQ(newest().act, ledger::Act::Refuse);
  EXPECT_EQ(newest().what, "support-plan");
  EXPECT_EQ(newest().people, std::vector<PersonId>{person});
}

TEST_F(EntriesTest, writes_in_the_caller_s_transaction_with_an_older_date) {
  const UnixMs then = start_of_day(make_date(2025, 3, 1));
  const auto pass = to_write(worker, "contact-note");
  EntryId id;
  const auto failed = w.db->write([&](store::Txn& txn) -> Status {
    TRY(id, entries.write(txn, pass, fresh("contact-note", kNote), then));
    return fail(Code::Unavailable, "no");
  });
  EXPECT_FALSE(failed);
  EXPECT_FALSE(entries.entry(see(worker), person, id));
  must(w.db->write([&](store::Txn& txn) -> Status {
    TRY(id, entries.write(txn, pass, fresh("contact-note", kNote), then));
    return {};
  }));
  EXPECT_EQ(entry(worker, id).written, then);
}

}  // namespace
}  // namespace candour::record
