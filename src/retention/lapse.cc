#include "retention/lapse.h"

#include "base/calendar.h"
#include "charter/kept_until.h"
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
bool is_over(const charter::RetentionRule& rule, UnixMs happened, UnixMs now) {
  charter::KeepDates dates;
  dates.known[charter::Trigger::Shared] = today(happened);
  const auto until = charter::kept_until(rule, dates);
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

}  // namespace

Result<int> lapse(store::Db& db, const gate::Gate& gate, record::Entries& entries, UnixMs now, int most) {
  const auto& c = gate.charter();
  std::vector<Lapsing> over;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    for (const auto& kind : c.kinds) {
      const auto* gone = kind.destroying();
      if (!gone) continue;
      CHECK_OK(s.each(
          "SELECT person, id, service, happened FROM entry WHERE org=$1 AND kind=$2 AND state<>$3 ORDER BY happened "
          "LIMIT $4",
          {db.org(), kind.code, gone->code, std::int64_t{most}}, [&](const store::Row& r) {
            const auto service = c.find_service(r.text(2));
            const auto* rule = service ? rule_of(c, *service, kind) : nullptr;
            if (rule && is_over(*rule, {r.i64(3)}, now))
              over.push_back({r.id<PersonId>(0), r.id<EntryId>(1), *service, gone->code});
            return true;
          }));
    }
    std::erase_if(over, [&](const Lapsing& x) {
      const auto kept = held(s, gate, x.person);
      return !kept || *kept;  // where holds cannot be read nothing goes
    });
    return {};
  }));
  for (const auto& x : over)
    CHECK_OK(entries.end_by_engine(gate.in_nobodys_name(x.person, x.service), x.person, x.id, x.state));
  return static_cast<int>(over.size());
}

}  // namespace candour::retention
