// Witnesses hear of every ledger, no oftener than was said, and again when they could not be reached.
#include "outbox/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/id.h"
#include "outbox/servers_for_tests.h"

namespace candour::outbox {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class Witnesses : public testing::Test {
 protected:
  Witnesses()
      : log(clock, [this](std::string_view line) {
          const Hold hold(lock);
          diary += line;
        }) {
    options.look = 5ms;
    options.every = 300ms;
    options.retry = 20ms;
    file = fs::path(testing::TempDir()) / ("candour-witness-" + to_text(make_id128(1)));
  }
  ~Witnesses() override { fs::remove(file); }
  std::unique_ptr<Witness> start(std::vector<std::string> orgs = {"ll"}) {
    std::vector<Witnessed> ledgers;
    for (const auto& org : orgs)
      ledgers.push_back({org,
                         [this, org]() -> Result<std::string> {
                           if (broken) return fail(Code::Unavailable, "no", "the database is away");
                           return "candour/" + org + "\n" + std::to_string(size) + "\nroot\n\nsigned\n";
                         },
                         [this]() -> Result<bool> { return mine.load(); },
                         [this] {
                           ++left;
                           return Status{};
                         }});
    return std::make_unique<Witness>(std::move(ledgers), options, clock, log);
  }
  template <class F>
  bool soon(F&& so) {
    for (int i = 0; i < 1000; ++i) {
      if (so()) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }
  std::string written() const {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string said() {
    const Hold hold(lock);
    return diary;
  }
  SetClock clock{{1'763'719'200'000}};
  Mutex lock{LockRank::Last};
  std::string diary;
  log::Log log;
  WitnessOptions options;
  std::atomic<int> size{1}, left{0};
  std::atomic<bool> broken{false}, mine{true};
  fs::path file;
};

TEST_F(Witnesses, hear_of_every_ledger_at_once_and_of_changes_only) {
  WebServer web;
  options.targets = {read_target(web.url("/w")).value(), read_target(file.string()).value()};
  const auto w = start({"ll", "ps"});
  ASSERT_TRUE(soon([&] { return web.requests().size() == 2 && written().size() == 52; }));
  std::this_thread::sleep_for(400ms);
  EXPECT_EQ(web.requests().size(), 2u) << "nothing changed";
  size = 7;
  ASSERT_TRUE(soon([&] { return web.requests().size() == 4; }));
  EXPECT_THAT(web.requests().back(), HasSubstr("\n7\n"));
  ASSERT_TRUE(soon([&] { return written().find("candour/ps\n7\n") != std::string::npos; }));
  EXPECT_EQ(said(), "");
}

TEST_F(Witnesses, are_told_no_oftener_than_was_said) {
  WebServer web;
  options.targets = {read_target(web.url("/w")).value()};
  options.every = 400ms;
  const auto begun = std::chrono::steady_clock::now();
  const auto w = start();
  while (std::chrono::steady_clock::now() - begun < 1s) {
    ++size;
    std::this_thread::sleep_for(2ms);
  }
  EXPECT_GE(web.requests().size(), 2u);
  EXPECT_LE(web.requests().size(), 3u);
}

TEST_F(Witnesses, that_cannot_be_reached_are_tried_again_and_the_log_says_so) {
  WebServer web;
  web.answer("503 Later");
  options.targets = {read_target(file.string()).value(), read_target(web.url("/secret-path")).value()};
  const auto w = start();
  ASSERT_TRUE(soon([&] { return web.requests().size() >= 3; }));
  web.answer("200 OK");
  const auto before = web.requests().size();
  ASSERT_TRUE(soon([&] { return web.requests().size() > before; }));
  EXPECT_THAT(said(), HasSubstr("event=witness_not_told org=ll witness=2 sort=web"));
  EXPECT_THAT(said(), HasSubstr("answered 503"));
  EXPECT_THAT(said(), Not(HasSubstr("secret")));
  EXPECT_EQ(written(), "candour/ll\n1\nroot\n\nsigned\n") << "the other one was told once";
}

TEST_F(Witnesses, wait_while_the_ledger_cannot_be_read_or_another_server_tells) {
  mine = false;
  options.targets = {read_target(file.string()).value()};
  start().reset();
  EXPECT_EQ(left, 0) << "it had nothing to leave";
  auto w = start();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(written(), "");
  broken = true;
  mine = true;
  ASSERT_TRUE(soon([&] { return said().find("the database is away") != std::string::npos; }));
  EXPECT_EQ(written(), "");
  broken = false;
  EXPECT_TRUE(soon([&] { return written() != ""; }));
  EXPECT_EQ(left, 0);
  w.reset();
  EXPECT_EQ(left, 1) << "another server need not wait";
}

TEST_F(Witnesses, end_at_once_even_while_one_does_not_answer) {
  WebServer web;
  web.answer("");
  options.targets = {read_target(web.url("/")).value()};
  auto w = start();
  ASSERT_TRUE(soon([&] { return web.requests().size() == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  w.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
}

}  // namespace
}  // namespace candour::outbox
