// What waits is sent as mail, how it went is told, and an address that is none sends nothing.
#include "outbox/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbox/smtp_server_for_tests.h"

namespace candour::outbox {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Courier, mail_goes_and_what_cannot_go_is_told) {
  SystemClock clock;
  Mutex lock;
  std::string diary;
  const log::Log log(clock, [&](std::string_view line) {
    const Hold hold(lock);
    diary += line;
  });
  MailServer server;
  std::atomic<int> asked{0}, sent{0}, failed{0};
  const auto went = [&](const Status& yes) {
    ++(yes ? sent : failed);
    return Status{};
  };
  const Mailbox box{"ll", [&]() -> Result<std::vector<Parcel>> {
                      if (asked++ > 0) return std::vector<Parcel>{};
                      return std::vector<Parcel>{
                          {"lead@example.org", "Something needs you", "Sign in.\n", went},
                          {"called.back@example.org", "S", "T", went, {}, false, [] { return false; }},
                          {"lead@example.org\r\nBcc: x@example.org", "S", "T", went}};
                    }};
  const Mailbox broken{"im", []() -> Result<std::vector<Parcel>> {
                         return fail(Code::Unavailable, "no", "the database is away");
                       }};
  {
    const Courier courier({broken, box}, {server.url(), "candour@example.org", {}, {}}, clock, log, 5ms);
    for (int i = 0; i < 1000 && (sent + failed < 2 || asked < 3); ++i) std::this_thread::sleep_for(5ms);
  }
  EXPECT_EQ(sent, 1);
  EXPECT_EQ(failed, 1);
  EXPECT_EQ(server.mails().size(), 1u) << "what was called back since it was taken does not go";
  EXPECT_GE(asked, 3) << "one organisation's trouble stops no other's mail";
  const Hold hold(lock);
  EXPECT_THAT(diary, HasSubstr("the database is away"));
  EXPECT_THAT(diary, Not(HasSubstr("lead@"))) << "no address in the log";
}

}  // namespace
}  // namespace candour::outbox
