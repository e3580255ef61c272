#include "people/details_check.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/clock.h"
#include "charter/reviews.h"
#include "people/clocks.h"
#include "people/journey.h"
#include "people/reckoning.h"

namespace candour::people {

Status begin_details_clock(store::Txn& txn, const charter::Charter& c, EnrolmentId id) {
  if (!charter::details_clock(c)) return {};
  ClockChange change{EntryId{id.raw}, {}, {}, &support_kind(c), std::string(kOpen), true, {}, {}, {}};
  bool found = false;
  CHECK_OK(txn.each("SELECT person, service FROM enrolment WHERE org=$1 AND id=$2", {c.org(), id},
                    [&](const store::Row& r) {
                      const auto service = c.find_service(r.text(1));
                      if (!service) return false;
                      found = true;
                      change.person = r.id<PersonId>(0);
                      change.service = *service;
                      return false;
                    }));
  if (!found) return {};
  // Before the notice promised it, nobody had to ask.
  const auto promised = to_unix({c.version.from, 0, 0});
  change.written = {std::max(made_ms(id.raw), promised ? promised->ms : 0)};
  change.now = change.written;
  change.today = today(change.now);
  return settle_clocks(txn, c, change, {}, change.kind->categories());
}

Status stop_details_clock(store::Txn& txn, const charter::Charter& c, EnrolmentId id, bool stop) {
  // Beside 0 and 1: it ended with the support (people/journey_support.cc).
  return txn
      .run("UPDATE due SET done=$3 WHERE org=$1 AND entry=$2 AND kind=$4 AND done<>1",
           {c.org(), id, std::int64_t{stop ? 2 : 0}, support_kind(c).code})
      .map([](auto) {});
}

Result<std::optional<charter::Date>> found_right(store::Txn& txn, const charter::Charter& c, const Pass& pass,
                                                 PersonId person, charter::Date today) {
  const auto* clock = charter::details_clock(c);
  if (!clock) return std::optional<charter::Date>{};
  const auto next = charter::reckon(*clock, charter::nation_of(c), {today, {}, {}, {}}).on;
  std::int64_t answered = 0;
  for (const auto& record : pass.records_of(person)) {
    TRY(const auto rows,
        txn.run("UPDATE due SET reckoned=COALESCE(reckoned, on_day), on_day=$5, checked=$6, given=NULL "
                "WHERE org=$1 AND person=$2 AND kind=$3 AND deadline=$4 AND done=0",
                {c.org(), record, support_kind(c).code, clock->code, day_number(next), day_number(today)}));
    answered += rows;
  }
  return answered > 0 ? std::optional(next) : std::nullopt;
}

Result<DetailsCheck> details_check(store::Session& db, const charter::Charter& c, const Pass& pass,
                                   PersonId person) {
  DetailsCheck out;
  const auto* clock = charter::details_clock(c);
  if (!clock) return out;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(
        "SELECT checked, on_day, done FROM due WHERE org=$1 AND person=$2 AND kind=$3 AND deadline=$4",
        {c.org(), record, support_kind(c).code, clock->code}, [&](const store::Row& r) {
          if (!r.null(0)) out.last = std::max(out.last.value_or(day_of(r.i64(0))), day_of(r.i64(0)));
          if (r.i64(2) == 0) out.next = std::min(out.next.value_or(day_of(r.i64(1))), day_of(r.i64(1)));
          return true;
        }));
  return out;
}

Result<int> begin_details_clocks(store::Db& db, const charter::Charter& c, ledger::Ledger& ledger,
                                 const Clock& now) {
  constexpr int kAtOnce = 100;
  int begun = 0;
  const auto* clock = charter::details_clock(c);
  for (EnrolmentId last; clock;) {
    std::vector<EnrolmentId> some;
    CHECK_OK(db.read_records([&](store::Session& s) {
      return s.each(
          "SELECT id FROM enrolment e WHERE org=$1 AND id>$2 AND ended IS NULL AND NOT EXISTS (SELECT 1 FROM "
          "due d WHERE d.org=e.org AND d.entry=e.id AND d.deadline=$3) ORDER BY id LIMIT $4",
          {c.org(), last, clock->code, kAtOnce},
          [&](const store::Row& r) { return some.push_back(r.id<EnrolmentId>(0)), true; });
    }));
    if (some.empty()) break;
    last = some.back();
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      for (const auto& id : some) CHECK_OK(begin_details_clock(txn, c, id));
      const auto line = deadlines_line(now.now(), std::to_string(some.size()) + " asked about their details");
      return ledger.append(txn, line).map([](auto) {});
    }));
    begun += static_cast<int>(some.size());
  }
  return begun;
}

}  // namespace candour::people
