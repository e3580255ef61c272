#include "paper/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paper/csv.h"
#include "paper/pictogram.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Html, EscapesEveryWordWhereverItStands) {
  const std::string bad = "<b>\"&'";
  Document d;
  d.title = d.subtitle = bad;
  d.contents = true;
  d.heading(2, bad, "x");
  d.paragraph(Text(bad).strong(bad).link(bad, "https://example.org/\"onclick=\"x"));
  d.blocks.push_back(List{{Text(bad)}, false});
  d.blocks.push_back(Table{bad, {bad}, {{Cell(bad)}}, true, {}, false});
  d.blocks.push_back(KeyFacts{{{bad, Cell(bad)}}});
  d.blocks.push_back(Note{bad, {Text(bad)}});
  d.blocks.push_back(Picture{"eye", bad, {Text(bad)}});
  const auto html = html_page(d);
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, Not(HasSubstr("\"onclick")));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;&quot;&amp;&#39;"));
}

TEST(Html, LinksOnlyToHarmlessPlaces) {
  Document d;
  d.paragraph(Text().link("bad", "javascript:alert(1)").link("good", "mailto:a@example.org"));
  const auto html = html_fragment(d);
  EXPECT_THAT(html, Not(HasSubstr("javascript")));
  EXPECT_THAT(html, HasSubstr("href=\"mailto:a@example.org\""));
}

TEST(Html, TablesNameTheirHeadings) {
  Document d;
  d.blocks.push_back(
      Table{"Cap", {"A", "B"}, {{Cell(std::vector<Text>{"r", "more"}), "v"}, {"short"}}, true, {}, false});
  const auto html = html_fragment(d);
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\""));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\""));
  EXPECT_THAT(html, HasSubstr(">Cap</caption>"));
  EXPECT_THAT(html, HasSubstr("weight-regular\">more</span>"));
}

TEST(Html, LowersHeadingsForAPageThatHasItsOwn) {
  Document d;
  d.title = "T";
  d.heading(2, "Two");
  EXPECT_THAT(html_fragment(d, true, 1), HasSubstr("<h2"));
  EXPECT_THAT(html_fragment(d, true, 1), HasSubstr("<h3"));
  EXPECT_THAT(html_fragment(d, true, 1), Not(HasSubstr("<h1")));
}

TEST(Words, BecomeParagraphsAndLists) {
  Document d;
  d.words("One line\nand on.\n\nTwo:\n- first\n- second\nThree");
  ASSERT_EQ(d.blocks.size(), 4u);
  EXPECT_EQ(std::get<Paragraph>(d.blocks[0]).text.plain(), "One line and on.");
  EXPECT_EQ(std::get<List>(d.blocks[2]).items.size(), 2u);
  EXPECT_EQ(std::get<Paragraph>(d.blocks[3]).text.plain(), "Three");
}

TEST(Csv, DisarmsFormulasAndQuotes) {
  const Table t{"", {"A", "B"}, {{"=1+1", Cell(std::vector<Text>{"x, \"y\"", "z"})}}, true, {}, false};
  EXPECT_EQ(table_csv(t),
            "\xEF\xBB\xBF"
            "A,B\r\n'=1+1,\"x, \"\"y\"\"; z\"\r\n");
}

TEST(Plain, KeepsLinesShortAndPrintsAddresses) {
  Document d;
  d.title = "T";
  d.paragraph(
      Text(std::string(60, 'a') + " " + std::string(60, 'b')).add(" ").link("here", "https://example.org"));
  const auto text = plain_text(d);
  EXPECT_THAT(text, HasSubstr("a\nb"));
  EXPECT_THAT(text, HasSubstr("here (https://example.org)"));
}

TEST(Pictograms, AreWholeAndFitTheSentence) {
  for (const auto name : pictogram_names()) {
    EXPECT_FALSE(pictogram(name).empty());
    EXPECT_THAT(pictogram_svg(name), HasSubstr("aria-hidden=\"true\""));
    for (const Stroke& s : pictogram(name)) {
      const std::size_t want = s.op == 'Z' ? 0 : s.op == 'C' ? 6 : s.op == 'O' ? 3 : 2;
      EXPECT_EQ(s.n.size(), want) << name << ' ' << s.op;
    }
  }
  EXPECT_TRUE(pictogram_svg("no such picture").empty());
}

}  // namespace
}  // namespace candour::paper
