// The pass with which everything that is held about somebody is put together for them, since they asked.
#include <algorithm>

#include "charter/requests.h"
#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/seals.h"
#include "gate/standing.h"

namespace candour::gate {

using charter::Doing;
using charter::Why;

namespace {

namespace ask = charter::request_field;

/// The service of a request that is theirs and known to come from them; nothing of any other entry, nor of
/// one that was changed outside Candour.
Result<std::optional<ServiceIx>> service_of_request(store::Db& db, const charter::Charter& c, Seals* seals,
                                                    const std::vector<PersonId>& records, EntryId request) {
  std::optional<ServiceIx> service;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each("SELECT person, kind, service, state FROM entry WHERE org=$1 AND id=$2",
                    {c.org(), request}, [&](const store::Row& r) {
                      const auto kind = c.find_kind(r.text(1));
                      const bool theirs = std::ranges::find(records, r.id<PersonId>(0)) != records.end();
                      const auto state = r.text(3);
                      if (theirs && kind && c.at(*kind).records_request && state != ask::kNew &&
                          state != ask::kTakenBack && state != ask::kRefused)
                        service = c.find_service(r.text(2));
                      return false;
                    }));
    if (!service || !seals) return {};
    TRY(const bool holds, seals->hold(s, SealSet::Entry, request.raw));
    if (!holds) service.reset();
    return {};
  }));
  return service;
}

}  // namespace

Result<Pass> Gate::copy_for_request(const Actor& actor, PersonId person, EntryId request,
                                    const Look& look) const {
  TRY(const auto facts, facts_of(actor, person));
  if (const auto r = unfit(actor); r.why != Why::Allowed)
    return refuse(actor, &facts, person, look.what, look.thing, r);
  const auto all = standings(*charter_, actor, facts);
  auto rights = rights_to_see(*charter_, all, look.wanted, look.purpose);
  if (rights.see.empty())
    return refuse(actor, &facts, person, look.what, look.thing,
                  refusal_of(actor, all, look.wanted, Doing::See));
  TRY(const auto service, service_of_request(db_, *charter_, seals_, facts.ids(), request));
  if (!service)
    return refuse(
        actor, &facts, person, look.what, look.thing,
        {Why::NotWritable,
         "A copy is put together for a request of theirs, once somebody has written down how they know "
         "who asks.",
         charter_->at(all.front().facts.role).clause});
  // What may be seen may be sealed once more, into the copy: nothing else is ever written with it.
  rights.write = rights.see;
  rights.service = *service;
  return make_pass(actor, facts, rights);
}

}  // namespace candour::gate
