#include "paper/ropa.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/csv_text.h"
#include "charter/catalogue_read.h"
#include "charter/explain.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "paper/csv.h"
#include "paper/html.h"
#include "paper/matrix.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class Record : public ::testing::TestWithParam<std::string> {
 protected:
  CharterPtr c = charter_of(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Charters, Record, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

std::size_t column(const Table& t, std::string_view name) {
  const auto it = std::find(t.columns.begin(), t.columns.end(), name);
  EXPECT_NE(it, t.columns.end()) << name;
  return static_cast<std::size_t>(it - t.columns.begin());
}

std::string plain(const Cell& c) {
  std::string s;
  for (const Text& t : c.lines) s += t.plain() + '\n';
  return s;
}

TEST_P(Record, HasARowForEveryPurposeOfEveryService) {
  const Table t = ropa_table(*c, setting());
  const auto what = column(t, "Purpose of processing"), where = column(t, "Business function"),
             as = column(t, "We act as");
  for (const Service& s : c->services)
    s.purposes.each([&](PurposeIx p) {
      const bool found = std::any_of(t.rows.begin(), t.rows.end(), [&](const auto& row) {
        const auto function = plain(row[where]);
        return plain(row[what]).find(c->at(p).name) == 0 &&
               plain(row[as]).starts_with(s.processor ? "Processor" : "Controller") &&
               (function.starts_with("All services") || function.find(s.name) != std::string::npos);
      });
      EXPECT_TRUE(found) << s.code << " / " << c->at(p).code;
    });
}

TEST_P(Record, FillsWhatArticle30AsksFor) {
  const Table t = ropa_table(*c, setting());
  ASSERT_FALSE(t.rows.empty());
  EXPECT_THAT(t.columns,
              IsSupersetOf({"Organisation", "Data protection contact", "Purpose of processing",
                            "Controller on whose behalf", "Categories of individuals",
                            "Categories of personal data", "Categories of recipients",
                            "Third countries or international organisations", "Retention schedule",
                            "Security measures", "Article 6 lawful basis", "Article 9 or 10 condition",
                            "Source of the data", "Rights that the law gives under these grounds"}));
  for (const auto& row : t.rows) {
    ASSERT_EQ(row.size(), t.columns.size());
    for (std::size_t i = 0; i < row.size(); ++i) EXPECT_NE(plain(row[i]), "") << t.columns[i];
  }
}

/// Of each row: those to whom the engine lets something go for its purpose in one of its services, and no
/// other.
void recipients_are_those_of_the_engine(const Charter& c) {
  const Table t = ropa_table(c, setting());
  const auto what = column(t, "Purpose of processing"), where = column(t, "Business function"),
             as = column(t, "We act as"), to = column(t, "Categories of recipients");
  const auto begins = [](const std::string& cell, const std::string& name) {
    return ('\n' + cell).find('\n' + name) != std::string::npos;
  };
  for (const auto& row : t.rows) {
    const auto function = plain(row[where]);
    const auto purpose = std::ranges::find_if(
        c.purposes, [&](const Purpose& p) { return plain(row[what]).starts_with(p.name + '\n'); });
    ASSERT_NE(purpose, c.purposes.end()) << plain(row[what]);
    const auto ix = *c.find_purpose(purpose->code);
    for (const Recipient& r : c.recipients) {
      // Who is tied to no use, and gets what the person agreed to, stands apart.
      bool gets = false;
      for (std::size_t s = 0; s < c.services.size(); ++s) {
        const Service& v = c.services[s];
        if (!v.purposes.has(ix) || !plain(row[as]).starts_with(v.processor ? "Processor" : "Controller") ||
            (!function.starts_with("All services") && function.find(v.name) == std::string::npos))
          continue;
        r.categories.each([&](CategoryIx x) {
          const auto terms = may_share(c, r, x, static_cast<ServiceIx>(s));
          gets = gets || (terms.allowed && terms.purposes.has(ix));
        });
      }
      const bool apart = r.purposes.empty() && r.bases == std::vector{Basis::Consent};
      EXPECT_EQ(begins(plain(row[to]), r.name), gets && !apart) << r.code << " for " << purpose->code;
    }
  }
}

TEST_P(Record, NamesForEachUseThoseToWhomTheEngineLetsSomethingGo) {
  recipients_are_those_of_the_engine(*c);
}

TEST(RecordOfResearch, names_nobody_for_it_who_is_not_named_for_it) {
  const auto loaded = load("tests/charters/reach.yaml", "charters/catalogue");
  ASSERT_TRUE(loaded.charter);
  recipients_are_those_of_the_engine(*loaded.charter);
  // The police are named for no purpose: they get something for people's own care, and nothing for research.
  Charter c = *loaded.charter;
  c.planning_and_research = "opt-out-filtered";
  c.purposes[static_cast<std::size_t>(*c.find_purpose("keep-safe"))].beyond_care = "research";
  recipients_are_those_of_the_engine(c);
}

TEST_P(Record, IsACsvThatReadsBackWhole) {
  const Table t = ropa_table(*c, setting());
  const auto back = read_csv(table_csv(t));
  ASSERT_TRUE(back.has_value());
  ASSERT_EQ(back->rows.size(), t.rows.size() + 1);
  EXPECT_TRUE(back->byte_order_mark);
  for (const auto& row : back->rows) EXPECT_EQ(row.cells.size(), t.columns.size());
}

TEST_P(Record, IsReadableToo) {
  const auto html = html_page(ropa(*c, setting()));
  for (std::size_t i = 0; i < c->purposes.size(); ++i) {
    const bool used = !services_of(*c, static_cast<PurposeIx>(i)).empty();
    EXPECT_EQ(html.find(escape_html(c->purposes[i].name)) != std::string::npos, used) << c->purposes[i].code;
  }
}

TEST_P(Record, MatrixSaysWhatTheDecisionSays) {
  const Table t = matrix_table(*c);
  ASSERT_EQ(t.rows.size(), c->categories.size());
  ASSERT_EQ(t.columns.size(), c->roles.size() + 1);
  for (std::size_t r = 0; r < c->roles.size(); ++r)
    for (std::size_t k = 0; k < c->categories.size(); ++k) {
      bool see = false, write = false;
      for (std::size_t s = 0; s < c->services.size(); ++s) {
        const auto e = charter::explain(*c, static_cast<RoleIx>(r), static_cast<ServiceIx>(s),
                                        static_cast<CategoryIx>(k));
        see = see || e.may_see;
        write = write || e.may_write;
      }
      const auto cell = plain(t.rows[k][r + 1]);
      EXPECT_EQ(cell.find("See") == 0, see) << c->roles[r].code << ' ' << c->categories[k].code;
      EXPECT_EQ(cell.find("write") != std::string::npos, see && write)
          << c->roles[r].code << ' ' << c->categories[k].code;
    }
}

TEST(Explain, FinanceIsRefusedHealthByClause) {
  const auto c = charter_of("ll");
  const auto text =
      plain_text(explain(*c, *c->find_role("finance"), *c->find_category("health"), std::nullopt));
  EXPECT_THAT(text, HasSubstr("No."));
  EXPECT_THAT(text, HasSubstr("Notice, part"));
  EXPECT_THAT(text, Not(HasSubstr("Yes")));
}

TEST(Explain, TheManagerOfLivingWellNeedsAReason) {
  const auto c = charter_of("lw");
  const auto text =
      plain_text(explain(*c, *c->find_role("service-manager"), *c->find_category("health"), std::nullopt));
  EXPECT_THAT(text, AllOf(HasSubstr("Not by right"), HasSubstr("hours"), HasSubstr("is told")));
}

TEST(Changes, AreSaidForWhom) {
  const auto older = charter_of("ll");
  auto file = charter::read_text_file("charters/ll.yaml").value();
  for (const auto& [was, is] : {std::pair<std::string, std::string>{"number: \"1.0\"", "number: \"1.1\""},
                                {"keep: 6 years", "keep: 7 years"},
                                {"main is kept 6 years", "main is kept 7 years"}}) {
    const auto at = file.find(was);
    ASSERT_NE(at, file.npos) << was;
    file.replace(at, was.size(), is);
  }
  const auto newer = load_text("ll.yaml", file, "charters/catalogue").charter;
  ASSERT_TRUE(newer);
  const auto text = plain_text(changes(*older, *newer, setting()));
  EXPECT_THAT(text, AllOf(HasSubstr("version 1.0 to version 1.1"), HasSubstr("is now “7 years”"),
                          HasSubstr("they must be told")));
  EXPECT_THAT(plain_text(changes(*older, *older, setting())), HasSubstr("The two charters say the same"));
}

TEST(Promise, PS_9_the_record_keeps_processor_work_apart_and_names_the_controller) {
  const auto c = charter_of("ps");
  const Table t = ropa_table(*c, setting());
  bool any = false;
  for (const auto& row : t.rows) {
    if (plain(row[column(t, "We act as")]) != "Processor\n") continue;
    any = true;
    EXPECT_THAT(plain(row[column(t, "Controller on whose behalf")]), Not(HasSubstr("Not applicable")));
  }
  EXPECT_TRUE(any);
}

}  // namespace
}  // namespace candour::paper
