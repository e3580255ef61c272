// A right that somebody uses, answered as the charter promises: by whom it says, for nothing where it says
// so, and passed on where somebody else decides about the information (IM-13.4; LW-6.2, 6.3; PS-9). Any
// thread.
#pragma once

#include "charter/values.h"
#include "gate/gate.h"
#include "record/consents.h"

namespace candour::record {

/// What follows at once: a use to which somebody objects stops until it is decided (PS-3.6), advertising
/// stops for good, and once it was agreed to, what we hold is restricted until the step that ends that.
Status settle_request(store::Txn&, const ConsentRooms&, const Pass&, const ConsentForm&, EntryId,
                      const charter::Values&, std::string_view state, bool anew);
/// One of the two whom the right names; where it names nobody, whoever may take the step. Errors: NotAllowed.
Status decides_request(const gate::Actor&, const charter::Charter&, const charter::Right&, ServiceIx);
/// Before a step of such an entry. Errors: NotAllowed for whoever does not decide; Conflict for a fee that
/// there is not, and for an answer by who is not to answer.
Status check_request_step(const gate::Gate&, const gate::Actor&, const ConsentForm&, const charter::Move&,
                          const charter::Values& values);
/// Before the step by which a second person agrees to what was proposed: whoever proposed it and whoever
/// agrees are, between them, both whom the right names. Errors: NotAllowed.
Status check_second_decider(store::Session&, const charter::Charter&, const gate::Actor&, StaffId proposed_by,
                            const ConsentForm&, const charter::Move&, const charter::Values&);
/// What the time says of a step: once it was made longer a refusal is still told within the first month (UK
/// GDPR, Article 12(4)), and a fee is asked for once. Errors: Conflict.
Status check_request_time(store::Session&, const charter::Charter&, const charter::Kind&, EntryId,
                          const charter::Move&, Date today);

}  // namespace candour::record
