// Periods that none of the five notices has, said by an invented charter and kept by what destroys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/relationship.h"
#include "retention/erasures.h"
#include "retention/lapse.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using people::must;

struct OverAtReach : Over {
  OverAtReach() : OverAtReach(make_date(1964, 3, 4)) {}
  explicit OverAtReach(Date born)
      : Over("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue", born) {}

  void all_sorts() {
    note();
    write(manager, "health-profile", R"({"allergies":"None known"})");
    write(manager, "safeguarding-concern", R"({"noticed-on":"2026-11-20T09:00","type":["domestic"],
      "what-worries-you":"He rang","safe-now":true,"what-they-want":"To be left alone","done-now":"Rang back"})");
  }
  void died(Date on) {
    must(w.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test sets the days");
      return txn.run("UPDATE person SET died=$3 WHERE org=$1 AND id=$2", {w.db->org(), person, iso_date(on)})
          .map([](auto) {});
    }));
  }
  RelationshipId stands_there(std::string_view relation) {
    people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
    people::Relationship r;
    r.person = person;
    r.name = "Denis Marsh";
    r.relation = relation;
    return must(circle.add(to_write(manager, "supporters"), r));
  }
  Result<EntryId> hold(charter::Values values) {
    record::NewEntry hold;
    hold.person = person;
    hold.service = w.service();
    hold.kind = w.kind("hold");
    hold.values = std::move(values);
    hold.values["placed-on"] = iso_date(today(w.clock.now()));
    hold.values["review-on"] = "2030-01-01";
    return entries.write(to_write(manager, "hold"), hold);
  }
  Result<EntryId> decide_to_keep(std::string_view what) {
    return hold({{"ground", "decided"},
                 {"issuer", "The manager"},
                 {"words", "She may want to go on"},
                 {"what", boost::json::array{what}}});
  }
  std::string on_the_list() {
    const auto lines = must(destructions.lines(of_service(other), propose(), 10));
    return lines.empty() ? "nobody" : lines.front().parts;
  }
  void place_hold() {
    must(hold({{"ground", "court"}, {"issuer", "A court, HX/1"}, {"words", "Who was there"}}));
  }
  int in_the_circle() {
    people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
    return static_cast<int>(must(circle.of(see(manager), person)).size());
  }
};
struct YoungAtReach : OverAtReach {
  YoungAtReach() : OverAtReach(make_date(2009, 6, 1)) {}
};
struct GrownAtReach : OverAtReach {
  GrownAtReach() : OverAtReach(make_date(2008, 6, 1)) {}
};

TEST_F(OverAtReach, weeks_from_a_death_or_years_from_the_end_whichever_is_earlier) {
  all_sorts();
  ended(make_date(2020, 1, 10));
  EXPECT_EQ(until("health"), "2027-01-10") << "seven years, as long as she lives";
  died(make_date(2026, 11, 1));
  EXPECT_EQ(until("health"), "2026-12-27") << "eight weeks";
}

TEST_F(OverAtReach, years_or_a_birthday_whichever_is_later) {
  all_sorts();
  ended(make_date(2018, 5, 5));
  EXPECT_EQ(until("identity"), "2025-05-05") << "25 was long ago";
}

TEST_F(YoungAtReach, who_was_a_child_when_it_ended_is_kept_until_a_birthday) {
  all_sorts();
  ended(make_date(2026, 11, 1));
  EXPECT_EQ(until("safeguarding"), "2034-06-01") << "17 when it ended";
  EXPECT_EQ(until("identity"), "2034-06-01") << "the birthday is later than seven years";
}

TEST_F(GrownAtReach, who_was_grown_up_when_it_ended_is_kept_for_years) {
  all_sorts();
  ended(make_date(2026, 11, 1));
  EXPECT_EQ(until("safeguarding"), "2036-11-01") << "18 when it ended";
}

TEST_F(OverAtReach, what_a_contract_says_goes_with_the_contract) {
  all_sorts();
  ended(make_date(2020, 1, 10));
  EXPECT_EQ(until("contact"), "2028-03-31");
}

TEST_F(OverAtReach, what_somebody_decides_is_asked_with_each_list_from_the_end_of_the_service_on) {
  EXPECT_EQ(on_the_list(), "nobody") << "the service goes on";
  ended(make_date(2026, 1, 10));
  EXPECT_EQ(until("faith"), "not known") << "no day ends it";
  EXPECT_EQ(on_the_list(), "faith") << "everything else is not over";
  const auto refused = decide_to_keep("care");
  ASSERT_FALSE(refused) << "of that the notice says how long it is kept";
  EXPECT_EQ(refused.error().fields.at(0).field, "what");
  must(decide_to_keep("faith"));
  EXPECT_EQ(on_the_list(), "nobody");
}

TEST_F(OverAtReach, what_nobody_decided_to_keep_goes_with_the_list) {
  ended(make_date(2026, 1, 10));
  EXPECT_EQ(outcome(destroyed()), "part-gone");
}

TEST_F(OverAtReach, whoever_stands_in_a_record_by_a_clock_of_their_own_goes_when_it_is_over) {
  const auto alleged = stands_there("alleged");
  stands_there("neighbour");
  EXPECT_EQ(in_the_circle(), 2);
  EXPECT_EQ(must(lapse_others(*w.db, w.gate, *w.vault, w.clock.now())), 0);
  days_go_by(2 * 366);
  must(w.db->read([&](store::Session& db) -> Status {
    std::int64_t n = 0;
    CHECK_OK(db.each("SELECT COUNT(*) FROM segment WHERE org=$1 AND entry=$2",
                     {w.db->org(), EntryId{alleged.raw}},
                     [&](const store::Row& r) { return n = r.i64(0), false; }));
    EXPECT_EQ(n, 1);
    return {};
  }));
  EXPECT_EQ(must(lapse_others(*w.db, w.gate, *w.vault, w.clock.now())), 1);
  EXPECT_EQ(in_the_circle(), 1) << "a neighbour stays as long as the record";
  must(w.db->read([&](store::Session& db) -> Status {
    std::int64_t n = 0;
    for (const auto* from :
         {"segment WHERE org=$1 AND entry=$2", "name_to_look_for WHERE org=$1 AND relationship=$2"})
      CHECK_OK(db.each(std::string("SELECT COUNT(*) FROM ") + from, {w.db->org(), EntryId{alleged.raw}},
                       [&](const store::Row& r) { return n += r.i64(0), false; }));
    EXPECT_EQ(n, 0) << "nothing sealed of them, and no name to look for";
    return {};
  }));
  EXPECT_EQ(must(lapse_others(*w.db, w.gate, *w.vault, w.clock.now())), 0);
}

TEST_F(OverAtReach, a_hold_keeps_whoever_stands_in_a_record_too) {
  stands_there("alleged");
  place_hold();
  days_go_by(2 * 366);
  EXPECT_EQ(must(lapse_others(*w.db, w.gate, *w.vault, w.clock.now())), 0);
  EXPECT_EQ(in_the_circle(), 1);
}

TEST_F(OverAtReach, those_whom_a_hold_keeps_keep_nobody_behind_them) {
  stands_there("alleged");
  place_hold();
  const auto other_person = enrol();
  w.clock.set({w.clock.now().ms + 1});
  person = other_person;
  stands_there("alleged");
  days_go_by(2 * 366);
  EXPECT_EQ(must(lapse_others(*w.db, w.gate, *w.vault, w.clock.now(), 1)), 1);
  EXPECT_EQ(in_the_circle(), 0);
}

}  // namespace
}  // namespace candour::retention
