#include "charter/authored.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "charter/authored_whole_for_tests.h"
#include "charter/said_words.h"

namespace candour::charter {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> numbers(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& p : parts_of(text)) out.push_back(p.number);
  return out;
}

std::vector<std::string> fields(const std::vector<FieldProblem>& wrong) {
  std::vector<std::string> out;
  for (const auto& w : wrong) out.push_back(w.field);
  return out;
}

/// A small organisation, answered as far as is needed and no further.
Authored small() {
  Authored a;
  a.parts = {{"1", "Us"}, {"2", "You"}};
  const auto add = [&](std::string_view section, AnswerRow row) {
    a.keep(*find_section(section), std::move(row), {});
  };
  add("organisation", {{"name", {"Quay", "1"}},
                       {"code", {"quay", ""}},
                       {"says", {"Helps.", "1"}},
                       {"holidays", {"scotland", ""}}});
  add("contacts", {{"role", {"data-protection", "1"}},
                   {"title", {"Data lead", "1"}},
                   {"email", {"a@quay.example.org", "1"}}});
  add("texts", {{"who-we-are", {"We are Quay.\nWe help.", "1"}}});
  for (const auto* c : {"identity", "contact", "care"}) add("categories", {{"use", {c, "2"}}});
  add("purposes", {{"name", {"Helping you", "2"}},
                   {"says", {"To help.", "2"}},
                   {"categories", {"identity, contact, care", "2"}},
                   {"basis", {"contract", ""}},
                   {"condition", {"care-provision", ""}}});
  add("services", {{"name", {"Visits", "1"}}, {"says", {"We visit.", "1"}}});
  for (const auto& [post, name] : {std::pair("worker", "Visitor"),
                                   {"supervisor", "Leader"},
                                   {"dp-lead", "Data lead"},
                                   {"admin", "Office"}})
    add("roles", {{"post", {post, ""}}, {"name", {name, "1"}}, {"says", {"Works here.", "1"}}});
  add("retention", {{"name", {"All", "2"}},
                    {"keep", {"6 years", "2"}},
                    {"from", {"end-of-service", "2"}},
                    {"then", {"destroy", "2"}}});
  add("rights", {{"code", {"access", "2"}}, {"says", {"You may see it.", "2"}}});
  for (const auto* heading : {"What", "Who", "Why"})
    add("easy-read", {{"heading", {heading, "2"}},
                      {"picture", {"eye", "2"}},
                      {"says", {"We help you.\nWe ask you.\nWe keep notes.\nWe keep them safe.", "2"}}});
  return a;
}
TEST(Authored, numbered_headings_are_the_parts_and_numbered_sentences_are_none) {
  EXPECT_THAT(
      numbers(
          "About us\n\n1. Who we are\nText.\n1. We visit you at home.\n2 What we hold\n2.1 Names\nx\n3) Rights\n"),
      ElementsAre("1", "2", "2.1", "3"));
}
TEST(Authored, a_list_that_begins_again_adds_no_part) {
  EXPECT_THAT(numbers("1 Us\n2 You\n1 an item\n2 an item\n3 Rights\n"), ElementsAre("1", "2", "3"));
}
TEST(Authored, without_numbers_lines_that_stand_alone_are_counted) {
  const std::string text = "Who we are\n\nWe are a charity.\n\nWhat we hold\nNames.\n\nYour rights\nMany.\n";
  EXPECT_THAT(numbers(text), ElementsAre("1", "2", "3"));
  const auto parts = parts_of(text);
  EXPECT_EQ(text.substr(parts[1].begin, parts[1].end - parts[1].begin), "What we hold\nNames.\n\n");
}
TEST(Authored, a_notice_of_nothing_has_no_parts) {
  EXPECT_THAT(numbers(""), IsEmpty());
  EXPECT_THAT(numbers("\n\n \n"), IsEmpty());
  EXPECT_THAT(numbers("999999999999999999999 A number\n1..2 x\n.1 y\n"), IsEmpty());
}

TEST(Authored, the_least_that_must_be_answered_makes_a_charter_that_runs) {
  const auto text = compose(small(), catalogue(), kDay);
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", text, kDay, loaded);
  std::string wrong;
  for (const auto& f : loaded.findings)
    if (!f.warning) wrong += f.text() + "\n";
  ASSERT_EQ(wrong, "") << text;
  const auto& c = *loaded.charter;
  EXPECT_EQ(c.organisation.code, "quay");
  EXPECT_EQ(c.version.from, kDay);
  EXPECT_TRUE(c.at(*c.find_role("visitor")).reach == Reach::Caseload);
  EXPECT_TRUE(c.at(*c.find_role("office")).has(Duty::ManageStaff));
  EXPECT_TRUE(c.at(*c.find_role("data-lead")).has(Duty::SeeLedger));
  EXPECT_THAT(text, HasSubstr("keep: \"6 years\""));
  EXPECT_THAT(text, HasSubstr("who-we-are: \"We are Quay.\\nWe help.\""));
}

TEST(Authored, what_has_no_part_is_working_and_what_has_one_is_not) {
  auto a = small();
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", compose(a, catalogue(), kDay), kDay, loaded);
  ASSERT_TRUE(loaded.charter);
  const auto path = [](const auto& w) { return w.path; };
  std::vector<std::string> working;
  for (const auto& w : working_values(*loaded.charter)) working.push_back(path(w));
  EXPECT_THAT(working, Contains(HasSubstr("roles/visitor/duties")));
  EXPECT_THAT(working, Contains(HasSubstr("purposes/helping-you/bases")));
  EXPECT_THAT(working, testing::Not(Contains(HasSubstr("retention/all/keep"))));
  EXPECT_THAT(working, testing::Not(Contains(HasSubstr("purposes/helping-you/says"))));
}

TEST(Authored, a_processor_a_child_s_service_and_offences_are_carried) {
  auto a = small();
  for (const auto* c : {"convictions"}) a.keep(*find_section("categories"), {{"use", {c, "2"}}}, {});
  a.rows["purposes"][0]["categories"] = {"identity, contact, care, convictions", "2"};
  a.rows["purposes"][0]["policy-document"] = {"APD-1", ""};
  a.keep(*find_section("services"),
         {{"name", {"Young people", "1"}},
          {"says", {"x", "1"}},
          {"for-children", {"yes", "1"}},
          {"max-age", {"17", "1"}},
          {"controller", {"The council", "1"}}},
         {});
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", compose(a, catalogue(), kDay), kDay, loaded);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  const auto& s = loaded.charter->at(*loaded.charter->find_service("young-people"));
  EXPECT_TRUE(s.processor);
  EXPECT_EQ(s.controller, "The council");
  EXPECT_EQ(s.max_age, 17);
  EXPECT_TRUE(std::ranges::any_of(loaded.charter->conditions, [](const auto& x) { return x.criminal; }));
}

TEST(Authored, legitimate_interests_are_carried_with_the_assessment_in_which_they_were_weighed) {
  auto a = small();
  auto& purpose = a.rows["purposes"][0];
  purpose["basis"] = {"legitimate-interests", "2"};
  EXPECT_THAT(fields(wrong_with(*find_section("purposes"), purpose, a, catalogue())),
              ElementsAre("interests", "assessment"));
  purpose["interests"] = {"Helping well", "2"};
  purpose["assessment"] = {"LIA-1", ""};
  EXPECT_THAT(fields(wrong_with(*find_section("purposes"), purpose, a, catalogue())), IsEmpty());
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", compose(a, catalogue(), kDay), kDay, loaded);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  EXPECT_EQ(loaded.charter->purposes[0].bases[0].assessment, "LIA-1");
  std::vector<std::string> working;
  for (const auto& w : working_values(*loaded.charter)) working.push_back(w.path);
  EXPECT_THAT(working, Contains("purposes/helping-you/bases/legitimate-interests/assessment"));
}

TEST(Authored, a_period_by_age_and_a_rule_of_which_half_has_no_part) {
  auto a = small();
  auto& rule = a.rows["retention"][0];
  rule["choose"] = {"by-age", "2"};
  rule["or-keep"] = {"3 years", ""};
  rule["or-from"] = {"last-contact", "2"};
  rule["age"] = {"18", "2"};
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", compose(a, catalogue(), kDay), kDay, loaded);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  const auto& r = loaded.charter->retention[0];
  ASSERT_EQ(r.choose, RetentionRule::Choose::ByAge);
  ASSERT_EQ(r.among.size(), 2u);
  EXPECT_EQ(r.among[0].years, 6);
  EXPECT_EQ(r.among[0].age_to, 17);
  EXPECT_EQ(r.among[1].years, 3);
  EXPECT_EQ(r.among[1].age_from, 18);
  EXPECT_EQ(r.among[1].trigger, Trigger::LastContact);
  const auto& printed = loaded.charter->to_print().retention;
  ASSERT_FALSE(printed.empty());
  EXPECT_TRUE(printed[0].among.empty()) << "half a rule in print would be another rule";
}

TEST(Authored, an_answer_that_cannot_be_is_told_at_its_question) {
  const auto a = small();
  const auto wrong = [&](std::string_view section, const AnswerRow& row) {
    return fields(wrong_with(*find_section(section), row, a, catalogue()));
  };
  EXPECT_THAT(wrong("retention", {{"name", {"x", ""}}, {"keep", {"six years", ""}}, {"then", {"burn", ""}}}),
              ElementsAre("keep", "then"));
  EXPECT_THAT(wrong("retention", {{"name", {"x", ""}}, {"keep", {"6 years", ""}}, {"then", {"destroy", ""}}}),
              ElementsAre("from"));
  EXPECT_THAT(
      wrong("retention", {{"name", {"x", "9"}}, {"keep", {"by decision", ""}}, {"then", {"destroy", ""}}}),
      ElementsAre("name-part"));
  EXPECT_THAT(wrong("purposes", {{"name", {"x", ""}},
                                 {"says", {"x", ""}},
                                 {"categories", {"identity, health", ""}},
                                 {"basis", {"contract", ""}}}),
              ElementsAre("categories"))
      << "health is not among what is held";
  EXPECT_THAT(wrong("organisation", {{"name", {"x", ""}},
                                     {"code", {"Not a code", ""}},
                                     {"says", {"x", ""}},
                                     {"holidays", {"scotland", ""}}}),
              ElementsAre("code"));
  EXPECT_THAT(wrong("contacts", {{"role", {"complaints", ""}}, {"title", {"x", ""}}}), ElementsAre("email"));
}

TEST(Authored, an_unknown_code_is_told_with_what_was_likely_meant) {
  const auto a = small();
  const auto told = [&](std::string_view section, const AnswerRow& row) {
    const auto wrong = wrong_with(*find_section(section), row, a, catalogue());
    return wrong.empty() ? std::string() : wrong.front().message;
  };
  EXPECT_THAT(told("categories", {{"use", {"helth", ""}}}), HasSubstr("Did you mean 'health'?"));
  EXPECT_THAT(told("services", {{"name", {"x", ""}}, {"says", {"x", ""}}, {"purposes", {"zzz", ""}}}),
              HasSubstr("Use one of: helping-you."));
  EXPECT_THAT(
      told("recipients", {{"name", {"x", ""}}, {"says", {"x", ""}}, {"basis", {"consent, contrat", ""}}}),
      HasSubstr("Did you mean 'contract'?"));
  EXPECT_THAT(told("consent-by-service", {{"services", {"visits", ""}}, {"renew-every", {"1 year", ""}}}),
              HasSubstr("12 months"));
  EXPECT_THAT(told("consent-by-service", {{"services", {"visits", ""}}, {"keep-at-most", {"12 months", ""}}}),
              HasSubstr("3 years"));
}

TEST(Authored, answers_that_do_not_go_together_are_told) {
  auto a = small();
  a.keep(*find_section("sources"), {{"name", {"The school", ""}}}, {});
  const auto wrong = [&](std::string_view section, AnswerRow row) {
    return fields(wrong_with(*find_section(section), row, a, catalogue()));
  };
  const AnswerRow kept{{"name", {"x", ""}},
                       {"keep", {"6 years", ""}},
                       {"from", {"last-contact", ""}},
                       {"then", {"destroy", ""}}};
  const auto with = [&](AnswerRow more) {
    more.insert(kept.begin(), kept.end());
    return wrong("retention", more);
  };
  EXPECT_THAT(with({}), IsEmpty());
  EXPECT_THAT(with({{"or-keep", {"until birthday 25", ""}}}), ElementsAre("choose"));
  EXPECT_THAT(with({{"choose", {"later-of", ""}}, {"or-keep", {"until birthday 25", ""}}}), IsEmpty());
  EXPECT_THAT(with({{"choose", {"by-age", ""}}, {"or-keep", {"3 years", ""}}}),
              ElementsAre("or-from", "age"));
  EXPECT_THAT(with({{"from-says", {"your last visit", ""}}}), IsEmpty());
  EXPECT_THAT(with({{"from-says", {"6 years on", ""}}}), ElementsAre("from-says"));
  EXPECT_THAT(with({{"keep", {"until birthday 25", ""}}}), ElementsAre("from"));
  EXPECT_THAT(with({{"legal-minimum", {"8", ""}}}), ElementsAre("legal-source"));
  const AnswerRow body{{"name", {"The school", ""}}, {"says", {"x", ""}}, {"basis", {"contract", ""}}};
  EXPECT_THAT(wrong("recipients", body), ElementsAre("name")) << "it only tells";
  EXPECT_THAT(wrong("own-texts", {{"name", {"Rights", ""}}, {"says", {"x", ""}}}), ElementsAre("name"));
  EXPECT_THAT(wrong("cctv", {{"says", {"x", ""}}, {"cameras", {"the front door", ""}}}),
              ElementsAre("cameras"));
  EXPECT_THAT(wrong("opt-out", {{"planning-and-research", {"opt-out-filtered", ""}}}),
              ElementsAre("mailbox", "keep-days", "source"));
  a.rows["purposes"][0]["beyond-care"] = {"research", ""};
  EXPECT_THAT(wrong("opt-out", {{"planning-and-research", {"refused", ""}}}),
              ElementsAre("planning-and-research"));
  EXPECT_THAT(wrong("disclosure-grounds", {{"name", {"x", ""}},
                                           {"says", {"x", ""}},
                                           {"basis", {"vital-interests", ""}},
                                           {"approval", {"after", ""}}}),
              ElementsAre("review-within-hours"));
  EXPECT_THAT(wrong("services", {{"name", {"x", ""}}, {"says", {"x", ""}}, {"contract-end", {"in May", ""}}}),
              ElementsAre("contract-end"));
}

TEST(Authored, who_takes_no_part_in_the_care_gets_something_by_consent_alone) {
  const auto a = small();
  const auto wrong = [&](const char* basis) {
    return fields(wrong_with(
        *find_section("recipients"),
        {{"name", {"An employer", ""}}, {"says", {"x", ""}}, {"basis", {basis, ""}}, {"direct", {"no", ""}}},
        a, catalogue()));
  };
  EXPECT_THAT(wrong("contract"), ElementsAre("basis"));
  EXPECT_THAT(wrong("contract, consent"), IsEmpty());
}

TEST(Authored, a_charter_is_carried_whole_under_a_section_that_is_not_answered) {
  auto a = small();
  a.keep(*find_section("consent-by-service"), {{"services", {"visits", "2"}}, {"own-from-age", {"13", "2"}}},
         {});
  a.keep(*find_section("marketing-routes"), {{"channel", {"post", "2"}}, {"basis", {"opt-in", "2"}}}, {});
  Loaded loaded;
  load_against(catalogue(), "quay.yaml", compose(a, catalogue(), kDay), kDay, loaded);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  EXPECT_EQ(loaded.charter->consent.by_service.at(0).own_from_age, 13);
  EXPECT_EQ(loaded.charter->marketing.routes.at(0).channel, "post");
}

TEST(Authored, answers_are_the_same_after_they_were_written_and_read) {
  auto a = small();
  a.rows["texts"][0]["why"] = {"Because: \"we\" must.\n  Indented, with \\ and é, and a tab\there", "2"};
  const auto again = read_answers(write_answers(a));
  ASSERT_TRUE(again) << again.error().fields[0].message;
  EXPECT_EQ(again->rows, a.rows);
  EXPECT_EQ(compose(*again, catalogue(), kDay), compose(a, catalogue(), kDay));
}

TEST(Authored, a_file_of_answers_that_was_written_by_hand_is_explained_by_line) {
  const auto told = [](const std::string& text) {
    const auto read = read_answers(text);
    return read ? std::string() : read.error().fields[0].message;
  };
  EXPECT_THAT(told("answers: 1\nservice:\n  - name: {is: x}\n"), HasSubstr("there is no section 'service'"));
  EXPECT_THAT(told("answers: 1\nservices:\n  - {nme: {is: x}, name: {is: x}, says: {is: x}}\n"),
              HasSubstr("asks no 'nme'"));
  EXPECT_THAT(told("answers: 1\nservices:\n  - {name: x, says: {is: x}}\n"), HasSubstr("this is no answer"));
  EXPECT_THAT(told("answers: 1\nservices:\n  - {name: {is: x}}\n"), HasSubstr("'says' is not answered"));
  EXPECT_THAT(told("answers: [\n"), HasSubstr("answers:"));
}

TEST(Authored, a_name_without_a_latin_letter_has_a_code_too) {
  Authored a;
  const auto& s = *find_section("services");
  for (const auto* name : {"Допомога", "帮助"}) a.keep(s, {{"name", {name, ""}}, {"says", {"x", ""}}}, {});
  EXPECT_EQ(a.of("services")[0].at("code").value, "row");
  EXPECT_EQ(a.of("services")[1].at("code").value, "row-2");
}

TEST(Authored, two_of_one_name_have_codes_of_their_own_and_a_changed_name_keeps_its_code) {
  Authored a;
  const auto& s = *find_section("services");
  a.keep(s, {{"name", {"Visits", ""}}, {"says", {"x", ""}}}, {});
  a.keep(s, {{"name", {"Visits", ""}}, {"says", {"y", ""}}}, {});
  a.keep(s, {{"name", {"Visiting", ""}}, {"says", {"x", ""}}}, 0);
  EXPECT_EQ(a.of("services")[0].at("code").value, "visits");
  EXPECT_EQ(a.of("services")[1].at("code").value, "visits-2");
}

TEST(Authored, every_question_of_choices_has_some_and_every_needed_section_is_missed) {
  auto a = small();
  for (const auto& s : sections())
    for (const auto& q : s.questions) {
      const bool chosen = q.type == AnswerType::One || q.type == AnswerType::Several;
      EXPECT_EQ(chosen, !q.from.empty()) << s.code << '/' << q.code;
      if (chosen) EXPECT_FALSE(choices_for(q, a, catalogue()).empty()) << s.code << '/' << q.code;
    }
  // What is rarely said comes last, and what names a row is always there.
  for (const auto& s : sections()) {
    EXPECT_TRUE(std::ranges::is_partitioned(s.questions, [](const Question& q) { return !q.rare; }))
        << s.code;
    EXPECT_EQ(s.many, !s.called.empty()) << s.code;
    EXPECT_TRUE(!s.many || (s.find(s.called) && s.find(s.called)->needed)) << s.code;
    EXPECT_TRUE(!(s.many || s.optional) || s.questions.front().needed) << s.code;
  }
  EXPECT_THAT(unanswered(a), IsEmpty());
  for (const auto* gone : {"organisation", "contacts", "texts", "categories", "purposes", "services", "roles",
                           "retention", "rights", "easy-read"}) {
    auto b = a;
    b.rows.erase(gone);
    ASSERT_EQ(unanswered(b).size(), 1u) << gone;
    EXPECT_EQ(unanswered(b)[0]->code, gone);
  }
}

}  // namespace
}  // namespace candour::charter
