// What readers took wrongly in the record of processing activities: each kind stands here so that it does not
// come back.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RecordRead : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
  Table t = ropa_table(*c, setting());

  const Cell& cell(const std::vector<Cell>& row, std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(t.columns, name) - t.columns.begin());
    return row.at(at);
  }
  std::string words(const std::vector<Cell>& row, std::string_view name) const {
    std::string out;
    for (const auto& line : cell(row, name).lines) out += (out.empty() ? "" : "\n") + line.plain();
    return out;
  }
  const Purpose& purpose(const std::vector<Cell>& row) const {
    const auto name = cell(row, "Purpose of processing").lines.front().plain();
    return *std::ranges::find(c->purposes, name, &Purpose::name);
  }
};
INSTANTIATE_TEST_SUITE_P(Charters, RecordRead, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

bool consented(const Recipient& r) {
  return !r.direct || std::ranges::find(r.bases, Basis::Consent) != r.bases.end();
}
bool as_agreed(const Recipient& r) {
  return r.purposes.empty() && r.bases == std::vector{Basis::Consent};
}

TEST_P(RecordRead, says_for_what_consent_is_relied_on_and_that_it_can_be_withdrawn) {
  for (const auto& row : t.rows) {
    const auto record = words(row, "Record of consent"),
               rights = words(row, "Rights that the law gives under these grounds");
    const Purpose& p = purpose(row);
    bool any = false;
    const auto relied_on = [&](const std::string& what) {
      any = true;
      EXPECT_THAT(record, HasSubstr(what)) << p.code;
    };
    for (const auto& b : p.bases)
      if (b.basis == Basis::Consent) relied_on("for the activity itself");
    for (const auto i : p.conditions)
      if (c->conditions[i].article == "9(2)(a)") relied_on("explicit consent, Article 9(2)(a)");
    for (const auto& line : cell(row, "Categories of recipients").lines)
      for (const auto& r : c->recipients)
        if (const auto said = line.plain(); consented(r) && said.starts_with(r.name))
          if (const auto rest = said.substr(r.name.size());
              rest.empty() || rest.starts_with(" (") || rest.starts_with(" ["))
            relied_on(r.name);
    EXPECT_EQ(record == "Consent is not relied on", !any) << p.code;
    EXPECT_EQ(rights.find("Withdrawal of consent") != rights.npos, any) << p.code;
  }
}

TEST_P(RecordRead, whom_the_person_chose_stands_once_and_under_no_purpose) {
  const auto text = flat(ropa(*c, setting()));
  bool any = false;
  for (const auto& r : c->recipients) {
    if (!as_agreed(r)) continue;
    any = true;
    for (const auto& row : t.rows) {
      EXPECT_THAT(words(row, "Categories of recipients") + "\n", Not(HasSubstr(r.name + "\n")));
      EXPECT_THAT(words(row, "Recipients only if the person has agreed"), HasSubstr(r.name + ": "));
    }
    const auto first = text.find(r.name + ": ");
    EXPECT_NE(first, text.npos) << r.code;
    EXPECT_EQ(text.find(r.name + ": ", first + 1), text.npos) << r.code;
  }
  EXPECT_EQ(text.find("Only if the person has agreed, and for what they agreed to") != text.npos, any);
  if (GetParam() == "lw") EXPECT_TRUE(any);
}

TEST_P(RecordRead, repeats_nothing_in_a_cell_and_says_what_a_code_is) {
  for (const auto& row : t.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::set<std::string> lines;
      for (const auto& line : row[i].lines)
        EXPECT_TRUE(lines.insert(line.plain()).second) << t.columns[i] << ": " << line.plain();
    }
    for (const char* name : {"Controller on whose behalf", "Controller’s instructions"})
      EXPECT_NE(words(row, name), "Ourselves");
    for (const auto& line : cell(row, "Retention and erasure policy document").lines)
      if (line.plain() != "None needed") EXPECT_THAT(line.plain(), StartsWith("Policy document "));
    for (const auto& line : cell(row, "Legitimate interests assessment").lines)
      if (line.plain() != "None relied on") EXPECT_THAT(line.plain(), StartsWith("Assessment "));
    EXPECT_THAT(words(row, "Safeguards for exceptional transfers"), Not(StartsWith("If it ever")));
  }
  if (GetParam() == "lw") {
    const auto who = words(t.rows.front(), "Organisation");
    EXPECT_EQ(who.find("Big Life"), who.rfind("Big Life")) << who;
  }
}

TEST_P(RecordRead, sends_nobody_to_their_own_register_for_a_part_of_the_notice) {
  for (const auto& row : t.rows) {
    const Purpose& p = purpose(row);
    EXPECT_EQ(words(row, "Part of the notice"),
              p.clause.empty() ? "The notice does not name this purpose" : p.clause);
  }
}

/// Two periods of one thing name the service in which each holds.
TEST_P(RecordRead, a_period_that_differs_names_its_service) {
  bool named = false;
  for (const auto& row : t.rows) {
    std::map<std::string, int> periods;
    for (const auto& line : cell(row, "Retention schedule").lines)
      ++periods[line.plain().substr(0, line.plain().find(": "))];
    for (const auto& line : cell(row, "Retention schedule").lines)
      if (periods[line.plain().substr(0, line.plain().find(": "))] > 1)
        EXPECT_THAT(line.plain(), HasSubstr(" (in ")) << line.plain();
    named = named || words(row, "Retention schedule").find(" (in ") != std::string::npos;
  }
  if (GetParam() == "ig") EXPECT_TRUE(named);
}

}  // namespace
}  // namespace candour::paper
