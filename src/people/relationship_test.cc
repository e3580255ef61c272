#include "people/relationship.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

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

}  // namespace
}  // namespace candour::people
