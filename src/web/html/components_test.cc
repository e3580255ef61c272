#include "web/html/components.h"

#include <gmock/gmock.h>

namespace candour::html {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string s(const Html& x) {
  return std::string(x.view());
}
int count(const std::string& in, std::string_view what) {
  int n = 0;
  for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
  return n;
}

TEST(Fields, a_question_is_tied_to_its_label_hint_and_error_and_keeps_what_was_typed) {
  auto x = s(text_input(
      {.name = "first", .label = "First name", .value = "M<", .hint = "As used", .error = "Needed"}));
  EXPECT_THAT(x, HasSubstr("for=\"f-first\""));
  EXPECT_THAT(x, HasSubstr("id=\"f-first\""));
  EXPECT_THAT(x, HasSubstr("value=\"M&lt;\""));
  EXPECT_THAT(x, HasSubstr("aria-describedby=\"f-first-hint f-first-error\""));
  EXPECT_THAT(x, HasSubstr("govuk-input--error"));
}

TEST(Fields, the_summary_links_to_the_first_input_of_each_question) {
  Problems p({{"born", "Give a day"}, {"", "The record changed"}, {"first", "Give a name"}});
  auto summary = s(error_summary(p));
  EXPECT_THAT(summary, HasSubstr("href=\"#f-born\""));
  EXPECT_THAT(summary, HasSubstr("<li>The record changed</li>"));
  EXPECT_EQ(p.of("first"), "Give a name");
  EXPECT_THAT(s(date_input({.name = "born", .label = "Birth date"})),
              HasSubstr("id=\"f-born\" name=\"born-day\""));
  EXPECT_TRUE(error_summary({}).empty());
}

TEST(Fields, an_error_without_fields_is_still_said) {
  Error e;
  e.words.text = "The record changed meanwhile.";
  EXPECT_THAT(s(error_summary(Problems(e))), HasSubstr("The record changed meanwhile."));
}

TEST(Fields, radios_and_checkboxes_tick_what_was_chosen) {
  auto r = s(radios(
      {.name = "risk", .legend = "Risk", .choices = {{"low", "Low"}, {"high", "High"}}, .value = "high"}));
  EXPECT_THAT(r, HasSubstr("value=\"high\" checked"));
  EXPECT_THAT(r, Not(HasSubstr("value=\"low\" checked")));
  auto c = s(checkboxes({.name = "days",
                         .legend = "Days",
                         .choices = {{"mo", "Monday"}, {"tu", "Tuesday"}},
                         .values = {"mo", "tu"}}));
  EXPECT_EQ(count(c, " checked"), 2);
  EXPECT_THAT(c, HasSubstr("<legend"));
}

TEST(Fields, a_textarea_keeps_a_first_empty_line) {
  EXPECT_THAT(s(textarea({.name = "n", .label = "Note", .value = "\nx"})), HasSubstr(">\n\nx</textarea>"));
}

TEST(Fields, a_form_posts_with_its_token_and_a_filter_does_not) {
  auto f = s(form({.action = "/ll/x", .csrf = "tok", .draft_url = "/ll/d"}, text("x")));
  EXPECT_THAT(f, HasSubstr("method=\"post\""));
  EXPECT_THAT(f, HasSubstr("name=\"csrf\" value=\"tok\""));
  EXPECT_THAT(f, HasSubstr("data-draft-url=\"/ll/d\""));
  EXPECT_THAT(f, HasSubstr("aria-live=\"polite\""));
  EXPECT_THAT(s(form({.action = "/ll/x", .csrf = "tok", .get = true}, text("x"))), Not(HasSubstr("tok")));
}

TEST(Components, a_table_names_rows_and_columns_and_repeats_the_heading_for_phones) {
  auto t = s(table({.caption = "Waiting",
                    .columns = {{.words = "Name", .row_header = true}, {"Since"}},
                    .rows = {{text("A"), text("3 March")}}}));
  EXPECT_THAT(t, HasSubstr("<caption"));
  EXPECT_THAT(t, HasSubstr("scope=\"col\""));
  EXPECT_THAT(t, HasSubstr("scope=\"row\""));
  EXPECT_THAT(t, HasSubstr("data-heading=\"Since\""));
}

TEST(Components, a_table_of_nothing_says_so_and_a_crooked_row_is_a_bug) {
  EXPECT_THAT(s(table({.caption = "Waiting", .columns = {{"A"}}, .rows = {}, .when_empty = "Nobody waits."})),
              HasSubstr("Nobody waits."));
  EXPECT_THROW(table({.caption = "x", .columns = {{"A"}, {"B"}}, .rows = {{text("a")}}}), std::logic_error);
}

TEST(Components, pages_by_key_leave_out_what_is_not_there) {
  EXPECT_TRUE(pagination("", "").empty());
  auto p = s(pagination("", "?before=k"));
  EXPECT_THAT(p, HasSubstr("Older"));
  EXPECT_THAT(p, Not(HasSubstr("Newer")));
}

TEST(Components, steps_say_where_one_is) {
  auto x = s(steps({"File", "Columns", "Check"}, 2));
  EXPECT_THAT(x, HasSubstr("Step 2 of 3"));
  EXPECT_EQ(count(x, "aria-current=\"step\""), 1);
}

TEST(Components, bars_are_readable_without_seeing_them) {
  auto x = s(bar_chart("People each", {{"Ann", 12}, {"Ben", 6}}, "people"));
  EXPECT_THAT(x, HasSubstr("12 people"));
  EXPECT_THAT(x, HasSubstr("width=\"1000\" height=\"20\"></rect></svg>"));
  EXPECT_THAT(x, HasSubstr("width=\"500\""));
}

TEST(Components, the_difference_is_marked_and_said) {
  auto x = s(inline_diff("Ring the bell twice", "Ring the door bell twice"));
  EXPECT_EQ(count(x, "<ins"), 1);
  EXPECT_EQ(count(x, "<del"), 0);
  EXPECT_THAT(x, HasSubstr("[put in: </span>door<"));
  auto y = s(inline_diff("a <b> c", "a c"));
  EXPECT_THAT(y, HasSubstr("&lt;b&gt;"));
  EXPECT_EQ(count(y, "<del"), 1);
  EXPECT_EQ(count(s(inline_diff("same", "same")), "<ins"), 0);
}

TEST(Components, a_conflict_shows_both_texts) {
  auto x = s(conflict({.field = "Plan", .theirs = "walk daily", .mine = "swim daily"}));
  EXPECT_THAT(x, HasSubstr("walk"));
  EXPECT_THAT(x, HasSubstr("swim"));
  EXPECT_EQ(count(x, "<mark"), 2);
}

TEST(Panels, initials_of_names_in_any_script) {
  EXPECT_EQ(initials("Maya Okafor"), "MO");
  EXPECT_EQ(initials("  bo  van der Berg "), "BB");
  EXPECT_EQ(initials("Émile Øster"), "ÉØ");
  EXPECT_EQ(initials("Prince"), "P");
  EXPECT_EQ(initials(""), "?");
}

TEST(Panels, the_banner_says_how_to_talk_and_what_can_hurt_before_anything_else) {
  auto x = s(person_banner({.name = "Maya Okafor",
                            .is_heading = true,
                            .likes_name = "May",
                            .pronouns = "she/her",
                            .age = "27 years",
                            .born = "4 March 1999",
                            .communication = {{"How to talk with May", "short sentences"}},
                            .alerts = {{"Allergy", "penicillin"}}}));
  EXPECT_THAT(x, HasSubstr("<h1"));
  EXPECT_THAT(x, HasSubstr("27 years, born 4 March 1999"));
  EXPECT_LT(x.find("How to talk with May:"), x.find("Allergy:"));
}

TEST(Panels, what_is_held_back_is_named_with_its_clause_and_a_way_to_ask) {
  auto x = s(held_back({.title = "Benefit letter",
                        .words = "money matters are seen by finance.",
                        .category = "Financial",
                        .clause = "Notice, part 3.1.1",
                        .ask_href = "/ll/ask"}));
  for (const char* part :
       {"Held back:", "Benefit letter", "Financial", "Notice, part 3.1.1", "href=\"/ll/ask\""})
    EXPECT_THAT(x, HasSubstr(part));
}

TEST(Panels, a_category_is_always_a_word) {
  EXPECT_THAT(s(tag("Health", Tint::Special)), HasSubstr(">Health<"));
}

}  // namespace
}  // namespace candour::html
