// Two records of one person become one, and two again: what stands, who sees it, and what is put back.
#include "people/joining.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/consent_flags.h"
#include "gate/facts.h"
#include "gate/tasks.h"
#include "people/consent_for_tests.h"
#include "people/lines_for_tests.h"
#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view kWhy = "She says so herself, and the birth date fits";

class Joining : public testing::Test {
 protected:
  World w{"ll"};
  Search search{w.gate, *w.db, *w.vault, w.people, w.clock};
  Joins joins{w.gate, *w.db, *w.vault, w.people, w.clock};
  StaffId boss_id = w.hire("supervisor"), lead_id = w.hire("dp-lead");
  gate::Actor boss = w.actor(boss_id), lead = w.actor(lead_id);
  TeamId north = w.team("North"), south = w.team("South"), far = w.team("Far", 1);
  StaffId anna_id = w.hire("worker", w.service(), north, boss_id),
          ben_id = w.hire("worker", w.service(), south, boss_id),
          far_id = w.hire("worker", w.service(1), far, boss_id),
          near_boss_id = w.hire("supervisor", w.service());
  gate::Actor anna = w.actor(anna_id), ben = w.actor(ben_id), fay = w.actor(far_id),
              near_boss = w.actor(near_boss_id);
  LinesSince since{*w.db, *w.ledger};

  void later(std::int64_t ms = 1000) { w.clock.set({w.clock.now().ms + ms}); }
  World::Enrolled add(StaffId worker, std::size_t in = 0, const std::string& given = "Maya",
                      const std::string& family = "Okafor", const std::string& born = "1964-03-04") {
    later();
    boss = w.actor(boss_id);
    return w.enrol(boss, worker, in ? far : worker == anna_id ? north : south, in, given, family, born);
  }
  gate::Look all(std::string what = "record") {
    return {Act::View, std::move(what), "", CategorySet::of_bits(~0ull)};
  }
  bool reaches(const gate::Actor& a, PersonId p) { return must(w.gate.reaches(a, p)); }
  Pass see(const gate::Actor& a, PersonId p) { return must(w.gate.see(a, p, all())); }
  people::Joining form(PersonId kept, PersonId other) {
    people::Joining j;
    j.kept = kept;
    j.other = other;
    j.kept_version = must(w.people.profile(must(w.gate.whole(boss, kept)), kept)).version;
    j.other_version = must(w.people.profile(must(w.gate.whole(boss, other)), other)).version;
    j.why = kWhy;
    return j;
  }
  JoinId join(PersonId kept, PersonId other) {
    later();
    const auto id = must(joins.join(boss, form(kept, other)));
    later();
    return id;
  }
  void change(PersonId p, std::string_view json) {
    const auto pass = must(w.gate.write_about(boss, p, w.kind("profile")));
    const auto now = must(w.people.profile(pass, p));
    must(w.people.change(pass, p, now.version, boost::json::parse(json).as_object(), false));
  }
  std::string name(const gate::Actor& a, PersonId p) { return must(w.people.profile(see(a, p), p)).name(); }
  std::int64_t count(const std::string& sql, store::Params params = {}) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      return s.each(sql, params, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }
  std::vector<PersonId> found(const gate::Actor& a, std::string_view typed) {
    std::vector<PersonId> ids;
    later(60'000);
    for (const auto& h : must(search.find(a, typed)))
      if (h.in_reach) ids.push_back(h.id);
    return ids;
  }
};

TEST_F(Joining, the_other_record_leads_to_the_one_that_stays) {
  const auto a = add(anna_id).person, b = add(ben_id, 0, "May", "Okafor").person;
  join(a, b);
  EXPECT_EQ(must(w.gate.joined_into(boss, b)), a);
  EXPECT_TRUE(must(w.gate.joined_into(boss, a)).is_nil());
  const auto pass = see(boss, b);
  EXPECT_EQ(pass.person(), a);
  EXPECT_TRUE(pass.covers(a) && pass.covers(b));
  EXPECT_THAT(pass.records_of(a), ElementsAre(a, b));
  EXPECT_THAT(must(w.gate.records_of(b)), ElementsAre(a, b));
  EXPECT_THAT(see(boss, a).people(), UnorderedElementsAre(a, b)) << "a look at one is on both people's lists";
}

TEST_F(Joining, Promise_ALL_2_joining_and_parting_are_one_line_each_that_names_both) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  since.again();
  const auto id = join(a, b);
  std::vector<PersonId> both{a, b};
  std::ranges::sort(both);
  EXPECT_TRUE(since.has({boss_id, Act::Change, "merge", both, ""}));
  since.again();
  EXPECT_TRUE(must(joins.part(boss, a, id, "They are sisters")));
  EXPECT_TRUE(since.has({boss_id, Act::Change, "unmerge", both, ""}));
  for (const auto p : {a, b}) {
    const auto kept = must(w.gate.who_looked(boss, p, 0, 100));
    EXPECT_TRUE(std::ranges::any_of(kept, [](const auto& k) { return k.entry.what == "merge"; }));
    EXPECT_TRUE(std::ranges::any_of(kept, [](const auto& k) { return k.entry.what == "unmerge"; }));
  }
}

TEST_F(Joining, who_looked_at_either_stands_on_one_list_and_a_line_that_names_both_once) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  see(ben, b);
  join(a, b);
  const auto kept = must(w.gate.who_looked(boss, a, 0, 100));
  EXPECT_TRUE(std::ranges::any_of(kept, [&](const auto& k) { return k.entry.actor == ben_id; }));
  EXPECT_EQ(std::ranges::count_if(kept, [](const auto& k) { return k.entry.what == "merge"; }), 1);
  EXPECT_TRUE(std::ranges::is_sorted(kept, std::greater{}, &ledger::Kept::seq));
}

TEST_F(Joining, only_whoever_reaches_all_of_both_joins_them_and_hears_the_same_as_of_nobody) {
  const auto a = add(anna_id).person, b = add(far_id, 1).person;
  const auto words = [&](const gate::Actor& by, PersonId kept, PersonId other) {
    people::Joining j{kept, other, 1, 1, {}, std::string(kWhy)};
    const auto no = joins.join(by, j);
    EXPECT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::NotAllowed);
    return no.error().words.text;
  };
  near_boss = w.actor(near_boss_id);
  EXPECT_EQ(words(near_boss, a, b), words(near_boss, a, PersonId::make(5)));
  EXPECT_EQ(words(near_boss, b, a), words(near_boss, PersonId::make(5), a));
  EXPECT_THAT(words(near_boss, a, b), HasSubstr("Ask "));
  words(anna, a, a);  // reaches it, and has no such duty
  words(w.actor(w.hire("admin")), a, b);
  EXPECT_EQ(count("SELECT COUNT(*) FROM joined_record"), 0);
  // Who reaches one record through one of its two services does not reach all of it.
  const auto pass = must(w.gate.act(boss, a, w.service(1), charter::Duty::Refer));
  NewReferral r;
  r.person = a;
  r.service = w.service(1);
  r.source = "self";
  must(w.journeys.refer(pass, r));
  const auto c = add(anna_id).person;
  EXPECT_TRUE(reaches(near_boss, a));
  EXPECT_FALSE(must(w.gate.reaches_all(near_boss, a)));
  words(near_boss, a, c);
  EXPECT_TRUE(must(w.gate.reaches_all(boss, a)));
  EXPECT_TRUE(must(w.gate.reaches_all(lead, a)));
}

TEST_F(Joining, says_in_words_what_is_missing_and_what_was_changed_since) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  auto j = form(a, b);
  j.why = "  ";
  EXPECT_EQ(joins.join(boss, j).error().fields.at(0).field, "why");
  j = form(a, b);
  change(b, R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-05"})");
  const auto late = joins.join(boss, j);
  EXPECT_EQ(late.error().code, Code::Conflict);
  EXPECT_THAT(late.error().words.text, HasSubstr("look at both again"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM joined_record"), 0);
  j = form(a, a);
  EXPECT_EQ(joins.join(boss, j).error().code, Code::Invalid);
}

TEST_F(Joining, the_details_that_were_chosen_stand_and_the_others_are_former_ones) {
  const auto a = add(anna_id).person;
  change(a,
         R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04","email":"maya@example.org",
    "phones":[{"number":"+447700900123"}]})");
  const auto b = add(ben_id, 0, "May", "Brown", "1964-04-03").person;
  change(b, R"({"given-name":"May","family-name":"Brown","birth-date":"1964-04-03","pronouns":"she/her",
    "phones":[{"number":"+447700900124"}]})");
  const auto preview = must(joins.preview(must(w.gate.whole(boss, a)), must(w.gate.whole(boss, b))));
  std::map<std::string, Stands> offered;
  for (const auto& d : preview.differing) offered[d.field->code] = d.unless_said;
  EXPECT_EQ(offered.at("family-name"), Stands::Other) << "what was changed last";
  EXPECT_EQ(offered.at("phones"), Stands::Both);
  EXPECT_FALSE(offered.contains("email")) << "only one knows it";
  auto j = form(a, b);
  j.stands = {{"given-name", Stands::Kept}, {"family-name", Stands::Kept}, {"birth-date", Stands::Other}};
  later();
  const auto id = must(joins.join(boss, j));
  const auto now = must(w.people.profile(see(boss, a), a));
  EXPECT_EQ(now.name(), "Maya Okafor");
  EXPECT_EQ(boost::json::serialize(now.values.at("birth-date")), "\"1964-04-03\"");
  EXPECT_EQ(boost::json::serialize(now.values.at("pronouns")), "\"she/her\"");
  EXPECT_THAT(now.values.at("phones").as_array(), SizeIs(2));
  EXPECT_THAT(boost::json::serialize(now.values.at("previous-names")), HasSubstr("Brown"));
  // Put back exactly, without anything sealed anew.
  const auto segments = count("SELECT COUNT(*) FROM segment WHERE person=entry");
  EXPECT_TRUE(must(joins.part(boss, a, id, "Two people after all")));
  EXPECT_EQ(count("SELECT COUNT(*) FROM segment WHERE person=entry"), segments);
  const auto back = must(w.people.profile(see(boss, a), a)), other = must(w.people.profile(see(boss, b), b));
  EXPECT_EQ(boost::json::serialize(back.values),
            boost::json::serialize(must(w.people.profile_at(see(boss, a), a, j.kept_version)).values));
  EXPECT_FALSE(back.values.contains("pronouns"));
  EXPECT_EQ(other.name(), "May Brown");
  EXPECT_EQ(other.version, j.other_version) << "the other record was not touched";
}

TEST_F(Joining, details_that_were_changed_since_stay_and_it_is_said) {
  const auto a = add(anna_id).person, b = add(ben_id, 0, "May", "Brown").person;
  const auto id = join(a, b);
  change(a, R"({"given-name":"Mia","family-name":"Okafor","birth-date":"1964-03-04"})");
  EXPECT_FALSE(must(joins.part(boss, a, id, "Two people after all")));
  EXPECT_EQ(name(boss, a), "Mia Okafor");
  EXPECT_EQ(name(boss, b), "May Brown");
}

TEST_F(Joining, the_same_service_twice_becomes_once_and_twice_again) {
  const auto a = add(anna_id), b = add(ben_id);
  EXPECT_FALSE(reaches(ben, a.person));
  const auto preview =
      must(joins.preview(must(w.gate.whole(boss, a.person)), must(w.gate.whole(boss, b.person))));
  ASSERT_THAT(preview.ends, SizeIs(1));
  EXPECT_EQ(preview.ends[0].record, b.person);
  EXPECT_EQ(preview.ends[0].goes_on, a.enrolment);
  EXPECT_THAT(preview.ends[0].workers, ElementsAre(ben_id));
  const auto id = join(a.person, b.person);
  std::vector<Enrolment> open;
  for (const auto& e : must(w.journeys.enrolments(see(boss, a.person), a.person)))
    if (!e.ended) open.push_back(e);
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open[0].id, a.enrolment);
  EXPECT_TRUE(reaches(ben, a.person)) << "the worker of the other record goes on";
  const auto carried = must(w.journeys.caseload(ben, std::nullopt, 10));
  ASSERT_THAT(carried, SizeIs(1));
  EXPECT_EQ(carried[0].person, a.person);
  EXPECT_THAT(must(w.journeys.caseload(anna, std::nullopt, 10)), SizeIs(1));

  must(joins.part(boss, a.person, id, "They are sisters"));
  EXPECT_FALSE(reaches(ben, a.person));
  EXPECT_TRUE(reaches(ben, b.person));
  EXPECT_TRUE(reaches(anna, a.person));
  EXPECT_FALSE(reaches(anna, b.person));
  const auto again = must(w.journeys.enrolments(see(boss, b.person), b.person));
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_FALSE(again[0].ended);
  EXPECT_EQ(again[0].closure_reason, "");
  EXPECT_EQ(must(w.journeys.caseload(ben, std::nullopt, 10)).at(0).person, b.person);
}

TEST_F(Joining, a_referral_that_is_open_beside_support_ends_and_comes_back) {
  const auto a = add(anna_id).person;
  later();
  const auto b = w.add(boss);
  const auto id = join(a, b.person);
  EXPECT_THAT(must(w.journeys.open_referrals(boss, false, std::nullopt, 10)), IsEmpty());
  const auto clock = [&](const Pass& pass) { return must(w.journeys.clocks(pass, b.referral)).front(); };
  EXPECT_TRUE(clock(see(boss, a)).met) << "nobody is reminded of it";
  must(joins.part(boss, a, id, "They are sisters"));
  const auto open = must(w.journeys.open_referrals(boss, false, std::nullopt, 10));
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open[0].id, b.referral);
  EXPECT_EQ(open[0].person, b.person);
  EXPECT_FALSE(clock(see(boss, b.person)).met) << "it runs again";
}

TEST_F(Joining, support_goes_before_the_referral_of_the_record_that_stays) {
  later();
  const auto a = w.add(boss);
  const auto b = add(ben_id);
  const auto id = join(a.person, b.person);
  EXPECT_TRUE(reaches(ben, a.person));
  const auto referral = must(w.journeys.referral(see(boss, a.person), a.referral));
  EXPECT_EQ(referral.state, ReferralState::Withdrawn);
  // A step on the support of the other record goes on under its own key.
  must(w.journeys.move(boss, b.person, b.enrolment, 1, "close",
                       {{"ended-because", "planned-end"}, {"outcome", "better"}, {"words", "It went well"}}));
  EXPECT_EQ(must(w.journeys.enrolments(see(boss, a.person), a.person)).at(0).words, "It went well");
  must(joins.part(boss, a.person, id, "They are sisters"));
  EXPECT_EQ(must(w.journeys.enrolments(see(boss, b.person), b.person)).at(0).words, "It went well");
  EXPECT_EQ(must(w.journeys.referral(see(boss, a.person), a.referral)).state, ReferralState::New);
}

TEST_F(Joining, what_restricts_one_restricts_both_and_the_newest_word_counts) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  const auto writes = [&](PersonId p) { return must(w.gate.write_about(boss, p, w.kind("profile"))); };
  std::optional<PurposeIx> asks;
  for (std::size_t i = 0; i < w.charter->purposes.size(); ++i)
    if (w.charter->purposes[i].needs_consent()) asks = static_cast<PurposeIx>(i);
  ASSERT_TRUE(asks);
  const auto consented = [&](PersonId p) {
    std::vector<gate::PersonFacts> facts;
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(facts, gate::load_facts(s, *w.charter, &w.seals, boss_id, {p}, w.clock.now()));
      return {};
    }));
    return facts.front();
  };
  must(agree(*w.db, flags, writes(a), a, w.charter->at(*asks).code));
  later();
  must(agree(*w.db, flags, writes(b), b, w.charter->at(*asks).code));
  later();
  must(take_back(*w.db, flags, writes(b), b, w.charter->at(*asks).code));
  const auto objected = writes(b).purpose();
  must(flags.record_objection(writes(b), b, objected));
  const auto id = join(a, b);
  EXPECT_FALSE(consented(a).consented.has(*asks)) << "withdrawn later than it was given in the other record";
  EXPECT_TRUE(consented(a).objected.has(objected));
  EXPECT_FALSE(consented(b).exists);
  must(joins.part(lead, a, id, "They are sisters"));
  EXPECT_TRUE(consented(a).consented.has(*asks));
  EXPECT_FALSE(consented(a).objected.has(objected));
  EXPECT_TRUE(consented(b).objected.has(objected));
}

TEST_F(Joining, a_death_and_a_restriction_of_either_count_for_both) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  const auto duty = must(w.gate.act(boss, b, w.service(), charter::Duty::MarkDeath));
  must(w.people.record_death(duty, b, make_date(2026, 11, 20), false));
  const auto id = join(a, b);
  EXPECT_TRUE(must(w.people.profile(see(boss, a), a)).died);
  must(joins.part(boss, a, id, "They are sisters"));
  EXPECT_FALSE(must(w.people.profile(see(boss, a), a)).died);
  EXPECT_TRUE(must(w.people.profile(see(boss, b), b)).died);
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test restricts a record");
    return txn.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {w.charter->org(), b})
        .map([](auto) {});
  }));
  const auto as_it_was = must(w.people.profile(see(lead, a), a)).version;
  EXPECT_TRUE(w.gate.write_about(anna, a, w.kind("contact-note")));
  people::Joining j{a,
                    b,
                    must(w.people.profile(must(w.gate.whole(lead, a)), a)).version,
                    must(w.people.profile(must(w.gate.whole(lead, b)), b)).version,
                    {},
                    std::string(kWhy)};
  must(joins.join(lead, j));
  EXPECT_FALSE(w.gate.write_about(anna, a, w.kind("contact-note"))) << "what is restricted is only kept";
  const auto after = must(w.people.profile(see(lead, a), a));
  EXPECT_TRUE(after.died) << "the death is written down; no other detail is";
  EXPECT_EQ(after.version, as_it_was + 1);
}

TEST_F(Joining, a_record_that_holds_others_stays_and_three_are_one) {
  const auto a = add(anna_id).person, b = add(ben_id, 0, "May").person, c = add(ben_id, 0, "Mia").person,
             d = add(ben_id, 0, "Mya").person;
  const auto first = join(a, b);
  const auto no = joins.join(boss, form(c, a));
  EXPECT_EQ(no.error().code, Code::Conflict);
  EXPECT_THAT(no.error().words.text, HasSubstr("Let that one stay"));
  join(a, c);
  EXPECT_THAT(see(boss, a).people(), UnorderedElementsAre(a, b, c));
  EXPECT_EQ(must(w.gate.joined_into(boss, c)), a);
  // One that leads elsewhere already is not joined once more.
  people::Joining j{d, b, 1, 1, {}, std::string(kWhy)};
  EXPECT_EQ(joins.join(boss, j).error().code, Code::Conflict);
  must(joins.part(boss, a, first, "Not her"));
  EXPECT_THAT(see(boss, a).people(), UnorderedElementsAre(a, c));
  EXPECT_EQ(name(boss, b), "May Okafor");
  EXPECT_EQ(joins.part(boss, a, first, "Not her").error().code, Code::Conflict);
}

TEST_F(Joining, of_two_at_once_one_wins_and_the_other_hears_why) {
  const auto a = add(anna_id).person, b = add(ben_id).person, c = add(ben_id).person;
  const auto mine = form(a, b);
  auto theirs = form(c, b);
  const auto kept = must(w.gate.whole(boss, c)), other = must(w.gate.whole(boss, b));
  join(a, b);
  // Who had asked before, and comes after: what is asked within the transaction says no as well.
  EXPECT_EQ(joins.preview(kept, other).error().code, Code::Conflict);
  const auto late = joins.join(boss, theirs);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::Conflict);
  EXPECT_THAT(late.error().words.text, HasSubstr("meanwhile"));
  EXPECT_EQ(joins.join(boss, mine).error().code, Code::Conflict);
  EXPECT_EQ(count("SELECT COUNT(*) FROM joined_record"), 2);
}

TEST_F(Joining, search_and_duplicates_know_one_person_under_all_names_and_numbers) {
  const auto a = add(anna_id, 0, "Maya", "Okafor").person, b = add(ben_id, 0, "Zenobia", "Quill").person;
  change(
      b,
      R"({"given-name":"Zenobia","family-name":"Quill","birth-date":"1964-03-04","nhs-number":"9990000018"})");
  const auto reference = must(w.people.profile(see(boss, b), b)).reference;
  EXPECT_THAT(found(boss, "Zenobia Quill"), ElementsAre(b));
  auto j = form(a, b);
  j.stands = {{"given-name", Stands::Kept}, {"family-name", Stands::Kept}};
  const auto id = must(joins.join(boss, j));
  for (const auto typed :
       {std::string("Zenobia Quill"), std::string("Maya Okafor"), reference, std::string("9990000018")})
    EXPECT_THAT(found(boss, typed), ElementsAre(a)) << typed;
  later(60'000);
  const auto twice = must(search.duplicates(
      boss, boost::json::parse(R"({"given-name":"Zenobia","family-name":"Quill","birth-date":"1964-03-04",
        "nhs-number":"9990000018"})")
                .as_object()));
  ASSERT_THAT(twice, SizeIs(1));
  EXPECT_EQ(twice[0].hit.id, a);
  must(joins.part(boss, a, id, "Two people"));
  EXPECT_THAT(found(boss, "Zenobia Quill"), ElementsAre(b));
  EXPECT_THAT(found(boss, reference), ElementsAre(b));
}

TEST_F(Joining, nobody_writes_to_details_of_a_record_that_leads_on) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  join(a, b);
  const auto pass = must(w.gate.write_about(boss, b, w.kind("profile")));
  EXPECT_EQ(pass.person(), a);
  const auto no = w.people.change(pass, b, 1, {{"given-name", "X"}, {"family-name", "Y"}}, false);
  EXPECT_EQ(no.error().code, Code::Conflict);
  EXPECT_FALSE(w.gate.register_new(boss, b, w.service()));
}

TEST_F(Joining, workload_counts_one_person_once) {
  const auto a = add(anna_id), b = add(anna_id, 0, "May");
  const auto people = [&] {
    int n = 0;
    for (const auto& l : must(w.journeys.workload(boss)))
      if (l.worker == anna_id) n += l.people;
    return n;
  };
  EXPECT_EQ(people(), 2);
  join(a.person, b.person);
  EXPECT_EQ(people(), 1);
  EXPECT_THAT(must(w.journeys.caseload(anna, std::nullopt, 10)), SizeIs(1));
}

TEST_F(Joining, the_log_says_when_by_whom_and_why_on_both_records) {
  const auto a = add(anna_id).person, b = add(ben_id).person;
  const auto id = join(a, b);
  auto log = must(joins.log(see(anna, a), a));
  ASSERT_THAT(log, SizeIs(1));
  EXPECT_EQ(log[0].why, kWhy);
  EXPECT_EQ(log[0].by, boss_id);
  EXPECT_FALSE(log[0].other_reference.empty());
  must(joins.part(boss, a, id, "They are sisters"));
  for (const auto p : {a, b}) {
    log = must(joins.log(see(boss, p), p));
    ASSERT_THAT(log, SizeIs(1));
    EXPECT_EQ(log[0].why, kWhy);
    EXPECT_EQ(log[0].why_parted, "They are sisters");
    EXPECT_TRUE(log[0].parted);
  }
}

TEST_F(Joining, an_import_is_not_undone_for_somebody_who_was_joined) {
  const auto a = add(anna_id).person;
  later();
  const auto fresh = w.enrol(boss, std::nullopt, std::nullopt, 1).person;  // nothing of it ends by joining
  join(a, fresh);
  const auto pass = must(w.gate.write_about(boss, fresh, w.kind("profile")));
  std::vector<vault::KeyName> due;
  const auto no =
      w.db->write([&](store::Txn& txn) { return w.people.remove_untouched(txn, pass, pass, {fresh}, due); });
  EXPECT_EQ(no.error().code, Code::Conflict);
  EXPECT_THAT(due, IsEmpty());
}

TEST_F(Joining, Attack_A2_rows_of_a_joining_that_were_edited_give_nobody_reach) {
  const std::vector<std::string> edits = {
      "DELETE FROM joined_record WHERE org=$1",
      "DELETE FROM joined_record WHERE org=$1 AND away=1",
      "DELETE FROM joined_record WHERE org=$1 AND away=0",
      "UPDATE joined_record SET ended=1 WHERE org=$1",
      "UPDATE joined_record SET undo='' WHERE org=$1 AND away=0",
      "UPDATE joined_record SET at=1 WHERE org=$1",
  };
  for (const auto& sql : edits) {
    SCOPED_TRACE(sql);
    World own{"ll"};
    const auto boss_here = own.hire("supervisor");
    auto by = own.actor(boss_here);
    Joins there(own.gate, *own.db, *own.vault, own.people, own.clock);
    const auto a = own.enrol(by, std::nullopt).person, b = own.enrol(by, std::nullopt).person;
    must(there.join(by, {a, b, 1, 1, {}, std::string(kWhy)}));
    EXPECT_TRUE(must(own.gate.reaches(by, a)));
    own.tamper(sql, {own.charter->org()});
    gate::Gate fresh(own.charter, *own.db, *own.ledger, own.clock, &own.seals);  // remembers nothing
    EXPECT_FALSE(must(fresh.reaches(by, a)));
  }
  // Two records that somebody joined without the key.
  World own{"ll"};
  auto by = own.actor(own.hire("supervisor"));
  const auto a = own.enrol(by, std::nullopt).person, b = own.enrol(by, std::nullopt).person;
  const auto id = JoinId::make(1);
  for (const bool away : {false, true})
    own.tamper(
        "INSERT INTO joined_record (org, id, person, other, away, at, by, undo) VALUES ($1, $2, $3, $4, $5, 1, $2, '')",
        {own.charter->org(), id, away ? b : a, away ? a : b, away});
  gate::Gate fresh(own.charter, *own.db, *own.ledger, own.clock, &own.seals);
  EXPECT_FALSE(must(fresh.reaches(by, a)));
  EXPECT_FALSE(must(fresh.reaches(by, b)));
}

}  // namespace
}  // namespace candour::people
