#include "gate/in_force.h"

#include <gtest/gtest.h>

#include "store/accounted.h"
#include "store/open_for_tests.h"
#include "vault/vault.h"

namespace candour::gate {
namespace {

struct Server {
  Server(store::Db& db, const char* number, std::uint8_t content)
      : ledger(std::move(*ledger::open_ledger(db, Bytes(32, 7)))),
        in_force(db, *ledger, clock, {number, Bytes(32, content)}) {}
  SetClock clock{UnixMs{1'790'000'000'000}};
  std::unique_ptr<ledger::Ledger> ledger;
  InForce in_force;
};

class InForceTest : public testing::Test {
 protected:
  std::unique_ptr<store::Db> db =
      std::move(*store::open_for_tests(OrgCode{"ll"}, store::record_migrations()));
  std::int64_t entries() {
    std::int64_t n = 0;
    EXPECT_TRUE(db->read([&](store::Session& s) {
      return s.each("SELECT count(*) FROM ledger_entry WHERE org = $1", {db->org()},
                    [&](const store::Row& r) { return n = r.i64(0), true; });
    }));
    return n;
  }
};

TEST_F(InForceTest, a_newer_charter_stops_the_servers_that_have_the_older_one) {
  Server one(*db, "1.0", 1), two(*db, "1.0", 1);
  ASSERT_TRUE(one.in_force.begin());
  ASSERT_TRUE(two.in_force.begin());
  EXPECT_EQ(entries(), 1) << "the same charter is put in force once";
  EXPECT_TRUE(one.in_force.check() && two.in_force.check());
  Server three(*db, "1.1", 2);
  ASSERT_TRUE(three.in_force.begin());
  EXPECT_EQ(entries(), 2);
  EXPECT_TRUE(three.in_force.check());
  const auto stopped = one.in_force.check();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::Unavailable);
  EXPECT_FALSE(two.in_force.check());
}

TEST_F(InForceTest, an_older_charter_does_not_start) {
  Server one(*db, "1.10", 1);
  ASSERT_TRUE(one.in_force.begin());
  Server old(*db, "1.9", 2);
  const auto refused = old.in_force.begin();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  const auto still = one.in_force.check();
  EXPECT_TRUE(still) << still.error().detail.text;
}

TEST_F(InForceTest, other_rules_under_the_same_number_do_not_start_and_it_is_said_which) {
  const auto server = [&](std::uint8_t content, std::string file, std::vector<std::string> changes) {
    auto ledger = std::move(*ledger::open_ledger(*db, Bytes(32, 7)));
    const SetClock clock{UnixMs{1'790'000'000'000}};
    return InForce(*db, *ledger, clock,
                   {"1.0", Bytes(32, content), std::move(file),
                    [changes](const std::string&) -> Result<std::vector<std::string>> { return changes; }})
        .begin();
  };
  ASSERT_TRUE(server(1, "keep: 6 years", {}));
  const auto refused =
      server(2, "keep: 7 years", {"How long it is kept was “6 years” and is now “7 years”."});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_NE(refused.error().words.text.find("is now “7 years”"), std::string::npos);
  EXPECT_TRUE(server(3, "keep:   6 years  # a remark", {})) << "another spelling of the same is no change";
  EXPECT_TRUE(server(4, "keep:   6 years  # a remark", {"not asked"})) << "the file is the same";
}

TEST_F(InForceTest, another_catalogue_under_the_same_number_does_not_start_and_it_is_said_which) {
  const auto start = [&](std::uint8_t content, const std::string& number, const std::string& catalogue) {
    auto ledger = std::move(*ledger::open_ledger(*db, Bytes(32, 7)));
    const SetClock clock{UnixMs{1'790'000'000'000}};
    CharterVersion mine{number, Bytes(32, content), "the same file"};
    mine.catalogue = catalogue;
    mine.catalogue_changes = [catalogue](const std::string& before) {
      std::vector<std::string> changes;
      if (before != catalogue) changes.push_back("It was “" + before + "” and is now “" + catalogue + "”.");
      return changes;
    };
    return InForce(*db, *ledger, clock, std::move(mine)).begin();
  };
  ASSERT_TRUE(start(1, "1.0", "")) << "a Candour of before kept none";
  EXPECT_EQ(entries(), 1);
  ASSERT_TRUE(start(1, "1.0", "28 days"));
  EXPECT_EQ(entries(), 2) << "that it is kept now is a line";
  ASSERT_TRUE(start(1, "1.0", "28 days"));
  EXPECT_EQ(entries(), 2);
  const auto refused = start(2, "1.0", "42 days");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_NE(refused.error().words.text.find("It was “28 days” and is now “42 days”."), std::string::npos);
  EXPECT_TRUE(start(3, "1.0", "28 days")) << "only words of the catalogue are others";
  EXPECT_TRUE(start(2, "1.1", "42 days"));
  EXPECT_FALSE(start(4, "1.1", "56 days"));
}

TEST_F(InForceTest, a_catalogue_that_was_not_kept_is_taken_as_it_is_found) {
  Server before(*db, "1.0", 1);
  ASSERT_TRUE(before.in_force.begin());
  CharterVersion mine{"1.0", Bytes(32, 2), ""};
  mine.catalogue = "42 days";
  mine.catalogue_changes = [](const std::string& kept) { return std::vector<std::string>{"not " + kept}; };
  EXPECT_TRUE(InForce(*db, *before.ledger, before.clock, mine).begin());
  mine.digest = Bytes(32, 3);
  EXPECT_FALSE(InForce(*db, *before.ledger, before.clock, mine).begin());
}

TEST_F(InForceTest, whoever_missed_it_looks_it_up) {
  Server one(*db, "1.0", 1);
  ASSERT_TRUE(one.in_force.begin());
  ASSERT_TRUE(one.in_force.check());
  ASSERT_TRUE(db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    CHECK_OK(t.run("UPDATE charter_in_force SET digest = $2 WHERE org = $1", {db->org(), Bytes(32, 9)}));
    return {};
  }));
  // PostgreSQL's listening connection says "look it up" whenever it comes up, perhaps at this very moment.
  if (!store::tests_run_on_postgres()) {
    EXPECT_TRUE(one.in_force.check()) << "nothing was announced";
  }
  ASSERT_TRUE(db->write([](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    t.announce("");
    return {};
  }));
  EXPECT_FALSE(one.in_force.check());
}

TEST(LaterVersion, compares_numbers) {
  EXPECT_TRUE(later_version("1.10", "1.9"));
  EXPECT_TRUE(later_version("2", "1.9"));
  EXPECT_TRUE(later_version("1.0.1", "1.0"));
  EXPECT_FALSE(later_version("1.0", "1.0"));
  EXPECT_FALSE(later_version("1.0", "1"));
  EXPECT_FALSE(later_version("1.9", "1.10"));
}

}  // namespace
}  // namespace candour::gate
