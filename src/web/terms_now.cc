#include "web/terms_now.h"

namespace candour::web {

Result<record::TermsNow> terms_now(const OrgHouse& house, const Clock& clock, const Pass& pass,
                                   PersonId person, const charter::Recipient& to) {
  return record::terms_now({*house.gate, *house.db, *house.vault, clock}, pass, person, to);
}

}  // namespace candour::web
