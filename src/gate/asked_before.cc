#include "gate/asked_before.h"

#include <algorithm>

#include "base/calendar_words.h"

namespace candour::gate {
namespace {

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;

/// Rounded up to the minute, so that whoever comes back then is let in.
std::string at_words(std::int64_t ms) {
  return date_time_words({(ms + 59'999) / 60'000 * 60'000});
}

}  // namespace

Result<AskedBefore> asked_before(store::Session& db, const OrgCode& org, StaffId staff, PersonId person,
                                 UnixMs now) {
  AskedBefore a;
  CHECK_OK(
      db.each("SELECT person, started, reviewed, in_order FROM reasoned_access WHERE org=$1 AND staff=$2",
              {org, staff}, [&](const store::Row& r) {
                const bool same = r.id<PersonId>(0) == person;
                const UnixMs started{r.i64(1)};
                if (started.ms > now.ms - kDayMs) {
                  a.first_in_a_day = a.in_a_day ? std::min(a.first_in_a_day, started) : started;
                  ++a.in_a_day;
                }
                if (r.null(2)) {
                  ++a.unreviewed;
                  a.person_unreviewed = a.person_unreviewed || same;
                } else if (same && r.i64(3) == 0) {
                  const UnixMs judged{r.i64(2)};
                  a.person_not_in_order = std::max(a.person_not_in_order.value_or(judged), judged);
                }
                return true;
              }));
  return a;
}

std::string too_many_reasons(const AskedBefore& a, UnixMs) {
  if (a.unreviewed >= kReasonsUnreviewed)
    return "Nobody has looked yet at " + std::to_string(a.unreviewed) +
           " records that you opened with a reason. Ask your supervisor to look at them; then you can ask for another. "
           "What you typed stands here.";
  if (a.in_a_day >= kReasonsADay)
    return "You have asked for " + std::to_string(a.in_a_day) +
           " records with a reason in one day. You can ask again on " +
           at_words(a.first_in_a_day.ms + kDayMs) +
           ". If it cannot wait, ask your supervisor. What you typed stands here.";
  return {};
}

std::string too_soon_for_person(const AskedBefore& a, UnixMs now) {
  if (a.person_unreviewed)
    return "Nobody has looked yet at the last time that you opened this record with a reason. Ask your supervisor to "
           "look at it first. What you typed stands here.";
  if (a.person_not_in_order && now.ms < a.person_not_in_order->ms + kAskAgainMs)
    return "The last time that you opened this record was found not in order. You can ask again on " +
           at_words(a.person_not_in_order->ms + kAskAgainMs) +
           "; if it cannot wait, ask your supervisor. What you typed stands here.";
  return {};
}

}  // namespace candour::gate
