// What a certificate of destruction says is so: what went was looked for, the ledger has it, and nobody
// agreed who had not looked. And a month in which something is over is somebody's work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "ledger/entry_json.h"
#include "ledger/proved_entry.h"
#include "paper/plain.h"
#include "people/lines_for_tests.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;
using testing::Not;

class Certified : public Over {
 protected:
  using Over::Over;
  paper::Document certificate(EntryId id) {
    const auto pass = of_service(other);
    return must(destructions.certificate(pass, must(entries.entry(pass, subject, id))));
  }
  /// Its words, wherever its lines end.
  std::string paper_of(EntryId id) {
    std::istringstream words(paper::plain_text(certificate(id)));
    std::string out;
    for (std::string word; words >> word;) out += (out.empty() ? "" : " ") + word;
    return out;
  }
  void in_force() {
    must(w.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test puts a charter in force");
      return txn
          .run("INSERT INTO charter_in_force (org, version, digest, since) VALUES ($1, '7.3', $2, 1)",
               {w.db->org(), Bytes(32, 0xab)})
          .map([](auto) {});
    }));
  }
  Status finish(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    return jobs.finish(job->id);
  }
};
struct CertifiedAtLL : Certified {
  CertifiedAtLL() : Certified("ll") {}
};
struct CertifiedAtIM : Certified {
  CertifiedAtIM() : Certified("im") {}
};

TEST_F(CertifiedAtIM,
       Promise_IM_12_1_the_certificate_says_what_went_by_what_and_who_agreed_and_names_nobody) {
  in_force();
  note();
  ended(make_date(2000, 1, 1));
  const auto id = destroyed();
  const auto paper = paper_of(id);
  EXPECT_THAT(paper, HasSubstr("everything that was held"));
  EXPECT_THAT(paper, HasSubstr("retention/long-term"));
  EXPECT_THAT(paper, HasSubstr("12.3"));
  EXPECT_THAT(paper, HasSubstr("0 holds on everybody here and 0 holds on single people"));
  EXPECT_THAT(paper, HasSubstr("for 1 person, every key of theirs in the key store"));
  EXPECT_THAT(paper, HasSubstr("none was found"));
  EXPECT_THAT(paper, HasSubstr("Version 7.3"));
  EXPECT_THAT(paper, HasSubstr("abababab abababab"));
  const auto& c = *w.charter;
  EXPECT_THAT(paper, HasSubstr(c.at(other.posts.front().role).name + ", another person"));
  EXPECT_THAT(paper, HasSubstr("candour ledger check-proof"));
  const auto text = paper + must(destructions.ledger_proof(of_service(other), id));
  for (const auto& name : {std::string("Okafor"), std::string("Maya"), person.text(), manager.id.text(),
                           other.id.text(), worker.id.text()})
    EXPECT_THAT(text, Not(HasSubstr(name)));
}

TEST_F(CertifiedAtLL, Promise_LL_2_4e_what_went_is_looked_for_and_what_is_still_there_keeps_it_from_ending) {
  note();
  const auto before = to_write(worker, "contact-note");
  ended(make_date(2015, 1, 1));
  const auto id = agreed();
  must(jobs.slice());
  EXPECT_EQ(outcome(id), "gone");
  // Something of theirs comes back behind its back: a row whose key is gone, and a key that seals nothing.
  const vault::SegmentName name{person, EntryId{person.raw}, 99, w.category("care"),
                                vault::KeySlot::item(EntryId{person.raw})};
  const auto put = [&] {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test");
      return w.vault->put(txn, before, name, as_bytes("zqcanaryqz"));
    }));
  };
  put();
  must(w.vault->forget_people({person}));
  EXPECT_FALSE(finish(id)) << "a row is there still";
  put();
  w.tamper("DELETE FROM segment WHERE org=$1 AND person=$2", {w.db->org(), person});
  EXPECT_FALSE(finish(id)) << "a key is there still";
  EXPECT_FALSE(must(destructions.state(of_service(other), id))->done);
  must(w.vault->forget_people({person}));
  must(finish(id));
  EXPECT_TRUE(must(destructions.state(of_service(other), id))->done);
  EXPECT_THAT(paper_of(id), HasSubstr("none was found"));
}

TEST_F(CertifiedAtLL, Promise_LL_2_4e_the_ledger_has_its_line_and_the_proof_holds_outside_of_the_database) {
  note();
  ended(make_date(2015, 1, 1));
  const auto id = destroyed();
  const auto text = must(destructions.ledger_proof(of_service(other), id));
  const auto checked = ledger::check_proved_entry(text, w.ledger->verifier_key());
  ASSERT_TRUE(checked) << checked.error().words.text;
  const auto line = must(ledger::read_entry(checked->entry.data));
  EXPECT_EQ(line.thing, id.text());
  EXPECT_THAT(line.note, HasSubstr("whole:1 part:0"));
  EXPECT_THAT(line.note, HasSubstr("left:0"));
  EXPECT_THAT(paper_of(id), HasSubstr(std::to_string(checked->entry.seq)));
  auto changed = text;
  changed[changed.find("whole:1") + 6] = '2';
  EXPECT_FALSE(ledger::check_proved_entry(changed));
}

TEST_F(CertifiedAtLL, who_tampers_with_a_destruction_gets_no_certificate) {
  ended(make_date(2015, 1, 1));
  const auto id = destroyed();
  w.tamper("UPDATE destruction SET absent='whole:9 part:0 entries:0 tables:1 left:0' WHERE org=$1",
           {w.db->org()});
  const auto pass = of_service(other);
  const auto e = must(entries.entry(pass, subject, id));
  EXPECT_EQ(destructions.certificate(pass, e).error().code, Code::Corrupt);
  EXPECT_EQ(destructions.ledger_proof(pass, id).error().code, Code::Corrupt);
}

TEST_F(CertifiedAtLL, Promise_LL_2_4e_nobody_agrees_who_has_not_looked_at_some_drawn_by_chance) {
  std::vector<PersonId> all{person};
  for (int i = 0; i < 11; ++i) all.push_back(enrol());
  for (const auto& who : all) ended(make_date(2015, 1, 1), who);
  const auto id = propose();
  const auto some = must(destructions.sample(of_service(other), id));
  ASSERT_EQ(some.size(), Destructions::kSample);
  const auto again = must(destructions.sample(of_service(manager), id));
  std::set<PersonId> drawn;
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(again[i].person, some[i].person) << "the same for everybody";
    drawn.insert(some[i].person);
  }
  EXPECT_EQ(drawn.size(), Destructions::kSample) << "each once";
  const auto agree = [&] {
    return entries.move(other, of_service(other), subject, id, 1, "approve", "").map([](auto) {});
  };
  const auto refused = agree();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_THAT(refused.error().words.text, HasSubstr("not looked at the sample"));
  must(destructions.looked(of_service(manager), id));
  EXPECT_FALSE(agree()) << "another one looked";
  must(destructions.looked(of_service(other), id));
  EXPECT_TRUE(must(destructions.state(of_service(other), id))->looked);
  must(agree());
  // Another list of the same people draws others, but for chance.
  std::set<std::set<PersonId>> draws;
  for (int i = 0; i < 6; ++i) {
    std::set<PersonId> one;
    for (const auto& line : must(destructions.sample(of_service(other), propose()))) one.insert(line.person);
    draws.insert(one);
  }
  EXPECT_GT(draws.size(), 1u);
}

TEST_F(CertifiedAtLL, Promise_ALL_2_looking_at_the_sample_and_the_end_have_their_lines) {
  ended(make_date(2015, 1, 1));
  const auto id = propose();
  people::LinesSince lines(*w.db, *w.ledger);
  must(destructions.looked(of_service(other), id));
  EXPECT_TRUE(lines.has(
      {other.id, ledger::Act::Change, "destruction", {subject}, "sample looked at", "allowed", id.text()}));
  must(take(other, id, "approve"));
  days_go_by(8);
  must(destructions.sweep());
  lines.again();
  run(id);
  EXPECT_TRUE(lines.has({{}, ledger::Act::Job, "destroyed", {subject}, "whole:1", "done", id.text()}));
}

TEST_F(CertifiedAtLL, Promise_LL_2_4e_what_is_over_each_month_is_work_until_its_list_is_decided) {
  must(destructions.sweep());
  EXPECT_TRUE(must(destructions.months_due(manager)).empty()) << "nothing is over";
  days_go_by(12);  // the next month
  ended(make_date(2015, 1, 1));
  must(destructions.sweep());
  auto due = must(destructions.months_due(manager));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].people, 1);
  EXPECT_EQ(iso_date(due[0].day), "2026-12-01");
  EXPECT_FALSE(due[0].proposed);
  EXPECT_TRUE(must(destructions.months_due(worker)).empty()) << "it is not theirs to propose or to agree to";
  must(take(other, propose("2026-11-30"), "withdraw", "Not yet"));
  EXPECT_EQ(must(destructions.months_due(manager)).size(), 1u) << "that list ended before the month did";
  const auto id = propose("2026-12-02");
  due = must(destructions.months_due(other));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_TRUE(due[0].proposed);
  must(take(other, id, "approve"));
  EXPECT_TRUE(must(destructions.months_due(manager)).empty());
  days_go_by(31);
  must(destructions.sweep());
  run(id);
  EXPECT_TRUE(must(destructions.months_due(manager)).empty()) << "whoever is gone is over no more";
}

TEST_F(CertifiedAtIM, Promise_IM_12_5_nobody_is_told_from_figures_of_before_and_after_they_went) {
  const auto lead = w.actor(w.hire("supervisor"));
  using Figures = std::vector<std::pair<std::string, std::int64_t>>;
  const auto figures = [&] {
    Figures out;
    for (const auto& r : must(destructions.remains(lead)))
      out.emplace_back(r.service + std::to_string(r.year) + r.length + r.outcome, r.people);
    return out;
  };
  Figures before;
  int since = 0, changes = 0;
  for (int i = 0; i < 27; ++i) {
    const auto who = enrol();
    ended(make_date(i % 3 == 2 ? 2001 : 2000, 1, 1), who);
    destroyed(iso_date(today(w.clock.now())));
    ++since;
    const auto after = figures();
    for (const auto& [what, people] : after) EXPECT_EQ(people % 8, 0) << what;
    if (after != before) {
      EXPECT_GE(since, 8) << "who went since the figures last moved can be linked with what moved";
      since = 0;
      ++changes;
    }
    before = after;
  }
  EXPECT_GT(changes, 1) << "figures were given, or this proves nothing";
  EXPECT_LT(changes, 4);
}

}  // namespace
}  // namespace candour::retention
