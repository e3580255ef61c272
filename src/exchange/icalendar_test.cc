#include "exchange/icalendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"

namespace candour::exchange {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Icalendar, moments_are_in_utc_on_both_sides_of_the_change_of_the_clocks) {
  const auto autumn = make_date(2026, 10, 25);
  const auto first = *to_unix({autumn, 1, 30}, Twice::First),
             second = *to_unix({autumn, 1, 30}, Twice::Second);
  const auto text =
      icalendar("Candour", {{"a@candour", "Appointment", "https://example.org/ll", first, second}}, first);
  EXPECT_THAT(text, HasSubstr("DTSTART:20261025T003000Z"));
  EXPECT_THAT(text, HasSubstr("DTEND:20261025T013000Z"));
  EXPECT_THAT(text, HasSubstr("SUMMARY:Appointment"));
  EXPECT_THAT(text, HasSubstr("UID:a@candour"));
  EXPECT_THAT(text, HasSubstr("URL:https://example.org/ll"));
  EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\n"));
  EXPECT_TRUE(text.ends_with("END:VCALENDAR\r\n"));
}

TEST(Icalendar, an_empty_one_is_one_and_lines_cannot_be_smuggled_in) {
  EXPECT_THAT(icalendar("Candour", {}, {}), Not(HasSubstr("VEVENT")));
  const auto text = icalendar("Candour", {{"a", "One\r\nEND:VCALENDAR", "", {}, {60'000}}}, {});
  EXPECT_EQ(text.find("\nEND:VCALENDAR"), text.rfind("\nEND:VCALENDAR")) << text;
  EXPECT_EQ(text.find("\nEND:VCALENDAR"), text.size() - std::string_view("\nEND:VCALENDAR\r\n").size());
}

}  // namespace
}  // namespace candour::exchange
