// Renewing keys while servers run on the same records: what seals rows stays, so that nobody is refused
// wrongly and nobody goes on under another key.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include "gate/seals.h"
#include "people/world_for_tests.h"
#include "vault/rotate.h"

namespace candour::people {
namespace {

namespace fs = std::filesystem;

/// A server of its own: keys as it opened them at its start, and what it remembers of seals.
struct Server {
  Server(World& w, const fs::path& folder, const vault::RootKey& root)
      : db(must(store::open_sqlite(w.charter->org(), (folder / "records.db").string(),
                                   store::record_migrations()))),
        vault(must(vault::open_vault(w.charter->org(), root, (folder / "keys.db").string(),
                                     w.charter->category_codes()))),
        ledger(must(ledger::open_ledger(*db, vault->derive("ledger-signing")))),
        seals(*db, *vault, *ledger, w.clock, &alarms),
        gate(w.charter, *db, *ledger, w.clock, &seals),
        staff(gate, *db, *vault, w.clock),
        worker(w.charter->find_role("worker").value()) {
    must(seals.begin());
  }
  StaffId hire(const std::string& username) {
    NewStaff s;
    s.name = "Somebody " + username;
    s.username = username;
    s.posts = {{worker, std::nullopt, std::nullopt}};
    return must(staff.seed(s, true));
  }
  /// As it believes the rows now: nothing is kept from before, not even a snapshot of a moment (20 ms).
  bool knows(World& w, StaffId id) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    gate::Gate fresh(w.charter, *db, *ledger, w.clock, &seals);
    const auto actor = fresh.actor(id);
    return actor && actor->posts.size() == 1;
  }
  bool whole() { return must(seals.check()).whole() && !alarms.any(); }

  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
  Alarms alarms;
  gate::Seals seals;
  gate::Gate gate;
  StaffBook staff;
  RoleIx worker;
};

TEST(RowSealsUnderRenewedKeys, hold_for_servers_of_before_and_after_and_follow_what_either_writes) {
  std::string pattern = (fs::temp_directory_path() / "seals-renewed-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const fs::path folder = pattern;
  const auto root = [&](const char* name) { return vault::RootKey::file((folder / name).string()); };
  World w{"ll"};
  auto keys =
      must(store::open_sqlite(w.charter->org(), (folder / "keys.db").string(), store::key_migrations()));
  Server before(w, folder, root("root.key"));
  std::vector<StaffId> all{before.hire("first")};
  const std::pair<const char*, std::function<void()>> renewals[] = {
      {"root.key", [&] { must(vault::rotate_org(*keys, root("root.key"))); }},
      {"new.key", [&] { must(vault::rotate_root(*keys, root("root.key"), root("new.key"))); }},
      {"new.key", [&] { must(vault::rotate_org(*keys, root("new.key"))); }},
  };
  for (const auto& [name, renew] : renewals) {
    renew();
    const auto n = std::to_string(all.size());
    all.push_back(before.hire("before-" + n));
    Server after(w, folder, root(name));
    all.push_back(after.hire("after-" + n));
    for (const auto id : all) {
      EXPECT_TRUE(before.knows(w, id)) << n;
      EXPECT_TRUE(after.knows(w, id)) << n;
    }
    EXPECT_TRUE(before.whole()) << n;
    EXPECT_TRUE(after.whole()) << n;
    // Neither believes what an editor writes meanwhile.
    after.db->seal_with(nullptr);
    must(after.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test tampers");
      return txn
          .run("INSERT INTO staff_post (org, staff, place, role, service) VALUES ($1, $2, 7, 'admin', '')",
               {w.db->org(), all.front()})
          .map([](auto) {});
    }));
    EXPECT_FALSE(before.knows(w, all.front())) << n;
    EXPECT_FALSE(after.knows(w, all.front())) << n;
    must(after.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test tampers");
      return txn
          .run("DELETE FROM staff_post WHERE org=$1 AND staff=$2 AND place=7", {w.db->org(), all.front()})
          .map([](auto) {});
    }));
    after.db->seal_with(&after.seals);
    EXPECT_TRUE(before.knows(w, all.front())) << n;
    for (auto* s : {&before, &after})
      for (const auto& a : s->alarms.all()) s->alarms.lower(a.code);
  }
  keys.reset();
  fs::remove_all(folder);
}

}  // namespace
}  // namespace candour::people
