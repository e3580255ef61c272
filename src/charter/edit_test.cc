#include "charter/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "charter/charters_for_tests.h"
#include "charter/read.h"
#include "charter/said_words.h"

namespace candour::charter {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kCatalogue = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";

std::string shipped_text(const std::string& code) {
  std::ifstream in(std::string(CANDOUR_SOURCE_DIR) + "/charters/" + code + ".yaml");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string why(const Error& e) {
  return e.fields.empty() ? e.words.text : e.fields[0].field + ": " + e.fields[0].message;
}

class EditShipped : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Five, EditShipped, testing::Values("ig", "im", "ll", "lw", "ps"));

TEST_P(EditShipped, every_working_value_can_be_confirmed_alone_and_all_of_them) {
  std::string text = shipped_text(GetParam());
  const auto first = load_text("a.yaml", text, kCatalogue);
  ASSERT_TRUE(first.charter);
  const auto all = working_values(*first.charter);
  ASSERT_FALSE(all.empty());
  std::vector<std::string> paths;
  for (const auto& w : all) {
    paths.push_back(w.path);
    if (paths.size() % 5 != 0) continue;  // each reads the text three times
    const auto alone = with_ground(text, {w.path}, "confirmed by dp-lead on 2026-11-01");
    EXPECT_TRUE(alone) << w.path << ": " << why(alone.error());
  }
  const auto done = with_ground(text, paths, "confirmed by dp-lead on 2026-11-01");
  ASSERT_TRUE(done) << why(done.error());
  text = *done;
  const auto last = load_text("a.yaml", text, kCatalogue);
  ASSERT_TRUE(last.charter) << last.findings.front().text();
  EXPECT_TRUE(working_values(*last.charter).empty());
  for (const auto& c : diff(*first.charter, *last.charter)) EXPECT_FALSE(c.what.empty());
}

TEST_P(EditShipped, every_single_value_can_be_changed_and_nothing_else_is) {
  const std::string text = shipped_text(GetParam());
  const auto first = load_text("a.yaml", text, kCatalogue);
  ASSERT_TRUE(first.charter);
  std::size_t changed = 0, tried = 0, all = 0;
  for (const auto& s : first.charter->said) {
    const bool ground = s.path.ends_with("clause") || s.path.find("grounds") != std::string::npos;
    if (s.item || s.value.empty() || ground) continue;
    if (++all % 7 != 0) continue;  // each reads the whole text twice
    ++tried;
    const auto next = with_value(text, s.path, "zq changed");
    changed += next ? 1 : 0;
    if (!next) EXPECT_NE(why(next.error()).find("Change it in the text"), std::string::npos);
  }
  // What cannot be changed so is what other values name: a heading, a sentence to which a claim is tied.
  EXPECT_GE(changed * 20, tried * 17) << "at least seventeen of twenty";
}

TEST_P(EditShipped, the_version_is_raised_and_the_rest_stays) {
  const std::string text = shipped_text(GetParam());
  const auto next = with_version(text, "1.1", make_date(2027, 1, 2), false);
  ASSERT_TRUE(next) << why(next.error());
  const auto c = load_text("a.yaml", *next, kCatalogue).charter;
  ASSERT_TRUE(c);
  EXPECT_EQ(c->version.number, "1.1");
  EXPECT_EQ(c->version.from, make_date(2027, 1, 2));
  EXPECT_FALSE(c->version.major);
}

TEST(Edit, a_value_keeps_its_remark_and_a_text_over_lines_is_replaced_whole) {
  const std::string text =
      "charter: 1\norganisation:\n  says: >-\n    Many\n    words.\n  # a remark\n  name: The Home  # who\n"
      "list: [a, b]\nversion: {number: \"1.0\", from: 2026-11-01}\n";
  EXPECT_EQ(
      *with_value(text, "organisation/name", "A: b"),
      "charter: 1\norganisation:\n  says: >-\n    Many\n    words.\n  # a remark\n  name: \"A: b\"  # who\n"
      "list: [a, b]\nversion: {number: \"1.0\", from: 2026-11-01}\n");
  EXPECT_EQ(*with_value(text, "organisation/says", "Few"),
            "charter: 1\norganisation:\n  says: \"Few\"\n  # a remark\n  name: The Home  # who\n"
            "list: [a, b]\nversion: {number: \"1.0\", from: 2026-11-01}\n");
  EXPECT_FALSE(with_value(text, "list", "c"));
  EXPECT_FALSE(with_value(text, "list/a", "c"));
  EXPECT_FALSE(with_value(text, "organisation/nothing", "c"));
  EXPECT_FALSE(with_value(text + "rules: {clause: \"1\", keep: long}\n", "rules/clause", "2"))
      << "it is the ground of all that stands beside it";
  EXPECT_NE(with_version(text, "1.1", make_date(2027, 1, 2), false)->find("major: false"), std::string::npos);
}

TEST(Edit, a_ground_that_is_none_and_a_value_that_has_one_are_refused) {
  const auto text = shipped_text("im");
  EXPECT_FALSE(with_ground(text, {"organisation/says"}, "whatever they say"));
  EXPECT_FALSE(with_ground(text, {"organisation/says"}, "working"));
  EXPECT_FALSE(with_ground(text, {"texts/records"}, "3.1"));
}

TEST(Edit, a_field_of_ones_own_is_added_and_the_form_has_it) {
  const std::string field =
      "extends: profile\nfields:\n  - {code: garden, label: Garden, type: short-text, category: identity}";
  auto text = with_own_kind(shipped_text("im"), field);
  ASSERT_TRUE(text) << why(text.error());
  text = with_own_kind(
      *text,
      "extends: profile\nfields:\n  - {code: shed, label: Shed, type: short-text, category: identity}");
  ASSERT_TRUE(text) << why(text.error());
  const auto loaded = load_text("im.yaml", *text, kCatalogue);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  EXPECT_TRUE(loaded.charter->kinds.front().find_field("garden"));
  EXPECT_TRUE(loaded.charter->kinds.front().find_field("shed"));
  EXPECT_EQ(own_kinds(shipped_text("im")), "");
  EXPECT_EQ(own_kinds(*text).substr(0, 27), "kinds:\n  - extends: profile");
  EXPECT_FALSE(with_own_kind(shipped_text("im"), "extends: [profile\nfields: x"));
}

TEST(Edit,
     a_kind_of_ones_own_is_used_in_services_and_written_by_roles_and_what_the_notice_did_not_say_is_working) {
  const std::string kind_text =
      "kind: garden-visit\nname: Garden visit\nplural: Garden visits\nsays: What was seen in a garden.\npart: "
      "daily\nfields:\n  - {code: seen, label: What was seen, type: long-text, category: care}";
  EXPECT_EQ(*code_of_kind(kind_text), "garden-visit");
  EXPECT_FALSE(code_of_kind("name: Garden visit"));
  auto text = with_own_kind(shipped_text("im"), kind_text);
  ASSERT_TRUE(text) << why(text.error());
  text = with_kind_used(*text, "garden-visit", {"supported-living"}, {"worker"});
  ASSERT_TRUE(text) << why(text.error());
  const auto loaded = load_text("im.yaml", *text, kCatalogue);
  ASSERT_TRUE(loaded.charter) << loaded.findings.front().text();
  const auto& c = *loaded.charter;
  const auto kind = c.find_kind("garden-visit");
  ASSERT_TRUE(kind);
  EXPECT_THAT(c.at(*c.find_service("supported-living")).kinds, Contains(Field(&KindUse::kind, *kind)));
  EXPECT_THAT(std::ranges::find(c.roles, "worker", &Role::code)->writes, Contains(*kind));
  for (const auto* list : {"services/supported-living", "roles/worker/writes"})
    EXPECT_THAT(working_values(c), Contains(AllOf(Field(&Working::path, StartsWith(list)),
                                                  Field(&Working::value, HasSubstr("arden visit")))))
        << list;
  const auto none = with_kind_used(*text, "garden-visit", {"nowhere"}, {});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().fields.front().message, HasSubstr("services/nowhere/kinds"));
}

TEST(Edit, the_next_number) {
  EXPECT_EQ(next_number("1.9", false), "1.10");
  EXPECT_EQ(next_number("1.9", true), "2.0");
  EXPECT_EQ(next_number("3", false), "3.1");
}

}  // namespace
}  // namespace candour::charter
