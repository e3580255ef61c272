// Categories of which the charter tells nobody that something is held back: for whoever may not see them an
// entry is not there at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

std::string untold() {
  constexpr std::string_view piece = "  rename:\n    care: Supporting you\n";
  return people::World::amended("ll", piece, "  untold: [care]\n" + std::string(piece));
}

class Untold : public Scene {
 protected:
  Untold() : Scene(untold(), std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue") {}
  gate::Actor finance = w.actor(w.hire("finance"));
  TimelinePage page(const gate::Actor& by, std::optional<TimelineKey> older = std::nullopt, int most = 20) {
    return must(entries.timeline(see(by), person, {}, older, most));
  }
};

TEST_F(Untold, an_entry_that_is_held_back_whole_is_on_no_line) {
  const auto id = note();
  EXPECT_EQ(page(worker).entries.size(), 1u);
  EXPECT_TRUE(page(finance).entries.empty());
  EXPECT_EQ(entries.entry(see(finance), person, id).error().code, Code::NotFound);
  EXPECT_EQ(entries.entry_at(see(finance), person, id, 1).error().code, Code::NotFound);
  EXPECT_EQ(entries.versions(see(finance), person, id).error().code, Code::NotFound);
  EXPECT_TRUE(must(entries.newest_of(see(finance), person, {w.kind("contact-note")})).empty());
  EXPECT_EQ(must(entries.newest_of(see(worker), person, {w.kind("contact-note")})).size(), 1u);
}

TEST_F(Untold, no_page_is_shorter_and_no_further_one_is_offered_because_of_it) {
  for (int i = 0; i < 30; ++i) note("2026-11-02T10:00");
  EXPECT_FALSE(page(finance).older) << "as if nothing were there";
  EXPECT_TRUE(page(worker).older);
  for (int i = 0; i < 5; ++i)
    write(worker, "medicine-given",
          R"({"when":"2026-11-03T09:00","medicine":"Metformin 500 mg","dose":"1","what-happened":"taken"})");
  EXPECT_EQ(page(finance, std::nullopt, 5).entries.size(), 5u) << "held back, and told of";
  EXPECT_FALSE(page(finance, std::nullopt, 5).older) << "what is older is not there for them";
  EXPECT_TRUE(page(worker, std::nullopt, 5).older);
  EXPECT_FALSE(page(finance, std::nullopt, 6).older);
}

TEST_F(Untold, of_other_categories_it_is_told) {
  const auto health = write(worker, "health-profile", R"({"allergies":"Penicillin"})");
  const auto seen = page(finance).entries;
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].id, health);
  EXPECT_TRUE(seen[0].values.empty());
  EXPECT_FALSE(seen[0].held_back.empty());
}

}  // namespace
}  // namespace candour::record
