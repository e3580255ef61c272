// What stands in cells, and what it is read as: tables of cases.
#include "exchange/cell_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/uk.h"
#include "exchange/import_columns.h"
#include "exchange/import_contacts.h"
#include "exchange/import_world_for_tests.h"

namespace candour::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

DateAsked birth(bool doubtful = false, DateOrder order = DateOrder::DayMonthYear) {
  DateAsked a;
  a.column.doubtful = doubtful;
  a.column.order = order;
  a.today = make_date(2026, 11, 18);
  a.past_only = a.may_guess = true;
  return a;
}

TEST(CellDates, are_read_in_all_their_dress) {
  struct Case {
    const char *cell, *date;
    std::string_view change = {};
    bool estimated = false;
  };
  const Case kCases[] = {
      {"04/03/1999", "1999-03-04"},
      {"4 March 1999", "1999-03-04"},
      {"1999-03-04", "1999-03-04"},
      {"1999-03-04 00:00:00", "1999-03-04"},
      {"1999-03-04 14:30", "1999-03-04", changed::kTime},
      {"04/03/1999 00:00", "1999-03-04"},
      {"04/03/1999 12:00:00 AM", "1999-03-04"},
      {"1999-03-04T09:15:00Z", "1999-03-04", changed::kTime},
      {"4/3/48", "1948-03-04", changed::kShortYear},
      {"4/3/15", "2015-03-04", changed::kShortYear},
      {"4 Mar 48", "1948-03-04", changed::kShortYear},
      {"04-Mar-48", "1948-03-04", changed::kShortYear},
      {"1948", "1948-01-01", changed::kYearOnly, true},
      {"c. 1950", "1950-01-01", changed::kYearOnly, true},
      {"circa 1950", "1950-01-01", changed::kYearOnly, true},
      {"c1950", "", {}, false},
      {"about 1950", "1950-01-01", changed::kYearOnly, true},
      {"1950?", "1950-01-01", changed::kYearOnly, true},
      {"March 1950", "1950-03-01", changed::kYearOnly, true},
      {"c. 4/3/1950", "1950-03-04", changed::kYearOnly, true},
      {"17946", "1949-02-17", changed::kSerial},
      {"17946.5", "1949-02-17", changed::kSerial},
      {"19990304", "1999-03-04"},
      {"W/B 4 March 2024", "2024-03-04", changed::kWeek},
      {"w/c 04/03/2024", "2024-03-04", changed::kWeek},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.cell);
    const auto read = read_date_cell(c.cell, birth());
    EXPECT_EQ(read.cell.text, c.date) << read.cell.problem;
    EXPECT_EQ(read.estimated, c.estimated);
    if (*c.date == '\0') continue;
    if (c.change.empty())
      EXPECT_THAT(read.cell.changes, IsEmpty());
    else
      EXPECT_TRUE(std::any_of(read.cell.changes.begin(), read.cell.changes.end(),
                              [&](const Change& x) { return x.kind == c.change && !x.words.empty(); }));
  }
}

TEST(CellDates, what_is_not_certain_is_asked_with_its_readings) {
  struct Case {
    const char* cell;
    DateAsked asked;
    const char* words;
    std::vector<std::string> readings;
  };
  auto no_guess = birth();
  no_guess.may_guess = false;
  const Case kCases[] = {
      {"03/04/2010", birth(true), "3 April 2010 or 4 March 2010", {"3 April 2010", "4 March 2010"}},
      {"03/25/2010", birth(), "may be 25 March 2010", {"25 March 2010"}},
      {"25/03/2010", birth(false, DateOrder::MonthDayYear), "may be 25 March 2010", {"25 March 2010"}},
      {"4/3/20", birth(), "4 March 2020 or 4 March 1920", {"4 March 2020", "4 March 1920"}},
      {"W/B 3 March", birth(), "The year is missing", {"3 March 2026", "3 March 2025"}},
      {"12/04/2026", birth(), "", {}},
      {"04/12/2026", birth(), "still to come", {"12 April 2026"}},
      {"31/02/2010", birth(), "no such day", {}},
      {"75", birth(), "if it is an age", {}},
      {"next week", birth(), "no date", {}},
      {"1948", no_guess, "Only a part", {"1 January 1948"}},
      {"1789", birth(), "no date", {}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.cell);
    const auto read = read_date_cell(c.cell, c.asked);
    EXPECT_THAT(read.cell.problem, HasSubstr(c.words));
    EXPECT_EQ(read.cell.problem.empty(), *c.words == '\0');
    EXPECT_EQ(read.cell.readings, c.readings);
  }
  EXPECT_EQ(read_date_cell("05/05/2010", birth(true)).cell.text, "2010-05-05") << "both readings are one";
}

ColumnDates order_of(std::initializer_list<const char*> cells) {
  CsvTable t;
  t.rows.push_back({1, {"DOB"}});
  for (const auto* c : cells) t.rows.push_back({t.rows.size() + 1, {c}});
  return date_order_of(t, 0);
}

TEST(CellDates, one_impossible_date_never_turns_a_column) {
  EXPECT_EQ(order_of({"03/25/2010", "04/03/2010", "05/06/2011"}).order, DateOrder::DayMonthYear);
  EXPECT_TRUE(order_of({"03/25/2010", "04/03/2010", "05/06/2011"}).doubtful);
  EXPECT_FALSE(order_of({"25/03/2010", "26/03/2010", "27/03/2010", "28/03/2010", "03/25/2010"}).doubtful);
  EXPECT_EQ(order_of({"25/03/2010", "04/03/2010"}).words, "day first");
  EXPECT_EQ(order_of({"04/03/2010", "05/06/2010"}).words, "day first, assumed");
  const auto sure = order_of({"03/25/2010", "04/30/2011", "12/13/2012", "05/06/2011"});
  EXPECT_EQ(sure.order, DateOrder::MonthDayYear);
  EXPECT_EQ(sure.words, "month first");
  EXPECT_TRUE(order_of({"03/25/2010", "04/30/2011", "12/13/2012", "25/06/2011"}).doubtful);
  EXPECT_EQ(order_of({"2010-03-25", "2011-04-30 00:00:00"}).words, "year first");
}

TEST(CellPhones, are_read_with_what_was_eaten_and_what_stands_beside_them) {
  struct Case {
    const char* cell;
    std::vector<std::string> numbers, labels;
  };
  const Case kCases[] = {
      {"07700 900123", {"+447700900123"}, {""}},
      {"7700900123", {"+447700900123"}, {""}},
      {"7700900123.0", {"+447700900123"}, {""}},
      {"447700900123", {"+447700900123"}, {""}},
      {"'07700900123", {"+447700900123"}, {""}},
      {"2079460123", {"+442079460123"}, {""}},
      {"7.700900123E9", {"+447700900123"}, {""}},
      {"7.700900123E+09", {"+447700900123"}, {""}},
      {"07700 900123 (mum)", {"+447700900123"}, {"mum"}},
      {"mum 07700 900123", {"+447700900123"}, {"mum"}},
      {"Mob: 07700 900123", {"+447700900123"}, {"Mob"}},
      {"+44 (0)7700 900123", {"+447700900123"}, {""}},
      {"07700 900123 / 020 7946 0123", {"+447700900123", "+442079460123"}, {"", ""}},
      {"07700900123 or 07700900124", {"+447700900123", "+447700900124"}, {"", ""}},
      {"07700 900123; 07700 900124 (dad)", {"+447700900123", "+447700900124"}, {"", "dad"}},
      {"07700900123 07700900124", {"+447700900123", "+447700900124"}, {"", ""}},
      {"7.7E+09", {}, {}},
      {"12345", {}, {}},
      {"ask", {}, {}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.cell);
    const auto read = read_phone_cell(c.cell);
    EXPECT_EQ(read.numbers, c.numbers) << read.cell.problem;
    EXPECT_EQ(read.labels, c.labels);
    EXPECT_EQ(read.cell.problem.empty(), !c.numbers.empty());
  }
  EXPECT_THAT(read_phone_cell("7.7E+09").cell.problem, HasSubstr("has cut this number"));
  EXPECT_EQ(read_phone_cell("7700900123").cell.changes.at(0).kind, changed::kNoughts);
  EXPECT_EQ(phone_kind("Mob"), "mobile");
  EXPECT_EQ(relation_in("mum’s mobile"), "parent");
  EXPECT_EQ(relation_in("after 6pm"), "");
  EXPECT_EQ(relation_in("next door neighbour"), "neighbour");
}

TEST(CellNumbers, nhs_numbers_and_postcodes) {
  // The check digit of 012 345 678 is 9? It is worked out below, so that the case holds whatever it is.
  std::string nine;
  for (int i = 100'000'001; nine.empty(); ++i)
    if (uk::nhs_number("0" + std::to_string(i))) nine = std::to_string(i);
  EXPECT_EQ(read_nhs_cell(nine).text, "0" + nine);
  EXPECT_EQ(read_nhs_cell(nine).changes.at(0).kind, changed::kNoughts);
  EXPECT_EQ(read_nhs_cell("9990000018.0").text, "9990000018");
  EXPECT_EQ(read_nhs_cell("9.990000018E9").text, "9990000018");
  EXPECT_THAT(read_nhs_cell("9.99E+09").problem, HasSubstr("cut"));
  EXPECT_THAT(read_nhs_cell("999000001").problem, HasSubstr("10 figures"))
      << "its check digit does not hold with a nought";
  EXPECT_THAT(read_postcode_cell("sw1a 1aa").changes, IsEmpty());
  EXPECT_EQ(read_postcode_cell("SW1A*1AA").changes.at(0).words, "SW1A 1AA");
  EXPECT_EQ(read_postcode_cell("SW1A OAA").changes.at(0).words, "SW1A 0AA");
  EXPECT_FALSE(read_postcode_cell("NOWHERE").problem.empty());
}

TEST(CellNames, whole_names_are_parted) {
  struct Case {
    const char *whole, *given, *family, *title = "", *used = "";
  };
  const Case kCases[] = {
      {"Maya Okafor", "Maya", "Okafor"},
      {"Okafor, Maya", "Maya", "Okafor"},
      {"OKAFOR Maya", "Maya", "OKAFOR"},
      {"Maya OKAFOR", "Maya", "OKAFOR"},
      {"MAYA OKAFOR", "MAYA", "OKAFOR"},
      {"Mrs Mary Jane Smith", "Mary Jane", "Smith", "Mrs"},
      {"Smith, Mrs Mary", "Mary", "Smith", "Mrs"},
      {"Mary (May) van der Berg", "Mary", "van der Berg", "", "May"},
      {"Seán Ó Briain", "Seán Ó", "Briain"},
      {"Anne-Marie O’Neill", "Anne-Marie", "O’Neill"},
      {"Mr Smith", "", "Smith", "Mr"},
      {"Maya", "Maya", ""},
      {"John Smith Jr", "John", "Smith"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.whole);
    const auto p = part_name(c.whole);
    EXPECT_EQ(p.given, c.given);
    EXPECT_EQ(p.family, c.family);
    EXPECT_EQ(p.title, c.title);
    EXPECT_EQ(p.used, c.used);
  }
}

TEST(CellChoices, the_words_of_the_census_are_known_and_the_choices_are_printed) {
  const std::string at = CANDOUR_SOURCE_DIR;
  const auto loaded = charter::load(at + "/charters/ll.yaml", at + "/charters/catalogue");
  ASSERT_TRUE(loaded.charter);
  const auto* f = profile_kind(*loaded.charter).find_field("ethnicity");
  ASSERT_TRUE(f);
  const std::pair<const char*, const char*> kCases[] = {
      {"White - English, Welsh, Scottish, Northern Irish or British", "white-british"},
      {"English / Welsh / Scottish / Northern Irish / British", "white-british"},
      {"White British", "white-british"},
      {"Any other White background", "white-other"},
      {"Mixed or Multiple ethnic groups - White and Black Caribbean", "mixed-white-black-caribbean"},
      {"Asian or Asian British - Indian", "asian-indian"},
      {"Asian, Asian British or Asian Welsh: Chinese", "asian-chinese"},
      {"Black, Black British, Black Welsh, Caribbean or African: African", "black-african"},
      {"Black or Black British - Any other Black background", "black-other"},
      {"Arab", "arab"},
      {"A - White British", "white-british"},
      {"Not stated", "prefer-not-to-say"},
      {"white-irish", "white-irish"},
  };
  for (const auto& [cell, code] : kCases) EXPECT_EQ(read_choice_cell(*f, cell).text, code) << cell;
  const auto wrong = read_choice_cell(*f, "Martian");
  EXPECT_THAT(wrong.problem, HasSubstr("“White: Irish”"));
  EXPECT_EQ(wrong.readings.size(), f->options.size());
}

TEST(Cells, a_title_is_no_part_of_a_first_name) {
  EXPECT_EQ(part_first_name("Mrs Joan").given, "Joan");
  EXPECT_EQ(part_first_name("Mrs Joan").title, "Mrs");
  EXPECT_EQ(part_first_name("Mary Jane").given, "Mary Jane");
  EXPECT_EQ(part_first_name("Dr").given, "Dr") << "a word alone may be a name";
}

TEST(Cells, as_above_says_where_to_look) {
  for (const auto* cell : {"As above", "ditto", "Same as above.", "\""})
    EXPECT_TRUE(points_elsewhere(cell)) << cell;
  for (const auto* cell : {"Do", "12 Above Bar Street", "Dittisham"})
    EXPECT_FALSE(points_elsewhere(cell)) << cell;
}

TEST(Cells, what_stands_beside_a_contact_s_name_is_parted_from_it) {
  const auto bob = part_contact_name("Bob Smith (brother) 07700 900123");
  EXPECT_EQ(bob.name, "Bob Smith");
  EXPECT_EQ(bob.label, "brother");
  EXPECT_EQ(bob.phone, "07700 900123");
  EXPECT_EQ(part_contact_name("Ann Bell - 01473 496012").name, "Ann Bell");
  EXPECT_EQ(part_contact_name("Ann Bell").name, "Ann Bell");
}

TEST(Cells, a_heading_with_s_in_brackets_is_the_heading_without) {
  EXPECT_EQ(heading_key("Forename(s)"), heading_key("Forename"));
}

}  // namespace
}  // namespace candour::exchange
