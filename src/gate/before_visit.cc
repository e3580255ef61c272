// What whoever goes to somebody's home must know for their own safety (LL-2.3c). The charter names the
// purpose by which they are told; what it tells of each kind is the kind's to say, and record/visits.h keeps
// to it.
#include <algorithm>

#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"

namespace candour::gate {

using charter::Doing;
using charter::Why;

namespace {

/// Whether it is a visit to the home of one of these records, by the actor, and about now.
Result<std::optional<std::string>> service_of_visit(store::Db& db, const OrgCode& org, StaffId actor,
                                                    const std::vector<PersonId>& records, EntryId visit,
                                                    UnixMs now) {
  std::optional<std::string> service;
  CHECK_OK(db.read_records([&](store::Session& s) {
    return s.each(
        "SELECT person, service FROM diary WHERE org=$1 AND entry=$2 AND staff=$3 AND visit>0 AND freed=0 "
        "AND starts<=$4 AND ends>=$5",
        {org, visit, actor, now.ms + kToldBeforeMs, now.ms - kToldAfterMs}, [&](const store::Row& r) {
          if (std::ranges::find(records, r.id<PersonId>(0)) != records.end()) service = r.str(1);
          return false;
        });
  }));
  return service;
}

}  // namespace

Result<Pass> Gate::before_visit(const Actor& actor, PersonId person, EntryId visit, const Look& look) {
  TRY(const auto facts, facts_of(actor, person));
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, look.what, look.thing, r);
  auto all = standings(*charter_, actor, facts);
  std::erase_if(all, [&](const Standing& s) { return !s.grant.is_nil() || !s.reaches(*charter_); });
  if (all.empty()) return refuse(actor, &facts, person, look.what, look.thing, nothing_here(actor));
  TRY(const auto in, service_of_visit(db_, charter_->org(), actor.id, facts.ids(), visit, clock_.now()));
  const auto service = in ? charter_->find_service(*in) : std::nullopt;
  if (!service)
    return refuse(actor, &facts, person, look.what, look.thing,
                  {Why::NotWritable,
                   "What visitors must know is shown to the colleague who is named for the visit, from a day "
                   "before it begins. Change the appointment if it is you who goes.",
                   charter_->at(all.front().facts.role).clause});
  auto rights = rights_to_see(*charter_, all, look.wanted);
  const auto by_role = rights.see;
  if (charter_->before_visit) rights.add_told(*charter_, *charter_->before_visit, look.wanted);
  if (rights.see.empty())
    return refuse(actor, &facts, person, look.what, look.thing,
                  refusal_of(actor, all, look.wanted, Doing::See));
  rights.service = *service;
  auto pass = make_pass(actor, facts, rights);
  auto d = std::make_shared<Pass::Data>(*pass.data_);
  for (auto& record : d->records) record.before = record.before | (rights.see - by_role);
  return Pass(std::move(d));
}

}  // namespace candour::gate
