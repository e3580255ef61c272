#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class Timeline : public Scene {
 protected:
  TimelinePage page(const TimelineFilter& filter = {}, std::optional<TimelineKey> older = std::nullopt,
                    int most = 20) {
    return must(entries.timeline(see(worker), person, filter, older, most));
  }
  static std::string day(int d, int hour = 10) {
    char text[20];
    std::snprintf(text, sizeof text, "2026-10-%02dT%02d:00", d, hour);
    return text;
  }
};

TEST_F(Timeline, Promise_IG_8_1_everything_of_every_kind_stands_in_one_line_newest_first) {
  const auto b = note(day(5)), c = note(day(9));
  const auto p = plan();
  const auto a = note(day(1));
  const auto h = write(worker, "health-profile", R"({"allergies":"Penicillin"})");
  std::vector<EntryId> ids;
  for (const auto& e : page().entries) ids.push_back(e.id);
  EXPECT_THAT(ids, testing::ElementsAre(h, p, c, b, a)) << "the profile has no date of its own: when written";
}

TEST_F(Timeline, is_paged_by_key_without_gap_or_double) {
  std::set<EntryId> written, seen;
  for (int i = 0; i < 23; ++i) written.insert(note(day(1 + i / 3)));  // several at the same moment
  std::optional<TimelineKey> older;
  int pages = 0;
  UnixMs last{INT64_MAX};
  do {
    const auto p = page({}, older, 5);
    for (const auto& e : p.entries) {
      EXPECT_TRUE(seen.insert(e.id).second);
      EXPECT_LE(e.happened, last);
      last = e.happened;
    }
    older = p.older;
    ++pages;
  } while (older);
  EXPECT_EQ(seen, written);
  EXPECT_EQ(pages, 5);
}

TEST_F(Timeline, a_full_last_page_has_no_next) {
  for (int i = 1; i <= 5; ++i) note(day(i));
  EXPECT_FALSE(page({}, std::nullopt, 5).older);
  EXPECT_TRUE(page({}, std::nullopt, 4).older);
}

TEST_F(Timeline, is_filtered_by_kind_service_and_dates) {
  const auto a = note(day(1)), b = note(day(2, 23)), c = note(day(3));
  plan();
  TimelineFilter f;
  f.kind = w.kind("contact-note");
  EXPECT_EQ(page(f).entries.size(), 3u);
  f.from = f.to = make_date(2026, 10, 2);
  ASSERT_EQ(page(f).entries.size(), 1u);
  EXPECT_EQ(page(f).entries[0].id, b);
  f = {};
  f.service = w.service("day-opportunities");
  EXPECT_TRUE(page(f).entries.empty());
  (void)a;
  (void)c;
}

TEST_F(Timeline, words_are_found_whatever_their_case_and_marks) {
  note(day(1), "Went to the café with her sister");
  const auto b = note(day(2), "Took the BUS to the cafe");
  TimelineFilter f;
  f.words = "Café bus";
  ASSERT_EQ(page(f).entries.size(), 1u);
  EXPECT_EQ(page(f).entries[0].id, b);
  f.words = "elephant";
  EXPECT_TRUE(page(f).entries.empty());
}

TEST_F(Timeline, words_are_found_over_many_pages) {
  std::set<EntryId> wanted, seen;
  const auto pass = to_write(worker, "contact-note");
  must(w.db->write([&](store::Txn& txn) -> Status {
    for (int i = 0; i < 250; ++i) {
      auto e =
          fresh("contact-note", R"({"when":"2026-10-01T10:00","method":"visit","what-happened":"walk"})");
      if (i % 50 == 0) e.values["what-happened"] = "swimming";
      TRY(const auto id, entries.write(txn, pass, e, w.clock.now()));
      if (i % 50 == 0) wanted.insert(id);
    }
    return {};
  }));
  TimelineFilter f;
  f.words = "swim";
  std::optional<TimelineKey> older;
  do {
    const auto p = page(f, older, 2);
    EXPECT_LE(p.entries.size(), 2u);
    for (const auto& e : p.entries) EXPECT_TRUE(seen.insert(e.id).second);
    older = p.older;
  } while (older);
  EXPECT_EQ(seen, wanted);
}

TEST_F(Timeline, words_that_are_held_back_are_not_found) {
  note(day(1), "swimming");
  const auto finance = w.actor(w.hire("finance"));
  TimelineFilter f;
  f.words = "swimming";
  EXPECT_TRUE(must(entries.timeline(see(finance), person, f, std::nullopt)).entries.empty());
  EXPECT_EQ(must(entries.timeline(see(finance), person, {}, std::nullopt)).entries.size(), 1u);
}

TEST_F(Timeline, the_newest_of_each_kind) {
  plan();
  w.clock.set({w.clock.now().ms + 1000});
  const auto newer = must(entries.write(to_write(worker, "support-plan"),
                                        fresh("support-plan", R"({"title":"New","start-date":"2026-11-20",
                                              "what-matters":"x","review-date":"2026-12-20"})")));
  const auto health = write(worker, "health-profile", R"({"allergies":"Penicillin"})");
  const auto newest = must(entries.newest_of(
      see(worker), person, {w.kind("support-plan"), w.kind("health-profile"), w.kind("about-me")}));
  std::set<EntryId> ids;
  for (const auto& e : newest) ids.insert(e.id);
  EXPECT_EQ(ids, (std::set<EntryId>{newer, health}));
}

TEST_F(Timeline, another_person_s_record_stays_closed) {
  note();
  const auto other = enrol();
  EXPECT_FALSE(entries.timeline(see(worker, other), person, {}, std::nullopt));
  EXPECT_TRUE(must(entries.timeline(see(worker, other), other, {}, std::nullopt)).entries.empty());
}

}  // namespace
}  // namespace candour::record
