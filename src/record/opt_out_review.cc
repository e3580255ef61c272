// The look at planning and research that a notice promises: from its first day on it is work, whether or not
// anybody ever wrote one down.
#include <algorithm>

#include "charter/opt_out.h"
#include "gate/service_subject.h"
#include "gate/standing.h"
#include "record/entry_rows.h"
#include "record/work.h"

namespace candour::record {

Result<std::optional<Work::NeverBegun>> Work::never_begun(const gate::Actor& actor) {
  const auto& c = gate_.charter();
  const auto service = charter::reviewed_in(c);
  if (!service) return std::nullopt;
  const auto kind = charter::review_kind(c);
  const bool theirs = std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
    return gate::covers(p, *service) && std::ranges::count(c.at(p.role).writes, kind) > 0;
  });
  if (!theirs) return std::nullopt;
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
  if (begun) return std::nullopt;
  return NeverBegun{kind, *service, c.version.from};
}

}  // namespace candour::record
