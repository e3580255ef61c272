// A folder with one organisation's data, the two halves of a key for backups, and the commands run on them as
// an operator does. For the tests of this room; one thread. Everything goes with the test.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "cli/data_for_tests.h"
#include "ledger/ledger.h"
#include "retention/forget_list.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::cli {

namespace fs = std::filesystem;

inline std::string bytes_in(const fs::path& p) {
  std::ifstream in(p, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}

/// The mark stands in place of somebody's wrapped key: whoever finds it has found the key store's bytes.
inline constexpr std::string_view kMark = "the wrapped key of somebody invented";

/// Somebody at work, on a thread of its own, until it goes: one line after the other on the ledger. Before
/// each the key store has something that belongs to it, and after each it knows how far the ledger has come.
class WritesMeanwhile {
 public:
  static constexpr std::string_view kBefore = "before-the-line";
  WritesMeanwhile(store::Db& db, vault::Vault& vault) : thread_([&] { work(db, vault); }) {
    while (done_ == 0) std::this_thread::yield();
  }
  ~WritesMeanwhile() {
    stop_ = true;
    thread_.join();
  }
  WritesMeanwhile(const WritesMeanwhile&) = delete;
  WritesMeanwhile& operator=(const WritesMeanwhile&) = delete;
  int lines() const { return done_; }

 private:
  void work(store::Db& db, vault::Vault& vault) {
    for (int n = 1; !stop_; ++n) {
      ASSERT_TRUE(vault.remember(kBefore, {n, {}}, vault::Vault::Keep::Higher));
      auto ledger = ledger::open_ledger(db, vault);
      ASSERT_TRUE(ledger) << ledger.error().detail.text;
      ledger::Entry e;
      e.at = {1'790'000'001'000 + n};
      e.act = ledger::Act::View;
      e.what = "contact-note";
      e.outcome = "allowed";
      const auto said =
          db.write([&](store::Txn& t) { return (*ledger)->append_many(t, std::vector{e}).map([](auto) {}); });
      ASSERT_TRUE(said) << said.error().detail.text;
      ledger->reset();  // at its end the key store remembers
      ++done_;
    }
  }
  std::atomic<int> done_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

class Backups : public testing::Test {
 protected:
  struct Ran {
    int code = -1;
    std::string out, err;
  };
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "backup-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    make_data(dir_ / "data", OrgCode{"ll"}, 1);
    const auto made = run("backup key new --public " + at("closes") + " --secret " + at("opens"));
    ASSERT_EQ(made.code, 0) << made.err;
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string at(const std::string& name) const { return "'" + (dir_ / name).string() + "'"; }
  Ran run(const std::string& words) const {
    const auto rc = std::system(
        (std::string(CANDOUR_PROGRAM) + " " + words + " > " + at("out") + " 2> " + at("err")).c_str());
    return {WEXITSTATUS(rc), bytes_in(dir_ / "out"), bytes_in(dir_ / "err")};
  }
  /// What the folder data/ll has, with a function to use it.
  void with_vault(const std::function<void(vault::Vault&)>& f) const {
    const auto home = dir_ / "data" / "ll";
    auto vault = vault::open_vault(OrgCode{"ll"}, {(home / "root.key").string(), (home / "keys.db").string()},
                                   {"identity"});
    ASSERT_TRUE(vault) << vault.error().words.text;
    f(**vault);
  }
  std::unique_ptr<store::Db> keys_in(const char* folder) const {
    return std::move(*store::open_sqlite(OrgCode{"ll"}, (dir_ / folder / "ll" / "keys.db").string(),
                                         store::key_migrations()));
  }
  void give_key_to(PersonId person) const { give_key_to(person, person.raw); }
  void give_key_to(PersonId person, const Id128& slot) const {
    const auto done = keys_in("data")->write([&](store::Txn& t) {
      return t
          .run(
              "INSERT INTO person_key (org, person, slot, generation, wrapping, wrapped)"
              " VALUES ($1, $2, $3, 1, 1, $4)",
              {OrgCode{"ll"}, person, PersonId{slot}, Bytes(kMark.begin(), kMark.end())})
          .map([](auto) {});
    });
    ASSERT_TRUE(done) << done.error().detail.text;
  }
  int keys_of(const char* folder, PersonId person) const {
    int n = 0;
    EXPECT_TRUE(keys_in(folder)->read([&](store::Session& s) {
      return s.each("SELECT 1 FROM person_key WHERE org = $1 AND person = $2 AND wrapped IS NOT NULL",
                    {OrgCode{"ll"}, person}, [&](const store::Row&) { return ++n, true; });
    }));
    return n;
  }
  /// Takes a backup; the folder's name of it, of records and keys alike.
  std::string back_up(const std::string& more = "") const {
    const auto r = run("backup --data " + at("data") + " --org ll --to " + at("backups") + " --for " +
                       at("closes") + " " + more);
    EXPECT_EQ(r.code, 0) << r.err;
    std::string newest;
    for (const auto& f : fs::directory_iterator(dir_ / "backups" / "records"))
      newest = std::max(newest, f.path().filename().string());
    return newest;
  }
  Ran restore(const std::string& records, const std::string& keys, const std::string& more,
              const std::string& org = "ll") const {
    return run("restore --data " + at("restored") + " --org " + org + " --from " +
               at("backups/records/" + records) + " --keys " + at("backups/keys/" + keys) + " --secret " +
               at("opens") + " --root-key " + at("data/ll/root.key") + " " + more);
  }
  /// Something long in the records, so that a copy of them takes a while.
  static void lengthen(store::Db& records) {
    ASSERT_TRUE(records.write([&](store::Txn& t) {
      return t
          .run(
              "INSERT INTO charter_answers (org, staff, changed, notice, answers) VALUES ($1, $2, $3, $4, $5)",
              {OrgCode{"ll"}, StaffId::make(1), 1, "invented", std::string(std::size_t{24} << 20, 'x')})
          .map([](auto) {});
    }));
  }
  /// In what was restored, each of the two parts has what belongs to the other.
  void both_are_of_one_moment() const {
    const auto home = dir_ / "restored" / "ll";
    fs::copy_file(dir_ / "data" / "ll" / "root.key", home / "root.key");
    const auto vault = vault::open_vault(
        OrgCode{"ll"}, {(home / "root.key").string(), (home / "keys.db").string()}, {"identity"});
    const auto db =
        store::open_sqlite(OrgCode{"ll"}, (home / "records.db").string(), store::record_migrations());
    std::int64_t lines = 0;
    ASSERT_TRUE((*db)->read([&](store::Session& s) {
      return s.each("SELECT size FROM ledger_head WHERE org = $1", {OrgCode{"ll"}},
                    [&](const store::Row& r) { return lines = r.i64(0), false; });
    }));
    const auto before = (*vault)->remembered(WritesMeanwhile::kBefore);
    ASSERT_TRUE(before && *before);
    EXPECT_GE((*before)->number + 1, lines) << "what was made for the last line is missing";
  }
  static constexpr const char* kNothing = "--nothing-forgotten";
  fs::path dir_;
};

}  // namespace candour::cli
