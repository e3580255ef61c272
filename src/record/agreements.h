// The terms under which a body outside may get something (IM-10.2, LL-3.1.2): a body that needs an agreement
// gets nothing before it begins, after it ends, or without one. What it says stands in the entry that records
// it; this is the switch, which shuts by itself on the day after the last. Any thread.
#pragma once

#include "charter/sharing.h"
#include "charter/values.h"
#include "people/not_told.h"
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
/// What a letter tells a body: it gets that in this service for the person's own care, under an agreement
/// where it needs one; in exceptional cases its ground decides, where it gets anything. Errors: Invalid at
/// "to".
Status letter_covered(store::Session&, const gate::Gate&, ServiceIx, const Shared&, Date today);
/// The same, and the person has not said that they do not want it told. Errors: Invalid at "to".
Status letter_may_go(store::Session&, const ConsentRooms&, const Pass&, PersonId, ServiceIx, const Shared&);
/// Of that wish alone; no exceptional ground asks it. `body`: the recipient's name. Errors: Invalid at "to".
Status letter_wanted(const charter::Charter&, const std::vector<people::NotTold>& wishes, CategorySet told,
                     const std::string& body);
/// Whether the person knows of a letter to a body, where the charter promises that they are told before; an
/// exceptional ground decides by itself. Errors: Invalid at "told".
Status letter_told(const charter::Charter&, std::string_view recipient, charter::Basis, bool told_before);
/// "… gets nothing without an agreement, and none holds today (notice, part 10.2)."
std::string no_agreement_words(const charter::Recipient&);

}  // namespace candour::record
