// The keys in a database that is open already, on SQLite and on PostgreSQL (CANDOUR_TEST_ENGINE=postgres):
// what several servers know of each other's destroyed keys, renewing, checking, and removing what seals
// nothing.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "store/open_for_tests.h"
#include "vault/rotate.h"
#include "vault/vault_on_disk_for_tests.h"

namespace candour::vault {
namespace {

using testing::HasSubstr;

/// One database lent to several vaults, as servers share one: all hear the same announcements.
class Lent final : public store::Db {
 public:
  explicit Lent(std::shared_ptr<store::Db> real) : real_(std::move(real)) {}
  const OrgCode& org() const override { return real_->org(); }
  Status read(const std::function<Status(store::Session&)>& body) override { return real_->read(body); }
  Status write(const std::function<Status(store::Txn&)>& body) override { return real_->write(body); }
  bool writing_here() const override { return real_->writing_here(); }
  bool reading_here() const override { return real_->reading_here(); }
  Status scrub() override { return real_->scrub(); }
  Result<std::int64_t> bytes_on_disk() override { return real_->bytes_on_disk(); }
  int listen(store::OnAnnounced on) override {
    heard.push_back(on);
    return real_->listen(std::move(on));
  }
  void unlisten(int which) override { real_->unlisten(which); }
  static inline std::vector<store::OnAnnounced> heard;

 private:
  std::shared_ptr<store::Db> real_;
};

class TwoServers : public VaultOnDisk {
 protected:
  void SetUp() override {
    org = {"t" + PersonId::make(kMoment).text().substr(20)};  // on PostgreSQL tests share the key database
    VaultOnDisk::SetUp();
    db.reset();
    db = must(store::open_for_tests(org, store::record_migrations()));
    shared = key_database();
    Lent::heard.clear();
    vault = must(start(held));
    other = must(start(held));
    people = add_people(150);
    ASSERT_EQ(open_of(*other, people), 150);  // in its cache
  }
  void TearDown() override {
    other.reset();
    vault.reset();
    shared.reset();
    VaultOnDisk::TearDown();
  }
  /// On PostgreSQL a database of its own, as it must be: one writer at a time has an organisation's records,
  /// and a write of keys falls into that write.
  std::shared_ptr<store::Db> key_database() {
    auto url = store::postgres_for_tests();
    const auto at = url.find("/records?");
    const char* engine = std::getenv("CANDOUR_TEST_ENGINE");
    if (!engine || std::string_view(engine) != "postgres" || at == std::string::npos)
      return must(store::open_for_tests(org, store::key_migrations()));
    server = must(store::open_postgres(url.replace(at, 9, "/keys?"), store::key_migrations()));
    return server->open(org);
  }
  template <class T>
  static T must(Result<T> r) {
    if (!r) throw std::runtime_error(r.error().words.text + r.error().detail.text);
    return std::move(*r);
  }
  Result<std::unique_ptr<Vault>> start(const RootKey& with, Records records = Records::Unknown) {
    return open_vault(org, with, std::make_unique<Lent>(shared), {"identity", "health"}, records);
  }
  Vault::Health health() { return must(vault->check(*db, {})); }
  /// PostgreSQL's announcements take a moment.
  template <class F>
  static bool soon(const F& f) {
    for (int i = 0; i < 500 && !f(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return f();
  }
  std::unique_ptr<store::Postgres> server;  // before what uses it
  std::shared_ptr<store::Db> shared;
  RootKey held = RootKey::held(Key::random());
  std::unique_ptr<Vault> other;
  std::vector<PersonId> people;
};

TEST_F(TwoServers, a_key_that_one_destroys_the_other_forgets) {
  ASSERT_TRUE(vault->destroy_key(people[0], KeySlot::group(1)));
  EXPECT_TRUE(soon([&] { return read(*other, people[0]) == "destroyed"; }));
  std::vector<KeyName> many;
  for (int i = 1; i <= 100; ++i) many.push_back({people[static_cast<std::size_t>(i)], KeySlot::group(1)});
  ASSERT_TRUE(vault->destroy_many(many));
  EXPECT_TRUE(soon([&] { return open_of(*other, people) == 49; }));
  EXPECT_EQ(health().destroyed, 101);
}

TEST_F(TwoServers, one_that_lost_its_connection_forgets_everything) {
  // Behind both: nothing is announced, so the caches still open it …
  ASSERT_TRUE(shared->write([&](store::Txn& t) {
    return t.run("DELETE FROM person_key WHERE org = $1 AND person = $2", {org, people[0]}).map([](auto) {});
  }));
  EXPECT_EQ(read(*other, people[0]), people[0].text());
  // … until the connection is back.
  for (const auto& on : Lent::heard) on("");
  EXPECT_THAT(read(*other, people[0]), HasSubstr("no key"));
  EXPECT_EQ(health().missing_keys, 1);
}

TEST_F(TwoServers, keys_are_renewed_while_both_write_and_read) {
  int written = 0;
  const RotateWatch watch{40, [&](std::int64_t, std::int64_t) -> Status {
                            for (auto* server : {vault.get(), other.get()}) {
                              const auto p = PersonId::make(kMoment + 5000 + written++);
                              people.push_back(p);
                              CHECK_OK(put(*server, note_of(p), p.text()));
                            }
                            return {};
                          }};
  const auto done = rotate_org(*shared, held, watch);
  ASSERT_TRUE(done) << done.error().words.text << done.error().detail.text;
  EXPECT_EQ(done->generation, 2);
  EXPECT_GE(written, 8);
  const auto next = RootKey::held(Key::random());
  ASSERT_TRUE(rotate_root(*shared, held, next));
  EXPECT_FALSE(start(held));
  for (auto* server : {&vault, &other}) *server = must(start(next, Records::There));
  EXPECT_EQ(open_of(*vault, people), static_cast<int>(people.size()));
  const auto h = health();
  EXPECT_TRUE(h.whole());
  EXPECT_EQ(h.segments, static_cast<std::int64_t>(people.size()));
  EXPECT_EQ(h.orphan_keys, 0);
}

TEST_F(TwoServers, keys_that_seal_nothing_are_removed_and_missed_by_nobody) {
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    return t.run("DELETE FROM segment WHERE org = $1 AND person = $2", {org, people[7]}).map([](auto) {});
  }));
  EXPECT_EQ(must(vault->remove_orphans(*db, UnixMs{kMoment})).noted, 1);
  EXPECT_EQ(must(vault->remove_orphans(*db, UnixMs{kMoment + 25 * 3'600'000})).removed, 1);
  EXPECT_EQ(health().keys, 149);
  // The other writes under a new key: at once, or after it was told that the one it remembers is gone.
  const auto at_once = put(*other, note_of(people[7]), people[7].text());
  ASSERT_TRUE(at_once || put(*other, note_of(people[7]), people[7].text()));
  EXPECT_EQ(read(*vault, people[7]), people[7].text());
  EXPECT_TRUE(health().whole());
}

TEST_F(TwoServers, keys_and_records_that_do_not_belong_together_are_refused) {
  EXPECT_THAT(said(start(held, Records::None)), HasSubstr("records are empty"));
  auto empty = must(store::open_for_tests(org, store::key_migrations()));
  EXPECT_THAT(said(open_vault(org, held, std::move(empty), {"identity"}, Records::There)),
              HasSubstr("its keys are not"));
}

}  // namespace
}  // namespace candour::vault
