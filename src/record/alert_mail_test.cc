// Mail about alerts: who gets one, when it is tried again, and when it is not sent any more.
#include "record/alert_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class AlertMailTest : public Scene {
 protected:
  AlertMail mail{w.gate, *w.db, w.clock};
  AlertMail another_server{w.gate, *w.db, w.clock};
  EntryId incident() {
    return write(worker, "incident",
                 R"({"when":"2026-11-20T21:00","where":"Kitchen","type":"fall","what-happened":"She fell",
                     "harm":"severe","what-was-done":"Ambulance"})");
  }
  std::vector<AlertMailItem> take() { return must(mail.take(20)); }
  void minutes_later(int n) { w.clock.set({w.clock.now().ms + std::int64_t{n} * 60'000}); }
};

TEST_F(AlertMailTest, Promise_ALL_2_who_is_told_gets_one_mail_and_the_entry_says_so) {
  const auto lead = w.hire("incident-lead");
  const auto id = incident();
  const auto items = take();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(std::ranges::count(items, manager.id, &AlertMailItem::staff));
  EXPECT_TRUE(std::ranges::count(items, lead, &AlertMailItem::staff));
  EXPECT_TRUE(must(another_server.take(20)).empty()) << "taken";
  for (const auto& item : items) {
    must(mail.sent(item));
    EXPECT_EQ(newest().act, ledger::Act::Job);
    EXPECT_EQ(newest().what, "alert-mail");
    EXPECT_EQ(newest().thing, item.staff.text());
    EXPECT_TRUE(newest().people.empty()) << "whom it is about is not part of it";
  }
  minutes_later(60);
  EXPECT_TRUE(take().empty()) << "once";
  for (const auto& t : must(alerts.told(see(worker), person, id)).told) EXPECT_TRUE(t.mailed);
}

TEST_F(AlertMailTest,
       what_could_not_be_sent_is_tried_again_after_longer_and_longer_and_given_up_after_a_day) {
  incident();
  int tries = 0;
  std::int64_t before = w.clock.now().ms, wait = 0;
  for (int minute = 0; minute < 36 * 60; ++minute) {
    for (const auto& item : take()) {
      const auto now = w.clock.now().ms;
      EXPECT_GE(now - before, wait) << "no sooner than the time before";
      wait = std::min<std::int64_t>(now - before, 59 * 60'000);
      before = now;
      ++tries;
      must(mail.failed(item));
    }
    minutes_later(1);
  }
  EXPECT_GT(tries, 20) << "for a day";
  EXPECT_LT(tries, 40);
  EXPECT_TRUE(take().empty());
}

TEST_F(AlertMailTest, what_is_sent_and_cannot_be_written_down_is_not_sent_every_few_minutes) {
  incident();
  int taken = 0;
  for (int minute = 0; minute < 24 * 60; ++minute) {
    taken += static_cast<int>(take().size());  // and nobody says how it went
    minutes_later(1);
  }
  EXPECT_GT(taken, 10);
  EXPECT_LT(taken, 40) << "after longer and longer";
}

TEST_F(AlertMailTest, whoever_has_seen_it_gets_none_and_what_a_dead_server_took_is_taken_again) {
  incident();
  ASSERT_EQ(take().size(), 1u);
  minutes_later(6);
  ASSERT_EQ(must(another_server.take(20)).size(), 1u) << "the first was not heard of";
  minutes_later(6);
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  must(tasks.complete(manager, must(alerts.waiting(manager)).front().task));
  EXPECT_TRUE(take().empty());
}

}  // namespace
}  // namespace candour::record
