// Backups of records in PostgreSQL, and back into PostgreSQL, as an operator meets them.
#include <gmock/gmock.h>

#include "cli/backups_for_tests.h"
#include "store/open_for_tests.h"
#include "vault/root_key.h"

namespace candour::cli {
namespace {

using ::testing::HasSubstr;

const PersonId kWhole = PersonId::make(1'790'000'000'001), kPart = PersonId::make(1'790'000'000'002),
               kStays = PersonId::make(1'790'000'000'003), kMoney = PersonId::make(1'790'000'000'006);
const auto kGoes = vault::KeySlot::group(1), kIsKept = vault::KeySlot::group(2);

/// Pairs of databases that are gone with the test. The data of the folder moves into the first.
class BackupsOnPostgres : public Backups {
 protected:
  struct Pair {
    std::string records, keys;  // addresses
  };
  void SetUp() override {
    Backups::SetUp();
    for (const auto who : {kWhole, kPart, kStays}) give_key_to(who);
    for (const auto& slot : {kGoes, kIsKept}) give_key_to(kMoney, slot.slot);
    const auto name = back_up();
    first_ = make_pair();
    const auto moved = into(first_, name, kNothing);
    ASSERT_EQ(moved.code, 0) << moved.out << moved.err;
    fs::remove_all(dir_ / "backups");
    fs::remove(dir_ / "data" / "ll" / "records.db");
    fs::remove(dir_ / "data" / "ll" / "keys.db");
  }
  void TearDown() override {
    // As its superuser: the server's own vacuum may be in one of them just then.
    auto url = store::postgres_for_tests();
    url.replace(url.find("//candour@"), 10, "//postgres@");
    for (const auto& name : made_) psql("DROP DATABASE " + name + " WITH (FORCE)", url);
    Backups::TearDown();
  }
  void psql(const std::string& sql, const std::string& url = store::postgres_for_tests()) const {
    ASSERT_EQ(std::system(("psql -X -q -v ON_ERROR_STOP=1 -d '" + url + "' -c '" + sql + "' > " + at("psql") +
                           " 2>&1")
                              .c_str()),
              0)
        << bytes_in(dir_ / "psql");
  }
  std::string new_database(const std::string& what) {
    made_.push_back(what + "_" + PersonId::make(0).text());
    psql("CREATE DATABASE " + made_.back());
    auto url = store::postgres_for_tests();
    return url.replace(url.find("/records?"), 9, "/" + made_.back() + "?");
  }
  Pair make_pair() { return {new_database("records"), new_database("keys")}; }
  static std::string words(const Pair& p) {
    return " --database '" + p.records + "' --key-database '" + p.keys + "' ";
  }
  Ran into(const Pair& p, const std::string& name, const std::string& more) const {
    return restore(name, name, more + words(p));
  }
  std::string back_up_first() const { return back_up(words(first_)); }

  struct Opened {
    std::unique_ptr<store::Postgres> server;
    std::unique_ptr<store::Db> db;
  };
  static Opened opened(const std::string& url, std::span<const store::Migration> steps) {
    auto server = store::open_postgres(url, steps);
    EXPECT_TRUE(server) << server.error().words.text;
    auto db = (*server)->open(OrgCode{"ll"});
    return {std::move(*server), std::move(db)};
  }
  static Opened keys_of_pair(const Pair& p) { return opened(p.keys, store::key_migrations()); }
  static int keys_of_one(const Pair& p, PersonId person) {
    const auto keys = keys_of_pair(p);
    int n = 0;
    EXPECT_TRUE(keys.db->read([&](store::Session& s) {
      return s.each("SELECT 1 FROM person_key WHERE org = $1 AND person = $2 AND wrapped IS NOT NULL",
                    {OrgCode{"ll"}, person}, [&](const store::Row&) { return ++n, true; });
    }));
    return n;
  }
  static int keys_of_category(const Pair& p, const vault::KeySlot& slot) {
    const auto keys = keys_of_pair(p);
    int n = 0;
    EXPECT_TRUE(keys.db->read([&](store::Session& s) {
      return s.each("SELECT 1 FROM person_key WHERE org = $1 AND person = $2 AND slot = $3",
                    {OrgCode{"ll"}, kMoney, slot.slot.view()}, [&](const store::Row&) { return ++n, true; });
    }));
    return n;
  }
  /// With the vault over the keys of the first pair.
  void with_keys(const std::function<void(vault::Vault&)>& f) const {
    auto keys = keys_of_pair(first_);
    auto vault = vault::open_vault(OrgCode{"ll"}, vault::RootKey::file((dir_ / "data/ll/root.key").string()),
                                   std::move(keys.db), {"identity"}, vault::Records::There);
    ASSERT_TRUE(vault) << vault.error().words.text;
    f(**vault);
  }
  void destroy(const std::vector<retention::Forgotten>& what) const {
    with_keys([&](vault::Vault& vault) { destroy_in(vault, what); });
  }
  void destroy_in(vault::Vault& vault, const std::vector<retention::Forgotten>& what) const {
    retention::ForgetList list(vault, (dir_ / "forgotten").string());
    ASSERT_TRUE(list.replay());
    ASSERT_TRUE(list.add(what));
    ASSERT_TRUE(list.destroy(what));
  }
  Pair first_;

 private:
  std::vector<std::string> made_;
};

TEST_F(BackupsOnPostgres, Promise_ALL_3_what_was_destroyed_since_stays_gone_when_an_old_backup_comes_back) {
  const auto name = back_up_first();
  destroy({{kWhole, {}, {1'790'000'000'004}}});
  fs::copy_file(dir_ / "forgotten", dir_ / "stale");
  destroy({{kPart, {{kPart.raw}}, {1'790'000'000'005}}});
  const auto second = make_pair();
  const auto without = into(second, name, "");
  EXPECT_EQ(without.code, 1);
  EXPECT_THAT(without.err, HasSubstr("give the newest list of what was destroyed with --forgotten FILE"));

  const auto r = into(second, name, "--forgotten " + at("forgotten"));
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_THAT(r.out, HasSubstr("2 lines of the list of what was destroyed"));
  EXPECT_THAT(r.out, HasSubstr("the ledger holds. 1 entries checked"));
  EXPECT_EQ(keys_of_one(second, kWhole), 0);
  EXPECT_EQ(keys_of_one(second, kPart), 0);
  EXPECT_EQ(keys_of_one(second, kStays), 1) << "and nobody else's";

  // Keys of today beside a list of yesterday: what went in between would come back.
  fs::remove_all(dir_ / "backups");
  const auto third = make_pair();
  const auto stale = into(third, back_up_first(), "--forgotten " + at("stale"));
  EXPECT_EQ(stale.code, 1);
  EXPECT_THAT(stale.err, HasSubstr("It is missing or old"));
  EXPECT_EQ(keys_of_one(third, kStays), 0) << "nothing was put there";
}

TEST_F(BackupsOnPostgres, Promise_ALL_3_a_category_that_went_stays_gone_and_the_rest_of_them_is_kept) {
  const auto name = back_up_first();
  destroy({{kMoney, {kGoes}, {1'790'000'000'007}}});
  EXPECT_EQ(keys_of_category(first_, kGoes), 0);
  const auto second = make_pair();
  EXPECT_EQ(into(second, name, "").code, 1) << "not without the list of what was destroyed";
  const auto r = into(second, name, "--forgotten " + at("forgotten"));
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_EQ(keys_of_category(second, kGoes), 0) << "what its time was over for";
  EXPECT_EQ(keys_of_category(second, kIsKept), 1) << "what is kept longer";
  EXPECT_EQ(keys_of_one(second, kStays), 1);
}

TEST_F(BackupsOnPostgres, Promise_LL_4_1d_a_backup_taken_while_somebody_writes_is_of_one_moment) {
  const auto records = opened(first_.records, store::record_migrations());
  lengthen(*records.db);
  with_keys([&](vault::Vault& vault) {
    const WritesMeanwhile writes(*records.db, vault);
    const auto before = writes.lines();
    const auto name = back_up_first();
    EXPECT_GT(writes.lines(), before) << "nobody wrote meanwhile, so this proves nothing";
    const auto r = restore(name, name, kNothing);
    EXPECT_EQ(r.code, 0) << r.out << r.err;
  });
  both_are_of_one_moment();
}

TEST_F(BackupsOnPostgres, Promise_LL_4_1d_a_backup_is_put_back_whole_and_over_nothing) {
  const auto name = back_up_first();
  EXPECT_FALSE(fs::exists(dir_ / "data" / "ll" / ".backup")) << "no plain copy stays behind";
  const auto over = into(first_, name, kNothing);
  EXPECT_EQ(over.code, 1);
  EXPECT_THAT(over.err, HasSubstr("records holds something of 'll' already, and nothing is written over"));
  const auto mixed = into({new_database("records"), first_.keys}, name, kNothing);
  EXPECT_EQ(mixed.code, 1);
  EXPECT_THAT(mixed.err, HasSubstr("keys holds something of 'll' already, and nothing is written over"));
  // Into files as well: that is how one moves from the one to the other.
  const auto files = restore(name, name, kNothing);
  EXPECT_EQ(files.code, 0) << files.out << files.err;
  EXPECT_EQ(keys_of("restored", kWhole), 1);
}

}  // namespace
}  // namespace candour::cli
