#include "web/http/lanes.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <future>

namespace candour::http {
namespace {

Neighbour from(const std::string& address) {
  return neighbour_of(Address::parse(address).value());
}

/// Jobs that stand still until they are let go.
class Stuck {
 public:
  Job job() {
    return [this] {
      ++inside;
      go_.wait();
    };
  }
  void let_go() { free_.set_value(); }
  std::atomic<int> inside{0};

 private:
  std::promise<void> free_;
  std::shared_future<void> go_ = free_.get_future().share();
};

constexpr limits::LaneLimits kSmall{"small", 1, 0, {6, 4, 3}};

TEST(Attack, A8_one_network_waits_for_itself_and_others_take_turns) {
  Stuck stuck;
  WorkLane lane(kSmall);
  lane.begin(1);
  std::vector<std::string> order;
  std::promise<void> all_done;
  ASSERT_EQ(lane.submit(from("192.0.2.1"), stuck.job()), Place::Taken);
  while (stuck.inside == 0) std::this_thread::yield();
  const auto say = [&](std::string who) { return [&order, who] { order.push_back(who); }; };
  EXPECT_EQ(lane.submit(from("192.0.2.1"), say("flood")), Place::Taken);
  EXPECT_EQ(lane.submit(from("192.0.2.1"), say("flood")), Place::Taken);
  EXPECT_EQ(lane.submit(from("192.0.2.1"), say("too many")), Place::YouHaveMany);
  EXPECT_EQ(lane.submit(from("192.0.2.2"), say("neighbour")), Place::Taken);
  EXPECT_EQ(lane.submit(from("192.0.2.3"), say("too many")), Place::YouHaveMany) << "of the network";
  EXPECT_EQ(lane.submit(from("2001:db8::1"), say("somebody")), Place::Taken);
  EXPECT_EQ(lane.submit(from("203.0.113.1"), [&] { order.push_back("other"); }), Place::Taken);
  EXPECT_EQ(lane.submit(from("198.51.100.1"), say("too late")), Place::NoneLeft);
  stuck.let_go();
  std::promise<void> last;
  while (lane.submit(from("198.51.100.1"), [&] { last.set_value(); }) != Place::Taken)
    std::this_thread::yield();
  last.get_future().wait();
  EXPECT_LT(std::find(order.begin(), order.end(), "somebody") - order.begin(), 3);
  EXPECT_LT(std::find(order.begin(), order.end(), "other") - order.begin(), 3);
}

TEST(Attack, A8_neighbours_of_an_ipv6_network_are_one) {
  Stuck stuck;
  WorkLane lane(kSmall);
  lane.begin(1);
  int taken = 0;
  for (int i = 1; i < 20; ++i)
    taken += lane.submit(from("2001:db8:1:2::" + std::to_string(i)), stuck.job()) == Place::Taken;
  EXPECT_EQ(taken, 4);
  stuck.let_go();
}

TEST(LanesTest, places_are_free_again_when_the_work_is_done) {
  WorkLane lane(kSmall);
  lane.begin(1);
  for (int i = 0; i < 50; ++i) {
    std::promise<void> done;
    while (lane.submit(from("192.0.2.1"), [&] { done.set_value(); }) != Place::Taken)
      std::this_thread::yield();
    done.get_future().wait();
  }
}

TEST(Attack, A8_a_lane_that_is_stuck_holds_up_no_other_and_gives_way) {
  Stuck stuck;
  Lanes lanes;
  lanes.begin(4);
  for (const auto lane : {Lane::Hashing, Lane::Paper, Lane::Uploads})
    for (int i = 0; i < 16; ++i) ASSERT_EQ(lanes.submit(lane, from("192.0.2.1"), stuck.job()), Place::Taken);
  std::promise<int> nice;
  ASSERT_EQ(lanes.submit(Lane::Pages, from("192.0.2.1"),
                         [&] { nice.set_value(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()))); }),
            Place::Taken);
  EXPECT_EQ(nice.get_future().get(), ::getpriority(PRIO_PROCESS, 0));
  int threads = 0;
  for (const auto& l : limits::kLanes)
    if (l.name != "pages") threads += static_cast<int>(l.threads);
  while (stuck.inside < threads) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(stuck.inside, threads) << "a lane has its own threads and no more";
  stuck.let_go();
  std::promise<int> lower;
  ASSERT_EQ(
      lanes.submit(Lane::Hashing, from("192.0.2.1"),
                   [&] { lower.set_value(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()))); }),
      Place::Taken);
  EXPECT_GE(lower.get_future().get(), limits::kLanes[static_cast<std::size_t>(Lane::Hashing)].lower);
  lanes.end();
}

TEST(LanesTest, the_table_is_in_the_order_of_the_lanes) {
  EXPECT_EQ(limits::kLanes[static_cast<std::size_t>(Lane::Pages)].name, "pages");
  EXPECT_EQ(limits::kLanes[static_cast<std::size_t>(Lane::Hashing)].name, "hashing");
  EXPECT_EQ(limits::kLanes[static_cast<std::size_t>(Lane::Paper)].name, "paper");
  EXPECT_EQ(limits::kLanes[static_cast<std::size_t>(Lane::Uploads)].name, "uploads");
}

}  // namespace
}  // namespace candour::http
