// Somebody edits the database, or puts an older one back, and holds no key: nothing is appended, signed or
// told then, neither by a server that runs nor by one that starts, and verification says so.
#include "ledger/heads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/alarms.h"
#include "base/log.h"
#include "ledger/entry_json.h"
#include "ledger/folder.h"
#include "ledger/frontier.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/loss.h"
#include "ledger/moment_for_tests.h"
#include "store/accounted.h"
#include "store/open_for_tests.h"

namespace candour::ledger {
namespace {

using testing::HasSubstr;

/// The entries as version 0.1 wrote them.
Prepared old_style(const Entry& e) {
  auto p = *prepare(e);
  const auto at = p.data.find(",\"salt\":");
  p.data.erase(at, 32);
  p.leaf = leaf_hash(as_bytes(p.data));
  return p;
}

class Heads : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "heads-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    db = std::move(*store::open_for_tests(org, store::record_migrations()));
    keys = std::move(*store::open_sqlite(org, (folder / "keys.db").string(), store::key_migrations()));
    vault = std::move(
        *vault::open_vault(org, {(folder / "root.key").string(), (folder / "keys.db").string()}, {}));
    start();
  }
  void TearDown() override {
    ledger.reset();
    vault.reset();
    keys.reset();
    db.reset();
    std::filesystem::remove_all(folder);
  }
  Opening how() { return {.alarms = &alarms, .clock = &clock, .log = &log}; }
  /// What a start says: empty when it starts.
  std::string start() {
    ledger.reset();
    auto opened = open_ledger(*db, *vault, how());
    if (!opened) return opened.error().words.text + " [" + opened.error().detail.text + "]";
    ledger = std::move(*opened);
    return {};
  }
  Entry look(int n) const {
    Entry e;
    e.at = {kMoment + n};
    e.actor = worker;
    e.people = {ann};
    e.what = "contact-note";
    e.thing = std::to_string(n);
    e.outcome = "allowed";
    return e;
  }
  void fill(int n) {
    std::vector<Entry> es;
    for (int i = 0; i < n; ++i) es.push_back(look(i));
    const auto done = db->write([&](store::Txn& t) { return ledger->append_many(t, es).map([](auto) {}); });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  void fill_old(int n) {
    Log before(*db, vault->derive("ledger-signing"));
    std::vector<Prepared> old;
    for (int i = 0; i < n; ++i) old.push_back(old_style(look(i)));
    ASSERT_FALSE(is_salted(old[0].data)) << old[0].data;
    const auto done = db->write([&](store::Txn& t) { return before.append(t, old).map([](auto) {}); });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  /// All that the organisation's ledger has in the database, as an editor keeps and puts it back.
  struct Rows {
    std::vector<std::string> entries;
    std::vector<std::tuple<std::int64_t, std::int64_t, Bytes>> tiles;
    std::int64_t size = 0;
    Bytes root;
    std::string note;
    bool head = true;
  };
  Rows take() {
    Rows rows;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      CHECK_OK(s.each("SELECT data FROM ledger_entry WHERE org = $1 ORDER BY seq", {org},
                      [&](const store::Row& r) {
                        rows.entries.emplace_back(as_text(r.blob(0)));
                        return true;
                      }));
      CHECK_OK(s.each(
          "SELECT level, idx, hashes FROM ledger_tile WHERE org = $1", {org}, [&](const store::Row& r) {
            rows.tiles.emplace_back(r.i64(0), r.i64(1), Bytes(r.blob(2).begin(), r.blob(2).end()));
            return true;
          }));
      return s.each("SELECT size, root, note FROM ledger_head WHERE org = $1", {org},
                    [&](const store::Row& r) {
                      rows.size = r.i64(0);
                      rows.root.assign(r.blob(1).begin(), r.blob(1).end());
                      rows.note = r.str(2);
                      return false;
                    });
    }));
    return rows;
  }
  void wipe() {
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      for (const char* sql :
           {"DELETE FROM ledger_entry WHERE org = $1", "DELETE FROM ledger_tile WHERE org = $1",
            "DELETE FROM ledger_about WHERE org = $1", "DELETE FROM ledger_head WHERE org = $1"})
        CHECK_OK(t.run(sql, {org}));
      return {};
    }));
  }
  void put(const Rows& rows) {
    wipe();
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      std::int64_t seq = 0;
      for (const auto& e : rows.entries)
        CHECK_OK(t.run("INSERT INTO ledger_entry (org, seq, data) VALUES ($1, $2, $3)",
                       {org, seq++, as_bytes(e)}));
      for (const auto& [level, idx, hashes] : rows.tiles)
        CHECK_OK(t.run("INSERT INTO ledger_tile (org, level, idx, hashes) VALUES ($1, $2, $3, $4)",
                       {org, level, idx, hashes}));
      if (!rows.head) return {};
      return t
          .run("INSERT INTO ledger_head (org, size, root, note) VALUES ($1, $2, $3, $4)",
               {org, rows.size, rows.root, rows.note})
          .map([](auto) {});
    }));
  }
  /// The same entries hashed anew, as anybody can: the head fits them, but nobody has signed it.
  static Rows hashed(std::vector<std::string> entries, std::string note) {
    Rows rows;
    Frontier end;
    for (const auto& e : entries)
      EXPECT_TRUE(
          end.add(leaf_hash(as_bytes(e)), [&](int level, std::int64_t idx, std::span<const Hash32> h) {
            rows.tiles.emplace_back(level, idx, Bytes(tile_bytes(h).begin(), tile_bytes(h).end()));
            return Status{};
          }));
    for (std::size_t level = 0; level < end.tails().size(); ++level)
      if (const auto& h = end.tails()[level].hashes; !h.empty())
        rows.tiles.emplace_back(level, entries_at(end.size(), static_cast<int>(level)) / kTileWidth,
                                Bytes(tile_bytes(h).begin(), tile_bytes(h).end()));
    rows.size = end.size();
    const auto root = end.root();
    rows.root.assign(root.begin(), root.end());
    rows.entries = std::move(entries);
    rows.note = std::move(note);
    return rows;
  }
  Result<Checkpoint> checkpoint() {
    Result<Checkpoint> c = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      c = ledger->checkpoint(s);
      return {};
    }));
    return c;
  }
  /// What the verification finds, by the server's ledger and by a command that looks on.
  std::string findings(Ledger& by) {
    std::string all;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(const auto v, by.verify(s));
      for (const auto& f : v.findings) all += f.what + "\n";
      return {};
    }));
    return all;
  }
  std::string looked_on() {
    auto by = open_ledger(*db, *vault, {.only_look = true});
    if (!by) return "not opened: " + by.error().words.text;
    return findings(**by);
  }
  /// A server that runs takes nothing, tells nothing, and says so; one that starts does not start.
  void expect_refused(const std::string& why) {
    const auto before = take();
    for (int i = 0; i < 2; ++i) {
      const auto no = ledger->record(look(1000 + i));
      ASSERT_FALSE(no) << why << ": a look was recorded";
      EXPECT_EQ(no.error().code, Code::Corrupt) << why;
    }
    EXPECT_FALSE(ledger->settle(ledger->record_soon(look(1002)))) << why;
    EXPECT_FALSE(checkpoint()) << why << ": the checkpoint was told";
    EXPECT_NE(findings(*ledger), "") << why;
    ASSERT_TRUE(alarms.any()) << why;
    EXPECT_EQ(alarms.all()[0].code, "ledger-head") << why;
    EXPECT_THAT(diary, HasSubstr("event=ledger-head")) << why;
    EXPECT_FALSE(export_ledger(*db, *ledger, folder / "export")) << why;
    const auto said = start();
    EXPECT_NE(looked_on(), "") << why;
    EXPECT_THAT(said, testing::AnyOf(HasSubstr("To mend:"), HasSubstr("Ask whoever"))) << why;
    const auto after = take();
    EXPECT_EQ(after.note, before.note) << why << ": the server signed it";
    EXPECT_EQ(after.entries, before.entries) << why;
  }
  std::int64_t remembered() {
    const auto head = remembered_head(*vault);
    return head && *head ? (*head)->size : -1;
  }
  void edit_keys(const std::string& sql) {
    ASSERT_TRUE(keys->write([&](store::Txn& t) { return t.run(sql, {org}).map([](auto) {}); }));
  }

  OrgCode org{"ll"};
  std::filesystem::path folder;
  SetClock clock{UnixMs{kMoment}};
  Alarms alarms;
  std::string diary;
  log::Log log{clock, [this](std::string_view line) { diary += line; }};
  std::unique_ptr<store::Db> db, keys;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<Ledger> ledger;
  PersonId ann = PersonId::make(kMoment);
  StaffId worker = StaffId::make(kMoment);
};

TEST_F(Heads, Attack_A1_an_emptied_note_over_tiles_hashed_anew_is_refused) {
  fill(600);
  auto entries = take().entries;
  for (auto& e : entries)
    if (const auto at = e.find("\"thing\":\"300\""); at != e.npos) e.replace(at, 13, "\"thing\":\"301\"");
  put(hashed(entries, ""));
  expect_refused("an altered entry under an empty note");
}

TEST_F(Heads, Attack_A1_an_emptied_note_alone_is_refused) {
  fill(20);
  auto rows = take();
  rows.note.clear();
  put(rows);
  expect_refused("an empty note");
}

TEST_F(Heads, Attack_A1_a_look_cut_off_the_end_is_refused) {
  fill(256);
  ASSERT_TRUE(ledger->record(look(256)));
  auto entries = take().entries;
  entries.pop_back();
  put(hashed(entries, ""));
  expect_refused("the refused look is gone, and the note with it");
}

TEST_F(Heads, Attack_A1_four_deletes_under_a_running_server_start_no_new_log) {
  fill(300);
  wipe();
  expect_refused("four DELETEs");
  EXPECT_TRUE(take().entries.empty());
}

TEST_F(Heads, Attack_A1_deletes_after_a_start_with_no_look_yet_are_refused) {
  fill(10);
  ASSERT_EQ(start(), "");
  wipe();
  expect_refused("four DELETEs before the first look");
}

TEST_F(Heads, Attack_A1_an_older_head_put_back_is_refused) {
  fill(300);
  const auto older = take();
  fill(20);
  const auto newer = take();
  auto head_alone = newer;
  std::tie(head_alone.size, head_alone.root, head_alone.note) = std::tie(older.size, older.root, older.note);
  for (const auto& rows : {older, head_alone}) {
    put(newer);
    ASSERT_EQ(start(), "");
    alarms.lower("ledger-head");
    ASSERT_TRUE(checkpoint());
    put(rows);
    expect_refused(rows.entries.size() == 300 ? "the whole older ledger" : "the older head alone");
  }
}

TEST_F(Heads, Attack_A1_older_records_put_back_while_no_server_runs_do_not_start) {
  fill(300);
  const auto older = take();
  fill(20);
  ledger.reset();
  EXPECT_EQ(remembered(), 320) << "written when it stops";
  put(older);
  EXPECT_THAT(start(), HasSubstr("hold 300 entries of the ledger, but its key store remembers 320"));
  EXPECT_THAT(looked_on(), HasSubstr("320"));
  EXPECT_TRUE(alarms.any());
  EXPECT_EQ(remembered(), 320);
}

TEST_F(Heads, Attack_A1_older_records_put_back_under_a_running_server_are_found_by_its_verification) {
  fill(300);
  const auto older = take();
  fill(20);
  const auto newer = take();
  put(older);
  // Asked before anything else is, so that nothing has raised a problem yet: the older ledger holds in
  // itself.
  EXPECT_THAT(findings(*ledger), HasSubstr("does not go on from what this server holds"));
  put(newer);
  EXPECT_EQ(findings(*ledger), "");
}

TEST_F(Heads, Attack_A1_a_longer_ledger_that_forgot_its_past_is_refused) {
  fill(300);
  const auto older = take();
  fill(20);
  const auto newer = take();
  // Grown by a program of before, which knows of no key store: signed, longer, and another history.
  put(older);
  auto before = std::move(*open_ledger(*db, Bytes(vault->derive("ledger-signing"))));
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(before->record(look(i)));
  before.reset();
  ASSERT_EQ(take().size, 340);
  expect_refused("a fork");
  put(newer);
  EXPECT_EQ(start(), "");
}

TEST_F(Heads, Attack_A1_what_another_server_appended_cannot_be_taken_back) {
  fill(50);
  const auto seen_here = take();
  auto other = std::move(*open_ledger(*db, *vault, {}));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(other->record(look(i)));
  other.reset();
  EXPECT_EQ(remembered(), 60);
  put(seen_here);
  std::this_thread::sleep_for(kRememberEvery + std::chrono::milliseconds(50));
  EXPECT_FALSE(ledger->record(look(1))) << "nothing seems changed to this server, but the key store knows";
  EXPECT_TRUE(alarms.any());
  EXPECT_EQ(take().size, 50);
  EXPECT_NE(start(), "");
}

TEST_F(Heads, Attack_A1_a_changed_end_under_a_signed_head_is_told) {
  fill(20);
  ASSERT_EQ(start(), "");
  auto rows = take();
  std::get<2>(rows.tiles.back())[5] ^= 1;
  put(rows);
  EXPECT_EQ(ledger->record(look(1)).error().code, Code::Corrupt);
  EXPECT_TRUE(alarms.any());
  EXPECT_NE(findings(*ledger), "");
}

TEST_F(Heads, Attack_A1_what_was_put_right_is_taken_again_and_the_alarm_ends) {
  fill(30);
  const auto good = take();
  wipe();
  EXPECT_FALSE(ledger->record(look(1)));
  EXPECT_TRUE(alarms.any());
  put(good);
  EXPECT_TRUE(ledger->record(look(1)));
  EXPECT_FALSE(alarms.any());
  EXPECT_EQ(findings(*ledger), "");
}

TEST_F(Heads, Attack_A1_an_empty_ledger_where_records_exist_is_no_new_one) {
  const auto signed_nothing = checkpoint();  // a signed note of no entries, which anybody may fetch
  ASSERT_TRUE(signed_nothing);
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    store::no_entry_needed("a test tampers");
    return t
        .run("INSERT INTO charter_in_force (org, version, digest, since) VALUES ($1, '1', $2, 1)",
             {org, Bytes(32, 1)})
        .map([](auto) {});
  }));
  EXPECT_THAT(start(), HasSubstr("there are records of ll, but its ledger is empty"));
  EXPECT_THAT(looked_on(), HasSubstr("the ledger is empty, but there are records"));
  Rows rows;
  rows.root = signed_nothing->root;
  rows.note = signed_nothing->note;
  put(rows);
  EXPECT_THAT(start(), HasSubstr("its ledger is empty"));
  EXPECT_THAT(looked_on(), HasSubstr("the ledger is empty, but there are records"));
}

TEST_F(Heads, Attack_A1_entries_tiles_or_an_index_without_a_head_are_no_new_log) {
  fill(40'000);
  const auto all = take();
  edit_keys("DELETE FROM remembered WHERE org = $1");
  for (const int left : {0, 1, 2}) {
    wipe();
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      if (left == 0)
        CHECK_OK(t.run("INSERT INTO ledger_entry (org, seq, data) VALUES ($1, 7, $2)", {org, Bytes{1}}));
      if (left == 1)
        CHECK_OK(t.run("INSERT INTO ledger_tile (org, level, idx, hashes) VALUES ($1, 0, 0, $2)",
                       {org, Bytes(32, 1)}));
      if (left == 2)
        CHECK_OK(t.run("INSERT INTO ledger_about (org, run, person, offsets) VALUES ($1, 0, $2, $3)",
                       {org, ann, Bytes{0, 1}}));
      return {};
    }));
    EXPECT_THAT(start(), HasSubstr("but no signed head")) << left;
    auto fresh = std::move(*open_ledger(*db, Bytes(32, 7)));
    EXPECT_FALSE(fresh->record(look(1))) << left;
  }
}

TEST_F(Heads, Attack_A1_a_remembered_head_that_was_taken_away_is_told_and_not_made_anew) {
  fill(30);
  ledger.reset();
  edit_keys("DELETE FROM remembered WHERE org = $1");
  EXPECT_THAT(start(), HasSubstr("does not say how far the ledger had come, and it should"));
  EXPECT_THAT(looked_on(), HasSubstr("does not say how far"));
  EXPECT_EQ(remembered(), -1);
}

TEST_F(Heads, Attack_A1_a_remembered_head_cannot_be_made_or_changed_without_the_key) {
  fill(30);
  ledger.reset();
  for (const char* change :
       {"UPDATE remembered SET number = 20 WHERE org = $1", "UPDATE remembered SET number = 0 WHERE org = $1",
        "UPDATE remembered SET sealed = zeroblob(72) WHERE org = $1",
        "UPDATE remembered SET sealed = x'' WHERE org = $1",
        "UPDATE remembered SET what = 'other' WHERE org = $1"}) {
    edit_keys(change);
    EXPECT_NE(start(), "") << change;
    EXPECT_NE(looked_on(), "") << change;
    edit_keys("DELETE FROM remembered WHERE org = $1");
    ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(const auto stored, read_stored_head(s, org));
      return remember_head(*vault, stored->head, vault::Vault::Keep::Higher);
    }));
    ASSERT_EQ(start(), "") << change;
    ledger.reset();
  }
}

TEST_F(Heads, Attack_A1_a_remembered_head_that_goes_while_the_server_runs_is_told) {
  fill(30);
  ASSERT_EQ(start(), "");
  edit_keys("DELETE FROM remembered WHERE org = $1");
  ASSERT_TRUE(ledger->record(look(1))) << "this process still knows";
  for (int i = 0; i < 300 && !alarms.any(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(alarms.any());
  EXPECT_EQ(alarms.all()[0].code, "ledger-head-kept");
  EXPECT_EQ(remembered(), -1) << "not mended unseen";
}

TEST_F(Heads, Attack_A1_a_snapshot_of_before_is_no_rollback) {
  fill(30);
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto before, ledger->checkpoint(s));
    std::thread([&] { fill(30); }).join();
    TRY(const auto same, ledger->checkpoint(s));
    EXPECT_EQ(same.note, before.note);
    TRY(const auto v, ledger->verify(s));
    EXPECT_TRUE(v.findings.empty());
    return {};
  }));
  EXPECT_FALSE(alarms.any());
}

TEST_F(Heads, a_key_store_of_yesterday_is_a_beginning_and_goes_on) {
  fill(30);
  ledger.reset();
  const auto yesterday = remembered_head(*vault);
  ASSERT_EQ(start(), "");
  fill(300);
  ledger.reset();
  ASSERT_TRUE(remember_head(*vault, **yesterday, vault::Vault::Keep::Instead));
  diary.clear();
  EXPECT_EQ(start(), "");
  EXPECT_THAT(diary, HasSubstr("event=ledger-head-behind"));
  EXPECT_EQ(remembered(), 330);
  EXPECT_EQ(looked_on(), "");
}

TEST_F(Heads, the_key_store_hears_of_it_soon_and_not_with_every_commit) {
  fill(1);
  for (int i = 0; i < 300 && remembered() < 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(remembered(), 1);
  const auto until = std::chrono::steady_clock::now() + kRememberEvery / 2;
  for (int i = 0; i < 5; ++i) fill(1);
  const auto meanwhile = remembered();
  if (std::chrono::steady_clock::now() < until) {
    EXPECT_EQ(meanwhile, 1) << "not within the same second";
  }
  for (int i = 0; i < 300 && remembered() < 6; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(remembered(), 6);
  fill(1);
  ledger.reset();
  EXPECT_EQ(remembered(), 7);
}

TEST_F(Heads, a_clock_that_was_set_back_changes_nothing) {
  fill(3);
  auto e = look(0);
  e.at = {1};
  EXPECT_TRUE(ledger->record(e));
  clock.set(UnixMs{1});
  EXPECT_TRUE(ledger->record(look(1)));
  EXPECT_EQ(start(), "");
  EXPECT_EQ(findings(*ledger), "");
}

TEST_F(Heads, a_ledger_of_version_0_1_goes_on_and_its_export_is_brought_up_to_date) {
  ledger.reset();
  edit_keys("DELETE FROM remembered WHERE org = $1");
  for (int round = 0; round < 3; ++round) fill_old(150);
  {
    auto seen = std::move(*open_ledger(*db, Bytes(vault->derive("ledger-signing"))));
    ASSERT_TRUE(export_ledger(*db, *seen, folder / "export"));
  }
  EXPECT_EQ(looked_on(), "") << "before the first start nothing is wrong";
  ASSERT_EQ(start(), "");
  EXPECT_EQ(remembered(), 450);
  fill(100);
  EXPECT_EQ(findings(*ledger), "");
  const auto done = export_ledger(*db, *ledger, folder / "export");
  ASSERT_TRUE(done) << done.error().words.text;
  EXPECT_EQ(done->before, 450);
  const auto folder_verdict = verify_folder(folder / "export", {}, {});
  ASSERT_TRUE(folder_verdict);
  EXPECT_TRUE(folder_verdict->verdict.findings.empty());
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto kept, ledger->about(s, ann, 0, 1000));
    EXPECT_EQ(kept.size(), 550u);
    return {};
  }));
  EXPECT_EQ(start(), "");
}

TEST_F(Heads, a_ledger_of_version_0_1_whose_newest_entry_was_changed_does_not_go_on) {
  ledger.reset();
  edit_keys("DELETE FROM remembered WHERE org = $1");
  fill_old(20);
  auto rows = take();
  rows.entries.back() += " ";
  put(rows);
  EXPECT_THAT(start(), HasSubstr("is not the one that was signed"));
  rows.note.clear();
  put(rows);
  EXPECT_THAT(start(), HasSubstr("the signed head does not hold"));
}

TEST_F(Heads, a_loss_is_accepted_in_two_steps_and_stands_on_the_ledger) {
  fill(100);
  const auto older = take();
  fill(20);
  ledger.reset();
  const auto now = UnixMs{kMoment};
  EXPECT_EQ(accept_loss(*db, *vault, 120, "", now).error().words.text.substr(0, 15), "Nothing is lost");
  put(older);
  ASSERT_NE(start(), "");
  EXPECT_FALSE(accept_loss(*db, *vault, 99, "", now));
  const auto first = accept_loss(*db, *vault, 100, "", now);
  ASSERT_TRUE(first) << first.error().words.text;
  EXPECT_FALSE(first->line);
  EXPECT_NE(start(), "") << "asking accepts nothing";
  EXPECT_FALSE(accept_loss(*db, *vault, 100, "0000000000", now));
  const auto second = accept_loss(*db, *vault, 100, first->confirm, now);
  ASSERT_TRUE(second) << second.error().words.text;
  EXPECT_EQ(second->line, 100);
  ASSERT_EQ(start(), "");
  EXPECT_EQ(remembered(), 101);
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto kept, ledger->newest(s, 0, 1));
    EXPECT_EQ(kept[0].entry.outcome, "loss-accepted");
    EXPECT_THAT(kept[0].entry.note, HasSubstr("kept=100 remembered=120 root="));
    return {};
  }));
  // The word of one loss is not that of another.
  ledger.reset();
  put(older);
  EXPECT_FALSE(accept_loss(*db, *vault, 100, first->confirm, now));
}

TEST_F(Heads, a_loss_is_not_accepted_over_what_was_changed) {
  fill(100);
  auto older = take();
  fill(20);
  ledger.reset();
  older.entries[50] += " ";
  put(older);
  const auto no = accept_loss(*db, *vault, 100, "", UnixMs{kMoment});
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Corrupt);
}

}  // namespace
}  // namespace candour::ledger
