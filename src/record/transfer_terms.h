// Whether the records of a service may be handed over to whoever takes it over: the notice names that body
// for it, every kind of information may go there, and the agreement that it needs holds today. Any thread.
// Whether each person was told, and what goes of each, is asked of their own sharing (disclosures.h).
#pragma once

#include "record/consents.h"

namespace candour::record {

/// Of that kind of entry alone; when it is written, and again when it is approved. Errors: Invalid at the
/// field, with what would be right and the part of the notice.
Status check_transfer(store::Session&, const gate::Gate&, const ConsentForm&, const charter::Values&,
                      Date today);

}  // namespace candour::record
