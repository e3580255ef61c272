// Whether somebody may come into a service, or be given a worker there: that they live, and are not with it
// already by another of their records. In the caller's transaction, under a pass for them.
#pragma once

#include "charter/charter.h"
#include "store/db.h"
#include "vault/pass.h"

namespace candour::people {

/// Errors: Conflict when the person has died.
Status still_lives(store::Session& db, const Pass& pass, PersonId person);
/// Whether the record, or one that was joined with it, is restricted (Article 18).
Result<bool> is_restricted(store::Session& db, const Pass& pass, PersonId person);
/// Of these records of one person: where a rule asks, and nobody reads.
Result<bool> is_restricted(store::Session& db, const OrgCode& org, const std::vector<PersonId>& records);

enum class Entering : std::uint8_t { ByReferral, ByAccepting, ByReopening };
/// One person is in a service once, whichever of their records says so. Errors: Conflict, saying what to do.
Status already_with(store::Session& db, const charter::Charter& c, const Pass& pass, PersonId person,
                    ServiceIx service, Entering how);

}  // namespace candour::people
