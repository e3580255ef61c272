// Rules that none of the five notices has, said by an invented charter and done by the engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "gate/tasks.h"
#include "people/consent_for_tests.h"
#include "people/journey_rows.h"
#include "people/relationship.h"
#include "people/world_for_tests.h"
#include "store/accounted.h"

namespace candour::people {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Reach : public ::testing::Test {
 protected:
  Reach()
      : w("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"),
        circle(w.gate, *w.db, *w.vault, w.clock),
        tasks(w.gate, *w.db, w.clock),
        lead(w.hire("supervisor")),
        keeper(w.hire("dp-lead")) {}

  std::size_t at(std::string_view service) const { return static_cast<std::size_t>(w.service(service)); }
  Status refer(std::string_view source, bool agreed) {
    const auto boss = w.actor(lead);
    const auto id = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(boss, id, w.service("refuge")));
    return w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(
          txn, pass, id, {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}}));
      NewReferral r;
      r.service = w.service("refuge");
      r.source = source;
      r.consent_to_refer = agreed;
      return w.journeys.refer(txn, pass, r).map([](auto) {});
    });
  }
  std::vector<std::string> kinds_of_tasks(StaffId who) {
    std::vector<std::string> kinds;
    for (const auto& t : must(tasks.open(w.actor(who), 20))) kinds.push_back(t.kind);
    return kinds;
  }

  World w;
  Circle circle;
  gate::Tasks tasks;
  StaffId lead, keeper;
};

TEST_F(Reach, who_may_refer_without_consent_need_not_tick_a_lie) {
  EXPECT_TRUE(refer("police", false));
  EXPECT_TRUE(refer("risk-conference", false));
  const auto family = refer("family", false);
  ASSERT_FALSE(family);
  EXPECT_EQ(family.error().fields.at(0).field, "consent-to-refer");
  EXPECT_TRUE(refer("family", true));
}

TEST_F(Reach, Promise_IM_2_1_on_what_somebody_was_referred_who_was_not_asked_is_kept_as_it_was_then) {
  const auto kept = [&] {
    Referral found;
    must(w.db->read([&](store::Session& s) {
      return s.each(
          std::string(kReferralColumns) + "WHERE org=$1 ORDER BY id DESC LIMIT 1", {w.db->org()},
          [&](const store::Row& row) { return found = read_referral(*w.charter, row).value(), true; });
    }));
    return found;
  };
  must(refer("police", false));
  EXPECT_EQ(kept().unasked_basis, "legitimate-interests");
  EXPECT_EQ(kept().unasked_clause, "4.1");
  const auto all = w.all_kept();
  const auto line = std::ranges::find_if(
      all, [](const auto& k) { return k.entry.act == ledger::Act::Create && k.entry.what == "referral"; });
  ASSERT_NE(line, all.end());
  EXPECT_EQ(line->entry.basis, "legitimate-interests");
  EXPECT_EQ(line->entry.clause, "4.1");
  w.clock.set({w.clock.now().ms + 1000});
  must(refer("police", true));
  EXPECT_EQ(kept().unasked_basis, "") << "they agreed";
}

TEST_F(Reach, a_service_for_young_people_has_the_ages_that_its_charter_says) {
  const auto boss = w.actor(lead);
  const auto accept = [&](const std::string& born) {
    const auto a = w.add(boss, at("young-people"), "Ivy", "Marsh", born);
    return w.journeys.accept(boss, a.referral, 1, std::nullopt, std::nullopt);
  };
  EXPECT_TRUE(accept("2006-06-01")) << "20, although children are under 18 where no age is said";
  const auto old = accept("2005-06-01");
  ASSERT_FALSE(old);
  EXPECT_THAT(old.error().fields.at(0).message, HasSubstr("children and young people from 8 to 20"));
  const auto young = accept("2019-06-01");
  ASSERT_FALSE(young);
  EXPECT_THAT(young.error().fields.at(0).message, HasSubstr("this person is 7"));
}

TEST_F(Reach, somebody_without_a_name_can_be_helped_where_no_name_is_required) {
  const auto boss = w.actor(lead);
  const auto register_in = [&](std::string_view service) {
    const auto id = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(boss, id, w.service(service)));
    return w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, id, {{"name-used", "A caller"}}));
      NewReferral r;
      r.service = w.service(service);
      r.source = "self";
      return w.journeys.refer(txn, pass, r).map([](auto) {});
    });
  };
  EXPECT_TRUE(register_in("helpline"));
  EXPECT_FALSE(register_in("refuge"));
}

TEST_F(Reach, what_only_here_needs_a_yes_is_shut_without_it) {
  const auto boss = w.actor(lead);
  const auto& kind = w.charter->at(w.kind("profile"));
  EXPECT_EQ(kind.find_field("religion")->category, w.category("faith"));
  const auto person = w.enrol(boss, std::nullopt, std::nullopt, at("refuge")).person;
  const auto pass = must(w.gate.write(boss, person, w.service("refuge"), w.kind("profile")));
  EXPECT_FALSE(pass.may_write().has(w.category("faith")));
  EXPECT_TRUE(pass.may_write().has(w.category("identity")));
}

TEST_F(Reach, an_answer_that_needs_a_yes_is_kept_under_a_category_of_its_own_and_shut_again_without_it) {
  const auto boss = w.actor(lead);
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  const auto person = w.enrol(boss, std::nullopt, std::nullopt, at("refuge")).person;
  const auto writes = [&](std::string_view kind) {
    return must(w.gate.write(boss, person, w.service("refuge"), w.kind(kind)));
  };
  const auto read = [&](StaffId who) {
    const auto pass = must(w.gate.see(w.actor(who), person, {ledger::Act::View, "record", "", kAll}));
    const auto profile = must(w.people.profile(pass, person));
    const auto* said = profile.values.if_contains("religion");
    return said ? std::string(said->as_string()) : std::string("nothing");
  };
  const auto told = [&](std::int64_t version) {
    return w.people.change(writes("profile"), person, version,
                           {{"given-name", "Maya"},
                            {"family-name", "Okafor"},
                            {"birth-date", "1964-03-04"},
                            {"religion", "christian"}},
                           false);
  };
  (void)told(1);
  EXPECT_EQ(read(lead), "nothing") << "nobody said yes";
  must(agree(*w.db, flags, writes("consent-form"), person, "faith-support"));
  EXPECT_EQ(read(lead), "nothing") << "nor was it kept unseen";
  const auto version =
      must(w.people.profile(must(w.gate.see(boss, person, {ledger::Act::View, "record", "", kAll})), person))
          .version;
  must(told(version));
  EXPECT_EQ(read(lead), "christian");
  const auto sealed = [&](std::string_view category) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& db) {
      return db.each("SELECT COUNT(*) FROM segment WHERE org=$1 AND person=$2 AND category=$3",
                     {w.db->org(), person, std::string(category)},
                     [&](const store::Row& r) { return n = r.i64(0), true; });
    }));
    return n;
  };
  EXPECT_GE(sealed("faith"), 1);
  must(take_back(*w.db, flags, writes("consent-form"), person, "faith-support"));
  EXPECT_EQ(read(lead), "nothing");
}

TEST_F(Reach, who_caused_harm_and_comes_for_support_is_told_to_whoever_keeps_the_ledger_alone) {
  const auto boss = w.actor(lead);
  const auto victim = w.enrol(boss, std::nullopt, std::nullopt, at("refuge"), "Maya", "Okafor").person;
  Relationship r;
  r.person = victim;
  r.name = "Dénis van Marsh";
  r.relation = "alleged";
  const auto pass = must(w.gate.write(boss, victim, w.service("refuge"), w.kind("supporters")));
  r.id = must(circle.add(pass, r));
  EXPECT_EQ(relation_words(*w.charter, "alleged"), "Somebody who is said to have caused harm");
  w.add(boss, at("refuge"), "Denis", "Marshall", "1970-01-01");
  EXPECT_THAT(kinds_of_tasks(keeper), IsEmpty());
  const auto other = w.add(boss, at("refuge"), "DENIS", "Marsh", "1970-01-01").person;
  const auto told = must(tasks.open(w.actor(keeper), 20));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told.front().kind, gate::kConflict);
  EXPECT_EQ(told.front().about_person, other);
  EXPECT_EQ(told.front().about_thing, victim.text());
  for (const auto& kind : kinds_of_tasks(lead)) EXPECT_NE(kind, gate::kConflict);
  // Told once, and not of somebody who is merely close to another person.
  must(w.people.change(must(w.gate.write(boss, other, w.service("refuge"), w.kind("profile"))), other, 1,
                       {{"given-name", "Denis"}, {"family-name", "Marsh"}, {"birth-date", "1970-01-02"}},
                       false));
  EXPECT_EQ(must(tasks.open(w.actor(keeper), 20)).size(), 1u);
  r.relation = "friend";
  must(circle.change(pass, r));
  w.add(boss, at("refuge"), "Denis", "Marsh", "1980-01-01");
  EXPECT_EQ(must(tasks.open(w.actor(keeper), 20)).size(), 1u);
}

TEST_F(Reach, nobody_is_taken_on_before_that_was_looked_at_and_who_is_here_already_is_found_too) {
  const auto boss = w.actor(lead);
  const auto comes = w.add(boss, at("refuge"), "Denis", "Marsh", "1970-01-01");
  const auto accept = [&] { return w.journeys.accept(boss, comes.referral, 1, std::nullopt, std::nullopt); };
  const auto victim = w.enrol(boss, std::nullopt, std::nullopt, at("refuge"), "Maya", "Okafor").person;
  Relationship r;
  r.person = victim;
  r.name = "Dénis van Marsh";
  r.relation = "alleged";
  must(circle.add(must(w.gate.write(boss, victim, w.service("refuge"), w.kind("supporters"))), r));
  const auto told = must(tasks.open(w.actor(keeper), 20));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told.front().about_person, comes.person);
  EXPECT_EQ(told.front().about_thing, victim.text());
  const auto early = accept();
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().words.text, HasSubstr("cannot be decided yet"));
  EXPECT_THAT(early.error().words.text, Not(HasSubstr("harm"))) << "whoever takes them on is not to know";
  // Who was told leaves before they look: whoever comes after them is told when somebody tries again.
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test lets somebody leave");
    return txn
        .run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {w.db->org(), keeper, w.clock.now().ms})
        .map([](auto) {});
  }));
  EXPECT_FALSE(accept()) << "nobody keeps the ledger, and nobody is taken on";
  const auto next = w.hire("dp-lead");
  EXPECT_FALSE(accept());
  const auto again = must(tasks.open(w.actor(next), 20));
  ASSERT_EQ(again.size(), 1u);
  must(tasks.complete(w.actor(next), again.front().id));
  EXPECT_TRUE(accept());
}

/// A neighbour stands in the record of somebody in the refuge, and has not been told.
class NeighbourAtReach : public Reach {
 protected:
  NeighbourAtReach() {
    r.person = pass.person();
    r.name = "Ivo Lund";
    r.relation = "neighbour";
    r.informed = "not-yet";
    r.id = must(circle.add(pass, r));
    EXPECT_EQ(waits(), 1);
  }
  std::ptrdiff_t waits() { return std::ranges::count(kinds_of_tasks(lead), gate::kTellThem); }

  Pass pass = must(
      w.gate.write(w.actor(lead),
                   w.enrol(w.actor(lead), std::nullopt, std::nullopt, at("refuge"), "Maya", "Okafor").person,
                   w.service("refuge"), w.kind("supporters")));
  Relationship r;
};

TEST_F(NeighbourAtReach, whom_telling_would_endanger_is_not_told_with_a_reason_and_is_no_work) {
  r.informed = kNotTold;
  const auto without = circle.change(pass, r);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().fields.at(0).field, "notes");
  EXPECT_THAT(without.error().fields.at(0).message, HasSubstr("it would put you in danger"));
  EXPECT_EQ(waits(), 1);
  r.notes = "He tells her husband what he hears";
  must(circle.change(pass, r));
  EXPECT_EQ(waits(), 0);
  Relationship friendly = r;
  friendly.relation = "friend";
  const auto refused = circle.add(pass, friendly);
  ASSERT_FALSE(refused) << "for them the charter has no such exception";
  EXPECT_EQ(refused.error().fields.at(0).field, "informed");
}

TEST_F(NeighbourAtReach, whoever_stands_in_a_record_and_was_not_told_is_work_until_they_were) {
  r.notes = "Flat 2";
  must(circle.change(pass, r));
  EXPECT_EQ(waits(), 1) << "once, however often somebody writes";
  r.version = 2;
  r.informed = "told";
  must(circle.change(pass, r));
  EXPECT_EQ(waits(), 0);
  r.relation = "alleged";
  r.informed = "not-yet";
  must(circle.add(pass, r));
  EXPECT_EQ(waits(), 0) << "whom nobody may tell";
  r.relation = "neighbour";
  const auto gone = must(circle.add(pass, r));
  EXPECT_EQ(waits(), 1);
  must(circle.end(pass, gone));
  EXPECT_EQ(waits(), 0) << "no part any more";
}

TEST_F(NeighbourAtReach, whoever_is_told_before_is_kept_only_once_they_were) {
  r.relation = "donor";
  for (const auto* not_told : {"", "not-yet", "not-told"}) {
    r.informed = not_told;
    r.notes = "She did not pick up";
    const auto refused = circle.add(pass, r);
    ASSERT_FALSE(refused) << not_told;
    EXPECT_EQ(refused.error().fields.at(0).field, "informed");
  }
  r.informed = "told";
  EXPECT_TRUE(circle.add(pass, r));
  EXPECT_EQ(waits(), 1) << "the neighbour alone";
}

TEST_F(NeighbourAtReach, whom_the_notice_tells_where_it_can_stays_untold_once_it_is_said_how_it_was_tried) {
  r.relation = "landlord";
  const auto id = must(circle.add(pass, r));
  EXPECT_EQ(waits(), 2);
  auto again = r;
  again.id = id;
  again.informed = kNotTold;
  const auto without = circle.change(pass, again);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().fields.at(0).field, "notes");
  EXPECT_THAT(without.error().fields.at(0).message, HasSubstr("how you tried"));
  again.notes = "Nobody knows where he lives now";
  must(circle.change(pass, again));
  EXPECT_EQ(waits(), 1);
}

}  // namespace
}  // namespace candour::people
