// A report of what was not delivered is read strictly: it names one of our mails, or it is none.
#include "outbox/bounces.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/id.h"

namespace candour::outbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFrom = "candour@example.org";

std::string report(const std::string& action = "failed", const std::string& id = "<0189-ab@example.org>",
                   const std::string& type = "message/rfc822", const std::string& kind = "delivery-status") {
  return "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\nTo: candour@example.org\r\n"
         "Subject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=" +
         kind +
         ";\r\n\tboundary=\"=_b 1\"\r\n\r\nfor people\r\n--=_b 1\r\nContent-Type: text/plain\r\n\r\nNobody of "
         "that name.\r\nMessage-ID: <not-this@example.org>\r\n--=_b 1\r\nContent-Type: "
         "message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; "
         "nobody@example.net\r\nAction: " +
         action + "\r\nStatus: 5.1.1\r\n\r\n--=_b 1\r\nContent-Type: " + type +
         "\r\n\r\nFrom: Candour <candour@example.org>\r\nMessage-ID:\r\n " + id +
         "\r\nSubject: Something\r\n\r\nbody\r\n--=_b 1--\r\n";
}

TEST(Bounces, a_report_of_a_failure_names_the_mail_that_was_not_delivered) {
  EXPECT_EQ(read_bounce(report(), kFrom), "0189-ab");
  EXPECT_EQ(read_bounce(report("Failed"), kFrom), "0189-ab");
  EXPECT_EQ(read_bounce(report("failed", "<0189-ab@EXAMPLE.org>", "text/rfc822-headers"), kFrom), "0189-ab");
}

TEST(Bounces, whatever_is_no_failure_of_one_of_our_mails_is_none) {
  EXPECT_FALSE(read_bounce(report("delayed"), kFrom)) << "it is on its way still";
  EXPECT_FALSE(read_bounce(report("delivered"), kFrom));
  EXPECT_FALSE(read_bounce(report("failed", "<0189-ab@example.net>"), kFrom)) << "another's mail";
  EXPECT_FALSE(read_bounce(report("failed", "<0189-ab@example.org.example.net>"), kFrom));
  EXPECT_FALSE(read_bounce(report("failed", "<0189' OR 1=1@example.org>"), kFrom));
  EXPECT_FALSE(read_bounce(report("failed", "0189-ab@example.org"), kFrom));
  EXPECT_FALSE(read_bounce(report("failed", "<@example.org>"), kFrom));
  EXPECT_FALSE(read_bounce(report("failed", "<0189-ab@example.org>", "text/plain"), kFrom));
  EXPECT_FALSE(
      read_bounce(report("failed", "<0189-ab@example.org>", "message/rfc822", "disposition"), kFrom));
  EXPECT_FALSE(read_bounce("Subject: Out of office\n\nMessage-ID: <0189-ab@example.org>\n", kFrom));
  EXPECT_FALSE(read_bounce("", kFrom));
  EXPECT_FALSE(read_bounce(report(), ""));
}

TEST(Bounces, damaged_reports_end_nothing) {
  const auto whole = report();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    (void)read_bounce(whole.substr(0, n), kFrom);
    (void)read_bounce(whole.substr(n), kFrom);
  }
}

TEST(Bounces, a_mailbox_is_read_once_and_what_could_not_be_noted_is_read_again) {
  const auto box = fs::path(testing::TempDir()) / ("candour-maildir-" + to_text(make_id128(1)));
  for (const char* folder : {"new", "cur", "tmp"}) fs::create_directories(box / folder);
  std::ofstream(box / "new" / "1.a.host") << report();
  std::ofstream(box / "new" / "2.b.host") << "Subject: Hello\n\nAn answer that nobody reads\n";
  int noted = 0;
  const auto no = [](const std::string&) { return Status(fail(Code::Unavailable, "no")); };
  EXPECT_FALSE(read_bounces(box.string(), kFrom, no));
  const auto yes = [&](const std::string& id) {
    EXPECT_EQ(id, "0189-ab");
    ++noted;
    return Status{};
  };
  ASSERT_TRUE(read_bounces(box.string(), kFrom, yes));
  ASSERT_TRUE(read_bounces(box.string(), kFrom, yes));
  EXPECT_EQ(noted, 1);
  EXPECT_TRUE(fs::exists(box / "cur" / "1.a.host:2,S"));
  EXPECT_TRUE(fs::is_empty(box / "new"));
  EXPECT_FALSE(read_bounces((box / "none").string(), kFrom, yes));
  fs::remove_all(box);
}

}  // namespace
}  // namespace candour::outbox
