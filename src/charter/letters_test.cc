// Letters of the catalogue: what is misspelt is found by the check, and a field that a recipient could never
// get is refused before anybody writes to them.
#include "charter/letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "charter/catalogue_read.h"

namespace candour::charter {
namespace {

using testing::HasSubstr;

struct Catalogue {
  std::vector<Finding> findings;
  CatalogueFiles files = read_catalogue("charters/catalogue", findings);
  std::string all() const {
    std::string s;
    for (const auto& f : findings) s += f.text() + "\n";
    return s;
  }
  /// One letter from its parts; what was found in it.
  std::string letter(std::string_view about, std::string_view to, std::string_view paragraph) {
    findings.clear();
    files.letters.push_back(read_letter("trial.yaml",
                                        "letter: trial\nname: Trial\nsays: A trial.\n" +
                                            (about.empty() ? "" : "about: " + std::string(about) + "\n") +
                                            "kept-as: letter\nto: [" + std::string(to) +
                                            "]\nsubject: \"{person.name}\"\nparagraphs:\n  - " +
                                            std::string(paragraph) + "\n",
                                        files, findings));
    return all();
  }
  /// The check of the charter with the letters as they are now.
  std::string charter(const std::string& code) {
    Loaded loaded;
    const auto file = "charters/" + code + ".yaml";
    load_against(files, file, read_text_file(file).value_or(""), std::nullopt, loaded);
    std::string s;
    for (const auto& f : loaded.findings)
      if (!f.warning) s += f.text() + "\n";
    return s;
  }
};

TEST(Letters, those_that_we_ship_are_sound_and_every_charter_has_them) {
  Catalogue c;
  EXPECT_EQ(c.all(), "");
  ASSERT_GE(c.files.letters.size(), 8u);
  for (const char* code : {"ig", "im", "ll", "lw", "ps"}) {
    const auto loaded = load(std::string("charters/") + code + ".yaml", "charters/catalogue");
    ASSERT_TRUE(loaded.charter) << code;
    EXPECT_EQ(loaded.charter->letters.size(), c.files.letters.size()) << code;
    for (const auto& t : loaded.charter->letters)
      for (const auto& field : t.fields())
        EXPECT_TRUE(letter_field(*loaded.charter, t, field).known) << field;
  }
}

TEST(Letters, a_field_that_there_is_not_is_found_with_a_guess) {
  Catalogue c;
  EXPECT_THAT(c.letter("complaint", "person", "\"{entry.anser}\""),
              HasSubstr("did you mean 'entry.answer'?"));
  EXPECT_THAT(c.letter("", "person", "\"{persn.name}\""), HasSubstr("there is no field '{persn.name}'"));
  EXPECT_THAT(c.letter("", "person", "\"{entry.answer}\""), HasSubstr("there is no field"))
      << "a letter about no entry has no fields of one";
  EXPECT_EQ(c.letter("complaint", "person", "\"{entry.answer}\""), "");
}

TEST(Letters, what_is_misshapen_is_found) {
  Catalogue c;
  EXPECT_THAT(c.letter("", "neighbour", "\"x\""), HasSubstr("nobody is called 'neighbour'"));
  EXPECT_THAT(c.letter("complant", "person", "\"x\""), HasSubstr("there is no kind 'complant'"));
  EXPECT_THAT(c.letter("", "complainant", "\"x\""), HasSubstr("somebody who complained"));
  EXPECT_THAT(c.letter("", "person", "{write: a}"), HasSubstr("label"));
}

TEST(Promise, LL_2_2b_a_field_that_no_recipient_may_get_is_refused_by_the_check) {
  Catalogue c;
  EXPECT_EQ(c.letter("convictions", "person", "\"{entry.sort}\""), "") << c.all();
  EXPECT_EQ(c.charter("ll"), "") << "the person may have all of it";
  Catalogue staff_notes;
  ASSERT_EQ(staff_notes.letter("hand-over", "recipient", "\"{entry.details}\""), "");
  EXPECT_THAT(staff_notes.charter("ll"),
              HasSubstr("the letter 'trial' tells {entry.details} ('staff-note') to the "
                        "recipients of this charter, who may not get it"));
  Catalogue health;
  ASSERT_EQ(health.letter("complaint", "complainant", "\"{person.address}\""), "");
  EXPECT_THAT(health.charter("ll"), HasSubstr("('contact') to whoever complained, who may not get it"));
}

TEST(Letters, a_letter_of_which_a_charter_keeps_too_little_is_not_offered_there) {
  Catalogue c;
  ASSERT_EQ(c.letter("medicine-given", "person", "\"{entry.medicine}\""), "");
  Loaded with, without;
  load_against(c.files, "charters/ll.yaml", *read_text_file("charters/ll.yaml"), std::nullopt, with);
  load_against(c.files, "charters/ps.yaml", *read_text_file("charters/ps.yaml"), std::nullopt, without);
  ASSERT_TRUE(with.charter && without.charter);
  EXPECT_TRUE(with.charter->find_letter("trial"));
  EXPECT_FALSE(without.charter->find_letter("trial"));
}

TEST(Letters, fields_are_filled_and_braces_that_are_none_stay) {
  EXPECT_THAT(fields_in("{a} and {b}, {a}"), testing::ElementsAre("a", "b"));
  EXPECT_EQ(filled("Dear {to}, {", [](const std::string& f) { return f + "!"; }), "Dear to!, {");
}

TEST(Letters, the_ombudsman_is_named_beside_the_regulator) {
  using namespace std::chrono_literals;
  const auto both = overseers_on("charters/catalogue", 2026y / 11 / 26);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->regulator.short_name, "ICO");
  ASSERT_TRUE(both->ombudsman);
  EXPECT_EQ(both->ombudsman->short_name, "LGSCO");
}

}  // namespace
}  // namespace candour::charter
