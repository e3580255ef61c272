// Keeping and undoing as jobs: in slices, by whoever may, gone on with after a crash, and taken back as a
// whole.
#include <gmock/gmock.h>

#include "exchange/import_world_for_tests.h"
#include "people/lines_for_tests.h"

namespace candour::exchange {
namespace {

using ledger::Act;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

class ImportJobs : public ImportWorld {
 protected:
  ImportJobs() { with_own_jobs(); }
  /// As a server has it: slices are made by nobody but the test.
  void with_own_jobs() {
    imports.reset();
    jobs = std::make_unique<jobs::Jobs>(*gate, *db, clock);
    jobs->slice_length(milliseconds(0));  // one person a slice
    imports = std::make_unique<Imports>(*gate, *db, *vault, *people, *journeys, *circle, *search, clock,
                                        jobs.get());
  }
  /// The server dies: whatever it held in memory is gone, its lease runs out.
  void crash() {
    with_own_jobs();
    clock.set({clock.now().ms + 2 * 60 * 1000});
  }
  void slices(int n) {
    for (int k = 0; k < n; ++k) {
      const auto did = jobs->slice();
      ASSERT_TRUE(did) << why(did);
      ASSERT_TRUE(did->worked) << k;
    }
  }
  void all_slices() {
    for (int k = 0; k < 1000; ++k) {
      const auto did = jobs->slice();
      ASSERT_TRUE(did) << why(did);
      if (!did->more) return;
    }
    FAIL() << "it does not end";
  }
  std::string list(int n) {
    std::string csv = "First name,Last name,Date of birth\n";
    static const char* kFirst[] = {"Maya", "Sam", "Oluwaseun", "Bridget", "Harpreet", "Dmitri", "Zainab"};
    static const char* kLast[] = {"Okafor", "Whitcombe", "Lindqvist", "Patel", "Brzezinski"};
    for (int k = 0; k < n; ++k)
      csv += std::string(kFirst[k % 7]) + "," + kLast[k % 5] + "," + std::to_string(1 + k % 28) + "/0" +
             std::to_string(1 + k % 9) + "/" + std::to_string(2009 + k % 3) + "\n";
    return csv;
  }
  void leaves(StaffId who) {
    ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(
          txn.run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {db->org(), who, clock.now().ms}));
      ledger::Entry e;
      e.at = clock.now();
      e.act = Act::StaffChange;
      e.what = "left";
      return ledger->append(txn, e).map([](auto) {});
    }));
  }
  std::unique_ptr<jobs::Jobs> jobs;
};

TEST_F(ImportJobs, people_appear_slice_by_slice_and_colleagues_write_in_between) {
  const auto id = looked_at(list(5));
  ASSERT_EQ(summary(id).good, 5);
  ASSERT_TRUE(imports->begin_keep(manager, id));
  EXPECT_EQ(count("person"), 0) << "the request itself adds nobody";
  slices(2);
  auto s = summary(id);
  EXPECT_EQ(s.state, ImportState::Keeping);
  EXPECT_EQ(s.done, 2);
  EXPECT_EQ(s.total, 5);
  EXPECT_EQ(count("person"), 2);
  ASSERT_TRUE(begin(file("valid_minimal.csv"))) << "somebody else writes meanwhile";
  EXPECT_EQ(imports->begin_keep(manager, id).error().code, Code::Conflict);
  EXPECT_EQ(imports->discard(manager, id).error().code, Code::Conflict);
  all_slices();
  s = summary(id);
  EXPECT_EQ(s.state, ImportState::Kept);
  EXPECT_EQ(s.kept, 5);
  EXPECT_EQ(count("person"), 5);
  EXPECT_EQ(count("referral"), 5);
}

TEST_F(ImportJobs, another_server_goes_on_and_adds_nobody_twice) {
  const auto id = looked_at(list(6));
  ASSERT_TRUE(imports->begin_keep(manager, id));
  slices(3);
  auto dead = std::move(jobs);
  auto dead_imports = std::move(imports);
  with_own_jobs();
  const auto waits = jobs->slice();
  ASSERT_TRUE(waits);
  EXPECT_FALSE(waits->worked) << "the other server's lease has not run out";
  clock.set({clock.now().ms + 2 * 60 * 1000});
  slices(1);
  EXPECT_EQ(count("person"), 4);
  // The first one was only slow: what it does now is done already.
  static_cast<void>(dead->slice());
  all_slices();
  EXPECT_EQ(summary(id).kept, 6);
  EXPECT_EQ(count("person"), 6);
  EXPECT_EQ(count("import_row WHERE outcome='added'"), 6);
}

TEST_F(ImportJobs, a_keeping_that_is_taken_back_half_way_leaves_nobody_and_can_be_looked_at_again) {
  const auto id = looked_at(list(6));
  ASSERT_TRUE(imports->begin_keep(manager, id));
  slices(3);
  ASSERT_TRUE(imports->begin_undo(manager, id));
  EXPECT_EQ(summary(id).state, ImportState::Undoing);
  slices(1);
  crash();
  all_slices();
  EXPECT_EQ(count("person"), 0);
  EXPECT_EQ(count("referral"), 0);
  const auto s = summary(id);
  EXPECT_EQ(s.state, ImportState::Review);
  EXPECT_EQ(s.kept, 0);
  EXPECT_EQ(rows(id).size(), 6u) << "the file is there still";
  EXPECT_EQ(*imports->keep(manager, id), 6);
}

TEST_F(ImportJobs, undoing_goes_on_where_a_server_died) {
  const auto id = looked_at(list(6));
  ASSERT_EQ(*imports->keep(manager, id), 6);
  ASSERT_TRUE(imports->begin_undo(manager, id));
  slices(3);
  EXPECT_EQ(count("person"), 3);
  crash();
  all_slices();
  EXPECT_EQ(count("person"), 0);
  EXPECT_EQ(summary(id).state, ImportState::Undone);
  EXPECT_EQ(summary(id).left_behind, 0);
  EXPECT_EQ(count("import_row"), 0);
}

TEST_F(ImportJobs, Promise_ALL_2_an_account_that_was_ended_stops_its_job_and_a_colleague_goes_on) {
  const auto id = looked_at(list(4));
  auto leaver = staff("manager");
  ASSERT_TRUE(imports->begin_keep(leaver, id));
  slices(1);
  leaves(leaver.id);
  gate::Gate fresh(charter, *db, *ledger, clock, seals.get());  // as every server has it a moment later
  all_slices();
  EXPECT_EQ(count("person"), 1) << "nothing was done after the account was ended";
  EXPECT_EQ(summary(id).stopped, "account-ended");
  EXPECT_EQ(imports->go_on(worker, id).error().code, Code::NotAllowed);
  people::LinesSince since(*db, *ledger);
  ASSERT_TRUE(imports->go_on(manager, id));
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "goes on", "allowed", id.text()}));
  all_slices();
  EXPECT_EQ(summary(id).state, ImportState::Kept);
  EXPECT_EQ(count("person"), 4);
}

TEST_F(ImportJobs, a_job_that_somebody_wrote_into_the_database_does_nothing) {
  const auto id = looked_at(list(2));
  ASSERT_TRUE(imports->begin_keep(clerk, id));
  db->seal_with(nullptr);
  ASSERT_TRUE(db->write([&](store::Txn& txn) {
    return txn.run("UPDATE job SET by=$2 WHERE org=$1", {db->org(), manager.id}).map([](auto) {});
  }));
  db->seal_with(seals.get());
  all_slices();
  EXPECT_EQ(count("person"), 0);
  EXPECT_EQ(summary(id).stopped, "not-sealed");
}

TEST_F(ImportJobs, what_a_heading_meant_in_one_service_says_nothing_of_another) {
  const std::string csv = "Vorname,Nachname,geboren\nMaya,Okafor,04/03/2010\n";
  const auto first = begin(csv, "drop-in");
  ASSERT_TRUE(first) << why(first);
  ASSERT_TRUE(imports->choose(manager, *first, {"given-name", "family-name", ""}));
  const auto second = begin(csv, "youth");
  ASSERT_TRUE(second);
  EXPECT_EQ(summary(*second).columns[0].field, "");
  const auto again = begin(csv, "drop-in");
  ASSERT_TRUE(again);
  EXPECT_EQ(summary(*again).columns[0].field, "given-name");
}

// Nothing is left

class NothingLeft : public ImportJobs {
 protected:
  static constexpr std::string_view kCells[] = {"Quillfeather", "Zebedee",    "9990000018", "Left-out words",
                                                "04/03/2010",   "Teamless",   "12/11/2025", "C-Oldref",
                                                "Workerless",   "Live since", "Mendedham"};
  /// Enrolled, with a team and a worker that nobody is, so that their words stand only in the file.
  static std::string csv() {
    return "First name,Last name,NHS number,Date of birth,Remarks,Service,Status,Start date,Team,Key worker,Our ref\n"
           "Zebedee,Quillfeather,9990000018,04/03/2010,Left-out words,Youth support,Live since,12/11/2025,Teamless,"
           "Workerless,C-Oldref\n";
  }
  /// Whatever stands in any column of any table.
  std::vector<Bytes> stored() {
    std::vector<Bytes> out;
    for (const auto& [table, column] : store::columns_for_tests(*db)) {
      if (table.starts_with("schema")) continue;
      EXPECT_TRUE(db->read([&](store::Session& s) {
        return s.each("SELECT " + column + " FROM " + table, {}, [&](const store::Row& r) {
          if (!r.null(0)) out.emplace_back(r.blob(0).begin(), r.blob(0).end());
          return true;
        });
      })) << table
          << "." << column;
    }
    return out;
  }
  /// As it is, and opened with every key that is alive; also what an old backup holds, opened.
  std::vector<std::string> everything() {
    std::vector<std::string> out;
    const auto open = [&](const Bytes& bytes) {
      for (const auto* use : {"import", "import-file", "import-plan", "import-file 0", "import-cell 2 c2"}) {
        if (const auto plain = vault->open_org(use, bytes)) out.emplace_back(as_text(*plain));
        for (const auto& id : ids)
          if (const auto plain = vault->open_thing(id.raw, use, bytes)) out.emplace_back(as_text(*plain));
      }
    };
    for (const auto& bytes : stored()) {
      out.emplace_back(as_text(bytes));
      open(bytes);
    }
    for (const auto& bytes : backup) open(bytes);
    return out;
  }
  int found(std::span<const std::string_view> cells) {
    int n = 0;
    for (const auto& text : everything())
      for (const auto cell : cells) n += text.find(cell) != std::string::npos;
    return n;
  }
  ImportId kept_by(const std::string& content) {
    const auto id = looked_at(content);
    ids.push_back(id);
    // What is typed over its cells is as much of the file as what stood there.
    EXPECT_TRUE(imports->mend(manager, id, {{2, {{"c2", "Mendedham"}}}}));
    backup = stored();
    return id;
  }
  std::vector<ImportId> ids;
  std::vector<Bytes> backup;  // of the evening before
};

TEST_F(NothingLeft, of_a_file_that_was_thrown_away) {
  const auto id = kept_by(csv());
  EXPECT_GT(found(kCells), 5) << "the test finds what is there";
  EXPECT_GE(found(std::span(kCells).last(1)), 1) << "and what was mended";
  ASSERT_TRUE(imports->discard(manager, id));
  EXPECT_EQ(found(kCells), 0);
  EXPECT_EQ(count("import_file"), 0);
  EXPECT_EQ(count("import_cell"), 0);
  EXPECT_EQ(count("import_row"), 0);
}

TEST_F(NothingLeft, of_a_file_that_was_kept_but_the_records) {
  const auto id = kept_by(csv());
  ASSERT_TRUE(imports->keep(manager, id));
  EXPECT_EQ(count("enrolment"), 1);
  EXPECT_EQ(found(kCells), 0) << "the records open with their people's keys only";
  EXPECT_EQ(summary(id).file_name, "list.csv");
  EXPECT_TRUE(summary(id).columns.empty());
}

TEST_F(NothingLeft, of_a_file_that_was_undone) {
  const auto id = kept_by(csv());
  ASSERT_TRUE(imports->keep(manager, id));
  EXPECT_EQ(*imports->undo(manager, id), 0);
  EXPECT_EQ(found(kCells), 0);
  for (const auto* table : {"segment", "enrolment", "referral", "import_row"})
    EXPECT_EQ(count(table), 0) << table;
}

TEST_F(NothingLeft, of_a_file_that_nobody_finished) {
  kept_by(csv());
  clock.set({clock.now().ms + 8LL * 24 * 60 * 60 * 1000});
  jobs->sweep_if_due();
  EXPECT_EQ(found(kCells), 0);
  EXPECT_EQ(count("import_file"), 0);
  EXPECT_EQ(count("import_cell"), 0);
}

TEST_F(NothingLeft, when_the_server_died_between_the_end_and_the_destruction) {
  const auto id = kept_by(csv());
  // As discard() leaves it when the server dies before the key is destroyed.
  ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE import_job SET state='discarded', keyed=2, sealed=$3 WHERE org=$1 AND id=$2",
                     {db->org(), id, vault->seal_org("import", as_bytes("{\"id\":\"" + id.text() + "\"}"))}));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::Import;
    return ledger->append(txn, e).map([](auto) {});
  }));
  EXPECT_GT(found(kCells), 0);
  ASSERT_TRUE(imports->sweep());
  EXPECT_EQ(found(kCells), 0);
  EXPECT_EQ(count("import_file"), 0);
}

TEST_F(NothingLeft, a_file_larger_than_a_piece_comes_back_as_it_was) {
  auto content = csv();
  for (int k = 0; content.size() < 3 * limits::kPieceBytes / 2; ++k)
    content += "Maya,Okafor" + std::to_string(k) + ",,," + std::string(5000, 'x') + ",,,,,,\n";
  const auto id = begin(content, "drop-in");
  ASSERT_TRUE(id) << why(id);
  EXPECT_EQ(count("import_file"), 2);
  EXPECT_GT(summary(*id).rows, 100);
  ASSERT_TRUE(
      imports->choose(manager, *id, {"given-name", "family-name", "", "", "", "", "", "", "", "", ""}));
  ASSERT_TRUE(imports->discard(manager, *id));
  EXPECT_EQ(count("import_file"), 0);
}

// Somebody known is brought up to date

class ImportUpdates : public ImportJobs {
 protected:
  /// Jennifer, known, and a file that has her elsewhere and with a mother.
  PersonId known(std::string_view service = "youth") {
    const auto id = begin(
        "First name,Last name,Date of birth,NHS number,Postcode,Address\nJennifer,Clarke,01/01/2010,9990000018,"
        "SW1A 1AA,1 The Mall\n",
        service);
    EXPECT_TRUE(id) << why(id);
    std::vector<std::string> fields;
    for (const auto& c : summary(*id).columns) fields.push_back(c.field);
    EXPECT_TRUE(imports->choose(manager, *id, fields));
    EXPECT_TRUE(imports->keep(manager, *id));
    return everybody().at(0);
  }
  static std::string news() {
    return "First name,Last name,Date of birth,NHS number,PARENT_1_NAME,PARENT_1_RELATIONSHIP\n"
           "Jenifer,Clarke,01/01/2010,9990000018,Susan Clarke,Mum\n";
  }
};

TEST_F(ImportUpdates, old_and_new_are_shown_family_comes_too_and_undo_puts_all_back) {
  const auto jennifer = known();
  const auto id = looked_at(news());
  const auto row = rows(id, RowState::Duplicate).at(0);
  ASSERT_TRUE(row.updates.contains(jennifer));
  const auto& changes = row.updates.at(jennifer);
  ASSERT_EQ(changes.size(), 1u) << "what stays is not shown";
  EXPECT_EQ(changes[0].now, "Jennifer");
  EXPECT_EQ(changes[0].then, "Jenifer");
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  const auto kept = imports->keep(manager, id);
  ASSERT_TRUE(kept) << why(kept);
  EXPECT_EQ(summary(id).updated, 1);
  EXPECT_EQ(profile(jennifer).values.at("given-name"), "Jenifer");
  EXPECT_EQ(count("relationship"), 1) << "the mother on the card is kept";
  ASSERT_TRUE(imports->undo(manager, id));
  EXPECT_EQ(profile(jennifer).values.at("given-name"), "Jennifer");
  EXPECT_EQ(count("relationship"), 0);
  EXPECT_EQ(summary(id).left_behind, 0);
}

TEST_F(ImportUpdates, whom_somebody_changed_since_is_left) {
  const auto jennifer = known();
  const auto id = looked_at(news());
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->keep(manager, id));
  auto pass = gate->write(manager, jennifer, *charter->find_service("youth"), *charter->find_kind("profile"));
  ASSERT_TRUE(pass);
  auto now = profile(jennifer);
  now.values["pronouns"] = "she/her";
  ASSERT_TRUE(people->change(*pass, jennifer, now.version, now.values, false));
  EXPECT_EQ(*imports->undo(manager, id), 1);
  EXPECT_EQ(profile(jennifer).values.at("given-name"), "Jenifer");
}

TEST_F(ImportUpdates, the_referral_that_an_update_made_goes_with_it) {
  known("drop-in");
  const auto id = looked_at(news());
  const auto waiting = rows(id, RowState::Duplicate);
  ASSERT_EQ(waiting.size(), 1u);
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->keep(manager, id));
  EXPECT_EQ(count("referral WHERE service='youth'"), 1);
  ASSERT_TRUE(imports->undo(manager, id));
  EXPECT_EQ(count("referral WHERE service='youth'"), 0);
}

TEST_F(ImportUpdates, many_are_decided_by_what_speaks_for_them) {
  known();
  const auto id =
      looked_at(news() + "Sam,Adeyemi,02/02/2010,9990000026,,\nSam,Adeyemi,02/02/2010,9990000026,,\n");
  auto waiting = imports->undecided(manager, id);
  ASSERT_TRUE(waiting) << why(waiting);
  EXPECT_EQ(*waiting, (std::map<Evidence, int>{{Evidence::SameNumber, 1}, {Evidence::InThisFile, 1}}));
  EXPECT_EQ(*imports->decide_many(manager, id, Evidence::InThisFile, Decision::Skip), 1);
  EXPECT_EQ(*imports->decide_many(manager, id, Evidence::InThisFile, Decision::Skip), 0) << "decided already";
  EXPECT_EQ(summary(id).undecided, 1);
  EXPECT_EQ(*imports->decide_many(manager, id, Evidence::SameNumber, Decision::UpdateExisting), 1);
  EXPECT_EQ(summary(id).undecided, 0);
  EXPECT_EQ(*imports->keep(manager, id), 1);
  EXPECT_EQ(summary(id).updated, 1);
}

// Each of these leaves its line

TEST_F(ImportJobs, Promise_ALL_2_whoever_could_not_be_added) {
  const auto helper = staff("worker").id;
  const auto id =
      looked_at("First name,Last name,Date of birth,Status,Key worker\nMaya,Okafor,04/03/2010,Active,Staff " +
                std::to_string(hired) + "\n");
  ASSERT_TRUE(imports->begin_keep(manager, id));
  leaves(helper);
  people::LinesSince since(*db, *ledger);
  all_slices();
  EXPECT_EQ(count("person"), 0);
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "not added, line 2", "allowed", id.text()}));
}

TEST_F(ImportUpdates, Promise_ALL_2_somebody_brought_up_to_date_and_put_back) {
  known("drop-in");
  people::LinesSince since(*db, *ledger);
  const auto has = [&](Act act, const std::string& note, ImportId id) {
    return since.has({manager.id, act, "import", {}, note, "allowed", id.text()});
  };
  const auto first = looked_at(news());
  ASSERT_TRUE(imports->decide(manager, first, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->keep(manager, first));
  EXPECT_TRUE(has(Act::Import, "update line 2", first));
  EXPECT_TRUE(has(Act::Import, "updated, line 2", first));
  const auto again = looked_at(news());
  ASSERT_TRUE(imports->decide(manager, again, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->keep(manager, again));
  EXPECT_TRUE(has(Act::Import, "family known", again));
  ASSERT_TRUE(imports->undo(manager, again));
  ASSERT_TRUE(imports->undo(manager, first));
  EXPECT_TRUE(has(Act::Undo, "begun", first));
  EXPECT_TRUE(has(Act::Undo, "circle and referral", first));
  EXPECT_TRUE(has(Act::Undo, "put back, line 2", first));
}

TEST_F(ImportUpdates, Promise_ALL_2_whom_somebody_worked_with_or_took_away_meanwhile) {
  const auto first = looked_at(list(1));
  ASSERT_TRUE(imports->keep(manager, first));
  const auto id = looked_at(list(1));
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->begin_keep(manager, id));
  ASSERT_TRUE(imports->undo(manager, first));
  ASSERT_EQ(count("person"), 0);
  people::LinesSince since(*db, *ledger);
  all_slices();
  EXPECT_TRUE(
      since.has({manager.id, Act::Import, "import", {}, "not updated, line 2", "allowed", id.text()}));
  const auto third = looked_at(list(1));
  ASSERT_TRUE(imports->keep(manager, third));
  const auto maya = everybody().at(0);
  auto pass = gate->write(manager, maya, *charter->find_service("youth"), *charter->find_kind("profile"));
  ASSERT_TRUE(pass) << why(pass);
  auto values = profile(maya).values;
  values["pronouns"] = "she/her";
  ASSERT_TRUE(people->change(*pass, maya, 1, values, false));
  EXPECT_EQ(*imports->undo(manager, third), 1);
  EXPECT_TRUE(since.has({manager.id, Act::Undo, "import", {}, "left as they are", "allowed", third.text()}));
}

}  // namespace
}  // namespace candour::exchange
