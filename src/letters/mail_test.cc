// Letters by mail: where one may go, that it goes once, is tried again, and is gone from the queue when it
// went.
#include "letters/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letters/letters_for_tests.h"
#include "people/lines_for_tests.h"

namespace candour::letters {
namespace {

using ledger::Act;

class Mail : public Desk {
 protected:
  LetterMail mail{w.gate, *w.db, *w.vault, w.clock};
  people::LinesSince since{*w.db, *w.ledger};
  const LetterParcel parcel{
      .to = "ward@nhs.net", .subject = "A letter for you", .text = "Dear Maya, zqletterqz"};

  EntryId kept() {
    auto a = asked("plain");
    a.words["words"] = "Thank you.";
    const auto made = must(compose(a));
    return must(letters.keep(to_write(worker, "letter"), a, made, made.mark, "key"));
  }
  void later(std::int64_t minutes) { w.clock.set({w.clock.now().ms + minutes * 60'000}); }
};

TEST_F(Mail, it_goes_only_where_it_may_go) {
  const auto of = [&](std::string_view code) {
    const auto all = must(letters.addressees(see(worker), person, letter("plain"), w.service()));
    return *std::ranges::find(all, code, &Addressee::code);
  };
  EXPECT_EQ(mail_rule(of("person"), "").to, "") << "nobody asked for email instead of paper";
  auto them = of("person");
  them.wants_mail = true;
  EXPECT_EQ(mail_rule(them, "other@example.org").to, "")
      << "there is no address on record, and none is taken";
  them.email = "maya@example.org";
  EXPECT_EQ(mail_rule(them, "other@example.org").to, "maya@example.org");
  EXPECT_FALSE(mail_rule(them, "").locked) << "where it is collected, and no more";
  const auto health = of("recipient:health");
  EXPECT_EQ(mail_rule(health, "ward@NHS.net").to, "ward@nhs.net");
  EXPECT_EQ(mail_rule(health, "ward@mail.nhs.net").to, "ward@mail.nhs.net");
  for (const char* elsewhere :
       {"ward@example.org", "ward@notnhs.net", "ward@nhs.net.example.org", "", "ward"})
    EXPECT_EQ(mail_rule(health, elsewhere).to, "") << elsewhere;
  EXPECT_NE(mail_rule(health, "ward@example.org").why_not.find("nhs.net or nhs.uk"), std::string::npos);
  EXPECT_EQ(mail_rule(of("recipient:landlord"), "office@example.org").to, "") << "no safe address is named";
}

TEST_F(Mail, who_asked_for_email_instead_of_paper_may_have_it) {
  write(worker, "communication-profile", R"({"in-short":"Mail me","formats":["email","large-print"]})");
  const auto all = must(letters.addressees(see(worker), person, letter("plain"), w.service()));
  EXPECT_TRUE(all.front().wants_mail);
  EXPECT_TRUE(all.front().large_print);
}

TEST_F(Mail, Promise_ALL_2_a_letter_by_mail_leaves_a_line_when_it_is_asked_for_and_when_it_went) {
  const auto id = kept();
  const auto pass = to_write(worker, "letter");
  since.again();
  must(mail.queue(pass, person, id, parcel));
  EXPECT_TRUE(since.has({worker_id, Act::Disclose, "letter", {person}, "mail", "allowed", id.text()}));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  since.again();
  must(mail.sent(waiting[0]));
  EXPECT_TRUE(since.has({{}, Act::Job, "letter-mail", {person}, "", "sent", id.text()}));
}

TEST_F(Mail, Promise_LL_2_2b_asked_for_twice_it_goes_once) {
  const auto id = kept();
  const auto pass = to_write(worker, "letter");
  must(mail.queue(pass, person, id, parcel));
  must(mail.queue(pass, person, id, parcel));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].parcel.to, parcel.to);
  EXPECT_EQ(waiting[0].parcel.text, parcel.text);
  EXPECT_TRUE(must(mail.take(5)).empty()) << "another server does not get it as well";
  EXPECT_FALSE(must(mail.posted(see(worker), person, id))->sent);
  must(mail.sent(waiting[0]));
  EXPECT_EQ(must(mail.posted(see(worker), person, id))->sent->ms, w.clock.now().ms);
  must(mail.queue(pass, person, id, parcel));
  later(60);
  EXPECT_TRUE(must(mail.take(5)).empty());
}

TEST_F(Mail, one_that_failed_is_tried_again_and_given_up_after_a_day) {
  const auto id = kept();
  must(mail.queue(to_write(worker, "letter"), person, id, parcel));
  const auto first = must(mail.take(5));
  ASSERT_EQ(first.size(), 1u);
  must(mail.failed(first[0]));
  EXPECT_TRUE(must(mail.take(5)).empty());
  later(2);
  const auto second = must(mail.take(5));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].tries, 1);
  later(1500);
  EXPECT_TRUE(must(mail.take(5)).empty());
  EXPECT_TRUE(must(mail.posted(see(worker), person, id))->given_up);
}

TEST_F(Mail, what_it_says_lies_sealed_and_opens_for_nobody_once_it_went) {
  const auto id = kept();
  must(mail.queue(to_write(worker, "letter"), person, id, parcel));
  EXPECT_EQ(store::rows_that_hold(*w.db, "letter_mail", "sealed", "zqletterqz"), 0);
  const auto waiting = must(mail.take(5));
  must(mail.sent(waiting[0]));
  Bytes sealed;
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM letter_mail WHERE org=$1", {w.db->org()}, [&](const store::Row& r) {
      sealed.assign(r.blob(0).begin(), r.blob(0).end());
      return false;
    });
  }));
  EXPECT_FALSE(w.vault->open_thing(waiting[0].id.raw, "letter-mail", sealed));
}

}  // namespace
}  // namespace candour::letters
