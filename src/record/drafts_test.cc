#include "record/drafts.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class DraftsTest : public Scene {
 protected:
  Draft started(const charter::RawAnswers& answers) {
    Draft d;
    d.person = person;
    d.kind = w.kind("contact-note");
    d.service = w.service();
    d.answers = answers;
    return d;
  }
  Pass pass() { return to_write(worker, "contact-note"); }
  charter::RawAnswers some = {{"when-day", "20"},         {"when-month", "11"},
                              {"method", "visit"},        {"what-happened", "Half a sen"},
                              {"what-happened", "twice"}, {"unknown", "kept"}};
};

TEST_F(DraftsTest, Promise_ALL_4_what_was_typed_comes_back_unchecked_and_whole) {
  const auto id = must(drafts.save(pass(), started(some)));
  EXPECT_EQ(must(drafts.draft(pass(), worker.id, id)).answers, some);
  auto next = started({{"what-happened", "Half a sentence"}});
  next.id = id;
  EXPECT_EQ(must(drafts.save(pass(), next)), id);
  EXPECT_EQ(must(drafts.draft(pass(), worker.id, id)).answers, next.answers);
  EXPECT_EQ(count("SELECT count(*) FROM draft"), 1);
  EXPECT_EQ(store::rows_that_hold(*w.db, "segment", "sealed", "sentence"), 0);
}

TEST_F(DraftsTest, only_their_writer_sees_them) {
  const auto id = must(drafts.save(pass(), started(some)));
  const auto theirs = to_write(manager, "contact-note");
  EXPECT_EQ(drafts.draft(theirs, manager.id, id).error().code, Code::NotFound);
  EXPECT_EQ(drafts.draft(theirs, worker.id, id).error().code, Code::NotFound);
  EXPECT_EQ(drafts.discard(theirs, worker.id, id).error().code, Code::NotFound);
  EXPECT_EQ(drafts.place(manager.id, id).error().code, Code::NotFound);
  EXPECT_TRUE(must(drafts.mine(manager.id)).empty());
  auto stolen = started({{"what-happened", "x"}});
  stolen.id = id;
  EXPECT_EQ(drafts.save(theirs, stolen).error().code, Code::NotFound);
  EXPECT_EQ(must(drafts.draft(pass(), worker.id, id)).answers, some);
}

TEST_F(DraftsTest, Attack_A2_one_that_was_handed_to_somebody_else_in_the_database_is_nobodys) {
  const auto id = must(drafts.save(pass(), started(some)));
  w.tamper("UPDATE draft SET writer=$3 WHERE org=$1 AND id=$2", {w.db->org(), id, manager.id});
  EXPECT_FALSE(drafts.draft(to_write(manager, "contact-note"), manager.id, id));
  EXPECT_FALSE(drafts.mine(manager.id));
  EXPECT_FALSE(drafts.place(manager.id, id));
  EXPECT_FALSE(drafts.mine(worker.id)) << "and who wrote it is told";
}

TEST_F(DraftsTest, the_list_tells_where_they_belong_and_opens_nothing) {
  const auto id = must(drafts.save(pass(), started(some)));
  const auto mine = must(drafts.mine(worker.id));
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(mine[0].id, id);
  EXPECT_EQ(mine[0].person, person);
  EXPECT_EQ(mine[0].kind, w.kind("contact-note"));
  EXPECT_TRUE(mine[0].answers.empty());
  EXPECT_EQ(must(drafts.place(worker.id, id)).service, w.service());
}

TEST_F(DraftsTest, keeping_the_entry_removes_the_draft_in_the_same_act) {
  const auto id = must(drafts.save(pass(), started(some)));
  auto e = fresh("contact-note", R"({"when":"2026-11-20T14:20","method":"visit"})");
  e.from_draft = id;
  EXPECT_FALSE(entries.write(pass(), e)) << "what happened is missing";
  EXPECT_EQ(must(drafts.mine(worker.id)).size(), 1u) << "a refused form keeps its draft";
  e.values["what-happened"] = "A walk";
  must(entries.write(pass(), e));
  EXPECT_TRUE(must(drafts.mine(worker.id)).empty());
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE entry<>person AND category='care'"), 1);
}

TEST_F(DraftsTest, a_thrown_away_draft_is_gone_with_its_segments) {
  const auto id = must(drafts.save(pass(), started(some)));
  must(drafts.discard(pass(), worker.id, id));
  EXPECT_FALSE(drafts.draft(pass(), worker.id, id));
  EXPECT_EQ(count("SELECT count(*) FROM segment WHERE category='care'"), 0);
}

TEST_F(DraftsTest, too_long_is_said_so_but_whatever_may_be_kept_may_be_a_draft) {
  std::string longest;
  for (int i = 0; i < charter::kLongText; ++i) longest += "𐐷";
  EXPECT_TRUE(drafts.save(pass(), started({{"what-happened", longest}})));
  const auto tried =
      drafts.save(pass(), started({{"what-happened", std::string(limits::kFormBytes + 1, 'x')}}));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::TooMuch);
}

}  // namespace
}  // namespace candour::record
