// A yes or no to a purpose, as an entry of a kind that records consent says it: whether this person may give
// it, through whom, in which form and until when; and what it opens and shuts (IM-2.2, IG-3, PS-1.2, LL-2.5).
// Any thread.
#pragma once

#include "charter/values.h"
#include "gate/consent_flags.h"
#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

/// The form of one consent: about whom, in which service.
struct ConsentForm {
  PersonId person;
  ServiceIx service{};
  const charter::Kind* kind = nullptr;
};

/// The rooms that are asked about age and about who may answer for somebody.
struct ConsentRooms {
  gate::Gate& gate;
  store::Db& db;
  vault::Vault& vault;
  const Clock& clock;
};

/// Checks a yes against the terms of the charter, and fills in the words that were shown, what it is for and
/// the last day on which it counts. A no, and what is no purpose of the charter, passes as it stands.
/// Errors: Invalid at the field, with what would be right.
Status complete_consent(const ConsentRooms&, const Pass&, const ConsentForm&, charter::Values&);

/// In the caller's transaction, after the entry was written or has moved: opens the purpose, or shuts it.
/// `ended`: the entry is in a final state.
Status settle_consent(store::Txn&, const ConsentRooms&, const Pass&, const ConsentForm&, EntryId,
                      const charter::Values&, bool ended);

/// In the caller's transaction: what that entry opened is shut, since it is taken off its record.
Status shut_what_opened(store::Txn&, const OrgCode&, EntryId, UnixMs now);

}  // namespace candour::record
