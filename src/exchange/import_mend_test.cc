// A list that is as messy as lists are: rows stay, cells are marked, and are mended where they stand.
#include <gmock/gmock.h>

#include "exchange/cell_reading.h"
#include "exchange/import_world_for_tests.h"
#include "exchange/sheet_files_for_tests.h"

namespace candour::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Weight = Mark::Weight;

const std::string kMessy =
    "Client name,DOB,House number,Street,Postcode,Phone,NHS number,Sex,Parent phone\n"
    "\"Okafor, Mrs Maya\",14/3/48,12,High Street,SW1A*1AA,7700900123,9990000018,F,\n"
    "Sam Bell,c. 1950,Rose Cottage,Mill Lane,SW1A 1AB,07700 900124 (mum),9990000026,M,07700 900125\n"
    "Jo Ray,03/25/2010,,,NOWHERE,7.7E+09,123,M,\n"
    "Ana Lee,05/04/2010,,,,07700 900126 / 020 7946 0123,,Girl,\n";

const Mark* mark_of(const ImportRow& row, const std::string& heading, Weight weight) {
  for (const auto& m : row.marks)
    if (m.heading == heading && m.weight == weight) return &m;
  return nullptr;
}

class Mending : public ImportWorld {
 protected:
  ImportRow row(ImportId id, int line) {
    for (auto& r : rows(id))
      if (r.line == line) return r;
    ADD_FAILURE() << "no row " << line;
    return {};
  }
  std::string value(const ImportRow& r, std::string_view field) {
    const auto* v = r.values.if_contains(field);
    return v ? boost::json::serialize(*v) : "";
  }
};

TEST_F(Mending, rows_stay_and_cells_are_marked) {
  const auto id = looked_at(kMessy);
  const auto maya = row(id, 2);
  EXPECT_EQ(maya.state, RowState::Good);
  EXPECT_EQ(maya.name(), "Maya Okafor");
  EXPECT_EQ(value(maya, "title"), "\"Mrs\"");
  EXPECT_EQ(value(maya, "birth-date"), "\"1948-03-14\"");
  EXPECT_THAT(value(maya, "addresses"), HasSubstr("12 High Street"));
  EXPECT_THAT(value(maya, "addresses"), HasSubstr("SW1A 1AA"));
  EXPECT_THAT(value(maya, "phones"), HasSubstr("+447700900123"));
  EXPECT_EQ(value(maya, "gender"), "\"female\"");
  EXPECT_TRUE(maya.problems.empty()) << maya.problems[0].message;

  const auto sam = row(id, 3);
  EXPECT_EQ(sam.state, RowState::Good);
  EXPECT_EQ(value(sam, "birth-date"), "\"1950-01-01\"");
  EXPECT_EQ(value(sam, "birth-date-quality"), "\"estimated\"");
  EXPECT_THAT(value(sam, "addresses"), HasSubstr("Rose Cottage, Mill Lane"));
  EXPECT_EQ(value(sam, "phones"), "") << "the number is his mother's";
  ASSERT_EQ(sam.circle.size(), 2u);
  EXPECT_EQ(sam.circle[0].name, "Parent, name not known");
  EXPECT_EQ(sam.circle[0].phone, "+447700900125");
  EXPECT_EQ(sam.circle[1].phone, "+447700900124");

  const auto jo = row(id, 4);
  EXPECT_EQ(jo.state, RowState::Problem) << "the service needs the date of birth";
  const auto* date = mark_of(jo, "DOB", Weight::Stops);
  ASSERT_TRUE(date);
  EXPECT_THAT(date->readings, ElementsAre("25 March 2010"));
  EXPECT_TRUE(mark_of(jo, "Phone", Weight::LeftOut));
  EXPECT_TRUE(mark_of(jo, "Postcode", Weight::LeftOut));
  EXPECT_TRUE(mark_of(jo, "NHS number", Weight::LeftOut));
  EXPECT_EQ(jo.cells.at(4), "NOWHERE");

  const auto ana = row(id, 5);
  EXPECT_EQ(ana.state, RowState::Problem) << "in this column nobody knows which is the month";
  EXPECT_THAT(mark_of(ana, "DOB", Weight::Stops)->readings, ElementsAre("5 April 2010", "4 May 2010"));
  EXPECT_THAT(value(ana, "phones"), HasSubstr("+442079460123"));
}

TEST_F(Mending, cells_are_mended_on_the_page_and_read_again) {
  const auto id = looked_at(kMessy);
  EXPECT_EQ(summary(id).problems, 2);
  ASSERT_TRUE(imports->mend(manager, id,
                            {{4, {{"c2", "25 March 2010"}, {"c5", "SW1A 1AC"}, {"c6", "still wrong"}}},
                             {5, {{"c2", "5 April 2010"}, {"family-name", "Leigh"}}}}));
  const auto s = summary(id);
  EXPECT_EQ(s.problems, 0);
  EXPECT_EQ(s.good, 4);
  EXPECT_EQ(s.marked, 1);
  const auto jo = row(id, 4);
  EXPECT_EQ(value(jo, "birth-date"), "\"2010-03-25\"");
  ASSERT_TRUE(mark_of(jo, "Phone", Weight::LeftOut));
  EXPECT_EQ(mark_of(jo, "Phone", Weight::LeftOut)->cell, "still wrong") << "what was typed stays";
  EXPECT_EQ(row(id, 5).name(), "Ana Leigh");
  EXPECT_EQ(count("import_cell"), 5);
  EXPECT_EQ(*imports->keep(manager, id), 4);
  EXPECT_EQ(count("import_cell"), 0) << "what was typed does not outlive the import";
  EXPECT_EQ(imports->mend(manager, id, {{4, {{"c2", "x"}}}}).error().code, Code::Conflict);
}

TEST_F(Mending, a_row_that_is_broken_waits_until_somebody_has_looked) {
  const auto id = looked_at(
      "First name,Last name,Date of birth\nMaya,Okafor,04/03/2010\n\"Sam,Bell,05/03/2010\nJo,Ray,06/03/2010,shifted\n");
  EXPECT_EQ(summary(id).good, 1);
  EXPECT_EQ(summary(id).problems, 2);
  EXPECT_EQ(row(id, 3).marks.at(0).place, "row");
  EXPECT_THAT(row(id, 4).marks.at(0).words, HasSubstr("“shifted” stands in column D"));
  ASSERT_TRUE(imports->mend(manager, id, {{3, {{"row", "yes"}}}}));
  EXPECT_EQ(summary(id).good, 2);
  EXPECT_EQ(row(id, 3).name(), "Sam Bell");
}

TEST_F(Mending, what_is_missing_without_a_column_can_be_typed) {
  const auto id = looked_at("First name,Last name\nMaya,Okafor\n");
  ASSERT_EQ(row(id, 2).state, RowState::Problem);
  EXPECT_EQ(row(id, 2).marks.at(0).place, "birth-date");
  ASSERT_TRUE(imports->mend(manager, id, {{2, {{"birth-date", "4/3/2010"}}}}));
  EXPECT_EQ(value(row(id, 2), "birth-date"), "\"2010-03-04\"");
}

TEST_F(Mending, headings_that_stand_twice_are_kept_apart) {
  const auto id = looked_at("First name,Last name,Phone,Date of birth,Phone\nMaya,Okafor,12,04/03/2010,34\n");
  const auto columns = summary(id).columns;
  EXPECT_EQ(columns[2].field, "phones-0-number");
  EXPECT_EQ(columns[4].field, "");
  ASSERT_TRUE(imports->choose(
      manager, id, {"given-name", "family-name", "phones-0-number", "birth-date", "phones-1-number"}));
  const auto maya = row(id, 2);
  ASSERT_TRUE(mark_of(maya, "Phone (column E)", Weight::LeftOut));
  EXPECT_EQ(mark_of(maya, "Phone (column E)", Weight::LeftOut)->cell, "34");
  EXPECT_EQ(mark_of(maya, "Phone (column C)", Weight::LeftOut)->cell, "12");
  const auto again = begin("First name,Last name,Phone,Date of birth,Phone\nSam,Bell,,05/03/2010,\n");
  EXPECT_EQ(summary(*again).columns[4].field, "phones-1-number") << "and remembered apart";
}

TEST_F(Mending, choices_of_columns_belong_to_a_service) {
  const std::string list = "First name,Last name,NHS number\nMaya,Okafor,9990000018\n";
  const auto in_drop_in = begin(list, "drop-in");
  ASSERT_TRUE(imports->choose(manager, *in_drop_in, {"given-name", "family-name", ""}));
  EXPECT_EQ(summary(*begin(list)).columns[2].field, "nhs-number");
}

TEST_F(Mending, before_adding_all_that_is_dropped_or_changed_is_told) {
  const auto id = looked_at(
      "Name,DOB,Postcode,Phone,Shoe size\nMaya Okafor,4/3/2010,SW1A*1AA,7700900123,38\nSam Bell,5/3/2010,X,07700 900124,\n");
  const auto r = imports->reckoning(manager, id);
  ASSERT_TRUE(r) << why(r);
  ASSERT_EQ(r->columns.size(), 1u);
  EXPECT_EQ(r->columns[0].heading, "Shoe size");
  EXPECT_EQ(r->columns[0].cells, 1);
  EXPECT_EQ(r->columns[0].why, "");
  ASSERT_EQ(r->left_out.size(), 1u);
  EXPECT_EQ(r->left_out[0].kind, "Postcode");
  EXPECT_EQ(r->left_out[0].examples.at(0).cell, "X");
  std::map<std::string, int> changed;
  for (const auto& t : r->changed) changed[t.kind] = t.count;
  EXPECT_EQ(changed[std::string(changed::kName)], 2);
  EXPECT_EQ(changed[std::string(changed::kPostcode)], 1);
  EXPECT_EQ(changed[std::string(changed::kNoughts)], 1);
}

TEST_F(Mending, notes_and_the_reference_of_before_are_kept_with_the_referral) {
  const auto id = looked_at(
      "First name,Middle name,Last name,Date of birth,Our ref,Notes,Service\n"
      "Maya,Jane,Okafor,04/03/2010,C-17,\"Likes football.\nShy at first.\",Youth support\n"
      "Sam,,Bell,05/03/2010,,,Housing\n");
  const auto sam = row(id, 3);
  EXPECT_EQ(sam.state, RowState::Problem) << "nobody lands in a service that the row does not name";
  EXPECT_THAT(*mark_of(sam, "Service", Weight::Stops)->offered, ElementsAre("Youth support", "Drop-in"));
  EXPECT_EQ(row(id, 2).name(), "Maya Jane Okafor");
  ASSERT_TRUE(imports->keep(manager, id));
  const auto maya = everybody().at(0);
  auto pass = gate->see(manager, maya, {ledger::Act::View, "referral", {}, CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass);
  const auto referrals = journeys->referrals(*pass, maya);
  ASSERT_TRUE(referrals) << why(referrals);
  EXPECT_EQ(referrals->at(0).reason_words, "Reference before: C-17\nLikes football.\nShy at first.");
}

TEST_F(Mending, nothing_is_cut_silently) {
  const std::string long_name(183, 'a');
  const auto id = looked_at(
      "First name,Last name,Date of birth,Parent name,Middle name\nMaya,Okafor,04/03/2010," + long_name +
      ",\n" + std::string(120, 'b') + ",Bell,05/03/2010," + std::string(500, 'c') + ",Jane\n");
  EXPECT_EQ(row(id, 2).circle.at(0).name, long_name) << "the form keeps it too";
  const auto sam = row(id, 3);
  EXPECT_TRUE(sam.circle.empty());
  EXPECT_THAT(mark_of(sam, "Parent name", Weight::LeftOut)->words, HasSubstr("their name"));
  EXPECT_THAT(mark_of(sam, "First name", Weight::Stops)->words, HasSubstr("Shorten"));
}

TEST_F(Mending, a_workbook_with_several_sheets_goes_all_the_way) {
  using made::text_row;
  std::string people =
      text_row(1, {"Clients"}) + text_row(3, {"First name", "Last name", "Date of birth", "Phone"}) +
      "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>Maya</t></is></c><c r=\"B4\" t=\"inlineStr\"><is><t>Okafor</t></is></c>"
      "<c r=\"C4\" s=\"1\"><v>40241</v></c><c r=\"D4\"><v>7700900123</v></c></row>" +
      text_row(5, {"Sam", "Bell", "05/03/2010"}, " hidden=\"1\"");
  const auto file = made::xlsx({{"Notes", text_row(1, {"x"})}, {"People", people}});
  const auto id = begin(file);
  ASSERT_TRUE(id) << why(id);
  EXPECT_EQ(summary(*id).said.sheet, "People");
  EXPECT_EQ(summary(*id).encoding, "an Excel workbook");
  EXPECT_EQ(summary(*id).rows, 1);
  EXPECT_EQ(imports->choose_sheet(manager, *id, "Notes", 0, false).error().code, Code::Invalid);
  ASSERT_TRUE(imports->choose_sheet(manager, *id, "People", 3, true));
  EXPECT_EQ(summary(*id).rows, 2);
  std::vector<std::string> fields;
  for (const auto& c : summary(*id).columns) fields.push_back(c.field);
  EXPECT_THAT(fields, ElementsAre("given-name", "family-name", "birth-date", "phones-0-number"));
  ASSERT_TRUE(imports->choose(manager, *id, fields));
  EXPECT_EQ(value(row(*id, 4), "birth-date"), "\"2010-03-04\"");
  EXPECT_EQ(*imports->keep(manager, *id), 2);
}

TEST_F(Mending, what_a_role_may_not_write_is_neither_offered_nor_guessed) {
  const auto youth = *charter->find_service("youth");
  const auto id = imports->begin(clerk, youth, "x.csv", as_bytes(file("valid.csv")));
  ASSERT_TRUE(id) << why(id);
  const auto offered = imports->targets(clerk, youth);
  ASSERT_TRUE(offered);
  for (const auto& [code, label] : *offered)
    EXPECT_TRUE(code != "nhs-number" && code != "child-school" && !code.starts_with("contact-")) << label;
  std::vector<std::string> fields;
  for (const auto& c : summary(*id).columns) fields.push_back(c.field);
  EXPECT_TRUE(imports->choose(clerk, *id, fields));
}

}  // namespace
}  // namespace candour::exchange
