// What must stand before a body outside is told something about a person, and whether it does today: for the
// page on which somebody is about to tell it. Any thread. The engine looks again when it is written and told.
#pragma once

#include "record/disclosures.h"
#include "web/house.h"

namespace candour::web {

Result<record::TermsNow> terms_now(const OrgHouse& house, const Clock& clock, const Pass& pass,
                                   PersonId person, const charter::Recipient& to);

}  // namespace candour::web
