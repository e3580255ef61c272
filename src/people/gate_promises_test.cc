// Promises of the five notices that the gate keeps: each test fails when the enforcement is removed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/asked_before.h"
#include "gate/consent_flags.h"
#include "gate/tasks.h"
#include "gate/who.h"
#include "people/consent_for_tests.h"
#include "people/looks_for_tests.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

constexpr std::int64_t kHour = 3600 * 1000;

TEST(Promise, LW_4_2_only_the_worker_and_their_supervisor_see_the_record) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service());
  const auto worker = w.hire("worker", w.service(), std::nullopt, boss);
  const auto e = w.enrol(w.actor(boss), worker);
  EXPECT_TRUE(reaches(w, worker, e.person));
  EXPECT_TRUE(reaches(w, boss, e.person));
  for (const auto& role : w.charter->roles) {
    // The same posts, held by others: none of them is the worker or above the worker.
    EXPECT_FALSE(reaches(w, w.hire(role.code, w.service()), e.person)) << role.code;
  }
}

TEST(Promise, LW_4_3_other_managers_open_a_record_for_a_reason_for_a_time_with_the_supervisor_told) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service()), director = w.hire("supervisor", w.service());
  const auto manager = w.hire("service-manager", std::nullopt, std::nullopt, director);
  const auto e = w.enrol(w.actor(boss), w.hire("worker", w.service(), std::nullopt, boss));
  const auto actor = w.actor(manager);
  ASSERT_FALSE(reaches(w, manager, e.person));

  const auto offers = must(w.gate.offers(actor, e.person));
  ASSERT_EQ(offers.size(), 3u) << "complaint, incident, audit";
  EXPECT_TRUE(must(w.gate.offers(w.actor(w.hire("worker", w.service())), e.person)).empty());
  const auto complaint = *w.charter->find_reason("complaint");
  EXPECT_EQ(w.gate.ask(actor, e.person, complaint, "because", *w.vault).error().code, Code::Invalid);
  const auto id = must(w.gate.ask(actor, e.person, complaint, "A complaint about a late visit", *w.vault));

  const auto pass = must(w.gate.see(actor, e.person, look()));
  EXPECT_TRUE(w.sees(pass, "care"));
  EXPECT_TRUE(pass.obligations() & kReasonedAccess);
  EXPECT_THAT(w.all_kept().front().entry.note, HasSubstr("grant:" + id.text()));
  EXPECT_FALSE(w.gate.write(actor, e.person, w.service(), w.kind("contact-note")))
      << "it reads, it never writes";
  EXPECT_TRUE(must(w.gate.writable(actor, e.person)).empty()) << "and is offered nothing to write";
  const auto other = w.enrol(w.actor(boss), std::nullopt);
  EXPECT_FALSE(reaches(w, manager, other.person)) << "for this person only";

  gate::Tasks tasks(w.gate, *w.db, w.clock);
  const auto told = must(tasks.open(w.actor(director), 10));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].kind, gate::kReviewAccess);
  EXPECT_EQ(told[0].about_thing, id.text());
  EXPECT_EQ(told[0].about_person, e.person);

  w.clock.set({w.clock.now().ms + 72 * kHour - 1});
  EXPECT_TRUE(reaches(w, manager, e.person));
  w.clock.set({w.clock.now().ms + 1});
  EXPECT_FALSE(reaches(w, manager, e.person)) << "after 72 hours it is over";
}

TEST(Promise, LW_4_3_every_access_for_a_reason_is_reviewed_by_somebody_else) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service()), director = w.hire("supervisor", w.service());
  const auto manager = w.hire("service-manager", std::nullopt, std::nullopt, director);
  const auto e = w.enrol(w.actor(boss), std::nullopt);
  const auto audit = *w.charter->find_reason("audit");
  const auto id = must(w.gate.ask(w.actor(manager), e.person, audit, "Sample of files for June", *w.vault));

  EXPECT_TRUE(must(w.gate.grants(w.actor(manager), *w.vault, true)).empty()) << "not one's own";
  EXPECT_TRUE(must(w.gate.grants(w.actor(boss), *w.vault, true)).empty()) << "not in their line";
  const auto open = must(w.gate.grants(w.actor(director), *w.vault, true));
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].words, "Sample of files for June");
  EXPECT_EQ(open[0].staff, manager);
  EXPECT_FALSE(w.gate.review_grant(w.actor(manager), id, true, "", *w.vault));
  EXPECT_FALSE(w.gate.review_grant(w.actor(boss), id, true, "", *w.vault));
  EXPECT_EQ(w.gate.review_grant(w.actor(director), id, false, "no", *w.vault).error().code, Code::Invalid);
  must(w.gate.review_grant(w.actor(director), id, true, "", *w.vault));
  EXPECT_EQ(w.gate.review_grant(w.actor(director), id, true, "", *w.vault).error().code, Code::Conflict);
  EXPECT_TRUE(must(w.gate.grants(w.actor(director), *w.vault, true)).empty());
  EXPECT_TRUE(must(w.gate.grants(w.actor(director), *w.vault, false)).front().in_order);
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  EXPECT_TRUE(must(tasks.open(w.actor(director), 10)).empty()) << "reviewing closes the task";
}

TEST(Promise, LW_4_3_access_for_a_reason_ends_with_the_post_and_needs_somebody_to_tell) {
  World w("lw");
  const auto audit = *w.charter->find_reason("audit");
  const auto lonely = w.hire("service-manager");
  const auto e = w.enrol(w.actor(w.hire("supervisor", w.service())), std::nullopt);
  World empty("lw");
  const auto alone = empty.hire("service-manager");
  const auto f = empty.add(empty.actor(empty.hire("admin", empty.service())));
  EXPECT_EQ(empty.gate.ask(empty.actor(alone), f.person, audit, "Sample of files for June", *empty.vault)
                .error()
                .code,
            Code::Invalid)
      << "nobody could be told";
  must(w.gate.ask(w.actor(lonely), e.person, audit, "Sample of files for June", *w.vault));
  ASSERT_TRUE(reaches(w, lonely, e.person));
  const auto admin = w.actor(w.hire("admin"));
  must(w.staff.change_posts(admin, lonely, {{*w.charter->find_role("finance"), std::nullopt, std::nullopt}},
                            {}));
  EXPECT_FALSE(reaches(w, lonely, e.person));
}

TEST(Promise, PS_5_1_a_file_audit_opens_a_sample_of_files_one_by_one_for_a_reason_and_for_a_time) {
  World w("ps");
  const auto boss = w.hire("supervisor", w.service()), director = w.hire("supervisor", w.service());
  const auto auditor = w.hire("quality", std::nullopt, std::nullopt, director);
  const auto somebody = [&] { return w.enrol(w.actor(boss), std::nullopt).person; };
  const auto person = somebody();
  const auto actor = w.actor(auditor);
  const auto sees = [&](std::string_view code) {
    return w.sees(must(w.gate.see(actor, person, look())), code);
  };
  EXPECT_TRUE(sees("contact")) << "they send the yearly survey";
  EXPECT_FALSE(sees("care") || sees("health") || sees("assessment"));

  const auto audit = *w.charter->find_reason("file-audit");
  const auto ask = [&](PersonId whose, std::string_view why) {
    return w.gate.ask(actor, whose, audit, why, *w.vault);
  };
  EXPECT_EQ(ask(person, "because").error().code, Code::Invalid);
  const auto id = must(ask(person, "Sample of files for June"));
  EXPECT_TRUE(sees("care") && sees("health") && sees("assessment"));
  EXPECT_FALSE(sees("therapy")) << "an audit needs no notes of therapy";
  EXPECT_TRUE(must(w.gate.see(actor, person, look())).obligations() & kReasonedAccess);
  EXPECT_FALSE(w.gate.write(actor, person, w.service(), w.kind("contact-note")));
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  const auto told = must(tasks.open(w.actor(director), 10));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].about_thing, id.text()) << "whoever is above them looks at it";

  // A sample, and never all: the next files wait until somebody has looked at the first.
  for (int i = 1; i < gate::kReasonsUnreviewed; ++i) must(ask(somebody(), "Sample of files for June"));
  const auto refused = ask(somebody(), "Sample of files for June");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().fields.at(0).message, HasSubstr("Nobody has looked yet at 3"));

  w.clock.set({w.clock.now().ms + 48 * kHour - 1});
  EXPECT_TRUE(sees("care"));
  w.clock.set({w.clock.now().ms + 1});
  EXPECT_FALSE(sees("care")) << "after 48 hours it is over";
}

TEST(Promise, IM_11_1_without_a_signed_agreement_no_record_opens) {
  World w("im");
  const auto boss = w.hire("supervisor", w.service());
  const auto north = w.team("North");
  const auto worker = w.hire("worker", w.service(), north, boss, false);
  const auto e = w.enrol(w.actor(boss), std::nullopt, north);
  const auto refused = w.gate.see(w.actor(worker), e.person, look());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().words.text, HasSubstr("confidentiality agreement"));
  EXPECT_EQ(refused.error().clause, w.charter->access_clause);
  EXPECT_EQ(w.all_kept().front().entry.outcome, "no-agreement");
  EXPECT_FALSE(w.gate.see_many(w.actor(worker), {e.person}, look()));
  EXPECT_FALSE(w.gate.write(w.actor(worker), e.person, w.service(), w.kind("contact-note")));
  EXPECT_FALSE(w.gate.register_new(w.actor(worker), PersonId::make(4), w.service()));
  const auto admin = w.actor(w.hire("admin"));
  must(w.staff.sign_agreement(w.actor(worker)));
  must(w.staff.record_training(admin, worker, w.clock.now()));
  EXPECT_TRUE(reaches(w, worker, e.person));
}

TEST(Promise, LL_4_1a_training_that_lapsed_shuts_the_records) {
  World w("ll");
  const auto north = w.team("North");
  const auto boss = w.hire("supervisor", w.service()), admin = w.hire("admin");
  const auto worker = w.hire("worker", w.service(), north, boss);
  const auto e = w.enrol(w.actor(boss), worker, north);
  ASSERT_TRUE(reaches(w, worker, e.person));
  w.clock.set(*to_unix({make_date(2027, 11, 21), 23, 0}));
  EXPECT_TRUE(reaches(w, worker, e.person)) << "the last day of twelve months";
  w.clock.set(*to_unix({make_date(2027, 11, 22), 0, 30}));
  const auto refused = w.gate.see(w.actor(worker), e.person, look());
  ASSERT_FALSE(refused);
  EXPECT_EQ(w.all_kept().front().entry.outcome, "training-lapsed");
  // The administrator is late too, and must still be able to enter who trained.
  must(w.staff.record_training(w.actor(admin), worker, w.clock.now()));
  EXPECT_TRUE(reaches(w, worker, e.person));
}

TEST(Promise, PS_4_6_who_does_not_need_it_does_not_see_it) {
  World w("ps");
  const auto north = w.team("North"), south = w.team("South");
  const auto boss = w.hire("supervisor", w.service());
  const auto e = w.enrol(w.actor(boss), w.hire("worker", w.service(), north, boss), north);
  EXPECT_FALSE(reaches(w, w.hire("worker", w.service(), south, boss), e.person)) << "another team";
  EXPECT_FALSE(reaches(w, w.hire("therapist", w.service(), north, boss), e.person))
      << "not on their caseload";
  EXPECT_FALSE(reaches(w, w.hire("finance"), e.person));
  EXPECT_FALSE(reaches(w, w.hire("board"), e.person));
  // They send the survey (part 5), for which a name and an address are enough.
  const auto survey = must(w.gate.see(w.actor(w.hire("quality")), e.person, look()));
  EXPECT_TRUE(w.sees(survey, "contact"));
  for (const auto* held : {"care", "therapy", "health", "risk", "safeguarding", "profile", "ethnicity"})
    EXPECT_FALSE(w.sees(survey, held)) << "not without a reason: " << held;
}

TEST(Promise, LL_3_1_1_finance_sees_money_and_no_health) {
  World w("ll");
  const auto e = w.enrol(w.actor(w.hire("supervisor", w.service())), std::nullopt);
  const auto pass = must(w.gate.see(w.actor(w.hire("finance")), e.person, look()));
  EXPECT_TRUE(w.sees(pass, "financial"));
  EXPECT_TRUE(w.sees(pass, "transaction"));
  for (const auto* held : {"health", "care", "incident", "safeguarding", "convictions", "household", "about"})
    EXPECT_FALSE(w.sees(pass, held)) << held;
  EXPECT_FALSE(reaches(w, w.hire("board"), e.person)) << "the board reads reports that name nobody";
  gate::Look health = look();
  health.wanted = {};
  health.wanted.add(w.category("health"));
  const auto refused = w.gate.see(w.actor(w.hire("finance")), e.person, health);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().words.text, HasSubstr("health"));
}

TEST(Promise, IM_2_2_a_purpose_that_rests_on_consent_waits_for_the_yes) {
  World w("ll");
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto e = w.enrol(boss, std::nullopt);
  const auto story = *w.charter->find_purpose("share-your-story");
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  EXPECT_FALSE(w.sees(must(w.gate.see(boss, e.person, look())), "voluntary"));
  const auto writes_story = [&] {
    const auto pass = w.gate.write(boss, e.person, w.service(), w.kind("voluntary-item"));
    return pass && pass->may_write().has(w.category("voluntary"));
  };
  EXPECT_FALSE(writes_story());

  const auto write = must(w.gate.write(boss, e.person, w.service(), w.kind("contact-note")));
  const auto support = *w.charter->find_purpose("deliver-support");
  EXPECT_EQ(agree(*w.db, flags, write, e.person, w.charter->at(support).code).error().code, Code::Invalid);
  must(agree(*w.db, flags, write, e.person, w.charter->at(story).code));
  EXPECT_EQ(w.all_kept().front().entry.what, "consent");
  EXPECT_TRUE(w.sees(must(w.gate.see(boss, e.person, look())), "voluntary"));
  EXPECT_TRUE(writes_story());
  must(take_back(*w.db, flags, write, e.person, w.charter->at(story).code));
  EXPECT_FALSE(w.sees(must(w.gate.see(boss, e.person, look())), "voluntary"));
  EXPECT_EQ(must(flags.list(write, e.person)).size(), 1u);
  const auto only_see = must(w.gate.see(boss, e.person, look()));
  EXPECT_EQ(agree(*w.db, flags, only_see, e.person, w.charter->at(story).code).error().code,
            Code::NotAllowed);
}

TEST(Promise, ALL_2_every_look_leaves_a_line_that_its_person_can_be_told) {
  World w("ll");
  const auto north = w.team("North");
  const auto boss = w.hire("supervisor", w.service());
  const auto worker = w.hire("worker", w.service(), north, boss);
  const auto e = w.enrol(w.actor(boss), worker, north);
  for (int i = 1; i <= 3; ++i) {
    const auto before = w.all_kept().size();
    must(w.gate.see(w.actor(worker), e.person, look("timeline")));
    ASSERT_EQ(w.all_kept().size(), before + 1) << i;
    EXPECT_EQ(w.all_kept().front().entry.people, std::vector{e.person});
    w.clock.set({w.clock.now().ms + 60'000});
  }
  const auto kept = must(w.gate.who_looked(w.actor(boss), e.person, 0, 100));
  const auto lines = gate::who_lines(*w.charter, kept);
  const auto found = std::ranges::find_if(lines, [&](const auto& l) { return l.staff == worker; });
  ASSERT_NE(found, lines.end());
  EXPECT_EQ(found->times, 3) << "one line for the same look on one day";
  EXPECT_EQ(found->last.ms - found->first.ms, 120'000);
  EXPECT_THAT(found->sentence, HasSubstr("on the timeline"));
  EXPECT_THAT(found->sentence, HasSubstr("Notice, part 2.3"));
  EXPECT_EQ(w.all_kept().front().entry.what, "who-looked") << "asking who looked is a look too";
}

TEST(Promise, ALL_2_who_checks_access_reads_who_looked_without_opening_the_record) {
  World w("lw");
  const auto boss = w.hire("supervisor", w.service());
  const auto worker = w.hire("worker", w.service(), std::nullopt, boss);
  const auto e = w.enrol(w.actor(boss), worker);
  const auto officer = w.hire("dp-lead");
  EXPECT_FALSE(reaches(w, officer, e.person));
  EXPECT_TRUE(w.gate.who_looked(w.actor(officer), e.person, 0, 10));
  EXPECT_TRUE(w.gate.who_looked(w.actor(worker), e.person, 0, 10)) << "their own caseload";
  EXPECT_FALSE(w.gate.who_looked(w.actor(w.hire("worker", w.service())), e.person, 0, 10));
  EXPECT_FALSE(w.gate.who_looked(w.actor(w.hire("admin")), e.person, 0, 10));
  EXPECT_FALSE(w.gate.who_looked(w.actor(officer), PersonId::make(1), 0, 10));
}

void refuses_a_referral_without_the_yes(World& w) {
  const auto boss = w.actor(w.hire("supervisor", w.service()));
  const auto person = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(boss, person, w.service()));
  NewReferral r;
  r.service = w.service();
  const auto givers = charter::givers(*w.charter);
  ASSERT_FALSE(givers.empty());
  for (const std::string& by : {givers.front().first, std::string("family")}) {
    r.source = by;
    r.consent_to_refer = false;
    const auto refused = w.journeys.refer(pass, r);
    ASSERT_FALSE(refused) << by;
    EXPECT_EQ(refused.error().code, Code::Invalid);
    ASSERT_EQ(refused.error().fields.size(), 1u);
    EXPECT_EQ(refused.error().fields[0].field, "consent-to-refer");
  }
  r.consent_to_refer = true;
  EXPECT_TRUE(w.journeys.refer(pass, r));
}

TEST(Promise, PS_1_2_a_referral_by_others_needs_the_persons_consent) {
  World w("ps");
  refuses_a_referral_without_the_yes(w);
}

TEST(Promise, IG_3_a_referring_agency_has_the_consent_to_refer) {
  World w("ig");
  refuses_a_referral_without_the_yes(w);
}

}  // namespace
}  // namespace candour::people
