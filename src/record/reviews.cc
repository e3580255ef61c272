// The looks that a notice promises: from its first day on each is work, whether or not anybody ever wrote one
// down.
#include "charter/reviews.h"

#include <algorithm>

#include "gate/service_subject.h"
#include "gate/standing.h"
#include "record/entry_rows.h"
#include "record/work.h"

namespace candour::record {

Result<std::vector<Work::NeverBegun>> Work::never_begun(const gate::Actor& actor) {
  const auto& c = gate_.charter();
  std::vector<NeverBegun> out;
  for (const auto of : charter::kReviewed) {
    const auto service = charter::reviewed_in(c, of);
    if (!service) continue;
    const auto kind = charter::review_kind(c, of);
    const bool theirs = std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
      return gate::covers(p, *service) && std::ranges::count(c.at(p.role).writes, kind) > 0;
    });
    if (!theirs) continue;
    bool begun = false;
    CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
      std::vector<EntryId> all;
      CHECK_OK(db.each("SELECT id FROM entry WHERE org=$1 AND person=$2 AND kind=$3",
                       {c.org(), gate::subject_of(c, *service), c.at(kind).code},
                       [&](const store::Row& r) { return all.push_back(r.id<EntryId>(0)), true; }));
      // What somebody else put into the table is no look at anything.
      for (const auto& id : all) begun = begun || entry_holds(gate_, db, id);
      return {};
    }));
    if (!begun) out.push_back({of, kind, *service, c.version.from});
  }
  return out;
}

}  // namespace candour::record
