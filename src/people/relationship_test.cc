#include "people/relationship.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/making.h"
#include "gate/own_door.h"
#include "gate/tasks.h"
#include "people/circle_for_tests.h"
#include "people/lines_for_tests.h"

namespace candour::people {
namespace {

using testing::HasSubstr;

class CircleTest : public testing::Test {
 protected:
  World w{"ll"};
  Circle circle{w.gate, *w.db, *w.vault, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  gate::Actor worker = w.actor(w.hire("worker", w.service()));
  PersonId person = w.enrol(manager, worker.id).person;

  Pass see(const gate::Actor& a) {
    return must(w.gate.see(a, person, {ledger::Act::View, "circle", "", CategorySet::of_bits(~0ull)}));
  }
  Pass write() { return must(w.gate.write(worker, person, w.service(), w.kind("supporters"))); }
  Relationship sister() {
    Relationship r;
    r.person = person;
    r.name = "Ngozi Example";
    r.relation = "sibling";
    r.phone = "+447700900456";
    r.emergency = r.carer = true;
    r.authority = "lpa-health";
    r.evidence = "Saw the registered original on 3 March 2026";
    r.may_know = {"care", "health"};
    r.informed = "agrees";
    r.from = UnixMs{1000};
    return r;
  }
};

TEST_F(CircleTest, comes_back_as_it_was_written) {
  const auto id = must(circle.add(write(), sister()));
  const auto all = must(circle.of(see(worker), person));
  ASSERT_EQ(all.size(), 1u);
  const auto& r = all[0];
  EXPECT_EQ(r.id, id);
  EXPECT_EQ(r.name, "Ngozi Example");
  EXPECT_EQ(r.relation, "sibling");
  EXPECT_TRUE(r.emergency && r.carer && !r.lives_with);
  EXPECT_EQ(r.evidence, sister().evidence);
  EXPECT_EQ(r.may_know, sister().may_know);
  EXPECT_EQ(r.informed, "agrees");
  EXPECT_EQ(r.from, UnixMs{1000});
  EXPECT_FALSE(r.until);
}

TEST_F(CircleTest, who_does_not_see_relationships_sees_no_circle) {
  must(circle.add(write(), sister()));
  const auto finance = w.actor(w.hire("finance"));
  EXPECT_TRUE(must(circle.of(see(finance), person)).empty());
  EXPECT_FALSE(circle.add(see(worker), sister())) << "a look is no leave to write";
}

TEST_F(CircleTest, two_who_change_at_once_are_told) {
  auto r = sister();
  r.id = must(circle.add(write(), r));
  r.phone = "+447700900789";
  must(circle.change(write(), r));
  EXPECT_EQ(circle.change(write(), r).error().code, Code::Conflict);
  r.version = 2;
  r.may_know = {};
  must(circle.change(write(), r));
  const auto now = must(circle.of(see(worker), person))[0];
  EXPECT_EQ(now.version, 3);
  EXPECT_EQ(now.phone, "+447700900789");
  EXPECT_TRUE(now.may_know.empty());
}

TEST_F(CircleTest, an_ended_relationship_stays_as_history) {
  const auto id = must(circle.add(write(), sister()));
  EXPECT_FALSE(circle.end(see(worker), id));
  must(circle.end(write(), id));
  EXPECT_EQ(w.all_kept().front().entry.note, "ended");
  EXPECT_EQ(must(circle.of(see(worker), person))[0].until, w.clock.now());
  EXPECT_EQ(circle.end(write(), id).error().code, Code::NotFound);
}

TEST_F(CircleTest, bad_answers_are_refused_by_field) {
  auto r = sister();
  r.name = "";
  r.relation = "penfriend";
  r.evidence = "";
  r.may_know = {"everything"};
  r.until = UnixMs{10};
  const auto tried = circle.add(write(), r);
  ASSERT_FALSE(tried);
  std::set<std::string> fields;
  for (const auto& f : tried.error().fields) fields.insert(f.field);
  EXPECT_EQ(fields, (std::set<std::string>{"name", "relation", "evidence", "may-know", "until"}));
}

TEST_F(CircleTest, what_is_too_long_is_said_at_its_field) {
  auto r = sister();
  r.name = std::string(203, 'x');
  r.notes = std::string(20'001, 'x');
  const auto tried = circle.add(write(), r);
  ASSERT_FALSE(tried);
  ASSERT_EQ(tried.error().fields.size(), 2u);
  EXPECT_EQ(tried.error().fields[0].field, "name");
  EXPECT_EQ(tried.error().fields[0].message,
            "Shorten the name to 200 letters or fewer: it has 203, 3 too many");
  EXPECT_EQ(tried.error().fields[1].field, "notes");
}

// Nothing acts on an authority before a second person has verified it, nor once it is over or was changed.
constexpr std::int64_t kOneDay = 24ll * 3'600'000;

class AuthorityClaim : public testing::Test {
 protected:
  AuthorityClaim() {
    claim.person = person;
    claim.name = "Ada Example";
    claim.relation = "sibling";
    claim.authority = "lpa-health";
    claim.evidence = "Saw the registered original";
    claim.scope = "Health, not where to live";
    claim.may_know = {"care"};
    claim.informed = "agrees";
  }
  Pass writes(const gate::Actor& a) {
    return must(w.gate.write(a, person, w.service(), w.kind("supporters")));
  }
  bool acts() {
    bool answers = false;
    std::optional<CategorySet> told;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(answers, answers_for(db, *w.vault, w.charter->org(), {person}, "lpa-health", w.clock.now()));
      TRY(told, told_as_representative(db, *w.vault, *w.charter, {person}, {"lpa-health"}, w.clock.now()));
      return {};
    }));
    EXPECT_EQ(answers, told.has_value());
    return answers;
  }
  std::ptrdiff_t waits_for(const gate::Actor& a) {
    return std::ranges::count(must(tasks.open(a, 20)), gate::kVerifyAuthority, &gate::Task::kind);
  }
  Relationship now() { return must(circle.of(writes(manager), person)).at(0); }

  World w{"ll"};
  Circle circle{w.gate, *w.db, *w.vault, w.clock};
  gate::Tasks tasks{w.gate, *w.db, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  gate::Actor worker = w.actor(w.hire("worker", w.service()));
  PersonId person = w.enrol(manager, worker.id).person;
  LinesSince since{*w.db, *w.ledger};
  Relationship claim;
};

TEST_F(AuthorityClaim, Promise_LL_3_2b_nothing_acts_on_an_authority_before_a_second_person_verified_it) {
  claim.id = must(circle.add(writes(worker), claim));
  EXPECT_FALSE(acts()) << "written down, with evidence, by one";
  EXPECT_EQ(waits_for(manager), 1) << "it is work of whoever may verify it";
  EXPECT_EQ(waits_for(worker), 0);
  const auto task = must(tasks.open(manager, 20)).front();
  EXPECT_EQ(gate::task_path(*gate::find_task_kind(task.kind), task), "/people/" + person.text() + "/circle");
  EXPECT_EQ(tasks.complete(manager, task.id).error().code, Code::Invalid) << "verifying alone closes it";
  since.again();
  must(circle.verify(manager, writes(manager), claim.id, 1));
  EXPECT_TRUE(since.has({manager.id, ledger::Act::Change, "relationship", {person}, "verified"}));
  EXPECT_TRUE(acts());
  EXPECT_EQ(now().verified_by, manager.id);
  EXPECT_EQ(now().scope, claim.scope);
  EXPECT_EQ(waits_for(manager), 0);
  EXPECT_EQ(circle.verify(manager, writes(manager), claim.id, 1).error().code, Code::Conflict);
}

TEST_F(AuthorityClaim, Promise_LL_3_2b_whoever_wrote_it_down_is_not_the_one_who_verifies_it) {
  claim.id = must(circle.add(writes(manager), claim));
  EXPECT_EQ(waits_for(manager), 0);
  since.again();
  const auto own = circle.verify(manager, writes(manager), claim.id, 1);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, Code::NotAllowed);
  EXPECT_THAT(own.error().words.text, HasSubstr("You wrote down this authority, or some of it"));
  EXPECT_TRUE(since.has({manager.id, ledger::Act::Refuse, "relationship", {person}, "verify", "same-hand"}));
  const auto low = circle.verify(worker, writes(worker), claim.id, 1);
  ASSERT_FALSE(low);
  EXPECT_THAT(low.error().words.text, HasSubstr("An authority is verified by"));
  EXPECT_FALSE(acts());
  verify(w, circle, person, claim.id);
  EXPECT_TRUE(acts());
}

TEST_F(AuthorityClaim, whoever_wrote_some_of_it_down_before_does_not_verify_what_another_changed) {
  claim.id = must(circle.add(writes(manager), claim));
  claim.scope = "";
  must(circle.change(writes(worker), claim));
  EXPECT_THAT(now().claimed_by, testing::ElementsAre(manager.id, worker.id));
  EXPECT_FALSE(circle.verify(manager, writes(manager), claim.id, 2)) << "the evidence is still theirs";
  verify(w, circle, person, claim.id);
  EXPECT_TRUE(acts());
}

TEST_F(AuthorityClaim, an_account_in_the_hand_of_whoever_wrote_it_down_does_not_verify_it) {
  claim.id = must(circle.add(writes(worker), claim));
  const auto puppet = w.hire("supervisor");
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test");
    gate::Making m;
    m.made_by = worker.id;
    return gate::keep_making(txn, *w.vault, w.charter->org(), puppet, m);
  }));
  const auto tried = circle.verify(w.actor(puppet), writes(w.actor(puppet)), claim.id, 1);
  ASSERT_FALSE(tried);
  EXPECT_THAT(tried.error().words.text, HasSubstr("by the other, so another person verifies it"));
  EXPECT_FALSE(acts());
}

TEST_F(AuthorityClaim, Promise_LL_3_2b_verifying_is_taken_back_when_what_was_verified_is_changed) {
  claim.id = add_verified(w, circle, writes(worker), claim);
  ASSERT_TRUE(acts());
  auto r = now();
  r.phone = "+447700900123";
  r.notes = "Rings in the evening";
  must(circle.change(writes(worker), r));
  EXPECT_TRUE(acts()) << "a telephone number proves nothing";
  struct Case {
    const char* what;
    void (*change)(Relationship&);
  };
  const Case cases[] = {
      {"scope", [](Relationship& x) { x.scope = "Everything"; }},
      {"its last day", [](Relationship& x) { x.authority_ends = make_date(2040, 1, 1); }},
      {"evidence", [](Relationship& x) { x.evidence += ", and a copy"; }},
      {"whose", [](Relationship& x) { x.name = "Somebody Else"; }},
  };
  for (const auto& c : cases) {
    since.again();
    r = now();
    c.change(r);
    must(circle.change(writes(worker), r));
    EXPECT_FALSE(acts()) << c.what;
    EXPECT_EQ(waits_for(manager), 1) << c.what;
    EXPECT_TRUE(
        since.has({worker.id, ledger::Act::Change, "relationship", {person}, "verification-taken-back"}))
        << c.what;
    EXPECT_EQ(circle.verify(manager, writes(manager), claim.id, r.version).error().code, Code::Conflict)
        << "what was shown before it was changed";
    must(circle.verify(manager, writes(manager), claim.id, now().version));
    EXPECT_TRUE(acts()) << c.what;
  }
  r = now();
  r.authority = r.evidence = r.scope = "";
  r.authority_ends.reset();
  must(circle.change(writes(worker), r));
  EXPECT_FALSE(acts());
  EXPECT_EQ(waits_for(manager), 0) << "there is nothing to verify";
}

TEST_F(AuthorityClaim, what_is_over_counts_no_more_and_is_not_verified) {
  claim.authority_ends = add_days(today(w.clock.now()), 1);
  claim.id = add_verified(w, circle, writes(worker), claim);
  EXPECT_TRUE(acts());
  w.clock.set({w.clock.now().ms + kOneDay});
  EXPECT_TRUE(acts()) << "the last day itself";
  w.clock.set({w.clock.now().ms + kOneDay});
  bool answers = true;
  must(w.db->read([&](store::Session& db) -> Status {
    TRY(answers, answers_for(db, *w.vault, w.charter->org(), {person}, "lpa-health", w.clock.now()));
    return {};
  }));
  EXPECT_FALSE(answers) << "it ended yesterday";
  const auto second = must(circle.add(writes(worker), claim));
  const auto over = circle.verify(manager, writes(manager), second, 1);
  ASSERT_FALSE(over);
  EXPECT_THAT(over.error().words.text, HasSubstr("its last day is past"));
}

TEST_F(AuthorityClaim, whoever_is_no_part_of_the_circle_any_more_is_no_work) {
  claim.id = must(circle.add(writes(worker), claim));
  EXPECT_EQ(waits_for(manager), 1);
  must(circle.end(writes(worker), claim.id));
  EXPECT_EQ(waits_for(manager), 0);
  EXPECT_EQ(circle.verify(manager, writes(manager), claim.id, 1).error().code, Code::Conflict);
}

TEST_F(AuthorityClaim, what_an_earlier_version_wrote_was_verified_by_nobody) {
  claim.id = must(circle.add(writes(manager), claim));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test");
    return txn
        .run("UPDATE relationship SET claim=NULL, claimed_by=NULL WHERE org=$1 AND id=$2",
             {w.charter->org(), claim.id})
        .map([](auto) {});
  }));
  EXPECT_FALSE(acts());
  EXPECT_THAT(now().claimed_by, testing::ElementsAre(manager.id));
  EXPECT_FALSE(circle.verify(manager, writes(manager), claim.id, 1));
  verify(w, circle, person, claim.id);
  EXPECT_TRUE(acts());
}

}  // namespace
}  // namespace candour::people
