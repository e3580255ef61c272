// What goes to somebody outside: what was picked and no more, to those who may get it, and by mail only where
// the way is locked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letters/letters_for_tests.h"
#include "letters/mail.h"
#include "letters/pickups.h"
#include "paper/html.h"
#include "people/lines_for_tests.h"
#include "record/sharing_for_tests.h"
#include "store/accounted.h"

namespace candour::letters {
namespace {

using ledger::Act;
using testing::HasSubstr;
using testing::Not;

class Sending : public Desk {
 protected:
  LetterMail mail{w.gate, *w.db, *w.vault, w.clock};
  Pickups pickups{w.gate, *w.db, *w.vault, w.clock};
  people::LinesSince since{*w.db, *w.ledger};

  charter::Values about(std::vector<std::string> what) {
    return record::what_is_told(today(w.clock.now()), "health", "for-deliver-support", std::move(what));
  }
  Result<EntryId> share(const charter::Values& values) {
    auto e = fresh("disclosure", "{}");
    e.values = values;
    return entries.write(to_write(worker, "disclosure"), e);
  }
  EntryId told() {
    auto values = about({"health"});
    values["already"] = "yes";
    return must(share(values));
  }
  CategorySet only(std::string_view code) {
    CategorySet set;
    set.add(*w.charter->find_category(code));
    return set;
  }
  std::vector<record::Entry> seen() {
    return must(entries.timeline(see(worker), person, {}, {}, 20)).entries;
  }
  Result<std::vector<PickedPart>> ticked(CategorySet what, std::vector<std::string> ticks) {
    return pick(*w.charter, seen(), what, ticks);
  }
  std::string code_of(EntryId id) { return pick_code(entry(worker, id)); }
  std::string paper(const std::vector<PickedPart>& parts) {
    SharedPaper s{"Maya Okafor", "Front desk", "That she is safe", "Kim Worker", {}, w.clock.now()};
    for (const auto& p : parts) s.picked.emplace_back(entry(worker, p.entry), p.fields);
    return paper::html_page(shared_paper(*w.charter, s));
  }
  Status queue(EntryId id, LetterParcel parcel) {
    return mail.queue(to_write(worker, "disclosure"), person, id, parcel);
  }
  static LetterParcel itself(std::string to) {
    return {.to = std::move(to), .subject = "Confidential", .text = "zqparcelqz"};
  }
  LetterPosted posted(EntryId id) { return *must(mail.posted(see(worker), person, id)); }
  void into_state(EntryId id, std::string_view state) {
    must(w.db->write([&](store::Txn& txn) {
      store::no_entry_needed("a test: what a step does");
      return txn.run("UPDATE entry SET state=$3 WHERE org=$1 AND id=$2", {w.db->org(), id, state})
          .map([](auto) {});
    }));
  }
};

TEST_F(Sending, Promise_LL_3_1_what_was_picked_goes_and_nothing_beside_it) {
  const auto plan_id = plan();
  const auto how = write(worker, "communication-profile",
                         R"({"in-short":"zqshortqz","please-do":"zqhelpsqz","formats":["email"]})");
  const auto what = only("communication");
  const auto parts = must(ticked(what, {code_of(how) + "/in-short"}));
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].fields, std::vector<std::string>{"in-short"});
  EXPECT_THAT(paper(parts), HasSubstr("zqshortqz"));
  EXPECT_THAT(paper(parts), Not(HasSubstr("zqhelpsqz"))) << "of the same entry";
  EXPECT_THAT(paper(parts), Not(HasSubstr("Seeing friends"))) << "of another";
  EXPECT_TRUE(must(ticked(what, {})).empty()) << "nothing is picked by itself";
  EXPECT_FALSE(ticked(what, {code_of(plan_id) + "/what-matters"})) << "the sharing is not about care";
  EXPECT_TRUE(ticked(what | only("care"), {code_of(plan_id) + "/what-matters"}));
  EXPECT_FALSE(ticked(what, {code_of(how) + "/in-short", code_of(how) + "/nothing-such"}))
      << "nothing goes unseen";
  const auto looked_at = code_of(how) + "/in-short";
  must(entries.change(to_write(worker, "communication-profile"), person, how, 1,
                      record::values(R"({"in-short":"zqotherqz","formats":["email"]})"), ""));
  EXPECT_FALSE(ticked(what, {looked_at})) << "it says something else than was looked at";
}

TEST_F(Sending, Promise_LL_3_1_who_does_not_need_it_is_not_told_it) {
  EXPECT_TRUE(share(about({"health", "risk"})));
  for (const char* not_theirs : {"financial", "convictions", "family", "safeguarding"})
    EXPECT_THAT(record::wrong_at(share(about({"health", not_theirs})), "what"),
                HasSubstr("notice, part 3.1.2"))
        << not_theirs;
}

TEST_F(Sending, Promise_LL_3_1_another_person_s_pass_puts_nothing_ready) {
  const auto id = told();
  const auto somebody = enrol();
  const auto pass = must(w.gate.write(worker, somebody, w.service(), w.kind("disclosure")));
  EXPECT_FALSE(pickups.make(pass, person, id, {}, as_bytes("%PDF")));
  EXPECT_FALSE(mail.queue(pass, person, id, itself("ward@nhs.net")));
}

TEST_F(Sending, Promise_LL_4_3_what_stands_in_a_record_goes_only_to_a_domain_of_the_notice_and_locked) {
  const auto id = told();
  for (const char* elsewhere : {"maya@example.org", "gp@nhs.net.example.org", "gp@notnhs.net"}) {
    const auto no = queue(id, itself(elsewhere));
    ASSERT_FALSE(no) << elsewhere;
    EXPECT_EQ(no.error().code, Code::NotAllowed);
  }
  EXPECT_TRUE(must(mail.take(5)).empty());
  must(queue(id, itself("front@surgery.nhs.net")));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_FALSE(waiting[0].parcel.open) << "the courier sends it locked or not at all";
  must(mail.failed(waiting[0], record::NotSent::NotLocked));
  EXPECT_EQ(posted(id).why, record::NotSent::NotLocked) << "the record says so";
  EXPECT_TRUE(posted(id).itself);
}

TEST_F(Sending, Promise_LL_4_3_where_it_is_collected_may_go_open) {
  const auto id = told();
  must(queue(id,
             {.to = "gp@example.org", .subject = "Something is ready", .text = "An address", .open = true}));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_TRUE(waiting[0].parcel.open);
  EXPECT_FALSE(posted(id).itself);
}

TEST_F(Sending, Attack_what_was_called_back_after_it_was_taken_goes_no_more) {
  const auto id = told();
  must(queue(id, itself("ward@nhs.net")));
  const auto taken = must(mail.take(5));
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_TRUE(must(mail.goes(taken[0])));
  must(mail.call_back(to_write(worker, "disclosure"), person, id));
  EXPECT_FALSE(must(mail.goes(taken[0])));
}

TEST_F(Sending, Attack_what_was_to_be_told_anew_does_not_go_as_it_was) {
  const auto id = told();
  must(queue(id, itself("ward@nhs.net")));
  into_state(id, "told-of-change");
  EXPECT_TRUE(must(mail.take(5)).empty());
}

TEST_F(Sending, what_may_not_be_told_any_more_is_not_sent) {
  const auto id = told();
  must(queue(id, itself("ward@nhs.net")));
  into_state(id, "dropped");
  EXPECT_TRUE(must(mail.take(5)).empty());
  EXPECT_TRUE(posted(id).given_up);
}

TEST_F(Sending, Promise_ALL_2_mail_that_is_asked_for_or_called_back_leaves_a_line) {
  const auto id = told();
  since.again();
  must(queue(id, itself("ward@nhs.net")));
  EXPECT_TRUE(since.has({worker_id, Act::Disclose, "letter", {person}, "mail", "allowed", id.text()}));
  since.again();
  must(mail.call_back(to_write(worker, "disclosure"), person, id));
  EXPECT_TRUE(since.has({worker_id, Act::Change, "letter", {person}, "called back", "allowed", id.text()}));
  EXPECT_TRUE(must(mail.take(5)).empty());
  EXPECT_EQ(posted(id).why, record::NotSent::CalledBack);
  since.again();
  auto again = itself("ward@nhs.uk");
  again.again = again.open = true;
  again.parts = {{id, 1, {"words"}}};
  must(queue(id, again));
  EXPECT_TRUE(since.has({worker_id, Act::Disclose, "letter", {person}, "told where", "allowed", id.text()}));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].parcel.to, "ward@nhs.uk");
}

TEST_F(Sending, a_letter_is_collected_too_by_whoever_wants_no_paper) {
  auto a = asked("plain");
  a.words["words"] = "Thank you.";
  const auto made = must(compose(a));
  const auto id = must(letters.keep(to_write(worker, "letter"), a, made, made.mark, "key"));
  const auto pass = to_write(worker, "letter");
  const auto ready = must(pickups.make(pass, person, id, {}, as_bytes("%PDF zqletterqz")));
  must(pickups.open(pass, ready.id));
  EXPECT_TRUE(pickups.collect(ready.secret, ready.code, "192.0.2.7"));
  const auto of_note = note();
  const auto other = must(pickups.make(pass, person, of_note, {}, as_bytes("%PDF")));
  must(pickups.open(pass, other.id));
  EXPECT_FALSE(pickups.collect(other.secret, other.code, "192.0.2.7")) << "a note is no letter";
}

}  // namespace
}  // namespace candour::letters
