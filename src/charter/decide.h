// The decision: may this role, in this service, for this purpose, touch this category of this person? A pure
// function over the charter's tables; no allocation, no clock, no text. Facts come in as values. Deny wins.
// Any thread. It believes its facts: loading them truly is the gate's duty.
#pragma once

#include "base/obligations.h"
#include "charter/charter.h"

namespace candour::charter {

enum class Doing : std::uint8_t { See, Write };

/// Why not, or Allowed. Each has words (why_words) and a clause.
enum class Why : std::uint8_t {
  Allowed,
  NoAgreement,     // confidentiality agreement not signed (IM-11.1, IG-9.1)
  TrainingLapsed,  // data-protection training missing or too old (LL-4.1a)
  OutOfReach,      // not their caseload, line, team, service
  NotInService,    // the person is not enrolled in a service of theirs
  PurposeNotInService,
  PurposeNotOfRole,
  CategoryNotOfPurpose,
  CategoryNotOfRole,
  NoConsent,    // consent-based purpose with no live consent (IM-2.2)
  Restricted,   // processing restricted: store only (Article 18)
  Objected,     // the person objected to this purpose (PS-3.6)
  NotWritable,  // the role may read but not write this
};

/// How the actor stands to the person, loaded by the gate.
struct Facts {
  RoleIx role{};
  ServiceIx service{};        // the enrolment considered
  Reach reach = Reach::None;  // the nearest way in which the actor reaches the person in that service
  bool reasoned = false;      // a reasoned access is live …
  ReasonIx reason{};          // … for this reason
  bool agreement = false;     // signed and live
  bool training = false;      // in date
  bool restricted = false;
  PurposeSet objected, consented;
};

struct Decision {
  Why why = Why::OutOfReach;
  Basis basis = Basis::None;
  std::uint16_t clause = 0;  // Charter::clause_text
  std::uint32_t obligations = 0;
  bool allowed() const { return why == Why::Allowed; }
};

/// One decision. Median well under 200 ns.
Decision decide(const Charter& c, const Facts& f, PurposeIx purpose, CategoryIx category, Doing doing);
/// The categories allowed for one purpose, all at once: the same answers as decide() one by one.
CategorySet decide_set(const Charter& c, const Facts& f, PurposeIx purpose, Doing doing);
/// May this role write this kind in this service (KindUse and Role::writes both say so)?
bool may_write_kind(const Charter& c, const Facts& f, KindIx kind);

std::string_view why_code(Why);
std::string list_words(const std::vector<std::string>& items);  // "a, b and c"
std::string category_words(const Charter& c, CategoryIx ix);    // "emergency contact", inside a sentence
/// Plain words for the reader: why it is held back, naming role and service, and what can be done.
std::string why_words(const Charter& c, const Decision& d, const Facts& f, PurposeIx p, CategoryIx cat);

}  // namespace candour::charter
