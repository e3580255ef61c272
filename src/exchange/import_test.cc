// Every file of tests/data/people-import with its exact result, and the ways through an import.
#include <gmock/gmock.h>

#include "base/csv_text.h"
#include "base/uk.h"
#include "exchange/import_check.h"
#include "exchange/import_world_for_tests.h"
#include "ledger/verify.h"
#include "store/accounted.h"

namespace candour::exchange {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Wrong {
  int line;
  const char *heading, *words;
};
struct Expected {
  const char* file;
  int rows, good, problems, duplicates, ignored;
  const char *encoding, *dates;
  std::vector<Wrong> wrong = {};
  std::vector<std::pair<int, int>> twice = {};  // line, and the line it repeats
};

std::vector<Expected> every_file() {
  return {
      {"valid.csv", 4, 3, 0, 0, 1, "UTF-8", "mixed"},
      {"valid_minimal.csv", 1, 1, 0, 0, 0, "UTF-8", "year first"},
      {"valid_instruction_row.csv", 2, 1, 0, 0, 1, "UTF-8", "year first"},
      {"valid_extra_fields.csv", 3, 3, 0, 0, 0, "UTF-8", "mixed"},
      {"valid_unknown_school.csv", 3, 2, 0, 0, 1, "UTF-8", "year first"},
      {"valid_with_changes.csv", 1, 1, 0, 0, 0, "UTF-8", "year first"},
      {"valid_with_duplicates.csv", 5, 4, 0, 0, 1, "UTF-8", "mixed"},
      {"valid_iso_8859_1_encoding.csv", 16, 16, 0, 0, 0, "Windows-1252", "day first"},
      {"duplicate_except_postcode.csv", 1, 1, 0, 0, 0, "UTF-8", "year first"},
      {"duplicate_nhs_numbers.csv", 2, 1, 0, 1, 0, "UTF-8", "year first", {}, {{3, 2}}},
      {"pds_extravaganza.csv", 10, 10, 0, 0, 0, "UTF-8", "year first"},
      {"pds_extravaganza_invalid.csv", 12, 10, 0, 2, 0, "UTF-8", "year first", {}, {{5, 4}, {13, 12}}},
      {"invalid_minimal.csv", 1, 0, 1, 0, 0, "UTF-8", "", {{2, "CHILD_DATE_OF_BIRTH", "a parent must"}}},
      {"invalid_instruction_row.csv",
       2,
       0,
       1,
       0,
       1,
       "UTF-8",
       "",
       {{3, "CHILD_DATE_OF_BIRTH", "a parent must"}}},
      {"invalid_iso_8859_1_encoding.csv",
       1,
       0,
       1,
       0,
       0,
       "Windows-1252",
       "",
       {{2, "PARENT_1_EMAIL", "name@example.org"}, {2, "CHILD_DATE_OF_BIRTH", "a parent must"}}},
      {"invalid_fields.csv",
       21,
       1,
       4,
       15,
       1,
       "UTF-8",
       "year first",
       {{10, "CHILD_DATE_OF_BIRTH", "Enter date of birth. Why it is needed"},
        {15, "CHILD_SCHOOL_URN", "six figures"},
        {16, "PARENT_1_EMAIL", "like name@example.org"},
        {17, "PARENT_1_PHONE", "phone number"},
        {18, "CHILD_DATE_OF_BIRTH", "day, month and year"},
        {19, "CHILD_POSTCODE", "postcode"},
        {20, "CHILD_NHS_NUMBER", "NHS number"},
        {21, "CHILD_FIRST_NAME", "“£” does not belong in a name"},
        {22, "CHILD_LAST_NAME", "“©” does not belong in a name"}},
       {{4, 3},
        {5, 3},
        {6, 3},
        {7, 3},
        {8, 3},
        {9, 3},
        {11, 3},
        {12, 3},
        {13, 3},
        {14, 3},
        {15, 3},
        {16, 3},
        {17, 3},
        {19, 3},
        {20, 3}}},
  };
}

TEST_F(ImportWorld, every_file_comes_out_as_expected) {
  for (const auto& e : every_file()) {
    SCOPED_TRACE(e.file);
    const auto id = looked_at(file(e.file));
    const auto s = summary(id);
    EXPECT_EQ(s.rows, e.rows);
    EXPECT_EQ(s.good, e.good);
    EXPECT_EQ(s.problems, e.problems);
    EXPECT_EQ(s.duplicates, e.duplicates);
    EXPECT_EQ(s.ignored, e.ignored);
    EXPECT_EQ(s.encoding, e.encoding);
    EXPECT_EQ(s.date_order, e.dates);
    std::vector<std::pair<int, int>> twice;
    std::size_t problems = 0;
    for (const auto& row : rows(id)) {
      if (row.same_as_line) twice.emplace_back(row.line, row.same_as_line);
      problems += row.problems.size();
      for (const auto& w : e.wrong) {
        if (w.line != row.line) continue;
        const auto said = std::find_if(row.problems.begin(), row.problems.end(), [&](const FieldProblem& p) {
          return p.field == w.heading && p.message.find(w.words) != std::string::npos;
        });
        EXPECT_NE(said, row.problems.end()) << w.line << " " << w.heading << " " << w.words;
      }
    }
    EXPECT_EQ(twice, e.twice);
    EXPECT_EQ(problems, e.wrong.size()) << "each problem is expected, and no other";
    EXPECT_EQ(count("person"), 0) << "nothing is kept before somebody says so";
    ASSERT_TRUE(imports->discard(manager, id));
  }
}

TEST_F(ImportWorld, a_broken_row_is_named_and_the_others_stay) {
  const auto id = begin(file("malformed.csv"));
  ASSERT_TRUE(id) << why(id);
  ASSERT_TRUE(imports->choose(manager, *id, {"given-name", "family-name"}));
  const auto broken = rows(*id).back();
  EXPECT_EQ(broken.line, 3);
  EXPECT_EQ(broken.state, RowState::Problem);
  EXPECT_EQ(broken.marks.at(0).place, "row");
  EXPECT_THAT(broken.marks.at(0).words, HasSubstr("quotation mark"));
}

TEST_F(ImportWorld, columns_are_guessed_and_extra_ones_left_out) {
  const auto id = begin(file("valid_extra_fields.csv"));
  ASSERT_TRUE(id) << why(id);
  std::map<std::string, std::string> got;
  for (const auto& c : summary(*id).columns) got[c.heading] = c.field;
  EXPECT_EQ(got["CHILD_FIRST_NAME"], "given-name");
  EXPECT_EQ(got["CHILD_PREFERRED_GIVEN_NAME"], "name-used");
  EXPECT_EQ(got["CHILD_DATE_OF_BIRTH"], "birth-date");
  EXPECT_EQ(got["CHILD_ADDRESS_LINE_1"], "addresses-0-address-line-1");
  EXPECT_EQ(got["CHILD_TOWN"], "addresses-0-address-town");
  EXPECT_EQ(got["CHILD_POSTCODE"], "addresses-0-address-postcode");
  EXPECT_EQ(got["CHILD_NHS_NUMBER"], "nhs-number");
  EXPECT_EQ(got["PARENT_2_RELATIONSHIP"], "contact-2-relation");
  EXPECT_EQ(got["SCHOOL_NAME"], "child-school") << "a name says more than a number";
  EXPECT_EQ(got["CHILD_SCHOOL_URN"], "");
  EXPECT_EQ(got["Year"], "");
}

TEST_F(ImportWorld, columns_without_a_telling_heading_are_known_by_their_values) {
  const auto id = begin(
      "First name,Last name,Number,Where,Note\nMaya,Okafor,9990000018,SW1A 1AA,a\n"
      "Sam,Adeyemi,9990000026,SW1A 1AB,b\n");
  ASSERT_TRUE(id) << why(id);
  const auto columns = summary(*id).columns;
  EXPECT_EQ(columns[2].field, "nhs-number");
  EXPECT_EQ(columns[3].field, "addresses-0-address-postcode");
  EXPECT_EQ(columns[4].field, "");
}

TEST_F(ImportWorld, choices_are_remembered_for_the_same_headings) {
  const std::string list = "Vorname,Nachname,geboren,Extra\nMaya,Okafor,04/03/2010,x\n";
  const auto first = begin(list);
  ASSERT_TRUE(first) << why(first);
  EXPECT_EQ(summary(*first).columns[0].field, "");
  ASSERT_TRUE(imports->choose(manager, *first, {"given-name", "family-name", "birth-date", ""}));
  const auto second = begin("EXTRA,Geboren,Vorname,Nachname\ny,05/03/2010,Sam,Adeyemi\n");
  ASSERT_TRUE(second) << why(second);
  std::vector<std::string> fields;
  for (const auto& c : summary(*second).columns) fields.push_back(c.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"", "birth-date", "given-name", "family-name"}));
  EXPECT_FALSE(summary(*second).columns[1].guessed) << "remembered, not guessed";
}

TEST_F(ImportWorld, a_choice_that_cannot_work_is_said_by_column) {
  const auto id = begin(file("valid_minimal.csv"));
  ASSERT_TRUE(id);
  const auto twice = imports->choose(manager, *id, {"given-name", "given-name", "birth-date", "", ""});
  ASSERT_FALSE(twice);
  EXPECT_THAT(why(twice), HasSubstr("column-2: Two columns"));
  const auto nameless = imports->choose(manager, *id, {"", "", "birth-date", "", ""});
  EXPECT_THAT(why(nameless), HasSubstr("Choose the column that holds the first name, the last name or"));
  const auto unknown = imports->choose(manager, *id, {"given-name", "family-name", "photo", "", ""});
  EXPECT_THAT(why(unknown), HasSubstr("column-3: Choose from the list"));
  EXPECT_EQ(imports->choose(manager, *id, {"given-name"}).error().code, Code::Conflict);
}

TEST_F(ImportWorld, keeping_adds_people_with_a_referral_and_their_family) {
  const auto id = looked_at(file("valid.csv"));
  const auto kept = imports->keep(manager, id);
  ASSERT_TRUE(kept) << why(kept);
  EXPECT_EQ(*kept, 3);
  EXPECT_EQ(count("person"), 3);
  EXPECT_EQ(count("referral WHERE state='new' AND source='school' AND consent=1 AND service='youth'"), 3);
  EXPECT_EQ(count("import_file"), 0) << "the file does not outlive its import";
  const auto ids = everybody();
  const auto added = imports->added(manager, id, 2);
  ASSERT_TRUE(added);
  EXPECT_EQ(added->people, (std::vector<PersonId>{ids[0], ids[1]})) << "no more than asked for";
  EXPECT_TRUE(added->to_decide);
  const auto mark = profile(ids[2]);
  EXPECT_EQ(mark.name(), "Mark Doe");
  EXPECT_FALSE(mark.values.contains("child-school")) << "888888 means that the school is not known";
  EXPECT_EQ(profile(ids[1]).values.at("birth-date"), "2010-01-02") << "02/01/2010 is the second of January";
  EXPECT_EQ(profile(ids[1]).values.at("nhs-number"), "9990000026");

  auto pass = gate->see(manager, ids[2], {ledger::Act::View, "circle", {}, CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass);
  const auto family = circle->of(*pass, ids[2]);
  ASSERT_TRUE(family) << why(family);
  ASSERT_EQ(family->size(), 2u);
  EXPECT_EQ((*family)[0].name, "Jane Doe");
  EXPECT_EQ((*family)[0].relation, "parent");
  EXPECT_EQ((*family)[0].phone, "+447412345679");
  EXPECT_THAT((*family)[0].notes, HasSubstr("Mother"));
  EXPECT_EQ((*family)[0].informed, "not-yet") << "somebody must still tell them (IG-4.1)";
  EXPECT_EQ((*family)[1].email, "richard@example.com");
  // What Circle itself would write can be changed by Circle: the two agree on the format.
  auto write =
      gate->write(manager, ids[2], *charter->find_service("youth"), *charter->find_kind("supporters"));
  ASSERT_TRUE(write) << why(write);
  auto told = (*family)[0];
  told.informed = "told";
  EXPECT_TRUE(circle->change(*write, told));
}

TEST_F(ImportWorld, names_of_contacts_are_kept_whole_or_left_out_with_a_mark_and_one_name_is_enough) {
  const std::string headings = "First name,Last name,Date of birth,Parent 1 name,Parent 1 relationship\n";
  const auto id = looked_at(headings + "Ana,,04/03/2010," + std::string(183, 'x') +
                            ",\nSam,Bell,05/03/2010," + std::string(201, 'x') + ",\n");
  const auto all = rows(id);
  EXPECT_EQ(all[0].state, RowState::Good);
  EXPECT_EQ(all[0].name(), "Ana");
  ASSERT_EQ(all[1].problems.size(), 1u);
  EXPECT_EQ(all[1].marks.back().weight, Mark::Weight::LeftOut);
  EXPECT_TRUE(all[1].circle.empty());
  EXPECT_THAT(all[1].problems.at(0).message, HasSubstr("it has 201, 1 too many"));
  ASSERT_TRUE(imports->keep(manager, id));
  const auto ana = everybody().at(0);
  auto pass = gate->see(manager, ana, {ledger::Act::View, "circle", {}, CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass);
  EXPECT_EQ(circle->of(*pass, ana)->at(0).name, std::string(183, 'x'));
}

TEST_F(ImportWorld, what_stands_in_a_name_goes_where_it_belongs_and_is_said) {
  const auto id = looked_at(
      "Forename(s),Surname,Date of birth,Address,Emergency contact\n"
      "Mrs Joan,Bell,04/03/2010,1 High Street,Bob Smith (brother) 07700 900123\n"
      "Ana,Bell,05/03/2010,As above,Ann Bell\n");
  const auto all = rows(id);
  const auto& joan = all.at(0);
  EXPECT_EQ(joan.values.at("given-name"), "Joan");
  ASSERT_EQ(joan.circle.size(), 1u);
  EXPECT_EQ(joan.circle[0].name, "Bob Smith");
  EXPECT_EQ(joan.circle[0].phone, *uk::phone("07700 900123"));
  std::vector<std::string> changed;
  for (const auto& m : joan.marks)
    if (m.weight == Mark::Weight::Changed) changed.push_back(m.kind);
  EXPECT_THAT(changed,
              testing::IsSupersetOf({std::string(changed::kTitle), std::string(changed::kContactName)}));
  EXPECT_FALSE(all.at(1).values.contains("addresses"));
  EXPECT_THAT(all.at(1).problems.at(0).message, HasSubstr("says where to look"));
}

TEST_F(ImportWorld, keeping_twice_adds_nobody_twice) {
  const auto id = looked_at(file("valid.csv"));
  ASSERT_TRUE(imports->keep(manager, id));
  const auto again = imports->keep(manager, id);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::Conflict);
  EXPECT_THAT(again.error().words.text, HasSubstr("Nothing was added twice"));
  EXPECT_EQ(count("person"), 3);
  EXPECT_EQ(imports->choose(manager, id, {}).error().code, Code::Conflict);
  EXPECT_EQ(imports->discard(manager, id).error().code, Code::Conflict);
}

TEST_F(ImportWorld, duplicates_wait_for_a_decision) {
  const auto id = looked_at(file("duplicate_nhs_numbers.csv"));
  const auto early = imports->keep(manager, id);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, Code::Invalid);
  EXPECT_THAT(why(early), HasSubstr("1 row may be"));
  EXPECT_EQ(count("person"), 0);
  EXPECT_FALSE(imports->decide(manager, id, 2, Decision::Skip)) << "nothing to decide about a good row";
  EXPECT_FALSE(imports->decide(manager, id, 3, Decision::UpdateExisting)) << "there is no record yet";
  ASSERT_TRUE(imports->decide(manager, id, 3, Decision::Skip));
  EXPECT_EQ(summary(id).undecided, 0);
  EXPECT_EQ(*imports->keep(manager, id), 1);
}

TEST_F(ImportWorld, known_people_are_found_and_brought_up_to_date) {
  ASSERT_TRUE(imports->keep(manager, looked_at(file("valid_with_duplicates.csv"))));
  ASSERT_EQ(count("person"), 4);
  const auto id = looked_at(file("valid_with_changes.csv"));
  const auto found = rows(id, RowState::Duplicate);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_FALSE(found[0].duplicates.empty());
  EXPECT_THAT(found[0].duplicates[0].why, HasSubstr("Same NHS number"));
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  const auto kept = imports->keep(manager, id);
  ASSERT_TRUE(kept) << why(kept);
  EXPECT_EQ(*kept, 0);
  EXPECT_EQ(summary(id).updated, 1);
  EXPECT_EQ(summary(id).not_updated, 0);
  EXPECT_EQ(count("person"), 4) << "no second record";
  EXPECT_EQ(count("import_file"), 0);
  const auto jennifer = profile(found[0].duplicates[0].hit.id);
  const auto& addresses = jennifer.values.at("addresses").as_array();
  ASSERT_EQ(addresses.size(), 2u);
  EXPECT_EQ(addresses[0].at("address").at("lines").at(0), "1 Whitehall");
  EXPECT_EQ(addresses[1].at("address").at("lines").at(0), "10 Downing Street")
      << "the old address is history";
  EXPECT_EQ(addresses[1].at("kind"), "previous");
  EXPECT_EQ(jennifer.version, 2u);
}

TEST_F(ImportWorld, who_was_added_meanwhile_is_noticed_before_keeping) {
  const auto mine = looked_at(file("valid_minimal.csv"));
  EXPECT_EQ(summary(mine).good, 1);
  ASSERT_TRUE(imports->keep(manager, looked_at(file("valid_with_changes.csv"))));  // the same Jennifer
  const auto kept = imports->keep(manager, mine);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Code::Invalid);
  EXPECT_EQ(summary(mine).duplicates, 1);
  EXPECT_EQ(count("person"), 1);
}

TEST_F(ImportWorld, undo_takes_back_whom_nobody_has_touched) {
  const auto id = looked_at(file("valid.csv"));
  ASSERT_TRUE(imports->keep(manager, id));
  const auto ids = everybody();
  auto pass = gate->write(manager, ids[0], *charter->find_service("youth"), *charter->find_kind("profile"));
  ASSERT_TRUE(pass) << why(pass);
  auto values = profile(ids[0]).values;
  values["pronouns"] = "she/her";
  ASSERT_TRUE(people->change(*pass, ids[0], 1, values, false));

  const auto left = imports->undo(manager, id);
  ASSERT_TRUE(left) << why(left);
  EXPECT_EQ(*left, 1) << "Jennifer was worked with";
  EXPECT_EQ(everybody(), std::vector<PersonId>{ids[0]});
  EXPECT_EQ(count("referral"), 1);
  EXPECT_EQ(count("relationship"), 0);
  EXPECT_EQ(count("person_token WHERE person NOT IN (SELECT id FROM person)"), 0);
  EXPECT_EQ(count("segment WHERE person NOT IN (SELECT id FROM person)"), 0);
  EXPECT_EQ(count("due WHERE person NOT IN (SELECT id FROM person)"), 0);
  EXPECT_EQ(summary(id).state, ImportState::Undone);
  EXPECT_EQ(summary(id).left_behind, 1);
  EXPECT_EQ(imports->undo(manager, id).error().code, Code::Conflict);
  EXPECT_EQ(imports->keep(manager, id).error().code, Code::Conflict);
  // Undone people are forgotten by the search too: the same file is all good again but for who stayed.
  const auto again = summary(looked_at(file("valid.csv")));
  EXPECT_EQ(again.good, 2);
  EXPECT_EQ(again.duplicates, 1);
}

TEST_F(ImportWorld, an_undo_leaves_family_that_was_worked_with) {
  const auto id = looked_at(file("valid.csv"));
  ASSERT_TRUE(imports->keep(manager, id));
  const auto jimmy = everybody()[1];
  auto pass = gate->write(manager, jimmy, *charter->find_service("youth"), *charter->find_kind("supporters"));
  auto family = circle->of(*pass, jimmy);
  ASSERT_TRUE(family);
  ASSERT_EQ(family->size(), 1u);
  (*family)[0].informed = "told";
  ASSERT_TRUE(circle->change(*pass, (*family)[0]));
  EXPECT_EQ(*imports->undo(manager, id), 1);
  EXPECT_EQ(everybody(), std::vector<PersonId>{jimmy});
  EXPECT_EQ(circle->of(*pass, jimmy)->size(), 1u) << "rolled back with the person";
}

TEST_F(ImportWorld, the_ledger_names_who_came_with_an_import) {
  const auto id = looked_at(file("valid.csv"));
  ASSERT_TRUE(imports->keep(manager, id));
  std::vector<ledger::Kept> lines;
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(lines, ledger->newest(s, 0, 100));
    return {};
  }));
  std::size_t named = 0;
  for (const auto& k : lines) {
    if (k.entry.act != ledger::Act::Import || k.entry.people.empty()) continue;
    named += k.entry.people.size();  // a line for each slice
    EXPECT_EQ(k.entry.thing, id.text());
    EXPECT_EQ(k.entry.note, "source:school");
  }
  EXPECT_EQ(named, 3u);
  int created = 0;
  for (const auto& k : lines)
    if (k.entry.act == ledger::Act::Create && k.entry.what == "profile") {
      ++created;
      EXPECT_EQ(k.entry.people.size(), 1u) << "each line names one person, not the whole list";
    }
  EXPECT_EQ(created, 3);
  ASSERT_TRUE(db->read([&](store::Session& s) -> Status {
    TRY(const auto verdict, ledger->verify(s));
    EXPECT_THAT(verdict.findings, IsEmpty());
    return {};
  }));
}

TEST_F(ImportWorld, only_who_has_the_duty_sees_or_makes_imports) {
  const auto youth = *charter->find_service("youth");
  EXPECT_EQ(imports->begin(worker, youth, "x.csv", as_bytes(file("valid.csv"))).error().code,
            Code::NotAllowed);
  const auto id = looked_at(file("valid.csv"));
  EXPECT_EQ(imports->summary(worker, id).error().code, Code::NotAllowed);
  EXPECT_EQ(imports->rows(worker, id, {}, 0, 10).error().code, Code::NotAllowed);
  EXPECT_EQ(imports->keep(worker, id).error().code, Code::NotAllowed);
  EXPECT_EQ(imports->undo(worker, id).error().code, Code::NotAllowed);
  auto elsewhere = staff("manager");
  elsewhere.posts[0].service = charter->find_service("drop-in");
  EXPECT_EQ(imports->summary(elsewhere, id).error().code, Code::NotFound) << "as one that is not there";
  EXPECT_TRUE(imports->recent(elsewhere, 10)->empty());
  EXPECT_EQ(imports->recent(manager, 10)->size(), 1u);
}

TEST_F(ImportWorld, Attack_A2_an_import_moved_to_another_service_is_shown_to_nobody) {
  const auto id = looked_at(file("valid.csv"));
  auto elsewhere = staff("manager");
  elsewhere.posts[0].service = charter->find_service("drop-in");
  ASSERT_TRUE(db->write([&](store::Txn& txn) {
    store::no_entry_needed("a test tampers");
    return txn.run("UPDATE import_job SET service='drop-in' WHERE org=$1", {charter->organisation.code})
        .map([](auto) {});
  }));
  EXPECT_EQ(imports->summary(elsewhere, id).error().code, Code::Corrupt);
  EXPECT_EQ(imports->rows(elsewhere, id, {}, 0, 10).error().code, Code::Corrupt);
  EXPECT_FALSE(imports->recent(elsewhere, 10));
}

TEST_F(ImportWorld, a_role_keeps_only_what_it_may_write) {
  const auto youth = *charter->find_service("youth");
  const auto id = imports->begin(clerk, youth, "x.csv", as_bytes(file("valid.csv")));
  ASSERT_TRUE(id) << why(id);
  std::vector<std::string> fields;
  for (const auto& c : summary(*id).columns) fields.push_back(c.field);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (summary(*id).columns[i].heading == "CHILD_NHS_NUMBER") fields[i] = "nhs-number";
  const auto refused = imports->choose(clerk, *id, fields);
  ASSERT_FALSE(refused);
  EXPECT_THAT(why(refused), HasSubstr("Your role may not write down “Your reference numbers” here"));
  for (auto& f : fields)
    if (f == "nhs-number" || f == "child-school" || f.starts_with("contact-")) f.clear();
  ASSERT_TRUE(imports->choose(clerk, *id, fields));
  EXPECT_EQ(*imports->keep(clerk, *id), 3);
}

TEST_F(ImportWorld, problem_rows_come_back_as_a_file_to_mend) {
  const auto id = looked_at(file("invalid_fields.csv"));
  const auto csv = imports->problem_rows(manager, id);
  ASSERT_TRUE(csv) << why(csv);
  const auto table = read_csv(*csv);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 5u);
  EXPECT_EQ(table->rows[0].cells.back(), "What to mend");
  EXPECT_THAT(table->rows[4].cells.back(), HasSubstr("CHILD_LAST_NAME: Check the name"));
  const auto again = begin(*csv);
  ASSERT_TRUE(again) << why(again);
  EXPECT_EQ(summary(*again).columns.back().field, "") << "the remarks are left out when it comes back";
  EXPECT_EQ(summary(*again).columns[9].field, "given-name");
}

TEST_F(ImportWorld, a_list_from_others_needs_the_yes_of_those_in_it) {
  const auto youth = *charter->find_service("youth");
  const auto refused =
      imports->begin(manager, youth, "x.csv", as_bytes(file("valid.csv")), {"school", "", false});
  EXPECT_THAT(why(refused), HasSubstr("consent: Ask whether"));
  EXPECT_TRUE(imports->begin(manager, youth, "x.csv", as_bytes(file("valid.csv")), {"staff", "", false}));
  EXPECT_THAT(why(imports->begin(manager, youth, "x.csv", as_bytes(file("valid.csv")), {"nobody", "", true})),
              HasSubstr("source: Choose"));
}

TEST_F(ImportWorld, an_unfinished_import_does_not_rest_for_ever) {
  const auto id = looked_at(file("valid.csv"));
  clock.set({clock.now().ms + 8LL * 24 * 60 * 60 * 1000});
  ASSERT_TRUE(begin(file("valid_minimal.csv")));
  EXPECT_EQ(summary(id).state, ImportState::Discarded);
  EXPECT_EQ(count("import_file"), 1);
}

TEST_F(ImportWorld, another_server_on_the_same_store_goes_on_with_it) {
  const auto id = looked_at(file("valid.csv"));
  Imports other(*gate, *db, *vault, *people, *journeys, *circle, *search, clock);
  EXPECT_EQ(other.summary(manager, id)->good, 3);
  EXPECT_EQ(*other.keep(manager, id), 3);
  EXPECT_EQ(imports->keep(manager, id).error().code, Code::Conflict);
  EXPECT_EQ(count("person"), 3);
}

TEST_F(ImportWorld, nothing_of_the_file_stands_in_the_clear) {
  looked_at(file("valid.csv"));
  ASSERT_TRUE(db->read([&](store::Session& s) {
    return s.each("SELECT sealed FROM import_file UNION ALL SELECT sealed FROM import_job", {},
                  [](const store::Row& r) {
                    const auto text = as_text(r.blob(0));
                    EXPECT_EQ(text.find("Jennifer"), std::string_view::npos);
                    EXPECT_EQ(text.find("CHILD_"), std::string_view::npos);
                    return true;
                  });
  }));
}

TEST(ImportDates, are_decided_over_the_whole_column) {
  const auto order = [](std::string cells) {
    const auto table = read_csv("born\n" + cells);
    return date_order_of(*table, 0);
  };
  EXPECT_EQ(order("01/02/2010\n13/02/2010\n").words, "day first");
  EXPECT_EQ(order("01/02/2010\n02/13/2010\n").words, "doubtful") << "one impossible date turns no column";
  EXPECT_EQ(order("01/02/2010\n02/13/2010\n").order, DateOrder::DayMonthYear);
  EXPECT_EQ(order("01/02/2010\n02/13/2010\n03/14/2011\n04/15/2012\n").words, "month first");
  EXPECT_EQ(order("01/02/2010\n03/04/2010\n").words, "day first, assumed");
  EXPECT_EQ(order("2010-02-01\n1.2.2010\n").words, "mixed");
  EXPECT_EQ(order("13/02/2010\n02/13/2010\n").order, DateOrder::DayMonthYear)
      << "day first unless all say otherwise";
  EXPECT_EQ(order("4 March 2010\n\n").words, "");
}

TEST(ImportRelations, are_understood_in_the_words_of_lists) {
  EXPECT_EQ(relation_code("Mum"), "parent");
  EXPECT_EQ(relation_code("STEP-FATHER"), "parent");
  EXPECT_EQ(relation_code("Guardian"), "guardian");
  EXPECT_EQ(relation_code("Foster carer"), "foster-carer");
  EXPECT_EQ(relation_code("Her keyworker"), "other");
}

}  // namespace
}  // namespace candour::exchange
