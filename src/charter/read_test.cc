// The reader and the check: each broken charter is refused at its place, with what is wrong and how to mend
// it.
#include "charter/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "charter/catalogue_read.h"
#include "charter/read_form.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

const std::string kCatalogue = "tests/charters/catalogue";

std::string all_text(const Loaded& loaded) {
  std::string s;
  for (auto& f : loaded.findings) s += f.text() + "\n";
  return s;
}

std::string slurp(const std::string& path) {
  auto text = read_text_file(path);
  EXPECT_TRUE(text) << path;
  return text.value_or("");
}

/// A charter of the tests with one place changed.
Loaded changed(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = slurp("tests/charters/" + file);
  auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return load_text(file, text, kCatalogue);
}

/// Without what is remarked of the small charters of the tests, which store and do little.
Loaded without_remarks(Loaded loaded) {
  std::erase_if(loaded.findings, [](const Finding& f) {
    const auto has = [&](std::string_view words) { return f.what.find(words) != f.what.npos; };
    return f.warning && (has("not enforced by this version") || has("no form of any service stores") ||
                         has("no role works for"));
  });
  return loaded;
}

TEST(Read, sound_charters_pass_without_any_finding) {
  for (auto* name : {"base", "small"}) {
    auto loaded = without_remarks(load(std::string("tests/charters/") + name + ".yaml", kCatalogue));
    EXPECT_EQ(all_text(loaded), "");
    EXPECT_TRUE(loaded.charter);
  }
}

struct Broken {
  std::string file;
  int line, column;
  std::vector<std::string> words;
};

const std::vector<Broken> kBroken = {
    {"unknown-key", 43, 5, {"unknown key", "did you mean 'purposes'"}},
    {"duplicate-key", 24, 5, {"twice", "line 23"}},
    {"alias", 18, 12, {"anchor", "delete"}},
    {"tab", 30, 10, {"tab", "spaces"}},
    {"bad-utf8", 22, 28, {"UTF-8"}},
    {"bad-yaml", 31, 11, {"well-formed"}},
    {"unknown-code", 24, 28, {"no category 'finacial'", "did you mean 'financial'"}},
    {"no-basis", 20, 5, {"purpose 'pay' has no lawful basis", "Article 6"}},
    {"special-without-condition", 17, 37, {"special", "care", "Article 9"}},
    {"criminal-without-condition", 24, 28, {"criminal", "Article 10"}},
    {"field-without-purpose", 34, 9, {"field 'religion'", "no purpose", "leave-out"}},
    {"category-without-retention", 50, 3, {"how long", "'care'", "categories: all"}},
    {"role-sees-too-much", 42, 37, {"sees 'financial'", "purpose"}},
    {"recipient-without-basis", 48, 5, {"recipient 'gp'", "basis"}},
    {"kind-nobody-writes", 35, 9, {"no role may write", "writes"}},
    {"retention-below-law", 53, 11, {"6 years", "8 years", "accept-collision"}},
    {"policy-missing", 11, 59, {"policy document", "policy-document"}},
    {"marketing-without-basis", 59, 22, {"marketing", "opt-in"}},
    {"marketing-recipient", 48, 134, {"marketing", "refuses"}},
    {"processor-without-controller", 32, 16, {"processor", "controller"}},
    {"home-kind-elsewhere", 36, 9, {"home-based"}},
    {"review-before-start", 4, 55, {"review"}},
    {"country-outside", 48, 119, {"'US'", "UK"}},
    {"wrong-shape", 41, 12, {"list", "single value"}},
    {"unreal-date", 4, 32, {"there is no day"}},
    {"unknown-move", 45, 40, {"no move 'finnish'", "did you mean 'finish'"}},
    {"ambiguous-retention", 57, 5, {"main", "other", "more exactly"}},
    {"form-never-done", 44, 14, {"required field", "care"}},
    {"told-to-nobody", 33, 27, {"no role 'wroker'", "did you mean 'worker'"}},
    {"basis-misspelt", 48, 59, {"no lawful basis 'contarct'", "did you mean 'contract'"}},
};

TEST(Read, every_broken_charter_is_refused_at_its_place_and_says_how_to_mend_it) {
  for (auto& b : kBroken) {
    std::string path = "tests/charters/broken/" + b.file + ".yaml";
    auto loaded = load(path, kCatalogue);
    EXPECT_FALSE(loaded.charter) << path;
    ASSERT_FALSE(loaded.findings.empty()) << path;
    const Finding& f = loaded.findings.front();
    std::string place = path + ":" + std::to_string(b.line) + ":" + std::to_string(b.column) + ": ";
    EXPECT_THAT(f.text(), ::testing::StartsWith(place));
    EXPECT_FALSE(f.warning) << f.text();
    EXPECT_FALSE(f.mend.empty()) << f.text();
    for (auto& word : b.words) EXPECT_THAT(f.text(), HasSubstr(word));
    EXPECT_EQ(loaded.findings.size(), 1u) << "one mistake, one finding:\n" << all_text(loaded);
  }
}

TEST(Read, the_table_names_every_broken_charter) {
  std::set<std::string> named, there;
  for (auto& b : kBroken) named.insert(b.file);
  for (auto& e : std::filesystem::directory_iterator("tests/charters/broken"))
    there.insert(e.path().stem().string());
  EXPECT_EQ(named, there);
}

TEST(Read, a_collision_with_the_law_that_is_accepted_with_a_reason_is_a_warning) {
  auto loaded = without_remarks(changed("small.yaml", "    keep: 6 years\n",
                                        "    keep: 6 years\n    legal-minimum: {years: 8, source: A code}\n"
                                        "    accept-collision: The council keeps the longer copy\n"));
  ASSERT_TRUE(loaded.charter) << all_text(loaded);
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_TRUE(loaded.findings[0].warning);
  EXPECT_THAT(loaded.findings[0].text(), HasSubstr("8 years"));
  EXPECT_EQ(loaded.charter->retention[0].accept_collision, "The council keeps the longer copy");
}

TEST(Read, an_overdue_review_is_a_warning_from_the_day_after) {
  using namespace std::chrono_literals;
  auto on = [&](Date d) {
    return without_remarks(load("tests/charters/small.yaml", kCatalogue, d)).findings.size();
  };
  EXPECT_EQ(on(2027y / 10 / 31), 0u);
  EXPECT_EQ(on(2027y / 11 / 1), 1u);
}

TEST(Read, legitimate_interests_are_said_and_weighed_and_a_rule_without_why_is_a_warning) {
  for (const auto* piece : {", assessment: LIA-01", ", interests: To be paid"}) {
    auto interests = changed("base.yaml", piece, "");
    EXPECT_FALSE(interests.charter) << piece;
    EXPECT_THAT(all_text(interests), HasSubstr("without saying which, or without assessment"));
  }
  auto why = changed("small.yaml", "    why: Claims can be made for years\n", "");
  EXPECT_TRUE(why.charter);
  EXPECT_THAT(all_text(why), HasSubstr("does not say why"));
}

TEST(Read, more_than_sixty_four_categories_are_refused) {
  std::string more = ", add: [";
  for (int i = 0; i < 60; ++i)
    more += "{code: own-" + std::to_string(i) + ", name: N, says: S, sensitivity: ordinary}, ";
  auto loaded = changed("small.yaml", "convictions, religion]}", "convictions, religion]" + more + "]}");
  EXPECT_FALSE(loaded.charter);
  EXPECT_THAT(all_text(loaded), HasSubstr("64"));
}

TEST(Read, an_alias_a_tag_a_second_document_and_deep_nesting_are_refused) {
  EXPECT_THAT(all_text(load_text("x.yaml", "a: *b\n", kCatalogue)), HasSubstr("x.yaml:1:4: "));
  EXPECT_THAT(all_text(load_text("x.yaml", "a: !!str b\n", kCatalogue)), HasSubstr("tag"));
  EXPECT_THAT(all_text(load_text("x.yaml", "a: b\n---\nc: d\n", kCatalogue)), HasSubstr("second document"));
  EXPECT_THAT(all_text(load_text("x.yaml", std::string(100, '[') + "a" + std::string(100, ']'), kCatalogue)),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(all_text(load_text("x.yaml", "", kCatalogue)), HasSubstr("empty"));
  EXPECT_THAT(all_text(load_text("x.yaml", "- a\n", kCatalogue)), HasSubstr("not a group of keys"));
  EXPECT_THAT(all_text(load_text("x.yaml", "? [a]\n: b\n", kCatalogue)), HasSubstr("a key is a list"));
}

TEST(Read, marks_that_cannot_be_seen_are_refused_where_they_stand) {
  for (const char* mark : {"\u2028", "\u2029", "\u0085", "\uFEFF", "\r", "\uFFFE"})
    EXPECT_THAT(all_text(load_text("x.yaml", "a: b\nc: \"d" + std::string(mark) + "e\"\n", kCatalogue)),
                AllOf(HasSubstr("x.yaml:2:6: "), HasSubstr("cannot be seen")));
  EXPECT_THAT(all_text(load_text("x.yaml", "\uFEFFa: b\r\nc: d\r\n", kCatalogue)),
              Not(HasSubstr("cannot be seen")))
      << "as some editors begin a file and end a line";
}

TEST(Read, columns_count_characters_and_not_bytes) {
  auto loaded = load_text("x.yaml", "{café: x, café: y}\n", kCatalogue);
  EXPECT_THAT(all_text(loaded), HasSubstr("x.yaml:1:11: "));
}

TEST(Read, a_missing_file_is_a_finding) {
  auto loaded = load("tests/charters/nowhere.yaml", kCatalogue);
  EXPECT_FALSE(loaded.charter);
  EXPECT_THAT(all_text(loaded), HasSubstr("There is no file"));
  EXPECT_FALSE(load("tests/charters/small.yaml", "tests/charters/nowhere").charter);
}

TEST(Compile, tables_are_dense_profile_comes_first_and_only_used_kinds_are_there) {
  auto c = load("tests/charters/base.yaml", kCatalogue).charter;
  ASSERT_TRUE(c);
  EXPECT_EQ(c->kinds[0].code, "profile");
  EXPECT_EQ(c->kinds.size(), 5u);
  for (std::size_t i = 0; i < c->kinds.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(c->kinds[i].ix), i);
  auto small = load("tests/charters/small.yaml", kCatalogue).charter;
  EXPECT_EQ(small->kinds.size(), 2u);
  EXPECT_FALSE(small->find_kind("payment"));
  EXPECT_EQ(c->at(*c->find_category("care")).name, "Supporting you");  // renamed
  EXPECT_TRUE(c->find_category("equipment"));                          // added
  EXPECT_EQ(c->clauses[0], "");
  EXPECT_EQ(c->clause_text(c->at(*c->find_role("worker")).clause_ix), "3.1");
  auto profile = *c->find_kind("profile");
  auto* use = c->kind_use(*c->find_service("community"), profile);
  ASSERT_TRUE(use);
  EXPECT_EQ(use->mandatory.at("birth-date"), "To tell people apart");
  // Nobody collects religion here, so the compiled kind cannot hold it at all.
  EXPECT_FALSE(c->at(profile).find_field("religion"));
  EXPECT_EQ(c->at(*c->find_role("worker")).plural, "support workers");
}

TEST(Compile, a_file_is_refused_or_whole_wherever_it_is_cut_off) {
  std::string text = slurp("tests/charters/small.yaml");
  for (std::size_t n = 0; n + 1 < text.size(); n += 37) {
    auto loaded = load_text("cut.yaml", text.substr(0, n), kCatalogue);
    EXPECT_FALSE(loaded.charter) << n;
    EXPECT_FALSE(loaded.findings.empty()) << n;
  }
}

TEST(Retention, the_most_exactly_aimed_rule_governs) {
  auto loaded =
      changed("base.yaml", "retention:\n",
              "retention:\n  - {code: notes, categories: all, kinds: [contact-note], services: all, "
              "keep: 1 year, from: created, then: destroy, why: Short}\n"
              "  - {code: advice, categories: all, services: [advice], keep: 2 years, "
              "from: last-contact, then: destroy, why: Short}\n");
  ASSERT_TRUE(loaded.charter) << all_text(loaded);
  auto& c = *loaded.charter;
  auto rule = [&](const char* service, const char* kind, const char* category) {
    auto* r = c.retention_for(*c.find_service(service), *c.find_kind(kind), *c.find_category(category));
    return r ? r->code : "none";
  };
  EXPECT_EQ(rule("community", "profile", "identity"), "main");
  EXPECT_EQ(rule("community", "profile", "voluntary"), "stories");
  EXPECT_EQ(rule("advice", "profile", "identity"), "advice");
  EXPECT_EQ(rule("advice", "profile", "voluntary"), "advice");
  EXPECT_EQ(rule("advice", "contact-note", "care"), "notes");
}

TEST(Retention, categories_share_a_group_only_when_the_same_rules_govern_them_everywhere) {
  auto c = load("tests/charters/base.yaml", kCatalogue).charter;
  ASSERT_TRUE(c);
  auto group = [](const Charter& in, const char* code) {
    return in.retention_group(*in.find_category(code));
  };
  EXPECT_EQ(group(*c, "identity"), group(*c, "care"));
  EXPECT_NE(group(*c, "identity"), group(*c, "voluntary"));
  // The number hangs on the codes of the rules, not on their order or on the other categories.
  auto other = changed("small.yaml", "    keep: 6 years\n", "    keep: 7 years\n").charter;
  ASSERT_TRUE(other);
  EXPECT_EQ(group(*other, "identity"), group(*c, "identity"));
}

TEST(Regulator, is_the_one_in_force_on_the_day) {
  using namespace std::chrono_literals;
  EXPECT_EQ(regulator_on(kCatalogue, 2026y / 12 / 31)->short_name, "FO");
  EXPECT_EQ(regulator_on(kCatalogue, 2027y / 1 / 1)->short_name, "SO");
  EXPECT_FALSE(regulator_on(kCatalogue, 2001y / 1 / 1));
}

struct BrokenKind {
  const char *from, *to, *words;
};

TEST(Kinds, a_broken_kind_is_refused) {
  const std::string good = slurp(kCatalogue + "/kinds/contact-note.yaml");
  std::vector<Finding> findings;
  auto categories = read_catalogue(kCatalogue, findings).categories;
  for (auto& b : std::vector<BrokenKind>{
           {"date: when", "date: whenn", "did you mean 'when'"},
           {"date: when", "date: what-happened", "not a date"},
           {"category: care}", "category: caer}", "did you mean 'care'"},
           {"type: long-text", "type: longtext", "did you mean 'long-text'"},
           {"required: true, reason: For the order", "required: true", "no `reason`"},
           {"from: [noted]", "from: [done]", "final state"},
           {"to: done", "to: gone", "no state 'gone'"},
           {"until-state: done", "until-state: dome", "did you mean 'done'"},
           {"type: long-text, category: care}", "type: choice, category: care}", "no `options`"},
           {"type: long-text, category: care}",
            "type: choice, category: religion, options: [{code: none, label: None}]}", "prefer not to say"},
           {"type: long-text, category: care}", "type: long-text, category: care, unit: kg}",
            "numbers only"}}) {
    std::string text = good;
    auto at = text.find(b.from);
    ASSERT_NE(at, std::string::npos) << b.from;
    text.replace(at, std::string(b.from).size(), b.to);
    std::vector<Finding> out;
    read_kind("k.yaml", text, categories, out);
    ASSERT_FALSE(out.empty()) << b.to;
    EXPECT_THAT(out.front().text(), HasSubstr(b.words));
  }
}

TEST(Suggest, names_what_was_probably_meant) {
  std::vector<std::string> words = {"legal-obligation", "consent", "health", "care"};
  EXPECT_EQ(nearest("legal_obligation", words), "legal-obligation");
  EXPECT_EQ(nearest("heatlh", words), "health");
  EXPECT_EQ(nearest("cares", words), "care");
  EXPECT_EQ(nearest("zebra", words), "");
}

}  // namespace
}  // namespace candour::charter
