// Words of a refusal that name a part of the notice, as a link to it.
#include "web/html/part_links.h"

#include <gmock/gmock.h>

#include "web/html/components.h"

namespace candour::html {
namespace {

using testing::HasSubstr;
using testing::Not;

const PartPlaces kPlaces = {{"3", "/ll/notice#part-3"},
                            {"3.1.1", "/ll/notice#part-3-1-1"},
                            {"1.0", "/ll/notice#part-1-0"},
                            {"4(a)", "/ll/notice#part-4-a"}};

std::string linked(const Html& x) {
  return link_parts(std::string(x.view()), kPlaces);
}
std::string linked_words(std::string_view words) {
  return linked(text(words));
}
std::string way(std::string_view number, std::string_view at, std::string_view notice = "notice") {
  return "<a class=\"govuk-link\" href=\"/ll/notice#" + std::string(at) + "\">" + std::string(notice) +
         ", part " + std::string(number) + "</a>";
}

TEST(PartLinks, words_that_name_a_part_lead_to_it_and_the_rest_stays) {
  EXPECT_EQ(linked_words("They get nothing (notice, part 3.1.1)."),
            "They get nothing (" + way("3.1.1", "part-3-1-1") + ").");
  EXPECT_EQ(linked_words("Notice, part 3"), way("3", "part-3", "Notice"));
  EXPECT_EQ(linked_words("decided by the notice, part 1.0."),
            "decided by the " + way("1.0", "part-1-0") + ".");
  EXPECT_EQ(linked_words("(Notice, part 4(a))"), "(" + way("4(a)", "part-4-a", "Notice") + ")");
  EXPECT_EQ(linked_words("(notice, part 3), and (notice, part 1.0): both"),
            "(" + way("3", "part-3") + "), and (" + way("1.0", "part-1-0") + "): both");
  EXPECT_EQ(linked_words("“the notice, part 3”"), "“the " + way("3", "part-3") + "”");
  EXPECT_EQ(linked_words("as 'the notice, part 3' says"), "as &#39;the " + way("3", "part-3") + "&#39; says");
}

TEST(PartLinks, a_part_that_has_no_place_is_no_link) {
  for (const auto* words : {"(notice, part 9)", "(notice, part 3.1)", "(notice, part 33)", "notice, part ",
                            "notice, part", "otice, part 3", "a lotice, part 3", "Notice, parts 3", "part 3"})
    EXPECT_EQ(linked_words(words), words);
  EXPECT_EQ(link_parts("(notice, part 3)", {}), "(notice, part 3)");
}

TEST(PartLinks, nothing_is_put_into_a_link_a_button_a_label_or_a_field) {
  const std::string_view words = "as it says (notice, part 3)";
  for (const Html& x :
       {link("/ll/day", words), button({std::string(words)}), h("label", {{"for", "f"}}, b(words)),
        h("legend", words), h("select", h("option", {{"value", words}}, words)), h("textarea", "\n", words),
        h("title", words), h("input", {{"value", words}}), h("details", h("summary", h("h2", words))),
        typed_text(words)})
    EXPECT_EQ(linked(x), x.view());
  EXPECT_EQ(linked(frag(link("/ll/day", words), h("p", words))),
            std::string(link("/ll/day", words).view()) + "<p>as it says (" + way("3", "part-3") + ")</p>");
}

TEST(PartLinks, the_words_at_a_field_lead_on_and_the_way_from_the_summary_to_the_field_stays) {
  const Problems problems(std::vector<FieldProblem>{{"to", "They get nothing (notice, part 3)."}});
  const auto summary = error_summary(problems);
  EXPECT_EQ(linked(summary), summary.view());
  EXPECT_THAT(linked(text_input({.name = "to", .label = "To", .error = problems.of("to")})),
              HasSubstr(way("3", "part-3")));
  EXPECT_THAT(linked(error_summary(Problems(invalid("", "They get nothing (notice, part 3).").value()))),
              HasSubstr(way("3", "part-3")));
}

TEST(PartLinks, cards_and_reasons_lead_to_their_part) {
  EXPECT_THAT(
      linked(held_back(
          {.title = "Letter", .words = "Money.", .category = "Financial", .clause = "Notice, part 3.1.1"})),
      HasSubstr(way("3.1.1", "part-3-1-1", "Notice")));
  EXPECT_THAT(
      linked(held_back_line(
          {.title = "Letter", .words = "Money.", .category = "Financial", .clause = "Notice, part 3.1.1"})),
      HasSubstr("(" + way("3.1.1", "part-3-1-1", "Notice") + ")"));
  EXPECT_THAT(linked(why({.what = "Money", .words = "You do.", .clause = "Notice, part 3"})),
              HasSubstr(way("3", "part-3", "Notice")));
}

TEST(PartLinks, what_somebody_typed_stays_text) {
  const auto page = linked(h("p", "<b>notice, part 3<script>\"'&amp; (notice, part 3<i>)"));
  EXPECT_EQ(page, "<p>&lt;b&gt;" + way("3", "part-3") + "&lt;script&gt;&quot;&#39;&amp;amp; (" +
                      way("3", "part-3") + "&lt;i&gt;)</p>");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_EQ(link_parts("(notice, part 3) <p", kPlaces), "(" + way("3", "part-3") + ") <p") << "cut off";
}

}  // namespace
}  // namespace candour::html
