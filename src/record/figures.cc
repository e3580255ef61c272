#include "record/figures.h"

#include "base/calendar.h"
#include "charter/uses.h"

namespace candour::record {
namespace {

constexpr int kQuarters = 4, kMonths = 3;

/// Fewer than five, or to the nearest five. None is no figure of its own: that nobody left says of each that
/// they are still here.
std::string figure(std::int64_t many) {
  constexpr auto least = charter::kFewest;
  if (many < least) return "fewer than " + std::to_string(least);
  return std::to_string((many + least / 2) / least * least);
}

/// The first day of the quarter in which the day lies.
charter::Date quarter_of(charter::Date day) {
  const auto into = static_cast<int>((static_cast<unsigned>(day.month()) - 1) % kMonths);
  return add_months(day.year() / day.month() / std::chrono::day(1), -into);
}

// Whoever has two records that were joined is counted as the one that stays.
constexpr std::string_view kCounts =
    "SELECT e.service, COUNT(DISTINCT COALESCE(j.other, e.person)), "
    "COUNT(DISTINCT CASE WHEN e.started>=$2 THEN COALESCE(j.other, e.person) END), "
    "COUNT(DISTINCT CASE WHEN e.ended<$3 THEN COALESCE(j.other, e.person) END) "
    "FROM enrolment e LEFT JOIN joined_record j ON j.org=e.org AND j.person=e.person AND j.away=1 AND "
    "j.ended IS NULL WHERE e.org=$1 AND e.started<$3 AND (e.ended IS NULL OR e.ended>=$2) GROUP BY e.service";

}  // namespace

Result<std::vector<Figures::Quarter>> Figures::last_year(const AggregatePass& pass) const {
  const auto& c = gate_.charter();
  std::vector<Quarter> out;
  auto to = quarter_of(today(clock_.now()));
  for (int i = 0; i < kQuarters; ++i) {
    const auto from = add_months(to, -kMonths);
    std::vector<Quarter> quarter;
    for (std::size_t s = 0; s < c.services.size(); ++s)
      quarter.push_back({static_cast<ServiceIx>(s), from, to, figure(0), figure(0), figure(0)});
    CHECK_OK(db_.read_records([&](store::Session& db) {
      return db.each(kCounts, {pass.org(), start_of_day(from).ms, start_of_day(to).ms},
                     [&](const store::Row& r) {
                       if (const auto service = c.find_service(r.text(0))) {
                         auto& q = quarter[static_cast<std::size_t>(*service)];
                         q.supported = figure(r.i64(1));
                         q.began = figure(r.i64(2));
                         q.ended = figure(r.i64(3));
                       }
                       return true;
                     });
    }));
    out.insert(out.end(), quarter.begin(), quarter.end());
    to = from;
  }
  return out;
}

}  // namespace candour::record
