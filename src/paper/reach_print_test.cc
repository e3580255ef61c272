// What none of the five notices says, printed from an invented charter that says it.
#include <gmock/gmock.h>

#include "paper/charters_for_tests.h"
#include "paper/html.h"
#include "paper/notice.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;
using ::testing::HasSubstr;
using ::testing::Not;

const Charter& reach() {
  static const CharterPtr c = [] {
    const auto loaded = load("tests/charters/reach.yaml", "charters/catalogue");
    for (const auto& f : loaded.findings)
      if (!f.warning) ADD_FAILURE() << f.text();
    return loaded.charter;
  }();
  return *c;
}

TEST(ReachPrinted, a_school_gets_something_in_one_service_and_for_one_purpose) {
  const auto t = ropa_table(reach(), setting());
  int with = 0;
  for (const auto& row : t.rows) {
    std::string all;
    for (const Cell& cell : row)
      for (const Text& line : cell.lines) all += line.plain() + '\n';
    if (all.find("Your school") == all.npos) continue;
    ++with;
    EXPECT_THAT(all, HasSubstr("Supporting you"));
    EXPECT_THAT(all, HasSubstr("Your school (in Young people)"));
  }
  EXPECT_EQ(with, 1);
}

TEST(ReachPrinted, the_record_of_processing_names_joint_controllers_and_who_stands_in_somebody_elses_record) {
  std::string all;
  for (const auto& row : ropa_table(reach(), setting()).rows)
    for (const Cell& cell : row)
      for (const Text& line : cell.lines) all += line.plain() + '\n';
  EXPECT_THAT(all, HasSubstr("The Harbour Alliance"));
  EXPECT_THAT(all, HasSubstr("Somebody who is said to have caused harm"));
}

TEST(ReachPrinted, the_notice_says_it_and_the_forms_leave_out_what_is_not_to_be_printed) {
  const auto whole = flat(details(reach(), setting()));
  for (const auto* said :
       {"We may hear of you before we can ask you", "Somebody who is said to have caused harm",
        "The Harbour Alliance", "whichever is later", "Up to 30 days",
        "telling you would put somebody in danger", "within 48 hours",
        "Not what would show where somebody else lives", "13", "Up to the age of 20"})
    EXPECT_THAT(whole, HasSubstr(said));
  // The question that the helpline does not print stands for the other two services alone.
  const auto asked = flat(forms(reach(), setting()));
  EXPECT_THAT(asked, HasSubstr("Name they like to be called (only in: Refuge"));
  EXPECT_THAT(asked, HasSubstr("First name"));
}

}  // namespace
}  // namespace candour::paper
