// One byte changed anywhere in the ledger's tables is found, and laid at the right door.
#include "ledger/verify.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/about.h"
#include "ledger/ledger.h"
#include "ledger/moment_for_tests.h"

namespace candour::ledger {
namespace {

constexpr int kEntries = 256 * 3 + 77;

class Tampering : public testing::Test {
 protected:
  void SetUp() override {
    db = std::move(*store::open_sqlite_in_memory(org, store::record_migrations()));
    ledger = std::move(*open_ledger(*db, Bytes(32, 7)));
    std::vector<Entry> es;
    for (int i = 0; i < kEntries; ++i) {
      Entry e;
      e.at = {kMoment + i};
      e.act = Act::View;
      e.people = {i % 2 ? ann : bob};
      e.what = "contact-note";
      e.thing = std::to_string(i);
      es.push_back(e);
    }
    ASSERT_TRUE(db->write([&](store::Txn& t) { return ledger->append_many(t, es).map([](auto) {}); }));
    ASSERT_TRUE(verify().findings.empty());
  }
  Verdict verify() {
    Verdict v;
    const auto ok = db->read([&](store::Session& s) -> Status {
      TRY(v, ledger->verify(s));
      return {};
    });
    EXPECT_TRUE(ok) << ok.error().detail.text;
    return v;
  }
  void sql(std::string_view statement, store::Params params = {}, int least = 1) {
    ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
      TRY(const auto rows, t.run(statement, params));
      EXPECT_GE(rows, least) << statement;
      return {};
    }));
  }
  std::int64_t number(std::string_view statement) {
    std::int64_t n = -1;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each(statement, {}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }
  Bytes blob(std::string_view statement) {
    Bytes out;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each(statement, {}, [&](const store::Row& r) {
        out.assign(r.blob(0).begin(), r.blob(0).end());
        return false;
      });
    }));
    return out;
  }
  std::string said(const Verdict& v) {
    std::string all;
    for (const auto& f : v.findings) all += std::to_string(f.seq) + ": " + f.what + "\n";
    return all;
  }
  std::mt19937 dice{20261121};
  OrgCode org{"ll"};
  std::unique_ptr<store::Db> db;
  std::unique_ptr<Ledger> ledger;
  PersonId ann = PersonId::make(kMoment), bob = PersonId::make(kMoment);
};

TEST_F(Tampering, Promise_ALL_2_a_changed_entry_is_named) {
  for (int round = 0; round < 60; ++round) {
    const auto seq = round == 0   ? 0
                     : round == 1 ? kEntries - 1
                                  : static_cast<std::int64_t>(dice() % kEntries);
    const auto good = blob("SELECT data FROM ledger_entry WHERE seq = " + std::to_string(seq));
    auto bad = good;
    bad[dice() % bad.size()] ^= static_cast<std::uint8_t>(1u << dice() % 8);
    sql("UPDATE ledger_entry SET data = $1 WHERE seq = $2", {bad, seq});
    const auto v = verify();
    ASSERT_EQ(v.findings.size(), 1u) << said(v);
    EXPECT_EQ(v.findings[0].seq, seq);
    EXPECT_NE(v.findings[0].what.find("was changed"), std::string::npos);
    sql("UPDATE ledger_entry SET data = $1 WHERE seq = $2", {good, seq});
  }
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Tampering, a_changed_tile_is_found_and_no_entry_is_blamed) {
  for (int round = 0; round < 60; ++round) {
    const int level = round % 4 == 0, idx = level ? 0 : static_cast<int>(dice() % 4);
    const auto where = " WHERE level = " + std::to_string(level) + " AND idx = " + std::to_string(idx);
    const auto good = blob("SELECT hashes FROM ledger_tile" + where);
    auto bad = good;
    bad[dice() % bad.size()] ^= static_cast<std::uint8_t>(1u << dice() % 8);
    sql("UPDATE ledger_tile SET hashes = $1" + where, {bad});
    const auto v = verify();
    ASSERT_FALSE(v.findings.empty()) << where;
    for (const auto& f : v.findings) EXPECT_EQ(f.seq, -1) << f.what;
    sql("UPDATE ledger_tile SET hashes = $1" + where, {ByteView(good).first(good.size() - 1)});
    EXPECT_FALSE(verify().findings.empty()) << where;
    sql("UPDATE ledger_tile SET hashes = $1" + where, {good});
  }
}

TEST_F(Tampering, a_changed_head_is_found) {
  std::string note;
  ASSERT_TRUE(db->read([&](store::Session& d) {
    return d.each("SELECT note FROM ledger_head", {},
                  [&](const store::Row& r) { return note = r.str(0), false; });
  }));
  for (std::size_t i = 0; i < note.size(); ++i) {
    auto bad = note;
    bad[i] = static_cast<char>(bad[i] ^ 1 << dice() % 7);
    sql("UPDATE ledger_head SET note = $1", {bad});
    EXPECT_FALSE(verify().findings.empty()) << "byte " << i;
  }
  sql("UPDATE ledger_head SET note = $1", {note});
  const auto root = blob("SELECT root FROM ledger_head");
  for (std::size_t i = 0; i < root.size(); ++i) {
    auto bad = root;
    bad[i] ^= 1;
    sql("UPDATE ledger_head SET root = $1", {bad});
    EXPECT_FALSE(verify().findings.empty()) << "byte " << i;
  }
  sql("UPDATE ledger_head SET root = $1", {root});
  for (const std::int64_t size :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{kEntries - 1}, std::int64_t{1} << 60}) {
    sql("UPDATE ledger_head SET size = $1", {size});
    EXPECT_FALSE(verify().findings.empty()) << size;
    sql("UPDATE ledger_head SET note = $1", {"x" + note});
    EXPECT_FALSE(verify().findings.empty()) << size;
    sql("UPDATE ledger_head SET note = $1", {note});
  }
  sql("UPDATE ledger_head SET size = $1", {kEntries});
  EXPECT_TRUE(verify().findings.empty());
  sql("DELETE FROM ledger_head");
  EXPECT_FALSE(verify().findings.empty());
}

TEST_F(Tampering, rows_that_are_missing_moved_or_added_are_named) {
  const auto names = [&](std::int64_t seq) {
    for (const auto& f : verify().findings)
      if (f.seq == seq) return true;
    return false;
  };
  const auto last = std::to_string(kEntries - 1);
  sql("DELETE FROM ledger_entry WHERE seq = 300");
  EXPECT_TRUE(names(300));
  SetUp();
  sql("DELETE FROM ledger_entry WHERE seq = " + last);
  EXPECT_TRUE(names(kEntries - 1));
  SetUp();
  sql("DELETE FROM ledger_entry WHERE seq >= 10");
  EXPECT_TRUE(names(10));
  SetUp();
  sql("UPDATE ledger_entry SET seq = -1 WHERE seq = 5");
  EXPECT_TRUE(names(5) && names(-1));
  SetUp();
  sql("UPDATE ledger_entry SET org = 'lx' WHERE seq = 5");
  EXPECT_TRUE(names(5));
  SetUp();
  sql("INSERT INTO ledger_entry (org, seq, data) SELECT org, 5000, data FROM ledger_entry WHERE seq = 5");
  EXPECT_TRUE(names(5000));
  SetUp();
  sql("UPDATE ledger_entry SET seq = 9999 WHERE seq = 3");
  sql("UPDATE ledger_entry SET seq = 3 WHERE seq = 4");
  sql("UPDATE ledger_entry SET seq = 4 WHERE seq = 9999");  // two entries change places
  EXPECT_TRUE(names(3) && names(4));
}

TEST_F(Tampering, tiles_that_are_missing_moved_or_added_are_found) {
  for (const char* change :
       {"DELETE FROM ledger_tile WHERE level = 0 AND idx = 1",
        "DELETE FROM ledger_tile WHERE level = 0 AND idx = 3", "DELETE FROM ledger_tile WHERE level = 1",
        "UPDATE ledger_tile SET idx = 9 WHERE level = 0 AND idx = 0",
        "UPDATE ledger_tile SET level = 3 WHERE level = 1",
        "UPDATE ledger_tile SET level = -1 WHERE level = 1",
        "INSERT INTO ledger_tile (org, level, idx, hashes) VALUES ('ll', 1, 1, x'00')"}) {
    SetUp();
    sql(change);
    const auto v = verify();
    EXPECT_FALSE(v.findings.empty()) << change;
    for (const auto& f : v.findings) EXPECT_EQ(f.seq, -1) << change << ": " << f.what;
  }
}

TEST_F(Tampering, hiding_a_look_from_the_index_of_who_looked_is_found) {
  std::vector<Entry> es(kRun);
  for (auto& e : es) e.people = {ann};
  ASSERT_TRUE(db->write([&](store::Txn& t) { return ledger->append_many(t, es).map([](auto) {}); }));
  ASSERT_TRUE(verify().findings.empty());
  const auto good =
      blob("SELECT offsets FROM ledger_about WHERE person = (SELECT max(person) FROM ledger_about)");
  ASSERT_EQ(number("SELECT count(*) FROM ledger_about"), 2);
  sql("CREATE TABLE kept AS SELECT * FROM ledger_about", {}, 0);
  for (const char* change :
       {"DELETE FROM ledger_about WHERE person = (SELECT min(person) FROM ledger_about)",
        "UPDATE ledger_about SET run = 1", "UPDATE ledger_about SET run = -1",
        "UPDATE ledger_about SET offsets = substr(offsets, 3)", "UPDATE ledger_about SET offsets = x'0005'",
        "UPDATE ledger_about SET offsets = x''", "UPDATE ledger_about SET offsets = x'00'",
        "UPDATE ledger_about SET person = zeroblob(16) WHERE person = (SELECT min(person) FROM "
        "ledger_about)"}) {
    sql(change);
    EXPECT_EQ(verify().findings.size(), 1u) << change;
    sql("DELETE FROM ledger_about", {}, 0);
    sql("INSERT INTO ledger_about SELECT * FROM kept");
  }
  for (int round = 0; round < 20; ++round) {
    auto bad = good;
    bad[dice() % bad.size()] ^= static_cast<std::uint8_t>(1u << dice() % 8);
    sql("UPDATE ledger_about SET offsets = $1 WHERE person = (SELECT max(person) FROM ledger_about)", {bad});
    EXPECT_EQ(verify().findings.size(), 1u);
  }
}

TEST_F(Tampering, history_written_anew_without_the_key_is_found) {
  auto forged = std::move(*store::open_sqlite_in_memory(org, store::record_migrations()));
  auto forger = std::move(*open_ledger(*forged, Bytes(32, 8)));
  ASSERT_TRUE(forged->write([&](store::Txn& t) { return forger->append(t, Entry{}).map([](auto) {}); }));
  ASSERT_TRUE(forged->read([&](store::Session& s) -> Status {
    TRY(const auto v, ledger->verify(s));
    EXPECT_FALSE(v.findings.empty());
    return {};
  }));
}

}  // namespace
}  // namespace candour::ledger
