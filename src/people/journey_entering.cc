#include "people/journey_entering.h"

namespace candour::people {
namespace {

struct Ways {
  bool enrolled = false, referred = false;
};

Result<Ways> open_ways(store::Session& db, const charter::Charter& c, const Pass& pass, PersonId person,
                       ServiceIx service) {
  Ways open;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(
        "SELECT 1 FROM enrolment WHERE org=$1 AND person=$2 AND service=$3 AND ended IS NULL UNION ALL "
        "SELECT 0 FROM referral WHERE org=$1 AND person=$2 AND service=$3 AND state IN ('new', 'waiting')",
        {c.org(), record, c.at(service).code}, [&](const store::Row& r) {
          (r.i64(0) == 1 ? open.enrolled : open.referred) = true;
          return true;
        }));
  return open;
}

/// Of any of the person's records.
Result<bool> any_record(store::Session& db, const OrgCode& org, const std::vector<PersonId>& records,
                        std::string_view sql) {
  bool found = false;
  for (const auto& record : records)
    CHECK_OK(db.each(sql, {org, record}, [&](const store::Row&) { return found = true, false; }));
  return found;
}

}  // namespace

Status still_lives(store::Session& db, const Pass& pass, PersonId person) {
  TRY(const bool died, any_record(db, pass.org(), pass.records_of(person),
                                  "SELECT 1 FROM person WHERE org=$1 AND id=$2 AND died IS NOT NULL"));
  if (!died) return {};
  return fail(Code::Conflict,
              "This person has died, so no support begins and nobody is given to them any more. What is open "
              "can be declined, withdrawn or closed.");
}

Result<bool> is_restricted(store::Session& db, const Pass& pass, PersonId person) {
  return is_restricted(db, pass.org(), pass.records_of(person));
}

Result<bool> is_restricted(store::Session& db, const OrgCode& org, const std::vector<PersonId>& records) {
  return any_record(db, org, records, "SELECT 1 FROM person WHERE org=$1 AND id=$2 AND restricted<>0");
}

Status already_with(store::Session& db, const charter::Charter& c, const Pass& pass, PersonId person,
                    ServiceIx service, Entering how) {
  TRY(const auto open, open_ways(db, c, pass, person, service));
  const auto& name = c.at(service).name;
  if (open.enrolled)
    return fail(
        Code::Conflict,
        "The person is in " + name + " already. " +
            (how == Entering::ByReferral ? "Who else works with them there is allocated on the page of "
                                           "their services."
             : how == Entering::ByAccepting
                 ? "Decline this referral as one that came twice, or withdraw it."
                 : "Go on with the support that is open there; this one stays closed."));
  if (open.referred && how != Entering::ByAccepting)  // what is accepted is open itself
    return fail(Code::Conflict, "A referral to " + name + " is open already. Decide on that one" +
                                    (how == Entering::ByReopening ? ", or withdraw it first." : "."));
  return {};
}

}  // namespace candour::people
