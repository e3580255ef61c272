// A hold keeps what it reaches and nothing else: of everybody, of one service, of some kinds of information
// or entries, of people born in some years; also what was agreed to and waits. Two people end it.
#include "retention/holds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/category_list.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;

struct Holding : Over {
  using Over::Over;
  /// About the service of the scene, or another one; `more`: how far it reaches.
  EntryId hold(const std::string& more, std::optional<ServiceIx> about = std::nullopt) {
    const auto service = about.value_or(w.service());
    auto e = fresh("hold", R"({"ground":"inquiry","inquiry":"uk-covid","source":"Letter of 3 November 2026",
        "sure":"written","issuer":"The inquiry, 12","words":"All that it asks for","placed-on":"2026-11-20",
        "review-on":"2027-11-20")" +
                               more + "}");
    e.person = gate::subject_of(*w.charter, service);
    e.service = service;
    return must(entries.write(must(w.gate.write(manager, e.person, service, e.kind)), e));
  }
  Status end(const gate::Actor& by, EntryId id, std::optional<ServiceIx> about = std::nullopt) {
    const auto service = about.value_or(w.service());
    const auto whose = gate::subject_of(*w.charter, service);
    const auto pass = must(w.gate.step(by, whose, service, w.kind("hold")));
    return entries.move(by, pass, whose, id, 1, "release", "The inquiry has ended").map([](auto) {});
  }
  EntryId propose_here() {
    const auto before = std::exchange(manager, w.actor(w.hire("supervisor", w.service())));
    const auto id = propose("2039-03-10");
    manager = before;
    return id;
  }
  const ServiceIx another{w.service() == ServiceIx{0} ? std::uint8_t{1} : std::uint8_t{0}};
  Held now() {
    Held out;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(out, held(db, w.gate, *w.vault, person, By::HoldsAndRequests));
      return {};
    }));
    return out;
  }
};
struct HoldsAtLL : Holding {
  HoldsAtLL() : Holding("ll") {}
};
struct HoldsAtIM : Holding {
  HoldsAtIM() : Holding("im") {}
};
struct HoldsAtIG : Holding {
  HoldsAtIG() : Holding("ig", make_date(2014, 3, 4)) {}
};

TEST_F(HoldsAtIG, Promise_IG_11_2_an_inquiry_keeps_everybody_of_every_service_until_two_end_it) {
  note();
  ended(make_date(2020, 5, 4));
  w.clock.set({start_of_day(make_date(2039, 3, 10)).ms});
  manager = w.actor(w.hire("supervisor", another));
  const auto id = hold(R"(,"where":"every")", another);
  EXPECT_TRUE(now().whole);
  EXPECT_EQ(outcome(propose_here()), "not on the list");
  EXPECT_FALSE(end(manager, id, another)) << "whoever placed it does not end it alone";
  EXPECT_EQ(outcome(propose_here()), "not on the list");
  must(end(w.actor(w.hire("supervisor", another)), id, another));
  EXPECT_EQ(outcome(propose_here()), "");
}

TEST_F(HoldsAtLL, Promise_LL_2_4e_one_placed_while_a_list_waits_takes_its_people_off_it) {
  note();
  ended(make_date(2015, 1, 1));
  const auto id = propose();
  EXPECT_EQ(outcome(id), "");
  must(take(other, id, "approve"));
  hold(R"(,"where":"every")");
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "held");
  EXPECT_GT(rows(), 0);
  const auto s = must(destructions.state(of_service(other), id));
  EXPECT_EQ(s->kept, 1);
  EXPECT_EQ(s->holds.on_all, 1);
  EXPECT_EQ(s->holds.on_people, 0);
}

TEST_F(HoldsAtLL, one_about_another_service_keeps_nobody_here_unless_it_is_about_every_one) {
  ended(make_date(2015, 1, 1));
  manager = w.actor(w.hire("supervisor", another));
  hold("", another);
  EXPECT_FALSE(now().any());
  hold(R"(,"where":"every")", another);
  EXPECT_TRUE(now().whole);
}

TEST_F(HoldsAtLL, it_keeps_those_kinds_of_information_and_who_it_is_and_the_rest_goes) {
  note();
  ended(make_date(2015, 1, 1));
  hold(R"(,"what":["care"])");
  const auto h = now();
  EXPECT_FALSE(h.whole);
  EXPECT_TRUE(h.of_keys.has(w.category("care")));
  EXPECT_TRUE(h.of_keys.has(w.category("identity")));
  EXPECT_FALSE(h.of_keys.has(w.category("convictions")));
  const auto all = kept(person);
  for (const auto* k : all.over(make_date(2026, 11, 21), h)) {
    EXPECT_FALSE(k->categories.has(w.category("care")));
    EXPECT_FALSE(k->categories.has(w.category("identity")));
  }
}

TEST_F(HoldsAtIM, Promise_IM_12_3_what_it_does_not_name_goes_when_its_time_is_over_and_what_it_names_stays) {
  note();
  write(worker, "feedback", R"({"date":"2018-11-20","words":"Kind people"})");
  ended(make_date(2019, 5, 4));
  const auto views = hold(R"(,"what":["profile"])");
  const auto without = must(destructions.lines(of_service(other), propose(), 10));
  EXPECT_FALSE(!without.empty() &&
               charter::read_category_list(*w.charter, without.front().parts).has(w.category("profile")));
  must(end(other, views));
  const auto with = must(destructions.lines(of_service(other), propose(), 10));
  ASSERT_FALSE(with.empty());
  EXPECT_TRUE(charter::read_category_list(*w.charter, with.front().parts).has(w.category("profile")));
  hold(R"(,"what":["care"])");
  EXPECT_EQ(outcome(destroyed()), "part-gone");
}

TEST_F(HoldsAtLL, of_whom_there_is_nothing_that_it_names_goes_like_everybody_else) {
  note();
  ended(make_date(2015, 1, 1));
  hold(R"(,"what":["convictions"],"entries":["incident"])");
  EXPECT_TRUE(now().any());
  EXPECT_TRUE(now().of_keys.empty());
  EXPECT_EQ(outcome(destroyed()), "gone");
}

TEST_F(HoldsAtLL, it_keeps_those_entries_wherever_their_information_is) {
  note();
  ended(make_date(2015, 1, 1));
  hold(R"(,"entries":["contact-note"])");
  EXPECT_TRUE(now().of_keys.has(w.category("care")));
  EXPECT_EQ(outcome(propose()), "not on the list") << "it has one key with all else";
}

TEST_F(HoldsAtLL, it_keeps_people_born_on_those_days_and_whose_birth_date_is_not_known) {
  ended(make_date(2015, 1, 1));
  const auto early = hold(R"(,"born-from":"1964-03-05")");
  EXPECT_FALSE(now().any()) << "born on the day before";
  must(end(other, early));
  const auto late = hold(R"(,"born-to":"1964-03-03")");
  EXPECT_FALSE(now().any()) << "born on the day after";
  must(end(other, late));
  hold(R"(,"born-from":"1964-03-04","born-to":"1964-03-04")");
  EXPECT_TRUE(now().whole);
  Held of_service;
  must(w.db->read([&](store::Session& db) -> Status {
    TRY(of_service, held(db, w.gate, *w.vault, subject, By::Holds));
    return {};
  }));
  EXPECT_TRUE(of_service.whole) << "what is about the service: nobody knows of whom it speaks";
}

TEST_F(HoldsAtLL, nobody_makes_one_smaller_alone) {
  const auto id = hold("");
  const auto pass = must(w.gate.write(manager, subject, w.service(), w.kind("hold")));
  auto values =
      must(entries.entry(must(w.gate.step(other, subject, w.service(), w.kind("hold"))), subject, id)).values;
  values["what"] = boost::json::array{"convictions"};
  const auto done = entries.change(pass, subject, id, 1, values, "");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fields.front().field, "what");
  EXPECT_THAT(done.error().fields.front().message, HasSubstr("Place another one"));
}

TEST_F(HoldsAtLL, an_inquiry_is_named_with_its_source_and_how_sure_it_is) {
  auto e = fresh("hold", R"({"ground":"inquiry","issuer":"The inquiry","words":"All of it",
      "placed-on":"2026-11-20","review-on":"2027-11-20"})");
  e.person = subject;
  const auto done = entries.write(must(w.gate.write(manager, subject, w.service(), e.kind)), e);
  ASSERT_FALSE(done);
  std::string fields;
  for (const auto& f : done.error().fields) fields += f.field + " ";
  EXPECT_EQ(fields, "inquiry source sure ");
}

TEST_F(HoldsAtLL, it_is_work_to_look_at_it_again) {
  const auto id = hold(R"(,"where":"every")");
  std::int64_t day = 0;
  must(w.db->read([&](store::Session& db) {
    return db.each("SELECT on_day FROM due WHERE org=$1 AND entry=$2 AND done=0", {w.db->org(), id},
                   [&](const store::Row& r) { return day = r.i64(0), false; });
  }));
  EXPECT_EQ(day, day_number(make_date(2027, 11, 20)));
}

TEST_F(HoldsAtLL, who_tampers_with_how_far_it_reaches_stops_all_destruction) {
  ended(make_date(2015, 1, 1));
  hold(R"(,"where":"every")");
  w.tamper("UPDATE hold_scope SET kinds='incident' WHERE org=$1", {w.db->org()});
  Result<Held> out = Held{};
  must(w.db->read([&](store::Session& db) -> Status {
    out = held(db, w.gate, *w.vault, person, By::Holds);
    return {};
  }));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::Corrupt);
}

}  // namespace
}  // namespace candour::retention
