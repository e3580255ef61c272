// What is of one service alone goes by the period that the charter gives that service, also while the person
// has another; what the charter keeps for their whole support stays, and so does everything of the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paper/plain.h"
#include "retention/erasures.h"
#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class TwoServices : public Over {
 protected:
  TwoServices(const std::string& code, std::string_view first, std::string_view second)
      : Over(code, make_date(1964, 3, 4), first), another(w.service(second)) {}
  /// The first ended that day, and the person is in the other.
  void go_on_elsewhere(Date on) {
    ended(on);
    ASSERT_TRUE(enrol_in(another, everybody));
  }
  EntryId note_there(std::string_view words) {
    auto e = fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit","what-happened":")" +
                                       std::string(words) + R"("})");
    e.service = another;
    return must(entries.write(must(w.gate.write(everybody, person, another, e.kind)), e));
  }
  bool there(EntryId id) { return entries.place(person, id).has_value(); }
  std::string parts(EntryId id) {
    const auto lines = must(destructions.lines(of_service(other), id, 10));
    return lines.empty() ? "not on the list" : lines.front().parts;
  }
  const ServiceIx another;
  const gate::Actor everybody = with_every_post();
};
struct TwoServicesAtPS : TwoServices {
  TwoServicesAtPS() : TwoServices("ps", "adult-workshops", "adult-therapy") {}
};

TEST_F(TwoServicesAtPS, Promise_PS_6_2_what_is_of_one_service_goes_by_its_period_while_another_goes_on) {
  const auto old = note("2018-05-04T14:20", "zqworkshopqz"), also = note("2018-06-04T14:20", "The last one");
  go_on_elsewhere(make_date(2018, 6, 4));
  const auto now = note_there("In therapy");
  EXPECT_TRUE(kept(person).open);
  const auto left = kept(person).left;
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].service, w.service());
  EXPECT_EQ(iso_date(left[0].until.day), "2021-06-04") << "three years after the last contact there";
  const auto id = propose();
  EXPECT_EQ(entries_going(parts(id)), (MatterCounts{{"contact-note", 2}}));
  must(take(other, id, "approve"));
  EXPECT_TRUE(there(old)) << "there are some days to think better of it";
  days_go_by(8);
  must(destructions.sweep());
  run(id);
  EXPECT_EQ(outcome(id), "part-gone");
  EXPECT_FALSE(there(old));
  EXPECT_FALSE(there(also));
  EXPECT_TRUE(list.has(old)) << "so that it does not come back";
  EXPECT_EQ(entry(everybody, now).values.at("what-happened"), "In therapy") << "it opens under the new key";
  EXPECT_EQ(health().unopened, 0);
  const auto state = must(destructions.state(of_service(other), id));
  EXPECT_EQ(state->part_gone, 1);
  EXPECT_EQ(state->entries, 2);
  const auto paper = paper::plain_text(
      must(destructions.certificate(of_service(other), must(entries.entry(of_service(other), subject, id)))));
  EXPECT_THAT(paper, HasSubstr("Contact notes: 2"));
  EXPECT_THAT(paper, HasSubstr("adult-workshops"));
  EXPECT_THAT(paper, Not(HasSubstr("Okafor")));
}

TEST_F(TwoServicesAtPS, not_a_day_earlier_nor_what_is_the_persons_or_the_charter_keeps_for_all_services) {
  const auto old = note("2018-05-04T14:20", "A workshop");
  const auto supporters =
      write(worker, "emergency-contact",
            R"({"name":"Ann Other","relation":"Friend","phone":"020 7946 0018","knows":"yes"})");
  const auto complaint = write(worker, "complaint",
                               R"({"received-on":"2018-05-04","from":"Ann Other","reach":"ann@example.org",
      "how":"website","about":"times","what-they-say":"Late"})");
  const auto concern =
      write(manager, "safeguarding-concern", R"({"noticed-on":"2018-05-04T09:00","type":["domestic"],
      "what-worries-you":"A bruise","safe-now":"yes","what-they-want":"To be left alone","done-now":"Rang back"})");
  go_on_elsewhere(make_date(2023, 11, 21));
  note_there("In therapy");
  EXPECT_EQ(parts(propose()), "not on the list") << "it is kept on that day still";
  days_go_by(1);
  destroyed("2026-11-22");
  EXPECT_FALSE(there(old));
  EXPECT_TRUE(there(concern)) << "what keeps them safe, closed or not";
  EXPECT_TRUE(there(supporters)) << "whom to call, whatever goes on";
  EXPECT_TRUE(there(complaint)) << "its period is that of all services";
}

TEST_F(TwoServicesAtPS, what_is_held_or_in_use_again_stays) {
  const auto old = note("2018-05-04T14:20", "A workshop");
  go_on_elsewhere(make_date(2018, 6, 4));
  const auto first = propose();
  must(take(other, first, "approve"));
  const auto hold =
      write(manager, "hold",
            R"({"ground":"court","issuer":"County court","words":"A claim","placed-on":"2026-11-20",
                              "review-on":"2027-11-20"})");
  EXPECT_EQ(parts(propose()), "not on the list");
  days_go_by(8);
  must(destructions.sweep());
  run(first);
  EXPECT_EQ(outcome(first), "held") << "one that came while it waited";
  EXPECT_TRUE(there(old));
  const auto pass = must(w.gate.step(other, person, w.service(), w.kind("hold")));
  must(entries.move(other, pass, person, hold, 1, "release", "Settled"));
  const auto second = propose("2026-11-28");
  must(take(other, second, "approve"));
  ASSERT_TRUE(enrol_in(w.service(), everybody));
  days_go_by(8);
  must(destructions.sweep());
  run(second);
  EXPECT_EQ(outcome(second), "not-over");
  EXPECT_TRUE(there(old));
}

TEST_F(TwoServicesAtPS, one_that_was_killed_in_between_is_ended_and_counted_once) {
  const auto old = note("2018-05-04T14:20", "A workshop"), also = note("2018-06-04T14:20", "The last one");
  go_on_elsewhere(make_date(2018, 6, 4));
  const auto now = note_there("In therapy");
  const auto id = propose();
  must(take(other, id, "approve"));
  days_go_by(8);
  must(destructions.sweep());
  must(jobs.slice());  // its line has begun
  // It stands on the list; then the server was killed, and starts.
  must(list.add({{person, {vault::KeySlot::item(old)}, w.clock.now(), {old}}}));
  EXPECT_EQ(must(forget_entries_again(*w.db, *w.vault, w.gate, list, w.clock.now())), 1);
  EXPECT_FALSE(there(old));
  run(id);
  EXPECT_EQ(outcome(id), "part-gone");
  EXPECT_FALSE(there(also));
  EXPECT_EQ(entries_going(parts(id)), (MatterCounts{{"contact-note", 2}}));
  EXPECT_EQ(must(destructions.state(of_service(other), id))->entries, 2);
  EXPECT_EQ(entry(everybody, now).values.at("what-happened"), "In therapy");
}

TEST_F(TwoServicesAtPS, it_is_work_each_month_like_what_goes_whole) {
  note("2018-05-04T14:20", "A workshop");
  go_on_elsewhere(make_date(2018, 6, 4));
  must(destructions.sweep());
  const auto due = must(destructions.months_due(manager));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].people, 1);
}

struct TwoServicesAtLL : Over {
  TwoServicesAtLL() : Over("ll") {}
};

TEST_F(TwoServicesAtLL, what_is_kept_for_the_whole_support_stays_with_it) {
  const auto old = note("2015-05-04T14:20", "Long ago");
  ended(make_date(2015, 6, 4));
  ASSERT_TRUE(
      enrol_in(ServiceIx{static_cast<std::uint8_t>(w.service() == ServiceIx{0} ? 1 : 0)}, with_every_post()));
  EXPECT_THAT(kept(person).left, IsEmpty());
  EXPECT_EQ(outcome(propose()), "not on the list");
  EXPECT_TRUE(entries.place(person, old).has_value());
}

}  // namespace
}  // namespace candour::retention
