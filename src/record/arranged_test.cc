// Help that is arranged with somebody else: for how long, spoken of with whom, and who may be told anything
// for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"
#include "people/consent_for_tests.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {
namespace {

using testing::Contains;
using testing::HasSubstr;

class Arranged : public Scene {
 protected:
  Arranged() : Scene("ig", make_date(2014, 3, 4)) {}
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};

  Result<EntryId> arrange(const charter::Values& more) {
    auto e = fresh(
        "arrangement",
        R"({"what":"A sitter on Thursdays","with":"Harbour Home Care","how-long":"short","agreed":"yes",)"
        R"("tells":"no"})");
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(to_write(worker, "arrangement"), e);
  }
  std::string wrong(const charter::Values& more, std::string_view at) { return wrong_at(arrange(more), at); }
  std::vector<std::string> due(EntryId id) {
    std::vector<std::string> all;
    for (const auto& item : must(work.lists(worker, std::chrono::year(2028) / 1 / 1)).mine)
      if (item.due.entry == id) all.push_back(item.due.deadline);
    return all;
  }
};

TEST_F(Arranged, Promise_IG_8_3_help_is_arranged_for_a_short_and_a_long_time) {
  EXPECT_TRUE(arrange({}));
  EXPECT_NE(wrong({{"how-long", ""}}, "how-long"), "");
  EXPECT_THAT(wrong({{"how-long", "long"}}, "look-again-on"), HasSubstr("looked at again"));
  const auto id = must(arrange({{"how-long", "long"}, {"look-again-on", "2027-05-01"}}));
  EXPECT_THAT(due(id), Contains("look-again"));
}

TEST_F(Arranged, Promise_IG_8_3_who_helps_is_spoken_with_and_asked_again) {
  const auto id = must(arrange({{"liaison", boost::json::parse(R"([
      {"on":"2026-11-02","how":"call","who":"The manager","said":"They have a place"},
      {"on":"2026-11-09","how":"letter","who":"The manager","said":"It begins in December"}])")},
                                {"ask-again-on", "2026-12-01"}}));
  EXPECT_EQ(entry(worker, id).values.at("liaison").as_array().size(), 2u);
  EXPECT_THAT(due(id), Contains("ask-again"));
}

TEST_F(Arranged, Promise_IG_8_3_nobody_is_told_anything_for_it_whom_the_notice_does_not_name) {
  EXPECT_NE(wrong({{"tells", "yes"}}, "told-to"), "");
  EXPECT_THAT(wrong({{"tells", "yes"}, {"told-to", "nobody"}}, "told-to"), HasSubstr("does not name them"));
  EXPECT_THAT(wrong({{"tells", "yes"}, {"told-to", "law-enforcement"}}, "told-to"),
              HasSubstr("does not let it get"));
  EXPECT_THAT(wrong({{"tells", "yes"}, {"told-to", "professional"}}, "told-to"),
              HasSubstr("agreed to it first"));
  must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, "tell-professional"));
  EXPECT_TRUE(arrange({{"tells", "yes"}, {"told-to", "professional"}}));
  EXPECT_TRUE(arrange({{"told-to", "law-enforcement"}})) << "nothing is told";
}

}  // namespace
}  // namespace candour::record
