// Everything that a charter says is compared, named and has a ground: no value can change, or be printed,
// unseen.
#include "charter/said.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <iostream>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/compile.h"
#include "charter/other_values_for_tests.h"
#include "charter/said_words.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

constexpr std::array kOrgs{"im", "ig", "ll", "ps", "lw"};

const CatalogueFiles& catalogue() {
  static const CatalogueFiles files = [] {
    std::vector<Finding> none;
    return read_catalogue("charters/catalogue", none);
  }();
  return files;
}

TEST(Said, every_key_of_the_charters_we_ship_has_words) {
  for (const auto* org : kOrgs)
    for (const auto& s : shipped(org)->said) {
      const auto path = segments(s.path);
      const bool row = s.item && path.size() == 2,
                 beside = path.size() > 1 &&
                          (path[path.size() - 2] == kGrounds || path[path.size() - 2] == kClaims);
      EXPECT_TRUE(row || beside || path.back() == "clause" || key_words(path)) << org << ": " << s.path;
    }
}

/// Every value of the text that can be changed alone, and of which sort it is.
using OnScalar = std::function<void(Yaml&, const std::string& sort)>;
void each_scalar(Yaml& y, const std::string& group, const std::string& key, const OnScalar& f) {
  for (auto& line : y.map) {
    const auto& k = line.first.text;
    const auto in = group.empty() ? k : group;
    if (line.second.shape == Yaml::Shape::Text)
      f(line.second, OtherValues::sort_of(in, k, y));
    else
      each_scalar(line.second, in, k, f);
  }
  for (auto& item : y.list)
    if (item.shape == Yaml::Shape::Text)
      f(item, group + "/" + key);
    else
      each_scalar(item, group, key, f);
}

const OtherValues& other_values() {
  static const OtherValues all = [] {
    std::vector<Yaml> trees;
    for (const auto* code : kChanged) trees.push_back(tree_of(file_of(code)));
    return OtherValues(trees);
  }();
  return all;
}

/// What the first value is called that stands otherwise, and whether it was only working.
const Said* first_changed(const Charter& was, const Charter& is) {
  for (std::size_t i = 0; i < was.said.size(); ++i)
    if (i >= is.said.size() || was.said[i].path != is.said[i].path || was.said[i].value != is.said[i].value)
      return &was.said[i];
  return nullptr;
}

/// What somebody has before them who is to confirm what is only working.
std::string to_be_confirmed(const Charter& c) {
  std::string all;
  for (const auto& w : working_values(c))
    all += w.path + "\t" + w.subject + "\t" + w.what + "\t" + w.value + "\n";
  return all;
}

class EveryValue : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryValue, changed_alone_is_a_difference_in_words) {
  Yaml changed = tree_of(file_of(GetParam()));
  const auto base = shipped(GetParam());
  ASSERT_TRUE(base);
  const auto before = to_be_confirmed(*base);
  int told = 0, refused = 0, working = 0;
  each_scalar(changed, "", "", [&](Yaml& value, const std::string& sort) {
    const std::string was = value.text;
    bool taken = false;
    auto others = other_values().instead_of(sort, was, 4);
    others.push_back(was + " and more");
    for (const auto& other : others) {
      value.text = other;
      std::vector<Finding> found;
      Findings out{"changed.yaml", found, true};
      const auto made = Compiler(changed, catalogue(), out).run().charter;
      if (out.broken()) continue;
      taken = true;
      const auto changes = diff(*base, *made);
      EXPECT_FALSE(changes.empty()) << "line " << value.line << ": " << was << " -> " << other;
      for (const auto& c : changes) EXPECT_FALSE(c.what.empty());
      // What is only working is printed nowhere: whoever is to confirm it sees the other value instead.
      if (const auto* value_was = first_changed(*base, *made);
          value_was && value_was->ground.working() && !is_plumbing(value_was->path)) {
        ++working;
        EXPECT_TRUE(to_be_confirmed(*made) != before)
            << value_was->path << " (line " << value.line << "): " << was << " -> " << other;
      }
      break;
    }
    ++(taken ? told : refused);
    value.text = was;
  });
  std::cout << GetParam() << ": " << told + refused << " values, " << told << " changed and told (" << working
            << " of them working, and listed to be confirmed), " << refused << " refused\n";
  // A code changed alone mostly leads nowhere and is refused; the rest are words, periods, choices and flags.
  EXPECT_GT(told, 300);
}

INSTANTIATE_TEST_SUITE_P(Said, EveryValue, ::testing::ValuesIn(kChanged),
                         [](const auto& i) { return std::string(i.param); });

Loaded base_with(const std::string& from, const std::string& to) {
  auto text = read_text_file("tests/charters/base.yaml").value();
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  text.replace(at, from.size(), to);
  return load_text("base.yaml", text, "tests/charters/catalogue");
}

std::string first_error(const Loaded& l) {
  for (const auto& f : l.findings)
    if (!f.warning) return f.text();
  return l.charter ? "" : "none, and no charter";
}

const Said& said_at(const Charter& c, const std::string& path) {
  static const Said none;
  for (const auto& s : c.said)
    if (s.path == path) return s;
  ADD_FAILURE() << "nothing is said at " << path;
  return none;
}

TEST(Grounds, of_a_value_are_its_own_or_those_of_its_group_or_none) {
  const auto l = base_with(
      "charter: 1",
      "grounds: {easy-read: \"2.1\", organisation: \"2.1\", organisation/hosting: working}\ncharter: 1");
  ASSERT_EQ(first_error(l), "");
  EXPECT_EQ(ground_words(said_at(*l.charter, "organisation/name").ground), "part 2.1 of the notice");
  EXPECT_TRUE(said_at(*l.charter, "organisation/hosting").ground.working());
  EXPECT_TRUE(said_at(*l.charter, "texts/who-we-are").ground.working());
  EXPECT_EQ(l.charter->printed->organisation.name, "Base Support");
  EXPECT_EQ(l.charter->printed->organisation.hosting, "");
  EXPECT_EQ(l.charter->organisation.hosting, "GB");
  EXPECT_EQ(l.charter->printed->text("who-we-are"), "");
}

TEST(Grounds, that_lead_nowhere_are_refused) {
  const auto refused = [](const std::string& grounds) {
    return first_error(base_with("charter: 1", "grounds: {" + grounds + "}\ncharter: 1"));
  };
  EXPECT_THAT(refused("organisation: \"99\""), HasSubstr("the notice has no part '99'"));
  EXPECT_THAT(refused("organisation: law no-such-law"), HasSubstr("no law 'no-such-law'"));
  EXPECT_THAT(refused("organisation: confirmed by nobody on 2026-10-01"), HasSubstr("no role 'nobody'"));
  EXPECT_THAT(refused("organisation: confirmed by worker"), HasSubstr("is no ground"));
  EXPECT_THAT(refused("organisation: confirmed by worker on 2026-11-31"), HasSubstr("is no ground"));
  EXPECT_EQ(refused("organisation/colour: \"2.1\""), "") << "it grounds nothing, and is remarked";
  EXPECT_THAT(refused("organisation: \"2.1\", organisation: \"2.1\""), HasSubstr("organisation"));
  EXPECT_THAT(refused("retention/stories: working"), HasSubstr("two grounds"));
}

TEST(Grounds, a_kind_of_the_catalogue_has_none) {
  std::vector<Finding> found;
  read_kind("kind.yaml", "kind: x\ngrounds: {name: working}\n", catalogue().categories, found);
  EXPECT_TRUE(
      std::ranges::any_of(found, [](const Finding& f) { return f.what.find("'grounds'") != f.what.npos; }));
}

TEST(Grounds, what_nobody_has_confirmed_is_listed) {
  const auto all = working_values(*base_with("charter: 1", "charter: 1").charter);
  const auto has = [&](const std::string& path) {
    return std::ranges::any_of(all, [&](const Working& w) { return w.path == path; });
  };
  EXPECT_TRUE(has("texts/who-we-are"));
  EXPECT_FALSE(has("version/number"));
  EXPECT_FALSE(has("organisation/code"));
  for (const auto& w : all) EXPECT_FALSE(w.subject.empty() || w.what.empty()) << w.path;
}

/// Whoever confirms a whole row has all of it before them.
TEST(Grounds, a_row_of_which_nothing_is_confirmed_is_listed_with_all_that_stands_in_it) {
  const auto ps = shipped("ps");
  std::string gp, quality;
  for (const auto& w : working_values(*ps)) {
    EXPECT_FALSE(w.value.empty()) << w.path;
    if (w.path == "recipients/gp") gp = w.value;
    if (w.path == "roles/quality/reasoned-access") quality = w.value;
  }
  EXPECT_THAT(gp, HasSubstr("Your GP"));
  EXPECT_THAT(gp, HasSubstr("health"));
  EXPECT_THAT(quality, HasSubstr("for how many hours"));
}

}  // namespace
}  // namespace candour::charter
