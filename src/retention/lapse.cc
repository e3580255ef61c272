#include "retention/lapse.h"

#include <limits>

#include "base/calendar.h"
#include "charter/kept_until.h"
#include "retention/conflicts.h"
#include "retention/schedule.h"

namespace candour::retention {
namespace {

struct Lapsing {
  PersonId person;
  EntryId id;
  ServiceIx service{};
  std::string state;  // in which it goes
};

/// The first day on which what was shared that day is kept no more, if the period counts from there.
bool is_over(const charter::RetentionRule& rule, UnixMs happened, UnixMs now, const Settled& settled) {
  charter::KeepDates dates;
  dates.known[charter::Trigger::Shared] = today(happened);
  const auto until = kept_until(rule, dates, settled);
  return until.how == charter::KeptUntil::How::Day && until.day < today(now);
}

/// By what of it the person gives by choice.
const charter::RetentionRule* rule_of(const charter::Charter& c, ServiceIx service,
                                      const charter::Kind& kind) {
  const charter::RetentionRule* rule = nullptr;
  kind.voluntary().each([&](CategoryIx category) {
    const auto* r = c.retention_for(service, kind.ix, category);
    if (r && r->trigger == charter::Trigger::Shared) rule = r;
  });
  return rule;
}

/// The oldest of a kind, a page at a time: what is held may be more than one page.
Status gather(store::Session& s, const gate::Gate& gate, vault::Vault& vault, const charter::Kind& kind,
              UnixMs now, int most, std::vector<Lapsing>& over) {
  const auto& c = gate.charter();
  const auto& gone = kind.destroying()->code;
  TRY(const auto settled, settled_conflicts(s, c));
  constexpr std::int64_t kPage = 200;
  std::int64_t after = std::numeric_limits<std::int64_t>::min();
  EntryId last;
  while (static_cast<int>(over.size()) < most) {
    std::vector<Lapsing> page;
    std::int64_t read = 0;
    CHECK_OK(s.each(
        "SELECT person, id, service, happened FROM entry WHERE org=$1 AND kind=$2 AND state<>$3 AND (happened>$4 OR "
        "(happened=$4 AND id>$5)) ORDER BY happened, id LIMIT $6",
        {c.org(), kind.code, gone, after, last, kPage}, [&](const store::Row& r) {
          ++read;
          last = r.id<EntryId>(1);
          after = r.i64(3);
          const auto service = c.find_service(r.text(2));
          const auto* rule = service ? rule_of(c, *service, kind) : nullptr;
          if (rule && is_over(*rule, {after}, now, settled))
            page.push_back({r.id<PersonId>(0), last, *service, gone});
          return true;
        }));
    for (const auto& x : page) {
      const auto kept = held(s, gate, vault, x.person, By::HoldsAndRequests);
      if (kept && !kept->keeps(kind.ix, kind.categories()))
        over.push_back(x);  // where holds cannot be read nothing goes
    }
    if (read < kPage) return {};
    // By the day on which they were shared: what comes later is over in no service, when this day is in none.
    bool more = false;
    for (std::size_t i = 0; i < c.services.size(); ++i) {
      const auto* rule = rule_of(c, static_cast<ServiceIx>(i), kind);
      more = more || (rule && is_over(*rule, {after}, now, settled));
    }
    if (!more) return {};
  }
  return {};
}

}  // namespace

Result<int> lapse(store::Db& db, const gate::Gate& gate, vault::Vault& vault, record::Entries& entries,
                  UnixMs now, int most) {
  const auto& c = gate.charter();
  std::vector<Lapsing> over;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    for (const auto& kind : c.kinds)
      if (kind.destroying()) CHECK_OK(gather(s, gate, vault, kind, now, most, over));
    return {};
  }));
  // One that cannot be brought there is no reason to keep the others.
  Status first;
  int gone = 0;
  for (const auto& x : over) {
    const auto ended =
        entries.end_by_engine(gate.in_nobodys_name(x.person, x.service), x.person, x.id, x.state);
    if (!ended && first) first = ended;
    gone += ended ? 1 : 0;
  }
  CHECK_OK(first);
  return gone;
}

}  // namespace candour::retention
