// Who sees what is held back, in the words of the page.
#include "web/frame/entry_view.h"

#include <gmock/gmock.h>

#include "charter/read.h"

namespace candour::web {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(SeenBy, says_that_a_yes_is_the_reason_where_nothing_else_opens_it) {
  const auto c = charter::load("tests/charters/reach.yaml", "charters/catalogue").charter;
  ASSERT_TRUE(c);
  const auto words = [&](const char* category) { return seen_by(*c, *c->find_category(category)); };
  EXPECT_THAT(words("faith"), EndsWith(", and only while the person says yes"));
  EXPECT_THAT(words("faith"), HasSubstr("Support worker"));
  EXPECT_THAT(words("care"), Not(HasSubstr("says yes")));
}

}  // namespace
}  // namespace candour::web
