// What the copy says of the use beside what is held (Article 15(1) and (2)), of each of the five charters:
// all that runs, each value that nobody has confirmed with its mark, and no sentence that the notice does not
// say.
#include <gmock/gmock.h>

#include <algorithm>

#include "charter/charters_for_tests.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "rights/pack_parts.h"

namespace candour::rights {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string& mark() {
  static const std::string words = " " + std::string(paper::kToConfirm);
  return words;
}

/// The row of a table of the charter, by its code; null where it has none.
template <class Rows>
const auto* row_called(const Rows& rows, const std::string& code) {
  const auto at = std::ranges::find_if(rows, [&](const auto& x) { return x.code == code; });
  return at == rows.end() ? nullptr : &*at;
}

class CopyOf : public ::testing::TestWithParam<std::string> {
 protected:
  charter::CharterPtr c = paper::charter_of(GetParam());
  const charter::Charter& printed = *c->printed;
  paper::Document copy = pack_document(*c, {}, "the regulator", {1'795'000'000'000});

  const paper::Table& grounds() const {
    for (const auto& b : copy.blocks)
      if (const auto* t = std::get_if<paper::Table>(&b)) return *t;
    throw std::runtime_error("the copy has no table");
  }
  std::vector<std::string> list_under(std::string_view heading) const {
    bool here = false;
    for (const auto& b : copy.blocks) {
      if (const auto* h = std::get_if<paper::Heading>(&b)) here = h->text == heading;
      const auto* list = std::get_if<paper::List>(&b);
      if (!here || !list) continue;
      std::vector<std::string> out;
      for (const auto& item : list->items) out.push_back(item.plain());
      return out;
    }
    throw std::runtime_error("nothing under " + std::string(heading));
  }
  /// The ground of a value in the charter's own list of them, asked without what prints it.
  bool in_notice(const std::string& path) const {
    return std::ranges::any_of(
        c->said, [&](const charter::Said& s) { return s.path == path && !s.ground.working() && !s.item; });
  }
  /// A name, then its part or its mark.
  void expect_named(const std::string& line, const std::string& name, const std::string& path) const {
    EXPECT_THAT(line, StartsWith(name));
    EXPECT_EQ(line.substr(name.size(), mark().size()) == mark(), !in_notice(path)) << line;
  }
};
INSTANTIATE_TEST_SUITE_P(Charters, CopyOf, ::testing::ValuesIn(paper::five()),
                         [](const auto& i) { return i.param; });

TEST_P(CopyOf, marks_each_use_and_ground_that_nobody_has_confirmed) {
  ASSERT_EQ(grounds().rows.size(), c->purposes.size());
  int marked = 0;
  for (std::size_t i = 0; i < c->purposes.size(); ++i) {
    const auto& p = c->purposes[i];
    const auto& row = grounds().rows[i];
    expect_named(row[0].lines.front().plain(), p.name, "purposes/" + p.code + "/name");
    const auto* said = row_called(printed.purposes, p.code);
    ASSERT_EQ(row[1].lines.size(), p.bases.size());
    for (std::size_t k = 0; k < p.bases.size(); ++k) {
      const auto line = row[1].lines[k].plain();
      EXPECT_THAT(line, StartsWith(paper::basis_line(p.bases[k].basis)));
      const auto* base = said ? [&]() -> const charter::PurposeBasis* {
        const auto at = std::ranges::find(said->bases, p.bases[k].basis, &charter::PurposeBasis::basis);
        return at == said->bases.end() ? nullptr : &*at;
      }()
          : nullptr;
      const bool whole = base && base->when == p.bases[k].when && base->interests == p.bases[k].interests;
      EXPECT_EQ(line.find(mark()) == line.npos, whole) << line;
      marked += !whole;
    }
  }
  EXPECT_GT(marked, 0) << "in each of the five something is the organisation’s own";
}

TEST_P(CopyOf, marks_whom_the_notice_does_not_name_and_says_of_them_what_it_says) {
  const auto to = list_under("Who may be told something of it");
  ASSERT_EQ(to.size(), c->recipients.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto& r = c->recipients[i];
    expect_named(to[i], r.name, "recipients/" + r.code + "/name");
    const auto* said = row_called(printed.recipients, r.code);
    if (said && !said->says.empty())
      EXPECT_THAT(to[i], EndsWith(": " + said->says));
    else if (!r.says.empty())
      EXPECT_THAT(to[i], Not(HasSubstr(r.says)));
  }
  const auto rights = list_under("What you can ask for");
  ASSERT_EQ(rights.size(), c->rights.size());
  for (std::size_t i = 0; i < rights.size(); ++i) {
    const auto& r = c->rights[i];
    expect_named(rights[i], r.name, "rights/" + r.code + "/name");
    const auto* said = row_called(printed.rights, r.code);
    if (!r.says.empty() && (!said || said->says.empty())) EXPECT_THAT(rights[i], Not(HasSubstr(r.says)));
  }
  const auto from = list_under("From whom it may come, if not from you");
  const auto all = charter::givers(*c);
  ASSERT_EQ(from.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [code, name] = all[i];
    const bool said = row_called(c->recipients, code) ? in_notice("recipients/" + code + "/name") &&
                                                            in_notice("recipients/" + code + "/source")
                                                      : in_notice("sources/" + code + "/name");
    EXPECT_THAT(from[i], StartsWith(name));
    EXPECT_EQ(from[i].find(mark()) == from[i].npos, said) << from[i];
  }
}

/// A period that the notice gives stands with its part; any other with its mark and with no part.
TEST_P(CopyOf, a_period_names_a_part_only_where_the_notice_gives_it) {
  const auto kept = list_under("How long it is kept");
  ASSERT_EQ(kept.size(), c->retention.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto& r = c->retention[i];
    const auto at = kept[i].find(paper::period_words(r));
    ASSERT_NE(at, kept[i].npos) << kept[i];
    const auto after = kept[i].substr(at + paper::period_words(r).size());
    const auto* said = row_called(printed.retention, r.code);
    if (said && said->said() && paper::period_words(*said) == paper::period_words(r))
      EXPECT_EQ(after, " (Notice, part " + r.clause + ")") << kept[i];
    else
      EXPECT_EQ(after, mark()) << kept[i];
  }
}

TEST_P(CopyOf, says_nothing_of_computers_or_of_countries_that_the_notice_does_not_say) {
  const auto all = paper::flat(copy);
  EXPECT_EQ(all.find("made by a computer") != all.npos, !printed.automated_decisions.empty());
  EXPECT_EQ(all.find("does not go outside") != all.npos, !c->transfer_area.empty());
  if (printed.automated_decisions == "none")
    EXPECT_THAT(all, HasSubstr("No decision about you is made by a computer."));
}

TEST(Copy, says_nothing_of_computers_while_nobody_has_confirmed_it) {
  const auto text = charter::text_with("charters/ll.yaml", "  automated-decisions: \"4.5\"\n",
                                       "  automated-decisions: working\n");
  const auto c = charter::load_text("ll.yaml", text, "charters/catalogue").charter;
  ASSERT_TRUE(c);
  ASSERT_EQ(c->automated_decisions, "none");
  EXPECT_THAT(paper::flat(pack_document(*c, {}, "the regulator", {1'795'000'000'000})),
              Not(HasSubstr("made by a computer")));
}

}  // namespace
}  // namespace candour::rights
