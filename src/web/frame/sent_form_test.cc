// What stands above a page whose form has come back.
#include "web/frame/sent_form.h"

#include <gmock/gmock.h>

namespace candour::web {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string above(std::vector<FieldProblem> problems, std::string clause) {
  Sent sent;
  sent.problems = html::Problems(std::move(problems));
  sent.clause = std::move(clause);
  sent.shown = true;
  return std::string(what_came_back(sent).view());
}

TEST(SentForm, a_refusal_that_does_not_name_its_part_of_the_notice_is_followed_by_it) {
  constexpr auto kDecided = "This is decided by the notice, part 4.2.";
  EXPECT_THAT(above({{"to", "They do not want it told."}}, "4.2"), HasSubstr(kDecided));
  EXPECT_THAT(above({{"to", "They do not want it told."}}, ""), Not(HasSubstr("notice")));
  const std::vector<FieldProblem> named = {{"what", "Choose one."},
                                           {"to", "They get nothing (notice, part 4.2)."}};
  EXPECT_THAT(above(named, "4.2"), Not(HasSubstr(kDecided))) << "it is said once";
  EXPECT_THAT(above(named, "4"), HasSubstr("This is decided by the notice, part 4.")) << "another part";
}

}  // namespace
}  // namespace candour::web
