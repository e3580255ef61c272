// What a right says to whoever decides about a request.
#include "charter/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/charters_for_tests.h"

namespace candour::charter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The names and parts of what is said to that step, and the words of it in `words`.
std::vector<std::string> said(const Charter& c, std::string_view right, std::string_view step,
                              std::string* words = nullptr) {
  const auto& kind = c.at(*c.find_kind("information-request"));
  const auto* move = kind.find_move(step);
  if (!move) return {"there is no such step"};
  std::vector<std::string> out;
  for (const auto& one : said_of_right(c, right, *move)) {
    out.push_back(one.name + " " + one.clause);
    if (words) *words += one.words;
  }
  return out;
}

TEST(SaidOfRight, reaches_whoever_refuses_or_takes_longer_with_the_part_that_says_it) {
  const auto im = shipped("im");
  std::string words;
  EXPECT_THAT(said(*im, "access", "extend", &words), ElementsAre("If it takes longer 13.6"));
  EXPECT_EQ(words, "It may take longer if it is hard or you asked several times. Then we tell you.");
  for (const auto step : {"propose-refusal", "refuse"}) {
    words.clear();
    EXPECT_THAT(said(*im, "access", step, &words), ElementsAre("If we say no 13.4")) << step;
    EXPECT_EQ(words, "We may refuse a request that is clearly unfounded, repetitive or excessive.");
  }
  EXPECT_THAT(said(*im, "access", "know"), IsEmpty());
  EXPECT_THAT(said(*im, "no-such-right", "refuse"), IsEmpty());
}

TEST(SaidOfRight, tells_what_is_excepted_to_whoever_answers_too) {
  const auto reach = load("tests/charters/reach.yaml", "charters/catalogue").charter;
  ASSERT_TRUE(reach);
  for (const auto step : {"answer", "propose-refusal", "refuse"}) {
    std::string words;
    const auto all = said(*reach, "access", step, &words);
    ASSERT_EQ(all.size(), 1u) << step;
    EXPECT_TRUE(all[0].starts_with("Exceptions ")) << step;
    EXPECT_EQ(words, "Not what would show where somebody else lives.");
  }
}

/// What nobody has confirmed is in no notice.
TEST(SaidOfRight, is_what_the_printed_notice_says) {
  const auto loaded = load_text("im.yaml",
                                text_with("charters/im.yaml", "refusal: \"13.4\", extension: \"13.6\"",
                                          "refusal: \"13.4\", extension: working"),
                                "charters/catalogue");
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  EXPECT_THAT(said(*loaded.charter, "access", "extend"), IsEmpty());
  EXPECT_THAT(said(*loaded.charter, "access", "refuse"), ElementsAre("If we say no 13.4"));
}

}  // namespace
}  // namespace candour::charter
