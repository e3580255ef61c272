// A destruction that cannot end is tried again by itself, so somebody must hear of it: whoever decides on
// such lists, and whoever answers for data protection.
#include <algorithm>

#include "charter/work.h"
#include "gate/standing.h"
#include "retention/destruction_work.h"

namespace candour::retention {

std::optional<KindIx> destruction_kind(const charter::Charter& c) {
  const auto kind = std::ranges::find_if(c.kinds, &charter::Kind::records_destruction);
  return kind == c.kinds.end() ? std::nullopt : std::optional(kind->ix);
}

bool decides_on_it(const charter::Charter& c, KindIx kind, const gate::Actor& actor, ServiceIx service) {
  RoleSet theirs;
  for (const auto& deadline : c.at(kind).deadlines)
    theirs = theirs | charter::doers_of(c, c.at(kind), deadline).all();
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    if (std::ranges::count(c.roles[i].writes, kind) > 0) theirs.add(static_cast<RoleIx>(i));
  return std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return gate::covers(p, service) && theirs.has(p.role); });
}

Result<std::vector<Destructions::Stuck>> Destructions::stuck(const gate::Actor& actor) const {
  const auto& c = gate_.charter();
  std::vector<Stuck> out;
  const auto kind = destruction_kind(c);
  if (!kind) return out;
  const bool answers = std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return c.at(p.role).has(charter::Duty::SeeLedger); });
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT d.entry, d.service, d.up_to, d.approved IS NULL, d.withdrawn IS NULL, EXISTS (SELECT 1 FROM job j "
        "WHERE j.org=d.org AND j.about=d.entry AND j.state='waiting'), t.times, t.since, t.why FROM job_trouble t "
        "JOIN destruction d ON d.org=t.org AND d.entry=t.about WHERE t.org=$1 AND d.done IS NULL ORDER BY t.since",
        {db_.org()}, [&](const store::Row& r) {
          const auto service = c.find_service(r.text(1));
          const bool theirs = service && decides_on_it(c, *kind, actor, *service);
          if (!service || !(answers || theirs)) return true;
          Stuck s{r.id<EntryId>(0), *service, day_of(r.i64(2)), r.i64(3) != 0, r.i64(5) != 0,
                  theirs,           r.i64(6), {r.i64(7)},       r.str(8)};
          // Begun anew every hour once it was agreed to; a list is not, nor is what somebody stopped.
          const bool stopped = !s.tried && s.listing;
          s.tried = s.tried || !s.listing;
          const bool over = r.i64(4) == 0 && r.i64(5) == 0;
          if (!over && (stopped || s.times >= kFewFailures)) out.push_back(std::move(s));
          return true;
        });
  }));
  return out;
}

}  // namespace candour::retention
