// The day until which something is kept, reckoned from what is known of one person in one service. Months and
// years end on the same day of the month, or on its last where there is no such day. Pure; any thread.
#pragma once

#include <map>
#include <optional>

#include "charter/model.h"

namespace candour::charter {

/// The days from which periods count; a day that is not there has not come, or is not known (a birth date).
struct KeepDates {
  std::map<Trigger, Date> known;
  std::optional<Date> born;  // also Trigger::Birthday
};

struct KeptUntil {
  enum class How : std::uint8_t {
    Day,          // until `day`
    NotBegun,     // the day from which it counts has not come: `waits_for`
    NoBirthDate,  // it hangs on an age, and the birth date is not known
    Decision,     // somebody decides at each review, the first of them after `day`, when the service ended
    Contract      // as the contract of the service says, and the charter names no end of it
  };
  How how = How::NotBegun;
  Date day{};  // the last day on which it is kept; not ok(): not known yet
  Trigger waits_for = Trigger::EndOfService;
  bool at_most = false;  // "up to": it may go earlier
};

/// Of several periods the one that counts: the later one is known only when all are; of the earlier ones,
/// what is known so far; by age, that of the age on the day from which the first period counts.
KeptUntil kept_until(const RetentionRule&, const KeepDates&);
/// One period by itself.
KeptUntil kept_until(const Keep&, const KeepDates&);

}  // namespace candour::charter
