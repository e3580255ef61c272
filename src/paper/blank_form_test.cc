#include "paper/blank_form.h"

#include <gmock/gmock.h>

#include "base/calendar.h"
#include "charter/requests.h"
#include "paper/charters_for_tests.h"
#include "paper/notice.h"
#include "paper/pdf.h"
#include "paper/plain.h"

namespace candour::paper {
namespace {

using testing::HasSubstr;

const std::string kBox = "[\u00a0\u00a0\u00a0] ";

TEST(Promise, LL_5_5_whoever_wants_a_form_is_given_one_on_paper) {
  const auto c = charter_of("ll");
  const auto& kind = c->at(c->find_kind("information-request").value());
  const auto d = blank_form(*c, kind, {"Community support", "Supported living"}, setting().regulator,
                            make_date(2026, 11, 29));
  const auto words = flat(d);
  for (const auto& f : kind.outside().fields) {
    EXPECT_THAT(words, HasSubstr(f.label));
    for (const auto& o : f.options) EXPECT_THAT(words, HasSubstr(kBox + o.label));
  }
  EXPECT_THAT(words, HasSubstr(kBox + "Supported living"));
  EXPECT_THAT(words, HasSubstr(c->contact("data-protection")->email));
  const auto pdf = to_pdf(d);
  ASSERT_TRUE(pdf) << pdf.error().words.text;
  EXPECT_TRUE(pdf->starts_with("%PDF"));
}

TEST(Promise, IM_1_5_the_form_on_paper_says_to_whom_people_can_complain) {
  const auto who = setting().regulator;
  for (const auto& code : five()) {
    const auto c = charter_of(code);
    const auto& kind = c->at(c->find_kind("information-request").value());
    const auto words = flat(blank_form(*c, kind, {}, who, make_date(2026, 11, 29)));
    EXPECT_THAT(words, HasSubstr("The regulator is the " + who.name)) << code;
    EXPECT_THAT(words, HasSubstr(who.phone)) << code;
    EXPECT_THAT(words, HasSubstr(address_of_regulator(*c, who))) << code;
    EXPECT_THAT(words, HasSubstr(charter::find_right(*c, "complaint")->says)) << code;
  }
}

TEST(BlankForm, everything_that_anybody_may_write_is_there_on_paper_in_each_organisation) {
  for (const auto& code : five()) {
    const auto c = charter_of(code);
    int forms = 0;
    for (const auto& kind : c->kinds)
      if (kind.from_outside) {
        ++forms;
        EXPECT_TRUE(to_pdf(blank_form(*c, kind, {}, setting().regulator, make_date(2026, 11, 29))))
            << code << " " << kind.code;
      }
    EXPECT_GT(forms, 1) << code;
  }
}

}  // namespace
}  // namespace candour::paper
