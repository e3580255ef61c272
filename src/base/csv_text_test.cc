#include "base/csv_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/text.h"

namespace candour {
namespace {

using Cells = std::vector<std::vector<std::string>>;
using testing::HasSubstr;
using testing::StartsWith;

Cells cells_of(std::string_view bytes) {
  const auto t = read_csv(bytes);
  if (!t) return {{"refused", t.error().words.text}};
  Cells out;
  for (const auto& r : t->rows) out.push_back(r.cells);
  return out;
}
std::string refusal(std::string_view bytes, const CsvLimits& limits = {}) {
  const auto t = read_csv(bytes, limits);
  return t ? "accepted" : t.error().words.text;
}

TEST(Csv, reads_every_sort_of_line_end) {
  const Cells want = {{"a", "b"}, {"1", "2"}};
  for (auto s :
       {"a,b\r\n1,2\r\n", "a,b\n1,2\n", "a,b\r1,2\r", "a,b\n1,2", "a,b\r\n\r\n\n1,2\n\n", "\n a,b"}) {
    if (std::string_view(s) == "\n a,b") {
      EXPECT_EQ(cells_of(s), (Cells{{" a", "b"}}));
    } else {
      EXPECT_EQ(cells_of(s), want) << s;
    }
  }
  EXPECT_TRUE(cells_of("").empty());
}

TEST(Csv, quoted_cells_hold_anything) {
  EXPECT_EQ(cells_of("a,b\n\"x,\"\"y\"\"\r\nz\",2\n"), (Cells{{"a", "b"}, {"x,\"y\"\nz", "2"}}));
  EXPECT_EQ(cells_of("\"\",b\n"), (Cells{{"", "b"}}));
  EXPECT_EQ(cells_of("a,b\n,\n"), (Cells{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(cells_of("a,b,\n"), (Cells{{"a", "b", ""}}));
}

TEST(Csv, rows_know_their_lines) {
  const auto t = read_csv("a,b\r\n\r\n\"x\ny\",2\r\n3,4\r\n").value();
  ASSERT_EQ(t.rows.size(), 3u);
  EXPECT_EQ(t.rows[0].line, 1u);
  EXPECT_EQ(t.rows[1].line, 3u);
  EXPECT_EQ(t.rows[2].line, 5u);
  EXPECT_EQ(t.rows[2].at(1), "4");
  EXPECT_EQ(t.rows[2].at(9), "");
}

TEST(Csv, broken_quoting_is_refused_with_its_line) {
  EXPECT_THAT(refusal("this;csv\nis,,,\n\"malformed\n"),
              StartsWith("Line 3: a value begins with a quotation mark that is never closed"));
  EXPECT_THAT(refusal("a,b\n1,x\"y\n"), StartsWith("Line 2: a quotation mark stands inside a value"));
  EXPECT_THAT(refusal("a,b\n\"x\"y,1\n"), StartsWith("Line 2: something follows the closing quotation mark"));
  EXPECT_THAT(refusal("a,b\n\"x\n\n\ny\" ,1\n"), StartsWith("Line 5: something follows"));
}

TEST(Csv, the_delimiter_is_guessed_or_said) {
  EXPECT_EQ(read_csv("a;b;c\n1,5;2;3\n").value().delimiter, ';');
  EXPECT_EQ(read_csv("a\tb\n1,2\t3\n").value().delimiter, '\t');
  EXPECT_EQ(read_csv("name;first,last\nx,y\n").value().delimiter, ',');
  EXPECT_EQ(read_csv("one\ntwo\n").value().delimiter, ',');
  EXPECT_EQ(cells_of("\"a;b\",c\n\"1;2\",3\n"), (Cells{{"a;b", "c"}, {"1;2", "3"}}));
  EXPECT_EQ(cells_of("sep=;\r\na,b;c\r\n"), (Cells{{"a,b", "c"}}));
  EXPECT_EQ(read_csv("sep=;\na,b;c\n").value().rows[0].line, 2u);
}

TEST(Csv, encodings_become_utf8) {
  const auto marked = read_csv("\xEF\xBB\xBFname,b\nZo\xC3\xAB,1\n").value();
  EXPECT_TRUE(marked.byte_order_mark);
  EXPECT_EQ(marked.rows[0].cells[0], "name");
  EXPECT_EQ(marked.rows[1].cells[0], "Zoë");
  const auto latin = read_csv("name,b\nZo\xEB,1\nO\x92Neill,\x80\x35\n").value();
  EXPECT_EQ(latin.encoding, TextEncoding::Windows1252);
  EXPECT_EQ(latin.rows[1].cells[0], "Zoë");
  EXPECT_EQ(latin.rows[2].cells[0], "O’Neill");
  EXPECT_EQ(latin.rows[2].cells[1], "€5");
  EXPECT_EQ(decode_text("\x81").value().text, "\xEF\xBF\xBD");
  EXPECT_THAT(refusal("\xFF\xFE"
                      "a"),
              HasSubstr("UTF-16"));
  EXPECT_THAT(refusal(std::string_view("PK\x03\x04\0\0", 6)), HasSubstr("not a CSV file"));
}

TEST(Csv, limits_are_kept) {
  EXPECT_THAT(refusal("a\nb\nc\n", {.rows = 2}), HasSubstr("more than 2 rows"));
  EXPECT_EQ(refusal("a\nb\n\n", {.rows = 2}), "accepted");
  EXPECT_THAT(refusal("a,b,c\n", {.columns = 2}), HasSubstr("Line 1 has more than 2 columns"));
  EXPECT_THAT(refusal("a,b\n\"xxxxx\",1\n", {.cell_bytes = 4}), StartsWith("Line 2: a cell is longer"));
}

TEST(Csv, formulas_are_disarmed) {
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("+447700900123"), "'+447700900123");
  EXPECT_EQ(csv_cell("-5"), "'-5");
  EXPECT_EQ(csv_cell("@x"), "'@x");
  EXPECT_EQ(csv_cell("\tx"), "\"'\tx\"");
  EXPECT_EQ(csv_cell("\rx"), "\"'\rx\"");
  EXPECT_EQ(csv_cell(" =1"), "' =1");
  EXPECT_EQ(csv_cell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  EXPECT_EQ(csv_cell("a=b"), "a=b");
  EXPECT_EQ(csv_cell("x;y"), "\"x;y\"");
  EXPECT_EQ(without_formula_guard("'=1+1"), "=1+1");
  EXPECT_EQ(without_formula_guard("'tis"), "'tis");
}

TEST(Csv, what_is_written_reads_back) {
  std::mt19937_64 dice(5);
  const std::vector<std::string> pieces = {"a", ",", ";", "\t", "\"",   "\n", " ",
                                           "=", "-", "ë", "",   "word", "'"};
  for (int round = 0; round < 400; ++round) {
    Cells want(1 + dice() % 5, std::vector<std::string>(2 + dice() % 3));
    std::string text = round % 2 ? std::string(kByteOrderMark) : std::string();
    for (auto& row : want) {
      row[0] = "k";  // a first cell that is plain, so that no row is empty
      for (std::size_t i = 1; i < row.size(); ++i) {
        for (auto n = dice() % 6; n > 0; --n) row[i] += pieces[dice() % pieces.size()];
      }
      text += csv_line(row);
    }
    const auto got = read_csv("sep=,\r\n" + text.substr(round % 2 ? 3 : 0)).value();
    ASSERT_EQ(got.rows.size(), want.size());
    for (std::size_t r = 0; r < want.size(); ++r) {
      for (std::size_t c = 0; c < want[r].size(); ++c) {
        EXPECT_EQ(without_formula_guard(got.rows[r].cells[c]), want[r][c]);
        EXPECT_TRUE(got.rows[r].cells[c].empty() ||
                    std::string_view("=+-@\t\r").find(got.rows[r].cells[c][0]) == std::string_view::npos);
      }
    }
  }
  EXPECT_EQ(csv_line(std::vector<std::string>{""}), "\"\"\r\n");
}

}  // namespace
}  // namespace candour
