// Somebody stands in for a colleague, from one day to another and no longer.
#include "people/cover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CoverTest : public testing::Test {
 protected:
  World w{"ll"};
  StaffId boss_id = w.hire("supervisor", w.service());
  StaffId away = w.hire("worker", w.service(), std::nullopt, boss_id);
  StaffId colleague = w.hire("worker", w.service(), std::nullopt, boss_id);
  gate::Actor boss = w.actor(boss_id);
  World::Enrolled maya = w.enrol(boss, away);
  Covers covers{w.gate, *w.db, w.clock};

  bool reaches() { return must(w.gate.reaches(w.actor(colleague), maya.person)); }
  void day(int n) { w.clock.set(*to_unix({make_date(2026, 11, static_cast<unsigned>(n)), 10, 0})); }
  /// At which field it is refused; "" when it is not.
  static std::string field_of(const Result<CoverId>& r) {
    return r || r.error().fields.empty() ? std::string() : r.error().fields.front().field;
  }
  CoverId from_to(int from, int to) {
    return must(covers.make(boss, away, colleague, make_date(2026, 11, static_cast<unsigned>(from)),
                            make_date(2026, 11, static_cast<unsigned>(to))));
  }
};

TEST_F(CoverTest, begins_on_its_first_day_and_ends_after_its_last) {
  EXPECT_FALSE(reaches());
  from_to(23, 25);
  EXPECT_FALSE(reaches()) << "not before";
  day(23);
  EXPECT_TRUE(reaches());
  const auto actor = w.actor(colleague);
  const auto theirs = must(w.journeys.caseload(actor, {}, 50, away));
  ASSERT_EQ(theirs.size(), 1u);
  EXPECT_EQ(theirs.front().person, maya.person);
  EXPECT_THAT(must(w.journeys.caseload(actor, {}, 50)), IsEmpty()) << "and not among one's own";
  EXPECT_TRUE(w.gate.write(actor, maya.person, w.service(), w.kind("contact-note"))) << "as if allocated";
  day(25);
  EXPECT_TRUE(reaches());
  day(26);
  EXPECT_FALSE(reaches());
  EXPECT_FALSE(w.journeys.caseload(w.actor(colleague), {}, 50, away));
}

TEST_F(CoverTest, Promise_ALL_2_ends_at_once_when_it_is_ended_and_both_stand_on_the_ledger) {
  const auto line = [&] {
    const auto e = w.all_kept().front().entry;
    EXPECT_EQ(e.act, ledger::Act::StaffChange);
    EXPECT_EQ(e.thing, away.text());
    EXPECT_EQ(e.actor, boss_id);
    return e.note.substr(0, e.note.find(' '));
  };
  const auto id = from_to(21, 30);
  EXPECT_EQ(line(), "cover:" + colleague.text());
  EXPECT_TRUE(reaches());
  EXPECT_FALSE(covers.end(w.actor(colleague), away, id)) << "not theirs to end";
  EXPECT_EQ(covers.end(boss, colleague, id).error().code, Code::NotFound) << "another one's";
  EXPECT_TRUE(reaches());
  must(covers.end(boss, away, id));
  EXPECT_EQ(line(), "cover-ended:" + colleague.text());
  EXPECT_FALSE(reaches());
  EXPECT_EQ(covers.end(boss, away, id).error().code, Code::NotFound);
  EXPECT_THAT(must(covers.of(away)), IsEmpty());
  from_to(21, 30);  // the days are free again
}

TEST_F(CoverTest, two_at_once_are_refused_with_the_days_of_the_first) {
  from_to(23, 25);
  const auto other = w.hire("worker", w.service(), std::nullopt, boss_id);
  const auto tried = covers.make(boss, away, other, make_date(2026, 11, 25), make_date(2026, 11, 27));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Conflict);
  EXPECT_THAT(tried.error().words.text, testing::HasSubstr("25 November 2026"));
  EXPECT_TRUE(covers.make(boss, away, other, make_date(2026, 11, 26), make_date(2026, 11, 27)));
}

TEST_F(CoverTest, only_who_is_above_says_so_and_only_who_supports_people_there_stands_in) {
  const auto from = make_date(2026, 11, 23), to = make_date(2026, 11, 25);
  EXPECT_EQ(covers.make(w.actor(away), away, colleague, from, to).error().code, Code::NotAllowed);
  EXPECT_EQ(covers.make(w.actor(w.hire("supervisor", w.service())), away, colleague, from, to).error().code,
            Code::NotAllowed)
      << "not theirs";
  EXPECT_EQ(covers.make(w.actor(w.hire("admin")), away, colleague, from, to).error().code, Code::NotAllowed);
  for (const std::string_view role : {"finance", "board"})
    EXPECT_EQ(field_of(covers.make(boss, away, w.hire(role), from, to)), "by") << role;
  EXPECT_EQ(field_of(covers.make(boss, away, w.hire("worker", w.service(1)), from, to)), "by");
  EXPECT_EQ(field_of(covers.make(boss, away, away, from, to)), "by");
  EXPECT_EQ(field_of(covers.make(boss, away, colleague, to, from)), "to");
  EXPECT_EQ(field_of(covers.make(boss, away, colleague, make_date(2026, 11, 20), to)), "from");
  EXPECT_EQ(field_of(covers.make(boss, away, colleague, from, make_date(2028, 1, 1))), "to");
  EXPECT_EQ(w.all_kept().front().entry.act, ledger::Act::StaffChange);
}

TEST_F(CoverTest, a_row_that_somebody_wrote_into_the_database_lets_nobody_in) {
  w.tamper(
      "INSERT INTO staff_cover (org, id, away, cover, from_day, to_day, made, made_by) "
      "VALUES ($1, $2, $3, $4, 0, 99999, 0, $3)",
      {w.charter->org(), CoverId::make(1), away, colleague});
  gate::Gate fresh(w.charter, *w.db, *w.ledger, w.clock, &w.seals);  // with nothing in its memory
  EXPECT_FALSE(fresh.actor(colleague)) << "the account does not hold";
}

}  // namespace
}  // namespace candour::people
