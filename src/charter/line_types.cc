#include "charter/line_types.h"

#include <algorithm>
#include <array>

namespace candour::charter {
namespace {

std::string as_it_is(std::string_view canonical) {
  return std::string(canonical);
}

constexpr std::array<LineType, 4> kLineTypes = {{
    {FieldType::Phone, "phone", uk::phone, uk::show_phone, "+447700900123", "tel", 20},
    {FieldType::Email, "email", uk::email, as_it_is, "someone@example.org", "email", 0, false},
    {FieldType::NhsNumber, "nhs-number", uk::nhs_number, uk::show_nhs_number, "9990000018", "text", 10, false},
    {FieldType::NationalInsurance, "national-insurance", uk::national_insurance, uk::show_national_insurance,
     "QQ123456A", "text", 10, false},
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
