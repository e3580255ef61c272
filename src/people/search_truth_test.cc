// Likely duplicates of rows against people who are kept, where the truth is known.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/damaged_people_for_tests.h"
#include "people/search.h"
#include "people/world_for_tests.h"

namespace candour::people {
namespace {

charter::Values values_of(const Written& w) {
  charter::Values v{{"given-name", w.given}, {"family-name", w.family}};
  if (!w.born.empty()) v["birth-date"] = w.born;
  if (!w.email.empty()) v["email"] = w.email;
  if (!w.phone.empty()) v["phones"] = boost::json::array{boost::json::object{{"number", w.phone}}};
  v["addresses"] = boost::json::array{boost::json::object{
      {"address",
       boost::json::object{
           {"lines", boost::json::array{"1 High Street"}}, {"town", w.town}, {"postcode", w.postcode}}},
      {"kind", "home"}}};
  if (!w.former.empty())
    v["previous-names"] =
        boost::json::array{boost::json::object{{"given", w.given}, {"family", w.former}, {"kind", "maiden"}}};
  return v;
}

class SearchTruth : public testing::Test {
 protected:
  World w{"ll"};
  Search search{w.gate, *w.db, *w.vault, w.people, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));

  std::vector<PersonId> keep(const std::vector<Written>& all) {
    std::vector<PersonId> ids;
    for (std::size_t from = 0; from < all.size(); from += 200)
      must(w.db->write([&](store::Txn& txn) -> Status {
        for (std::size_t i = from; i < std::min(all.size(), from + 200); ++i) {
          const auto id = ids.emplace_back(PersonId::make(w.clock.now().ms));
          TRY(const auto pass, w.gate.register_new(manager, id, w.service()));
          CHECK_OK(w.people.add(txn, pass, id, values_of(all[i])));
          NewReferral r;
          r.service = w.service();
          r.source = "self";
          CHECK_OK(w.journeys.refer(txn, pass, r));
        }
        return {};
      }));
    return ids;
  }
};

TEST_F(SearchTruth, nine_of_ten_who_are_kept_are_found_and_one_in_a_hundred_is_wrong_at_most) {
  const bool full = std::getenv("CANDOUR_FULL_SIZE");
  const int count = full ? 20'000 : 600, fresh = count / 2;
  DamagedPeople make(7011);
  auto all = make.people(count + fresh);
  for (auto& one : all)  // nobody is kept here without one
    if (one.born.empty())
      one.born = std::to_string(1930 + make.below(80)) + "-1" + std::to_string(make.below(3)) + "-1" +
                 std::to_string(make.below(9));
  const auto ids = keep({all.begin(), all.begin() + count});
  std::map<PersonId, int> who;
  for (std::size_t i = 0; i < ids.size(); ++i) who[ids[i]] = all[i].person;

  std::vector<charter::Values> rows;
  std::vector<int> truth;
  for (int i = 0; i < fresh; ++i) {
    const auto& known = all[static_cast<std::size_t>(make.below(count))];
    rows.push_back(values_of(make.again(known)));
    truth.push_back(known.person);
    rows.push_back(values_of(all[static_cast<std::size_t>(count + i)]));  // nobody who is kept
    truth.push_back(all[static_cast<std::size_t>(count + i)].person);
  }
  must(search.warm());
  const auto began = std::chrono::steady_clock::now();
  const auto found = must(search.duplicates_many(manager, rows));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  int right = 0, wrong = 0, known = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    known += i % 2 == 0;
    for (const auto& d : found[i]) {
      if (!d.hit.in_reach) continue;
      EXPECT_FALSE(d.why.empty());
      const bool same = who.at(d.hit.id) == truth[i];
      right += same;
      wrong += !same;
    }
  }
  const double recall = 1.0 * right / known, precision = 1.0 * right / std::max(1, right + wrong);
  std::printf("%zu rows against %d people kept: recall %.4f, precision %.4f, %.2f s\n", rows.size(), count,
              recall, precision, took.count());
  EXPECT_GE(recall, 0.9);
  EXPECT_GE(precision, 0.99);
}

}  // namespace
}  // namespace candour::people
