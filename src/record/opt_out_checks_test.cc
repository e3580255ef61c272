// Where a charter lets something go to planning or research: only of whom a check of the national data
// opt-out left in, for that use, once, for some days; and nothing about who is missing is kept.
#include "record/opt_out_checks.h"

#include <gmock/gmock.h>

#include "charter/opt_out.h"
#include "charter/reviews.h"
#include "gate/things.h"
#include "record/agreements.h"
#include "record/opt_out_for_tests.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::record {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::string wrong_reply(const Result<std::string>& r) {
  return r ? "" : r.error().fields.empty() ? r.error().words.text : r.error().fields[0].message;
}

TEST_F(OptOutTest, Promise_IG_7_only_whom_a_check_left_in_is_told_about_and_only_once) {
  const std::string no_check = "No check of the national data opt-out";
  EXPECT_THAT(wrong_at(tell(children[0]), "rests-on"), HasSubstr(no_check));
  check_without({numbers[3], numbers[5]});
  EXPECT_EQ(wrong_at(tell(children[0]), ""), "");
  EXPECT_EQ(wrong_at(tell(children[0]), "rests-on"), wrong_at(tell(children[3]), "rests-on"))
      << "used and opted out read the same";
  EXPECT_THAT(wrong_at(tell(children[3]), "rests-on"), HasSubstr(no_check));
  const auto kept = must(checks.checks(officer, 10));
  EXPECT_EQ(kept[0].sent, 12);
  EXPECT_EQ(kept[0].cleaned, 10);
  EXPECT_EQ(kept[0].unused, 9);
  // Not told yet, a sharing uses nothing up; told, it does.
  const auto waits = must(tell(children[1], "for-study", "university", {{"already", "no"}}));
  EXPECT_EQ(must(checks.checks(officer, 1))[0].unused, 9);
  const auto pass = must(w.gate.step(worker, children[1], w.service(), w.kind("disclosure")));
  must(entries.move(worker, pass, children[1], waits, 1, "give", "", {}));
  EXPECT_EQ(must(checks.checks(officer, 1))[0].unused, 8);
  EXPECT_FALSE(tell(children[1]));
}

TEST_F(OptOutTest, Promise_IG_7_a_check_is_for_one_use_and_for_the_days_of_the_charter) {
  check_without({});
  EXPECT_THAT(
      wrong_at(tell(children[0], "for-study", "university", {{"beyond-care", "planning"}}), "beyond-care"),
      HasSubstr("is for research: say so here"));
  EXPECT_THAT(wrong_at(tell(children[0], "for-study", "university", {{"beyond-care", "no"}}), "beyond-care"),
              HasSubstr("is for research: say so here"));
  agree_to("tell-institute");
  EXPECT_THAT(wrong_at(tell(children[0], "for-asked-study", "institute"), "rests-on"), HasSubstr("No check"))
      << "of another use";
  EXPECT_THAT(wrong_at(tell(children[0], "for-deliver-support", "university"), "beyond-care"),
              HasSubstr("rest on a purpose that is for them"));
  const auto waits = must(tell(children[1], "for-study", "university", {{"already", "no"}}));
  later(7);
  EXPECT_THAT(wrong_at(tell(children[0]), "rests-on"), HasSubstr("No check"));
  const auto pass = must(w.gate.step(worker, children[1], w.service(), w.kind("disclosure")));
  const auto told = entries.move(worker, pass, children[1], waits, 1, "give", "", {});
  ASSERT_FALSE(told);
  EXPECT_THAT(told.error().words.text, HasSubstr("may not be told any more"));
}

TEST_F(OptOutTest, Promise_IG_7_who_said_yes_by_name_to_the_use_and_to_the_body_needs_no_check) {
  agree_to("tell-institute");
  EXPECT_THAT(wrong_at(tell(person, "for-asked-study", "institute"), "rests-on"), HasSubstr("No check"))
      << "a yes to the body alone";
  agree_to("asked-study");
  EXPECT_EQ(wrong_at(tell(person, "for-asked-study", "institute"), ""), "");
  EXPECT_THAT(wrong_at(tell(person, "for-study", "institute"), "rests-on"), HasSubstr("No check"))
      << "a yes to another use";
}

TEST_F(OptOutTest, Promise_IG_7_the_file_holds_valid_numbers_alone_and_everybody_in_it_is_on_the_ledger) {
  enrol();  // without a number
  const auto before = w.all_kept().size();
  const auto sent = send();
  EXPECT_EQ(sent.name, "A1B2C001-211126-0001.dat");
  std::string all;
  for (const auto& number : numbers) all += number + ",\n";
  EXPECT_EQ(sent.bytes, all);
  std::set<PersonId> logged;
  const auto kept = w.all_kept();
  for (std::size_t i = 0; i < kept.size() - before; ++i) {
    if (kept[i].entry.act != ledger::Act::Export) continue;
    EXPECT_EQ(kept[i].entry.what, gate::thing_code(gate::Thing::OptOutCheck));
    logged.insert(kept[i].entry.people.begin(), kept[i].entry.people.end());
  }
  EXPECT_THAT(logged, IsSupersetOf(children));
  EXPECT_EQ(must(checks.checks(officer, 1))[0].hash, vault::to_hex(vault::sha256(as_bytes(sent.bytes))));
  EXPECT_EQ(send().name, "A1B2C001-211126-0002.dat");
  w.clock.set(*to_unix({make_date(2026, 12, 1), 10, 0}));
  EXPECT_EQ(send().name, "A1B2C001-011226-0001.dat") << "from one again with the month";
}

TEST_F(OptOutTest, Promise_IG_7_whoever_has_the_duty_makes_checks_and_nobody_else) {
  EXPECT_FALSE(checks.send(manager, "study", {w.service()}));
  const auto sent = send();
  EXPECT_FALSE(checks.receive(manager, reply_to(sent), sent.bytes));
  EXPECT_FALSE(checks.checks(worker, 1));
  EXPECT_FALSE(checks.send(officer, "deliver-support", {w.service()})) << "their own care needs none";
  EXPECT_FALSE(checks.send(officer, "study", {w.service(1)})) << "which has no such use";
  EXPECT_FALSE(checks.send(officer, "study", {}));
}

TEST_F(OptOutTest, Promise_IG_7_a_reply_is_taken_in_only_once_and_only_as_it_came) {
  const auto sent = send();
  const auto name = reply_to(sent);
  EXPECT_THAT(wrong_reply(checks.receive(officer, sent.name, sent.bytes)),
              HasSubstr("no file that was made"));
  EXPECT_THAT(wrong_reply(checks.receive(officer, "Z9Z9Z001-211126-0001_R.dat", sent.bytes)),
              HasSubstr("another mailbox"));
  EXPECT_THAT(wrong_reply(checks.receive(officer, name, sent.bytes + "9990000018,\n")),
              HasSubstr("Nothing was taken in"));
  EXPECT_THAT(wrong_reply(checks.receive(officer, name, sent.bytes + "9434765919,\n")),
              HasSubstr("numbers that were not sent"));
  EXPECT_THAT(wrong_reply(checks.receive(officer, name, "9990000019,\n")), HasSubstr("no valid NHS number"));
  EXPECT_FALSE(must(checks.checks(officer, 1))[0].received);
  auto windows = sent.bytes;
  for (std::size_t at = 0; (at = windows.find('\n', at)) != windows.npos; at += 2) windows.insert(at, "\r");
  EXPECT_THAT(must(checks.receive(officer, name, windows)), HasSubstr("12 people are left in"));
  EXPECT_THAT(wrong_reply(checks.receive(officer, name, sent.bytes)), HasSubstr("taken in already"));
}

TEST_F(OptOutTest, Promise_IG_7_a_reply_that_is_too_old_is_not_taken_in) {
  const auto sent = send();
  later(7);
  officer = w.actor(officer.id);
  EXPECT_THAT(wrong_reply(checks.receive(officer, reply_to(sent), sent.bytes)), HasSubstr("too old"));
}

TEST_F(OptOutTest, Promise_IG_7_a_file_of_few_would_show_who_opted_out_and_is_not_made) {
  for (std::size_t i = 0; i < 3; ++i) {
    const auto pass = must(w.gate.write(manager, children[i], w.service(), w.kind("profile")));
    auto profile = must(w.people.profile(pass, children[i]));
    profile.values.erase("nhs-number");
    must(w.people.change(pass, children[i], profile.version, profile.values, false));
  }
  const auto few = checks.send(officer, "study", {w.service()});
  ASSERT_FALSE(few);
  EXPECT_THAT(few.error().fields[0].message, HasSubstr("Only 9 of 12 people"));
}

TEST_F(OptOutTest, Promise_IG_7_who_is_left_is_destroyed_with_its_key_and_what_was_done_stays) {
  check_without({numbers[3]});
  EXPECT_EQ(must(checks.forget_old()), 0) << "it holds";
  const auto check = must(checks.checks(officer, 1))[0];
  Bytes copy;
  must(w.db->read([&](store::Session& db) {
    return db.each("SELECT sealed FROM opt_out_set WHERE org=$1", {w.charter->org()},
                   [&](const store::Row& r) {
                     copy.assign(r.blob(0).begin(), r.blob(0).end());
                     return true;
                   });
  }));
  EXPECT_TRUE(w.vault->open_thing(check.id.raw, "opt-out-left", copy));
  later(7);
  EXPECT_EQ(must(checks.forget_old()), 1);
  EXPECT_EQ(count("SELECT count(*) FROM opt_out_set WHERE org=$1"), 0);
  EXPECT_FALSE(w.vault->open_thing(check.id.raw, "opt-out-left", copy)) << "in no old copy either";
  const auto after = must(checks.checks(w.actor(officer.id), 1))[0];
  EXPECT_EQ(after.hash, check.hash);
  EXPECT_EQ(after.cleaned, 11);
  EXPECT_EQ(w.all_kept()[0].entry.thing, check.id.text());
}

TEST_F(OptOutTest, Promise_IG_7_that_somebody_opted_out_is_written_down_nowhere) {
  const auto before = count("SELECT count(*) FROM entry WHERE org=$1");
  const auto versions = count("SELECT count(*) FROM person_version WHERE org=$1");
  check_without({numbers[3]});
  EXPECT_EQ(count("SELECT count(*) FROM entry WHERE org=$1"), before);
  EXPECT_EQ(count("SELECT count(*) FROM person_version WHERE org=$1"), versions);
  const auto newest = w.all_kept()[0].entry;
  EXPECT_EQ(newest.act, ledger::Act::Import);
  EXPECT_TRUE(newest.people.empty());
  for (const auto& kept : w.all_kept())
    for (const auto& number : numbers) EXPECT_THAT(kept.entry.note, Not(HasSubstr(number)));
}

TEST_F(OptOutTest, Promise_IG_7_a_check_that_was_changed_outside_lets_nobody_through) {
  check_without({numbers[3]});
  Bytes whole;
  must(w.db->read([&](store::Session& db) {
    return db.each("SELECT sealed FROM opt_out_set WHERE org=$1", {w.charter->org()},
                   [&](const store::Row& r) {
                     whole.assign(r.blob(0).begin(), r.blob(0).end());
                     return true;
                   });
  }));
  must(tell(children[0]));
  w.tamper("UPDATE opt_out_set SET sealed=$2 WHERE org=$1", {w.charter->org(), whole});
  const auto again = tell(children[0]);
  ASSERT_FALSE(again) << "an older set would let them be told about twice";
  EXPECT_EQ(again.error().code, Code::Corrupt);
}

TEST_F(OptOutTest, Promise_IG_7_a_check_whose_days_were_made_more_lets_nobody_through) {
  check_without({});
  later(7);
  w.tamper("UPDATE opt_out_check SET ends=ends*2 WHERE org=$1", {w.charter->org()});
  const auto told = tell(children[0]);
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, Code::Corrupt);
}

TEST_F(OptOutTest, Promise_IG_7_the_next_look_is_due_when_the_charter_says) {
  const auto* next = w.charter->at(w.kind("opt-out-review")).find_deadline(charter::review::kNext);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->span.count, 6);
}

TEST_F(OptOutTest, Promise_IG_7_who_gets_something_for_research_alone_gets_no_letter) {
  const auto today = make_date(2026, 11, 21);
  must(w.db->read([&](store::Session& db) -> Status {
    const auto no = letter_covered(db, w.gate, w.service(), Shared{"university", {}, {}, ""}, today);
    EXPECT_FALSE(no);
    if (!no) EXPECT_THAT(no.error().fields[0].message, HasSubstr("for planning or research alone"));
    EXPECT_TRUE(letter_covered(db, w.gate, w.service(), Shared{"school", {}, {}, ""}, today));
    return {};
  }));
}

}  // namespace
}  // namespace candour::record
