// What goes to many: who gets it, by which way, that a no counts at once, that it goes once, and that people
// hear of a new version of the notice.
#include "letters/mailings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "charter/sharing.h"
#include "gate/service_subject.h"
#include "gate/tasks.h"
#include "letters/crowd_for_tests.h"
#include "people/consent_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::letters {
namespace {

using testing::HasSubstr;
using testing::Not;

struct CrowdOfLL : Crowd {
  CrowdOfLL() : Crowd("ll") {}
};
struct CrowdOfIM : Crowd {
  CrowdOfIM() : Crowd("im") {}
  void agrees(PersonId who) {
    must(people::agree(*w.db, flags, must(w.gate.write(manager, who, w.service(), w.kind("profile"))), who,
                       "send-news"));
  }
};
struct CrowdOfPS : Crowd {
  CrowdOfPS() : Crowd("ps") {}
  /// A mail to `mailed`, who may say no to its use, waits; `n`: which of many.
  void queue_news(int n) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test");
      return mail.queue(txn, look_, mailed, EntryId::make(w.clock.now().ms + n),
                        {.to = "m@example.org",
                         .subject = "s",
                         .text = "t",
                         .purpose = w.charter->find_purpose("keep-you-updated").value(),
                         .open = true});
    }));
  }

 private:
  Pass look_ = must(w.gate.see(manager, mailed, {ledger::Act::View, "profile", "", people::kAll}));
};
using MailingToLL = CrowdOfLL;
using MailingToIM = CrowdOfIM;
using MailingToPS = CrowdOfPS;

TEST_F(MailingToLL, Promise_LL_3_3_no_advertising_goes_out_and_news_of_their_own_service_does) {
  const auto advert = draft("marketing");
  ASSERT_FALSE(advert);
  EXPECT_EQ(advert.error().fields.at(0).field, "sort");
  const auto* sort = w.charter->at(w.kind("mailing")).find_field("sort");
  EXPECT_THAT(sort->hint, HasSubstr("we send none (notice, part 3.3)"));
  const auto news = must(draft("news"));
  EXPECT_EQ(take(manager, news, "send").error().code, Code::NotAllowed)
      << "nobody sends what they wrote alone";
  const auto now = must(entries.entry(of_service(other), subject, news));
  auto words = now.values;
  words["words"] = "Something else";
  must(entries.change(must(w.gate.write(other, subject, w.service(), w.kind("mailing"))), subject, news,
                      now.version, words, ""));
  EXPECT_EQ(take(other, news, "send").error().code, Code::NotAllowed) << "nor what they wrote anew";
  const auto went = sent(must(draft("news")));
  EXPECT_EQ(went.people, 3);
  EXPECT_EQ(went.by_mail, 1);
  EXPECT_EQ(went.by_post, 1);
  EXPECT_EQ(went.no_address, 1);
}

TEST_F(MailingToLL, letters_are_printed_and_then_somebody_says_that_they_are_in_the_post) {
  const auto news = must(draft("news"));
  must(take(other, news, "send"));
  EXPECT_EQ(take(other, news, "posted").error().code, Code::Conflict) << "people are still looked up";
  const auto now = must(entries.entry(of_service(manager), subject, news));
  auto other_words = now.values;
  other_words["words"] = "Something that nobody looked at";
  EXPECT_EQ(entries
                .change(must(w.gate.write(manager, subject, w.service(), w.kind("mailing"))), subject, news,
                        now.version, other_words, "A slip")
                .error()
                .code,
            Code::Conflict);
  finished(news);
  EXPECT_EQ(state(news), "sending");
  const auto letters = printed(news);
  EXPECT_THAT(letters, HasSubstr("1 Example Street"));
  EXPECT_THAT(letters, HasSubstr("1 letter"));
  must(take(other, news, "posted"));
  EXPECT_EQ(state(news), "sent");
}

TEST_F(MailingToLL, nobody_gets_one_twice_and_the_mail_says_how_to_stop_it) {
  const auto news = must(draft("news"));
  sent(news);
  const auto first = waiting();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].parcel.to, "mailed@example.org");
  EXPECT_EQ(first[0].parcel.subject, "Open day");
  EXPECT_THAT(first[0].parcel.stop, HasSubstr("https://r.example.org/x/stop/"));
  EXPECT_THAT(first[0].parcel.text, HasSubstr(first[0].parcel.stop));
  must(mail.sent(first[0]));
  w.clock.set({w.clock.now().ms + 3'600'000});
  EXPECT_TRUE(waiting().empty());
  EXPECT_FALSE(take(other, news, "send")) << "it is on its way";
}

TEST_F(MailingToLL, one_whose_sender_leaves_halts_and_whoever_else_may_sends_the_rest_in_their_own_name) {
  for (int i = 0; i < 30; ++i) enrol();
  const auto third = w.actor(w.hire("supervisor", w.service()));
  const auto news = must(draft("news"));
  must(take(other, news, "send"));
  EXPECT_FALSE(take(third, news, "send")) << "it is being sent";
  must(jobs.slice());
  const auto looked_up = count("SELECT COUNT(*) FROM mailing_to");
  EXPECT_EQ(looked_up, 24) << "some have it";
  must(w.staff.leave(w.actor(w.hire("admin")), other.id));
  must(jobs.slice());
  jobs.sweep_if_due();
  const auto now = must(entries.entry(of_service(third), subject, news));
  EXPECT_EQ(now.state, "halted");
  const auto due = [&](const gate::Actor& whose) {
    int n = 0;
    for (const auto& item : must(work.lists(whose, std::chrono::year(2028) / 1 / 1)).mine)
      n += item.due.entry == news && item.due.deadline == "send-on";
    return n;
  };
  EXPECT_EQ(due(third), 1) << "it is work of whoever may send it";
  EXPECT_EQ(take(manager, news, "send").error().code, Code::NotAllowed) << "but never alone by who wrote it";
  must(take(third, news, "send"));
  EXPECT_EQ(due(third), 0);
  must(jobs.slice());  // once more through those who have it
  must(jobs.slice());
  jobs.sweep_if_due();
  EXPECT_EQ(must(entries.entry(of_service(third), subject, news)).state, "sending");
  EXPECT_EQ(count("SELECT COUNT(*) FROM mailing_to"), 33) << "the rest, and nobody twice";
  EXPECT_TRUE(must(mailings.progress(of_service(third), news))->people == 33);
  const auto lines = w.all_kept();
  EXPECT_TRUE(std::ranges::any_of(lines, [&](const auto& l) {
    return l.entry.act == ledger::Act::View && l.entry.actor == third.id && l.entry.what == "mailing-to";
  })) << "in the name of who sent the rest";
}

TEST_F(MailingToLL, one_that_came_to_a_halt_and_is_stopped_goes_to_nobody_more) {
  const auto third = w.actor(w.hire("supervisor", w.service()));
  const auto news = must(draft("news"));
  must(take(other, news, "send"));
  must(w.staff.leave(w.actor(w.hire("admin")), other.id));
  must(jobs.slice());
  jobs.sweep_if_due();
  must(take(third, news, "stop", "It is too late for that"));
  EXPECT_FALSE(take(third, news, "send"));
  jobs.sweep_soon();
  jobs.sweep_if_due();
  EXPECT_EQ(must(entries.entry(of_service(third), subject, news)).state, "stopped");
  EXPECT_EQ(count("SELECT COUNT(*) FROM mailing_to"), 0);
}

TEST_F(MailingToLL, who_has_an_id_guessed_or_a_link_of_somebody_else_stops_nothing) {
  sent(must(draft("news")));
  EXPECT_EQ(mailings.link("guessed", "192.0.2.1").error().code, Code::NotFound);
  EXPECT_EQ(mailings.say_no(std::string(500, 'x'), "192.0.2.1").error().code, Code::NotFound);
  EXPECT_EQ(count("SELECT COUNT(*) FROM objection_flag"), 0);
}

/// One whose picture is to stand in the newsletter, signed for.
class Newsletter : public CrowdOfLL {
 protected:
  record::Files files{w.gate, *w.db, *w.vault, w.clock};
  EntryId news = must(draft("news"));
  EntryId item = picture();

  EntryId picture(const std::string& used_for = "newsletter") {
    must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "share-your-story"));
    auto e = fresh("voluntary-item", "{}");
    e.values = record::a_story();
    e.values["used-for"] = boost::json::array{std::string_view(used_for)};
    return must(entries.write(to_write(worker, "voluntary-item"), e));
  }
  Pass steps() { return must(w.gate.step(manager, person, w.service(), w.kind("voluntary-item"))); }
  Status put_in(EntryId of) {
    return mailings.pictures().put_in(manager, steps(), entry(manager, of), news, "image/png",
                                      as_bytes("zqpicturebytesqz"));
  }
  Status step(EntryId of, std::string_view move) {
    return entries.move(manager, steps(), person, of, entry(manager, of).version, move, "").map([](auto) {});
  }
  std::int64_t tasks(const gate::Actor& whose) {
    gate::Tasks all(w.gate, *w.db, w.clock);
    return std::ranges::count(must(all.open(whose, 20)), gate::kMailingStopped, &gate::Task::kind);
  }
  std::string why() { return must(mailings.pictures().in(of_service(other), news)).at(0).over; }
  std::int64_t copies() { return count("SELECT COUNT(*) FROM mailing_use WHERE sealed IS NOT NULL"); }
};

TEST_F(Newsletter, Promise_LL_2_3g_a_picture_goes_to_many_only_when_it_was_signed_for_newsletters) {
  const auto leaflet = picture("leaflet");
  const auto no = put_in(leaflet);
  ASSERT_FALSE(no);
  EXPECT_THAT(no.error().fields.at(0).message, HasSubstr("did not sign for this use (notice, part 2.5)"));
  EXPECT_EQ(copies(), 0);
  must(put_in(item));
  EXPECT_FALSE(put_in(item)) << "it stands there already";
  EXPECT_EQ(entry(manager, item).values.at("used-as"), "newsletter");
  sent(news);
  const auto mails = waiting();
  ASSERT_EQ(mails.size(), 1u);
  ASSERT_EQ(mails[0].parcel.enclosed.size(), 1u);
  EXPECT_EQ(as_text(*mails[0].parcel.enclosed[0].bytes), "zqpicturebytesqz");
  EXPECT_EQ(store::rows_that_hold(*w.db, "mailing_use", "sealed", "zqpicturebytesqz"), 0);
}

TEST_F(Newsletter, Promise_LL_2_5d_taking_it_back_stops_the_mailing_that_waits_and_says_why) {
  must(put_in(item));
  sent(news);
  const auto taken = waiting();
  ASSERT_EQ(taken.size(), 1u);
  must(mail.failed(taken[0]));
  must(step(item, "withdraw"));
  EXPECT_FALSE(must(mail.goes(taken[0]))) << "not even what the courier holds already";
  EXPECT_EQ(state(news), "stopped");
  EXPECT_EQ(why(), "taken-back");
  EXPECT_EQ(copies(), 0) << "the copy went with it";
  EXPECT_EQ(tasks(other), 1) << "whoever sent it is told";
  EXPECT_EQ(tasks(manager), 1) << "and whoever wrote it";
  w.clock.set({w.clock.now().ms + 3'600'000});
  EXPECT_TRUE(waiting().empty());
  const auto e = must(entries.entry(of_service(other), subject, news));
  EXPECT_EQ(mailings.print(other, of_service(other), e, {}).error().code, Code::NotFound);
}

TEST_F(Newsletter, Promise_LL_2_5e_with_the_yes_taken_back_nobody_can_send_it) {
  must(put_in(item));
  must(entries.take_back_consent(to_write(worker, "consent-form"), person, "share-your-story"));
  EXPECT_EQ(state(news), "stopped");
  EXPECT_FALSE(take(other, news, "send"));
  EXPECT_EQ(copies(), 0);
}

TEST_F(Newsletter, Promise_LL_2_5b_what_was_not_asked_again_in_time_does_not_go) {
  must(put_in(item));
  const auto year = w.clock.now().ms + std::int64_t{400} * 24 * 3'600'000;
  sent(news);
  ASSERT_EQ(waiting().size(), 1u);
  w.clock.set({year});
  const auto late = must(draft("news"));
  news = late;
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "share-your-story"));
  EXPECT_FALSE(put_in(item)) << "they were to be asked again";
}

TEST_F(Newsletter, a_picture_that_is_put_aside_stops_it_before_it_is_sent) {
  must(put_in(item));
  must(step(item, "pause"));
  EXPECT_EQ(why(), "paused");
  EXPECT_EQ(state(news), "stopped");
  must(step(item, "resume"));
  EXPECT_FALSE(put_in(item)) << "that one was stopped";
}

TEST_F(Newsletter, Attack_a_stop_that_was_missed_is_found_by_whoever_sends) {
  must(put_in(item));
  must(take(other, news, "send"));
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test: the yes lapses by itself");
    return txn.run("UPDATE mailing_use SET until=1 WHERE org=$1", {w.db->org()}).map([](auto) {});
  }));
  EXPECT_EQ(finished(news).by_mail, 0);
  EXPECT_EQ(state(news), "stopped");
  EXPECT_EQ(why(), "lapsed");
}

TEST_F(Newsletter, copies_go_once_all_is_sent) {
  must(put_in(item));
  sent(news);
  must(mailings.pictures().sweep());
  EXPECT_EQ(copies(), 1) << "a mail of it waits";
  must(mail.sent(waiting().at(0)));
  must(take(other, news, "posted"));
  must(mailings.pictures().sweep());
  EXPECT_EQ(copies(), 0);
  EXPECT_EQ(entry(manager, item).state, "in-use") << "the picture itself stays";
}

TEST_F(MailingToIM, Promise_IM_6_4_and_IM_8_1_advertising_goes_by_mail_alone_to_those_who_said_yes) {
  EXPECT_EQ(must(mailings.audience("marketing", w.service())).may_get, 0);
  agrees(mailed);
  agrees(posted);
  EXPECT_EQ(must(mailings.audience("marketing", w.service())).may_get, 2);
  const auto went = sent(must(draft("marketing")));
  EXPECT_EQ(went.by_mail, 1);
  EXPECT_EQ(went.by_post, 0) << "the notice knows email and text messages for it";
  EXPECT_EQ(went.no_address, 1);
  const auto mails = waiting();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].person, mailed);
}

TEST_F(MailingToIM, Promise_IM_8_3_one_press_stops_it_and_what_waits_is_not_sent) {
  agrees(mailed);
  const auto advert = must(draft("marketing"));
  sent(advert);
  const auto before = waiting();
  ASSERT_EQ(before.size(), 1u);
  must(mail.failed(before[0]));
  const auto link = must(mailings.link(secret_of(before[0]), "192.0.2.1"));
  EXPECT_EQ(link.purpose, "Sending you marketing by email or text");
  EXPECT_FALSE(link.already);
  must(mailings.say_no(secret_of(before[0]), "192.0.2.1"));
  EXPECT_TRUE(must(mailings.say_no(secret_of(before[0]), "192.0.2.1")).already);
  w.clock.set({w.clock.now().ms + 3'600'000});
  EXPECT_TRUE(waiting().empty()) << "what waited goes no more";
  EXPECT_EQ(must(mailings.progress(of_service(other), advert))->said_no, 1);
  EXPECT_EQ(must(mailings.audience("marketing", w.service())).may_get, 0);
  EXPECT_EQ(sent(must(draft("marketing"))).by_mail, 0);
}

TEST_F(MailingToIM, Promise_IM_8_4_after_a_stop_what_must_be_told_of_the_service_still_comes) {
  agrees(mailed);
  sent(must(draft("marketing")));
  must(mailings.say_no(secret_of(waiting().at(0)), "192.0.2.1"));
  const auto notice = must(draft("notice", "2.0"));
  EXPECT_EQ(sent(notice).by_mail, 1);
  const auto mails = waiting();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].parcel.stop, "") << "what we must tell has no way to be stopped";
  EXPECT_FALSE(see(manager, mailed).may_see().empty());
}

TEST_F(MailingToIM, Promise_IM_8_2_others_get_details_for_their_advertising_only_after_a_yes_for_them) {
  const auto& partner = *charter::find_recipient(*w.charter, "marketing-partner");
  EXPECT_TRUE(partner.marketing);
  EXPECT_TRUE(charter::needs_consent(partner));
  agrees(person);
  record::NewEntry e = fresh("disclosure", R"({
      "to-whom":"Sales","who-asks":"They rang","rests-on":"for-send-news","what":["contact"],"words":"Her email",
      "weighed":"One line","arrangements":"By hand","how":"handed","on":"2026-11-21","already":"no",
      "told":"before","told-on":"2026-11-21","recipient":"marketing-partner","beyond-care":"no"})");
  const auto agreement = record::signed_for(w, subject, "marketing-partner");
  must(entries.write(must(w.gate.write(manager, subject, w.service(), agreement.kind)), agreement));
  const auto kept = entries.write(to_write(manager, "disclosure"), e);
  EXPECT_THAT(record::wrong_at(kept, "recipient"),
              HasSubstr("must have agreed to it first (notice, part 8.2)"))
      << "a yes to our own advertising is none to theirs";
  must(people::agree(*w.db, flags, to_write(manager, "consent-form"), person, "tell-marketing-partner"));
  EXPECT_EQ(record::wrong_at(entries.write(to_write(manager, "disclosure"), e), ""), "");
}

TEST_F(MailingToPS, Promise_PS_3_2_news_go_to_who_uses_the_centre_until_they_object) {
  const auto pass = must(w.gate.write(manager, mailed, w.service(), w.kind("profile")));
  must(flags.record_objection(pass, mailed, w.charter->find_purpose("keep-you-updated").value()));
  EXPECT_EQ(must(mailings.audience("news", w.service())).may_get, 2);
  const auto news = sent(must(draft("news")));
  EXPECT_EQ(news.by_mail, 0);
  EXPECT_EQ(news.by_post, 1);
  const auto survey = sent(must(draft("survey")));
  EXPECT_EQ(survey.by_mail, 1) << "they objected to news, not to being asked what they think";
}

TEST_F(MailingToPS, Promise_PS_5_1_the_quality_team_sends_the_survey_and_no_news) {
  const auto one = w.actor(w.hire("quality")), two = w.actor(w.hire("quality"));
  manager = one;
  const auto survey = must(draft("survey"));
  must(take(two, survey, "send"));
  EXPECT_EQ(finished(survey).by_mail, 1);
  const auto news = must(draft("news"));
  must(take(two, news, "send"));
  const auto went = finished(news);
  EXPECT_EQ(went.by_mail + went.by_post, 0) << "for news they reach nobody: that is not their work";
}

TEST_F(MailingToPS, a_mail_to_many_names_nobody_and_says_of_nobody_that_they_have_a_service) {
  sent(must(draft("news")));
  const auto mails = waiting();
  ASSERT_EQ(mails.size(), 1u);
  const auto& text = mails.front().parcel.text;
  for (const std::string_view told : {"Maya", "Okafor", "you have this service"})
    EXPECT_THAT(text, Not(HasSubstr(std::string(told))));
  EXPECT_THAT(text, Not(HasSubstr(w.charter->at(w.service()).name)));
  EXPECT_THAT(text, HasSubstr("This address is on our list for what we send"));
  EXPECT_THAT(text, HasSubstr("/stop/"));
}

TEST_F(MailingToPS, who_objects_between_sending_and_printing_is_left_out_of_the_letters) {
  const auto news = must(draft("news"));
  sent(news);
  EXPECT_THAT(printed(news), HasSubstr("1 Example Street"));
  const auto pass = must(w.gate.write(manager, posted, w.service(), w.kind("profile")));
  must(flags.record_objection(pass, posted, w.charter->find_purpose("keep-you-updated").value()));
  EXPECT_THAT(printed(news), Not(HasSubstr("1 Example Street")));
}

TEST_F(MailingToPS, what_is_stopped_goes_to_nobody_any_more) {
  const auto news = must(draft("news"));
  sent(news);
  must(take(other, news, "stop", "The wrong day"));
  EXPECT_TRUE(waiting().empty());
  const auto e = must(entries.entry(of_service(other), subject, news));
  EXPECT_EQ(mailings.print(other, of_service(other), e, {}).error().code, Code::NotFound);
}

TEST_F(MailingToPS, a_no_races_a_thousand_sends_and_wins_each) {
  const auto purpose = w.charter->find_purpose("keep-you-updated").value();
  const auto pass = must(w.gate.write(manager, mailed, w.service(), w.kind("profile")));
  for (int i = 0; i < 1000; ++i) {
    queue_news(i);
    must(flags.record_objection(pass, mailed, purpose));
    w.clock.set({w.clock.now().ms + 1});
    ASSERT_TRUE(waiting().empty()) << i;
    must(flags.withdraw_objection(pass, mailed, purpose));
    w.clock.set({w.clock.now().ms + 1});
  }
}

TEST_F(MailingToPS,
       Attack_a_no_and_a_send_in_the_same_moment_a_thousand_times_and_nothing_goes_after_the_no) {
  const auto purpose = w.charter->find_purpose("keep-you-updated").value();
  const auto pass = must(w.gate.write(manager, mailed, w.service(), w.kind("profile")));
  for (int i = 0; i < 1000; ++i) {
    queue_news(i);
    std::atomic<bool> said_no{false};
    std::atomic<int> late{0}, broken{0};
    std::latch both{2};
    std::thread sender([&] {
      both.arrive_and_wait();
      for (int tries = 0; tries < 3; ++tries) {
        const bool after = said_no.load();
        const auto items = mail.take(100);
        if (!items)
          ++broken;
        else if (after && !items->empty())
          ++late;
      }
    });
    both.arrive_and_wait();
    const auto no = flags.record_objection(pass, mailed, purpose);
    said_no = true;
    sender.join();
    must(no);
    ASSERT_EQ(broken, 0) << i;
    ASSERT_EQ(late, 0) << "after the no was kept, in try " << i;
    w.clock.set({w.clock.now().ms + 1});
    ASSERT_TRUE(waiting().empty()) << i;
    must(flags.withdraw_objection(pass, mailed, purpose));
    w.clock.set({w.clock.now().ms + 1});
  }
}

TEST_F(MailingToPS, Promise_PS_8_a_new_version_is_somebodys_task_until_people_in_each_service_were_told) {
  const auto lead = w.actor(w.hire("dp-lead"));
  gate::Tasks tasks(w.gate, *w.db, w.clock);
  const auto version = w.charter->version.number;
  const auto told_of = [&] {
    const auto open = must(tasks.open(lead, 10));
    return std::ranges::count(open, gate::kTellOfNotice, &gate::Task::kind);
  };
  must(mailings.remind());
  EXPECT_EQ(told_of(), 0) << "there was no version before it";
  must(w.db->write([&](store::Txn& txn) -> Status {
    for (const std::string_view number : {std::string_view("0.9"), std::string_view(version)})
      CHECK_OK(txn.run("INSERT INTO charter_version (org, version, since, file) VALUES ($1, $2, 0, $3)",
                       {w.charter->org(), std::string(number), as_bytes("")}));
    store::no_entry_needed("a test");
    return {};
  }));
  must(mailings.remind());
  must(mailings.remind());
  EXPECT_EQ(told_of(), 1);
  EXPECT_THAT(must(mailings.to_be_told(version)), testing::ElementsAre(w.service()));
  const auto earlier = must(draft("notice", "0.9"));
  sent(earlier);
  must(take(other, earlier, "posted"));
  EXPECT_EQ(told_of(), 1) << "that was another version";
  const auto notice = must(draft("notice", version));
  const auto went = sent(notice);
  EXPECT_EQ(went.by_mail + went.by_post, 2) << "by email or post";
  must(take(other, notice, "posted"));
  EXPECT_TRUE(must(mailings.to_be_told(version)).empty());
  EXPECT_EQ(told_of(), 0);
}

TEST_F(MailingToLL, Promise_LL_6_people_are_told_directly_of_a_change_of_the_notice_whatever_they_stopped) {
  const auto pass = must(w.gate.write(manager, mailed, w.service(), w.kind("profile")));
  sent(must(draft("news")));
  must(mailings.say_no(secret_of(waiting().at(0)), "192.0.2.1"));
  ASSERT_FALSE(draft("notice")) << "which version is it?";
  const auto notice = must(draft("notice", "1.1"));
  const auto went = sent(notice);
  EXPECT_EQ(went.by_mail + went.by_post, 2);
  EXPECT_THAT(printed(notice), HasSubstr("We have to tell you this."));
}

}  // namespace
}  // namespace candour::letters
