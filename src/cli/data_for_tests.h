// A data folder as `candour serve` leaves it, for the tests of this room. One thread.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "ledger/ledger.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::cli {

/// A data folder with one organisation and some looks on its ledger.
inline void make_data(const std::filesystem::path& dir, const OrgCode& org, int looks) {
  std::filesystem::create_directories(dir / org.text);
  const auto home = dir / org.text;
  auto db = store::open_sqlite(org, (home / "records.db").string(), store::record_migrations());
  ASSERT_TRUE(db) << db.error().words.text;
  auto vault =
      vault::open_vault(org, {(home / "root.key").string(), (home / "keys.db").string()}, {"identity"});
  ASSERT_TRUE(vault) << vault.error().words.text;
  auto ledger = ledger::open_ledger(**db, **vault);
  ASSERT_TRUE(ledger) << ledger.error().words.text;
  std::vector<ledger::Entry> entries;
  for (int i = 0; i < looks; ++i) {
    ledger::Entry e;
    e.at = {1'790'000'000'000 + i};
    e.act = ledger::Act::View;
    e.what = "contact-note";
    e.outcome = "allowed";
    e.people = {PersonId::make(e.at.ms)};
    entries.push_back(e);
  }
  const auto done =
      (*db)->write([&](store::Txn& t) { return (*ledger)->append_many(t, entries).map([](auto) {}); });
  ASSERT_TRUE(done) << done.error().words.text;
}

}  // namespace candour::cli
