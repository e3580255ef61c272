// Keys go for many at once and rows for a few at a time: whoever was begun is ended whatever happens in
// between, and nobody else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "retention/over_for_tests.h"

namespace candour::retention {
namespace {

struct Begun : Over {
  Begun() : Over("ll") {
    for (int i = 0; i < kMore; ++i)
      all.push_back(w.enrol(manager, worker.id, std::nullopt, 0, "Maya", "Okafor", born_).person);
    for (const auto& who : all) ended(make_date(2015, 1, 1), who);
    id = propose();
    must(take(other, id, "approve"));
    days_go_by(8);
    must(destructions.sweep());
  }
  std::int64_t rows_of_all() {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& db) -> Status {
      for (const auto& who : all) {
        TRY(const auto left, rows_left(db, w.db->org(), {who}));
        n += left > 0 ? 1 : 0;
      }
      return {};
    }));
    return n;
  }
  void all_are_gone() {
    EXPECT_EQ(rows_of_all(), 0);
    EXPECT_EQ(must(destructions.state(of_service(manager), id))->gone, kMore + 1);
    EXPECT_EQ(list.size(), kMore + 1) << "one line each";
  }
  static constexpr int kMore = Destructions::kAtOnce + 4;
  std::vector<PersonId> all{person};
  EntryId id;
};

TEST_F(Begun, Promise_ALL_3_whoever_was_begun_is_ended_also_when_it_is_stopped_meanwhile) {
  must(jobs.slice());
  EXPECT_EQ(list.size(), kMore + 1) << "all stand on the list";
  EXPECT_EQ(rows_of_all(), kMore + 1 - Destructions::kAtOnce) << "and the rows of the first have gone";
  must(take(other, id, "withdraw", "Second thoughts"));
  run(id);
  all_are_gone();
}

TEST_F(Begun, they_go_a_few_at_a_time_and_each_once) {
  run(id);
  all_are_gone();
}

TEST_F(Begun, one_that_is_stopped_before_anybody_was_begun_takes_nobody) {
  must(take(other, id, "withdraw", "Second thoughts"));
  run(id);
  EXPECT_EQ(rows_of_all(), kMore + 1);
  EXPECT_EQ(list.size(), 0);
}

}  // namespace
}  // namespace candour::retention
