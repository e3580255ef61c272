#include "charter/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/calendar_words.h"
#include "base/limits.h"
#include "base/text.h"
#include "charter/values_test_kind.h"

namespace candour::charter {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Kind& kind() {
  static const Kind k = every_type_kind();
  return k;
}
const Date kToday = make_date(2026, 11, 21);

Checked check(const RawAnswers& raw, const KindUse* use = nullptr, bool home = true) {
  return check_form(kind(), use, home, raw, kToday);
}
/// The message of the only problem, or what else was found.
std::string mend(const RawAnswers& raw, const KindUse* use = nullptr, bool home = true) {
  const auto got = check(raw, use, home);
  return got.problems.size() == 1 ? got.problems[0].message
                                  : std::to_string(got.problems.size()) + " problems";
}
std::string json_of(const RawAnswers& raw) {
  const auto got = check(raw);
  for (const auto& p : got.problems) ADD_FAILURE() << p.field << ": " << p.message;
  return boost::json::serialize(got.values);
}
const Field& field(const char* code) {
  const auto* f = kind().find_field(code);
  EXPECT_NE(f, nullptr) << code;
  return *f;
}

TEST(Values, every_type_becomes_its_canonical_shape) {
  EXPECT_EQ(json_of({{"title", "  A walk  in  town "}}), R"({"title":"A walk  in  town"})");
  EXPECT_EQ(json_of({{"body", " one\t1 \r\n\r\n  two\r\n\r\n"}}), R"({"body":" one\t1 \n\n  two"})");
  EXPECT_EQ(json_of({{"born-day", "4"}, {"born-month", "march"}, {"born-year", "1999"}}),
            R"({"born":"1999-03-04"})");
  EXPECT_EQ(json_of({{"born", "4/3/1999"}}), R"({"born":"1999-03-04"})");
  EXPECT_EQ(json_of({{"at-day", "21"}, {"at-month", "11"}, {"at-year", "2026"}, {"at-time", "2:20pm"}}),
            R"({"at":"2026-11-21T14:20"})");
  EXPECT_EQ(json_of({{"at", "2026-11-21T14:20"}}), R"({"at":"2026-11-21T14:20"})");
  EXPECT_EQ(json_of({{"at", "21 November 2026 at 2.20pm"}}), R"({"at":"2026-11-21T14:20"})");
  EXPECT_EQ(json_of({{"to-bed", "9.30pm"}}), R"({"to-bed":"21:30"})");
  EXPECT_EQ(json_of({{"to-bed", "00:05"}}), R"({"to-bed":"00:05"})");
  EXPECT_EQ(json_of({{"weight", "72.5 kg"}}), R"({"weight":7.25E1})");
  EXPECT_EQ(json_of({{"mood", "good"}}), R"({"mood":"good"})");
  EXPECT_EQ(json_of({{"mood", "Very low"}}), R"({"mood":"low"})");
  EXPECT_EQ(json_of({{"faith", "b"}, {"faith", "a"}, {"faith", "b"}}), R"({"faith":["a","b"]})");
  EXPECT_EQ(json_of({{"lives-alone", "Not known"}}), R"({"lives-alone":"not-known"})");
  EXPECT_EQ(json_of({{"phone", "07700 900123"}, {"email", "Ann@Example.ORG"}}),
            R"({"phone":"+447700900123","email":"Ann@example.org"})");
  EXPECT_EQ(json_of({{"nhs", "999 000 0018"}, {"ni", "qq123456c"}}),
            R"({"nhs":"9990000018","ni":"QQ123456C"})");
  EXPECT_EQ(json_of({{"fee", "£1,234.56"}}), R"({"fee":123456})");
  EXPECT_EQ(json_of({{"home-line-1", "1 High Street"}, {"home-postcode", "sw1a1aa"}}),
            R"({"home":{"lines":["1 High Street"],"postcode":"SW1A 1AA"}})");
  EXPECT_EQ(json_of({{"bank-sort-code", "00-11-22"}, {"bank-account", "12345678"}}),
            R"({"bank":{"sort_code":"001122","account":"12345678"}})");
  EXPECT_EQ(json_of({{"agreed-typed", "Ann Lee"}}), R"({"agreed":{"typed":"Ann Lee"}})");
  EXPECT_EQ(json_of({}), "{}");
  EXPECT_EQ(json_of({{"title", "   "}, {"born-day", ""}}), "{}");
}

TEST(Values, a_legal_text_of_any_script_fits_into_a_form) {
  std::string longest;
  for (int i = 0; i < kLongText; ++i) longest += "𐐷";
  EXPECT_TRUE(check({{"body", longest}}).ok());
  EXPECT_LE(3 * longest.size() * 20, limits::kFormBytes) << "twenty such fields, each byte as three signs";
  EXPECT_LE(most_bytes(kLongText), limits::kFormBytes);
}

TEST(Values, dates_that_cannot_both_be_true_are_refused_at_the_later) {
  Kind k = every_type_kind();
  Field f = *k.find_field("born");
  f.past_only = false;
  f.code = "until", f.label = "Until";
  k.fields.push_back(f);
  f.code = "seen", f.label = "Seen on", f.within_years = 10, f.in_life = true;
  k.fields.push_back(f);
  k.orders = {{"born", "until"}};
  const auto of = [&](const RawAnswers& raw) { return check_form(k, nullptr, true, raw, kToday).problems; };
  EXPECT_THAT(of({{"born", "4/3/1999"}, {"until", "4/3/1999"}}), IsEmpty());
  const auto got = of({{"born", "4/3/1999"}, {"until", "3/3/1999"}});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].field, "until");
  EXPECT_EQ(got[0].message, "Check “Until”: 3 March 1999 is before 4 March 1999, date of birth");
  EXPECT_THAT(of({{"seen", "1/1/2018"}}), IsEmpty());
  ASSERT_EQ(of({{"seen", "1/1/2106"}}).size(), 1u);
  EXPECT_EQ(of({{"seen", "1/1/2106"}})[0].message,
            "Check “Seen on”: 1 January 2106 is more than 10 years away");
  const Values seen{{"seen", "2026-11-20"}, {"until", "2026-11-20"}};
  EXPECT_THAT(after_death(k, seen, make_date(2026, 11, 20)), IsEmpty());
  ASSERT_EQ(after_death(k, seen, make_date(2026, 11, 19)).size(), 1u);
  EXPECT_EQ(after_death(k, seen, make_date(2026, 11, 19))[0].message,
            "Check “Seen on”: 20 November 2026 is after the person died, on 19 November 2026");
}

TEST(Values, an_answer_can_make_another_needed) {
  Kind k = every_type_kind();
  for (auto& f : k.fields) f.required = false;
  const auto yes_no = std::ranges::find(k.fields, FieldType::YesNo, &Field::type)->code;
  auto& why = *std::ranges::find(k.fields, "body", &Field::code);
  why.needed_field = yes_no, why.needed_is = "no", why.reason = "It needs a ground";
  const auto of = [&](const RawAnswers& raw) { return check_form(k, nullptr, true, raw, kToday).problems; };
  EXPECT_THAT(of({}), IsEmpty());
  EXPECT_THAT(of({{yes_no, "yes"}}), IsEmpty());
  ASSERT_EQ(of({{yes_no, "no"}}).size(), 1u);
  EXPECT_EQ(of({{yes_no, "no"}})[0].field, "body");
  EXPECT_THAT(of({{yes_no, "no"}})[0].message, HasSubstr("It needs a ground"));
  EXPECT_THAT(of({{yes_no, "no"}, {"body", "Others may be hurt"}}), IsEmpty());
}

TEST(Values, of_a_first_and_a_last_name_one_is_enough) {
  Kind k = every_type_kind();
  for (auto& f : k.fields) f.required = f.code == "title" || f.code == "short";
  EXPECT_EQ(check_form(k, nullptr, true, {{"title", "Sukarno"}}, kToday).problems.size(), 1u);
  k.one_enough = {"title", "short"};
  EXPECT_THAT(check_form(k, nullptr, true, {{"title", "Sukarno"}}, kToday).problems, IsEmpty());
  EXPECT_THAT(check_form(k, nullptr, true, {{"short", "Suka"}}, kToday).problems, IsEmpty());
  EXPECT_EQ(check_form(k, nullptr, true, {}, kToday).problems.size(), 2u);
}

TEST(Values, what_nobody_sees_is_refused_by_its_name) {
  EXPECT_THAT(mend({{"title", "Maya \xE2\x80\xAE Okafor"}}), HasSubstr("right-to-left override (U+202E)"));
  EXPECT_THAT(mend({{"title", "Ma\xE2\x80\x8Bya"}}), HasSubstr("space of no width (U+200B)"));
  EXPECT_THAT(mend({{"body", "One\n\xE2\x80\xAD two"}}), HasSubstr("left-to-right override (U+202D)"));
  EXPECT_EQ(json_of({{"title", "علی‌رضا"}}), R"({"title":"علی‌رضا"})");
  EXPECT_EQ(json_of({{"body", "One\xC2\xADtwo"}}), "{\"body\":\"One\u00ADtwo\"}");
}

TEST(Values, codes_are_read_as_they_look) {
  EXPECT_EQ(json_of({{"nhs", "999\u200D 000\u00A000−18"}}), R"({"nhs":"9990000018"})");
  EXPECT_EQ(json_of({{"phone", "\u202A07700 900123\u202C"}}), R"({"phone":"+447700900123"})");
  EXPECT_EQ(json_of({{"weight", "７２.5\u200B"}}), R"({"weight":7.25E1})");
  EXPECT_EQ(json_of({{"born", "\u200E4/3/1999"}}), R"({"born":"1999-03-04"})");
  EXPECT_EQ(json_of({{"born-day", "４"}, {"born-month", "3\u200B"}, {"born-year", "1999"}}),
            R"({"born":"1999-03-04"})");
  EXPECT_EQ(json_of({{"home-line-1", "1 High Street"}, {"home-postcode", "sw1a\u200B1aa"}}),
            R"({"home":{"lines":["1 High Street"],"postcode":"SW1A 1AA"}})");
  EXPECT_THAT(mend({{"nhs", "\u202E999 000 0018"}}), HasSubstr("right-to-left override"));
}

TEST(Values, ids_and_files) {
  const auto person = PersonId::make(1).text(), file = FileId::make(1).text();
  EXPECT_EQ(json_of({{"who", person}}), R"({"who":")" + person + "\"}");
  EXPECT_EQ(mend({{"who", "Ann"}}), "Choose a person from those that are found");
  EXPECT_EQ(mend({{"worker", "0"}}), "Choose a member of staff from the list");
  EXPECT_EQ(json_of({{"plan-file", file},
                     {"plan-name", "plan.pdf"},
                     {"plan-type", "application/pdf"},
                     {"plan-size", "2048"}}),
            R"({"plan":{"file":")" + file + R"(","name":"plan.pdf","type":"application/pdf","size":2048}})");
  EXPECT_EQ(mend({{"plan-file", file}, {"plan-name", "plan.pdf"}, {"plan-size", "2k"}}),
            "Choose the file again: it did not arrive whole");
}

TEST(Values, dates_say_how_to_mend_them) {
  EXPECT_EQ(mend({{"born-day", "4"}, {"born-year", "1999"}}),
            "Enter date of birth as day, month and year, like 4 3 1999");
  EXPECT_EQ(mend({{"born", "4 3 99"}}), "Enter the year with all four figures, like 1999");
  EXPECT_EQ(mend({{"born", "31 2 1999"}}), "Check date of birth: there is no such day in the calendar");
  EXPECT_EQ(mend({{"born", "22 11 2026"}}),
            "Check date of birth: 22 November 2026 is still to come, and this must be today or earlier");
  EXPECT_TRUE(check({{"born", "21 11 2026"}}).ok());
  EXPECT_EQ(mend({{"born", "4 3 1099"}}), "Check the year of date of birth: it is 1099");
  EXPECT_EQ(mend({{"at-day", "21"}, {"at-month", "11"}, {"at-year", "2026"}}),
            "Enter the time too, like 2:20pm or 14:20");
  EXPECT_EQ(mend({{"at", "2026-11-21T14:2x"}}),
            "Enter “When did it happen?” as day, month and year, like 4 3 1999");
  EXPECT_THAT(mend({{"at", "2026-03-29T01:30"}}), HasSubstr("the clocks went forward that night"));
  EXPECT_TRUE(check({{"at", "2026-10-25T01:30"}}).ok());
}

TEST(Values, a_time_later_today_is_still_to_come_where_the_minute_is_known) {
  auto k = kind();
  for (auto& f : k.fields) f.past_only = f.past_only || f.code == "at";
  const auto at_ten = *to_unix({kToday, 10, 0});
  const auto problems = [&](std::string_view time) {
    return check_form(k, nullptr, true, {{"at", "2026-11-21T" + std::string(time)}}, at_ten).problems;
  };
  EXPECT_THAT(problems("10:03"), IsEmpty()) << "a watch may be fast";
  ASSERT_THAT(problems("10:30"), testing::SizeIs(1));
  EXPECT_THAT(problems("10:30")[0].message, HasSubstr("10:30am today is still to come"));
}

TEST(Values, of_two_times_of_one_day_the_minutes_are_compared_and_of_a_date_the_day) {
  auto k = kind();
  auto second = field("at");
  second.code = "then";
  k.fields.push_back(second);
  k.orders = {{"at", "then"}, {"born", "at"}};
  const auto problems = [&](const RawAnswers& raw) {
    return check_form(k, nullptr, true, raw, kToday).problems;
  };
  EXPECT_THAT(problems({{"at", "2026-11-20T10:00"}, {"then", "2026-11-20T09:00"}}), testing::SizeIs(1));
  EXPECT_THAT(problems({{"at", "2026-11-20T10:00"}, {"then", "2026-11-20T11:00"}}), IsEmpty());
  EXPECT_THAT(problems({{"born", "2026-11-20"}, {"at", "2026-11-20T09:00"}}), IsEmpty());
}

TEST(Values, wrong_answers_say_how_to_mend_them) {
  EXPECT_EQ(mend({{"title", std::string(201, 'x')}}),
            "Shorten title to 200 letters or fewer: it has 201, 1 too many");
  EXPECT_TRUE(check({{"body", std::string(20'000, 'x')}}).ok());
  EXPECT_EQ(mend({{"body", std::string(20'001, 'x')}}),
            "Shorten notes to 20,000 letters or fewer: it has 20,001, 1 too many");
  EXPECT_EQ(mend({{"short", "ëëëëëë"}}), "Shorten code word to 5 letters or fewer: it has 6, 1 too many");
  EXPECT_TRUE(check({{"short", "ëëëëë"}}).ok());
  EXPECT_EQ(mend({{"weight", "heavy"}}), "Enter weight as a number of kg, like 12 or 12.5");
  EXPECT_EQ(mend({{"weight", "301"}}), "Enter weight between 0 and 300 kg");
  for (auto bad : {"1e3", "inf", "nan", "0x10", "1.2.3", "--1"})
    EXPECT_FALSE(check({{"weight", bad}}).ok()) << bad;
  EXPECT_EQ(mend({{"mood", "purple"}}), "Choose an answer for mood: “Very low” or “Good”");
  EXPECT_EQ(mend({{"faith", "a"}, {"faith", "prefer-not-to-say"}}),
            "Choose either “Prefer not to say” or the other answers, not both");
  EXPECT_EQ(mend({{"lives-alone", "perhaps"}}), "Answer “Do you live alone?” with yes, no or not known");
  EXPECT_EQ(mend({{"fee", "-5"}}), "Enter an amount of £0.00 or more");
  EXPECT_EQ(mend({{"home-line-1", "1 High Street"}, {"home-postcode", "XX"}}),
            "Enter a full UK postcode, like SW1A 1AA, or leave the postcode empty");
  EXPECT_EQ(mend({{"bank-sort-code", "001122"}}),
            "Enter the account number as 8 figures (6 and 7 are accepted), like 12345678");
  EXPECT_EQ(mend({{"title", "Zo\xEB"}}), "Type title again: it has letters that cannot be read");
}

TEST(Values, unknown_fields_are_refused_and_form_machinery_is_not) {
  EXPECT_EQ(mend({{"shoe-size", "9"}}), "“Everything” has no field “shoe-size”. Leave it out");
  EXPECT_EQ(mend({{"born-hour", "9"}}), "“Everything” has no field “born-hour”. Leave it out");
  EXPECT_EQ(mend({{"phones-0-colour", "red"}}), "“Everything” has no field “phones-0-colour”. Leave it out");
  EXPECT_EQ(mend({{"phones-x-number", "red"}}), "“Everything” has no field “phones-x-number”. Leave it out");
  EXPECT_EQ(mend({{"title", "a"}, {"\xFF", "b"}}), "“Everything” has no field “?”. Leave it out");
  EXPECT_TRUE(check({{"_csrf", "abc"}, {"_version", "3"}}).ok());
}

TEST(Promise, LL_2_4c_a_missing_mandatory_answer_is_refused_with_its_reason) {
  KindUse use;
  use.mandatory = {
      {"born", "We must know who is a child"}, {"faith", "The commissioner asks for it"}, {"title", ""}};
  const auto got = check({}, &use);
  ASSERT_EQ(got.problems.size(), 3u);
  EXPECT_EQ(got.problems[0].field, "title");
  EXPECT_EQ(got.problems[0].message, "Enter title. Why it is needed: So that it can be found again");
  EXPECT_EQ(got.problems[1].message, "Enter date of birth. Why it is needed: We must know who is a child");
  EXPECT_EQ(got.problems[2].message,
            "Choose at least one answer for faith. Why it is needed: The commissioner asks for it");
  EXPECT_TRUE(check({{"born", "4 3 1999"}, {"faith", "prefer-not-to-say"}, {"title", "x"}}, &use).ok());
}

TEST(Values, a_label_that_names_no_thing_is_quoted_in_what_is_asked) {
  const auto asked = [](std::string label, FieldType type) {
    Kind kind;
    Field f;
    f.code = "x";
    f.label = std::move(label);
    f.type = type;
    f.required = true;
    kind.fields.push_back(std::move(f));
    return check_form(kind, nullptr, false, {}, kToday).problems.at(0).message;
  };
  EXPECT_EQ(asked("In one line", FieldType::ShortText), "Fill in “In one line”");
  EXPECT_EQ(asked("From", FieldType::Date), "Fill in “From”");
  EXPECT_EQ(asked("Where?", FieldType::ShortText), "Answer “Where?”");
  EXPECT_EQ(asked("Last name", FieldType::ShortText), "Enter last name");
}

TEST(Promise, IM_3_1_a_field_that_the_service_leaves_out_cannot_be_stored) {
  KindUse use;
  use.leave_out = {"faith", "phones"};
  EXPECT_EQ(mend({{"faith", "a"}}, &use), "This service does not record faith. Leave it empty");
  EXPECT_EQ(mend({{"phones-0-number", "07700 900123"}}, &use),
            "This service does not record phones. Leave it empty");
  EXPECT_TRUE(check({{"faith", ""}}, &use).ok());
  EXPECT_FALSE(check_values(kind(), &use, true, {{"faith", {"a"}}}, kToday).ok());
  EXPECT_FALSE(check({{"faith", "a"}}, &use).values.contains("faith"));
}

TEST(Promise, IM_3_2_what_only_home_services_need_is_refused_elsewhere) {
  EXPECT_EQ(mend({{"pets", "yes"}}, nullptr, false),
            "This service does not record “Are there pets?”. Leave it empty");
  EXPECT_TRUE(check({{"pets", "yes"}}, nullptr, true).ok());
  KindUse use;
  use.mandatory = {{"pets", "Workers visit"}};
  EXPECT_TRUE(check({}, &use, false).ok());  // not even a mandatory one is asked where nobody visits
  EXPECT_FALSE(check({}, &use, true).ok());
}

TEST(Values, rows_of_a_group_drop_when_empty_and_keep_their_order) {
  EXPECT_EQ(json_of({{"phones-0-number", ""},
                     {"phones-2-number", "07700 900123"},
                     {"phones-2-of", "mum"},
                     {"phones-10-number", "020 7946 0123"}}),
            R"({"phones":[{"of":"mum","number":"+447700900123"},{"number":"+442079460123"}]})");
  const auto got = check({{"phones-3-of", "mum"}, {"phones-4-number", "12"}});
  ASSERT_EQ(got.problems.size(), 2u);
  EXPECT_EQ(got.problems[0].field, "phones-3-number");
  EXPECT_EQ(got.problems[0].message, "Enter number. Why it is needed: To ring");
  EXPECT_EQ(got.problems[1].field, "phones-4-number");
  EXPECT_EQ(mend({{"phones-20-number", "07700 900123"}}), "Give at most 20 of “Phones”");
  EXPECT_TRUE(check({{"phones-19-number", "07700 900123"}}).ok());
  EXPECT_TRUE(check({{"phones-20-number", " "}}).ok());
}

TEST(Values, scores_are_added_up_and_say_what_is_open) {
  const auto whole = check({{"wellbeing-calm", "often"}, {"wellbeing-sleep", "never"}}).values;
  EXPECT_EQ(boost::json::serialize(whole),
            R"({"wellbeing":{"items":{"calm":"often","sleep":"never"},"total":3,"complete":true}})");
  EXPECT_EQ(show(field("wellbeing"), whole.at("wellbeing")), "3 out of 6");
  const auto part = check({{"wellbeing-calm", "often"}});
  EXPECT_TRUE(part.ok());
  EXPECT_FALSE(part.values.at("wellbeing").at("complete").as_bool());
  EXPECT_EQ(show(field("wellbeing"), part.values.at("wellbeing")),
            "Not complete: 1 of 2 answered. Still to answer: “Sleeping well”");
  KindUse use;
  use.mandatory = {{"wellbeing", "It shows what changes"}};
  EXPECT_EQ(mend({{"wellbeing-calm", "often"}}, &use),
            "Not complete: 1 of 2 answered. Still to answer: “Sleeping well”");
  EXPECT_THAT(mend({}, &use), HasSubstr("Answer the questions of wellbeing"));
  EXPECT_THAT(mend({{"wellbeing-calm", "9"}}), HasSubstr("Choose an answer for feeling calm"));
}

TEST(Values, a_total_that_was_made_up_is_worked_out_again) {
  const auto v = boost::json::parse(R"({"wellbeing":{"items":{"calm":"often"},"total":99,"complete":true}})")
                     .as_object();
  const auto got = check_values(kind(), nullptr, true, v, kToday);
  EXPECT_EQ(boost::json::serialize(got.values),
            R"({"wellbeing":{"items":{"calm":"often"},"total":3,"complete":false}})");
}

TEST(Values, values_from_elsewhere_meet_the_same_rules) {
  const auto bad = [](const char* text) {
    const auto got = check_values(kind(), nullptr, true, boost::json::parse(text).as_object(), kToday);
    return got.problems.size() == 1 ? got.problems[0].message
                                    : std::to_string(got.problems.size()) + " problems";
  };
  EXPECT_EQ(bad(R"({"title":5})"), "Give title in the shape of its type, short-text");
  EXPECT_EQ(bad(R"({"home":{"street":"x"}})"), "Give address in the shape of its type, address");
  EXPECT_EQ(bad(R"({"phones":[{"colour":"red"}]})"), "Give phones in the shape of its type, group");
  EXPECT_EQ(bad(R"({"phones":["x"]})"), "Give phones in the shape of its type, group");
  EXPECT_EQ(bad(R"({"faith":"a"})"), "Give faith in the shape of its type, choices");
  EXPECT_EQ(bad(R"({"fee":12.5})"), "Give fee in the shape of its type, money");
  EXPECT_EQ(bad(R"({"shoe-size":9})"), "“Everything” has no field “shoe-size”. Leave it out");
  EXPECT_EQ(bad(R"({"nhs":"9990000019"})"),
            "Check the NHS number: at least one figure is wrong or two have changed places");
  EXPECT_EQ(bad(R"({"title":"a","weight":"72 kg","born":"4 March 1999","lives-alone":true,"body":null})"),
            "0 problems");
  const auto rows = std::string(R"({"phones":[)") + [] {
    std::string s;
    for (int i = 0; i < 21; ++i) s += std::string(i ? "," : "") + R"({"number":"07700 900123"})";
    return s;
  }() + "]}";
  EXPECT_EQ(bad(rows.c_str()), "Give at most 20 of “Phones”");
}

TEST(Values, problems_stand_in_the_order_of_the_fields) {
  const auto got = check_values(
      kind(), nullptr, true,
      boost::json::parse(R"({"fee":true,"phones":[{"number":"1"}],"title":7,"born":"x"})").as_object(),
      kToday);
  std::vector<std::string> order;
  for (const auto& p : got.problems) order.push_back(p.field);
  EXPECT_THAT(order, ElementsAre("title", "born", "fee", "phones-0-number"));
}

TEST(Values, shown_as_people_read_them) {
  const auto shown = [](const char* code, const char* text) {
    return show(field(code), boost::json::parse(text));
  };
  EXPECT_EQ(shown("born", R"("1999-03-04")"), "4 March 1999");
  EXPECT_EQ(shown("at", R"("2026-11-21T14:20")"), "21 November 2026 at 2:20pm");
  EXPECT_EQ(shown("weight", "72.5"), "72.5 kg");
  EXPECT_EQ(shown("weight", "72"), "72 kg");
  EXPECT_EQ(shown("mood", R"("low")"), "Very low");
  EXPECT_EQ(shown("mood", R"("gone")"), "gone");
  EXPECT_EQ(shown("faith", R"(["a","b"])"), "Faith A, Faith B");
  EXPECT_EQ(shown("lives-alone", R"("not-known")"), "Not known");
  EXPECT_EQ(shown("phone", R"("+447700900123")"), "07700 900123");
  EXPECT_EQ(shown("nhs", R"("9990000018")"), "999 000 0018");
  EXPECT_EQ(shown("ni", R"("QQ123456C")"), "QQ 12 34 56 C");
  EXPECT_EQ(shown("fee", "1250"), "£12.50");
  EXPECT_EQ(shown("home", R"({"lines":["1 High Street","Flat 2"],"town":"Leeds","postcode":"LS1 1AA"})"),
            "1 High Street, Flat 2, Leeds, LS1 1AA");
  EXPECT_EQ(shown("bank", R"({"sort_code":"001122","account":"12345678","name":"A Lee"})"),
            "sort code 00-11-22, account 12345678, in the name of A Lee");
  EXPECT_EQ(shown("plan", R"({"file":"x","name":"plan.pdf","type":"","size":1572864})"), "plan.pdf (1.5 MB)");
  EXPECT_EQ(shown("agreed", R"({"typed":"Ann Lee"})"), "signed: Ann Lee");
  EXPECT_EQ(shown("phones", R"([{"of":"mum","number":"+447700900123"},{"number":"+442079460123"}])"),
            "Whose: mum; Number: 07700 900123\nNumber: 020 7946 0123");
  for (auto odd : {"null", "{}", "[]", "[[]]", R"({"items":3})", "true", "1.5"}) {
    for (const auto& f : kind().fields) show(f, boost::json::parse(odd));  // never throws
  }
}

TEST(Values, parts_by_category_and_joins_again) {
  const auto v = check({{"title", "x"},
                        {"faith", "a"},
                        {"phones-0-number", "07700 900123"},
                        {"phones-1-of", "mum"},
                        {"phones-1-number", "020 7946 0123"},
                        {"nhs", "9990000018"}})
                     .values;
  const auto parts = part_by_category(kind(), v);
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(boost::json::serialize(parts.at(kFamily)), R"({"phones":[{},{"of":"mum"}]})");
  EXPECT_EQ(boost::json::serialize(parts.at(kContact)),
            R"({"phones":[{"number":"+447700900123"},{"number":"+442079460123"}]})");
  EXPECT_EQ(boost::json::serialize(parts.at(kDiversity)), R"({"faith":["a"]})");
  Values joined;
  for (auto it = parts.rbegin(); it != parts.rend(); ++it) join(joined, it->second);
  EXPECT_EQ(check_values(kind(), nullptr, true, joined, kToday).values, v);
  EXPECT_THROW(part_by_category(kind(), {{"gone", "x"}}), std::logic_error);
}

TEST(Values, boxes_name_every_part) {
  EXPECT_THAT(boxes(field("born")), ElementsAre("-day", "-month", "-year"));
  EXPECT_THAT(boxes(field("wellbeing")), ElementsAre("-calm", "-sleep"));
  EXPECT_THAT(boxes(field("title")), ElementsAre(""));
  EXPECT_THAT(boxes(field("phones")), IsEmpty());
}

/// Random answers, mostly good: what was accepted must come back from the boxes just as it went in.
RawAnswers dice_answers(std::mt19937_64& dice) {
  const auto pick = [&](std::initializer_list<const char*> from) {
    return std::string(*(from.begin() + dice() % from.size()));
  };
  const auto number = [&](std::uint64_t below) { return std::to_string(dice() % below); };
  RawAnswers raw;
  const auto maybe = [&](const std::string& name, std::string value) {
    if (dice() % 3) raw.emplace(name, std::move(value));
  };
  maybe("title", pick({"A walk", "Zoë’s  visit", "=1+1", "李", " x\ty ", "\"quoted\""}));
  maybe("body", pick({"one", "one\r\n\r\n\r\n\r\ntwo", "  a\n b ", "\t"}));
  maybe("born", number(31) + "/" + number(14) + "/" + std::to_string(1900 + dice() % 140));
  maybe("at", std::to_string(2000 + dice() % 50) + "-0" + std::to_string(1 + dice() % 9) + "-1" + number(10) +
                  "T1" + number(10) + ":0" + number(10));
  maybe("weight", number(400) + "." + number(100000));
  maybe("mood", pick({"low", "good", "Good", "bad"}));
  maybe("faith", pick({"a", "b", "prefer-not-to-say"}));
  maybe("faith", pick({"a", "b"}));
  maybe("lives-alone", pick({"yes", "NO", "not-known"}));
  maybe("phone", "07700 900" + number(10) + number(10) + number(10));
  maybe("fee", number(100000) + "." + number(100));
  maybe("home-line-" + std::to_string(1 + dice() % 4), "1 High Street");
  maybe("home-postcode", pick({"sw1a1aa", "M1 1AE", "nowhere"}));
  maybe("bank-account", "123456" + number(100));
  maybe("bank-sort-code", pick({"00-11-22", "1"}));
  for (int i = 0; i < 4; ++i) {
    maybe("phones-" + number(20) + "-number", pick({"07700 900123", "", "020 7946 0123"}));
    maybe("phones-" + number(20) + "-of", pick({"mum", " "}));
  }
  maybe("wellbeing-calm", pick({"never", "often", "Often"}));
  maybe("wellbeing-sleep", pick({"never", "often"}));
  return raw;
}

TEST(Values, what_is_accepted_comes_back_from_the_boxes_unchanged) {
  std::mt19937_64 dice(20261121);
  int whole = 0;
  for (int i = 0; i < 1500; ++i) {
    const auto first = check(dice_answers(dice));
    whole += first.ok();
    const auto again = check(to_raw(kind(), first.values));
    for (const auto& p : again.problems) EXPECT_THAT(p.message, HasSubstr("Why it is needed")) << p.field;
    ASSERT_EQ(boost::json::serialize(again.values), boost::json::serialize(first.values));
    const auto third = check_values(kind(), nullptr, true, first.values, kToday);
    ASSERT_EQ(third.values, first.values);
    Values joined;
    for (const auto& [category, part] : part_by_category(kind(), first.values)) join(joined, part);
    ASSERT_EQ(joined, first.values);
  }
  EXPECT_GT(whole, 30);
}

}  // namespace
}  // namespace candour::charter
