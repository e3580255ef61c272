// Renewing the root key and the organisation's key: nothing is lost at any moment, and the old ones open
// nothing.
#include "vault/rotate.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "vault/key_ring.h"
#include "vault/key_store.h"
#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

namespace fs = std::filesystem;

class Renewing : public VaultOnDisk {
 protected:
  struct Own {
    std::int64_t token;
    Bytes signing, sealed;
  };
  void SetUp() override {
    VaultOnDisk::SetUp();
    open();
    people = add_people(60);
    own = {vault->blind_token("nhs", "9990000018"), vault->derive("ledger-signing"),
           vault->seal_org("staff-name", as_bytes("worker"))};
  }
  void expect_all(const RootKey& with, const std::string& when) {
    open(with);
    EXPECT_EQ(open_of(*vault, people), 60) << when;
    EXPECT_EQ(vault->blind_token("nhs", "9990000018"), own.token) << when;
    EXPECT_EQ(vault->derive("ledger-signing"), own.signing) << when;
    const auto opened = vault->open_org("staff-name", own.sealed);
    ASSERT_TRUE(opened) << when;
    EXPECT_EQ(as_text(*opened), "worker") << when;
  }
  /// The keys of the organisation as `root` opens them in `file`.
  void org_keys(const std::string& file, const RootKey& with, OrgKeys& out) {
    auto store = std::move(*store::open_sqlite(org, file, store::key_migrations()));
    const auto read = store->read([&](store::Session& s) -> Status {
      TRY(const auto kind, stored_kind(s, org));
      TRY(const auto key, with.load(*kind, false));
      return read_org_keys(s, org, key, with, out);
    });
    ASSERT_TRUE(read) << read.error().detail.text;
  }
  std::vector<PersonId> people;
  Own own;
};

TEST_F(Renewing, the_organisations_key_leaves_all_that_was_sealed_as_it_was) {
  std::string before = all_bytes(at("records.db"));
  vault.reset();
  auto store = keys();
  const auto done = rotate_org(*store, root());
  ASSERT_TRUE(done) << done.error().detail.text;
  EXPECT_EQ(done->generation, 2);
  EXPECT_EQ(done->keys, 60);
  EXPECT_FALSE(done->resumed);
  EXPECT_EQ(all_bytes(at("records.db")), before);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM wrapping_key WHERE org = $1"), 1);
  expect_all(root(), "after");
  EXPECT_EQ(rotate_org(*store, root())->generation, 3);
  expect_all(root(), "after the next");
}

TEST_F(Renewing, a_kill_after_any_batch_loses_nothing_and_the_next_run_ends_it) {
  vault.reset();
  int number_of_kills = 0;
  for (const int kill_at : {0, 3, 5}) {
    const auto started_at = number(*keys(), "SELECT max(generation) FROM wrapping_key WHERE org = $1");
    const auto child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int batch = 0;
      auto store = keys();
      RotateWatch watch{10, [&](std::int64_t, std::int64_t) -> Status {
                          if (batch++ == kill_at) ::kill(::getpid(), SIGKILL);
                          return {};
                        }};
      (void)rotate_org(*store, root(), watch);
      ::_exit(0);
    }
    int how = 0;
    ASSERT_EQ(waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how)) << kill_at;
    EXPECT_EQ(number(*keys(), "SELECT count(*) FROM wrapping_key WHERE org = $1"), 2) << kill_at;
    expect_all(root(), "killed after batch " + std::to_string(kill_at));
    // A server makes keys while the renewal stands half done.
    ASSERT_TRUE(put(*vault, note_of(PersonId::make(kMoment + 1000 + kill_at)), "later"));
    const auto end = rotate_org(*keys(), root());
    ASSERT_TRUE(end) << end.error().detail.text;
    EXPECT_TRUE(end->resumed);
    EXPECT_EQ(end->keys, 60 + number_of_kills - 10 * (kill_at + 1));
    EXPECT_EQ(end->generation, started_at + 1);
    EXPECT_EQ(number(*keys(), "SELECT count(*) FROM wrapping_key WHERE org = $1"), 1);
    ++number_of_kills;
    expect_all(root(), "ended after batch " + std::to_string(kill_at));
  }
}

TEST_F(Renewing, a_kill_between_emptying_the_old_key_and_removing_it_is_ended_too) {
  vault.reset();
  auto store = keys();
  ASSERT_TRUE(rotate_org(*store, root()));
  ASSERT_TRUE(store->write([&](store::Txn& t) {
    return t.run("INSERT INTO wrapping_key (org, generation, wrapped) VALUES ($1, 1, $2)", {org, Bytes()})
        .map([](auto) {});
  }));
  expect_all(root(), "with an empty row");
  const auto end = rotate_org(*store, root());
  ASSERT_TRUE(end) << end.error().detail.text;
  EXPECT_TRUE(end->resumed);
  EXPECT_EQ(end->generation, 2);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM wrapping_key WHERE org = $1"), 1);
}

TEST_F(Renewing, a_server_that_runs_meanwhile_reads_and_writes_on) {
  auto server = std::move(vault);
  auto store = keys();
  int made = 0;
  const RotateWatch watch{15, [&](std::int64_t, std::int64_t) -> Status {
                            auto fresh =
                                try_open(root());  // no key in its cache: reads rows of both generations
                            if (!fresh || open_of(**fresh, people) != 60)
                              return fail(Code::Corrupt, "a second server lost keys");
                            const auto p = PersonId::make(kMoment + 5000 + made++);
                            CHECK_OK(put(*server, note_of(p), p.text()));
                            return put(**fresh, note_of(PersonId::make(kMoment - made)), "x");
                          }};
  const auto done = rotate_org(*store, root(), watch);
  ASSERT_TRUE(done) << done.error().words.text;
  EXPECT_GE(made, 4);
  EXPECT_EQ(open_of(*server, people), 60);
  EXPECT_EQ(number(*store, "SELECT count(DISTINCT wrapping) FROM person_key WHERE org = $1"), 1);
  // Its key from before the renewal is gone: what it makes next is wrapped under the new one all the same.
  const auto p = PersonId::make(kMoment + 9000);
  ASSERT_TRUE(put(*server, note_of(p), p.text()));
  people.assign(1, p);
  open();
  EXPECT_EQ(open_of(*vault, people), 1);
}

TEST_F(Renewing, the_old_wrapping_key_opens_nothing_of_the_new_store) {
  vault.reset();
  fs::copy(at("keys.db"), at("old-keys.db"));
  SecretBox<OrgKeys> old;
  org_keys(at("old-keys.db"), root(), *old);
  std::string old_row;
  ASSERT_TRUE(keys()->read([&](store::Session& s) {
    return s.each("SELECT wrapped FROM person_key WHERE org = $1 LIMIT 1", {org},
                  [&](const store::Row& r) { return old_row = as_text(r.blob(0)), false; });
  }));
  auto store = keys();
  ASSERT_TRUE(rotate_org(*store, root()));
  int rows = 0, opened = 0;
  ASSERT_TRUE(store->read([&](store::Session& s) {
    return s.each("SELECT person, slot, generation, wrapped FROM person_key WHERE org = $1", {org},
                  [&](const store::Row& r) {
                    ++rows;
                    const KeyName name{r.id<PersonId>(0), KeySlot{EntryId::from_bytes(r.blob(1)).raw}};
                    const auto b = person_key_binding(org, name, static_cast<std::uint32_t>(r.i64(2)));
                    opened += open_sealed(old->newest().key, b, r.blob(3)).has_value();
                    return true;
                  });
  }));
  EXPECT_EQ(rows, 60);
  EXPECT_EQ(opened, 0);
  EXPECT_EQ(all_bytes(at("keys.db")).find(old_row), std::string::npos) << "the old row can still be read";
}

TEST_F(Renewing, the_root_key_and_the_old_one_opens_nothing_any_more) {
  vault.reset();
  fs::copy(at("root.key"), at("old.key"));
  auto store = keys();
  const auto done = rotate_root(*store, root(), RootKey::file(at("new.key")));
  ASSERT_TRUE(done) << done.error().detail.text;
  EXPECT_EQ(fs::status(at("new.key")).permissions(), fs::perms(0600));
  for (const char* old : {"root.key", "old.key"})
    EXPECT_NE(said(try_open(RootKey::file(at(old)))).find("does not belong"), std::string::npos) << old;
  expect_all(RootKey::file(at("new.key")), "under the new root key");
  // And back again, with the organisation's key renewed in between.
  ASSERT_TRUE(rotate_org(*store, RootKey::file(at("new.key"))));
  ASSERT_TRUE(rotate_root(*store, RootKey::file(at("new.key")), RootKey::file(at("third.key"))));
  expect_all(RootKey::file(at("third.key")), "under the third");
}

TEST_F(Renewing, a_server_runs_on_under_a_new_root_key_until_it_needs_one_that_it_cannot_find) {
  auto server = std::move(vault);
  auto store = keys();
  const auto writes = [&](Vault& with, int moment) {
    const auto p = PersonId::make(kMoment + moment);
    const auto done = put(with, note_of(p), p.text());
    return done ? std::string("written") : done.error().words.text;
  };
  const auto moved = RootKey::file(at("new.key"));
  ASSERT_TRUE(rotate_root(*store, root(), moved));
  EXPECT_EQ(writes(*server, 7000), "written") << "the new root key opens the same keys";
  ASSERT_TRUE(rotate_org(*store, moved));
  // It does not go on under the old key: what it cannot wrap under the new one it does not write.
  EXPECT_NE(writes(*server, 7001).find("start it again with the new root key"), std::string::npos);
  EXPECT_EQ(number(*store, "SELECT count(DISTINCT wrapping) FROM person_key WHERE org = $1"), 1);
  EXPECT_EQ(server->derive("row-seals"), try_open(moved).value()->derive("row-seals"));
  // Once the new one stands where the old one was it needs no start.
  fs::rename(at("new.key"), at("root.key"));
  EXPECT_EQ(writes(*server, 7002), "written");
  EXPECT_EQ(open_of(*server, people), 60);
  expect_all(root(), "started again");
}

TEST_F(Renewing, a_key_store_with_another_seed_is_not_taken_up_by_a_server_that_runs) {
  auto server = std::move(vault);
  const auto before = server->derive("row-seals");
  auto store = keys();
  ASSERT_TRUE(rotate_org(*store, root()));
  // Somebody puts the keys of another set-up in the place of these, under the same root key.
  ASSERT_TRUE(store->write([&](store::Txn& t) -> Status {
    SecretBox<OrgKeys> all;
    TRY(const auto kind, stored_kind(t, org));
    TRY(const auto key, root().load(*kind, false));
    CHECK_OK(read_org_keys(t, org, key, root(), *all));
    all->seed = Key::random();
    return write_org_keys(t, org, key, *kind, *all);
  }));
  const auto p = PersonId::make(kMoment + 7000);
  const auto refused = put(*server, note_of(p), p.text());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Corrupt);
  EXPECT_NE(refused.error().words.text.find("are not those with which this server was started"),
            std::string::npos);
  EXPECT_EQ(server->derive("row-seals"), before) << "what seals rows is still the same";
}

TEST_F(Renewing, a_root_key_that_is_not_the_present_one_changes_nothing) {
  vault.reset();
  auto store = keys();
  std::ofstream(at("other.key")) << std::string(32, 'k');
  fs::permissions(at("other.key"), fs::perms(0600));
  const auto wrong = RootKey::file(at("other.key"));
  EXPECT_EQ(rotate_root(*store, wrong, RootKey::file(at("new.key"))).error().code, Code::Unavailable);
  EXPECT_FALSE(fs::exists(at("new.key")));
  EXPECT_EQ(rotate_org(*store, wrong).error().code, Code::Unavailable);
  EXPECT_EQ(rotate_root(*store, root(), root()).error().code, Code::Invalid);
  expect_all(root(), "untouched");
}

TEST_F(Renewing, a_change_of_the_root_key_that_was_cut_short_is_ended_by_the_next) {
  vault.reset();
  auto store = keys();
  ASSERT_TRUE(rotate_root(*store, root(), RootKey::file(at("new.key"))));
  // As if the power had failed before anybody took note: the same call again.
  EXPECT_TRUE(rotate_root(*store, root(), RootKey::file(at("new.key"))));
  expect_all(RootKey::file(at("new.key")), "ended");
}

TEST_F(Renewing, a_damaged_key_stops_it_before_the_old_key_goes) {
  vault.reset();
  auto store = keys();
  ASSERT_TRUE(store->write([&](store::Txn& t) {
    return t
        .run("UPDATE person_key SET wrapped = $3 WHERE org = $1 AND person = $2",
             {org, people[40], Bytes(72, 9)})
        .map([](auto) {});
  }));
  const auto stopped = rotate_org(*store, root(), {10, {}});
  ASSERT_FALSE(stopped);
  EXPECT_NE(stopped.error().detail.text.find(people[40].text()), std::string::npos);
  open();
  EXPECT_EQ(open_of(*vault, people), 59);
}

/// A key store as it was written before wrapping keys had generations.
TEST_F(VaultOnDisk, a_key_store_of_before_opens_and_can_be_renewed) {
  const auto seed = Key::random(), person = Key::random();
  const auto root_key = *root().load({}, true);
  const KeyName name{PersonId::make(kMoment), KeySlot::group(1)};
  {
    auto old = std::move(*store::open_sqlite(org, at("keys.db"), store::key_migrations().first(1)));
    Bytes org_key, wrapped;
    seal_onto(org_key, root_key, Binding().add("org-key").add(org.text), seed.view());
    seal_onto(wrapped, derived(seed, org, "person-keys"), person_key_binding(org, name, 3), person.view());
    ASSERT_TRUE(old->write([&](store::Txn& t) -> Status {
      CHECK_OK(t.run("INSERT INTO org_key (org, wrapped) VALUES ($1, $2)", {org, org_key}));
      return t
          .run("INSERT INTO person_key (org, person, slot, generation, wrapped) VALUES ($1, $2, $3, 3, $4)",
               {org, name.person, name.slot.slot.view(), wrapped})
          .map([](auto) {});
    }));
  }
  const auto same = [&](std::int64_t generation) {
    auto store = KeyStore::open_file(org, root(), at("keys.db"), Records::There);
    ASSERT_TRUE(store) << store.error().detail.text;
    const auto found = (*store)->find(name.person, name.slot);
    ASSERT_TRUE(found && *found);
    EXPECT_TRUE(std::ranges::equal((*found)->key.view(), person.view()));
    EXPECT_EQ((*found)->generation, 3u);
    EXPECT_TRUE(std::ranges::equal((*store)->derive("csrf").view(), derived(seed, org, "csrf").view()));
    EXPECT_EQ(number(*keys(), "SELECT max(generation) FROM wrapping_key WHERE org = $1"), generation);
  };
  same(1);
  ASSERT_TRUE(rotate_org(*keys(), root()));
  same(2);
}

}  // namespace
}  // namespace candour::vault
