// What a charter has a service tell of those who are known in it, although they are out of reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::HasSubstr;

constexpr std::string_view kHer = R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
    "nhs-number":"9990000018","email":"maya@example.org"})";
constexpr std::string_view kAlike = R"({"given-name":"Maya","family-name":"Okafor","birth-date":"1964-03-04",
    "email":"maya@example.org"})";

std::string telling(std::string_view existence) {
  constexpr std::string_view piece = "  - code: community-support\n";
  return World::amended("ll", piece, std::string(piece) + "    existence: " + std::string(existence) + "\n");
}

struct House {
  explicit House(const std::string& file)
      : w(file, std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"),
        search(w.gate, *w.db, *w.vault, w.people, w.clock) {
    const auto manager = w.actor(w.hire("supervisor", w.service()));
    const auto east = w.team("East team");
    her = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(manager, her, w.service()));
    ReferralId referral;
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, her, boost::json::parse(kHer).as_object()));
      NewReferral r;
      r.service = w.service();
      r.source = "self";
      TRY(referral, w.journeys.refer(txn, pass, r));
      return {};
    }));
    must(w.journeys.accept(manager, referral, 1, east, std::nullopt));
  }
  /// What somebody of another team reads who is about to add her, or somebody like her.
  std::vector<std::string> asks(std::string_view role, std::string_view values) {
    const auto by = w.actor(w.hire(role, w.service(), w.team("Team " + std::to_string(++teams_))));
    std::vector<std::string> words;
    for (const auto& d : must(search.duplicates(by, boost::json::parse(values).as_object()))) {
      EXPECT_FALSE(d.hit.in_reach);
      EXPECT_TRUE(d.hit.id.is_nil() && d.why.empty() && d.hit.profile.id.is_nil()) << "more than the words";
      words.push_back(d.hit.ask);
    }
    return words;
  }
  World w;
  Search search;
  PersonId her;
  int teams_ = 0;
};

TEST(Existence, without_a_word_of_the_charter_nobody_hears_of_a_likely_double) {
  House h(std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml");
  EXPECT_TRUE(h.asks("worker", kAlike).empty());
  const auto by_number = h.asks("worker", kHer);
  ASSERT_EQ(by_number.size(), 1u);
  EXPECT_THAT(by_number[0], HasSubstr("Somebody may be known here already"));
}

TEST(Existence, a_role_that_is_named_hears_it_in_the_words_of_the_charter_and_no_other_does) {
  House h(telling("{told-to: [worker], says: Ring the duty desk before you add them.}"));
  EXPECT_THAT(h.asks("worker", kAlike), testing::ElementsAre("Ring the duty desk before you add them."));
  EXPECT_THAT(h.asks("worker", kHer), testing::ElementsAre("Ring the duty desk before you add them."));
  EXPECT_TRUE(h.asks("worker", R"({"given-name":"Maya","family-name":"Okafor"})").empty())
      << "a name is not enough";
  const auto by = h.w.actor(h.w.hire("worker", h.w.service(), h.w.team("North team")));
  EXPECT_TRUE(must(h.search.find(by, "Maya Okafor")).empty()) << "nor is one that is searched for";
  EXPECT_THAT(must(h.search.find(by, "999 000 0018")).at(0).ask, "Ring the duty desk before you add them.");
  House other(telling("{told-to: [supervisor], says: Ring the duty desk before you add them.}"));
  EXPECT_TRUE(other.asks("worker", kAlike).empty());
}

TEST(Existence, without_words_of_its_own_it_names_the_service_and_whom_to_ask) {
  House h(telling("{told-to: [worker]}"));
  const auto words = h.asks("worker", kAlike);
  ASSERT_EQ(words.size(), 1u);
  EXPECT_THAT(words[0], HasSubstr("Somebody is very likely known in Community support"));
  EXPECT_THAT(words[0], HasSubstr(gate::who_answers(*h.w.charter)));
}

TEST(Existence, a_row_hears_nothing_on_anothers_number) {
  House h(std::string(CANDOUR_SOURCE_DIR) + "/charters/ll.yaml");
  const auto by = h.w.actor(h.w.hire("worker", h.w.service(), h.w.team("West team")));
  const auto rows = must(h.search.duplicates_many(
      by, {boost::json::parse(kHer).as_object(), boost::json::parse(kAlike).as_object()}));
  EXPECT_EQ(rows[0].size(), 1u);
  EXPECT_TRUE(rows[1].empty());
}

}  // namespace
}  // namespace candour::people
