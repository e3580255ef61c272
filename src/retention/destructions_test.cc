// What is over is destroyed, and nothing else: by the periods of the charters that we ship, after two agreed
// and some days went by, unless something holds it; and it does not come back.
#include "retention/destructions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gate/service_subject.h"
#include "paper/plain.h"
#include "people/consent_for_tests.h"
#include "people/joining.h"
#include "record/sharing_for_tests.h"
#include "retention/conflicts.h"
#include "retention/erase_rows.h"
#include "retention/lapse.h"
#include "retention/over_for_tests.h"
#include "store/accounted.h"
#include "vault/root_key.h"

namespace candour::retention {
namespace {

using people::must;
using testing::HasSubstr;
using testing::Not;

struct OverAtLL : Over {
  OverAtLL() : Over("ll") {}
};
struct OverAtIM : Over {
  OverAtIM() : Over("im") {}
};
struct OverAtLW : Over {
  OverAtLW() : Over("lw") {}
};
struct OverAtPS : Over {
  OverAtPS() : Over("ps") {}
};
const std::string kCatalogue = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";
struct OverAtIG : Over {
  OverAtIG() : Over("ig", make_date(2014, 3, 4)) {}
};
struct OverAtIGWithLongContract : Over {
  OverAtIGWithLongContract()
      : Over(people::World::amended("ig", "contract-end: 2029-03-31", "contract-end: 2045-03-31"), kCatalogue,
             make_date(2014, 3, 4)) {}
};

TEST_F(OverAtLL, Promise_LL_2_4e_six_years_after_the_service_and_not_a_day_earlier) {
  note();
  EXPECT_TRUE(kept(person).open) << "the service goes on";
  ended(make_date(2020, 11, 21));
  EXPECT_EQ(until("care"), "2026-11-21");
  EXPECT_EQ(outcome(propose("2026-11-21")), "not on the list") << "it is kept on that day still";
  days_go_by(1);
  const auto id = destroyed("2026-11-22");
  EXPECT_EQ(outcome(id), "gone");
  EXPECT_EQ(rows(), 0);
}

TEST_F(OverAtLW, Promise_LW_5_three_years_after_they_last_used_the_service) {
  note();
  ended(make_date(2023, 11, 1));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test sets the days");
    return txn
        .run("UPDATE enrolment SET ended=$3 WHERE org=$1 AND person=$2",
             {w.db->org(), person, start_of_day(make_date(2024, 5, 1)).ms})
        .map([](auto) {});
  }));
  must(Conflicts(w.gate, *w.db, *w.vault, w.clock)
           .decide(w.actor(w.hire("dp-lead")), "main", Conflicts::kPromise, "As promised"));
  EXPECT_EQ(until("identity"), "2026-11-01") << "from the last contact, and not from the paper that ended it";
  EXPECT_EQ(outcome(destroyed()), "gone");
}

TEST_F(OverAtIM, Promise_IM_12_3_the_information_stays_up_to_twenty_years_for_some_money_too) {
  note();
  write(w.actor(w.hire("finance")), "finance-profile", R"({"who-manages":"self"})");
  write(worker, "feedback", R"({"date":"2018-11-20","words":"Kind people"})");
  ended(make_date(2019, 5, 4));
  for (const auto* basic : {"identity", "contact", "financial", "care"})
    EXPECT_EQ(until(basic), "2039-05-04") << basic;
  EXPECT_EQ(until("profile"), "2025-05-04") << "the sentence does not speak of it";
  for (const auto* basic : {"identity", "contact", "financial", "transaction"}) {
    const auto* rule = w.charter->retention_for(w.service("community-support"), w.kind("finance-profile"),
                                                w.category(basic));
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule->years, 6) << "by law, for tax, for everybody else: " << basic;
    EXPECT_EQ(rule->trigger, charter::Trigger::EndOfService);
    EXPECT_EQ(rule->legal_minimum_years, 6);
  }
  EXPECT_EQ(outcome(destroyed()), "part-gone");
  EXPECT_GT(rows(), 0) << "what is kept longer is there";
  EXPECT_TRUE(w.gate.see(other, person, {ledger::Act::View, "record", "", people::kAll}));
}

TEST_F(OverAtIM, Promise_IM_12_1_nothing_is_kept_when_its_time_is_over_and_nobody_reads_it_any_more) {
  note();
  ended(make_date(2000, 1, 1));
  const auto id = destroyed();
  EXPECT_EQ(outcome(id), "gone");
  EXPECT_EQ(rows(), 0);
  EXPECT_FALSE(w.gate.see(manager, person, {ledger::Act::View, "record", "", people::kAll}));
  const auto paper = paper::plain_text(
      must(destructions.certificate(of_service(other), must(entries.entry(of_service(other), subject, id)))));
  EXPECT_THAT(paper, HasSubstr("Certificate of destruction"));
  EXPECT_THAT(paper, HasSubstr("12.3"));
  EXPECT_THAT(paper, Not(HasSubstr("Okafor")));
}

TEST_F(OverAtIM,
       Promise_IM_12_5_figures_and_certificate_count_whoever_went_when_a_server_was_killed_in_between) {
  note();
  ended(make_date(2000, 1, 1));
  const auto id = propose();
  must(take(other, id, "approve"));
  days_go_by(8);
  // It stands on the list and the keys are gone; then the server was killed, and starts.
  const std::vector<Forgotten> begun = {{person, {}, w.clock.now()}};
  must(list.add(begun));
  must(list.destroy(begun));
  EXPECT_EQ(must(forget_again(*w.db, w.gate, list, w.clock.now())), 1);
  EXPECT_EQ(rows(), 0);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "gone");
  EXPECT_GT(must(destructions.state(of_service(other), id))->entries, 0);
  std::int64_t people = 0;
  must(w.db->read([&](store::Session& db) {
    return db.each("SELECT people FROM remains WHERE org=$1", {w.db->org()},
                   [&](const store::Row& r) { return people += r.i64(0), true; });
  }));
  EXPECT_EQ(people, 1) << "once, and not twice";
}

TEST_F(OverAtIM, Promise_IM_12_2_each_period_says_why_and_stands_where_it_is_destroyed) {
  for (const auto& r : w.charter->retention) EXPECT_FALSE(r.why.empty()) << r.code;
  ended(make_date(2000, 1, 1));
  const auto lines = must(destructions.lines(of_service(other), propose(), 10));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0].rules, HasSubstr("long-term"));
  EXPECT_EQ(lines[0].parts, "*");
}

TEST_F(OverAtIM, Promise_IM_12_5_what_stays_is_a_figure_that_points_to_nobody) {
  const auto lead = w.actor(w.hire("supervisor"));
  std::vector<PersonId> all;
  for (int i = 0; i < 7; ++i) all.push_back(enrol());
  for (const auto& who : all) ended(make_date(2000, 1, 1), who);
  const auto first = destroyed();
  EXPECT_EQ(must(destructions.state(of_service(other), first))->gone, 7);
  EXPECT_TRUE(must(destructions.remains(lead)).empty()) << "seven could be guessed at";
  ended(make_date(2000, 1, 1));
  destroyed();
  const auto left = must(destructions.remains(lead));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].people, 8);
  EXPECT_EQ(left[0].year, 2000);
  const std::set<std::string> open{"org", "service", "year", "length", "outcome", "people", "shown"};
  for (const auto& [table, column] : columns())
    if (table == "remains") EXPECT_TRUE(open.contains(column)) << column;
}

TEST_F(OverAtPS, Promise_PS_6_2_each_service_has_its_schedule_and_what_is_over_goes_by_two) {
  note();
  ended(make_date(2018, 11, 1));
  EXPECT_EQ(until("care"), "2026-11-01");
  const auto id = propose();
  EXPECT_EQ(take(manager, id, "approve").error().code, Code::NotAllowed) << "not by whoever proposed it";
  EXPECT_FALSE(take(other, id, "done")) << "nobody says that of it by hand";
  must(take(other, id, "approve"));
  const auto now = must(entries.entry(of_service(other), subject, id));
  auto later = now.values;
  later["looked-at"] = "Nobody, in truth";
  EXPECT_FALSE(entries.change(must(w.gate.write(manager, subject, w.service(), w.kind("destruction"))),
                              subject, id, now.version, later, "A slip"))
      << "what was agreed to is not written anew by whoever proposed it";
  must(destructions.sweep());
  EXPECT_EQ(count("SELECT COUNT(*) FROM job WHERE state='waiting'"), 0)
      << "there are some days to think better of it";
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "gone");
  EXPECT_EQ(must(entries.entry(of_service(other), subject, id)).state, "done");
}

TEST_F(OverAtLL, Promise_LL_2_5c_a_story_goes_by_itself_three_years_after_it_was_shared) {
  gate::ConsentFlags flags(w.gate, *w.db, w.clock);
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "share-your-story"));
  auto e = fresh("voluntary-item", "{}");
  e.values = record::a_story();
  e.values["shared-on"] = "2023-11-21";
  e.values["ask-again-on"] = "2024-11-21";
  const auto id = must(entries.write(to_write(worker, "voluntary-item"), e));
  EXPECT_EQ(must(lapse(*w.db, w.gate, *w.vault, entries, w.clock.now())), 0)
      << "it is kept on that day still";
  EXPECT_TRUE(entry(worker, id).values.contains("story"));
  days_go_by(1);
  const auto hold =
      write(manager, "hold",
            R"({"ground":"court","issuer":"County court","words":"A claim","placed-on":"2026-11-20",
                              "review-on":"2027-11-20"})");
  EXPECT_EQ(must(lapse(*w.db, w.gate, *w.vault, entries, w.clock.now())), 0) << "a court wants to see it";
  const auto pass = must(w.gate.step(other, person, w.service(), w.kind("hold")));
  must(entries.move(other, pass, person, hold, 1, "release", "Settled"));
  EXPECT_EQ(must(lapse(*w.db, w.gate, *w.vault, entries, w.clock.now())), 1);
  EXPECT_FALSE(entry(worker, id).values.contains("story"));
  EXPECT_EQ(entry(worker, id).state, "withdrawn");
}

TEST_F(OverAtIG, Promise_IG_11_2_what_is_about_a_child_stays_until_they_are_25_and_longer_only_by_law) {
  note();
  ended(make_date(2020, 5, 4));
  EXPECT_EQ(until("care"), "2039-03-04");
  EXPECT_EQ(outcome(propose()), "not on the list");
  w.clock.set({start_of_day(make_date(2039, 3, 10)).ms});
  const auto hold = write(w.actor(manager.id), "hold",
                          R"({"ground":"law","issuer":"The Act","words":"Longer","placed-on":"2039-03-09",
                              "review-on":"2040-03-09"})");
  EXPECT_EQ(outcome(propose("2039-03-10")), "not on the list");
  const auto pass = must(w.gate.step(other, person, w.service(), w.kind("hold")));
  must(entries.move(other, pass, person, hold, 1, "release", "It ended"));
  EXPECT_EQ(outcome(destroyed("2039-03-10")), "gone");
}

TEST_F(OverAtIGWithLongContract, Promise_IG_11_1_nothing_goes_before_the_contract_has_been_accounted_for) {
  note();
  ended(make_date(2020, 5, 4));
  EXPECT_EQ(until("care"), "2045-03-31");
}

TEST_F(OverAtLL, what_is_held_asked_for_or_in_use_again_stays) {
  note();
  ended(make_date(2015, 1, 1));
  const auto hold =
      write(manager, "hold",
            R"({"ground":"court","issuer":"County court, 12","words":"A claim","placed-on":"2026-11-20",
                              "review-on":"2027-11-20"})");
  EXPECT_EQ(outcome(propose()), "not on the list");
  const auto pass = must(w.gate.step(other, person, w.service(), w.kind("hold")));
  must(entries.move(other, pass, person, hold, 1, "release", "Settled"));
  const auto id = propose();
  EXPECT_EQ(outcome(id), "");
  must(take(other, id, "approve"));
  write(
      manager, "hold",
      R"({"ground":"police","issuer":"PC 1","words":"A case","placed-on":"2026-11-21","review-on":"2027-01-01"})");
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "held") << "one that came while it waited";
  EXPECT_GT(rows(), 0);
}

TEST_F(OverAtLL, a_hold_on_a_service_holds_everybody_who_had_it) {
  ended(make_date(2015, 1, 1));
  record::NewEntry e = fresh("hold", R"({"ground":"court","issuer":"A court","words":"All of it",
      "placed-on":"2026-11-20","review-on":"2027-11-20"})");
  e.person = subject;
  must(entries.write(must(w.gate.write(manager, subject, w.service(), w.kind("hold"))), e));
  EXPECT_EQ(outcome(propose()), "not on the list");
}

TEST_F(OverAtLL, two_records_that_were_joined_are_one_line) {
  const auto second = enrol();
  people::Joins joins{w.gate, *w.db, *w.vault, w.people, w.clock};
  people::Joining j;
  j.kept = person;
  j.other = second;
  j.kept_version = must(w.people.profile(must(w.gate.whole(manager, person)), person)).version;
  j.other_version = must(w.people.profile(must(w.gate.whole(manager, second)), second)).version;
  j.why = "She says so herself, and the birth date fits";
  must(joins.join(manager, j));
  ended(make_date(2015, 1, 1));
  ended(make_date(2015, 1, 1), second);
  const auto lines = must(destructions.lines(of_service(other), propose(), 10));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines.front().person, person);
}

TEST_F(OverAtLL, who_tampers_with_a_hold_stops_all_destruction) {
  ended(make_date(2015, 1, 1));
  hold_taken_away();
  const auto id = list_asked();
  std::optional<jobs::Job> job;
  must(w.db->read([&](store::Session& db) -> Status {
    TRY(job, jobs.about(db, id.raw));
    return {};
  }));
  EXPECT_FALSE(jobs.finish(job->id));
  EXPECT_EQ(outcome(id), "not on the list");
}

TEST_F(OverAtLL, a_request_about_the_service_that_nobody_assigned_yet_holds_too) {
  ended(make_date(2015, 1, 1));
  record::NewEntry e =
      fresh("information-request", R"({"right":"access","received-on":"2026-11-20","from":"Maya",
      "what":"Everything"})");
  e.person = subject;
  must(entries.write(must(w.gate.write(manager, subject, w.service(), w.kind("information-request"))), e));
  EXPECT_EQ(outcome(propose()), "not on the list");
}

TEST_F(OverAtIM, no_more_goes_than_was_agreed_to) {
  note();
  write(w.actor(w.hire("finance")), "finance-profile", R"({"who-manages":"self"})");
  ended(make_date(2019, 5, 4));
  const auto id = propose();
  must(take(other, id, "approve"));
  ended(make_date(1999, 5, 4));  // now all of it would be over
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "part-gone");
  EXPECT_GT(rows(), 0);
}

TEST_F(OverAtLL, where_whoever_agreed_has_left_somebody_else_agrees) {
  ended(make_date(2020, 11, 20));
  const auto id = propose();
  must(take(other, id, "approve"));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test ends an account");
    return txn
        .run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {w.db->org(), other.id, w.clock.now().ms})
        .map([](auto) {});
  }));
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "") << "nobody who may stands behind it";
  must(destructions.sweep());
  EXPECT_EQ(must(entries.place(subject, id)).state, "proposed");
  EXPECT_FALSE(must(destructions.state(of_service(manager), id))->approved);
  other = w.actor(w.hire("supervisor", w.service()));
  must(take(other, id, "approve"));
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "gone");
}

TEST_F(OverAtLL, somebody_who_came_back_meanwhile_is_not_destroyed) {
  ended(make_date(2015, 1, 1));
  const auto id = propose();
  must(take(other, id, "approve"));
  must(w.db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test");
    return txn.run("UPDATE enrolment SET ended=NULL WHERE org=$1 AND person=$2", {w.db->org(), person})
        .map([](auto) {});
  }));
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "not-over");
  EXPECT_GT(rows(), 0);
}

TEST_F(OverAtLL, Promise_ALL_3_a_crash_between_keys_and_rows_leaves_nothing_that_opens_and_is_ended) {
  note();
  ended(make_date(2015, 1, 1));
  const auto id = propose();
  must(take(other, id, "approve"));
  // What the job has done when it is killed right before its rows: the list, and the keys.
  const std::vector<Forgotten> gone{{person, {}, w.clock.now()}};
  must(list.add(gone));
  must(list.destroy(gone));
  EXPECT_GT(rows(), 0);
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "gone");
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(list.size(), 1) << "it stands there once";
}

TEST_F(OverAtLL, destroying_one_looks_through_no_table) {
  if (store::tests_run_on_postgres()) GTEST_SKIP() << "PostgreSQL chooses by what it counted";
  for (const auto& t : tables_of_people()) {
    std::string plan;
    must(w.db->read([&](store::Session& db) {
      return db.each("EXPLAIN QUERY PLAN SELECT * FROM " + std::string(t.table) + " WHERE org=$1 AND " +
                         std::string(t.column) + "=$2",
                     {w.db->org(), person}, [&](const store::Row& r) { return plan += r.text(3), true; });
    }));
    EXPECT_THAT(plan, HasSubstr(std::string(t.column) + "=?")) << t.table << ": " << plan;
  }
}

TEST_F(OverAtLL, Promise_ALL_3_no_table_keeps_a_row_about_somebody_who_went) {
  const std::set<std::string> stay{"ledger_about", "destruction_line", "gone_person"};
  std::set<std::pair<std::string, std::string>> erased;
  for (const auto& t : tables_of_people()) erased.emplace(t.table, t.column);
  int seen = 0;
  for (const auto& [table, column] : columns())
    if (column == "person" || column == "about_person") {
      ++seen;
      EXPECT_TRUE(stay.contains(table) || erased.contains({table, column})) << table << "." << column;
    }
  EXPECT_GT(seen, 25);
}

TEST_F(OverAtLL, Promise_ALL_3_an_older_copy_of_the_records_brings_nobody_back) {
  note();
  ended(make_date(2015, 1, 1));
  must(list.add({{person, {}, w.clock.now()}}));
  EXPECT_EQ(must(forget_again(*w.db, w.gate, list, w.clock.now())), 1);
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(must(forget_again(*w.db, w.gate, list, w.clock.now())), 0);
}

/// Keys in a file, and a list beside them.
class OldKeys : public record::Scene {
 protected:
  OldKeys() : Scene("ll") {
    std::string pattern = (std::filesystem::temp_directory_path() / "candour-forget-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  ~OldKeys() override {
    keys.reset();
    std::error_code gone;
    std::filesystem::remove_all(folder, gone);
  }
  std::string at(const char* name) const { return (folder / name).string(); }
  void open() {
    keys.reset();
    keys = must(vault::open_vault(w.charter->org(), vault::RootKey::file(at("root.key")), at("keys.db"),
                                  w.charter->category_codes(), vault::Records::Unknown));
  }
  vault::SegmentName name() {
    return {person, EntryId{person.raw}, 99, w.category("care"), vault::KeySlot::item(EntryId{person.raw})};
  }
  void put() {
    const auto pass = to_write(worker, "contact-note");
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test");
      return keys->put(txn, pass, name(), as_bytes("zqcanaryqz"));
    }));
  }
  bool opens() {
    bool yes = false;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(const auto got, keys->get(db, see(worker), person, EntryId{person.raw}, 99));
      yes = !got.opened.empty();
      return {};
    }));
    return yes;
  }
  void copy(const char* from, const char* to) {
    for (const char* end : {"", "-wal", "-shm"}) {
      std::error_code none;
      std::filesystem::remove(at(to) + end, none);
      if (std::filesystem::exists(at(from) + end)) std::filesystem::copy_file(at(from) + end, at(to) + end);
    }
  }
  std::filesystem::path folder;
  std::unique_ptr<vault::Vault> keys;
};

TEST_F(OldKeys, Promise_ALL_3_an_older_copy_of_the_keys_opens_nothing_beside_the_list) {
  open();
  put();
  keys.reset();
  copy("keys.db", "old.db");
  open();
  ForgetList now(*keys, at("forgotten.list"));
  must(now.replay());
  const std::vector<Forgotten> gone{{person, {}, w.clock.now()}};
  must(now.add(gone));
  must(now.destroy(gone));
  EXPECT_FALSE(opens());
  keys.reset();
  copy("old.db", "keys.db");
  open();
  ASSERT_TRUE(opens()) << "without the list an old copy would bring it back";
  ForgetList again(*keys, at("forgotten.list"));
  must(again.replay());
  EXPECT_FALSE(opens());
}

TEST_F(OldKeys, Promise_ALL_3_a_list_that_is_missing_old_or_changed_keeps_the_server_shut) {
  open();
  put();
  ForgetList now(*keys, at("forgotten.list"));
  const std::vector<Forgotten> gone{{person, {vault::KeySlot::item(EntryId{person.raw})}, w.clock.now()}};
  must(now.add(gone));
  must(now.destroy(gone));
  std::filesystem::rename(at("forgotten.list"), at("kept.list"));
  const auto missing = ForgetList(*keys, at("forgotten.list")).replay();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::Conflict);
  EXPECT_THAT(missing.error().words.text, HasSubstr("newest copy"));
  std::ifstream in(at("kept.list"));
  std::string line{std::istreambuf_iterator<char>(in), {}};
  line[line.find(' ') + 1] = line[line.find(' ') + 1] == '0' ? '1' : '0';
  std::ofstream(at("forgotten.list")) << line;
  EXPECT_EQ(ForgetList(*keys, at("forgotten.list")).replay().error().code, Code::Corrupt);
  copy("kept.list", "forgotten.list");
  must(ForgetList(*keys, at("forgotten.list")).replay());
}

TEST_F(OldKeys, two_servers_write_one_list_and_a_line_that_was_cut_off_is_none) {
  open();
  ForgetList one(*keys, at("forgotten.list")), two(*keys, at("forgotten.list"));
  must(one.add({{person, {}, w.clock.now()}}));
  must(two.add({{enrol(), {}, w.clock.now()}}));
  must(one.add({{enrol(), {}, w.clock.now()}}));
  EXPECT_EQ(one.size(), 3) << "each reads what the other wrote";
  { std::ofstream(at("forgotten.list"), std::ios::app) << "4 half a li"; }
  ForgetList after(*keys, at("forgotten.list"));
  must(after.replay());
  EXPECT_EQ(after.size(), 3);
  must(after.add({{enrol(), {}, w.clock.now()}}));
  must(ForgetList(*keys, at("forgotten.list")).replay());
}

}  // namespace
}  // namespace candour::retention
