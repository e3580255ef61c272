// Files that are broken, huge, or meant to do harm: refused with words, or taken in harmlessly.
#include <gmock/gmock.h>

#include "base/csv_text.h"
#include "exchange/import_world_for_tests.h"

namespace candour::exchange {
namespace {

using ::testing::HasSubstr;

const std::string kHeadings = "First name,Last name,Date of birth,Address,Postcode\n";

TEST(Promise, ALL_4_import_refuses_bad_files_with_words_and_keeps_nothing) {
  ImportHouse w;
  const std::pair<std::string, const char*> kFiles[] = {
      {"", "empty"},
      {"\n\n\n", "empty"},
      {",,,\nMaya,Okafor,,\n", "Nobody stands under the headings"},
      {kHeadings, "Nobody stands under the headings"},
      {"Maya,Okafor,04/03/1999,1 High Street,SW1A 1AA\nSam,Adeyemi,,,\n",
       "first line holds somebody’s details"},
      {kHeadings + std::string("Maya\0,Okafor\n", 13), "not a CSV file"},
      {kHeadings + "Maya," + std::string(1 << 20, 'x') + "\n", "Row 2: a cell is longer"},
      {std::string("PK\x03\x04", 4) + std::string(20, '\0'), "cut short"},
      {"\xD0\xCF\x11\xE0" + std::string(600, '\0'), "old Excel (.xls)"},
  };
  for (const auto& [content, words] : kFiles) {
    const auto refused = w.begin(content);
    ASSERT_FALSE(refused) << words;
    EXPECT_THAT(why(refused), HasSubstr(words));
  }
  EXPECT_EQ(w.count("import_job"), 0);
}

TEST(Promise, ALL_4_import_says_what_to_mend_and_loses_no_row) {
  ImportHouse w;
  const auto id = w.looked_at(kHeadings +
                              "Maya,Okafor,31/02/2010,1 High Street,SW1A 1AA\nSam,,31/04/2010,,NOWHERE\n"
                              "Jo,Bell,04/03/20,,\nAna,Ray,04/03/2099,,\n");
  const auto all = w.rows(id);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_THAT(all[0].problems.at(0).message, HasSubstr("no such day"));
  ASSERT_EQ(all[1].problems.size(), 2u) << "one name is enough";
  EXPECT_EQ(all[1].problems.at(0).field, "Date of birth");
  EXPECT_EQ(all[1].problems.at(1).field, "Postcode");
  EXPECT_EQ(all[1].cells.at(4), "NOWHERE") << "what was typed is shown as it stood";
  EXPECT_THAT(all[2].problems.at(0).message, HasSubstr("4 March 2020 or 4 March 1920"));
  EXPECT_THAT(all[3].problems.at(0).message, HasSubstr("still to come"));
  EXPECT_FALSE(w.imports->keep(w.manager, id)) << "there is nobody to add";
  EXPECT_EQ(w.summary(id).state, ImportState::Review) << "and the import waits to be mended";
}

TEST_F(ImportWorld, Attack_hidden_characters_in_a_list_are_named_by_their_column) {
  const auto id =
      looked_at(kHeadings + "Maya\xE2\x80\xAE,Okafor,04/03/2010,,\n" +
                "Sam,Ade\xE2\x80\x8Byemi,05/03/2010,,\nعلی‌رضا,نیک‌پور,06/03/2010,,\n");
  const auto all = rows(id);
  EXPECT_EQ(all[0].problems.at(0).field, "First name");
  EXPECT_THAT(all[0].problems.at(0).message, HasSubstr("right-to-left override (U+202E)"));
  EXPECT_EQ(all[1].problems.at(0).field, "Last name");
  EXPECT_EQ(all[2].state, RowState::Good) << "Persian needs its joiners";
  // Also where no question of the profile looks at the cell afterwards: a carer's name is taken over as it
  // stands.
  const auto carers = looked_at(
      "First name,Last name,Date of birth,Parent 1 name\n"
      "Maya,Okafor,04/03/2010,Ada\xE2\x80\xAE Okafor\nSam,Ade,05/03/2010,Ada Ade\n");
  ASSERT_EQ(summary(carers).columns.at(3).field, "contact-1-name");
  const auto with_carers = rows(carers);
  ASSERT_EQ(with_carers.at(0).problems.size(), 1u);
  EXPECT_EQ(with_carers[0].problems[0].field, "Parent 1 name");
  EXPECT_THAT(with_carers[0].problems[0].message, HasSubstr("right-to-left override (U+202E)"));
  EXPECT_EQ(with_carers.at(1).state, RowState::Good);
}

TEST_F(ImportWorld, numbers_are_read_as_they_look) {
  const auto id = looked_at(
      "First name,Last name,Date of birth,NHS number,Mobile\n"
      "Maya,Okafor,04/03/2010,999\u200D000\u00A00018,\u202A07700 900123\u202C\n"
      "Sam,Bell,０５/03/2010,９９９ ０００ ００２６,07700–900124\n");
  const auto all = rows(id);
  for (const auto& row : all)
    EXPECT_EQ(row.state, RowState::Good) << (row.problems.empty() ? "" : row.problems[0].message);
  EXPECT_EQ(all[0].values.at("nhs-number"), "9990000018");
  EXPECT_EQ(all[1].values.at("nhs-number"), "9990000026");
  EXPECT_EQ(all[1].values.at("birth-date"), "2010-03-05");
}

TEST_F(ImportWorld, formulas_in_cells_are_text_and_leave_disarmed) {
  const auto id =
      looked_at(kHeadings + "=1+1,Okafor,04/03/2010,,\nMaya,Okafor,05/03/2010,=cmd|' /C calc'!A0,SW1A 1AA\n");
  const auto all = rows(id);
  EXPECT_THAT(all[0].problems.at(0).message, HasSubstr("“=” does not belong in a name"));
  EXPECT_EQ(all[1].state, RowState::Good);
  const auto csv = imports->problem_rows(manager, id);
  ASSERT_TRUE(csv);
  EXPECT_THAT(*csv, HasSubstr("\r\n'=1+1,"));
  // Read back, the apostrophe is gone again.
  const auto again = looked_at(*csv);
  EXPECT_THAT(rows(again)[0].problems.at(0).message, HasSubstr("“=” does not belong"));
}

TEST_F(ImportWorld, too_many_rows_or_columns_are_refused) {
  std::string many = kHeadings;
  for (int i = 0; i < 60'000; ++i) many += "A,B,04/03/2010,,\n";
  const auto rows_refused = begin(many);
  ASSERT_FALSE(rows_refused);
  EXPECT_EQ(rows_refused.error().code, Code::TooMuch);
  EXPECT_THAT(why(rows_refused), HasSubstr("50,000 rows"));
  const auto columns_refused = begin("a" + std::string(500, ',') + "\n" + std::string(500, ',') + "b\n");
  ASSERT_FALSE(columns_refused);
  EXPECT_EQ(columns_refused.error().code, Code::TooMuch);
  EXPECT_EQ(begin(std::string(26u << 20, 'x')).error().code, Code::TooMuch);
}

TEST_F(ImportWorld, windows_letters_line_ends_and_semicolons_are_understood) {
  const auto id = looked_at(
      "\xEF\xBB\xBF"
      "First name;Last name;Date of birth\r\nZoë;O’Neill;4 March 2010\r\n");
  EXPECT_EQ(summary(id).encoding, "UTF-8 with byte order mark");
  EXPECT_EQ(rows(id)[0].name(), "Zoë O’Neill");
  const auto old = looked_at("First name,Last name,Date of birth\r\nRen\xE9,O\x92Neill,04/03/2010\r\n");
  EXPECT_EQ(summary(old).encoding, "Windows-1252");
  EXPECT_EQ(rows(old)[0].name(), "René O’Neill");
}

TEST_F(ImportWorld, an_import_moved_or_damaged_in_the_store_does_not_open) {
  const auto one = looked_at(file("valid.csv")), two = looked_at(file("valid_minimal.csv"));
  ASSERT_TRUE(db->write([&](store::Txn& t) {
    return t
        .run("UPDATE import_file SET sealed=(SELECT sealed FROM import_file WHERE id=$1) WHERE id=$2",
             {one, two})
        .map([](auto) {});
  }));
  Imports fresh(*gate, *db, *vault, *people, *journeys, *circle, *search, clock);
  const auto opened = fresh.rows(manager, two, {}, 0, 10);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::Corrupt);
}

TEST_F(ImportWorld, pages_of_rows_go_on_by_line) {
  std::string list = kHeadings;
  for (int i = 0; i < 30; ++i)
    list += std::string(1, static_cast<char>('A' + i % 26)) + "x,Y" +
            std::string(static_cast<std::size_t>(i / 5 + 1), 'z') + ",0" + std::to_string(1 + i % 9) +
            "/03/20" + std::to_string(10 + i % 10) + ",,\n";
  const auto id = looked_at(list);
  const auto first = imports->rows(manager, id, {}, 0, 10);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->size(), 10u);
  EXPECT_EQ(first->back().line, 11);
  const auto next = imports->rows(manager, id, {}, first->back().line, 10);
  EXPECT_EQ(next->front().line, 12);
}

}  // namespace
}  // namespace candour::exchange
