// What a decision obliges the one who acts to do. Bits, so that a decision stays a plain small value.
#pragma once

#include <cstdint>

namespace candour {

/// Obligations that come with a decision; the caller must carry them out.
enum Obligation : std::uint32_t {
  kNone = 0,
  kInformPerson = 1,
  kSecondApprover = 2,
  kReasonText = 4,
  kTellSupervisor = 8,
  kReasonedAccess = 16,  // seen under a reasoned access, not by right
};

}  // namespace candour
