#include "record/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

class FiguresOf : public Scene {
 protected:
  using Scene::Scene;
  Figures figures{w.gate, *w.db, w.clock};
  gate::Actor board = w.actor(w.hire("board"));

  /// Of the newest quarter that is over, in the service where the scene is.
  Figures::Quarter last_quarter() {
    for (const auto& q : must(figures.last_year(must(w.gate.aggregate(board)))))
      if (q.service == w.service()) return q;
    throw std::runtime_error("no such service");
  }
  /// With whom the scene began; then the quarter is over.
  void supported(int many) {
    for (int i = 1; i < many; ++i) enrol();
    w.clock.set(start_of_day(make_date(2027, 2, 1)));
  }
};
struct FiguresOfLL : FiguresOf {
  FiguresOfLL() : FiguresOf("ll") {}
};
struct FiguresOfIG : FiguresOf {
  FiguresOfIG() : FiguresOf("ig", make_date(2015, 3, 4)) {}
};

TEST_F(FiguresOfLL, Promise_LL_4_1c_a_small_number_is_not_told) {
  EXPECT_EQ(last_quarter().to, make_date(2026, 10, 1)) << "a quarter that goes on is not counted";
  EXPECT_EQ(last_quarter().supported, "fewer than 5") << "nobody is no figure of its own";
  supported(4);
  const auto q = last_quarter();
  EXPECT_EQ(q.from, make_date(2026, 10, 1));
  EXPECT_EQ(q.supported, "fewer than 5");
  EXPECT_EQ(q.began, "fewer than 5");
  EXPECT_EQ(q.ended, "fewer than 5");
}

TEST_F(FiguresOfLL, Promise_LL_4_1c_a_larger_one_is_to_the_nearest_five) {
  supported(8);
  EXPECT_EQ(last_quarter().supported, "10");
}

TEST_F(FiguresOfIG, Promise_IG_8_8_figures_are_told_to_the_board_which_opens_no_record) {
  EXPECT_FALSE(w.gate.see(board, person, {ledger::Act::View, "record", "", people::kAll}));
  supported(7);
  EXPECT_EQ(last_quarter().supported, "5");
  const auto all = must(figures.last_year(must(w.gate.aggregate(board))));
  EXPECT_EQ(all.size(), 4 * w.charter->services.size()) << "four quarters of each service, and no sums";
  for (const auto& q : all)
    for (const auto& told : {q.supported, q.began, q.ended})
      EXPECT_TRUE(told == "fewer than 5" || std::stoi(told) % 5 == 0) << told;
  EXPECT_EQ(newest().what, "statistics") << "who asked for them stands on the ledger";
  const auto unsigned_yet = w.hire("board", std::nullopt, std::nullopt, std::nullopt, false);
  EXPECT_FALSE(w.gate.aggregate(w.actor(unsigned_yet)));
}

TEST_F(FiguresOfIG, whoever_left_and_came_back_is_one_person_in_each_figure) {
  supported(5);
  EXPECT_EQ(last_quarter().supported, "5");
  w.tamper(
      "INSERT INTO enrolment (org, id, person, service, referral, team, started, ended, reason, outcome, words, "
      "version, changed, changed_by) SELECT org, referral, person, service, referral, team, started-1000, "
      "started-500, reason, outcome, words, version, changed, changed_by FROM enrolment WHERE org=$1",
      {w.db->org()});
  EXPECT_EQ(last_quarter().supported, "5");
  EXPECT_EQ(last_quarter().ended, "5");
}

}  // namespace
}  // namespace candour::record
