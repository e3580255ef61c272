// A change of purpose: what a new version would use for something else, whatever it is called, and what it
// must answer for it.
#include "charter/new_uses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"
#include "charter/edit.h"
#include "charter/new_uses_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

const std::string kCatalogueDir = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";
const std::string kWhy = "fits: People asked us to keep the service going";

CharterPtr charter_of(const std::string& text) {
  const auto l = load_text("im.yaml", text, kCatalogueDir);
  if (!l.charter) throw std::runtime_error(l.findings.front().text());
  return l.charter;
}
CharterPtr im(const TextPieces& pieces = {}) {
  return charter_of(with_pieces(im_text(), pieces));
}
UsesSoFar after(const std::vector<CharterPtr>& versions) {
  UsesSoFar so_far;
  for (const auto& c : versions) so_far.then(*c);
  return so_far;
}
/// "raise-money: supported-living contact health -> fits", a line for each.
std::vector<std::string> lines(const UsesSoFar& before, const Charter& newer) {
  std::vector<std::string> all;
  for (const auto& u : before.new_in(newer)) {
    std::string s = newer.at(u.purpose).code + ":";
    for (const auto& [service, categories] : u.where) {
      s += " " + newer.at(service).code;
      categories.each([&](CategoryIx c) { s += " " + newer.at(c).code; });
    }
    all.push_back(s + (u.answer ? " answered" : ""));
  }
  return all;
}
using Lines = std::vector<std::string>;

TEST(NewUses, the_same_charter_and_the_first_one_have_none) {
  EXPECT_TRUE(after({im()}).new_in(*im()).empty());
  EXPECT_TRUE(UsesSoFar().new_in(*im()).empty());
}

TEST(Promise, IM_9_1_a_purpose_that_is_added_in_one_service_is_a_new_use_there) {
  const auto newer = im(raise_money());
  const auto uses = after({im()}).new_in(*newer);
  ASSERT_EQ(lines(after({im()}), *newer), Lines{"raise-money: supported-living contact health"});
  EXPECT_THAT(uses.front().before, ::testing::Contains(HasSubstr("Registering you as our client")))
      << "the old purposes stand beside the new one";
  const auto words = uses_unanswered(*newer, uses);
  EXPECT_THAT(words, HasSubstr("“Raising money” would use contact and health in"));
  EXPECT_THAT(words, HasSubstr("in Supported living"));
  EXPECT_THAT(words, HasSubstr("{purpose: raise-money, categories: [contact, health], fits: \"…\"}"));
  const auto answers = im(both(raise_money(), answered(kWhy)));
  EXPECT_EQ(uses_unanswered(*answers, after({im()}).new_in(*answers)), "");
}

TEST(Promise, IM_9_1_another_code_and_other_words_hide_nothing) {
  const auto was = im(raise_money());
  EXPECT_EQ(lines(after({was}), *im(raise_money("ask-gifts"))),
            Lines{"ask-gifts: supported-living contact health"});
  const auto reworded = im(both(raise_money(), {{"We ask you for gifts.", "We sell your address."}}));
  EXPECT_EQ(lines(after({was}), *reworded), Lines{"raise-money: supported-living contact health"});
  const auto words = after({was}).new_in(*reworded);
  EXPECT_TRUE(words.size() == 1 && words[0].reworded);
  auto service = *im(raise_money());
  service.services[0].code = "living";
  EXPECT_THAT(lines(after({im()}), service), ::testing::Contains("raise-money: living contact health"))
      << "nor does another code of the service";
}

TEST(Promise, IM_9_1_a_category_that_moves_to_another_purpose_is_a_new_use) {
  // Only fairness used it; now quality checks do.
  const auto moved =
      im({{"    categories: [ethnicity]\n", "    categories: [family]\n"},
          {"complaint, incident, care, assessment, outcome, health, risk, profile,",
           "complaint, incident, care, assessment, outcome, health, risk, profile, ethnicity,"}});
  const auto all = lines(after({im()}), *moved);
  EXPECT_THAT(all, ::testing::Contains(HasSubstr("check-quality: supported-living ethnicity")));
  EXPECT_THAT(all, ::testing::Contains(HasSubstr("fairness: supported-living family")));
}

TEST(Promise, IM_9_1_what_was_left_out_for_one_version_comes_back_as_new) {
  const auto with = im(raise_money());
  EXPECT_EQ(lines(after({with, im()}), *with), Lines{"raise-money: supported-living contact health"});
  const auto told = im(both(raise_money(), answered(kWhy)));
  EXPECT_EQ(lines(after({im(), told}), *told), Lines{}) << "it is in force";
  EXPECT_EQ(lines(after({told, im()}), *told), Lines{"raise-money: supported-living contact health"})
      << "the answer of an earlier version does not count again";
  // A category that no purpose of the newest version covers was collected all the same.
  UsesSoFar gone = after({im()});
  auto left = *im();
  for (auto& p : left.purposes) p.categories.remove(left.find_category("ethnicity").value());
  gone.then(left);
  EXPECT_THAT(lines(gone, *im()), ::testing::Contains(HasSubstr("fairness: supported-living ethnicity")));
}

TEST(Promise, IM_9_1_what_was_asked_of_each_is_no_longer_asked) {
  auto asked = *im();
  asked.purposes[static_cast<std::size_t>(asked.find_purpose("analytics").value())].bases = {
      {Basis::Consent, "", "", ""}};
  EXPECT_TRUE(after({im()}).new_in(asked).empty()) << "to ask is no new use";
  EXPECT_THAT(lines(after({std::make_shared<Charter>(asked)}), *im()),
              ::testing::Contains(HasSubstr("analytics: supported-living")));
}

TEST(NewUses, an_answer_covers_what_it_names_and_no_more) {
  const auto newer = im(both(raise_money(), answered(kWhy, "raise-money", "contact")));
  EXPECT_EQ(lines(after({im()}), *newer), (Lines{"raise-money: supported-living contact answered",
                                                 "raise-money: supported-living health"}));
}

std::string first_error(const TextPieces& pieces) {
  for (const auto& f : load_text("im.yaml", with_pieces(im_text(), pieces), kCatalogueDir).findings)
    if (!f.warning) return f.what;
  return {};
}

TEST(NewUses, an_answer_is_one_of_three_with_all_that_it_needs) {
  const auto wrong = [](const std::string& rest, const std::string& categories = "contact, health") {
    return first_error(both(raise_money(), answered(rest, "raise-money", categories)));
  };
  EXPECT_EQ(wrong(kWhy), "");
  EXPECT_EQ(wrong("tell: We will ask you for gifts, told: 2026-11-01, told-by: A letter to each"), "");
  EXPECT_EQ(wrong("without-knowledge: taxes, because: The tax office may demand it"), "");
  EXPECT_THAT(wrong("fits: it fits"), HasSubstr("says too little"));
  EXPECT_THAT(wrong("told: 2026-11-01, told-by: A letter to each"),
              HasSubstr("a new use fits, or is told of"));
  EXPECT_THAT(wrong(kWhy + ", tell: We will ask you for gifts"), HasSubstr("a new use fits, or is told of"));
  EXPECT_THAT(wrong("tell: We will ask you for gifts, told: 2026-11-01"), HasSubstr("no `told-by`"));
  EXPECT_THAT(wrong(kWhy, "contacts"), HasSubstr("no category 'contacts'"));
  EXPECT_THAT(first_error(both(raise_money(), answered(kWhy, "raise-mony"))),
              HasSubstr("no purpose 'raise-mony'"));
}

TEST(Promise, IM_9_3_a_use_without_knowledge_names_a_law_of_the_charter_and_why) {
  const auto wrong = [](const std::string& rest) { return first_error(both(raise_money(), answered(rest))); };
  EXPECT_EQ(wrong("without-knowledge: taxes, because: The tax office may demand it"), "");
  EXPECT_THAT(wrong("without-knowledge: our-wish, because: We should like to do it"),
              HasSubstr("no law 'our-wish' among `laws`"));
  EXPECT_NE(wrong("without-knowledge: taxes"), "") << "the reason is missing";
  const auto c = im(both(raise_money(), answered("without-knowledge: taxes, because: It may demand it")));
  const auto uses = after({im()}).new_in(*c);
  EXPECT_EQ(uses_missing(*c, uses, make_date(2026, 11, 21)), "") << "nobody is told";
  EXPECT_EQ(use_codes(*c, uses), " new-use:raise-money without-knowledge:taxes");
}

TEST(Promise, IM_9_2_people_are_told_before_an_unrelated_use_begins) {
  const auto today = make_date(2026, 11, 21);
  const auto missing = [&](const std::string& rest) {
    const auto c = im(both(raise_money(), answered("tell: We will ask you for gifts" + rest)));
    const auto uses = after({im()}).new_in(*c);
    EXPECT_EQ(uses_unanswered(*c, uses), "");
    return uses_missing(*c, uses, today);
  };
  EXPECT_THAT(missing(""), HasSubstr("People must be told of “Raising money” before this version comes in"));
  EXPECT_THAT(missing(", told: 2026-11-22, told-by: A letter to each"), HasSubstr("still to come"));
  EXPECT_THAT(
      missing(", told: 2026-11-02, told-by: A letter to each"),
      HasSubstr("were told of “Raising money” on 2 November 2026, and this version holds from 1 Nov"));
  EXPECT_EQ(missing(", told: 2026-11-01, told-by: A letter to each"), "");
}

TEST(NewUses, that_people_were_told_is_written_beside_what_they_were_told) {
  const auto day = make_date(2026, 11, 1);
  const auto flow = with_pieces(im_text(), both(raise_money(), answered("tell: We will ask you for gifts")));
  const auto done = with_told(flow, 0, day, "A letter, \"signed for\"");
  ASSERT_TRUE(done);
  const auto answer = charter_of(*done)->version.new_uses.at(0);
  EXPECT_EQ(answer.told, day);
  EXPECT_EQ(answer.told_by, "A letter, \"signed for\"");
  EXPECT_FALSE(with_told(*done, 0, day, "A letter to each")) << "it says so already";
  EXPECT_FALSE(with_told(flow, 1, day, "A letter to each"));
  const auto block = with_pieces(
      flow, {{"version: {number: \"1.0\", from: 2026-11-01, major: true, new-uses: [{purpose: raise-money, "
              "categories: [contact, health], tell: We will ask you for gifts}]}",
              "version:\n  number: \"1.0\"\n  from: 2026-11-01\n  new-uses:\n    - purpose: raise-money\n"
              "      categories: [contact, health]\n      tell: We will ask you for gifts"}});
  const auto lines_too = with_told(block, 0, day, "A letter to each");
  ASSERT_TRUE(lines_too);
  EXPECT_EQ(charter_of(*lines_too)->version.new_uses.at(0).told, day);
}

}  // namespace
}  // namespace candour::charter
