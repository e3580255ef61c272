// A change of purpose as people meet it: on the page of a proposal, and when a server is started with a file
// that somebody changed by hand.
#include <gmock/gmock.h>

#include "charter/decide.h"
#include "charter/edit.h"
#include "charter/new_uses_for_tests.h"
#include "pages_for_tests.h"

namespace candour::attacks {
namespace {

using ::testing::HasSubstr;

TEST_F(Pages, Promise_IM_9_2_a_proposal_shows_its_new_uses_and_waits_until_people_were_told) {
  auto pieces = charter::raise_money();
  pieces[0].first = "  - code: deliver-support\n";
  pieces[0].second.replace(pieces[0].second.find("\"7.2\""), 5, "\"2.3\"");
  pieces[0].second.replace(pieces[0].second.rfind("deliver-order"), 13, "deliver-support");
  pieces[1] = {"      [deliver-support, getting-to-know-you,",
               "      [raise-money, deliver-support, getting-to-know-you,"};
  pieces = charter::both(pieces, charter::answered("tell: We will ask you for gifts"));
  auto& proposals = *ll->proposals;
  const auto text = charter::with_pieces(proposals.text_in_force(), pieces);
  const auto tomorrow = add_days(today(clock.now()), 1);
  const auto id =
      must(proposals.propose(must(ll->gate->actor(of("dp-lead").id)), text, tomorrow, proposals.base()));
  const std::string path = "/ll/charter/proposals/" + id.text(), approve = "value=\"approve\"";
  const auto word = [&](const char* code) {
    return charter::category_words(charter(), charter().find_category(code).value());
  };
  const auto whom = "Community support: " + word("contact") + " and " + word("health") + " (";
  const auto before = get(path, of("admin"));
  for (const auto& words :
       std::vector<std::string>{"New uses of information", "Raising money: We ask you for gifts.",
                                "Giving you the right support: We keep to our contracts", whom,
                                "(Article 6(1)(f)): Paying for our work", "They were not told yet.",
                                "People must be told of “Raising money”"})
    EXPECT_TRUE(says(before, words));
  EXPECT_EQ(before.body.find(approve), std::string::npos) << "it is not offered";
  const auto seen = must(proposals.find(must(ll->gate->actor(of("dp-lead").id)), id)).first.digest;
  const auto tell = [&](const std::string& day, const std::string& how) {
    return post(path, of("dp-lead"),
                {{"decision", "told-0"},
                 {"seen", seen},
                 {"told-day", day},
                 {"told-month", "11"},
                 {"told-year", "2026"},
                 {"told-by", how}});
  };
  EXPECT_THAT(tell("30", "A letter to each").body, HasSubstr("still to come"));
  EXPECT_THAT(tell("20", "").body, HasSubstr("Say how they were told"));
  EXPECT_EQ(tell("20", "A letter to each").status, 303);
  const auto after = get(path, of("admin"));
  EXPECT_TRUE(says(after, "They were told on 20 November 2026: A letter to each"));
  EXPECT_TRUE(says(after, approve));
}

TEST_F(Pages, Promise_IM_9_1_a_house_does_not_open_with_a_file_that_uses_information_for_something_new) {
  const auto base = std::string(CANDOUR_SOURCE_DIR) + "/charters";
  const auto home = dir / "by-hand";
  std::filesystem::create_directories(home);
  web::HouseOptions where;
  where.charter_files = {(home / "im.yaml").string()};
  where.catalogue_dir = base + "/catalogue";
  where.data_dir = (home / "data").string();
  std::filesystem::create_directories(where.data_dir);
  const auto open = [&](const std::string& text) -> std::string {
    std::ofstream(home / "im.yaml", std::ios::trunc) << text;
    const auto opened = web::open_house(where, clock);
    return opened ? "" : opened.error().words.text;
  };
  const auto as_version = [&](const charter::TextPieces& pieces) {
    return must(charter::with_version(charter::with_pieces(charter::im_text(), pieces), "2.0",
                                      today(clock.now()), true));
  };
  EXPECT_EQ(open(charter::im_text()), "");
  EXPECT_THAT(open(as_version(charter::raise_money())), HasSubstr("“Raising money” would use"));
  EXPECT_THAT(open(as_version(charter::both(charter::raise_money(),
                                            charter::answered("tell: We will ask you for gifts")))),
              HasSubstr("must be told"));
  EXPECT_EQ(open(as_version(charter::both(
                charter::raise_money(),
                charter::answered(
                    "tell: We will ask you for gifts, told: 2026-11-20, told-by: A letter to each")))),
            "");
}

}  // namespace
}  // namespace candour::attacks
