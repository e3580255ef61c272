#include "charter/line_types.h"

#include <algorithm>
#include <array>

#include "base/calendar_words.h"

namespace candour::charter {
namespace {

std::string as_it_is(std::string_view canonical) {
  return std::string(canonical);
}

/// "21:30"
uk::Typed<std::string> read_time(std::string_view typed) {
  const auto minutes = parse_time(typed);
  if (!minutes) return tl::unexpected<std::string>("Enter the time like 9:30pm or 21:30");
  const int hour = *minutes / 60, minute = *minutes % 60;
  return std::string(1, static_cast<char>('0' + hour / 10)) + std::to_string(hour % 10) + ":" +
         std::string(1, static_cast<char>('0' + minute / 10)) + std::to_string(minute % 10);
}

std::string show_time(std::string_view canonical) {
  const auto minutes = parse_time(canonical);
  return minutes ? time_words(*minutes / 60, *minutes % 60) : std::string(canonical);
}

constexpr std::array<LineType, 5> kLineTypes = {{
    {FieldType::Phone, "phone", uk::phone, uk::show_phone, "+447700900123", "tel", 20},
    {FieldType::Email, "email", uk::email, as_it_is, "someone@example.org", "email", 0, false},
    {FieldType::NhsNumber, "nhs-number", uk::nhs_number, uk::show_nhs_number, "9990000018", "text", 10,
     false},
    {FieldType::NationalInsurance, "national-insurance", uk::national_insurance, uk::show_national_insurance,
     "QQ123456A", "text", 10, false},
    {FieldType::Time, "time", read_time, show_time, "22:30", "text", 5, false},
}};

}  // namespace

std::span<const LineType> line_types() {
  return kLineTypes;
}

const LineType* line_type(FieldType t) {
  const auto found = std::ranges::find(kLineTypes, t, &LineType::type);
  return found == kLineTypes.end() ? nullptr : &*found;
}

}  // namespace candour::charter
