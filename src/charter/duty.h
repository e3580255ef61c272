// What a role may do beside seeing and writing: the doors of the building, not the drawers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace candour::charter {

enum class Duty : std::uint8_t {
  AddPerson,
  Refer,
  DecideReferral,
  Allocate,
  Close,
  Import,
  ManageStaff,
  SeeAccessLog,
  SeeWorkload,
  SignOff,
  ReviewGrants,
  SeeLedger,
  MarkDeath,
  MergeRecords,
  ExportLists,
  CheckOptOut
};

/// As charters and the ledger write them, in the order of the enum.
inline constexpr std::array<std::string_view, 16> kDutyCodes = {
    "add-person",   "refer",          "decide-referral", "allocate",     "close",         "import",
    "manage-staff", "see-access-log", "see-workload",    "sign-off",     "review-grants", "see-ledger",
    "mark-death",   "merge-records",  "export-lists",    "check-opt-out"};
constexpr std::string_view duty_code(Duty d) {
  return kDutyCodes[static_cast<std::size_t>(d)];
}
constexpr std::optional<Duty> find_duty(std::string_view code) {
  for (std::size_t i = 0; i < kDutyCodes.size(); ++i)
    if (kDutyCodes[i] == code) return static_cast<Duty>(i);
  return std::nullopt;
}

}  // namespace candour::charter
