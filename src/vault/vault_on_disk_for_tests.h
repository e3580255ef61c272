// For the vault's own tests only: records, keys and a root key in a folder of their own, and short words to
// write and read with them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "vault/root_key.h"
#include "vault/testing_gate_for_tests.h"
#include "vault/vault.h"

namespace candour::vault {

class VaultOnDisk : public testing::Test {
 protected:
  static constexpr std::int64_t kMoment = 1'760'000'000'000;

  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "vault-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    db = std::move(*store::open_sqlite(org, at("records.db"), store::record_migrations()));
  }
  void TearDown() override {
    vault.reset();
    db.reset();
    std::filesystem::remove_all(folder);
  }
  std::string at(const char* name) const { return (folder / name).string(); }
  RootKey root() const { return RootKey::file(at("root.key")); }
  Result<std::unique_ptr<Vault>> try_open(const RootKey& with, Records records = Records::Unknown) {
    return open_vault(org, with, at("keys.db"), {"identity", "health"}, records);
  }
  void open(const RootKey& with) {
    vault.reset();
    auto v = try_open(with);
    ASSERT_TRUE(v) << v.error().words.text << v.error().detail.text;
    vault = std::move(*v);
  }
  void open() { open(root()); }
  std::unique_ptr<store::Db> keys() {
    return std::move(*store::open_sqlite(org, at("keys.db"), store::key_migrations()));
  }
  static std::string said(const Result<std::unique_ptr<Vault>>& v) {
    return v ? std::string("opened") : v.error().words.text;
  }

  Pass pass(PersonId p) const { return gate::Gate::grant(org, {p}, categories({0, 1}), categories({0, 1})); }
  /// Each person has one note, in health, under the key of retention group 1.
  SegmentName note_of(PersonId p) const { return {p, EntryId{p.raw}, 1, CategoryIx{1}, KeySlot::group(1)}; }
  Status put(Vault& with, const SegmentName& n, std::string_view text) {
    return db->write([&](store::Txn& t) { return with.put(t, pass(n.person), n, as_bytes(text)); });
  }
  std::string read(Vault& with, PersonId p) {
    Result<Vault::EntrySegments> got = fail(Code::Unavailable, "not asked");
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      got = with.get(s, pass(p), p, EntryId{p.raw}, 1);
      return {};
    }));
    if (!got) return "error: " + got.error().words.text + got.error().detail.text;
    if (!got->destroyed.empty()) return "destroyed";
    return got->opened.empty() ? "(none)" : std::string(as_text(got->opened[0].plain));
  }
  /// n people with a note each; the note is the person's id.
  std::vector<PersonId> add_people(int n) {
    std::vector<PersonId> people;
    const auto done = db->write([&](store::Txn& t) -> Status {
      for (int i = 0; i < n; ++i) {
        people.push_back(PersonId::make(kMoment + i));
        const auto p = people.back();
        CHECK_OK(vault->put(t, pass(p), note_of(p), as_bytes(p.text())));
      }
      return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().detail.text);
    return people;
  }
  int open_of(Vault& with, const std::vector<PersonId>& people) {
    int n = 0;
    for (const auto p : people) n += read(with, p) == p.text();
    return n;
  }
  static std::string all_bytes(const std::string& path) {
    std::string all;
    for (const char* end : {"", "-wal"}) {
      std::ifstream in(path + end, std::ios::binary);
      all.append((std::istreambuf_iterator<char>(in)), {});
    }
    return all;
  }
  std::int64_t number(store::Db& in, std::string_view sql) {
    std::int64_t n = -1;
    EXPECT_TRUE(in.read([&](store::Session& s) {
      return s.each(sql, {org}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }

  OrgCode org{"ll"};
  std::filesystem::path folder;
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Vault> vault;
};

}  // namespace candour::vault
