// Workbooks as Excel and LibreOffice write them, and as somebody writes them who means harm.
#include "exchange/sheet_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/sheet_files_for_tests.h"
#include "exchange/sheet_table.h"

namespace candour::exchange {
namespace {

using made::text_row;
using made::xlsx;
using made::XlsxSheet;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kHead = {"First name", "Last name", "Date of birth", "Phone"};

std::string refusal(std::string_view bytes, const SheetLimits& limits = {}) {
  const auto book = read_workbook(bytes, limits);
  return book ? "accepted" : book.error().words.text;
}

/// "3:Maya|Okafor"
std::vector<std::string> rows_of(const Sheet& sheet) {
  std::vector<std::string> out;
  for (const auto& r : sheet.rows) {
    std::string one = std::to_string(r.line) + ":";
    for (std::size_t i = 0; i < r.cells.size(); ++i) one += (i ? "|" : "") + r.cells[i];
    out.push_back(one);
  }
  return out;
}

TEST(Xlsx, cells_of_every_sort_become_text) {
  const std::string rows =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
      "<row r=\"3\">"
      "<c r=\"A3\" t=\"str\"><f>UPPER(\"x\")</f><v>MAYA</v></c>"  // the result of a formula
      "<c r=\"B3\"><f>TODAY()</f></c>"                            // one without
      "<c r=\"C3\" t=\"b\"><v>1</v></c><c r=\"D3\" t=\"e\"><v>#REF!</v></c>"
      "<c r=\"E3\" s=\"1\"><v>17946</v></c><c r=\"F3\" s=\"2\"><v>17946.5</v></c>"
      "<c r=\"G3\"><v>7700900123</v></c><c r=\"H3\"><v>7.700900123E9</v></c>"
      "<c r=\"I3\" s=\"3\"><v>7700900123</v></c><c r=\"J3\" s=\"4\"><v>0.60416666666666663</v></c>"
      "<c r=\"K3\" s=\"1\"><v>59</v></c><c r=\"L3\" s=\"1\"><v>61</v></c><c r=\"M3\"><v>12.5</v></c>"
      "</row>";
  const std::string shared =
      "<si><t>One</t></si><si><r><t xml:space=\"preserve\">T </t></r><r><t>wo_x000D_</t></r><rPh><t>no</t></rPh></si>";
  const auto book = read_workbook(xlsx({{"People", rows}}, shared));
  ASSERT_TRUE(book) << book.error().words.text;
  EXPECT_THAT(
      rows_of(book->sheets.at(0)),
      ElementsAre(
          "1:One|T wo",
          "3:MAYA|=TODAY()|TRUE|#REF!|1949-02-17|1949-02-17 12:00|7700900123|7700900123|07700900123|14:30|"
          "1900-02-28|1900-03-01|12.5"));
  const auto mac = read_workbook(xlsx({{"People", rows}}, shared, true));
  EXPECT_EQ(mac->sheets[0].rows[1].cells[4], "1953-02-18") << "counted from 1904";
  EXPECT_TRUE(mac->from_1904);
}

TEST(Xlsx, hidden_and_merged_is_told) {
  const XlsxSheet people{"People",
                         text_row(1, kHead) + text_row(2, {"Maya", "Okafor"}) +
                             text_row(3, {"Sam", "Bell"}, " hidden=\"1\"") + text_row(4, {"Jo", ""}),
                         "<cols><col min=\"3\" max=\"4\" hidden=\"1\"/></cols>",
                         "<mergeCells count=\"1\"><mergeCell ref=\"B2:B4\"/></mergeCells>"};
  const auto read = read_table(xlsx({people, {"Old", text_row(1, kHead), "", "", "hidden"}}), {});
  ASSERT_TRUE(read) << read.error().words.text;
  EXPECT_EQ(read->table.rows.size(), 3u) << "the hidden row is left out";
  EXPECT_THAT(read->said.told, ElementsAre(HasSubstr("Row 3 is hidden")));
  EXPECT_TRUE(read->hidden_columns.at(2) && read->hidden_columns.at(3) && !read->hidden_columns.at(1));
  EXPECT_TRUE(read->said.sheets.at(1).hidden);
  ASSERT_EQ(read->table.rows[2].notes.size(), 1u);
  EXPECT_THAT(read->table.rows[2].notes[0].words, HasSubstr("merged with row 2, which says “Okafor”"));
  const auto with = read_table(xlsx({people}), {.sheet = "People", .heading_row = 1, .hidden_rows = true});
  EXPECT_EQ(with->table.rows.size(), 4u);
}

TEST(Xlsx, of_twelve_sheets_the_one_with_people_is_read_and_another_can_be_chosen) {
  std::vector<XlsxSheet> sheets;
  for (int i = 1; i <= 12; ++i) {
    std::string rows = text_row(1, {"Notes"});
    for (int r = 2; r < 60; ++r) rows += text_row(r, {"just words", "and more"});
    sheets.push_back({"Sheet" + std::to_string(i), rows});
  }
  sheets[7].rows = text_row(1, {"Clients of the centre"}) + text_row(3, kHead) +
                   text_row(4, {"Maya", "Okafor"}) + text_row(5, {"Sam", "Bell"});
  const auto file = xlsx(sheets);
  const auto read = read_table(file, {});
  ASSERT_TRUE(read) << read.error().words.text;
  EXPECT_EQ(read->said.sheet, "Sheet8");
  EXPECT_EQ(read->said.sheets.size(), 12u);
  EXPECT_EQ(read->said.heading_row, 3) << "a title stands above";
  EXPECT_EQ(read->table.rows[1].line, 4u);
  EXPECT_THAT(read->said.told, ElementsAre(HasSubstr("1 row above the headings")));
  EXPECT_EQ(read_table(file, {.sheet = "Sheet2"})->said.sheet, "Sheet2");
  EXPECT_EQ(read_table(file, {.sheet = "Sheet8", .heading_row = 4})->table.rows[0].cells[0], "Maya");
  EXPECT_EQ(read_table(file, {.sheet = "Nope"}).error().fields.at(0).field, "sheet");
  EXPECT_EQ(read_table(file, {.sheet = "Sheet8", .heading_row = 2}).error().fields.at(0).field,
            "heading-row");
}

TEST(Xlsx, merged_headings_go_before_those_below_them) {
  const XlsxSheet people{
      "People",
      text_row(1, {"Name", "Date of birth", "Emergency contact", "", "Address", ""}) +
          text_row(2, {"", "", "Name", "Phone", "Line 1", "Town"}) +
          text_row(3, {"Maya Okafor", "04/03/1999", "Ada", "07700 900123", "1 High St", "Leeds"}),
      "",
      "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:D1\"/>"
      "<mergeCell ref=\"E1:F1\"/></mergeCells>"};
  const auto read = read_table(xlsx({people}), {});
  ASSERT_TRUE(read) << read.error().words.text;
  EXPECT_THAT(read->table.rows[0].cells,
              ElementsAre("Name", "Date of birth", "Emergency contact Name", "Emergency contact Phone",
                          "Address Line 1", "Address Town"));
  EXPECT_EQ(read->table.rows[1].line, 3u);
}

TEST(Ods, cells_of_every_sort_become_text) {
  const std::string row =
      "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row>" +
      made::ods_text("Maya<text:s text:c=\"2\"/>B") +
      "<table:table-cell office:value-type=\"date\" office:date-value=\"1949-02-17T12:00:00\"><text:p>17/02/49</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"float\" office:value=\"7700900123\"><text:p>07700900123</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"float\" office:value=\"7700900123\"><text:p>7.7E+09</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>"
      "<table:table-cell table:formula=\"of:=[.A1]\"/>"
      "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#REF!</text:p></table:table-cell>"
      "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"2\"><office:annotation><text:p>secret</text:p></office:annotation><text:p>x</text:p></table:table-cell>"
      "<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>"
      "<table:table-row table:visibility=\"filter\">" +
      made::ods_text("Sam") +
      "</table:table-row>"
      "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
  const auto book = read_workbook(made::ods(
      "<table:table table:name=\"One\"><table:table-column/><table:table-column table:visibility=\"collapse\"/>" +
          row + "</table:table><table:table table:name=\"Two\" table:style-name=\"ta2\"></table:table>",
      "<style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>"));
  ASSERT_TRUE(book) << book.error().words.text;
  EXPECT_THAT(
      rows_of(book->sheets.at(0)),
      ElementsAre("3:Maya  B|1949-02-17 12:00|07700900123|7700900123|TRUE|=of:=[.A1]|#REF!|x|x", "4:Sam"));
  EXPECT_TRUE(book->sheets[0].rows[1].hidden);
  EXPECT_THAT(book->sheets[0].hidden_columns, ElementsAre(false, true));
  EXPECT_TRUE(book->sheets.at(1).hidden);
  EXPECT_THAT(book->told, ElementsAre(HasSubstr("Comments")));
}

TEST(Sheets, what_is_no_list_is_refused_with_how_to_mend_it) {
  std::string wide;
  for (const char c : std::string("EncryptedPackage")) wide += {c, '\0'};
  const auto good = xlsx({{"People", text_row(1, kHead)}});
  const std::pair<std::string, const char*> kFiles[] = {
      {good.substr(0, good.size() / 2), "cut short"},
      {good.substr(0, good.size() - 30), "cut short"},
      {"PK\x03\x04", "cut short"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0'),
       "old Excel (.xls). Open it in your spreadsheet, choose “Save as”"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + wide, "has a password"},
      {made::ods("", "", "<m><manifest:encryption-data/></m>"), "has a password"},
      {"%PDF-1.7", "PDF"},
      {"<html><table><tr><td>x", "web page"},
      {"<?xml version=\"1.0\"?><Workbook/>", "XML file"},
      {made::zip({{"word/document.xml", "<x/>"}}), "Word document"},
      {made::zip({{"Index/Document.iwa", "x"}}), "Apple Numbers"},
      {made::zip({{"xl/workbook.bin", "x"}}), ".xlsb"},
      {made::zip({{"list.csv", "a,b"}}), "no spreadsheet in this file"},
      {made::zip({{"xl/workbook.xml", "<workbook>"}, {"xl/_rels/workbook.xml.rels", "<r/>"}}), "damaged"},
  };
  for (const auto& [bytes, words] : kFiles) EXPECT_THAT(refusal(bytes), HasSubstr(words));
}

TEST(Sheets, Attack_a_bomb_is_refused_before_it_goes_off) {
  SheetLimits small;
  small.unpacked = 4 * 1024 * 1024;
  const std::string much(20 * 1024 * 1024, ' ');
  const auto bomb = xlsx({{"People", much}});
  ASSERT_LT(bomb.size(), 100'000u);
  EXPECT_THAT(refusal(bomb, small), HasSubstr("unpacks to far more"));
  EXPECT_THAT(refusal(xlsx({{"People", std::string(60 * 1024 * 1024, ' ')}})),
              HasSubstr("unpacks to far more"))
      << "it grows too many times";
  made::Files many;
  for (int i = 0; i < 2'100; ++i) many.push_back({"xl/x" + std::to_string(i), "x"});
  EXPECT_THAT(refusal(made::zip(many)), HasSubstr("unpacks to far more"));
  EXPECT_THAT(refusal(made::zip({{"xl/workbook.xml", "<a/>"}, {"xl/workbook.xml", "<a/>"}})),
              HasSubstr("damaged"));
}

TEST(Sheets, Attack_entities_and_documents_types_are_not_read) {
  const std::string laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM "
      "\"file:///etc/passwd\">]><workbook><sheets><sheet name=\"&b;&f;\" r:id=\"x\"/></sheets></workbook>";
  EXPECT_THAT(refusal(made::zip({{"xl/workbook.xml", laughs}, {"xl/_rels/workbook.xml.rels", "<r/>"}})),
              HasSubstr("damaged"));
  EXPECT_THAT(
      refusal(made::zip({{"xl/workbook.xml", "<workbook><sheets><sheet name=\"&x;\"/></sheets></workbook>"},
                         {"xl/_rels/workbook.xml.rels", "<r/>"}})),
      HasSubstr("damaged"));
}

TEST(Sheets, limits_are_kept) {
  std::string rows = text_row(1, kHead);
  for (int i = 2; i < 40; ++i) rows += text_row(i, {"Maya", "Okafor"});
  SheetLimits few;
  few.rows = 10;
  const auto book = read_workbook(xlsx({{"People", rows}}), few);
  ASSERT_TRUE(book);
  EXPECT_TRUE(book->sheets[0].too_long);
  SheetLimits narrow;
  narrow.columns = 3;
  EXPECT_THAT(refusal(xlsx({{"People", rows}}), narrow), HasSubstr("column D"));
  SheetLimits cells;
  cells.cells = 20;
  EXPECT_THAT(refusal(xlsx({{"People", rows}}), cells), HasSubstr("more cells than can be taken in"));
  EXPECT_THAT(refusal(xlsx({{"People", "<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"}})),
              HasSubstr("column XFD"));
  EXPECT_THAT(
      refusal(made::ods(
          "<table:table table:name=\"x\"><table:table-row><table:table-cell office:value-type=\"string\" "
          "table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>")),
      HasSubstr("columns can be taken in"));
}

TEST(Sheets, headings_are_found_below_titles_in_csv_too) {
  const auto read =
      read_table("Youth centre,,\nList of 2026,,\n\nFirst name,Surname,DOB\nMaya,Okafor,04/03/2010\n", {});
  ASSERT_TRUE(read) << read.error().words.text;
  EXPECT_EQ(read->said.heading_row, 4);
  EXPECT_EQ(read->table.rows[1].line, 5u);
  const auto group =
      read_table("Person,,Next of kin,\nName,DOB,Name,Phone\nMaya Okafor,04/03/2010,Ada,1\n", {});
  EXPECT_THAT(group->table.rows[0].cells, ElementsAre("Person Name", "DOB", "Next of kin Name", "Phone"));
}

TEST(Sheets, a_row_that_is_wider_than_the_headings_is_marked) {
  const auto read = read_table("First name,Surname\nMaya,Okafor\nSam,Bell,x\nJo,Ray,,\n", {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->table.rows[0].cells.size(), 2u);
  EXPECT_THAT(read->table.rows[2].broken, HasSubstr("“x” stands in column C"));
  EXPECT_EQ(read->table.rows[3].broken, "");
}

}  // namespace
}  // namespace candour::exchange
