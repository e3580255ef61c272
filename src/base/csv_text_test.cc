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

TEST(Csv, rows_are_counted_as_a_spreadsheet_counts_them) {
  const auto t = read_csv("a,b\r\n\r\n\"x\ny\",2\r\n3,4\r\n").value();
  ASSERT_EQ(t.rows.size(), 3u);
  EXPECT_EQ(t.rows[0].line, 1u);
  EXPECT_EQ(t.rows[1].line, 3u);
  EXPECT_EQ(t.rows[2].line, 4u);
  EXPECT_EQ(t.rows[2].at(1), "4");
  EXPECT_EQ(t.rows[2].at(9), "");
}

/// "3:Maya|Okafor!" for row 3 that is broken.
std::vector<std::string> rows_of(std::string_view bytes) {
  std::vector<std::string> out;
  const auto t = read_csv(bytes);
  if (!t) return {t.error().words.text};
  for (const auto& r : t->rows) {
    std::string one = std::to_string(r.line) + ":";
    for (const auto& c : r.cells) one += (one.back() == ':' ? "" : "|") + c;
    out.push_back(one + (r.broken.empty() ? "" : "!"));
  }
  return out;
}

TEST(Csv, a_stray_quotation_mark_breaks_its_row_only) {
  using Rows = std::vector<std::string>;
  const std::pair<const char*, Rows> kCases[] = {
      {"a,b\n\"x,1\ny,2\n", {"1:a|b", "2:x|1!", "3:y|2"}},
      {"a,b\nx,\"1\ny,2\n\"z\",3\n", {"1:a|b", "2:x|1!", "3:y|2", "4:z|3"}},
      {"a,b\n\"x,1\ny,\"2\"\nz,3\n", {"1:a|b", "2:x|1!", "3:y|2", "4:z|3"}},
      {"a,b\n\"x,1\ny,2\"\nz,3\n", {"1:a|b", "2:x|1!", "3:y|2\"", "4:z|3"}},
      {"a,b\n\"x,1\n\"y,2\nz,3\n", {"1:a|b", "2:x|1!", "3:y|2!", "4:z|3"}},
      {"a,b\n\"x\"y,1\nz,2\n", {"1:a|b", "2:xy|1!", "3:z|2"}},
      {"a,b\n\"x\n\n\ny\" ,1\n", {"1:a|b", "2:x!", "5:y\" |1"}},
      {"a,b\n1,x\"y\n5\" pipe,2\n", {"1:a|b", "2:1|x\"y", "3:5\" pipe|2"}},
      {"a,b\n=\"0770\",=\"1\"\n", {"1:a|b", "2:0770|1"}},
      {"a,b\n\"line 1\nline 2\",2\n\n3,4\n", {"1:a|b", "2:line 1\nline 2|2", "4:3|4"}},
      {"a;b\n\"x;1\ny;2", {"1:a|b", "2:x|1!", "3:y|2"}},
  };
  for (const auto& [text, rows] : kCases) EXPECT_EQ(rows_of(text), rows) << text;
}

TEST(Csv, many_open_marks_cost_no_more_than_the_file) {
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += "\"x,1\n";
  const auto t = read_csv(text);
  ASSERT_TRUE(t);
  EXPECT_EQ(t->rows.size(), 100'001u);
}

TEST(Csv, the_delimiter_is_guessed_or_said) {
  EXPECT_EQ(read_csv("a;b;c\n1,5;2;3\n").value().delimiter, ';');
  EXPECT_EQ(read_csv("a\tb\n1,2\t3\n").value().delimiter, '\t');
  EXPECT_EQ(read_csv("name;first,last\nx,y\n").value().delimiter, ',');
  EXPECT_EQ(read_csv("one\ntwo\n").value().delimiter, ',');
  EXPECT_EQ(cells_of("\"a;b\",c\n\"1;2\",3\n"), (Cells{{"a;b", "c"}, {"1;2", "3"}}));
  EXPECT_EQ(cells_of("sep=;\r\na,b;c\r\n"), (Cells{{"a,b", "c"}}));
  EXPECT_EQ(read_csv("sep=;\na,b;c\n").value().rows[0].line, 1u) << "a spreadsheet does not show that line";
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
  const std::string little("\xFF\xFEn\0,\0b\0\n\0Z\0o\0\xEB\0,\0001\0", 20);
  EXPECT_EQ(cells_of(little), (Cells{{"n", "b"}, {"Zoë", "1"}}));
  EXPECT_EQ(cells_of(std::string("\xFE\xFF\0a\0,\0b\0\n\0\xEB\0,\0001", 16)),
            (Cells{{"a", "b"}, {"ë", "1"}}));
  EXPECT_EQ(read_csv(little.substr(2)).value().encoding, TextEncoding::Utf16) << "without a mark";
  const auto mac = read_csv(
                       "name,b\rZo\x91,Jos\x8E\rO\xD5Neill,Fran\x8D"
                       "ois\r")
                       .value();
  EXPECT_EQ(mac.encoding, TextEncoding::MacRoman);
  EXPECT_EQ(mac.rows[1].cells[0], "Zoë");
  EXPECT_EQ(mac.rows[2].cells[0], "O’Neill");
  EXPECT_EQ(mac.rows[2].cells[1], "François");
  EXPECT_THAT(refusal(std::string_view("PK\x03\x04\0\0", 6)), HasSubstr("not a CSV file"));
}

TEST(Csv, limits_are_kept) {
  EXPECT_THAT(refusal("a\nb\nc\n", {.rows = 2}), HasSubstr("more than 2 rows"));
  EXPECT_EQ(refusal("a\nb\n\n", {.rows = 2}), "accepted");
  EXPECT_THAT(refusal("a,b,c\n", {.columns = 2}), HasSubstr("Row 1 has more than 2 columns"));
  EXPECT_THAT(refusal("a,b\n\"xxxxx\",1\n", {.cell_bytes = 4}), StartsWith("Row 2: a cell is longer"));
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
