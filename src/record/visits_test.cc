#include "record/visits.h"

#include <gmock/gmock.h>

#include "people/lines_for_tests.h"
#include "record/diary.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using ledger::Act;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t kMinute = 60'000;

class VisitsTest : public Scene {
 protected:
  explicit VisitsTest(const std::string& code = "ll") : Scene(code) {}
  VisitsTest(const std::string& charter_file, const std::string& catalogue)
      : Scene(charter_file, catalogue) {}
  Visits visits{w.gate, *w.db, entries, w.clock};

  EntryId book(std::string_view when = "2026-11-21T11:00") {
    return write(worker, "appointment",
                 R"({"when":")" + std::string(when) +
                     R"(","what":"See how it goes","visit":"alone","staff":")" + worker.id.text() + "\"}");
  }
  EntryId assess_risk(std::string_view more) {
    return write(
        worker, "risk-assessment",
        R"({"date":"2026-11-01","risk":"Anger","who-could-be-hurt":"Everybody near him","level":"high",
                     "what-we-do":"Long words that stay shut","review-date":"2027-01-01")" +
            std::string(more) + "}");
  }
  EntryId incident(std::string_view when, std::string_view type) {
    return write(
        worker, "incident",
        R"({"when":")" + std::string(when) + R"(","where":"Kitchen","type":")" + std::string(type) +
            R"(","what-happened":"A cup was thrown","harm":"none","what-was-done":"Left the room"})");
  }
  Result<Pass> told(const gate::Actor& who, EntryId id) {
    return w.gate.before_visit(who, person, id,
                               {Act::View, "before-visit", id.text(), visits.must_know_categories()});
  }
  std::vector<std::string> must_know(const gate::Actor& who, EntryId id) {
    return must(visits.must_know(must(told(who, id)), person));
  }
  Pass step(const gate::Actor& who) {
    return must(w.gate.step(who, person, w.service(), w.kind("appointment")));
  }
  UnixMs in(int minutes) { return {w.clock.now().ms + minutes * kMinute}; }
  void pass_minutes(int minutes) { w.clock.set(in(minutes)); }
};

TEST_F(VisitsTest, Promise_LL_2_3c_whoever_goes_is_told_the_least_and_nothing_else) {
  assess_risk(R"(,"what-visitors-must-know":"Stand where he sees you")");
  incident("2026-06-01T10:00", "behaviour");
  incident("2026-06-02T10:00", "fall");
  incident("2022-06-02T10:00", "crime");
  const auto id = book();
  const auto words = must_know(worker, id);
  EXPECT_THAT(words, Contains(HasSubstr("Stand where he sees you")));
  EXPECT_THAT(words, Contains(HasSubstr("risk to staff")));
  EXPECT_EQ(words.size(), 2u);
  for (const auto& one : words) {
    EXPECT_THAT(one, Not(HasSubstr("stay shut")));
    EXPECT_THAT(one, Not(HasSubstr("cup")));
  }
}

TEST_F(VisitsTest, what_is_replaced_or_long_ago_is_told_no_more) {
  incident("2024-06-02T10:00", "crime");
  EXPECT_THAT(must_know(worker, book()), IsEmpty());
}

TEST_F(VisitsTest, Promise_LL_2_3c_nobody_is_told_but_the_one_who_goes_and_not_long_before) {
  assess_risk(R"(,"what-visitors-must-know":"A dog")");
  const auto id = book("2026-11-23T11:00");
  people::LinesSince lines(*w.db, *w.ledger);
  EXPECT_FALSE(told(worker, id)) << "two days before";
  EXPECT_TRUE(lines.has({worker.id, Act::Refuse, "before-visit", {person}, "", "not-writable", id.text()}) ||
              !lines.lines().empty());
  pass_minutes(2 * 24 * 60);
  EXPECT_TRUE(told(worker, id));
  EXPECT_FALSE(told(manager, id)) << "the manager does not go";
  pass_minutes(3 * 24 * 60);
  EXPECT_FALSE(told(worker, id)) << "long over";
  EXPECT_FALSE(told(w.actor(w.hire("worker", w.service())), id)) << "out of reach";
}

TEST_F(VisitsTest, Promise_ALL_2_in_longer_and_out_are_said_by_the_one_who_goes_and_stand_on_the_ledger) {
  const auto id = book();
  people::LinesSince lines(*w.db, *w.ledger);
  EXPECT_EQ(visits.go_in(step(manager), person, id, in(60)).error().code, Code::NotAllowed);
  EXPECT_EQ(visits.come_out(step(worker), person, id).error().code, Code::Conflict) << "not in yet";
  EXPECT_EQ(visits.go_in(step(worker), person, id, in(-1)).error().code, Code::Invalid);
  EXPECT_EQ(visits.go_in(step(worker), person, id, in(13 * 60)).error().code, Code::Invalid);
  must(visits.go_in(step(worker), person, id, in(60)));
  EXPECT_TRUE(
      lines.has({worker.id, Act::Change, "appointment", {person}, "visit: in", "allowed", id.text()}));
  EXPECT_EQ(visits.go_in(step(worker), person, id, in(60)).error().code, Code::Conflict);
  must(visits.stay_longer(step(worker), person, id, in(90)));
  EXPECT_TRUE(
      lines.has({worker.id, Act::Change, "appointment", {person}, "visit: longer", "allowed", id.text()}));
  must(visits.come_out(step(worker), person, id));
  EXPECT_TRUE(
      lines.has({worker.id, Act::Change, "appointment", {person}, "visit: out", "allowed", id.text()}));
  EXPECT_EQ(visits.stay_longer(step(worker), person, id, in(90)).error().code, Code::Conflict);
  const auto all = must(visits.visit(see(worker), person, id));
  EXPECT_TRUE(all.came_out && !all.told && all.alone);
}

TEST_F(VisitsTest, Promise_LL_2_3c_and_ALL_2_who_is_not_out_in_time_is_missed_at_once_and_once) {
  const auto id = book();
  must(visits.go_in(step(worker), person, id, in(60)));
  pass_minutes(89);
  EXPECT_EQ(must(visits.tell_of_missed()), 0) << "half an hour is given";
  EXPECT_THAT(must(alerts.waiting(manager)), IsEmpty());
  pass_minutes(1);
  people::LinesSince lines(*w.db, *w.ledger);
  EXPECT_EQ(must(visits.tell_of_missed()), 1);
  const auto waiting = must(alerts.waiting(manager));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.front().name, "Somebody has not come out of a home visit");
  EXPECT_EQ(waiting.front().by, worker.id);
  EXPECT_THAT(must(alerts.waiting(worker)), IsEmpty()) << "they are the one who is missed";
  EXPECT_TRUE(lines.has({StaffId{}, Act::Job, "appointment", {person}, "", "missed", id.text()}));
  EXPECT_EQ(must(visits.tell_of_missed()), 0) << "once";
  must(visits.come_out(step(worker), person, id));
}

TEST_F(VisitsTest, who_is_out_or_stays_longer_is_not_missed) {
  const auto id = book(), other = book("2026-11-21T12:00");
  must(visits.go_in(step(worker), person, id, in(10)));
  must(visits.go_in(step(worker), person, other, in(10)));
  must(visits.come_out(step(worker), person, id));
  must(visits.stay_longer(step(worker), person, other, in(120)));
  pass_minutes(100);
  EXPECT_EQ(must(visits.tell_of_missed()), 0);
  EXPECT_THAT(must(alerts.waiting(manager)), IsEmpty());
}

TEST_F(VisitsTest, what_is_no_visit_or_was_cancelled_has_no_in_and_out) {
  const auto plain =
      write(worker, "appointment", R"({"when":"2026-11-21T11:00","what":"Dentist","visit":"no"})");
  EXPECT_EQ(visits.visit(see(worker), person, plain).error().code, Code::NotFound);
  const auto id = book();
  must(entries.move(worker, to_write(worker, "appointment"), person, id, 1, "cancel", "Ill"));
  EXPECT_EQ(visits.go_in(step(worker), person, id, in(60)).error().code, Code::Conflict);
  EXPECT_FALSE(told(worker, id)) << "nobody goes";
}

/// A worker whose role sees neither risks nor incidents.
std::string without_risks(std::string_view told_by = "before-visit: protect-staff") {
  return people::World::amended("ll", {{"risk, incident, safeguarding, complaint, profile, family",
                                        "safeguarding, complaint, profile, family"},
                                       {"support-plan, risk-assessment, incident,", "support-plan,"},
                                       {"[like roles/worker/writes, household,",
                                        "[like roles/worker/writes, risk-assessment, incident, household,"},
                                       {"      - {kind: risk-assessment, move: ask}\n", ""},
                                       {"      - {kind: risk-assessment, move: replace}\n", ""},
                                       {"before-visit: protect-staff", told_by}});
}
class RisksHeldBack : public VisitsTest {
 protected:
  explicit RisksHeldBack(const std::string& file = without_risks())
      : VisitsTest(file, std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
  void assessed_by_the_manager() {
    write(manager, "risk-assessment",
          R"({"date":"2026-11-01","risk":"Anger","who-could-be-hurt":"Everybody near him","level":"high",
              "what-we-do":"Long words that stay shut","review-date":"2027-01-01",
              "what-visitors-must-know":"Stand where he sees you"})");
  }
};

TEST_F(RisksHeldBack, Promise_LL_2_3c_what_the_role_does_not_see_is_told_before_the_visit_by_that_purpose) {
  assessed_by_the_manager();
  const auto id = book();
  EXPECT_FALSE(w.sees(see(worker), "risk"));
  const auto pass = must(told(worker, id));
  EXPECT_TRUE(w.sees(pass, "risk"));
  EXPECT_EQ(w.charter->at(pass.ground(w.category("risk")).purpose).code, "protect-staff");
  EXPECT_THAT(must(visits.must_know(pass, person)), ElementsAre(HasSubstr("Stand where he sees you")));
  EXPECT_FALSE(w.sees(see(worker), "risk")) << "the rest stays shut";
  must(w.gate.looked(
      {{pass, {Act::View, "before-visit", id.text(), visits.must_know_categories()}, pass.opened()}}));
  const auto line = newest();
  EXPECT_EQ(line.what, "before-visit");
  EXPECT_EQ(line.thing, id.text());
  EXPECT_EQ(line.purpose, "protect-staff");
  EXPECT_THAT(line.categories, ElementsAre("risk"));
  EXPECT_EQ(line.actor, worker.id);
}

class NotToldAtAll : public RisksHeldBack {
 protected:
  NotToldAtAll() : RisksHeldBack(without_risks("")) {}
};

TEST_F(NotToldAtAll, a_charter_that_names_no_purpose_tells_nobody_more_than_their_role_sees) {
  assessed_by_the_manager();
  EXPECT_FALSE(told(worker, book()));
}

}  // namespace
}  // namespace candour::record
