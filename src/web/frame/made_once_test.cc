#include "web/frame/made_once.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

namespace candour::web {
namespace {

using http::Response;

TEST(MadeOnceTest, Attack_A8_one_makes_it_and_all_who_come_meanwhile_wait_for_it) {
  MadeOnce once;
  std::atomic<int> makers{0};
  std::promise<void> free;
  auto go = free.get_future().share();
  std::vector<std::thread> crowd;
  std::atomic<int> got{0};
  for (int i = 0; i < 64; ++i)
    crowd.emplace_back([&] {
      const auto made = once.get("ll/notice.pdf", "1.0", [&]() -> Result<Response> {
        ++makers;
        go.wait();
        return Response::page("paper");
      });
      got += made && (*made)->plain.bytes() == "paper";
    });
  while (makers == 0) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(got, 0);
  free.set_value();
  for (auto& t : crowd) t.join();
  EXPECT_EQ(makers, 1);
  EXPECT_EQ(got, 64);
}

TEST(MadeOnceTest, another_version_is_made_anew_and_the_old_one_is_gone) {
  MadeOnce once;
  const auto version = [&](const std::string& v) {
    return (*once.get("ll/notice", v, [&]() -> Result<Response> { return Response::page(v); }))
        ->plain.bytes();
  };
  EXPECT_EQ(version("1.0"), "1.0");
  EXPECT_EQ(version("2.0"), "2.0");
  EXPECT_EQ(version("2.0"), "2.0");
  EXPECT_EQ(once.times_made(), 2);
}

TEST(MadeOnceTest, those_who_waited_hear_why_it_failed_and_the_next_one_tries_again) {
  MadeOnce once;
  int tries = 0;
  const auto failing = [&]() -> Result<Response> {
    ++tries;
    return fail(Code::Unavailable, "There is no font.");
  };
  for (int i = 0; i < 2; ++i) {
    const auto made = once.get("x", "1", failing);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().words.text, "There is no font.");
  }
  EXPECT_EQ(tries, 2);
  EXPECT_THROW((void)once.get("x", "1", []() -> Result<Response> { throw std::runtime_error("fault"); }),
               std::runtime_error);
  EXPECT_TRUE(once.get("x", "1", []() -> Result<Response> { return Response::page("at last"); }));
}

}  // namespace
}  // namespace candour::web
