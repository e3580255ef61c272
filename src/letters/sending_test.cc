// What goes to somebody outside: what was picked and no more, to those who may get it, and by mail only where
// the way is locked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "letters/letters_for_tests.h"
#include "letters/mail.h"
#include "letters/pickups.h"
#include "paper/html.h"
#include "people/circle_for_tests.h"
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
  SharedPaper shared(const std::vector<PickedPart>& parts) {
    SharedPaper s{"Maya Okafor", "Front desk", "That she is safe", "Kim Worker", {}, w.clock.now()};
    for (const auto& p : parts) s.picked.emplace_back(entry(worker, p.entry), p.fields);
    return s;
  }
  std::string paper(const std::vector<PickedPart>& parts) {
    return paper::html_page(shared_paper(*w.charter, shared(parts)));
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

TEST_F(Sending, Promise_LL_5_2_what_is_disputed_goes_as_that_and_with_their_words_where_chosen) {
  const auto id = note();
  must(record::Disputes(w.gate, *w.db, entries, w.clock)
           .say(worker, {person, {id.raw, {"what-happened"}}, {}, "zqnotsoqz", ""}));
  auto s = shared({{id, 1, {"what-happened"}}});
  s.disputed = must(record::disputed_in(w.gate, *w.db, entries, see(worker), person));
  for (const auto& said : {paper::html_page(shared_paper(*w.charter, s)), shared_data(*w.charter, s)}) {
    EXPECT_THAT(said, HasSubstr("Disputed: the person says otherwise about"));
    EXPECT_THAT(said, Not(HasSubstr("zqnotsoqz"))) << "not without a choice of its own";
  }
  s.their_words = true;
  for (const auto& said : {paper::html_page(shared_paper(*w.charter, s)), shared_data(*w.charter, s)})
    EXPECT_THAT(said, HasSubstr("zqnotsoqz"));
  // A newer one about another answer hides no older one.
  must(record::Disputes(w.gate, *w.db, entries, w.clock)
           .say(worker, {person, {id.raw, {"method"}}, {}, "zqneweronqz", ""}));
  s.disputed = must(record::disputed_in(w.gate, *w.db, entries, see(worker), person));
  EXPECT_THAT(shared_data(*w.charter, s), HasSubstr("zqnotsoqz"));
  EXPECT_THAT(shared_data(*w.charter, s), Not(HasSubstr("zqneweronqz")));
  std::erase_if(s.disputed, [](const auto& d) { return d.fields == std::vector<std::string>{"method"}; });
  s.picked.front().second = {"method"};
  EXPECT_THAT(shared_data(*w.charter, s), Not(HasSubstr("isputed"))) << "another answer is not disputed";
}

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

TEST_F(Sending, Promise_LL_3_1_data_for_another_system_has_what_was_picked_and_nothing_beside_it) {
  const auto how = write(worker, "communication-profile",
                         R"({"in-short":"zq \"short\" qz","please-do":"zqhelpsqz","formats":["email"]})");
  const auto parts =
      must(ticked(only("communication"), {code_of(how) + "/in-short", code_of(how) + "/formats"}));
  const auto text = shared_data(*w.charter, shared(parts));
  EXPECT_THAT(text, Not(HasSubstr("zqhelpsqz")));
  const auto data = boost::json::parse(text);
  EXPECT_EQ(data.at("about"), "Maya Okafor");
  ASSERT_EQ(data.at("entries").as_array().size(), 1u);
  const auto& answers = data.at("entries").at(0).at("answers").as_array();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].at("value"), "zq \"short\" qz");
  EXPECT_EQ(answers[1].at("value"), boost::json::array{"email"});
  EXPECT_THAT(std::string(answers[1].at("words").as_string()), HasSubstr("mail"));
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
  must(mail.failed(waiting[0], record::not_sent(Code::Corrupt)));
  EXPECT_THAT(
      std::string(record::not_sent_words(posted(id).why)),
      testing::HasSubstr("no certificate by which it is known to be theirs, so it was given nothing"));
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

/// Told, and on its way, to somebody who gets it only as long as something holds.
class OnItsWay : public Sending {
 protected:
  EntryId goes(std::string_view who, std::string_view on, std::string_view what) {
    auto values = record::what_is_told(today(w.clock.now()), who, on, {std::string(what)});
    values["already"] = "yes";
    const auto id = must(share(values));
    must(queue(id, itself("ward@nhs.net")));
    const auto pass = to_write(worker, "disclosure");
    const auto made = must(pickups.make(pass, person, id, {}, as_bytes("%PDF zqcollectedqz")));
    must(pickups.open(pass, made.id));
    ready = made.secret;
    return id;
  }
  void later(std::int64_t hours) { w.clock.set({w.clock.now().ms + hours * 3'600'000}); }
  /// Whatever holds it has ended: neither the courier's copy goes nor anybody else's, and all say why.
  void stops(EntryId id, const LetterMailItem& taken, std::string_view part) {
    EXPECT_FALSE(must(mail.goes(taken))) << "asked just before it goes";
    EXPECT_THAT(must(mail.why_not_any_more(see(worker), person, id)), HasSubstr(std::string(part)));
    EXPECT_EQ(pickups.there(ready, "192.0.2.7").error().code, Code::NotFound) << "nor is it collected";
    since.again();
    EXPECT_TRUE(must(mail.take(5)).empty());
    EXPECT_TRUE(since.has({{}, Act::Refuse, "letter-mail", {person}, "", "not-any-more", id.text()}));
    EXPECT_EQ(posted(id).why, record::NotSent::MayNot);
    EXPECT_TRUE(posted(id).given_up);
  }
  LetterMailItem first() {
    auto all = must(mail.take(5));
    EXPECT_EQ(all.size(), 1u);
    EXPECT_TRUE(must(mail.goes(all.at(0))));
    must(mail.failed(all.at(0)));
    must(pickups.there(ready, "192.0.2.8"));
    return all.at(0);
  }
  std::string ready;
};

TEST_F(OnItsWay, Promise_LL_3_1_2_and_ALL_2_an_agreement_that_ends_meanwhile_stops_what_was_picked) {
  auto e = record::signed_for(w, gate::subject_of(*w.charter, w.service()), "insurer");
  e.values["until"] = iso_date(today(w.clock.now()));
  e.values["renew-from"] = iso_date(today(w.clock.now()));
  must(entries.write(must(w.gate.write(manager, e.person, e.service, e.kind)), e));
  const auto id = goes("insurer", "for-insurance-claims", "incident");
  const auto taken = first();
  later(15);
  stops(id, taken, "only under an agreement, and none holds today (notice, part 3.1.2)");
}

TEST_F(OnItsWay, Promise_LL_3_2b_an_authority_that_ends_meanwhile_stops_what_was_picked) {
  people::Relationship r;
  r.person = person;
  r.name = "Ada Okafor";
  r.relation = "sibling";
  r.authority = "lpa-health";
  r.evidence = "The paper with its stamp, on 20 November";
  r.may_know = {"care"};
  r.until = UnixMs{w.clock.now().ms + 2 * 3'600'000};
  people::add_verified(w, circle, must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), r);
  const auto id = goes("attorney", "for-deliver-support", "care");
  const auto taken = first();
  later(3);
  stops(id, taken, "Nobody speaks for them so any more");
}

TEST_F(OnItsWay, Promise_LL_2_1g_what_they_do_not_want_told_any_more_is_not_sent) {
  const auto id = goes("social-worker", "for-deliver-support", "care");
  const auto taken = first();
  later(1);
  people::Relationship r;
  r.person = person;
  r.name = "Ada Okafor";
  r.relation = r.recipient = "social-worker";
  r.not_to_know = {"care"};
  must(circle.add(must(w.gate.write(manager, person, w.service(), w.kind("supporters"))), r));
  stops(id, taken, "They do not want it told to them any more");
}

TEST_F(Sending, what_a_server_had_and_did_not_answer_for_goes_twice_at_most) {
  const auto id = told();
  must(queue(id, itself("ward@nhs.net")));
  const auto again = [&](record::NotSent why) {
    w.clock.set({w.clock.now().ms + 3'600'000});
    const auto now = must(mail.take(5));
    for (const auto& one : now) must(mail.failed(one, why));
    return now.size();
  };
  EXPECT_EQ(again(record::NotSent::MayHaveGone), 1u);
  EXPECT_EQ(again(record::NotSent::NoAnswer), 1u);
  EXPECT_EQ(posted(id).why, record::NotSent::MayHaveGone) << "it is not forgotten over a later try";
  EXPECT_EQ(again(record::NotSent::MayHaveGone), 1u);
  EXPECT_TRUE(posted(id).given_up);
  EXPECT_EQ(again(record::NotSent::MayHaveGone), 0u);
}

TEST_F(Sending, Promise_ALL_2_what_comes_back_stands_with_its_entry_and_is_work_of_whoever_sent_it) {
  const auto id = told();
  must(queue(id, itself("ward@nhs.net")));
  const auto waiting = must(mail.take(5));
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_FALSE(must(mail.came_back(waiting[0].id))) << "it did not go yet";
  must(mail.sent(waiting[0]));
  since.again();
  EXPECT_TRUE(must(mail.came_back(waiting[0].id)));
  EXPECT_TRUE(since.has({{}, Act::Job, "letter-mail", {person}, "", "came-back", id.text()}));
  EXPECT_FALSE(must(mail.came_back(waiting[0].id))) << "once";
  EXPECT_FALSE(must(mail.came_back(record::MailId::make(1))));
  EXPECT_TRUE(posted(id).came_back);
  EXPECT_EQ(posted(id).why, record::NotSent::CameBack);
  gate::Tasks all(w.gate, *w.db, w.clock);
  const auto open = must(all.open(worker, 20));
  EXPECT_EQ(std::ranges::count(open, gate::kMailCameBack, &gate::Task::kind), 1);
}

TEST_F(Sending, told_and_on_its_way_are_one_act_or_none) {
  auto values = about({"health"});
  const auto id = must(share(values));
  const auto pass = must(w.gate.step(worker, person, w.service(), w.kind("disclosure")));
  LetterMail::Before before;
  const auto give = [&](const std::string& to) {
    return entries.move(
        worker, pass, person, id, entry(worker, id).version, "give", "", {},
        [&](store::Txn& txn) { return mail.queue_along(txn, pass, person, id, itself(to), before); });
  };
  EXPECT_FALSE(give("ward@example.org"));
  EXPECT_EQ(entry(worker, id).state, "ready") << "nothing is told that does not go";
  ASSERT_TRUE(give("ward@nhs.net"));
  EXPECT_EQ(entry(worker, id).state, "given");
  EXPECT_EQ(must(mail.take(5)).size(), 1u);
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
