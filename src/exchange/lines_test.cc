// ALL-2: no act without its line. Every step of an import, from its beginning to its undoing.
#include <gtest/gtest.h>

#include "exchange/import_world_for_tests.h"
#include "people/lines_for_tests.h"
#include "people/world_for_tests.h"

namespace candour::exchange {
namespace {

using ledger::Act;

class ImportLines : public ImportWorld {
 protected:
  people::LinesSince since{*db, *ledger};
  const std::string list =
      "First name,Last name,Date of birth\nMaya,Okafor,1964-03-04\nRobert,Whitcombe,1950-01-01\n";
};

TEST_F(ImportLines, Promise_ALL_2_an_import_from_beginning_to_undoing) {
  const auto id = looked_at(list);
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "begun"}));
  EXPECT_TRUE(since.has({manager.id, Act::Change, "import", {}, "columns"}));
  since.again();
  rows(id);
  EXPECT_TRUE(since.has({manager.id, Act::View, "import", {}, "rows"}));
  ASSERT_TRUE(imports->problem_rows(manager, id));
  EXPECT_TRUE(since.has({manager.id, Act::Export, "import", {}, "problem-rows"}));
  since.again();
  ASSERT_TRUE(imports->keep(manager, id));
  const auto added = everybody();
  ASSERT_EQ(added.size(), 2u);
  // A line for each slice: together they name everybody, once.
  std::vector<PersonId> named;
  for (const auto& e : since.lines())
    if (e.act == Act::Import && e.what == "import" && e.actor == manager.id && e.thing == id.text() &&
        !e.people.empty()) {
      named.insert(named.end(), e.people.begin(), e.people.end());
      EXPECT_EQ(e.note, "source:school");
    }
  std::ranges::sort(named);
  EXPECT_EQ(named, added);
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "keeping"}));
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "kept"}));
  since.again();
  ASSERT_TRUE(imports->undo(manager, id));
  EXPECT_TRUE(since.has({manager.id, Act::Undo, "import", {}, "import"}));
  for (const auto& person : added) EXPECT_TRUE(since.has({manager.id, Act::Undo, "profile", {person}, ""}));
}

TEST_F(ImportLines, Promise_ALL_2_an_import_mended_and_reckoned) {
  const auto id = looked_at(list);
  since.again();
  ASSERT_TRUE(imports->mend(manager, id, {{2, {{"c3", "04/03/1964"}}}}));
  EXPECT_TRUE(since.has({manager.id, Act::Change, "import", {}, "cells"}));
  ASSERT_TRUE(imports->reckoning(manager, id));
  EXPECT_TRUE(since.has({manager.id, Act::View, "import", {}, "reckoning"}));
  ASSERT_TRUE(imports->choose_sheet(manager, id, "", 1, false));
  EXPECT_TRUE(since.has({manager.id, Act::Change, "import", {}, "sheet"}));
}

TEST_F(ImportLines, Promise_ALL_2_an_import_thrown_away_and_one_refused) {
  const auto id = looked_at(list);
  since.again();
  ASSERT_TRUE(imports->discard(manager, id));
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "thrown-away"}));
  since.again();
  auto only_here = manager;
  only_here.posts[0].service = *charter->find_service("drop-in");
  EXPECT_FALSE(imports->begin(only_here, *charter->find_service("youth"), "list.csv", as_bytes(list),
                              {"school", "Northgate School", true}));
  EXPECT_TRUE(since.has({manager.id, Act::Refuse, "import", {}, "", "not-allowed"}));
}

TEST_F(ImportLines, Promise_ALL_2_an_import_that_nobody_finished_is_thrown_away_by_the_program) {
  const auto id = looked_at(list);
  clock.set({clock.now().ms + (limits::kImportDays + 1) * 24LL * 60 * 60 * 1000});
  since.again();
  ASSERT_TRUE(imports->sweep());
  EXPECT_TRUE(since.has({{}, Act::Job, "import", {}, "nobody finished it", "thrown-away", id.text()}));
}

TEST_F(ImportLines, Promise_ALL_2_an_import_that_only_brings_up_to_date) {
  ASSERT_TRUE(imports->keep(manager, looked_at(list)));
  const auto again = looked_at("First name,Last name,Date of birth\nMaya,Okafor,1964-03-04\n");
  const auto found = rows(again);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].state, RowState::Duplicate);
  since.again();
  ASSERT_TRUE(imports->decide(manager, again, found[0].line, Decision::UpdateExisting));
  EXPECT_TRUE(since.has({manager.id, Act::Change, "import", {}, "line " + std::to_string(found[0].line)}));
  since.again();
  const auto kept = imports->keep(manager, again);
  ASSERT_TRUE(kept) << why(kept);
  EXPECT_TRUE(since.has({manager.id, Act::Import, "import", {}, "updated, line 2"}));
  EXPECT_TRUE(since.has({manager.id, Act::View, "import", {found[0].duplicates.at(0).hit.id}, ""}));
}

}  // namespace
}  // namespace candour::exchange
