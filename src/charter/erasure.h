// What may be deleted when somebody asks for it, and what must stay and why: by the basis on which it was
// written down, as the notice has it (UK GDPR, Article 17). Pure; any thread. It knows no person and no
// period: what must stay goes when its time is over (retention/schedule.h).
#pragma once

#include <string>

#include "charter/charter.h"

namespace candour::charter {

/// Why something that is used for this, on that basis, must stay; empty when it may go. `served`: the person
/// has the service now, or waits for it. What the law demands, and a public task, keep it until its time is
/// over (Article 17(3)(b)); as long as the service goes on whatever it needs stays (17(1)(a)), save what the
/// person may refuse. A sentence without its stop, with the part of the notice.
std::string must_stay(const Purpose&, Basis, bool served);
/// Entries of it show what was promised, asked or done with information (a consent, a request, a sharing):
/// they stay until their time is over (Article 5(2)).
bool shows_what_was_done(const Kind&);

}  // namespace candour::charter
