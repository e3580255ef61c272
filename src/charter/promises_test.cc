// Promises of what is never done: a charter of that very organisation that would do it does not load, and no
// source that could order or decide by a number about people reads one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <map>
#include <set>

#include "charter/charters_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

/// The errors of a shipped charter with one piece replaced, in one text.
std::string errors_with(const std::string& code, const std::string& piece, const std::string& instead) {
  const auto text = text_with("charters/" + code + ".yaml", piece, instead);
  std::string all;
  for (const auto& f : load_text(code + ".yaml", text, "charters/catalogue").findings)
    if (!f.warning) all += f.text() + "\n";
  return all;
}

TEST(Promise, PS_3_1_an_interest_that_nobody_has_weighed_is_no_ground_for_a_use) {
  int resting = 0;
  std::set<std::string> weighed;
  for (const auto& p : shipped("ps")->purposes)
    for (const auto& b : p.bases) {
      if (b.basis != Basis::LegitimateInterests) continue;
      ++resting;
      EXPECT_FALSE(b.interests.empty()) << p.code;
      weighed.insert(b.assessment);
      // That charter without this one assessment, and without the ground of it, does not run.
      auto text = read_text_file("charters/ps.yaml").value();
      auto at = text.find("        assessment: " + b.assessment + "\n");
      ASSERT_NE(at, text.npos) << p.code;
      text.erase(at, text.find('\n', at) + 1 - at);
      at = text.find("      bases/legitimate-interests/assessment: working\n", at);
      ASSERT_NE(at, text.npos) << p.code;
      text.erase(at, text.find('\n', at) + 1 - at);
      const auto loaded = load_text("ps.yaml", text, "charters/catalogue");
      EXPECT_FALSE(loaded.charter) << p.code;
      std::string errors;
      for (const auto& f : loaded.findings)
        if (!f.warning) errors += f.text() + "\n";
      EXPECT_THAT(errors, HasSubstr("purpose '" + p.code + "' rests on legitimate interests without saying"));
    }
  EXPECT_GE(resting, 8) << "the notice has a whole part of them";
  EXPECT_EQ(weighed.size(), static_cast<std::size_t>(resting)) << "each purpose has an assessment of its own";
}

const std::string kFirst = "\nrecipients:\n";
std::string with_recipient(const std::string& more) {
  return kFirst +
         "  - {code: buyer, name: A buyer, says: Wants a list., bases: [legitimate-interests], inform: before, "
         "agreement: needed, categories: [identity], " +
         more + "}\n";
}

TEST(Promise, PS_4_5_nobody_can_be_told_for_marketing_of_their_own) {
  EXPECT_THAT(errors_with("ps", kFirst, with_recipient("country: GB")), IsEmpty())
      << "one that wants no marketing";
  EXPECT_THAT(errors_with("ps", kFirst, with_recipient("country: GB, marketing: true")),
              HasSubstr("wants information for its own marketing, which this charter refuses"));
  EXPECT_FALSE(shipped("ps")->marketing.by_others());
  for (const auto& r : shipped("ps")->recipients) EXPECT_FALSE(r.marketing) << r.code;
}

TEST(Promise, IM_10_3_nobody_outside_the_european_economic_area_gets_anything) {
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: FR")), IsEmpty());
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: NO")), IsEmpty()) << "EEA, if not EU";
  EXPECT_THAT(errors_with("im", kFirst, with_recipient("country: US")), HasSubstr("US"));
}

TEST(Promise, LL_4_1e_what_is_kept_in_the_united_kingdom_goes_nowhere_outside_the_eu) {
  const auto c = shipped("ll");
  EXPECT_EQ(c->organisation.hosting, "GB");
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: FR")), IsEmpty());
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: NO")), HasSubstr("NO")) << "EEA, but not EU";
  EXPECT_THAT(errors_with("ll", kFirst, with_recipient("country: US")), HasSubstr("US"));
  EXPECT_THAT(errors_with("ll", "hosting: GB", "hosting: US"), HasSubstr("US"));
}

/// A number about somebody: what their answers come to, how like somebody else they are, whether a computer
/// decided. These sources read it, to show it, carry it over, or ask a person whether two records are one;
/// none of them puts people in an order of work, lets somebody in or refuses them.
struct Number {
  std::string_view word;
  std::vector<std::string> read_by;
};
const std::vector<Number> kNumbers = {
    {"\"total\"",
     {"src/charter/answers_as_items.cc", "src/charter/show.cc", "src/charter/values_raw.cc",
      "src/charter/values_read.cc", "src/exchange/demo/plans.cc", "src/exchange/demo/scene.cc"}},
    {".score", {"src/charter/catalogue_fields.cc", "src/charter/show.cc"}},
    {"->score", {"src/charter/values_read.cc"}},
    {"scan_score",
     {"src/base/similar.cc", "src/base/similar.h", "src/people/search_duplicates.cc",
      "src/people/search_index.cc"}},
    // Of a column of a sheet, and of two roles, it says nothing about people.
    {"likeness",
     {"src/base/same_person.cc", "src/base/similar.cc", "src/base/similar.h", "src/exchange/import_decide.cc",
      "src/exchange/sheet_table.cc", "src/paper/matrix.cc", "src/people/search.cc", "src/people/search.h",
      "src/people/search_duplicates.cc", "src/people/search_index.cc", "src/people/search_index.h",
      "src/people/search_reach.cc", "src/people/search_typed.cc"}},
    {".automated", {"src/record/entry_rows.cc", "src/record/keeping.cc"}},
};

/// Whether it stands there as a word of its own.
bool reads(const std::string& text, std::string_view word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const auto next = at + word.size() < text.size() ? text[at + word.size()] : ' ';
    if (!std::isalnum(static_cast<unsigned char>(next)) && next != '_') return true;
  }
  return false;
}

TEST(Promise, LL_4_5_no_number_about_people_is_read_where_work_is_ordered_or_anything_is_decided) {
  std::map<std::string_view, std::vector<std::string>> found;
  int looked = 0;
  for (const auto& e : std::filesystem::recursive_directory_iterator("src")) {
    const auto file = e.path().generic_string();
    const bool source = file.ends_with(".cc") || file.ends_with(".h");
    if (!source || file.ends_with("_test.cc") || file.ends_with("_for_tests.h") ||
        file.ends_with("_test_kind.h"))
      continue;
    ++looked;
    const auto text = read_text_file(file).value_or("");
    for (const auto& n : kNumbers)
      if (reads(text, n.word)) found[n.word].push_back(file);
  }
  EXPECT_GT(looked, 300);
  for (const auto& n : kNumbers)
    EXPECT_THAT(found[n.word], UnorderedElementsAreArray(n.read_by))
        << n.word << ": does it order people, or decide about them?";
}

}  // namespace
}  // namespace candour::charter
