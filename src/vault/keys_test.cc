// Keys: when they are made, kept, destroyed and lost.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "vault/key_cache.h"
#include "vault/testing_gate_for_tests.h"
#include "vault/vault.h"

namespace candour::vault {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kMoment = 1'760'000'000'000;

class Keys : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "keys-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    files = {pattern + "/root.key", pattern + "/keys.db"};
    db = std::move(*store::open_sqlite(org, pattern + "/record.db", store::record_migrations()));
    open();
  }
  void TearDown() override {
    vault.reset();
    db.reset();
    fs::remove_all(folder);
  }
  void open() {
    vault.reset();
    auto v = open_vault(org, files, {"identity", "health"});
    ASSERT_TRUE(v) << v.error().detail.text;
    vault = std::move(*v);
  }
  Pass pass(PersonId p) { return gate::Gate::grant(org, {p}, categories({0, 1}), categories({0, 1})); }
  SegmentName name(EntryId e, std::uint32_t group) {
    return {ann, e, 1, CategoryIx{1}, KeySlot::group(group)};
  }
  Status put(const SegmentName& n, std::string_view text) {
    return db->write([&](store::Txn& t) { return vault->put(t, pass(ann), n, as_bytes(text)); });
  }
  Result<Vault::EntrySegments> get(EntryId e) {
    Result<Vault::EntrySegments> got = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      got = vault->get(s, pass(ann), ann, e, 1);
      return {};
    }));
    return got;
  }
  Vault::Health health() {
    Vault::Health h;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(h, vault->check(s));
      return {};
    }));
    return h;
  }
  std::string all_bytes(const std::string& path) {
    std::string all;
    for (const char* end : {"", "-wal"}) {
      std::ifstream in(path + end, std::ios::binary);
      all.append((std::istreambuf_iterator<char>(in)), {});
    }
    return all;
  }
  Bytes wrapped_key() {
    Bytes wrapped;
    auto keys = store::open_sqlite(org, files.key_db_file, store::key_migrations());
    EXPECT_TRUE((*keys)->read([&](store::Session& s) {
      return s.each("SELECT wrapped FROM person_key WHERE org = $1", {org}, [&](const store::Row& r) {
        wrapped.assign(r.blob(0).begin(), r.blob(0).end());
        return true;
      });
    }));
    return wrapped;
  }
  OrgCode org{"ll"};
  fs::path folder;
  VaultFiles files;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Vault> vault;
  PersonId ann = PersonId::make(kMoment);
  EntryId note = EntryId::make(kMoment), later = EntryId::make(kMoment + 1);
};

TEST_F(Keys, survive_a_restart) {
  ASSERT_TRUE(put(name(note, 1), "kept"));
  const auto csrf = vault->derive("csrf");
  open();
  ASSERT_TRUE(get(note));
  EXPECT_EQ(as_text(get(note)->opened.at(0).plain), "kept");
  EXPECT_EQ(vault->derive("csrf"), csrf);
}

TEST_F(Keys, the_root_key_file_is_private_and_a_lost_one_is_not_made_anew) {
  struct stat st {};
  ASSERT_EQ(stat(files.root_key_file.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777, 0600u);
  EXPECT_EQ(st.st_size, 32);
  vault.reset();
  fs::rename(files.root_key_file, folder / "elsewhere");
  auto lost = open_vault(org, files, {"identity"});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::Unavailable);
  EXPECT_NE(lost.error().words.text.find("Put it back"), std::string::npos);
  EXPECT_FALSE(fs::exists(files.root_key_file));
  fs::rename(folder / "elsewhere", files.root_key_file);
  EXPECT_TRUE(open_vault(org, files, {"identity"}));
}

TEST_F(Keys, a_wrong_short_or_open_root_key_is_explained) {
  vault.reset();
  const auto said = [&] {
    auto r = open_vault(org, files, {"identity"});
    return r ? std::string("opened") : r.error().words.text;
  };
  fs::permissions(files.root_key_file, fs::perms::group_read, fs::perm_options::add);
  EXPECT_NE(said().find("chmod 600"), std::string::npos);
  fs::permissions(files.root_key_file, fs::perms::group_read, fs::perm_options::remove);
  std::ofstream(files.root_key_file, std::ios::trunc) << std::string(32, 'k');
  EXPECT_NE(said().find("does not belong"), std::string::npos);
  std::ofstream(files.root_key_file, std::ios::trunc) << "short";
  EXPECT_NE(said().find("32 bytes"), std::string::npos);
}

TEST_F(Keys, several_organisations_share_the_root_key_and_no_other) {
  const OrgCode ps{"ps"};
  auto theirs = open_vault(ps, {files.root_key_file, (folder / "ps.db").string()}, {"identity"});
  ASSERT_TRUE(theirs);
  EXPECT_NE(vault->derive("csrf"), (*theirs)->derive("csrf"));
  EXPECT_FALSE((*theirs)->open_org("x", vault->seal_org("x", as_bytes("ours"))));
}

TEST_F(Keys, one_key_for_a_retention_group_and_one_for_an_item_of_its_own) {
  SegmentName own = name(EntryId::make(kMoment), 1);
  own.slot = KeySlot::item(own.entry);
  ASSERT_TRUE(put(name(note, 1), "a") && put(name(later, 1), "b") && put(own, "c"));
  EXPECT_EQ(health().keys, 2);
}

TEST_F(Keys, Promise_ALL_3_destroying_a_key_destroys_what_it_sealed_and_only_that_in_old_copies_too) {
  SegmentName own = name(EntryId::make(kMoment), 1);
  own.slot = KeySlot::item(own.entry);
  ASSERT_TRUE(put(name(note, 1), "falls due") && put(name(later, 2), "stays") && put(own, "stays too"));
  ASSERT_TRUE(vault->destroy_key(ann, KeySlot::group(1)));
  for (int restarts = 0; restarts < 2; ++restarts) {
    const auto gone = get(note);
    ASSERT_TRUE(gone);
    EXPECT_TRUE(gone->opened.empty());
    EXPECT_EQ(gone->destroyed, categories({1}));
    EXPECT_EQ(get(later)->opened.size(), 1u);
    EXPECT_EQ(get(own.entry)->opened.size(), 1u);
    open();
  }
  EXPECT_EQ(health().destroyed, 1);
  EXPECT_EQ(health().missing_keys, 0);
}

TEST_F(Keys, Promise_ALL_3_nothing_of_a_destroyed_key_stays_in_the_key_store) {
  ASSERT_TRUE(put(name(note, 1), "falls due"));
  const auto wrapped = wrapped_key();
  ASSERT_FALSE(wrapped.empty());
  ASSERT_NE(all_bytes(files.key_db_file).find(as_text(wrapped)), std::string::npos);
  ASSERT_TRUE(vault->destroy_key(ann, KeySlot::group(1)));
  EXPECT_EQ(all_bytes(files.key_db_file).find(as_text(wrapped)), std::string::npos);
}

TEST_F(Keys, a_slot_used_again_after_destruction_gets_a_new_key_that_opens_nothing_old) {
  ASSERT_TRUE(put(name(note, 1), "old"));
  ASSERT_TRUE(vault->destroy_key(ann, KeySlot::group(1)));
  ASSERT_TRUE(put(name(later, 1), "new"));
  EXPECT_EQ(get(note)->destroyed, categories({1}));
  EXPECT_EQ(as_text(get(later)->opened.at(0).plain), "new");
  ASSERT_TRUE(vault->destroy_key(ann, KeySlot::group(1)));
  open();
  EXPECT_EQ(get(note)->destroyed, categories({1}));
  EXPECT_EQ(get(later)->destroyed, categories({1}));
}

TEST_F(Keys, a_lost_key_is_a_fault_and_not_a_destruction) {
  ASSERT_TRUE(put(name(note, 1), "words"));
  vault.reset();
  {
    auto keys = store::open_sqlite(org, files.key_db_file, store::key_migrations());
    ASSERT_TRUE((*keys)->write([&](store::Txn& t) {
      return t.run("DELETE FROM person_key WHERE org = $1", {org}).map([](auto) {});
    }));
  }
  open();
  EXPECT_EQ(get(note).error().code, Code::Corrupt);
  EXPECT_EQ(health().missing_keys, 1);
}

TEST_F(Keys, the_key_is_durable_before_the_segment_and_one_without_a_segment_is_harmless) {
  // The last thing before the commit fails: by then the key stands in its store.
  EXPECT_FALSE(db->write([&](store::Txn& t) -> Status {
    CHECK_OK(vault->put(t, pass(ann), name(note, 1), as_bytes("lost")));
    t.before_commit([] { return Status(fail(Code::Unavailable, "the power fails here")); });
    return {};
  }));
  EXPECT_FALSE(wrapped_key().empty());
  EXPECT_EQ(health().segments, 0);
  EXPECT_EQ(health().orphan_keys, 1);
  ASSERT_TRUE(put(name(note, 1), "again"));
  EXPECT_EQ(as_text(get(note)->opened.at(0).plain), "again");
  EXPECT_EQ(health().orphan_keys, 0);
}

TEST_F(Keys, a_key_store_that_cannot_be_written_stops_the_segment) {
  ASSERT_TRUE(put(name(note, 1), "first"));
  auto keys = std::move(*store::open_sqlite(org, files.key_db_file, store::key_migrations()));
  // A key for this slot appears behind the vault's back between its look and its write.
  const auto done = db->write([&](store::Txn& t) -> Status {
    CHECK_OK(vault->put(t, pass(ann), name(later, 2), as_bytes("second")));
    return keys->write([&](store::Txn& k) {
      return k
          .run("INSERT INTO person_key (org, person, slot, generation, wrapped) VALUES ($1, $2, $3, 1, $4)",
               {org, ann, KeySlot::group(2).slot.view(), Bytes(72, 9)})
          .map([](auto) {});
    });
  });
  EXPECT_FALSE(done);
  EXPECT_EQ(health().segments, 1);
}

TEST_F(Keys, a_transaction_reads_what_it_has_just_sealed) {
  ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
    CHECK_OK(vault->put(t, pass(ann), name(note, 1), as_bytes("mine")));
    TRY(const auto got, vault->get(t, pass(ann), ann, note, 1));
    EXPECT_EQ(got.opened.size(), 1u);
    return {};
  }));
}

TEST_F(Keys, one_person_cannot_be_given_anothers_key) {
  const PersonId bob = PersonId::make(kMoment);
  ASSERT_TRUE(put(name(note, 1), "ann's"));
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    return vault->put(t, pass(bob), {bob, later, 1, CategoryIx{1}, KeySlot::group(1)}, as_bytes("bob's"));
  }));
  vault.reset();
  {
    auto keys = store::open_sqlite(org, files.key_db_file, store::key_migrations());
    ASSERT_TRUE((*keys)->write([&](store::Txn& t) {
      return t
          .run(
              "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE org = $1 AND person = "
              "$2)"
              " WHERE org = $1 AND person = $3",
              {org, bob, ann})
          .map([](auto) {});
    }));
  }
  open();
  EXPECT_EQ(get(note).error().code, Code::Corrupt);
}

TEST_F(Keys, destroying_while_others_read_never_brings_a_key_back) {
  ASSERT_TRUE(put(name(note, 1), "words"));
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!stop) (void)get(note);
    });
  EXPECT_TRUE(vault->destroy_key(ann, KeySlot::group(1)));
  EXPECT_TRUE(get(note)->opened.empty());
  stop = true;
  for (auto& t : readers) t.join();
  EXPECT_TRUE(get(note)->opened.empty());
}

TEST(KeyCache, is_bounded_and_a_key_looked_up_before_a_destruction_is_not_kept) {
  KeyCache cache;
  const auto slot = KeySlot::group(1);
  std::vector<PersonId> people;
  for (std::size_t i = 0; i < KeyCache::kWays * KeyCache::kSets * 2; ++i) {
    people.push_back(PersonId::make(kMoment + static_cast<std::int64_t>(i)));
    cache.put(people.back(), slot, {Key::random(), 1}, cache.mark());
  }
  std::size_t kept = 0;
  for (const auto p : people) kept += cache.find(p, slot).has_value();
  EXPECT_LE(kept, KeyCache::kWays * KeyCache::kSets);
  EXPECT_GT(kept, KeyCache::kWays * KeyCache::kSets / 2);
  EXPECT_TRUE(cache.find(people.back(), slot));
  EXPECT_FALSE(cache.find(people.back(), KeySlot::group(2)));

  const auto before = cache.mark();
  cache.forget(people.back(), slot);
  EXPECT_FALSE(cache.find(people.back(), slot));
  cache.put(people.back(), slot, {Key::random(), 1}, before);
  EXPECT_FALSE(cache.find(people.back(), slot));
}

}  // namespace
}  // namespace candour::vault
