// Whether a body outside may get something, and on what terms: one answer for whoever asks, the page that
// shares included. It speaks of the charter alone, never of a person: a consent that names the body, and an
// approval, come on top. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

struct SharingTerms {
  bool allowed = false;        // in this service, at all
  bool needs_consent = false;  // of the person, naming the body: it is not part of the support
  bool needs_agreement = false;
  PurposeSet purposes;        // for which it may get it here
  std::vector<Basis> bases;   // on which; the person's consent among them only where it is one of several
  std::string inform;         // when the person is told; "before" where the notice is silent
  std::string inform_unless;  // and when not after all; ""
  std::string clause;
  std::string why_not;  // a sentence; "" where it is allowed
};

SharingTerms may_share(const Charter&, const Recipient&, CategoryIx, ServiceIx);

/// The exceptional grounds on which a category may be told to anybody whom the ground is about.
std::vector<const DisclosureGround*> exceptional_grounds(const Charter&, CategoryIx);
/// Approval of a ground in words: "Somebody approves it first", "… looks at it within 48 hours".
std::string approval_words(const Charter&, const DisclosureGround&);

}  // namespace candour::charter
