// The notice of Leading Lives, part 2.4: how long everything is kept is looked at regularly, and what is held
// is kept up to date. Both are work: of the whole organisation each year, and of whoever works with somebody.
#include "charter/reviews.h"

#include <gmock/gmock.h>

#include "gate/service_subject.h"
#include "people/lines_for_tests.h"
#include "people/reckoning.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using charter::Reviewed;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto kSome = std::chrono::year(2029) / 12 / 31;

class LeadingLivesLooks : public Scene {
 protected:
  ServiceIx place(Reviewed of) { return *charter::reviewed_in(*w.charter, of); }
  PersonId whole() { return gate::subject_of(*w.charter, place(Reviewed::Retention)); }
  EntryId begin(std::string_view kind) {
    NewEntry e;
    e.person = whole();
    e.service = place(Reviewed::Retention);
    e.kind = w.kind(kind);
    e.values = values(R"({"looked-at":"All services, row by row"})");
    return must(entries.write(must(w.gate.write(officer, e.person, e.service, e.kind)), e));
  }
  Entry look(EntryId id) { return must(entries.entry(see(officer, whole()), whole(), id)); }
  Status step(const gate::Actor& by, EntryId id, std::string_view move, const charter::Values& said = {}) {
    const auto at = look(id);
    const auto pass = w.gate.step(by, whole(), place(Reviewed::Retention), at.kind);
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.move(by, *pass, whole(), id, at.version, move, "Not enough was looked at", said)
        .map([](auto) {});
  }
  static charter::Values found(std::string_view periods) {
    return {{"fell-due", "12 records, all destroyed"},
            {"held", "One, the inquiry goes on"},
            {"exceptions", "None"},
            {"periods", periods},
            {"notice", "yes"},
            {"found", "Nothing else"}};
  }
  using Days = std::vector<std::pair<std::string, std::string>>;
  Days due(const gate::Actor& actor, std::string_view kind) {
    Days out;
    for (const auto& item : must(work.lists(actor, kSome)).mine)
      if (item.due.kind == w.kind(kind)) out.emplace_back(item.due.deadline, iso_date(item.due.on));
    return out;
  }
  std::vector<Reviewed> never(const gate::Actor& actor) {
    std::vector<Reviewed> out;
    for (const auto& one : must(work.never_begun(actor))) out.push_back(one.of);
    return out;
  }
  void on(charter::Date day) {
    w.clock.set(*to_unix({day, 10, 0}));
    officer = w.actor(w.hire("dp-lead"));
    manager = w.actor(w.hire("supervisor", w.service()));
  }
  gate::Actor officer = w.actor(w.hire("dp-lead"));
};

TEST_F(LeadingLivesLooks,
       Promise_LL_2_4d_and_LL_2_4f_both_looks_are_work_from_the_first_day_of_the_notice_on) {
  EXPECT_THAT(never(officer), ElementsAre(Reviewed::Retention, Reviewed::Accuracy));
  EXPECT_THAT(never(worker), IsEmpty()) << "whose work it is not";
  begin("retention-review");
  EXPECT_THAT(never(officer), ElementsAre(Reviewed::Accuracy));
  EXPECT_THAT(due(officer, "retention-review"), ElementsAre(Pair("finish", "2026-12-21")));
  begin("accuracy-review");
  EXPECT_THAT(never(officer), IsEmpty());
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4d_another_person_signs_the_look_and_a_year_later_it_is_due_again) {
  const auto id = begin("retention-review");
  EXPECT_FALSE(step(officer, id, "finish", {{"periods", "yes"}})) << "an outcome is more than a tick";
  must(step(officer, id, "finish", found("yes")));
  EXPECT_THAT(due(officer, "retention-review"), IsEmpty()) << "it is not theirs to sign";
  EXPECT_THAT(due(manager, "retention-review"), ElementsAre(Pair("sign", "2026-12-05")));
  EXPECT_FALSE(step(officer, id, "sign-off")) << "who looked does not sign";
  must(step(manager, id, "sign-off"));
  EXPECT_EQ(look(id).state, "done");
  EXPECT_THAT(due(officer, "retention-review"), ElementsAre(Pair("next", "2027-11-21")));
  on(make_date(2027, 11, 1));
  const auto second = begin("retention-review");
  must(step(officer, second, "finish", found("yes")));
  EXPECT_EQ(look(id).state, "done") << "not before the second is signed";
  must(step(manager, second, "sign-off"));
  EXPECT_EQ(look(id).state, "replaced");
  EXPECT_THAT(due(officer, "retention-review"), ElementsAre(Pair("next", "2028-11-01")));
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4d_a_period_that_is_not_right_any_more_is_put_right) {
  const auto id = begin("retention-review");
  must(step(officer, id, "finish", found("no")));
  must(step(manager, id, "send-back"));
  EXPECT_EQ(look(id).state, "open");
  must(step(officer, id, "finish", found("no")));
  must(step(manager, id, "sign-off"));
  EXPECT_THAT(due(officer, "retention-review"), Contains(Pair("mend", "2027-01-20")));
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4d_who_promises_nothing_owes_no_look) {
  for (const auto* code : {"im", "ps", "lw", "ig"}) {
    const people::World other(code);
    EXPECT_FALSE(charter::reviewed_in(*other.charter, Reviewed::Retention)) << code;
    EXPECT_FALSE(charter::details_clock(*other.charter)) << code;
  }
}

TEST_F(LeadingLivesLooks,
       Promise_LL_2_4f_a_year_after_they_were_written_down_it_is_asked_whether_they_are_right) {
  EXPECT_THAT(due(worker, "support"), ElementsAre(Pair("details", "2027-11-21")));
  EXPECT_THAT(due(manager, "support"), IsEmpty()) << "it is asked of who works with her";
  w.clock.set(*to_unix({make_date(2027, 11, 20), 10, 0}));
  people::LinesSince since(*w.db, *w.ledger);
  const auto pass = must(w.gate.write_about(worker, person, w.charter->kinds.front().ix));
  EXPECT_EQ(iso_date(must(work.details_right(pass, person))), "2028-11-20");
  EXPECT_TRUE(since.has({worker.id,
                         ledger::Act::Change,
                         "profile",
                         {person},
                         "still right: details",
                         "allowed",
                         person.text()}));
  EXPECT_THAT(due(worker, "support"), ElementsAre(Pair("details", "2028-11-20")));
  const auto check = must(work.details_check(see(worker), person));
  EXPECT_EQ(iso_date(check.last.value()), "2027-11-20");
  EXPECT_EQ(iso_date(check.next.value()), "2028-11-20");
}

TEST_F(LeadingLivesLooks,
       Promise_LL_2_4f_who_changes_how_to_reach_her_has_asked_and_who_changes_her_name_has_not) {
  w.clock.set(*to_unix({make_date(2027, 2, 1), 10, 0}));
  const auto change = [&](std::string_view field, const boost::json::value& to) {
    const auto pass = must(w.gate.write_about(worker, person, w.charter->kinds.front().ix));
    const auto now = must(w.people.profile(pass, person));
    auto said = now.values;
    said[field] = to;
    must(w.people.change(pass, person, now.version, said, false));
  };
  change("name-used", "May");
  EXPECT_THAT(due(worker, "support"), ElementsAre(Pair("details", "2027-11-21")));
  change("email", "maya@example.org");
  EXPECT_THAT(due(worker, "support"), ElementsAre(Pair("details", "2028-02-01")));
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4f_nobody_is_asked_after_the_support_and_everybody_again_with_it) {
  const auto enrolment = must(w.journeys.enrolments(see(manager), person)).front();
  must(w.journeys.move(manager, person, enrolment.id, enrolment.version, "close",
                       {{"ended-because", "goals-met"}, {"outcome", "better"}}));
  EXPECT_EQ(count("SELECT count(*) FROM due WHERE kind='support' AND done=0"), 0);
  must(w.journeys.move(manager, person, enrolment.id, enrolment.version + 1, "reopen", {}));
  EXPECT_EQ(count("SELECT count(*) FROM due WHERE kind='support' AND done=0"), 1);
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4f_and_ALL_2_support_from_before_the_promise_is_asked_about_too) {
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("as an earlier notice left it");
    return txn.run("DELETE FROM due WHERE org=$1", {w.charter->org()}).map([](auto) {});
  }));
  people::LinesSince since(*w.db, *w.ledger);
  EXPECT_EQ(must(w.journeys.give_clocks()), 1);
  EXPECT_TRUE(since.has({{}, ledger::Act::Job, "deadlines", {}, "1 asked about their details"}));
  EXPECT_THAT(due(worker, "support"), ElementsAre(Pair("details", "2027-11-21")));
  EXPECT_EQ(must(w.journeys.give_clocks()), 0);
}

TEST_F(LeadingLivesLooks, Promise_LL_2_4f_who_cannot_write_her_details_cannot_say_that_they_are_right) {
  const auto finance = w.actor(w.hire("finance"));
  EXPECT_FALSE(w.gate.write_about(finance, person, w.charter->kinds.front().ix));
  EXPECT_FALSE(work.details_right(see(finance), person));
  EXPECT_FALSE(must(work.details_check(see(worker), person)).last);
}

}  // namespace
}  // namespace candour::record
