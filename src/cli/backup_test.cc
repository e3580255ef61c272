// candour backup and candour restore as an operator meets them.
#include <gmock/gmock.h>

#include "cli/backups_for_tests.h"

namespace candour::cli {
namespace {

using ::testing::HasSubstr;

TEST_F(Backups, Promise_LL_4_1d_a_backup_is_put_back_whole_and_says_so) {
  const auto name = back_up();
  const auto r = restore(name, name, kNothing);
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_THAT(r.out, HasSubstr("the ledger holds. 1 entries checked"));
  EXPECT_THAT(r.out, HasSubstr("the vault is whole"));
  EXPECT_TRUE(fs::exists(dir_ / "restored" / "ll" / "records.db"));
  EXPECT_FALSE(fs::exists(dir_ / "restored" / ".restoring"));
  EXPECT_FALSE(fs::exists(dir_ / "data" / "ll" / ".backup")) << "no plain copy stays behind";
  const auto again = restore(name, name, kNothing);
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("is there already, and nothing is written over"));
}

TEST_F(Backups, Promise_LL_4_1d_a_drill_proves_that_it_could_be_put_back_and_leaves_nothing) {
  const auto name = back_up();
  fs::create_directories(dir_ / "scratch");
  const auto words = "backup drill --org ll --from " + at("backups/records/" + name) + " --keys " +
                     at("backups/keys/" + name) + " --secret " + at("opens") + " --root-key " +
                     at("data/ll/root.key") + " --nothing-forgotten --scratch " + at("scratch");
  const auto r = run(words);
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_THAT(r.out, HasSubstr("the vault is whole"));
  EXPECT_THAT(r.out, HasSubstr("the drill took "));
  EXPECT_TRUE(fs::is_empty(dir_ / "scratch"));
  std::ofstream(dir_ / "backups" / "keys" / name / "keys.sealed", std::ios::app) << "x";
  EXPECT_EQ(run(words).code, 1);
  EXPECT_TRUE(fs::is_empty(dir_ / "scratch"));
}

TEST_F(Backups, Promise_LL_4_1d_a_flipped_byte_is_refused_by_the_name_of_its_file) {
  const auto name = back_up();
  for (const std::string part : {"records", "keys"}) {
    const auto file = dir_ / "backups" / part / name / (part + ".sealed");
    const auto whole = bytes_in(file);
    auto bent = whole;
    bent[bent.size() / 2] = static_cast<char>(bent[bent.size() / 2] ^ 1);
    std::ofstream(file, std::ios::binary) << bent;
    const auto r = restore(name, name, kNothing);
    EXPECT_EQ(r.code, 1);
    EXPECT_THAT(r.err, HasSubstr(part + ".sealed is not what was written"));
    EXPECT_FALSE(fs::exists(dir_ / "restored" / "ll"));
    std::ofstream(file, std::ios::binary) << whole;
  }
}

TEST_F(Backups, Promise_LL_4_1d_another_organisations_backup_is_refused) {
  const auto name = back_up();
  const auto r = restore(name, name, kNothing, "lw");
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("This is a backup of 'll', not of 'lw'"));
  // Nor does it help to write another name on the slip: what is sealed is bound to it.
  for (const std::string part : {"records", "keys"}) {
    const auto slip = dir_ / "backups" / part / name / "manifest.json";
    auto text = bytes_in(slip);
    text.replace(text.find("\"ll\""), 4, "\"lw\"");
    std::ofstream(slip) << text;
  }
  const auto renamed = restore(name, name, kNothing, "lw");
  EXPECT_EQ(renamed.code, 1);
  EXPECT_THAT(renamed.err, HasSubstr("records.sealed does not open"));
}

TEST_F(Backups, Promise_ALL_3_records_and_keys_lie_apart_and_sealed) {
  give_key_to(PersonId::make(1'790'000'000'001));
  ASSERT_THAT(bytes_in(dir_ / "data" / "ll" / "keys.db") + bytes_in(dir_ / "data" / "ll" / "keys.db-wal"),
              HasSubstr(std::string(kMark)));
  const auto name = back_up();
  EXPECT_TRUE(fs::exists(dir_ / "backups" / "records" / name / "records.sealed"));
  EXPECT_TRUE(fs::exists(dir_ / "backups" / "keys" / name / "keys.sealed"));
  EXPECT_FALSE(fs::exists(dir_ / "backups" / "records" / name / "keys.sealed"));
  EXPECT_FALSE(fs::exists(dir_ / "backups" / "keys" / name / "records.sealed"));
  int files = 0;
  for (const auto& f : fs::recursive_directory_iterator(dir_ / "backups")) {
    if (!f.is_regular_file()) continue;
    ++files;
    const auto bytes = bytes_in(f.path());
    EXPECT_EQ(bytes.find("SQLite format 3"), std::string::npos) << f.path();
    EXPECT_EQ(bytes.find(kMark), std::string::npos) << f.path();
  }
  EXPECT_EQ(files, 4);
}

TEST_F(Backups, Promise_ALL_3_what_was_destroyed_since_stays_gone_when_an_old_backup_comes_back) {
  const auto person = PersonId::make(1'790'000'000'001), item = PersonId::make(1'790'000'000'002),
             part = PersonId::make(1'790'000'000'004);
  const auto contact = vault::KeySlot::group(6);
  give_key_to(person);
  give_key_to(item);
  give_key_to(part);
  give_key_to(part, contact.slot);
  const auto name = back_up();
  with_vault([&](vault::Vault& vault) {
    retention::ForgetList list(vault, (dir_ / "forgotten").string());
    const std::vector<retention::Forgotten> what = {{person, {}, {1'790'000'000'003}},
                                                    {item, {{item.raw}}, {1'790'000'000'003}},
                                                    {part, {contact}, {1'790'000'000'003}}};
    ASSERT_TRUE(list.add(what));
    ASSERT_TRUE(list.destroy(what));
  });
  EXPECT_EQ(keys_of("data", person), 0);
  const auto without = restore(name, name, "");
  EXPECT_EQ(without.code, 1);
  EXPECT_THAT(without.err, HasSubstr("give the newest list of what was destroyed with --forgotten FILE"));
  EXPECT_FALSE(fs::exists(dir_ / "restored" / "ll"));

  const auto r = restore(name, name, "--forgotten " + at("forgotten"));
  EXPECT_EQ(r.code, 0) << r.out << r.err;
  EXPECT_THAT(r.out, HasSubstr("3 lines of the list of what was destroyed"));
  EXPECT_EQ(keys_of("restored", person), 0) << "everything of somebody";
  EXPECT_EQ(keys_of("restored", item), 0) << "one single thing of somebody";
  EXPECT_EQ(keys_of("restored", part), 1) << "one kind of information; what is kept longer stays";

  // A list that is older than the backup's keys does not do.
  fs::remove_all(dir_ / "restored");
  fs::remove_all(dir_ / "backups");
  const auto later = back_up();
  const auto old = restore(later, later, kNothing);
  EXPECT_EQ(old.code, 1);
  EXPECT_THAT(old.err, HasSubstr("It is missing or old"));
}

TEST_F(Backups, Promise_LL_4_1d_a_backup_taken_while_somebody_writes_is_of_one_moment) {
  const auto home = dir_ / "data" / "ll";
  const auto db =
      store::open_sqlite(OrgCode{"ll"}, (home / "records.db").string(), store::record_migrations());
  lengthen(**db);
  with_vault([&](vault::Vault& vault) {
    const WritesMeanwhile writes(**db, vault);
    const auto before = writes.lines();
    const auto name = back_up();
    EXPECT_GT(writes.lines(), before) << "nobody wrote meanwhile, so this proves nothing";
    const auto r = restore(name, name, kNothing);
    EXPECT_EQ(r.code, 0) << r.out << r.err;
  });
  both_are_of_one_moment();
}

TEST_F(Backups, Promise_ALL_3_records_of_an_earlier_backup_are_still_known_beside_later_keys) {
  const auto first = back_up();
  const auto db = store::open_sqlite(OrgCode{"ll"}, (dir_ / "data" / "ll" / "records.db").string(),
                                     store::record_migrations());
  with_vault([&](vault::Vault& vault) { const WritesMeanwhile writes(**db, vault); });
  ::usleep(1'100'000);  // names count seconds
  const auto second = back_up();
  const auto r = restore(first, second, kNothing);
  EXPECT_EQ(r.code, 1) << "one line was written in between, and is missing";
  EXPECT_THAT(r.err, HasSubstr("an older copy of the records was put in their place"));
}

TEST_F(Backups, KeysOlderThanTheRecordsAreRefused) {
  const auto first = back_up();
  ::usleep(1'100'000);  // names count seconds
  const auto second = back_up();
  ASSERT_NE(first, second);
  const auto r = restore(second, first, kNothing);
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, HasSubstr("are older than the records"));
  EXPECT_EQ(restore(first, second, kNothing).code, 0);
}

TEST_F(Backups, OldOnesGoEachAfterItsTimeAndTheNewestStays) {
  const auto first = back_up();
  for (const std::string part : {"records", "keys"}) {
    const auto slip = dir_ / "backups" / part / first / "manifest.json";
    auto text = bytes_in(slip);
    const auto from = text.find("\"made\":") + 7;
    text.replace(from, text.find(',', from) - from, "1790000000000");  // September 2026
    std::ofstream(slip) << text;
  }
  ::usleep(1'100'000);
  const auto second = back_up("--keep-keys 1");
  EXPECT_TRUE(fs::exists(dir_ / "backups" / "records" / first));
  EXPECT_FALSE(fs::exists(dir_ / "backups" / "keys" / first));
  EXPECT_TRUE(fs::exists(dir_ / "backups" / "keys" / second));
}

}  // namespace
}  // namespace candour::cli
