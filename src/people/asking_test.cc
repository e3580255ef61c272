// Somebody who asks and asks: what is out of reach cannot be narrowed down, the asking is counted, and it
// ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "people/lines_for_tests.h"
#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using gate::Asking;
using ledger::Act;
using testing::HasSubstr;

class Oracle : public testing::Test {
 protected:
  World w{"ll"};
  Search search{w.gate, *w.db, *w.vault, w.people, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  TeamId east = w.team("East team");
  StaffId grudge_id = w.hire("worker", w.service(), w.team("West team"));
  gate::Actor grudge = w.actor(grudge_id);
  PersonId maya = add(R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
      "nhs-number":"9990000018","phones":[{"number":"+447700900123"}],
      "addresses":[{"address":{"lines":["1 High Street"],"postcode":"IP1 1AA"},"kind":"home"}]})",
                      manager, east);

  PersonId add(std::string_view json, const gate::Actor& by, std::optional<TeamId> into) {
    const auto id = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(by, id, w.service()));
    ReferralId referral;
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, id, boost::json::parse(json).as_object()));
      NewReferral r;
      r.service = w.service();
      r.source = "self";
      TRY(referral, w.journeys.refer(txn, pass, r));
      return {};
    }));
    if (into) must(w.journeys.accept(manager, referral, 1, *into, std::nullopt));
    return id;
  }
  /// A minute later each time, so that the limits of a minute are not what answers.
  void later(int minutes = 1) { w.clock.set({w.clock.now().ms + minutes * 60'000}); }

  struct Told {
    std::size_t hits = 0;
    std::string words;
    bool operator==(const Told&) const = default;
  };
  Told told(const std::vector<Hit>& hits) {
    Told t{hits.size(), {}};
    for (const auto& h : hits)
      t.words += h.ask + h.matched_by + h.profile.reference + (h.in_reach ? "!" : "?");
    return t;
  }
  Told told(const std::vector<Duplicate>& found) {
    Told t{found.size(), {}};
    for (const auto& d : found)
      t.words += d.hit.ask + d.why + d.hit.matched_by + (d.certain ? "!" : "?") +
                 std::to_string(d.hit.likeness) + (d.hit.id.is_nil() ? "" : d.hit.id.text());
    return t;
  }
  Told check(std::string_view json) {
    return told(must(search.duplicates(grudge, boost::json::parse(json).as_object())));
  }
  std::vector<gate::Task> tasks_of(StaffId id) {
    gate::Tasks tasks(w.gate, *w.db, w.clock);
    return must(tasks.open(w.actor(id), 50));
  }
};

TEST_F(Oracle, Attack_A3_a_postcode_is_not_found_by_asking) {
  const auto with = [](std::string_view postcode) {
    return R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
      "addresses":[{"address":{"lines":["1 High Street"],"postcode":")" +
           std::string(postcode) + R"("},"kind":"home"}]})";
  };
  EXPECT_EQ(check(with("IP1 1AA")), check(with("IP9 9ZZ"))) << "with her name and birth date";
  EXPECT_EQ(check(with("IP1 1AA")), Told{});
  EXPECT_EQ(
      check(R"({"given-name":"Ada","family-name":"Okafor","addresses":[{"address":{"lines":["1 High Street"],
      "postcode":"IP1 1AA"},"kind":"home"}]})"),
      Told{})
      << "the same last name and postcode";
  EXPECT_EQ(told(must(search.find(grudge, "IP1 1AA"))), Told{});
}

TEST_F(Oracle, Attack_A3_a_telephone_number_is_not_found_by_asking) {
  for (const auto* number : {"+447700900123", "+447700900124"})
    EXPECT_EQ(
        check(
            R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04","phones":[{"number":")" +
            std::string(number) + R"("}]})"),
        Told{})
        << number;
  EXPECT_EQ(told(must(search.find(grudge, "07700 900123"))), Told{});
}

TEST_F(Oracle, Attack_A3_a_search_is_not_narrowed_by_name_or_birth_date) {
  for (const auto* typed : {"Maya Okafor", "okafor", "4 March 1964", "Maya Okafor 4/3/1964", "Okafor 1964",
                            "4/3/1964 Maya Okafor", "Maya Okafor 5/3/1964"})
    EXPECT_EQ(told(must(search.find(grudge, typed))), Told{}) << typed;
}

TEST_F(Oracle, Attack_A3_a_whole_number_is_told_in_one_set_of_words_and_nothing_else_changes_them) {
  const auto plain = check(R"({"given-name":"Somebody","family-name":"Else","nhs-number":"9990000018"})");
  ASSERT_EQ(plain.hits, 1u);
  EXPECT_THAT(plain.words, HasSubstr("Somebody may be known here already under these details. Ask "));
  for (const auto* hint : {"East", "Community", "NHS", "Maya", "1964"})
    EXPECT_THAT(plain.words, testing::Not(HasSubstr(hint)));
  later();
  EXPECT_EQ(
      check(
          R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04","nhs-number":"9990000018",
      "addresses":[{"address":{"lines":["1 High Street"],"postcode":"IP1 1AA"},"kind":"home"}]})"),
      plain)
      << "with all the rest right";
  const auto hits = must(search.find(grudge, "999 000 0018"));
  ASSERT_EQ(hits.size(), 1u);
  const auto alone = must(search.duplicates(grudge, {{"nhs-number", "9990000018"}}));
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(hits[0].ask, alone[0].hit.ask);
  EXPECT_TRUE(hits[0].matched_by.empty());
  EXPECT_TRUE(hits[0].profile.id.is_nil());
}

TEST_F(Oracle, Attack_A3_rows_of_an_import_tell_no_more) {
  std::vector<charter::Values> rows;
  for (int i = 0; i < 200; ++i) {
    const auto postcode = i == 77 ? std::string("IP1 1AA") : "IP2 " + std::to_string(i % 10) + "AA";
    rows.push_back(
        boost::json::parse(R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
        "addresses":[{"address":{"lines":["x"],"postcode":")" +
                           postcode + R"("},"kind":"home"}]})")
            .as_object());
  }
  for (const auto& found : must(search.duplicates_many(grudge, rows))) EXPECT_TRUE(found.empty());
  // One person in many rows is no list: the data-protection lead hears of it.
  const auto lead = w.hire("dp-lead");
  (void)lead;
  bool pattern = false;
  for (const auto& k : w.all_kept()) pattern = pattern || k.entry.outcome == "same-person-many-rows";
  EXPECT_TRUE(pattern);
}

TEST_F(Oracle, Attack_A3_who_is_out_of_reach_takes_nobodys_place) {
  // More of them out of reach than are ever proposed, each written down before the one within reach.
  const auto* same = R"({"given-name":"Iris","family-name":"Marsh","birth-date":"1971-02-03"})";
  for (int i = 0; i < 7; ++i) add(same, manager, east);
  later();
  const auto own = add(same, grudge, std::nullopt);
  const auto found = must(search.duplicates(grudge, boost::json::parse(same).as_object()));
  ASSERT_EQ(found.size(), 1u) << "their own client, and no word of the others";
  EXPECT_EQ(found[0].hit.id, own);
  for (const auto& k : w.all_kept())
    EXPECT_FALSE(k.entry.actor == grudge_id && k.entry.act == ledger::Act::Refuse)
        << "nor was one of them tried";
}

TEST_F(Oracle, Attack_A3_a_client_of_ones_own_made_like_her_changes_nothing) {
  const auto own =
      add(R"({"given-name":"Own","family-name":"Client","birth-date":"1990-01-02"})", grudge, std::nullopt);
  const auto pass = must(w.gate.write(grudge, own, w.service(), w.kind("profile")));
  for (const auto* postcode : {"IP1 1AA", "IP9 9ZZ"}) {
    const auto now = must(w.people.profile(pass, own));
    const auto values =
        boost::json::parse(R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
        "addresses":[{"address":{"lines":["x"],"postcode":")" +
                           std::string(postcode) + R"("},"kind":"home"}]})");
    must(w.people.change(pass, own, now.version, values.as_object(), true));
    const auto hits = must(search.find(grudge, "Maya Okafor"));
    ASSERT_EQ(hits.size(), 1u) << postcode;
    EXPECT_EQ(hits[0].id, own);
    EXPECT_EQ(must(search.find(grudge, postcode)).size(), 1u);
    later();
  }
}

TEST_F(Oracle, Attack_A3_she_takes_the_place_of_nobody_in_reach) {
  for (int i = 0; i < 6; ++i)
    add(R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04"})", grudge, std::nullopt);
  EXPECT_EQ(
      must(search.duplicates(
               grudge, {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}}))
          .size(),
      5u);
  EXPECT_EQ(must(search.find(grudge, "Maya Okafor", 6)).size(), 6u);
}

TEST_F(Oracle, every_question_is_counted_and_a_miss_stands_on_the_ledger_without_its_words) {
  EXPECT_TRUE(must(search.find(grudge, "Maya Okafor")).empty());
  EXPECT_TRUE(must(search.find(grudge, "Zebedee Quux")).empty());
  const auto kept = w.all_kept();
  for (int i = 0; i < 2; ++i) {
    const auto& e = kept[static_cast<std::size_t>(i)].entry;
    EXPECT_EQ(e.act, ledger::Act::Search);
    EXPECT_EQ(e.outcome, "nobody-shown");
    EXPECT_TRUE(e.people.empty()) << "whether she exists makes no difference";
    EXPECT_THAT(e.note, testing::Not(HasSubstr("Maya")));
  }
  EXPECT_EQ(kept[0].entry.note, "questions:2 misses:2");
}

TEST_F(Oracle, Attack_A3_asking_ends_at_a_limit_that_says_when_and_whom_and_is_told) {
  const auto lead = w.hire("dp-lead");
  ASSERT_TRUE(w.charter->at(*w.charter->find_role("dp-lead")).has(charter::Duty::SeeLedger));
  int answered = 0;
  for (int i = 0; i < 200; ++i) {
    const auto found =
        search.find(grudge, "0" + std::to_string(1 + i % 9) + "/03/19" + std::to_string(10 + i % 80));
    if (found) {
      ++answered;
      continue;
    }
    EXPECT_EQ(found.error().code, Code::TooMuch);
    EXPECT_THAT(found.error().words.text, HasSubstr("Go on at 10:01am"));
    EXPECT_THAT(found.error().words.text, HasSubstr("Data Protection Co-ordinator"));
  }
  EXPECT_EQ(answered, gate::AskingLimits{}.misses[0].minute);
  const auto tasks = tasks_of(lead);
  ASSERT_EQ(tasks.size(), 2u) << "the limit, and nothing but birth dates";
  EXPECT_EQ(tasks[0].kind, gate::kLookAtAsking);
  int refusals = 0;
  for (const auto& k : w.all_kept()) refusals += k.entry.outcome == "too-many-questions";
  EXPECT_EQ(refusals, 1) << "counted, not one line each";

  // Another server, or the same one started anew, counts on; a minute later it may go on.
  Search other(w.gate, *w.db, *w.vault, w.people, w.clock);
  EXPECT_FALSE(other.find(grudge, "Okafor"));
  later();
  EXPECT_TRUE(other.find(grudge, "Okafor"));

  auto& askings = search.askings();
  EXPECT_FALSE(askings.lines(grudge, 7));
  const auto lines = must(askings.lines(w.actor(lead), 7));
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].staff, grudge_id);
  EXPECT_EQ(lines[0].misses, answered + 1);
  EXPECT_EQ(lines[0].refused, 200 - answered + 1);
  for (const auto& p : must(askings.patterns(w.actor(lead), 10))) must(askings.looked(w.actor(lead), p.id));
  EXPECT_TRUE(tasks_of(lead).empty());
}

TEST_F(Oracle, Attack_A3_one_part_the_same_and_another_ever_different_is_told) {
  const auto lead = w.hire("dp-lead");
  for (int i = 0; i < gate::kSamePart; ++i) {
    EXPECT_TRUE(tasks_of(lead).empty()) << i;
    check(R"({"given-name":"Maya","family-name":"Okafor","birth-date":"19)" + std::to_string(50 + i) +
          R"(-03-04"})");
    later(7);
  }
  ASSERT_EQ(tasks_of(lead).size(), 1u);
  EXPECT_EQ(must(search.askings().patterns(w.actor(lead), 5)).front().why, "same-part");
  // The ordinary work of a receptionist, somebody else each time, is none.
  const auto desk = w.actor(w.hire("worker", w.service(), east));
  for (int i = 0; i < 30; ++i) {
    must(search.duplicates(
        desk, {{"given-name", "Name" + std::string(static_cast<std::size_t>(i + 1), 'x')},
               {"family-name", "Other" + std::to_string(i)},
               {"birth-date", "19" + std::to_string(50 + i) + "-05-" + std::to_string(10 + i % 18)}}));
    later(2);
  }
  EXPECT_EQ(tasks_of(lead).size(), 1u);
}

TEST_F(Oracle, nobody_marks_their_own_asking) {
  const auto lead = w.actor(w.hire("dp-lead"));
  must(w.db->write(
      [&](store::Txn& txn) { return gate::tell_of_pattern(txn, w.gate, lead.id, "limit", w.clock.now()); }));
  const auto mine = must(search.askings().patterns(lead, 5));
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(search.askings().looked(lead, mine[0].id).error().code, Code::NotAllowed);
}

TEST_F(Oracle, Promise_ALL_2_a_limit_that_was_met_told_of_and_looked_at) {
  const auto lead = w.hire("dp-lead");
  LinesSince since(*w.db, *w.ledger);
  for (int i = 0; i <= gate::AskingLimits{}.misses[0].minute; ++i)
    static_cast<void>(search.find(grudge, "Somebody Else"));
  const auto patterns = must(search.askings().patterns(w.actor(lead), 5));
  ASSERT_EQ(patterns.size(), 1u);
  const auto thing = patterns[0].id.text();
  EXPECT_TRUE(since.has({grudge_id, Act::Refuse, "search", {}, " misses:", "too-many-questions"}));
  EXPECT_TRUE(since.has(
      {{}, Act::Job, "asking-pattern", {}, "staff:" + grudge_id.text() + " told:1", "limit", thing}));
  must(search.askings().looked(w.actor(lead), patterns[0].id));
  EXPECT_TRUE(since.has({lead, Act::Change, "asking-pattern", {}, "looked-at", "allowed", thing}));
}

/// Counts what is said to the database.
class CountingDb final : public store::Db {
 public:
  explicit CountingDb(store::Db& db) : db_(db) {}
  int statements = 0;

  const OrgCode& org() const override { return db_.org(); }
  Status read(const std::function<Status(store::Session&)>& body) override {
    return db_.read([&](store::Session& s) {
      Counted c(s, statements);
      return body(c);
    });
  }
  Status write(const std::function<Status(store::Txn&)>& body) override {
    return ++statements, db_.write(body);
  }
  bool writing_here() const override { return db_.writing_here(); }
  bool reading_here() const override { return db_.reading_here(); }
  Status scrub() override { return db_.scrub(); }
  Result<std::int64_t> bytes_on_disk() override { return db_.bytes_on_disk(); }
  int listen(store::OnAnnounced on) override { return db_.listen(std::move(on)); }
  void unlisten(int which) override { db_.unlisten(which); }

 private:
  struct Counted final : store::Session {
    Counted(store::Session& s, int& n) : session(s), count(n) {}
    Status each(std::string_view sql, store::Params p, const store::OnRow& on) override {
      ++count;
      return session.each(sql, p, on);
    }
    Result<std::int64_t> run(std::string_view sql, store::Params p) override {
      return ++count, session.run(sql, p);
    }
    store::Session& session;
    int& count;
  };
  store::Db& db_;
};

TEST_F(Oracle, Attack_A3_the_work_is_the_same_whether_or_not_she_is_here) {
  CountingDb db(*w.db);
  Search counted(w.gate, db, *w.vault, w.people, w.clock);
  must(counted.warm());
  const auto work = [&](std::string_view typed) {
    db.statements = 0;
    must(counted.find(grudge, typed));
    return db.statements;
  };
  EXPECT_EQ(work("IP1 1AA"), work("IP9 9ZZ"));
  EXPECT_EQ(work("07700 900123"), work("07700 900124"));
  EXPECT_EQ(work("4 March 1964"), work("7 August 1981"));
  EXPECT_EQ(work("Maya Okafor"), work("Zebedee Quux"));
  later();
  const auto row = [&](std::string_view postcode) {
    db.statements = 0;
    must(counted.duplicates(grudge, boost::json::parse(R"({"given-name":"Maya","family-name":"Okafor",
        "birth-date":"1964-03-04","addresses":[{"address":{"lines":["x"],"postcode":")" +
                                                       std::string(postcode) + R"("},"kind":"home"}]})")
                                        .as_object()));
    return db.statements;
  };
  EXPECT_EQ(row("IP1 1AA"), row("IP9 9ZZ"));
}

}  // namespace
}  // namespace candour::people
