// Papers put together from entries: the chart of medicines, the statement of account, the summary on one
// page; and that what the notice says is produced has a place.
#include "letters/sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letters/letters_for_tests.h"
#include "paper/pdf.h"
#include "paper/plain.h"

namespace candour::letters {
namespace {

using testing::HasSubstr;
using testing::Not;

class Papers : public Desk {
 protected:
  gate::Actor finance = w.actor(w.hire("finance"));
  SheetHead head{"Maya Okafor", "LL-0000-0000", "Kim Worker", w.clock.now()};

  void given(std::string_view when, std::string_view what, std::string_view medicine = "Tablet 5 mg") {
    write(worker, "medicine-given",
          R"({"when":")" + std::string(when) + R"(","medicine":")" + std::string(medicine) +
              R"(","dose":"One","what-happened":")" + std::string(what) + R"(","note":"Told the nurse"})");
  }
  void payment(std::string_view json) {
    must(entries.write(must(w.gate.write(finance, person, w.service(), w.kind("payment"))),
                       fresh("payment", json)));
  }
  std::string chart(Date month) {
    const auto kind = w.kind("medicine-given");
    const auto all = must(all_of(entries, see(worker), person, kind, month,
                                 Date{month.year() / month.month() / std::chrono::last}));
    return paper::plain_text(medicine_chart(*w.charter, head, month, all));
  }
};

TEST_F(Papers, Promise_LL_2_2b_the_chart_of_medicines_has_each_dose_by_medicine_and_day) {
  given("2026-11-03T08:10", "taken");
  given("2026-11-03T20:00", "refused");
  given("2026-11-20T08:05", "prompted");
  given("2026-10-31T08:00", "withheld", "Drops");
  const auto text = chart(make_date(2026, 11, 1));
  EXPECT_THAT(text, HasSubstr("Tablet 5 mg, One"));
  for (const char* dose : {"08:10 T", "20:00 R", "08:05 P"}) EXPECT_THAT(text, HasSubstr(dose));
  EXPECT_THAT(text, HasSubstr("Told the nurse")) << "why it was not taken";
  EXPECT_THAT(text, Not(HasSubstr("Drops"))) << "of another month";
  EXPECT_THAT(chart(make_date(2026, 9, 1)), HasSubstr("Nothing is written down"));
}

TEST_F(Papers, Promise_LL_2_2b_the_statement_says_what_was_charged_paid_and_is_still_owed) {
  payment(
      R"({"date":"2026-09-01","direction":"charge","amount":5000,"what-for":"September","due":"2026-09-30"})");
  payment(
      R"({"date":"2026-10-01","direction":"charge","amount":2550,"what-for":"October","due":"2026-12-31"})");
  payment(R"({"date":"2026-10-05","direction":"payment","amount":1000,"what-for":"By card"})");
  payment(R"({"date":"2026-10-06","direction":"bill","amount":7000,"what-for":"Electricity"})");
  const auto all = must(all_of(entries, see(finance), person, w.kind("payment"), {}, {}));
  ASSERT_EQ(all.size(), 4u);
  const auto text = paper::plain_text(statement_of_account(*w.charter, head, all));
  EXPECT_THAT(text, HasSubstr("£75.50"));
  EXPECT_THAT(text, HasSubstr("£50.00"));
  EXPECT_THAT(text, HasSubstr("was due 30 September 2026"));
  EXPECT_THAT(text, HasSubstr("£10.00"));
  // Settled is no longer owed.
  const auto pass = must(w.gate.step(finance, person, w.service(), w.kind("payment")));
  must(entries.move(finance, pass, person, all[0].id, 1, "settle", ""));
  const auto now = must(all_of(entries, see(finance), person, w.kind("payment"), {}, {}));
  const auto after = paper::plain_text(statement_of_account(*w.charter, head, now));
  EXPECT_THAT(after.substr(after.find("Still owed"), 40), HasSubstr("£25.50"));
  EXPECT_THAT(after.substr(after.find("Charges settled"), 40), HasSubstr("£50.00"));
}

TEST_F(Papers, what_is_held_back_is_in_no_sum_and_said) {
  payment(R"({"date":"2026-09-01","direction":"charge","amount":5000,"what-for":"September"})");
  const auto all = must(all_of(entries, see(worker), person, w.kind("payment"), {}, {}));
  const auto text = paper::plain_text(statement_of_account(*w.charter, head, all));
  EXPECT_THAT(text, Not(HasSubstr("50.00")));
  EXPECT_THAT(text, HasSubstr("1 entry is held back"));
}

TEST_F(Papers, Promise_LL_2_2b_there_is_a_kind_for_each_thing_that_the_notice_says_is_produced) {
  for (const char* code : {"individual-agreement", "support-plan", "observation", "task-done", "health-check",
                           "health-action-plan", "risk-assessment", "medicine-given", "contact-note",
                           "payment", "conversation", "letter", "complaint-letter"}) {
    const auto kind = w.charter->find_kind(code);
    ASSERT_TRUE(kind) << code;
    EXPECT_TRUE(w.charter->kind_use(w.service(), *kind)) << code;
    EXPECT_TRUE(std::ranges::any_of(w.charter->roles,
                                    [&](const auto& r) { return std::ranges::count(r.writes, *kind) > 0; }))
        << code << ": somebody writes it";
  }
}

class Handing : public Papers {
 protected:
  std::string made(const gate::Actor& actor, std::vector<std::string>* left_out = nullptr) {
    const auto source = must(summaries.open(see(actor), person, *w.staff.directory()));
    auto sheet = must(summary_sheet(*w.charter, source, "the hospital", "Kim Worker", w.clock.now()));
    EXPECT_LE(must(paper::pages_of(sheet.document)), 1);
    if (left_out) *left_out = sheet.left_out;
    return paper::plain_text(sheet.document);
  }
  void health(std::string_view more = "") {
    write(worker, "health-profile",
          R"({"allergies":"Penicillin: rash","conditions":[{"condition":"Epilepsy"}],
              "medicines":[{"medicine":"Tablet 5 mg","dose":"One at night"}],"doctor":"Elm Surgery")" +
              std::string(more) + "}");
  }
};

TEST_F(Handing, the_summary_holds_what_a_hospital_must_know) {
  health();
  write(worker, "emergency-contact", R"({"name":"Ada Okafor","relation":"Sister","phone":"020 7946 0018",
        "knows":"yes","next-of-kin":"yes"})");
  write(worker, "communication-profile", R"({"in-short":"Give me time"})");
  const auto text = made(worker);
  for (const char* said : {"Maya Okafor", "the hospital", "Penicillin", "Epilepsy", "Tablet 5 mg",
                           "Elm Surgery", "Ada Okafor", "next of kin", "Give me time", "Staff"})
    EXPECT_THAT(text, HasSubstr(said));
  EXPECT_THAT(text, Not(HasSubstr("left out")));
}

TEST_F(Handing, what_does_not_fit_one_sheet_is_left_out_with_words_and_the_medicines_stay) {
  std::string medicines;
  for (int i = 0; i < 20; ++i)
    medicines += (i ? "," : "") + std::string(R"({"medicine":"Tablet )") + std::to_string(i) +
                 R"(","dose":"One at night with water"})";
  write(worker, "health-profile", R"({"allergies":"Penicillin: rash","medicines":[)" + medicines + "]}");
  plan();
  write(worker, "communication-profile",
        R"({"in-short":"Give me time","how-i-communicate":")" + std::string(2000, 'a') + " " +
            std::string(1500, 'b') + R"("})");
  std::vector<std::string> left_out;
  const auto text = made(worker, &left_out);
  EXPECT_THAT(left_out, testing::Contains("Plans in short"));
  EXPECT_THAT(text, HasSubstr("Left out so that it fits one sheet: "));
  EXPECT_THAT(text, HasSubstr("Tablet 19"));
  EXPECT_THAT(text, HasSubstr("Penicillin"));
}

TEST_F(Handing, what_its_maker_may_not_see_is_not_in_it_and_said_where_it_may_be_told) {
  health();
  const auto text = made(finance);
  EXPECT_THAT(text, Not(HasSubstr("Penicillin")));
  EXPECT_THAT(text, HasSubstr("Something was left out"));
}

TEST_F(Handing, who_of_the_circle_is_held_back_is_said_to_be_left_out) {
  const auto source = [&] { return must(summaries.open(see(finance), person, *w.staff.directory())); };
  ASSERT_FALSE(source().held_back);
  const auto id = in_circle({});
  EXPECT_TRUE(source().circle.empty());
  EXPECT_TRUE(source().held_back);
  must(circle.end(to_write(worker, "supporters"), id));
  EXPECT_FALSE(source().held_back) << "no longer of the circle";
}

}  // namespace
}  // namespace candour::letters
