// What the notices promise about pages, seen on the pages themselves; and that pages leave their lines.
#include <algorithm>

#include "base/calendar_words.h"
#include "charter/refused.h"
#include "pages_for_tests.h"
#include "paper/notice.h"
#include "people/lines_for_tests.h"

namespace candour::attacks {
namespace {

using ledger::Act;

TEST_F(Pages, Promise_IM_7_1_an_entry_says_its_purpose_its_basis_and_the_part_of_the_notice) {
  const auto& worker = of("worker");
  const auto id = entry_of("contact-note");
  const auto pass = must(ll->gate->see(must(ll->gate->actor(worker.id)), person,
                                       {Act::View, "record", "", CategorySet::of_bits(~0ull)}));
  const auto entry = must(ll->entries->entry(pass, person, id));
  const auto page = get(at("/entries/" + id.text()), worker);
  const auto card = page.body.find("Why it is kept");
  ASSERT_NE(card, std::string::npos);
  const std::string why = page.body.substr(card, 2000);
  const auto& purpose = charter().at(charter().find_purpose(entry.purpose).value());
  EXPECT_NE(why.find("Purpose"), std::string::npos);
  EXPECT_NE(why.find(purpose.name), std::string::npos) << purpose.name;
  EXPECT_NE(why.find("Lawful basis"), std::string::npos);
  EXPECT_NE(why.find("Article " + std::string(charter::basis_article(purpose.bases[0].basis))),
            std::string::npos);
  ASSERT_FALSE(entry.clause.empty());
  EXPECT_NE(
      why.find("href=\"/ll/notice#" + paper::part_anchor(entry.clause) + "\">Notice, part " + entry.clause),
      std::string::npos)
      << entry.clause;
}

TEST_F(Pages, Promise_PS_2_how_to_talk_and_adjustments_stand_in_the_banner) {
  const auto words = marker(charter().at(*charter().find_category("communication")));
  const auto page = get(at(), of("worker"));
  const auto strip = page.body.find("candour-strip--talk");
  ASSERT_NE(strip, std::string::npos);
  const std::string banner = page.body.substr(strip, page.body.find("</div>", strip) - strip);
  EXPECT_NE(banner.find(words), std::string::npos) << banner;
  EXPECT_NE(banner.find("djustments"), std::string::npos) << banner;
}

TEST_F(Pages, Promise_LL_2_4c_and_IM_3_5_the_reason_stands_beside_the_question) {
  const auto page = get(at("/profile/edit"), of("supervisor"));
  ASSERT_EQ(page.status, 200);
  const auto& use = *charter().kind_use(*charter().find_service("community-support"), KindIx{});
  ASSERT_FALSE(use.mandatory.empty());
  for (const auto& [field, reason] : use.mandatory) {
    EXPECT_TRUE(says(page, reason)) << field;
    EXPECT_TRUE(says(page, field + std::string(charter::kRefusedBox)))
        << "and one may rather not say: " << field;
  }
  const auto note = get(at("/write/contact-note"), of("worker"));
  for (const auto& f : charter().at(*charter().find_kind("contact-note")).fields)
    EXPECT_TRUE(!f.required || f.reason.empty() || says(note, f.reason)) << f.code;
}

TEST_F(Pages, Promise_ALL_4_a_form_sent_after_the_session_has_ended_is_kept) {
  Caller worker = of("worker");
  must(ll->sessions->end(worker.token));
  auto answer = post(at("/write/contact-note"), worker, {{"what-happened", "We talked about the garden"}});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body.find("We talked about the garden"), std::string::npos)
      << "sealed until they are back";
  const auto from = answer.body.find("kept=");
  ASSERT_NE(from, std::string::npos);
  const auto kept = answer.body.substr(from + 5, 26);
  worker.token = sign_in(worker);
  const auto back = get(at("/write/contact-note"), worker, {{"kept", kept}});
  EXPECT_TRUE(says(back, "You had been signed out"));
  EXPECT_TRUE(says(back, "We talked about the garden</textarea>")) << "in its field, to send";
}

TEST_F(Pages, Promise_ALL_2_pages_that_show_people_leave_their_line) {
  const auto& worker = of("worker");
  people::LinesSince since{*ll->db, *ll->ledger};
  const auto shown = [&](const std::string& path, const Caller& by, const std::string& what) {
    since.again();
    EXPECT_EQ(get(path, by).status, 200) << path;
    EXPECT_TRUE(since.has({by.id, Act::View, what, {person}, ""})) << path;
  };
  // Others are on the list too.
  since.again();
  EXPECT_EQ(get("/ll/people", worker).status, 200);
  const auto lines = since.lines();
  EXPECT_EQ(std::ranges::count_if(lines,
                                  [&](const ledger::Entry& e) {
                                    return e.act == Act::View && e.actor == worker.id &&
                                           e.what == "caseload" &&
                                           std::ranges::find(e.people, person) != e.people.end();
                                  }),
            1);
  shown(at(), worker, "timeline");
  shown(at("/profile"), worker, "profile");
  const auto id = entry_of("contact-note");
  shown(at("/entries/" + id.text()), worker, "contact-note");
  const auto visit = home_visit_of(worker.id);
  shown(at("/entries/" + visit.text() + "/visit"), worker, "before-visit");
  since.again();
  EXPECT_EQ(get("/ll/day", worker).status, 200);
  EXPECT_GE(since.lines().size(), 1u);
  for (const auto& line : since.lines()) {
    EXPECT_EQ(line.act, Act::View);
    EXPECT_EQ(line.actor, worker.id);
  }
  // A referral that waits is on the list of whoever decides.
  const auto by = must(ll->gate->actor(of("supervisor").id));
  const auto fresh = PersonId::make(clock.now().ms);
  const auto service = *charter().find_service("community-support");
  const auto pass = must(ll->gate->register_new(by, fresh, service));
  must(ll->db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(ll->people->add(
        txn, pass, fresh, {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}}));
    people::NewReferral r;
    r.service = service;
    r.source = "self";
    return ll->journeys->refer(txn, pass, r).map([](auto) {});
  }));
  since.again();
  EXPECT_EQ(get("/ll/referrals", of("supervisor")).status, 200);
  EXPECT_TRUE(since.has({of("supervisor").id, Act::View, "referrals", {fresh}, ""}));
}

TEST_F(Pages, Promise_ALL_2_files_and_addresses_that_are_refused_leave_their_line) {
  const auto& worker = of("worker");
  people::LinesSince since{*ll->db, *ll->ledger};
  const auto stranger = FileId::make(clock.now().ms);
  EXPECT_EQ(get(at("/files/" + stranger.text()), worker).status, 403);
  EXPECT_TRUE(since.has({worker.id, Act::Refuse, "file", {person}, "", "not-allowed"}));
  since.again();
  EXPECT_EQ(get(at("/entries/" + EntryId::make(clock.now().ms).text()), worker).status, 404);
  EXPECT_TRUE(since.lines().empty()) << "nothing was looked at";
}

TEST_F(Pages, what_stands_once_in_a_record_is_brought_up_to_date_and_not_written_twice) {
  const auto& worker = of("worker");
  const auto before = get(at("/write/health-profile"), worker);
  const auto stands = before.status == 303
                          ? std::string()
                          : written_by(worker, "health-profile", R"({"allergies":"None known"})").text();
  const auto again = get(at("/write/health-profile"), worker);
  EXPECT_EQ(again.status, 303);
  std::string to;
  for (const auto& [name, value] : again.headers)
    if (name == "Location") to = value;
  EXPECT_NE(to.find(stands + "/edit"), std::string::npos) << to;
}

}  // namespace
}  // namespace candour::attacks
