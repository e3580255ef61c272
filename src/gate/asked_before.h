// Whether somebody may ask for a record with a reason once more: not while others wait for a review, not in
// bulk, and not soon after an access to the same record was found not in order. Any thread; it only reads.
// It judges no reason: reason_words.h looks at the words, a colleague at the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "store/db.h"

namespace candour::gate {

inline constexpr int kReasonsADay = 5;        // in 24 hours, whatever became of them
inline constexpr int kReasonsUnreviewed = 3;  // at once, over all records
inline constexpr int kReasonsTold = 3;        // from the third in a day on, it is told
inline constexpr std::int64_t kAskAgainMs = std::int64_t{24} * 60 * 60 * 1000;  // after "not in order"

struct AskedBefore {
  int in_a_day = 0, unreviewed = 0;
  UnixMs first_in_a_day;
  bool person_unreviewed = false;             // an access to this record waits for its review
  std::optional<UnixMs> person_not_in_order;  // when the last one to this record was so judged
};
Result<AskedBefore> asked_before(store::Session& db, const OrgCode& org, StaffId staff, PersonId person,
                                 UnixMs now);

/// How to mend it; "" when nothing stands against one more. The first says nothing about any person.
std::string too_many_reasons(const AskedBefore& a, UnixMs now);
std::string too_soon_for_person(const AskedBefore& a, UnixMs now);

}  // namespace candour::gate
