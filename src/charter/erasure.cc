#include "charter/erasure.h"

#include <algorithm>

#include "charter/by_part.h"
#include "charter/keeping.h"
#include "charter/transfers.h"

namespace candour::charter {

std::string must_stay(const Purpose& p, Basis basis, bool served) {
  // What somebody may refuse rests on no duty of ours, whatever else the use may rest on.
  if (p.optional || p.needs_consent()) return {};
  const bool law =
      std::ranges::any_of(p.bases, [](const PurposeBasis& b) { return b.basis == Basis::LegalObligation; });
  // What was written down to keep somebody alive, under a law that asks for it, is not undone either.
  if (basis == Basis::LegalObligation || basis == Basis::PublicTask ||
      (basis == Basis::VitalInterests && law))
    return "“" + p.name + "”: " + std::string(basis_words(basis)) + by_part(p.clause);
  if (served) return "“" + p.name + "”: needed as long as the service goes on" + by_part(p.clause);
  return {};
}

bool shows_what_was_done(const Kind& k) {
  return k.records_consent || k.records_sharing || k.records_agreement || k.records_request ||
         k.records_hold || k.records_destruction || k.records_return || k.records_mailing ||
         k.reviews != Reviewed::Nothing || k.code == paper_file::kKind || is_transfer(k);
}

}  // namespace candour::charter
