// IM-3.5: what the service must know may be refused; the refusal is kept and somebody decides with the
// person.
#include "charter/refused.h"

#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "people/collecting.h"
#include "people/registering.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

/// Registers somebody whose birth date is as given; the supervisor and how many tasks wait for them.
struct Outcome {
  Result<Registered> registered = fail(Code::Unavailable, "");
  std::vector<gate::Task> tasks;
};

Outcome register_with(World& w, const charter::Values& values) {
  const auto in = w.service();
  const auto boss = w.hire("supervisor", in);
  const auto worker = w.hire("worker", in, {}, boss);
  const auto actor = must(w.gate.actor(worker));
  const auto id = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(actor, id, in));
  NewReferral r;
  r.service = in;
  r.source = "self";
  Outcome o;
  o.registered = register_person(w.people, w.journeys, pass, id, values, r);
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  o.tasks = must(tasks.open(must(w.gate.actor(boss)), 10));
  return o;
}

TEST(Promise, IM_3_5_mandatory_information_missing_is_refused_with_its_reason) {
  World w;
  const auto o = register_with(w, {{"given-name", "Odile"}, {"family-name", "Quillfeather"}});
  ASSERT_FALSE(o.registered);
  ASSERT_FALSE(o.registered.error().fields.empty());
  EXPECT_EQ(o.registered.error().fields[0].field, "birth-date");
  const auto& reasons = w.charter->kind_use(w.service(), w.kind("profile"))->mandatory;
  EXPECT_NE(o.registered.error().fields[0].message.find(reasons.at("birth-date")), std::string::npos)
      << "the reason that this service gives";
  EXPECT_TRUE(o.tasks.empty());
}

TEST(Promise, IM_3_5_a_recorded_refusal_opens_a_decision_for_the_supervisor) {
  World w;
  const auto o = register_with(
      w, {{"given-name", "Odile"}, {"family-name", "Quillfeather"}, {"birth-date", charter::refusal()}});
  ASSERT_TRUE(o.registered) << o.registered.error().words.text;
  ASSERT_EQ(o.tasks.size(), 1u);
  EXPECT_EQ(o.tasks[0].kind, gate::kDecideRefusal);
  EXPECT_EQ(o.tasks[0].about_person, o.registered->profile.id);
}

TEST(Refused, only_what_the_service_makes_mandatory_can_be_refused) {
  World w;
  const auto o = register_with(
      w, {{"given-name", charter::refusal()}, {"family-name", "Quillfeather"}, {"birth-date", "1988-05-07"}});
  ASSERT_FALSE(o.registered);
  EXPECT_TRUE(o.tasks.empty());
}

}  // namespace
}  // namespace candour::people
