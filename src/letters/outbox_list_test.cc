// What waits to be sent and what was given up: told to those who run the organisation, without content.
#include "letters/outbox_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letters/letters_for_tests.h"
#include "letters/mail.h"
#include "letters/pickups.h"
#include "record/alert_mail.h"
#include "record/sharing_for_tests.h"

namespace candour::letters {
namespace {

class InTheOutbox : public Desk {
 protected:
  LetterMail mail{w.gate, *w.db, *w.vault, w.clock};
  Pickups pickups{w.gate, *w.db, *w.vault, w.clock};
  const gate::Actor admin = w.actor(w.hire("admin"));

  EntryId told() {
    auto e = fresh("disclosure", "{}");
    e.values = record::what_is_told(today(w.clock.now()), "health", "for-deliver-support", {"health"});
    e.values["already"] = "yes";
    return must(entries.write(to_write(worker, "disclosure"), e));
  }
  OutboxList list() { return must(outbox_list(admin, w.gate, *w.db, w.clock.now())); }
  void later(std::int64_t minutes) { w.clock.set({w.clock.now().ms + minutes * 60'000}); }
};

TEST_F(InTheOutbox, what_waits_says_since_when_how_often_and_why_not) {
  EXPECT_TRUE(list().waits.empty());
  must(mail.queue(to_write(worker, "disclosure"), person, told(),
                  {.to = "ward@nhs.net", .subject = "S", .text = "T"}));
  ASSERT_EQ(list().waits.size(), 1u);
  EXPECT_EQ(list().waits[0].sort, InOutbox::Sort::Sharing);
  EXPECT_EQ(list().waits[0].staff, worker_id);
  EXPECT_EQ(list().waits[0].tries, 0);
  must(mail.failed(must(mail.take(5)).at(0), record::NotSent::NotLocked));
  EXPECT_EQ(list().waits[0].tries, 1);
  EXPECT_EQ(list().waits[0].why, record::NotSent::NotLocked);
  later(1500);
  EXPECT_TRUE(must(mail.take(5)).empty());
  EXPECT_TRUE(list().waits.empty());
  ASSERT_EQ(list().given_up.size(), 1u);
  EXPECT_THAT(std::string(what_to_do(list().given_up[0])), testing::HasSubstr("must lock the way"));
  later(std::int64_t{60} * 24 * 15);
  EXPECT_TRUE(list().given_up.empty());
}

TEST_F(InTheOutbox, what_was_sent_or_called_back_or_collected_is_not_there) {
  const auto pass = to_write(worker, "disclosure");
  const auto first = told(), second = told();
  must(mail.queue(pass, person, first, {.to = "a@nhs.net", .subject = "S", .text = "T"}));
  must(mail.queue(pass, person, second, {.to = "b@example.org", .subject = "S", .text = "T", .open = true}));
  must(mail.call_back(pass, person, first));
  ASSERT_EQ(list().waits.size(), 1u);
  EXPECT_EQ(list().waits[0].sort, InOutbox::Sort::WhereToCollect);
  EXPECT_TRUE(list().given_up.empty());
  must(mail.sent(must(mail.take(5)).at(0)));
  EXPECT_TRUE(list().waits.empty());
  const auto made = must(pickups.make(pass, person, second, {}, as_bytes("%PDF")));
  EXPECT_TRUE(list().waits.empty()) << "closed still";
  must(pickups.open(pass, made.id));
  ASSERT_EQ(list().waits.size(), 1u);
  EXPECT_EQ(list().waits[0].sort, InOutbox::Sort::ToCollect);
  must(pickups.collect(made.secret, made.code, "192.0.2.7"));
  EXPECT_TRUE(list().waits.empty());
}

TEST_F(InTheOutbox,
       codes_for_doors_of_their_own_are_told_without_whose_and_only_what_was_tried_was_given_up) {
  const auto asked = [&](int n, bool over, store::Param why) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test: who asks for a code");
      return txn
          .run(
              "INSERT INTO own_code (org, id, browser, code, sealed, mail, born, raised, tries, next, given_up, why) "
              "VALUES ($1, $2, $3, 1, $3, 1, 1, $4, 1, $4, $5, $6)",
              {w.db->org(), record::MailId::make(n), ByteView(vault::token_hash(std::to_string(n))),
               w.clock.now().ms, over ? store::Param(w.clock.now().ms) : store::Param(), why})
          .map([](auto) {});
    }));
  };
  asked(1, false, {});
  asked(2, true, {});  // nobody here is meant
  asked(3, true, record::not_sent_code(record::NotSent::NoAnswer));
  ASSERT_EQ(list().waits.size(), 1u);
  EXPECT_EQ(list().waits[0].sort, InOutbox::Sort::OwnCode);
  EXPECT_TRUE(list().waits[0].staff.is_nil());
  ASSERT_EQ(list().given_up.size(), 1u);
  EXPECT_EQ(list().given_up[0].why, record::NotSent::NoAnswer);
}

TEST_F(InTheOutbox, nobody_sees_it_who_does_not_run_the_organisation) {
  for (const auto& who : {worker, manager}) {
    const auto no = outbox_list(who, w.gate, *w.db, w.clock.now());
    ASSERT_FALSE(no);
    EXPECT_EQ(no.error().code, Code::NotAllowed);
  }
}

}  // namespace
}  // namespace candour::letters
