#include "paper/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "paper/charters_for_tests.h"

namespace candour::paper {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

/// What a program prints, through a file of our own; the program's exit code in `code`.
std::string run(const std::string& command, int* code = nullptr) {
  const auto out = fs::temp_directory_path() / ("candour-pdf-test-" + std::to_string(::getpid()) + ".out");
  const int rc = std::system((command + " > '" + out.string() + "' 2>&1").c_str());
  if (code) *code = rc;
  std::ifstream in(out);
  std::stringstream s;
  s << in.rdbuf();
  fs::remove(out);
  return s.str();
}

class Pdf : public ::testing::Test {
 protected:
  void SetUp() override {
    file_ =
        (fs::temp_directory_path() / ("candour-pdf-test-" + std::to_string(::getpid()) + ".pdf")).string();
  }
  void TearDown() override { fs::remove(file_); }
  void write(const std::string& bytes) { std::ofstream(file_, std::ios::binary) << bytes; }
  std::string file_;
};

Document sample(int rows) {
  Document d;
  d.title = "How we look after your information";
  d.subtitle = "A notice";
  d.running_head = "A running head";
  d.running_foot = "A running foot";
  d.printed_on = "2026-11-21";
  d.contents = true;
  d.heading(2, "Who we are");
  d.paragraph(Text("Ask ").link("the regulator", "https://ico.org.uk").add(" whenever you like; it’s free."));
  d.blocks.push_back(List{{"first thing", "second thing"}, true});
  d.heading(2, "How long");
  Table t;
  t.caption = "How long we keep it";
  t.columns = {"What", "How long", "Why"};
  t.widths = {1, 1, 3};
  for (int i = 0; i < rows; ++i)
    t.rows.push_back({"Row " + std::to_string(i), "6 years",
                      "Because the law on contracts lets either side go back that far, and not further."});
  d.blocks.push_back(t);
  d.heading(3, "A part");
  d.blocks.push_back(KeyFacts{{{"Name", "An organisation"}, {"Held in", "The United Kingdom"}}});
  d.blocks.push_back(Note{"Mind this", {"It matters."}});
  d.blocks.push_back(Picture{"eye", "Who looks", {"We look only when we must."}});
  return d;
}

TEST_F(Pdf, IsSetInThePagesOwnLetters) {
  ASSERT_TRUE(std::filesystem::exists("dist/assets")) << "run script/assets first";
  use_letters_of("dist/assets");
  const auto pdf = to_pdf(sample(3));
  ASSERT_TRUE(pdf.has_value()) << pdf.error().detail.text;
  write(*pdf);
  const auto fonts = run("pdffonts '" + file_ + "'");
  EXPECT_NE(fonts.find("AtkinsonHyperlegibleNext-Regular"), std::string::npos) << fonts;
  EXPECT_NE(fonts.find("AtkinsonHyperlegibleNext-Bold"), std::string::npos) << fonts;
  EXPECT_EQ(fonts.find("DejaVu"), std::string::npos) << fonts;
}

TEST_F(Pdf, IsSoundAndHoldsTheWordsInOrder) {
  const auto pdf = to_pdf(sample(60));
  ASSERT_TRUE(pdf.has_value()) << pdf.error().detail.text;
  write(*pdf);
  int code = 0;
  const auto check = run("qpdf --check '" + file_ + "'", &code);
  EXPECT_EQ(code, 0) << check;
  const auto text = run("pdftotext -layout '" + file_ + "' -");
  for (const char* words : {"How we look after your information", "Who we are", "How long", "Row 0", "Row 59",
                            "Because the law on contracts", "An organisation", "Mind this", "it’s free"})
    EXPECT_THAT(text, HasSubstr(words));
  EXPECT_LT(text.find("Who we are"), text.find("Row 59"));
}

TEST_F(Pdf, NumbersItsPages) {
  const auto pdf = to_pdf(sample(60));
  ASSERT_TRUE(pdf.has_value());
  write(*pdf);
  const auto info = run("pdfinfo '" + file_ + "'");
  const auto at = info.find("Pages:");
  ASSERT_NE(at, std::string::npos);
  const int pages = std::atoi(info.c_str() + at + 6);
  ASSERT_GT(pages, 2);
  const auto text = run("pdftotext '" + file_ + "' -");
  for (int i = 1; i <= pages; ++i)
    EXPECT_THAT(text, HasSubstr("Page " + std::to_string(i) + " of " + std::to_string(pages)));
}

TEST_F(Pdf, CarriesItsStructure) {
  const auto pdf = to_pdf(sample(60));
  ASSERT_TRUE(pdf.has_value());
  write(*pdf);
  const auto structure = run("pdfinfo -struct-text '" + file_ + "'");
  for (const char* tag :
       {"H1", "H2", "H3", "Table", "TR", "TH", "TD", "Caption", "LI", "LBody", "Link", "TOCI"})
    EXPECT_THAT(structure, HasSubstr(tag)) << structure.substr(0, 2000);
  EXPECT_THAT(structure, HasSubstr("Scope"));
  // Decoration is no part of what is read aloud.
  EXPECT_THAT(structure, Not(HasSubstr("A running head")));
  EXPECT_THAT(structure, Not(HasSubstr("Page 1 of")));
  // A row that heads a table again on the next page is there for the eye only.
  const auto first = structure.find("\"How long\"");
  EXPECT_EQ(structure.find("\"Why\""), structure.rfind("\"Why\""));
  EXPECT_NE(first, std::string::npos);
}

TEST_F(Pdf, SaysItsTitleAndLanguage) {
  const auto pdf = to_pdf(sample(1));
  ASSERT_TRUE(pdf.has_value());
  write(*pdf);
  EXPECT_THAT(run("pdfinfo '" + file_ + "'"), HasSubstr("How we look after your information"));
  const auto qdf = run("qpdf --qdf --object-streams=disable '" + file_ + "' -");
  EXPECT_THAT(qdf, HasSubstr("/Lang (en-GB)"));
  EXPECT_THAT(qdf, HasSubstr("/DisplayDocTitle true"));
  EXPECT_THAT(qdf, HasSubstr("<dc:title>"));
  EXPECT_THAT(qdf, HasSubstr("/Marked true"));
  EXPECT_THAT(qdf, HasSubstr("/Scope /Column"));
  EXPECT_THAT(qdf, HasSubstr("/Scope /Row"));
  EXPECT_THAT(qdf, HasSubstr("/Artifact BMC"));
  EXPECT_THAT(qdf, HasSubstr("/CreationDate (D:20261121"));
  EXPECT_THAT(qdf, Not(HasSubstr("pdfuaid")));  // not claimed
}

TEST_F(Pdf, IsTheSameEachTime) {
  const auto a = to_pdf(sample(20)), b = to_pdf(sample(20));
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(*a, *b);
}

TEST_F(Pdf, GoesOnWithARowThatIsLongerThanAPage) {
  Document d = sample(0);
  Table t;
  t.columns = {"What", "Words"};
  Cell c;
  for (int i = 0; i < 200; ++i) c.lines.emplace_back("Line number " + std::to_string(i) + ".");
  t.rows.push_back({"Long", c});
  t.rows.push_back({"After", "the end"});
  d.blocks.push_back(t);
  const auto pdf = to_pdf(d);
  ASSERT_TRUE(pdf.has_value());
  write(*pdf);
  const auto text = run("pdftotext '" + file_ + "' -");
  for (int i = 0; i < 200; ++i) EXPECT_THAT(text, HasSubstr("Line number " + std::to_string(i) + "."));
  EXPECT_THAT(text, HasSubstr("the end"));
}

TEST_F(Pdf, OfEachNoticeIsSoundAndHasItsPartsPurposesAndRecipients) {
  for (const auto& code : five()) {
    const auto c = charter_of(code);
    const auto pdf = to_pdf(notice(*c, setting()));
    ASSERT_TRUE(pdf.has_value()) << pdf.error().detail.text;
    write(*pdf);
    int rc = 0;
    const auto check = run("qpdf --check '" + file_ + "'", &rc);
    EXPECT_EQ(rc, 0) << code << check;
    // Lines break anywhere in a narrow column: only the order of the letters counts.
    auto letters = [](const std::string& s) {
      std::string out;
      for (char ch : s)
        if (!std::isspace(static_cast<unsigned char>(ch))) out += ch;
      return out;
    };
    const auto structure = run("pdfinfo -struct-text '" + file_ + "'");
    std::string spoken;
    std::istringstream lines(structure);
    for (std::string line; std::getline(lines, line);) {
      const auto from = line.find('"'), to = line.rfind('"');
      if (from != std::string::npos && to > from) spoken += line.substr(from + 1, to - from - 1);
    }
    spoken = letters(spoken);
    for (const auto& p : notice_details(*c, setting()))
      EXPECT_THAT(spoken, HasSubstr(letters(p.title))) << code;
    for (const auto& p : c->printed->purposes) EXPECT_THAT(spoken, HasSubstr(letters(p.name))) << code;
    for (const auto& r : c->printed->recipients) EXPECT_THAT(spoken, HasSubstr(letters(r.name))) << code;
  }
}

}  // namespace
}  // namespace candour::paper
