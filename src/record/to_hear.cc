#include "record/to_hear.h"

#include <algorithm>

#include "charter/category_list.h"
#include "charter/requests.h"
#include "charter/sharing.h"
#include "gate/standing.h"
#include "people/journey_entering.h"

namespace candour::record {

namespace ask = charter::request_field;
namespace shared = charter::sharing_field;

const charter::Deadline* clock_of_change(const charter::Kind& kind) {
  const auto from = "state:" + std::string(shared::kTellChange);
  const auto at = std::ranges::find(kind.deadlines, from, &charter::Deadline::from);
  return kind.records_sharing && at != kind.deadlines.end() ? &*at : nullptr;
}

bool tells_of_change(const charter::Kind& kind, const charter::Move& move) {
  return kind.records_sharing && move.to == shared::kToldChange &&
         std::ranges::find(move.from, shared::kTellChange) != move.from.end();
}

bool decides_on_restriction(const charter::Charter& c, const gate::Actor& actor, ServiceIx service) {
  return std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
    return gate::covers(p, service) && charter::decides_on(c, p.role, ask::kRestriction);
  });
}

Result<std::vector<ToHear>> to_hear(const gate::Gate& gate, store::Db& db, const gate::Actor& actor,
                                    const Pass& pass, PersonId person) {
  const auto& c = gate.charter();
  if (!pass.covers(person) || (pass.may_see() & charter::told_in_requests(c)).empty()) return not_found();
  std::vector<ToHear> all;
  CHECK_OK(db.read_records([&](store::Session& s) -> Status {
    TRY(const bool restricted, people::is_restricted(s, pass, person));
    if (!restricted) return {};
    for (const auto& k : c.kinds) {
      const auto* clock = clock_of_change(k);
      const auto move =
          std::ranges::find_if(k.moves, [&](const charter::Move& m) { return tells_of_change(k, m); });
      if (!clock || move == k.moves.end()) continue;
      for (const auto& record : pass.records_of(person))
        CHECK_OK(s.each(
            "SELECT w.entry, w.recipient, w.categories, e.service, e.version, d.on_day FROM shared_with w JOIN "
            "entry e ON e.org=w.org AND e.id=w.entry LEFT JOIN due d ON d.org=w.org AND d.entry=w.entry AND "
            "d.done=0 AND d.deadline=$5 WHERE w.org=$1 AND w.person=$2 AND e.kind=$3 AND e.state=$4 ORDER BY "
            "d.on_day, w.entry",
            {c.org(), record, k.code, std::string(shared::kTellChange), clock->code},
            [&](const store::Row& r) {
              const auto service = c.find_service(r.text(3));
              if (service && decides_on_restriction(c, actor, *service))
                all.push_back({r.id<EntryId>(0), *service, k.ix, move->code, r.str(1),
                               charter::read_category_list(c, r.text(2)),
                               static_cast<std::uint32_t>(r.i64(4)),
                               r.null(5) ? std::nullopt : std::optional(day_of(r.i64(5)))});
              return true;
            }));
    }
    return {};
  }));
  return all;
}

}  // namespace candour::record
