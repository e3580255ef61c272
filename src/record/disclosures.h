// What somebody outside is told about a person, as an entry of a kind that records sharing says it: whether
// the charter lets this body get this, for this, on these terms; whether the person agreed where they must;
// whether they know; that nothing goes to planning or research where it must not (IG-7); and who approves it
// (IM-6.3, 10.1; LL-3.1, 3.2a, 4.2; PS-4.1 to 4.3; LW-4.4 to 4.6). The charter's answer is that of
// charter/sharing.h, and no other. Any thread. It sends nothing.
#pragma once

#include <optional>

#include "charter/sharing.h"
#include "people/not_told.h"
#include "record/consents.h"

namespace candour::record {

/// Checks what is written; `before`: as it stood, when it is changed: to whom, what and on what ground it is
/// told is then settled. Errors: Invalid at the field, with what would be right and the part of the notice.
Status check_sharing(store::Txn&, const ConsentRooms&, const Pass&, const ConsentForm&,
                     const charter::Values& values, const charter::Values* before);

/// What of a body's terms stands now, of this person: for whoever is about to tell it something.
struct TermsNow {
  bool agreed = true, agreement = true, papers = true;
  std::optional<CategorySet> may_know;    // of whoever speaks for the person: what they are let know
  std::vector<people::NotTold> not_told;  // what the person does not want told to whoever stands for the body
};
Result<TermsNow> terms_now(const ConsentRooms&, const Pass&, PersonId, const charter::Recipient&);

/// The same, after complete_consent: whatever the charter must be asked about an entry.
Status complete_by_charter(store::Txn&, const ConsentRooms&, const Pass&, const ConsentForm&,
                           charter::Values&, const charter::Values* before);

/// The same of a step, for whichever kind goes by the charter: check_sharing_step and check_request_step.
Status check_step_by_charter(store::Txn&, const ConsentRooms&, const gate::Actor&, const Pass&,
                             const ConsentForm&, const charter::Move&, const charter::Values& values);

/// The step that approves it is for the role that the ground names; the one by which it is told asks once
/// more whether it may be: a consent may have been taken back since. Errors: NotAllowed, Conflict.
Status check_sharing_step(store::Txn&, const ConsentRooms&, const gate::Actor&, const Pass&,
                          const ConsentForm&, const charter::Move&, const charter::Values& values);

/// The same of one that was told and is sent once more, since it did not get there: its check of the national
/// opt-out was used when it was told. Errors: Conflict.
Status check_told_again(store::Txn&, const ConsentRooms&, const Pass&, const ConsentForm&,
                        const charter::Values& values);

}  // namespace candour::record
