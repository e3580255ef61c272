// What is sent arrives as it was given; what cannot be sent is told.
#include "outbox/post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/id.h"
#include "outbox/smtp_server_for_tests.h"
#include "outbox/tls_server_for_tests.h"

namespace candour::outbox {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const Letter kLetter{"Checkpoint of candour/ll at 42 entries",
                     "candour/ll\n42\nAAAA\n\n\xe2\x80\x94 candour/ll BBBB\n",
                     {1'763'719'200'000}};
const std::atomic<bool> kGoOn{false};

Target target(std::string_view text) {
  return read_target(text).value();
}

TEST(Target, is_a_file_a_mail_address_or_an_address_of_the_web) {
  EXPECT_EQ(target("/var/log/checkpoints"), (Target{Target::Kind::File, "/var/log/checkpoints"}));
  EXPECT_EQ(target("mailto:witness@example.org"), (Target{Target::Kind::Mail, "witness@example.org"}));
  EXPECT_EQ(target("mailto:o'brien&co@example.org").to, "o'brien&co@example.org");
  EXPECT_EQ(target("https://example.org/x?y=1").kind, Target::Kind::Web);
  EXPECT_EQ(target("http://127.0.0.1:9/").kind, Target::Kind::Web);
  for (const char* bad : {"", "ftp://example.org", "https://", "https://a b", "mailto:", "mailto:nobody",
                          "mailto:a@b\nBcc: c@d", "mailto:a@b?bcc=c@d", "mailto:a b@c", "mailto:a@b/c",
                          "mailto:<a@b>", "mailto:a@b@c", "file:///x", "x\ny", "mailto:a@b,c@d"})
    EXPECT_EQ(read_target(bad).error().code, Code::Invalid) << bad;
}

TEST(Post, to_a_file_adds_to_its_end) {
  const auto file = fs::path(testing::TempDir()) / ("candour-post-" + to_text(make_id128(1)));
  ASSERT_TRUE(post(target(file.string()), kLetter, {}, kGoOn));
  ASSERT_TRUE(post(target(file.string()), kLetter, {}, kGoOn));
  std::ifstream in(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), kLetter.text + kLetter.text);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::remove(file);
  const auto no = post(target((file / "in" / "none").string()), kLetter, {}, kGoOn);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::Unavailable);
  EXPECT_THAT(no.error().detail.text, Not(HasSubstr("candour-post"))) << "the place is not for the log";
}

TEST(Post, to_a_full_disk_is_told) {
  EXPECT_THAT(post(target("/dev/full"), kLetter, {}, kGoOn).error().detail.text, HasSubstr("write: "));
}

TEST(Post, to_the_web_is_a_plain_text) {
  WebServer server;
  ASSERT_TRUE(post(target(server.url("/notes")), kLetter, {}, kGoOn));
  const auto got = server.requests();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_TRUE(got[0].starts_with("POST /notes HTTP/1.1\r\n")) << got[0];
  EXPECT_THAT(got[0], HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_TRUE(got[0].ends_with("\r\n\r\n" + kLetter.text)) << got[0];
}

TEST(Post, that_is_not_taken_is_told_and_leads_nowhere_else) {
  WebServer server;
  for (const char* answer : {"500 No", "404 Not Found", "401 Who"}) {
    server.answer(answer);
    EXPECT_THAT(post(target(server.url("/")), kLetter, {}, kGoOn).error().detail.text,
                HasSubstr(std::string("answered ") + std::string(answer).substr(0, 3)));
  }
  WebServer elsewhere;
  server.answer("302 Found\r\nLocation: " + elsewhere.url("/stolen"));
  EXPECT_FALSE(post(target(server.url("/")), kLetter, {}, kGoOn));
  EXPECT_TRUE(elsewhere.requests().empty());
  const auto nobody =
      post(target("http://127.0.0.1:" + std::to_string(free_port()) + "/secret"), kLetter, {}, kGoOn);
  ASSERT_FALSE(nobody);
  EXPECT_THAT(nobody.error().detail.text, Not(HasSubstr("secret")));
}

TEST(Post, by_mail_has_what_a_mail_needs_and_the_text_unharmed) {
  MailServer server;
  const Mailer mailer{server.url(), "candour@example.org", "", ""};
  ASSERT_TRUE(post(target("mailto:witness@example.org"), kLetter, mailer, kGoOn));
  const auto got = server.mails();
  ASSERT_EQ(got.size(), 1u);
  EXPECT_THAT(got[0], HasSubstr("MAIL FROM:<candour@example.org>"));
  EXPECT_THAT(got[0], HasSubstr("RCPT TO:<witness@example.org>"));
  EXPECT_THAT(got[0], HasSubstr("\r\nSubject: Checkpoint of candour/ll at 42 entries\r\n"));
  EXPECT_THAT(got[0], HasSubstr("\r\nDate: Fri, 21 Nov 2025 10:00:00 +0000\r\n"));
  EXPECT_THAT(got[0], HasSubstr("\r\nTo: <witness@example.org>\r\n"));
  EXPECT_THAT(got[0], HasSubstr("charset=utf-8"));
  // Quoted-printable, as RFC 2045 has it: the long dash is three bytes.
  EXPECT_THAT(got[0], HasSubstr("candour/ll\r\n42\r\nAAAA\r\n\r\n=E2=80=94 candour/ll BBBB\r\n"));
}

TEST(Post, by_mail_that_is_refused_or_cannot_be_sent_is_told) {
  MailServer server;
  server.refuse();
  EXPECT_EQ(
      post(target("mailto:a@example.org"), kLetter, {server.url(), "candour@example.org", "", ""}, kGoOn)
          .error()
          .code,
      Code::Conflict);
  EXPECT_EQ(post(target("mailto:a@example.org"), kLetter, {}, kGoOn).error().code, Code::Invalid);
  // A password goes to nobody in the clear.
  MailServer open;
  EXPECT_FALSE(post(target("mailto:a@example.org"), kLetter,
                    {open.url(), "candour@example.org", "user", "secret-word"}, kGoOn));
  for (const auto& mail : open.mails()) EXPECT_THAT(mail, Not(HasSubstr("AUTH")));
}

TEST(Post, by_mail_whose_end_was_not_answered_may_have_gone_and_has_the_same_id_each_time) {
  MailServer server;
  server.fall_silent();
  Letter letter = kLetter;
  letter.id = "01890000";
  for (int i = 0; i < 2; ++i) {
    const auto unsure =
        post(target("mailto:a@example.org"), letter, {server.url(), "candour@example.org", "", ""}, kGoOn);
    ASSERT_FALSE(unsure);
    EXPECT_EQ(unsure.error().code, Code::TooMuch);
  }
  const auto got = server.mails();
  ASSERT_EQ(got.size(), 2u);
  for (const auto& one : got) EXPECT_THAT(one, HasSubstr("\r\nMessage-ID: <01890000@example.org>\r\n"));
}

TEST(Post, by_mail_with_a_picture_has_it_beside_the_text) {
  MailServer server;
  Letter letter = kLetter;
  const auto* png = "\x89PNG";
  letter.attached.push_back({"picture-1.png", "image/png",
                             std::make_shared<const Bytes>(as_bytes(png).begin(), as_bytes(png).end())});
  ASSERT_TRUE(
      post(target("mailto:a@example.org"), letter, {server.url(), "candour@example.org", "", ""}, kGoOn));
  const auto got = server.mails().at(0);
  EXPECT_THAT(got, HasSubstr("Content-Type: multipart/mixed"));
  EXPECT_THAT(got, HasSubstr("filename=\"picture-1.png\""));
  EXPECT_THAT(got, HasSubstr("iVBORw=="));
}

TEST(Promise, LL_4_3_a_server_that_does_not_lock_the_way_is_given_nothing) {
  MailServer server;
  Letter letter = kLetter;
  letter.locked = true;
  Mailer mailer{server.url(), "candour@example.org", "", ""};
  mailer.locked = {{"nhs.net", server.url()}};
  const auto no = post(target("mailto:ward@surgery.nhs.net"), letter, mailer, kGoOn);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::NotAllowed);
  for (const auto& said : server.mails()) {
    EXPECT_THAT(said, Not(HasSubstr("MAIL FROM")));
    EXPECT_THAT(said, Not(HasSubstr("ward@")));
    EXPECT_THAT(said, Not(HasSubstr("BBBB")));
  }
}

TEST(Promise, LL_4_3_a_server_that_offers_to_lock_the_way_and_then_does_not_is_given_nothing) {
  for (const auto how :
       {MailServer::Offers::HangsUp, MailServer::Offers::CannotNow, MailServer::Offers::Nonsense}) {
    MailServer server;
    server.offers(how);
    Letter letter = kLetter;
    letter.locked = true;
    Mailer mailer{server.url(), "candour@example.org", "", ""};
    mailer.locked = {{"nhs.net", server.url()}};
    EXPECT_FALSE(post(target("mailto:ward@surgery.nhs.net"), letter, mailer, kGoOn)) << static_cast<int>(how);
    const auto said = server.mails();
    ASSERT_FALSE(said.empty());
    for (const auto& one : said) {
      EXPECT_THAT(one, HasSubstr("STARTTLS"));
      for (const char* told : {"MAIL FROM", "ward@", "BBBB"}) EXPECT_THAT(one, Not(HasSubstr(told)));
    }
  }
}

TEST(Promise, LL_4_3_a_server_whose_certificate_nobody_vouches_for_is_given_nothing) {
  const SelfSigned good("IP:127.0.0.1"), unknown("IP:127.0.0.1"), of_another("DNS:relay.example.org"),
      lapsed("IP:127.0.0.1", -1);
  const auto authorities =
      fs::path(testing::TempDir()) / ("candour-authorities-" + to_text(make_id128(2)) + ".pem");
  Letter letter = kLetter;
  letter.locked = true;
  const auto sent = [&](LockedMailServer& server, const SelfSigned& trusted) {
    trusted.trusted_in(authorities.string());
    Mailer mailer{server.url(), "candour@example.org", "", ""};
    mailer.locked = {{"nhs.net", server.url()}};
    mailer.authorities = authorities.string();
    return post(target("mailto:ward@surgery.nhs.net"), letter, mailer, kGoOn);
  };
  for (const auto& [shows, trusted] :
       {std::pair{&unknown, &good}, {&of_another, &of_another}, {&lapsed, &lapsed}}) {
    LockedMailServer server(*shows);
    const auto no = sent(server, *trusted);
    ASSERT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::Corrupt) << no.error().detail.text;
    const auto said = server.mails();
    ASSERT_FALSE(said.empty());
    for (const auto& one : said)
      for (const char* told : {"MAIL FROM", "ward@", "BBBB"}) EXPECT_THAT(one, Not(HasSubstr(told)));
  }
  LockedMailServer server(good);
  const auto yes = sent(server, good);
  EXPECT_TRUE(yes) << yes.error().detail.text;
  EXPECT_THAT(server.mails().at(0), HasSubstr("BBBB"));
  fs::remove(authorities);
}

TEST(Promise, LL_4_3_what_is_to_go_locked_goes_through_no_other_server) {
  MailServer open;
  Letter letter = kLetter;
  letter.locked = true;
  Mailer mailer{open.url(), "candour@example.org", "", ""};
  mailer.locked = {{"nhs.net", "smtp://127.0.0.1:" + std::to_string(free_port())}};
  const auto elsewhere = post(target("mailto:ward@example.org"), letter, mailer, kGoOn);
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, Code::NotAllowed);
  EXPECT_EQ(post(target("mailto:ward@nhs.net"), letter, mailer, kGoOn).error().code, Code::Unavailable);
  EXPECT_TRUE(open.mails().empty());
  // Of a domain and a part of it, the part has its own way, whichever was named last.
  MailServer whole;
  mailer.locked = {{"surgery.nhs.net", "smtp://127.0.0.1:" + std::to_string(free_port())},
                   {"nhs.net", whole.url()}};
  EXPECT_FALSE(post(target("mailto:ward@surgery.nhs.net"), letter, mailer, kGoOn));
  EXPECT_TRUE(whole.mails().empty());
  EXPECT_TRUE(post(target("mailto:ward@example.org"), kLetter, mailer, kGoOn)) << "what tells nothing may";
}

TEST(Post, a_locked_way_is_read_from_a_domain_and_a_server) {
  const auto way = read_locked_way("nhs.net=smtps://relay.nhs.net:465");
  ASSERT_TRUE(way);
  EXPECT_EQ(way->domain, "nhs.net");
  EXPECT_EQ(way->url, "smtps://relay.nhs.net:465");
  for (const char* bad :
       {"", "nhs.net", "nhs.net=", "nhs.net=relay", "net=smtp://a", "=smtp://a", "a b.c=smtp://a"})
    EXPECT_EQ(read_locked_way(bad).error().code, Code::Invalid) << bad;
}

TEST(Post, that_is_under_way_ends_when_it_is_told_to) {
  WebServer server;
  server.answer("");  // takes the request and says nothing
  std::atomic<bool> stop{false};
  const auto begun = std::chrono::steady_clock::now();
  std::thread stopper([&] {
    while (server.requests().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    stop = true;
  });
  EXPECT_FALSE(post(target(server.url("/")), kLetter, {}, stop));
  stopper.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

}  // namespace
}  // namespace candour::outbox
