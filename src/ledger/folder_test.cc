// A ledger carried away as files holds together, can be brought up to date, and shows every change.
#include "ledger/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "ledger/entry_json.h"
#include "ledger/files.h"
#include "ledger/moment_for_tests.h"
#include "ledger/proof.h"
#include "ledger/stored.h"
#include "ledger/tile.h"
#include "store/open_for_tests.h"

namespace candour::ledger {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    db = std::move(*store::open_for_tests(org, store::record_migrations()));
    ledger = std::move(*open_ledger(*db, Bytes(32, 7)));
    dir = fs::path(testing::TempDir()) / ("candour-folder-" + to_text(make_id128(kMoment)));
  }
  void TearDown() override { fs::remove_all(dir); }
  void grow(int n) { grow(*db, *ledger, n); }
  void grow(store::Db& to, Ledger& log, int n, std::string_view what = "contact-note") {
    std::vector<Entry> es(static_cast<std::size_t>(n));
    for (auto& e : es) {
      e.at = {kMoment + ++made};
      e.what = what;
      e.people = {ann};
    }
    ASSERT_TRUE(to.write([&](store::Txn& t) { return log.append_many(t, es).map([](auto) {}); }));
  }
  Exported out() {
    auto done = export_ledger(*db, *ledger, dir);
    EXPECT_TRUE(done) << done.error().words.text << done.error().detail.text;
    return done.value_or(Exported{});
  }
  FolderVerdict check(std::optional<std::string> key = {}, std::optional<std::string> older = {}) {
    auto v = verify_folder(dir, key, older);
    EXPECT_TRUE(v) << v.error().words.text << v.error().detail.text;
    return v.value_or(FolderVerdict{});
  }
  std::size_t faults() { return check().verdict.findings.size(); }
  std::string said(const FolderVerdict& v) {
    std::string all;
    for (const auto& f : v.verdict.findings) all += std::to_string(f.seq) + ": " + f.what + "\n";
    return all;
  }
  std::string bytes(const std::string& path) { return read_file(dir / path, 1u << 24).value_or("?"); }
  void put(const std::string& path, const std::string& text) { ASSERT_TRUE(write_file(dir / path, text)); }
  std::vector<std::string> files() {
    std::vector<std::string> all;
    for (const auto& f : fs::recursive_directory_iterator(dir))
      if (f.is_regular_file()) all.push_back(fs::relative(f.path(), dir).string());
    std::sort(all.begin(), all.end());
    return all;
  }
  std::string note() {
    std::string text;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(const auto c, ledger->checkpoint(s));
      text = c.note;
      return {};
    }));
    return text;
  }
  int made = 0;
  OrgCode org{"ll"};
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Ledger> ledger;
  PersonId ann = PersonId::make(kMoment);
  fs::path dir;
};

TEST_F(Folder, holds_the_files_that_the_format_asks_for_and_verifies) {
  grow(70'000 - 3);
  grow(3);
  EXPECT_EQ(out().size, 70'000);
  const auto v = check();
  EXPECT_TRUE(v.verdict.findings.empty()) << said(v);
  EXPECT_EQ(v.verdict.checked, 70'000);
  EXPECT_EQ(v.note, note());
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto stored, ledger->verify(s));
    EXPECT_TRUE(stored.findings.empty()) << stored.findings[0].what;
    EXPECT_EQ(stored.checked, 70'000);
    TRY(const auto looks, ledger->about(s, ann, 0, 1000));  // two whole runs of the index, and the newest
    EXPECT_EQ(looks.size(), 1000u);
    return {};
  }));
  EXPECT_EQ(bytes("verifier.key"), ledger->verifier_key() + "\n");
  // The example of the specification: 273 full tiles, one of 112; one full and one of 17; one of 1.
  EXPECT_EQ(files().size(), 2u + 2 * 274 + 2 + 1);
  EXPECT_EQ(bytes("tile/0/272").size(), 8192u);
  EXPECT_EQ(bytes("tile/0/273.p/112").size(), 112u * 32);
  EXPECT_EQ(bytes("tile/1/000").size(), 8192u);
  EXPECT_EQ(bytes("tile/1/001.p/17").size(), 17u * 32);
  EXPECT_EQ(bytes("tile/2/000.p/1").size(), 32u);
  EXPECT_EQ(read_bundle(bytes("tile/entries/273.p/112")).entries.size(), 112u);
  EXPECT_TRUE(read_entry(read_bundle(bytes("tile/entries/000")).entries.at(0)));
  EXPECT_EQ(fs::status(dir).permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST_F(Folder, of_any_size_verifies_and_grows) {
  std::mt19937 dice{20261122};
  std::string kept;
  for (const int more : {0, 1, 1, 253, 1, 1, 255, 256, 0, 300, 4000, 1}) {
    grow(more);
    const auto e = out();
    EXPECT_EQ(e.size, made);
    const auto v = check(ledger->verifier_key(), kept.empty() ? std::optional<std::string>() : kept);
    EXPECT_TRUE(v.verdict.findings.empty()) << made << "\n" << said(v);
    EXPECT_EQ(v.verdict.checked, made);
    kept += note();  // one after the other, as a witness keeps them
    // Nothing is left of the partial tiles of before.
    std::size_t expected = 2;
    for (int level = 0; level < 8; ++level)
      expected += static_cast<std::size_t>((entries_at(made, level) + 255) / 256) * (level == 0 ? 2 : 1);
    EXPECT_EQ(files().size(), expected) << made;
  }
  EXPECT_EQ(check({}, kept).older, 12);
}

TEST_F(Folder, Promise_ALL_2_one_flipped_bit_in_any_file_is_found) {
  grow(900);
  out();
  std::mt19937 dice{7};
  for (const auto& path : files())
    for (int round = 0; round < 5; ++round) {
      const auto good = bytes(path);
      auto bad = good;
      // The line feed after the key may be anything that is not part of it.
      const auto places = path == "verifier.key" ? bad.size() - 1 : bad.size();
      bad[dice() % places] ^= static_cast<char>(1 << dice() % 7);
      put(path, bad);
      const auto v = verify_folder(dir, {}, {});
      EXPECT_TRUE(!v || !v->verdict.findings.empty()) << path;
      put(path, good.substr(0, good.size() - (path == "verifier.key" ? 2 : 1)));
      const auto shorter = verify_folder(dir, {}, {});
      EXPECT_TRUE(!shorter || !shorter->verdict.findings.empty()) << path << " cut short";
      fs::remove(dir / path);
      const auto gone = verify_folder(dir, {}, {});
      EXPECT_TRUE(!gone || !gone->verdict.findings.empty()) << path << " taken away";
      put(path, good);
    }
  EXPECT_EQ(faults(), 0u);
}

TEST_F(Folder, names_the_entry_that_was_changed) {
  grow(900);
  out();
  auto bundle = bytes("tile/entries/001");
  const auto entries = read_bundle(bundle).entries;
  bundle[static_cast<std::size_t>(entries.at(44).data() - bundle.data()) + 20] ^= 1;
  put("tile/entries/001", bundle);
  const auto v = check();
  ASSERT_EQ(v.verdict.findings.size(), 1u) << said(v);
  EXPECT_EQ(v.verdict.findings[0].seq, 300);
}

TEST_F(Folder, is_never_put_where_something_else_stands) {
  grow(5);
  fs::create_directories(dir);
  std::ofstream(dir / "letter.txt") << "dear";
  EXPECT_EQ(export_ledger(*db, *ledger, dir).error().code, Code::Conflict);
  EXPECT_EQ(files(), std::vector<std::string>{"letter.txt"});
  fs::remove(dir / "letter.txt");
  out();
  // The export of another log.
  auto other_db = std::move(*store::open_sqlite_in_memory(OrgCode{"ps"}, store::record_migrations()));
  auto other = std::move(*open_ledger(*other_db, Bytes(32, 7)));
  grow(*other_db, *other, 9);
  EXPECT_EQ(export_ledger(*other_db, *other, dir).error().code, Code::Conflict);
  EXPECT_EQ(faults(), 0u);
}

TEST_F(Folder, Promise_ALL_2_a_past_that_was_rewritten_with_the_key_is_called_a_fork) {
  grow(700);
  const auto before = out();
  const auto all = files();
  // Whoever has the key and the database writes another history, and signs it.
  auto forged_db = std::move(*store::open_for_tests(org, store::record_migrations()));
  auto forged = std::move(*open_ledger(*forged_db, Bytes(32, 7)));
  grow(*forged_db, *forged, 800, "nothing-to-see");
  const auto no = export_ledger(*forged_db, *forged, dir);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Conflict);
  EXPECT_THAT(no.error().words.text, HasSubstr("rewritten"));
  EXPECT_EQ(files(), all);
  EXPECT_EQ(bytes("checkpoint"), before.note);
  // Carried away whole into a folder of its own it holds together: only the older checkpoint shows it.
  fs::remove_all(dir);
  ASSERT_TRUE(export_ledger(*forged_db, *forged, dir));
  EXPECT_EQ(faults(), 0u);
  EXPECT_EQ(check({}, before.note).verdict.findings.size(), 1u);
  // And a ledger put back from before is not taken for a continuation.
  auto short_db = std::move(*store::open_for_tests(org, store::record_migrations()));
  auto shorter = std::move(*open_ledger(*short_db, Bytes(32, 7)));
  grow(*short_db, *shorter, 20);
  EXPECT_EQ(export_ledger(*short_db, *shorter, dir).error().code, Code::Conflict);
}

TEST_F(Folder, of_a_damaged_ledger_is_not_made) {
  grow(600);
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    return t.run("UPDATE ledger_entry SET data = $2 WHERE org = $1 AND seq = 300", {org, as_bytes("{}")})
        .map([](auto) {});
  }));
  EXPECT_EQ(export_ledger(*db, *ledger, dir).error().code, Code::Corrupt);
  EXPECT_FALSE(fs::exists(dir / "checkpoint"));
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    return t.run("DELETE FROM ledger_entry WHERE org = $1 AND seq = 300", {org}).map([](auto) {});
  }));
  EXPECT_EQ(export_ledger(*db, *ledger, dir).error().code, Code::Corrupt);
}

TEST_F(Folder, trusts_the_key_that_is_given_and_says_what_does_not_read) {
  grow(3);
  out();
  const vault::SigningKey other{Bytes(32, 8)};
  EXPECT_FALSE(check(verifier_key("candour/ll", other)).verdict.findings.empty());
  EXPECT_EQ(verify_folder(dir, "no key", {}).error().code, Code::Invalid);
  EXPECT_EQ(verify_folder(dir, {}, "no checkpoint").error().code, Code::Invalid);
  EXPECT_EQ(verify_folder(dir, {}, make_note("candour/ll", other, Head{})).error().code, Code::Invalid);
  EXPECT_EQ(verify_folder(dir / "none", {}, {}).error().code, Code::NotFound);
}

TEST(VerifierKey, reads_back_and_shows_every_change) {
  const vault::SigningKey key{Bytes(32, 7)};
  const auto text = verifier_key("candour/ll", key);
  const auto v = read_verifier_key(text + "\n");
  ASSERT_TRUE(v);
  EXPECT_EQ(v->name, "candour/ll");
  EXPECT_EQ(v->public_key, Bytes(key.public_key().begin(), key.public_key().end()));
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const int bit : {1, 4, 32}) {
      auto bad = text;
      bad[i] = static_cast<char>(bad[i] ^ bit);
      EXPECT_FALSE(read_verifier_key(bad)) << bad;
    }
  for (const char* bad : {"", "+", "++", "x+y", "x+00000000+", "+00000000+AA=="})
    EXPECT_FALSE(read_verifier_key(bad));
}

TEST_F(Folder, older_checkpoints_are_found_in_whatever_they_were_kept_in) {
  grow(300);
  const auto before = out().note;
  grow(300);
  out();
  const auto other = make_note("candour/ps", vault::SigningKey{Bytes(32, 9)}, Head{});
  const auto one = [&](const std::string& text) { return check({}, text).older; };
  EXPECT_EQ(one(before), 1);
  EXPECT_EQ(one("ll: the ledger holds. 300 entries checked.\n" + before + "Key to verify with: x\n"), 1);
  EXPECT_EQ(one(other + before + other + "\n\n" + before), 2);
  EXPECT_EQ(one("Subject: Checkpoint\n\n" + before), 1);
  auto bad = before;
  bad[bad.find('\n') + 1] ^= 1;  // its size
  EXPECT_EQ(verify_folder(dir, {}, before + bad).error().code, Code::Invalid);
  EXPECT_EQ(verify_folder(dir, {}, other).error().code, Code::Invalid);
  for (const std::string odd : {"", "\n\n\xe2\x80\x94 ", "\n\n\n\xe2\x80\x94 \n", "x\n\n\xe2\x80\x94 x"})
    EXPECT_EQ(verify_folder(dir, {}, odd).error().code, Code::Invalid);
}

TEST_F(Folder, the_database_gives_the_same_tiles_and_proofs) {
  grow(777);
  out();
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto tile, read_stored_tile(s, org, {0, 3, 9}));
    EXPECT_EQ(std::string(as_text(*tile)), bytes("tile/0/003.p/9"));
    TRY(const auto beyond, read_stored_tile(s, org, {0, 3, 10}));
    EXPECT_FALSE(beyond);
    TRY(const auto none, read_stored_tile(s, org, {5, 0, 1}));
    EXPECT_FALSE(none);
    TreeReader tree(777, stored_tiles(s, org));
    TRY(const auto head, read_stored_head(s, org));
    TRY(const auto root, tree.root());
    EXPECT_EQ(root, head->head.root);
    return {};
  }));
}

}  // namespace
}  // namespace candour::ledger
