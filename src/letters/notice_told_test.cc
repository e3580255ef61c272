// A new version of the notice: what it changed stands in each mail and letter, it is known who was told, and
// nobody is told twice.
#include "letters/notice_told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "letters/crowd_for_tests.h"

namespace candour::letters {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Version 0.9 said `before` in the place of `piece`: of the organisation's name, unless another is given.
/// The one that runs is in force since now.
class NewVersion : public Crowd {
 protected:
  explicit NewVersion(const std::string& code, std::string piece = {},
                      const std::string& before = "name: Zqolder")
      : Crowd(code) {
    if (piece.empty()) piece = "name: " + w.charter->organisation.name;
    std::ifstream file(std::string(CANDOUR_SOURCE_DIR) + "/charters/" + code + ".yaml");
    std::stringstream text;
    text << file.rdbuf();
    auto older = text.str();
    const auto at = older.find(piece);
    EXPECT_NE(at, older.npos);
    older.replace(at, piece.size(), before);
    in_force("0.9", older, 0);
    w.clock.set({w.clock.now().ms + 1000});
    in_force(version, text.str(), w.clock.now().ms);
    w.clock.set({w.clock.now().ms + 1000});
  }
  void in_force(const std::string& number, const std::string& text, std::int64_t since) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test");
      return txn
          .run("INSERT INTO charter_version (org, version, since, file) VALUES ($1, $2, $3, $4)",
               {w.charter->org(), number, since, as_bytes(text)})
          .map([](auto) {});
    }));
  }
  ToldCounts told() { return must(mailings.told(version, w.service())); }
  void server_takes_all() {
    for (const auto& item : waiting()) must(mail.sent(item));
  }

  const std::string version = w.charter->version.number;
};
struct NewVersionOfLL : NewVersion {
  NewVersionOfLL() : NewVersion("ll") {}
};
struct NewVersionOfPS : NewVersion {
  NewVersionOfPS() : NewVersion("ps") {}
};
struct ComeIntoPrint : NewVersion {
  ComeIntoPrint() : NewVersion("ll", "texts/about-us: \"1\"", "texts/about-us: working") {}
};
struct GoneOutOfPrint : NewVersion {
  GoneOutOfPrint() : NewVersion("ll", "organisation/own-door: working", "organisation/own-door: \"1\"") {}
};
using ToldByLL = NewVersionOfLL;
using ToldByPS = NewVersionOfPS;

TEST_F(ToldByLL, Promise_LL_6_mails_and_letters_of_a_new_version_say_in_plain_words_what_it_changed) {
  const auto notice = must(draft("notice", version));
  EXPECT_THAT(must(mailings.changes(version)), ElementsAre(HasSubstr("was “Zqolder” and is now")));
  sent(notice);
  const auto items = waiting();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_THAT(items[0].parcel.text,
              HasSubstr("What is different in version " + version + " of our privacy notice:\n\n- "));
  EXPECT_THAT(items[0].parcel.text, HasSubstr("was “Zqolder” and is now"));
  EXPECT_THAT(items[0].parcel.text, HasSubstr("The whole notice: https://r.example.org/x/notice"));
  EXPECT_THAT(printed(notice), HasSubstr("was “Zqolder” and is now"));
  const auto news = must(draft("news"));
  sent(news);
  EXPECT_THAT(printed(news), Not(HasSubstr("Zqolder"))) << "news are no change of the notice";
}

TEST_F(ComeIntoPrint, Promise_LL_6_what_was_confirmed_and_is_printed_now_is_told) {
  EXPECT_THAT(must(mailings.changes(version)),
              ElementsAre(HasSubstr("the notice now says the words of “about us” (“")));
}

TEST_F(GoneOutOfPrint, Promise_LL_6_what_is_printed_no_longer_is_told) {
  EXPECT_THAT(
      must(mailings.changes(version)),
      ElementsAre(
          "The organisation: the notice no longer says whether people open their own record themselves "
          "(“yes”)."));
}

TEST_F(ToldByLL, Promise_LL_6_it_is_known_of_how_many_people_that_they_were_told) {
  EXPECT_EQ(told().people, 3);
  EXPECT_EQ(told().still(), 3);
  EXPECT_EQ(told().nobody, 3);
  const auto notice = must(draft("notice", version));
  sent(notice);
  EXPECT_EQ(told().on_its_way, 2) << "a mail that waits and a letter that is not posted tell nobody";
  EXPECT_EQ(told().no_address, 1);
  EXPECT_EQ(told().still(), 1);
  EXPECT_FALSE(told().last);
  server_takes_all();
  EXPECT_EQ(told().by_mail, 1);
  must(take(other, notice, "posted"));
  EXPECT_EQ(told().by_post, 1);
  EXPECT_EQ(told().last, w.clock.now());
  const auto late = enrol();
  EXPECT_EQ(told().people, 3) << "whoever comes later is given this version";
  const auto list = must(mailings.told_people(manager, version, w.service()));
  ASSERT_EQ(list.people.size(), 3u);
  EXPECT_EQ(list.people[0].by, ToldBy::NoAddress) << "whoever is still to be told first";
  EXPECT_TRUE(std::ranges::none_of(list.people, [&](const auto& p) { return p.id == late; }));
  const auto elsewhere = must(mailings.told_people(w.actor(w.hire("finance")), version, w.service()));
  EXPECT_TRUE(elsewhere.people.empty() ||
              elsewhere.people.size() + static_cast<std::size_t>(elsewhere.out_of_reach) == 3u);
}

TEST_F(ToldByPS, Promise_PS_8_a_second_mailing_of_the_version_leaves_out_whoever_was_told) {
  sent(must(draft("notice", version)));
  server_takes_all();
  const auto again = must(draft("notice", version));
  const auto went = sent(again);
  EXPECT_EQ(went.by_mail + went.by_post, 0) << "one was told, the letter of the other is on its way";
  EXPECT_TRUE(waiting().empty());
  reachable(unreachable, "letter", "");
  const auto third = must(draft("notice", version));
  EXPECT_EQ(sent(third).by_post, 1) << "who could not be reached before";
  EXPECT_THAT(printed(third), HasSubstr("1 Example Street"));
}

TEST_F(ToldByPS, whose_mailing_was_stopped_or_came_back_is_told_by_the_next) {
  const auto first = must(draft("notice", version));
  sent(first);
  must(take(other, first, "stop", "The wrong words"));
  EXPECT_EQ(told().nobody, 2) << "what was stopped tells nobody";
  const auto second = must(draft("notice", version));
  const auto went = sent(second);
  EXPECT_EQ(went.by_mail + went.by_post, 2);
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test");
    return txn
        .run("UPDATE letter_mail SET sent=$3, bounced=$3 WHERE org=$1 AND entry=$2",
             {w.charter->org(), second, w.clock.now().ms})
        .map([](auto) {});
  }));
  EXPECT_EQ(told().came_back, 1);
  EXPECT_EQ(sent(must(draft("notice", version))).by_mail, 1) << "whose mail came back";
}

TEST_F(ToldByLL, a_version_that_was_never_in_force_or_cannot_be_read_changes_nothing_that_could_be_said) {
  EXPECT_TRUE(must(mailings.changes("7.7")).empty());
  EXPECT_TRUE(must(mailings.changes("0.9")).empty()) << "the first";
  in_force("9.0", "no charter", w.clock.now().ms);
  EXPECT_TRUE(must(mailings.changes("9.0")).empty());
}

}  // namespace
}  // namespace candour::letters
