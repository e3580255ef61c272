// Where the root key comes from, and what is said when the wrong one is given.
#include "vault/root_key.h"

#include <sodium.h>

#include <cstdlib>

#include "vault/key_ring.h"
#include "vault/rotate.h"
#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

namespace fs = std::filesystem;
constexpr PassphraseCost kQuick{1, 8u << 20};

class RootKeys : public VaultOnDisk {
 protected:
  /// Types `text`, and remembers how it was asked.
  RootKey typed(const std::string& text) {
    return RootKey::passphrase(
        [this, text](bool is_new) {
          asked.push_back(is_new);
          return Result<Secret>(Secret(text));
        },
        kQuick);
  }
  void credential(const char* name, const std::string& bytes, fs::perms mode = fs::perms(0400)) {
    fs::create_directories(at("given"));
    std::ofstream(at("given") + "/" + name, std::ios::trunc) << bytes;
    fs::permissions(at("given") + "/" + name, mode);
    ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", at("given").c_str(), 1), 0);
  }
  void TearDown() override {
    unsetenv("CREDENTIALS_DIRECTORY");
    VaultOnDisk::TearDown();
  }
  std::vector<bool> asked;
};

TEST_F(RootKeys, a_credential_opens_and_is_never_made) {
  const auto cred = RootKey::credential("candour-root-key");
  EXPECT_NE(said(try_open(cred)).find("LoadCredentialEncrypted=candour-root-key"), std::string::npos);
  EXPECT_FALSE(fs::exists(at("keys.db")));
  credential("another", std::string(32, 'x'));
  EXPECT_NE(said(try_open(cred)).find("none is called candour-root-key"), std::string::npos);
  credential("candour-root-key", std::string(32, 'r'), fs::perms(0440));
  open(cred);
  const auto people = add_people(2);
  open(cred);
  EXPECT_EQ(open_of(*vault, people), 2);
  vault.reset();
  credential("other", std::string(32, 's'));
  EXPECT_NE(said(try_open(RootKey::credential("other"))).find("The credential other does not belong"),
            std::string::npos);
  credential("short", std::string(31, 's'));
  EXPECT_NE(said(try_open(RootKey::credential("short"))).find("32 bytes"), std::string::npos);
  credential("open", std::string(32, 'r'), fs::perms(0444));
  EXPECT_NE(said(try_open(RootKey::credential("open"))).find("Others on this machine"), std::string::npos);
}

TEST_F(RootKeys, a_passphrase_opens_what_it_made_and_another_does_not) {
  open(typed("five words that stay together"));
  EXPECT_EQ(asked, std::vector<bool>{true});
  const auto people = add_people(2);
  open(typed("five words that stay together"));
  EXPECT_EQ(asked, (std::vector<bool>{true, false}));
  EXPECT_EQ(open_of(*vault, people), 2);
  vault.reset();
  EXPECT_NE(said(try_open(typed("five words that stay together "))).find("not the passphrase"),
            std::string::npos);
  for (const char* file : {"keys.db", "records.db"})
    EXPECT_EQ(all_bytes(at(file)).find("stay together"), std::string::npos) << file;
}

TEST_F(RootKeys, a_passphrase_that_is_too_short_is_refused_when_chosen_and_does_no_harm) {
  EXPECT_NE(said(try_open(typed("fifteen letters"))).find("too short"), std::string::npos);
  EXPECT_NE(said(try_open(typed(std::string(2000, 'l')))).find("too long"), std::string::npos);
  open(typed("sixteen letters!"));
  EXPECT_EQ(open_of(*vault, add_people(1)), 1);
}

TEST_F(RootKeys, the_wrong_kind_of_root_key_is_named) {
  open(typed("five words that stay together"));
  vault.reset();
  const auto file = said(try_open(root()));
  EXPECT_NE(file.find("opened with a passphrase"), std::string::npos) << file;
  EXPECT_NE(file.find(at("root.key")), std::string::npos) << file;
  EXPECT_FALSE(fs::exists(at("root.key")));
  fs::remove(at("keys.db"));
  open();
  vault.reset();
  asked.clear();
  EXPECT_NE(said(try_open(typed("five words that stay together"))).find("not opened with a passphrase"),
            std::string::npos);
  EXPECT_TRUE(asked.empty()) << "asked for nothing";
}

TEST_F(RootKeys, one_passphrase_is_asked_once_and_makes_another_key_for_each_organisation) {
  const auto same = typed("five words that stay together");
  open(same);
  const OrgCode ps{"ps"};
  auto theirs = open_vault(ps, same, at("ps-keys.db"), {"identity"});
  ASSERT_TRUE(theirs);
  EXPECT_EQ(asked.size(), 1u);
  const auto kind = [&](const char* file, const OrgCode& o) {
    auto store = std::move(*store::open_sqlite(o, at(file), store::key_migrations()));
    std::optional<RootKeyKind> k;
    EXPECT_TRUE(store->read([&](store::Session& s) -> Status {
      TRY(k, stored_kind(s, o));
      return {};
    }));
    return *k;
  };
  EXPECT_NE(kind("keys.db", org).salt, kind("ps-keys.db", ps).salt);
  EXPECT_TRUE(kind("keys.db", org).passphrase);
}

TEST_F(RootKeys, a_passphrase_costs_at_least_what_libsodium_calls_moderate) {
  const PassphraseCost usual;
  EXPECT_GE(usual.passes, crypto_pwhash_OPSLIMIT_MODERATE);
  EXPECT_GE(usual.memory, crypto_pwhash_MEMLIMIT_MODERATE);
  EXPECT_EQ(RootKey::passphrase({}).new_kind().cost.memory, usual.memory);
}

TEST_F(RootKeys, a_key_store_that_asks_for_absurd_costs_is_damaged) {
  open(typed("five words that stay together"));
  vault.reset();
  ASSERT_TRUE(keys()->write([&](store::Txn& t) {
    return t.run("UPDATE root_key SET memory = $2 WHERE org = $1", {org, std::int64_t{1} << 50})
        .map([](auto) {});
  }));
  const auto refused = try_open(typed("five words that stay together"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Corrupt);
}

TEST_F(RootKeys, a_file_can_give_way_to_a_passphrase_and_that_to_a_credential) {
  open();
  const auto people = add_people(3);
  vault.reset();
  auto store = keys();
  ASSERT_TRUE(rotate_root(*store, root(), typed("five words that stay together")));
  EXPECT_EQ(asked, std::vector<bool>{true});
  EXPECT_NE(said(try_open(root())).find("passphrase"), std::string::npos);
  open(typed("five words that stay together"));
  EXPECT_EQ(open_of(*vault, people), 3);
  vault.reset();
  credential("c", std::string(32, 'c'));
  ASSERT_TRUE(rotate_root(*store, typed("five words that stay together"), RootKey::credential("c")));
  open(RootKey::credential("c"));
  EXPECT_EQ(open_of(*vault, people), 3);
}

TEST_F(RootKeys, a_path_may_name_the_organisation) {
  open(RootKey::file(at("{org}-root.key")));
  EXPECT_TRUE(fs::exists(at("ll-root.key")));
}

TEST_F(RootKeys, keys_and_records_that_do_not_belong_together_are_refused) {
  EXPECT_NE(said(try_open(root(), Records::There)).find("its keys are not"), std::string::npos);
  EXPECT_FALSE(fs::exists(at("keys.db")));
  EXPECT_FALSE(fs::exists(at("root.key")));
  open();
  vault.reset();
  EXPECT_TRUE(try_open(root(), Records::None)) << "keys without people are only a start that was cut short";
  open();
  const auto people = add_people(1);
  vault.reset();
  EXPECT_NE(said(try_open(root(), Records::None)).find("records are empty"), std::string::npos);
  EXPECT_TRUE(try_open(root(), Records::There));
  // An opened database without keys of the organisation, beside records that are there.
  auto empty = std::move(*store::open_sqlite_in_memory(org, store::key_migrations()));
  const auto refused = open_vault(org, root(), std::move(empty), {"identity"}, Records::There);
  EXPECT_NE(said(refused).find("its keys are not"), std::string::npos);
}

}  // namespace
}  // namespace candour::vault
