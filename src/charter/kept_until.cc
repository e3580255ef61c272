#include "charter/kept_until.h"

#include <algorithm>

#include "base/calendar.h"

namespace candour::charter {

namespace {
using How = KeptUntil::How;

std::optional<Date> began(Trigger t, const KeepDates& d) {
  const auto at = d.known.find(t);
  return at == d.known.end() ? std::nullopt : std::optional(at->second);
}

KeptUntil by_age(const RetentionRule& r, const KeepDates& d) {
  // How old somebody was when it ended: of a period that counts from an end, that end.
  const auto counted = std::ranges::find_if(r.among, [](const Keep& k) { return k.birthday == 0; });
  const auto trigger = counted == r.among.end() ? Trigger::EndOfService : counted->trigger;
  const auto begin = began(trigger, d);
  if (!begin) return {.how = How::NotBegun, .waits_for = trigger};
  if (!d.born) return {.how = How::NoBirthDate, .waits_for = trigger};
  const int age = age_on(*d.born, *begin);
  for (const auto& k : r.among)
    if (age >= k.age_from && (k.age_to == 0 || age <= k.age_to)) return kept_until(k, d);
  // Ages that the charter leaves out: nothing may go before what it says of any age.
  KeptUntil latest = kept_until(r.among.front(), d);
  for (const auto& k : r.among)
    if (const auto x = kept_until(k, d); !x.day.ok() || (latest.day.ok() && x.day > latest.day)) latest = x;
  return latest;
}
}  // namespace

KeptUntil kept_until(const Keep& k, const KeepDates& d) {
  KeptUntil out;
  out.at_most = k.up_to;
  out.waits_for = k.trigger;
  if (k.by_decision) {
    out.how = How::Decision;
    out.day = began(Trigger::EndOfService, d).value_or(Date{});
  } else if (k.as_contract) {
    const auto end = began(Trigger::ContractEnd, d);
    out.how = end ? How::Day : How::Contract;
    out.day = end.value_or(Date{});
  } else if (k.birthday) {
    out.how = d.born ? How::Day : How::NoBirthDate;
    if (d.born) out.day = candour::birthday(*d.born, k.birthday);
  } else if (const auto from = began(k.trigger, d)) {
    out.how = How::Day;
    const auto days = std::chrono::sys_days(add_months(*from, k.years * 12 + k.months));
    out.day = Date(days + std::chrono::days(k.weeks * 7 + k.days));
  }
  return out;
}

KeptUntil kept_until(const RetentionRule& r, const KeepDates& d) {
  using Choose = RetentionRule::Choose;
  if (r.choose == Choose::Only) return kept_until(static_cast<const Keep&>(r), d);
  if (r.choose == Choose::ByAge) return by_age(r, d);
  const bool later = r.choose == Choose::Later;
  std::optional<KeptUntil> found;
  for (const auto& k : r.among) {
    const auto x = kept_until(k, d);
    if (later && !x.day.ok()) return x;
    // Of the earlier of two a day is a bound that no decision moves.
    if (!later && x.how != How::Day) continue;
    if (!found || (later ? x.day > found->day : x.day < found->day)) found = x;
  }
  return found ? *found : kept_until(r.among.front(), d);
}

}  // namespace candour::charter
