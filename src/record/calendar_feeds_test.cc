#include "record/calendar_feeds.h"

#include <gmock/gmock.h>

#include "people/limits.h"
#include "people/lines_for_tests.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using ledger::Act;
using testing::IsEmpty;
using testing::SizeIs;

class CalendarFeedsTest : public Scene {
 protected:
  Diary diary{w.gate, *w.db};
  CalendarFeeds feeds{w.gate, *w.db, *w.vault, diary, w.clock};
  static constexpr std::string_view kFrom = "192.0.2.7";

  /// Nothing when it is read.
  std::optional<Code> refused(std::string_view secret) {
    const auto read = feeds.read(secret, kFrom);
    return read ? std::nullopt : std::optional(read.error().code);
  }
  EntryId book(std::string_view when) {
    return write(
        worker, "appointment",
        R"({"when":")" + std::string(when) + R"(","what":"Dentist","staff":")" + worker.id.text() + "\"}");
  }
};

TEST_F(CalendarFeedsTest, Promise_ALL_2_one_address_gives_one_s_own_times_and_ends_when_another_is_made) {
  const auto id = book("2026-11-25T10:00");
  must(entries.move(worker, to_write(worker, "appointment"), person, book("2026-11-25T12:00"), 1, "cancel",
                    "Ill"));
  people::LinesSince lines(*w.db, *w.ledger);
  const auto first = must(feeds.make(worker));
  EXPECT_GE(first.size(), 32u);
  EXPECT_TRUE(lines.has({worker.id, Act::StaffChange, "calendar-feed", {}, "made"}));
  const auto all = must(feeds.read(first, kFrom));
  ASSERT_THAT(all, SizeIs(1)) << "what is cancelled takes no time";
  EXPECT_EQ(all.front().entry, id);
  const auto second = must(feeds.make(worker));
  EXPECT_EQ(refused(first), Code::NotFound);
  EXPECT_TRUE(feeds.read(second, kFrom));
  EXPECT_TRUE(must(feeds.made(worker)));
  must(feeds.end(worker));
  EXPECT_TRUE(lines.has({worker.id, Act::StaffChange, "calendar-feed", {}, "ended"}));
  EXPECT_EQ(refused(second), Code::NotFound);
  EXPECT_FALSE(must(feeds.made(worker)));
}

TEST_F(CalendarFeedsTest, what_stands_in_the_database_is_no_key) {
  const auto secret = must(feeds.make(worker));
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT token FROM calendar_feed WHERE org='ll'", {}, [&](const store::Row& r) {
      EXPECT_EQ(std::string(as_text(r.blob(0))).find(secret), std::string::npos);
      EXPECT_EQ(refused(as_text(r.blob(0))), Code::NotFound);
      return true;
    });
  }));
}

TEST_F(CalendarFeedsTest, whoever_left_has_no_address_that_works) {
  const auto secret = must(feeds.make(worker));
  must(w.staff.leave(w.actor(w.hire("admin")), worker.id));
  EXPECT_EQ(refused(secret), Code::NotFound);
}

TEST_F(CalendarFeedsTest, whoever_may_open_nothing_has_none_either) {
  const auto secret = must(feeds.make(worker));
  w.clock.set({w.clock.now().ms + std::int64_t{400} * 24 * 60 * 60 * 1000});
  EXPECT_EQ(refused(secret), Code::NotFound) << "training is too old";
}

TEST_F(CalendarFeedsTest, guessing_gets_slower_for_whoever_guesses_and_for_nobody_else) {
  const auto secret = must(feeds.make(worker));
  for (int i = 0; i < 3 * people::limits::kGuessesPerAddress; ++i)
    EXPECT_TRUE(feeds.read(secret, kFrom)) << i;
  std::optional<Code> last;
  for (int i = 0; i < 2 * people::limits::kGuessesPerNetwork && last != Code::TooMuch; ++i)
    last = refused("guess-" + std::to_string(i));
  EXPECT_EQ(last, Code::TooMuch);
  EXPECT_EQ(refused(secret), Code::TooMuch) << "not even told whether it is right";
  EXPECT_TRUE(feeds.read(secret, "198.51.100.9"));
}

}  // namespace
}  // namespace candour::record
