// Nothing is shown before the look at it is durable, whatever the disk does.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "ledger/failing_db_for_tests.h"
#include "ledger/ledger.h"
#include "store/open_for_tests.h"

namespace candour::ledger {
namespace {

class Durable : public testing::Test {
 protected:
  void SetUp() override {
    db = std::make_unique<FailingDb>(
        std::move(*store::open_for_tests(OrgCode{"ll"}, store::record_migrations())));
    ledger = std::move(*open_ledger(*db, Bytes(32, 7)));
  }
  Entry look() const {
    Entry e;
    e.at = {1'760'000'000'000};
    e.people = {ann};
    e.what = "contact-note";
    return e;
  }
  std::size_t written() {
    std::vector<Kept> kept;
    EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
      TRY(kept, ledger->newest(s, 0, 1000));
      return {};
    }));
    return kept.size();
  }
  PersonId ann = PersonId::make(1);
  std::unique_ptr<FailingDb> db;
  std::unique_ptr<Ledger> ledger;
};

TEST_F(Durable, Promise_ALL_2_a_view_is_shown_only_after_its_entry_is_durable) {
  db->hold_commits();
  std::atomic<bool> shown = false;
  std::thread reader([&] {
    EXPECT_TRUE(ledger->record(look()));
    shown = true;
    EXPECT_EQ(written(), 1u) << "whoever sees the page finds the line";
  });
  db->wait_for_a_held_commit();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(shown) << "the entry is written but not yet durable";
  db->let_go();
  reader.join();
  EXPECT_TRUE(shown);
}

TEST_F(Durable, Promise_ALL_2_a_view_whose_commit_fails_is_refused_and_leaves_no_line) {
  db->fail_commits();
  for (int i = 0; i < 3; ++i) {
    const auto no = ledger->record(look());
    ASSERT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::Unavailable);
  }
  const auto ticket = ledger->record_soon(look());
  EXPECT_FALSE(ledger->settle(ticket));
  EXPECT_FALSE(ledger->settle(ticket)) << "asked twice, the answer is the same";
  EXPECT_EQ(written(), 0u);
  db->let_go();
  EXPECT_TRUE(ledger->record(look()));
  EXPECT_EQ(written(), 1u);
  EXPECT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto v, ledger->verify(s));
    EXPECT_TRUE(v.findings.empty());
    return {};
  }));
}

TEST_F(Durable, Promise_ALL_2_of_many_who_wait_for_one_commit_nobody_sees_before_it_is_durable) {
  db->hold_commits();
  std::thread first([&] { EXPECT_TRUE(ledger->record(look())); });
  db->wait_for_a_held_commit();
  std::atomic<int> shown = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 6; ++i)
    readers.emplace_back([&] {
      EXPECT_TRUE(ledger->record(look()));
      ++shown;
    });
  const auto ticket = ledger->record_soon(look());
  std::thread settles([&] {
    EXPECT_TRUE(ledger->settle(ticket));
    ++shown;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(shown, 0) << "the first commit is held, and the next has not begun";
  db->let_go();
  first.join();
  for (auto& r : readers) r.join();
  settles.join();
  EXPECT_EQ(written(), 8u);
}

TEST_F(Durable, Promise_ALL_2_nobody_of_those_who_wait_for_one_look_sees_before_its_commit) {
  db->hold_commits();
  const auto ticket = ledger->record_soon(look());
  db->wait_for_a_held_commit();
  std::atomic<int> shown = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 5; ++i)
    readers.emplace_back([&] {
      EXPECT_TRUE(ledger->settle(ticket));
      ++shown;
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(shown, 0) << "their entry is written and not yet durable";
  db->let_go();
  for (auto& r : readers) r.join();
  EXPECT_EQ(shown, 5);
}

TEST_F(Durable, Promise_ALL_2_of_many_who_wait_for_a_commit_that_fails_nobody_sees) {
  db->hold_commits();
  std::thread first([&] { (void)ledger->record(look()); });
  db->wait_for_a_held_commit();
  std::atomic<int> shown = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 6; ++i) readers.emplace_back([&] { shown += ledger->record(look()).has_value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  db->fail_commits();
  for (auto& r : readers) r.join();
  first.join();
  EXPECT_EQ(shown, static_cast<int>(written())) << "who was shown something has a line";
}

TEST_F(Durable, views_that_wait_for_one_slow_commit_share_the_next) {
  db->hold_commits();
  std::vector<Ticket> tickets{ledger->record_soon(look())};
  db->wait_for_a_held_commit();
  for (int i = 0; i < 500; ++i) tickets.push_back(ledger->record_soon(look()));
  db->let_go();
  for (const auto& t : tickets) EXPECT_TRUE(ledger->settle(t));
  EXPECT_EQ(written(), 501u);
}

}  // namespace
}  // namespace candour::ledger
