// How far a hold reaches, kept beside it without its words: whose records, which kinds of information and of
// entries, born when. Any thread, in the caller's transaction. It is said once: whoever wants to keep less
// releases the hold, which takes two people, so nobody releases part of it alone.
#pragma once

#include "charter/charter.h"
#include "charter/values.h"
#include "record/consents.h"
#include "store/db.h"

namespace candour::record {

/// Before its flag is set. `ended`: it is released now. Errors: Invalid at the field that would change it,
/// and where something is kept by a decision that the charter does not leave to us.
Status keep_hold_scope(store::Txn& txn, const charter::Charter& c, const ConsentForm& form, EntryId id,
                       const charter::Values& values, bool ended);

}  // namespace candour::record
