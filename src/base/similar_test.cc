#include "base/similar.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "base/calendar_words.h"
#include "base/csv_text.h"
#include "base/text.h"

namespace candour {
namespace {

double like(std::string_view a, std::string_view b) {
  return similarity(fold(a), fold(b));
}
Date day(std::string_view iso) {
  return parse_iso_date(iso).value();
}

TEST(Similar, edits_count_a_swap_of_neighbours_as_one) {
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("martha", "marhta"), 1);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("ca", "abc"), 3);
  EXPECT_EQ(edit_distance("same", "same"), 0);
  EXPECT_EQ(edit_distance(std::string(100, 'a'), std::string(100, 'b')), 64);
}

TEST(Similar, the_same_person_typed_differently_is_near) {
  const std::pair<const char*, const char*> pairs[] = {
      {"Robert Smith", "Bob Smith"},         {"Robert Smith", "Robert Smyth"},
      {"Robert Smith", "Smith, Robert"},     {"Robert Smith", "Robret Smith"},
      {"Robert Smith", "Robert Simth"},      {"Robert James Smith", "Robert Smith"},
      {"Siobhán O’Neill", "Siobhan Oneill"}, {"Anne-Marie Jones", "Annemarie Jones"},
      {"Mary Ann Lee", "Maryann Lee"},       {"Kate Brown", "Kathryn Brown"},
      {"R Smith", "Robert Smith"},           {"Mohammed Khan", "Muhammad Khan"},
      {"Angus MacDonald", "Angus McDonald"}, {"Łukasz Nowak", "Lukasz Nowak"},
      {"Pat Jones", "Patricia Jones"},       {"Catherine Clark", "Katherine Clarke"}};
  for (const auto& [a, b] : pairs) EXPECT_GE(like(a, b), 0.82) << a << " / " << b << " " << like(a, b);
}

TEST(Similar, different_people_are_far) {
  const std::pair<const char*, const char*> pairs[] = {
      {"Robert Smith", "Susan Jones"}, {"Robert Smith", "Robert Jones"}, {"Ann Lee", "Ian Low"},
      {"Mary Brown", "Mark Green"},    {"John Taylor", "Peter Naylor"},  {"Li Wei", "Wang Fang"}};
  for (const auto& [a, b] : pairs) EXPECT_LT(like(a, b), 0.82) << a << " / " << b << " " << like(a, b);
  EXPECT_EQ(like("", ""), 0);
  EXPECT_EQ(like("Ann", ""), 0);
  EXPECT_EQ(like("Ann Lee", "ann  LEE"), 1);
}

TEST(Similar, is_the_same_in_both_directions) {
  std::mt19937_64 dice(3);
  const char* const words[] = {"ann",   "anne", "a",     "robert", "bob", "smith",
                               "smyth", "lee",  "leigh", "o",      "mac", "李"};
  for (int i = 0; i < 3000; ++i) {
    std::string a, b;
    for (auto n = 1 + dice() % 4; n > 0; --n) a += std::string(words[dice() % std::size(words)]) + " ";
    for (auto n = 1 + dice() % 4; n > 0; --n) b += std::string(words[dice() % std::size(words)]) + " ";
    a = fold(a);
    b = fold(b);
    ASSERT_DOUBLE_EQ(similarity(a, b), similarity(b, a)) << a << " / " << b;
    ASSERT_GE(similarity(a, b), 0);
    ASSERT_LE(similarity(a, b), 1);
  }
}

TEST(Similar, names_written_as_one_word_or_several_are_the_same) {
  for (const auto& [a, b] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"maria de la cruz", "maria delacruz"},
           {"ann smith jones", "ann smithjones"},
           {"sean o brien", "sean obrien"},
           {"li xiao long", "xiaolong li"},
           {"mary ann lee", "maryann lee"},
           {"van der berg", "vanderberg"}}) {
    EXPECT_GE(similarity(a, b), 0.95) << a << " / " << b;
    EXPECT_EQ(similarity(a, b), similarity(b, a));
  }
  EXPECT_LT(similarity("maria de la cruz", "maria delaney"), 0.9);
}

TEST(Similar, short_forms) {
  EXPECT_TRUE(same_given_name("bob", "robert"));
  EXPECT_TRUE(same_given_name("bob", "rob"));
  EXPECT_TRUE(same_given_name("alex", "alexandra"));
  EXPECT_FALSE(same_given_name("alexander", "alexandra"));
  EXPECT_FALSE(same_given_name("bob", "bill"));
}

TEST(Similar, birth_dates_forgive_what_people_mistype) {
  EXPECT_EQ(birth_date_likeness(day("1964-03-04"), day("1964-03-04")), 1);
  EXPECT_EQ(birth_date_likeness(day("1964-03-04"), day("1964-04-03")), 0.9);
  EXPECT_EQ(birth_date_likeness(day("1964-03-04"), day("1965-03-04")), 0.8);
  EXPECT_EQ(birth_date_likeness(day("1964-03-12"), day("1964-03-21")), 0.8);
  EXPECT_EQ(birth_date_likeness(day("1946-03-12"), day("1964-03-12")), 0.8);
  EXPECT_EQ(birth_date_likeness(day("1964-01-01"), day("1964-09-23")), 0.6);
  EXPECT_EQ(birth_date_likeness(day("1964-01-01"), day("1965-09-23")), 0.3);
  EXPECT_EQ(birth_date_likeness(day("1964-01-01"), day("1966-09-23")), 0);
  EXPECT_EQ(birth_date_likeness(day("1964-03-04"), day("1971-11-30")), 0);
}

TEST(Similar, signatures_find_what_the_ranker_would) {
  const std::pair<const char*, const char*> pairs[] = {
      {"bob smith", "robert smith"}, {"smtih", "robert smith"},        {"rob", "robert smith"},
      {"smyth", "john smith"},       {"smith robert", "robert smith"}, {"katherine", "catherine jones"},
      {"oneil", "sean oneill"}};
  for (const auto& [query, stored] : pairs) {
    const auto q = signature(query);
    EXPECT_GE(scan_score(q, signature(stored)), scan_floor(q)) << query << " / " << stored;
    EXPECT_GT(scan_score(q, signature(stored)), scan_score(q, signature("xavier quiggin"))) << query;
  }
  EXPECT_EQ(signature(""), NameSignature{});
  EXPECT_EQ(signature("robert smith"), signature("smith robert"));
}

TEST(Similar, evidence_adds_up) {
  const Looks robert{"robert smith", day("1964-03-04"), "9990000018", "LS1 1AA", "+447700900123"};
  EXPECT_GT(likely_same(robert, robert), 0.999);
  Looks bob{"bob smith", day("1964-04-03"), "", "", ""};
  EXPECT_GE(likely_same(robert, bob), kMaybeSame);
  Looks name_only{"robert smith", {}, "", "", ""};
  EXPECT_LT(likely_same(robert, name_only), kMaybeSame);
  Looks son{"robert smith", day("1991-10-22"), "9990000026", "LS1 1AA", ""};
  EXPECT_LT(likely_same(robert, son), kMaybeSame);
  Looks twin{"sarah smith", day("1964-03-04"), "9990000026", "LS1 1AA", ""};
  EXPECT_LT(likely_same(robert, twin), kMaybeSame);
  Looks same_number{"roberta smythe", day("1970-03-04"), "9990000018", "", ""};
  EXPECT_GE(likely_same(robert, same_number), kMaybeSame);
}

struct Record {
  std::string number;  // the same for a person and its double
  Looks looks;
};

std::vector<Record> made_up_people() {
  std::ifstream file(std::string(CANDOUR_SOURCE_DIR) + "/tests/data/duplicates/febrl-slice.csv");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto table = read_csv(text).value();
  std::vector<Record> out;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const auto cell = [&](std::size_t k) { return std::string(trim(table.rows[i].at(k))); };
    Record r{cell(0).substr(0, cell(0).find('-', 4)), {}};
    r.looks.name = fold(cell(1) + " " + cell(2));
    if (const auto d = parse_date(cell(9), DateOrder::YearMonthDay)) r.looks.birth = *d;
    r.looks.postcode = cell(7);
    out.push_back(std::move(r));
  }
  return out;
}

TEST(Similar, finds_the_doubles_of_a_known_set_and_accuses_nobody_else) {
  const auto people = made_up_people();
  ASSERT_EQ(people.size(), 300u);
  int found = 0, missed = 0, wrong = 0, scanned = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (std::size_t j = i + 1; j < people.size(); ++j) {
      const bool same = people[i].number == people[j].number;
      const bool said = likely_same(people[i].looks, people[j].looks) >= kMaybeSame;
      found += same && said;
      missed += same && !said;
      wrong += !same && said;
      if (!same) continue;
      const auto q = signature(people[i].looks.name);
      scanned += scan_score(q, signature(people[j].looks.name)) >= scan_floor(q);
    }
  }
  EXPECT_EQ(found + missed, 150);
  EXPECT_GE(found, 128) << "recall by name, birth date and postcode alone";
  EXPECT_EQ(wrong, 0);
  EXPECT_GE(scanned, 144);
}

}  // namespace
}  // namespace candour
