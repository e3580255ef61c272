// What is over is looked through every month: a piece of work for each service in which something is, until
// somebody has decided on its list.
#include <algorithm>
#include <set>

#include "gate/service_subject.h"
#include "retention/destruction_work.h"
#include "retention/matters.h"

namespace candour::retention {
namespace {

constexpr int kPage = 32;

Date first_of_month(Date day) {
  return make_date(static_cast<int>(day.year()), static_cast<unsigned>(day.month()), 1);
}

}  // namespace

struct Destructions::Month {
  ServiceIx service{};
  Date by{};
  std::int64_t people = 0;
  bool matters = false;
};

/// In reads of a page each, so that nothing waits for one that looks through everybody. `decided`: who stands
/// on a list that was agreed to and whose days are not over yet.
Status Destructions::count_month(Month& m, const std::set<PersonId>& decided) {
  const auto& c = gate_.charter();
  PersonId after;
  for (bool more = true; more && m.people < kMostListed;)
    CHECK_OK(db_.read([&](store::Session& db) -> Status {
      TRY(const auto some, schedule_.ended(db, m.service, after, kPage));
      more = !some.empty();
      if (more) after = some.back();
      TRY(const auto settled, settled_conflicts(db, c));
      for (const auto& person : some) {
        if (decided.contains(person)) continue;
        TRY(const auto all, schedule_.reckon(db, person, settled));
        if (all.open) {
          TRY(const auto left, left_line(db, gate_, vault_, schedule_, person, m.service, m.by));
          m.people += left.parts.empty() ? 0 : 1;
          continue;
        }
        if (all.over(m.by).empty()) continue;
        TRY(const auto kept, held(db, gate_, vault_, person, By::HoldsAndRequests));
        if (!all.over(m.by, kept).empty()) ++m.people;
      }
      return {};
    }));
  m.people = std::min(m.people, kMostListed);
  if (decided.contains(gate::subject_of(c, m.service))) return {};
  return db_.read([&](store::Session& db) -> Status {
    Matters page{{}, {}, true};
    while (page.more && !m.matters) {
      TRY(page, matters_over(db, c, m.service, page.last, kPage, m.by));
      m.matters = !page.over.empty();
    }
    return {};
  });
}

Status Destructions::sweep_months() {
  const auto& c = gate_.charter();
  const auto kind = destruction_kind(c);
  if (!kind) return {};
  const auto now = clock_.now();
  const auto by = first_of_month(today(now));
  std::set<std::string> known;
  std::set<PersonId> decided;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(db.each("SELECT service FROM destruction_month WHERE org=$1 AND day=$2",
                     {db_.org(), day_number(by)},
                     [&](const store::Row& r) { return known.insert(r.str(0)), true; }));
    return db.each(
        "SELECT l.person FROM destruction d JOIN destruction_line l ON l.org=d.org AND l.entry=d.entry WHERE "
        "d.org=$1 AND d.approved IS NOT NULL AND d.done IS NULL AND d.withdrawn IS NULL AND l.outcome=''",
        {db_.org()}, [&](const store::Row& r) { return decided.insert(r.id<PersonId>(0)), true; });
  }));
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    Month m{static_cast<ServiceIx>(i), by, 0, false};
    const auto& code = c.at(m.service).code;
    if (!c.kind_use(m.service, *kind) || known.contains(code)) continue;
    CHECK_OK(count_month(m, decided));
    CHECK_OK(db_.write([&](store::Txn& txn) {
      return txn
          .run(
              "INSERT INTO destruction_month (org, service, day, found, people, matters) VALUES ($1, $2, $3, "
              "$4, $5, $6) ON CONFLICT (org, service, day) DO NOTHING",
              {db_.org(), code, day_number(by), now.ms, m.people, std::int64_t{m.matters ? 1 : 0}})
          .map([](auto) {});
    }));
  }
  return {};
}

Result<std::vector<Destructions::MonthDue>> Destructions::months_due(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  std::vector<MonthDue> out;
  const auto kind = destruction_kind(c);
  if (!kind) return out;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    // What was over by the first of a month was decided on by whoever agreed to, or refused, a list up to
    // then or later; an older month is part of a newer one.
    return db.each(
        "SELECT m.service, m.day, m.people, m.matters, EXISTS (SELECT 1 FROM destruction d WHERE d.org=m.org AND "
        "d.service=m.service AND d.up_to>=m.day AND d.approved IS NULL AND d.withdrawn IS NULL) FROM "
        "destruction_month m WHERE m.org=$1 AND (m.people>0 OR m.matters=1) AND NOT EXISTS (SELECT 1 FROM "
        "destruction_month n WHERE n.org=m.org AND n.service=m.service AND n.day>m.day) AND NOT EXISTS (SELECT 1 "
        "FROM destruction d WHERE d.org=m.org AND d.service=m.service AND d.up_to>=m.day AND (d.approved IS NOT "
        "NULL OR d.withdrawn IS NOT NULL)) ORDER BY m.service",
        {db_.org()}, [&](const store::Row& r) {
          const auto service = c.find_service(r.text(0));
          if (service && decides_on_it(c, *kind, actor, *service))
            out.push_back({*service, *kind, day_of(r.i64(1)), r.i64(2), r.i64(3) != 0, r.i64(4) != 0});
          return true;
        });
  }));
  return out;
}

}  // namespace candour::retention
