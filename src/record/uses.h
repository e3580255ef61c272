// Two checks by the charter: where something that was given by choice may be shown to others (LL-2.3g), and
// what those who pay for a service or inspect it are told of it (IM-6.2, LL-2.3e). Any thread.
#pragma once

#include "record/consents.h"

namespace candour::record {

/// A step that says for what it is used: for what the person agreed to, while that holds; or so that nobody
/// can be recognised, with how that was looked at. Errors: Conflict.
Status check_use_step(const charter::Charter&, const ConsentForm&, const charter::Move&,
                      const charter::Values&, Date today);
/// Errors: Invalid by field: figures in which somebody could be recognised, a body or a kind of information
/// that the charter does not name for it, details of people without the agreement that it needs.
Status check_return(store::Session&, const gate::Gate&, const ConsentForm&, const charter::Values&,
                    Date today);
/// The step by which it goes asks once more: an agreement may have ended since. Errors: Conflict.
Status check_return_step(store::Session&, const gate::Gate&, const ConsentForm&, const charter::Move&,
                         const charter::Values&, Date today);

}  // namespace candour::record
