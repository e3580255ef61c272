// People of a list arrive enrolled and allocated: which service, since when, with whom, by whoever may; and
// all of it comes away again.
#include <gmock/gmock.h>

#include "base/calendar.h"
#include "base/text.h"
#include "exchange/import_way_in.h"
#include "exchange/import_world_for_tests.h"
#include "people/lines_for_tests.h"

namespace candour::exchange {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Stands, words_of_lists_say_whether_somebody_is_there) {
  for (const auto* words : {"Active", "OPEN", "current client", "Enrolled", "live", "Case open", "Re-opened",
                            "Accepted – started"})
    EXPECT_EQ(stands_as(words), Stands::Enrolled) << words;
  for (const auto* words :
       {"waiting", "Waiting list", "Referred", "PENDING", "new referral", "awaiting assessment"})
    EXPECT_EQ(stands_as(words), Stands::Referred) << words;
  for (const auto* words :
       {"Closed", "ended 2024", "Discharged", "left", "inactive", "Case closed", "Deceased"})
    EXPECT_EQ(stands_as(words), Stands::Ended) << words;
  for (const auto* words : {"", "Blue", "not active", "no longer open", "open / closed", "on hold", "Yes"})
    EXPECT_EQ(stands_as(words), std::nullopt) << words;
}

TEST(Named, a_cell_means_what_it_names_and_nothing_that_is_only_near) {
  const std::vector<Named> all = {named("Community support", {"community"}),
                                  named("Carers’ breaks", {"breaks"}), named("Sam Field", {"sam.field"}),
                                  named("Samira Field")};
  const auto which = [&](std::string_view cell) { return meant_by(all, cell).which; };
  EXPECT_THAT(which("COMMUNITY  SUPPORT"), ElementsAre(0));
  EXPECT_THAT(which("breaks"), ElementsAre(1));
  EXPECT_THAT(which("CS"), ElementsAre(0));
  EXPECT_THAT(which("Comm. support service"), ElementsAre(0));
  EXPECT_THAT(which("Field, Sam"), ElementsAre(2)) << "Samira is not Sam";
  EXPECT_THAT(which("sam.field"), ElementsAre(2));
  EXPECT_THAT(which("Field"), ElementsAre(2, 3));
  EXPECT_THAT(which("S"), IsEmpty()) << "a letter says nothing";
  EXPECT_THAT(which("Housing"), IsEmpty());
  EXPECT_THAT(which("support support"), IsEmpty()) << "no word counts twice";
}

class Arrivals : public ImportWorld {
 protected:
  Arrivals() {
    jobs = std::make_unique<jobs::Jobs>(*gate, *db, clock);
    imports.reset();
    imports = std::make_unique<Imports>(*gate, *db, *vault, *people, *journeys, *circle, *search, clock,
                                        jobs.get());
    north = *book->seed_team("Northside", service("youth"));
    south = *book->seed_team("Southside", service("drop-in"));
    aisha = hire("Aisha Rahman", "worker", service("youth"));
    tom = hire("Tom Field", "worker", std::nullopt);
    tim = hire("Tim Field", "worker", service("youth"));
  }
  ServiceIx service(std::string_view code) { return *charter->find_service(code); }
  StaffId hire(const std::string& name, std::string_view role, std::optional<ServiceIx> in,
               bool signed_one = true) {
    people::NewStaff s;
    s.name = name;
    s.username = lower_ascii(name);
    std::ranges::replace(s.username, ' ', '.');
    s.username += std::to_string(++hired);
    s.email = s.username + "@example.org";
    s.posts = {{*charter->find_role(role), in, std::nullopt}};
    if (signed_one) s.agreement_at = s.training_at = clock.now();
    auto id = book->seed(s, true);
    EXPECT_TRUE(id) << why(id);
    return *id;
  }
  static std::string head() {
    return "First name,Last name,Date of birth,Service,Status,Start date,Team,Key worker\n";
  }
  ImportRow row(ImportId id, int line) {
    for (auto& r : rows(id))
      if (r.line == line) return r;
    ADD_FAILURE() << "no row " << line;
    return {};
  }
  static const Mark* marked(const ImportRow& row, std::string_view heading) {
    for (const auto& m : row.marks)
      if (m.heading == heading) return &m;
    return nullptr;
  }
  /// What is wrong with one row of the list.
  std::string problem(const std::string& cells, std::string_view heading) {
    const auto id = looked_at(head() + cells + "\n");
    const auto r = row(id, 2);
    const auto* m = marked(r, heading);
    EXPECT_TRUE(imports->discard(manager, id));
    if (!m) return "";
    return (m->weight == Mark::Weight::Stops     ? "stops: "
            : m->weight == Mark::Weight::LeftOut ? "left out: "
                                                 : "changed: ") +
           m->words;
  }
  ImportId chosen_by(const gate::Actor& actor, const std::string& csv, std::string_view code = "youth",
                     bool enrolled = false) {
    const auto id = imports->begin(actor, service(code), "list.csv", as_bytes(csv), {"school", "", true});
    EXPECT_TRUE(id) << why(id);
    auto s = imports->summary(actor, *id);
    std::vector<std::string> fields;
    for (const auto& c : s->columns) fields.push_back(c.field);
    const auto chosen = imports->choose(actor, *id, fields, enrolled);
    EXPECT_TRUE(chosen) << why(chosen);
    return *id;
  }
  std::unique_ptr<jobs::Jobs> jobs;
  TeamId north, south;
  StaffId aisha, tom, tim;
};

TEST_F(Arrivals, columns_are_known_by_their_usual_headings) {
  const auto id = begin(
      "First name,Last name,Date of birth,Service,Case status,Date joined,Team name,Allocated to,Our ref\n"
      "Maya,Okafor,04/03/2010,Youth support,Open,01/02/2025,Northside,Aisha Rahman,A1\n");
  ASSERT_TRUE(id);
  std::vector<std::string> fields;
  for (const auto& c : summary(*id).columns) fields.push_back(c.field);
  EXPECT_THAT(fields, ElementsAre("given-name", "family-name", "birth-date", kService, kStatus, kStart, kTeam,
                                  kWorker, kReference));
  const auto other = begin(
      "First name,Last name,Date of birth,Status\nMaya,Okafor,04/03/2010,Single\nSam,Field,04/03/2010,Married\n");
  ASSERT_TRUE(other);
  EXPECT_EQ(summary(*other).columns[3].field, "") << "a status that is none of a service";
}

TEST_F(Arrivals, people_are_enrolled_and_allocated_and_the_others_wait) {
  const auto id = looked_at(head() +
                            "Maya,Okafor,04/03/2010,Youth support,Active,3/2/2025,Northside,Aisha Rahman\n"
                            "Sam,Whitcombe,05/03/2010,,waiting list,3/2/2025,,Aisha Rahman\n"
                            "Ida,Lindqvist,06/03/2010,youth,,,,\n"
                            "Otto,Patel,07/03/1990,Drop-in,live,,southside,T Field\n");
  const auto told = imports->reckoning(manager, id);
  ASSERT_TRUE(told) << why(told);
  ASSERT_EQ(told->arriving.size(), 2u);
  const auto &youth = told->arriving[0], &drop_in = told->arriving[1];
  EXPECT_EQ(youth.enrolled, 1);
  EXPECT_EQ(youth.referred, 2);
  EXPECT_EQ(youth.workers, (std::vector<std::pair<std::string, int>>{{"Aisha Rahman", 1}}));
  EXPECT_EQ(youth.teams, (std::vector<std::pair<std::string, int>>{{"Northside", 1}}));
  EXPECT_EQ(drop_in.enrolled, 1);
  EXPECT_EQ(drop_in.from_today, 1);
  EXPECT_THAT(drop_in.workers, IsEmpty()) << "T Field may be Tom or Tim, though Tim does not work there";
  for (const auto& t : told->changed) EXPECT_EQ(t.kind, changed::kNotEnrolled) << t.examples[0].cell;
  EXPECT_EQ(told->changed_cells(), 2) << "start and worker of whom waits";
  people::LinesSince lines(*db, *ledger);
  EXPECT_EQ(*imports->keep(manager, id), 4);
  EXPECT_EQ(summary(id).enrolled, 2);
  EXPECT_EQ(count("referral WHERE state='new'"), 2);
  EXPECT_EQ(count("referral WHERE state='accepted'"), 2);
  const auto began = start_of_day(make_date(2025, 2, 3)).ms;
  EXPECT_EQ(
      count("enrolment WHERE service='youth' AND started=" + std::to_string(began) + " AND team IS NOT NULL"),
      1);
  EXPECT_EQ(count("referral WHERE received=" + std::to_string(began)), 1);
  EXPECT_EQ(count("enrolment WHERE service='drop-in' AND started=" + std::to_string(clock.now().ms)), 1);
  EXPECT_EQ(count("allocation WHERE key_worker=1"), 1);
  const auto mine = journeys->caseload(*gate->actor(aisha), std::nullopt, 10);
  ASSERT_TRUE(mine) << why(mine);
  ASSERT_EQ(mine->size(), 1u);
  const auto who = mine->front().person;
  EXPECT_EQ(profile(who).name(), "Maya Okafor");
  EXPECT_TRUE(lines.has({manager.id, ledger::Act::Move, "referral", {who}, "accepted with an import"}));
  EXPECT_TRUE(lines.has({manager.id, ledger::Act::Create, "enrolment", {who}, "with an import"}));
  EXPECT_TRUE(
      lines.has({manager.id, ledger::Act::Change, "allocation", {who}, "key-worker:" + aisha.text()}));
  EXPECT_EQ(*imports->undo(manager, id), 0);
  for (const auto* table : {"person", "referral", "enrolment", "allocation", "segment", "import_row"})
    EXPECT_EQ(count(table), 0) << table;
}

TEST_F(Arrivals, cells_that_are_not_understood_are_marked_with_what_can_be_chosen) {
  const std::string maya = "Maya,Okafor,04/03/2010,";
  EXPECT_THAT(problem(maya + "Housing,active,,,", "Service"),
              HasSubstr("stops: There is no service of this name"));
  EXPECT_THAT(problem(maya + ",Blue,,,", "Status"), HasSubstr("stops: This does not say"));
  EXPECT_THAT(problem(maya + ",Discharged,,,", "Status"),
              HasSubstr("stops: Support that has ended is not brought in"));
  EXPECT_THAT(problem(maya + ",active,1/1/2030,,", "Start date"),
              HasSubstr("stops: 1 January 2030 is still to come"));
  EXPECT_THAT(problem(maya + ",active,1/1/2009,,", "Start date"),
              HasSubstr("stops: 1 January 2009 is before they were born"));
  EXPECT_THAT(problem(maya + ",active,soon,,", "Start date"), HasSubstr("stops: "));
  EXPECT_THAT(problem(maya + ",active,,Southside,", "Team"),
              HasSubstr("left out: This team is not one of Youth support"));
  EXPECT_THAT(problem(maya + ",active,,Nowhere,", "Team"), HasSubstr("left out: "));
  EXPECT_THAT(problem(maya + ",active,,,Nobody Here", "Key worker"),
              HasSubstr("left out: Nobody of this name works here"));
  EXPECT_THAT(problem(maya + ",active,,,Field", "Key worker"),
              HasSubstr("left out: More than one may be meant"));
  EXPECT_EQ(problem(maya + ",active,,,Aisha", "Key worker"), "changed: Aisha Rahman");
  EXPECT_EQ(problem(maya + ",active,,n/a,TBC", "Key worker"), "");
  EXPECT_EQ(problem(maya + ",active,3/2/25,,", "Start date"), "changed: 3 February 2025")
      << "nobody has come since 1925";
  EXPECT_THAT(problem("Otto,Patel,07/03/1990,Youth support,active,,,", "Status"),
              HasSubstr("stops: Youth support is for children"));
  EXPECT_EQ(problem("Otto,Patel,07/03/1990,Youth support,waiting,,,", "Status"), "")
      << "a referral can be declined";
}

TEST_F(Arrivals, only_who_can_be_allocated_is_taken_or_offered) {
  hire("Ursula Unsigned", "worker", service("youth"), false);
  hire("Carl Clerk", "clerk", service("youth"));
  const auto left = hire("Lena Left", "worker", service("youth"));
  ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {db->org(), left, clock.now().ms}));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::StaffChange;
    e.what = "left";
    return ledger->append(txn, e).map([](auto) {});
  }));
  const std::string row_of = "Maya,Okafor,04/03/2010,,active,,,";
  for (const auto* name : {"Ursula Unsigned", "Carl Clerk", "Lena Left"})
    EXPECT_THAT(problem(row_of + name, "Key worker"),
                HasSubstr(std::string("left out: ") + name + " cannot be given people"))
        << name;
  EXPECT_THAT(problem("Otto,Patel,07/03/1990,Drop-in,active,,,Aisha Rahman", "Key worker"),
              HasSubstr("cannot be given people of Drop-in"));
  const auto id = looked_at(head() + row_of + "Lena Left\n");
  const auto r = row(id, 2);
  const auto* m = marked(r, "Key worker");
  ASSERT_TRUE(m && m->offered);
  EXPECT_THAT(*m->offered, Contains("Aisha Rahman"));
  EXPECT_THAT(*m->offered, ::testing::Not(Contains(HasSubstr("Left"))));
  EXPECT_THAT(*m->offered, ::testing::Not(Contains(HasSubstr("Unsigned"))));
  ASSERT_TRUE(imports->mend(manager, id, {{2, {{"c8", "Tom Field"}}}}));
  EXPECT_EQ(row(id, 2).way.worker, tom) << "in every service";
}

TEST_F(Arrivals, two_of_one_name_are_told_apart_by_their_user_name) {
  const auto one = hire("Jo Park", "worker", service("youth")),
             other = hire("Jo Park", "worker", service("youth"));
  const std::string row_of = "Maya,Okafor,04/03/2010,,active,,,";
  EXPECT_THAT(problem(row_of + "Jo Park", "Key worker"), HasSubstr("left out: More than one may be meant"));
  const auto id = looked_at(head() + row_of + "Jo Park\n");
  const auto r = row(id, 2);
  const auto* m = marked(r, "Key worker");
  ASSERT_TRUE(m);
  ASSERT_EQ(m->readings.size(), 2u);
  EXPECT_NE(m->readings[0], m->readings[1]);
  ASSERT_TRUE(imports->mend(manager, id, {{2, {{"c8", m->readings[1]}}}}));
  const auto mended = row(id, 2).way.worker;
  EXPECT_TRUE(mended == one || mended == other);
  EXPECT_EQ(row(id, 2).way.worker_name, m->readings[1]);
}

TEST_F(Arrivals, mended_cells_are_taken_as_chosen) {
  const auto id = looked_at(head() +
                            "Maya,Okafor,04/03/2010,Housing,Blue,soon,Nowhere,Nobody Here\n"
                            "Sam,Bell,04/03/2011,,waiting,,,\n");
  EXPECT_EQ(row(id, 2).state, RowState::Problem);
  ASSERT_TRUE(imports->mend(manager, id,
                            {{2,
                              {{"c4", "Youth support"},
                               {"c5", "Active"},
                               {"c6", "3 May 2025"},
                               {"c7", "Northside"},
                               {"c8", "Aisha Rahman"}}}}));
  EXPECT_THAT(row(id, 2).problems, IsEmpty());
  ASSERT_EQ(*imports->keep(manager, id), 2);
  EXPECT_EQ(count("allocation"), 1);
  EXPECT_EQ(count("enrolment WHERE team IS NOT NULL"), 1);
}

TEST_F(Arrivals, who_may_not_enrol_is_told_before_and_brings_referrals) {
  const auto csv = head() +
                   "Maya,Okafor,04/03/2010,,Active,3/2/2025,Northside,Aisha Rahman\n"
                   "Sam,Whitcombe,05/03/2010,,Closed,,,\n";
  const auto id = chosen_by(clerk, csv, "youth", true);
  EXPECT_FALSE(imports->may_enrol(clerk, service("youth")));
  EXPECT_TRUE(imports->may_enrol(manager, service("youth")));
  const auto told = imports->reckoning(clerk, id);
  ASSERT_TRUE(told) << why(told);
  ASSERT_EQ(told->columns.size(), 4u);
  for (const auto& c : told->columns) EXPECT_THAT(c.why, HasSubstr("you may not enrol people")) << c.heading;
  ASSERT_EQ(told->arriving.size(), 1u);
  EXPECT_EQ(told->arriving[0].enrolled, 0);
  EXPECT_EQ(told->arriving[0].referred, 1) << "whose support has ended is not referred again";
  ASSERT_EQ(*imports->keep(clerk, id), 1);
  EXPECT_EQ(count("enrolment"), 0);
  EXPECT_EQ(count("allocation"), 0);
  EXPECT_EQ(count("referral WHERE state='new'"), 1);
}

TEST_F(Arrivals, who_may_not_allocate_enrols_without_team_and_worker) {
  const auto decider = staff("decider");
  const auto csv = head() + "Maya,Okafor,04/03/2010,,Active,3/2/2025,Northside,Aisha Rahman\n";
  const auto id = chosen_by(decider, csv, "youth", true);
  const auto rows = imports->rows(decider, id, {}, 0, 10);
  ASSERT_TRUE(rows) << why(rows);
  for (const auto* heading : {"Team", "Key worker"}) {
    const auto* m = marked(rows->front(), heading);
    ASSERT_TRUE(m) << heading;
    EXPECT_THAT(m->words, HasSubstr("you may not say who works with people"));
  }
  ASSERT_EQ(*imports->keep(decider, id), 1);
  EXPECT_EQ(count("enrolment WHERE team IS NULL"), 1);
  EXPECT_EQ(count("allocation"), 0);
}

TEST_F(Arrivals, what_is_fixed_when_it_begins_is_done_only_by_whoever_may) {
  const auto id =
      looked_at(head() + "Maya,Okafor,04/03/2010,,Active,,,\nSam,Whitcombe,05/03/2010,,Active,,,\n");
  jobs->slice_length(std::chrono::milliseconds(0));
  auto leaver = staff("manager");
  ASSERT_TRUE(imports->begin_keep(leaver, id));
  ASSERT_TRUE(jobs->slice());
  EXPECT_EQ(count("enrolment"), 1);
  ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2",
                     {db->org(), leaver.id, clock.now().ms}));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::StaffChange;
    e.what = "left";
    return ledger->append(txn, e).map([](auto) {});
  }));
  for (int k = 0; k < 5; ++k) ASSERT_TRUE(jobs->slice());
  EXPECT_EQ(summary(id).stopped, "account-ended");
  const auto clerks = imports->go_on(clerk, id);
  EXPECT_EQ(clerks.error().code, Code::NotAllowed);
  EXPECT_THAT(clerks.error().words.text, HasSubstr("your role may not"));
  ASSERT_TRUE(imports->go_on(manager, id));
  for (int k = 0; k < 10; ++k) ASSERT_TRUE(jobs->slice());
  EXPECT_EQ(summary(id).state, ImportState::Kept);
  EXPECT_EQ(count("enrolment"), 2);
}

TEST_F(Arrivals, who_loses_the_right_on_the_way_enrols_nobody_more) {
  jobs->slice_length(std::chrono::milliseconds(0));
  auto demoted = staff("manager");
  const auto id =
      chosen_by(demoted, head() + "Maya,Okafor,04/03/2010,,Active,,,\nSam,Whitcombe,05/03/2010,,Active,,,\n");
  ASSERT_TRUE(imports->begin_keep(demoted, id));
  ASSERT_TRUE(jobs->slice());
  ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        txn.run("UPDATE staff_post SET role='clerk' WHERE org=$1 AND staff=$2", {db->org(), demoted.id}));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::StaffChange;
    e.what = "posts";
    return ledger->append(txn, e).map([](auto) {});
  }));
  for (int k = 0; k < 5; ++k) static_cast<void>(jobs->slice());
  EXPECT_EQ(summary(id).stopped, "not-allowed");
  EXPECT_EQ(count("enrolment"), 1);
  EXPECT_EQ(count("person"), 1) << "and nobody comes as what was not shown";
}

TEST_F(Arrivals, rows_come_only_into_services_where_people_may_be_added) {
  // In the other service they may take somebody down, one by one, but import nobody.
  people::NewStaff both;
  both.name = "Yara Young";
  both.username = "yara.young";
  both.email = "yara@example.org";
  both.posts = {{*charter->find_role("manager"), service("youth"), std::nullopt},
                {*charter->find_role("worker"), service("drop-in"), std::nullopt}};
  both.agreement_at = both.training_at = clock.now();
  const auto youth_only = *gate->actor(*book->seed(both, true));
  const auto id = chosen_by(
      youth_only,
      head() + "Maya,Okafor,04/03/2010,Drop-in,waiting,,,\nSam,Whitcombe,05/03/2010,Youth support,,,,\n");
  const auto r = imports->rows(youth_only, id, RowState::Problem, 0, 10);
  ASSERT_TRUE(r) << why(r);
  ASSERT_EQ(r->size(), 1u);
  const auto* m = marked(r->front(), "Service");
  ASSERT_TRUE(m);
  EXPECT_THAT(m->words, HasSubstr("You may not add people to this service"));
  EXPECT_THAT(*m->offered, ElementsAre("Youth support"));
  ASSERT_EQ(*imports->keep(youth_only, id), 1);
  EXPECT_EQ(count("referral WHERE service='drop-in'"), 0);
}

TEST_F(Arrivals, a_service_that_does_not_ask_for_a_cell_does_not_get_it) {
  const std::string csv =
      "First name,Last name,Date of birth,NHS number,Service\nMaya,Okafor,04/03/2010,9990000018,Drop-in\nSam,Whitcombe,,,youth\nIda,Lindqvist,,,Drop-in\n";
  const auto id = looked_at(csv);
  EXPECT_EQ(row(id, 2).state, RowState::Good);
  EXPECT_FALSE(row(id, 2).values.contains("nhs-number"));
  EXPECT_THAT(marked(row(id, 2), "NHS number")->words, HasSubstr("Drop-in does not keep it"));
  EXPECT_EQ(row(id, 3).state, RowState::Problem) << "this one needs the birth date";
  EXPECT_EQ(row(id, 4).state, RowState::Good) << "the other does not";
}

TEST_F(Arrivals, without_a_status_they_are_there_already_when_that_is_said_of_the_file) {
  const auto id = chosen_by(
      manager, "First name,Last name,Date of birth,Key worker\nMaya,Okafor,04/03/2010,Aisha Rahman\n",
      "youth", true);
  ASSERT_EQ(*imports->keep(manager, id), 1);
  EXPECT_EQ(count("allocation"), 1);
}

TEST_F(Arrivals, one_person_in_two_rows_comes_into_both_services_with_one_record) {
  const auto id = looked_at(head() +
                            "Maya,Okafor,04/03/2010,Youth support,Active,3/2/2025,,Aisha Rahman\n"
                            "Sam,Whitcombe,05/03/2010,,,,,\n"
                            "Maya,Okafor,04/03/2010,Drop-in,Active,,,Tom Field\n"
                            "Sam,Whitcombe,05/03/2010,,,,,\n");
  const auto twice = row(id, 4);
  EXPECT_EQ(twice.state, RowState::Duplicate);
  EXPECT_TRUE(twice.joins);
  EXPECT_FALSE(row(id, 5).joins) << "for the same service it is the same row again";
  EXPECT_EQ(imports->decide(manager, id, 5, Decision::JoinEarlier).error().code, Code::Invalid);
  EXPECT_EQ(*imports->decide_many(manager, id, Evidence::InThisFile, Decision::JoinEarlier), 1);
  EXPECT_EQ(*imports->decide_many(manager, id, Evidence::InThisFile, Decision::Skip), 1);
  ASSERT_EQ(*imports->keep(manager, id), 2);
  EXPECT_EQ(count("person"), 2);
  EXPECT_EQ(count("enrolment"), 2);
  EXPECT_EQ(count("allocation"), 2);
  EXPECT_EQ(*imports->undo(manager, id), 0);
  EXPECT_EQ(count("person"), 0);
  EXPECT_EQ(count("enrolment"), 0);
  EXPECT_EQ(count("segment"), 0);
}

TEST_F(Arrivals, who_is_not_added_cannot_be_joined) {
  const auto id = looked_at(
      head() +
      "Maya,Okafor,04/03/2010,youth,,,,\nMaya,Okafor,04/03/2010,youth,,,,\nMaya,Okafor,04/03/2010,Drop-in,,,,\n");
  ASSERT_TRUE(imports->decide(manager, id, 3, Decision::Skip));
  ASSERT_TRUE(imports->decide(manager, id, 4, Decision::JoinEarlier));
  ASSERT_EQ(row(id, 4).same_as_line, 2);
  ASSERT_EQ(*imports->keep(manager, id), 1);
  EXPECT_EQ(count("referral"), 2);
  const auto again = looked_at(
      head() +
      "Zoe,Quill,04/03/2011,youth,,,,\nZoe,Quill,04/03/2011,Drop-in,,,,\nZoe,Quill,04/03/2011,Drop-in,,,,\n");
  ASSERT_TRUE(imports->decide(manager, again, 3, Decision::JoinEarlier));
  ASSERT_TRUE(imports->decide(manager, again, 4, Decision::JoinEarlier));
  EXPECT_THAT(imports->begin_keep(manager, again).error().words.text,
              HasSubstr("for the same service as row 3"));
}

TEST_F(Arrivals, the_same_reference_of_before_is_the_same_person_only_with_the_same_name_or_birth_date) {
  const auto id = looked_at(
      "First name,Last name,Date of birth,Our ref,Service\nMaya,Okafor,04/03/2010,C7,youth\n"
      "May,Okaforr-Lind,04/03/2010,c7,Drop-in\nBen,Okafor,01/01/2012,C7,youth\n");
  EXPECT_EQ(row(id, 3).same_as_line, 2);
  EXPECT_TRUE(row(id, 3).joins);
  EXPECT_EQ(row(id, 4).same_as_line, 0) << "a brother under one case";
}

// Known people

class KnownArrivals : public Arrivals {
 protected:
  PersonId jennifer() {
    const auto id = chosen_by(
        manager, "First name,Last name,Date of birth,NHS number\nJennifer,Clarke,01/01/2010,9990000018\n");
    EXPECT_EQ(*imports->keep(manager, id), 1);
    return everybody().at(0);
  }
  ImportId further() {
    const auto id = looked_at(
        "First name,Last name,Date of birth,NHS number,Service,Status,Start date,Key worker\n"
        "Jennifer,Clarke,01/01/2010,9990000018,Drop-in,Active,3/2/2025,Tom Field\n");
    EXPECT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
    EXPECT_TRUE(imports->keep(manager, id));
    EXPECT_EQ(summary(id).updated, 1);
    EXPECT_EQ(count("enrolment WHERE service='drop-in'"), 1);
    EXPECT_EQ(count("allocation"), 1);
    return id;
  }
};

TEST_F(KnownArrivals, bringing_somebody_up_to_date_enrols_them_in_a_further_service_and_undo_takes_it_away) {
  const auto who = jennifer();
  const auto id = further();
  people::LinesSince lines(*db, *ledger);
  EXPECT_EQ(*imports->undo(manager, id), 0);
  EXPECT_TRUE(lines.has({manager.id, ledger::Act::Undo, "enrolment", {who}, ""}));
  EXPECT_EQ(count("enrolment"), 0);
  EXPECT_EQ(count("allocation"), 0);
  EXPECT_EQ(count("referral WHERE service='drop-in'"), 0);
  EXPECT_EQ(count("referral WHERE service='youth'"), 1) << "what was before stays";
  EXPECT_EQ(count("person"), 1);
}

TEST_F(KnownArrivals, what_has_been_built_on_stays_and_is_counted) {
  const auto who = jennifer();
  const auto id = further();
  const auto pass = gate->see(manager, who, {ledger::Act::View, "journey", "", CategorySet::of_bits(~0ull)});
  ASSERT_TRUE(pass);
  const auto mine = journeys->enrolments(*pass, who);
  ASSERT_TRUE(mine);
  ASSERT_TRUE(journeys->end_allocation(manager, who, mine->front().id, tom));
  EXPECT_EQ(*imports->undo(manager, id), 1);
  EXPECT_EQ(count("enrolment WHERE service='drop-in'"), 1);
  EXPECT_EQ(summary(id).left_behind, 1);
}

TEST_F(KnownArrivals, a_note_written_in_that_service_since_keeps_it) {
  const auto who = jennifer();
  const auto id = further();
  ASSERT_TRUE(db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run(
        "INSERT INTO entry (org, id, person, kind, service, version, state, happened, written, author, "
        "changed, changed_by, source, policy, parts) VALUES ($1, $2, $3, 'contact-note', 'drop-in', 1, '', "
        "$4, $4, $5, $4, $5, 'staff', 1, '')",
        {db->org(), EntryId::make(clock.now().ms), who, clock.now().ms, tom}));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::Create;
    return ledger->append(txn, e).map([](auto) {});
  }));
  EXPECT_EQ(*imports->undo(manager, id), 1);
  EXPECT_EQ(count("enrolment WHERE service='drop-in'"), 1);
}

TEST_F(KnownArrivals, who_is_in_the_service_already_stays_as_they_are) {
  jennifer();
  const auto id = looked_at(
      "First name,Last name,Date of birth,NHS number,Status,Key worker\n"
      "Jennifer,Clarke,01/01/2010,9990000018,Active,Aisha Rahman\n");
  ASSERT_TRUE(imports->decide(manager, id, 2, Decision::UpdateExisting));
  ASSERT_TRUE(imports->keep(manager, id));
  EXPECT_EQ(count("referral WHERE state='new'"), 1) << "a colleague's referral is for them to decide";
  EXPECT_EQ(count("allocation"), 0);
}

}  // namespace
}  // namespace candour::exchange
