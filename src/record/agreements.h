// The terms under which a body outside may get something (IM-10.2, LL-3.1.2): a body that needs an agreement
// gets nothing before it begins, after it ends, or without one. What it says stands in the entry that records
// it; this is the switch, which shuts by itself on the day after the last. Any thread.
#pragma once

#include "charter/sharing.h"
#include "charter/values.h"
#include "record/consents.h"
#include "record/entry.h"

namespace candour::record {

/// In the caller's transaction, after such an entry was written or has moved; one for which a new one was
/// signed holds until its last day. Errors: Invalid at "until".
Status settle_agreement(store::Txn&, const charter::Charter&, const charter::Kind&, EntryId,
                        const charter::Values&, std::string_view state, UnixMs now);
/// Whether the body may get something today, as far as this goes: it needs no agreement, or one of the right
/// sort holds. Errors: Corrupt where the rows are not what Candour wrote.
Result<bool> agreement_holds(store::Session&, const gate::Gate&, std::string_view recipient,
                             charter::AgreementNeed, Date today);
Result<bool> agreement_holds(store::Session&, const gate::Gate&, const charter::Recipient&, Date today);
/// What a letter tells a body: it is for the person's own care, and in exceptional cases its ground decides.
/// Errors: Invalid at "to".
Status agreement_covers(store::Session&, const gate::Gate&, const Shared&, Date today);
/// "… gets nothing without an agreement, and none holds today (notice, part 10.2)."
std::string no_agreement_words(const charter::Recipient&);

}  // namespace candour::record
