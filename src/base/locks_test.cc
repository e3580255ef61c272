#include "base/locks.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace candour {
namespace {

struct Counter {
  Mutex lock;
  Condition changed;
  int count GUARDED_BY(lock) = 0;
};

TEST(Locks, OneThreadAtATimeCounts) {
  Counter c;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) {
        const Hold hold(c.lock);
        ++c.count;
      }
    });
  for (auto& t : threads) t.join();
  const Hold hold(c.lock);
  EXPECT_EQ(c.count, 4000);
}

TEST(Locks, WhoWaitsIsWokenByAChange) {
  Counter c;
  std::thread waits([&] {
    const Hold hold(c.lock);
    while (c.count == 0) c.changed.wait(c.lock);
    c.count = 2;
  });
  {
    const Hold hold(c.lock);
    c.count = 1;
  }
  c.changed.tell_all();
  waits.join();
  const Hold hold(c.lock);
  EXPECT_EQ(c.count, 2);
  EXPECT_FALSE(c.changed.wait_until(c.lock, std::chrono::steady_clock::now()));
}

TEST(Locks, ManyReadAtOnceAndOneWritesAlone) {
  SharedMutex lock;
  int value = 0;
  std::thread reads;
  {
    const HoldShared mine(lock);
    // Another reader gets in while this one holds the lock: the join would hang otherwise.
    reads = std::thread([&] {
      const HoldShared theirs(lock);
      EXPECT_EQ(value, 0);
    });
    reads.join();
  }
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&] {
      for (int n = 0; n < 500; ++n) {
        const Hold alone(lock);
        ++value;
      }
    });
  for (auto& t : writers) t.join();
  const HoldShared mine(lock);
  EXPECT_EQ(value, 2000);
}

#if !defined(NDEBUG)
std::string told(LockRank holds, LockRank takes) {
  return "out of order \\(holds " + std::to_string(static_cast<int>(holds)) + ", takes " +
         std::to_string(static_cast<int>(takes)) + "\\)";
}

TEST(LocksDeathTest, TakingThemOutOfOrderEndsTheProgram) {
  Mutex writer(LockRank::Writer), names(LockRank::Names), others(LockRank::Names);
  {
    const Hold first(writer);
    const Hold second(names);  // the stated order
  }
  EXPECT_DEATH(
      {
        const Hold first(names);
        const Hold second(writer);
      },
      told(LockRank::Names, LockRank::Writer));
  EXPECT_DEATH(
      {
        const Hold first(names);
        const Hold second(others);
      },
      told(LockRank::Names, LockRank::Names));
}

TEST(Locks, AWaitGivesTheRankBackAfterwards) {
  Mutex names(LockRank::Names), writer(LockRank::Writer);
  Condition changed;
  {
    const Hold hold(names);
    (void)changed.wait_until(names, std::chrono::steady_clock::now());
  }
  const Hold later(writer);  // nothing is held any more
  SUCCEED();
}
#endif

}  // namespace
}  // namespace candour
