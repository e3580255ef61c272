#include "charter/sharing.h"

#include <algorithm>

#include "charter/decide.h"

namespace candour::charter {

SharingTerms may_share(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx service) {
  SharingTerms t;
  t.clause = r.clause;
  t.inform = r.inform.empty() ? "before" : r.inform;
  t.inform_unless = r.inform_unless;
  t.needs_agreement = r.agreement_needed || r.processor;
  const auto by_consent = std::ranges::count(r.bases, Basis::Consent) > 0;
  t.needs_consent = !r.direct || (by_consent && r.bases.size() == 1);
  t.bases = r.bases;
  const auto& s = c.at(service);
  s.purposes.each([&](PurposeIx p) {
    const bool theirs = r.purposes.empty() || r.purposes.has(p);
    if (theirs && c.at(p).categories.has(category)) t.purposes.add(p);
  });
  if (!r.categories.has(category))
    t.why_not = "The charter does not let it get “" + c.at(category).name + "”.";
  else if (!r.services.empty() && !r.services.has(service))
    t.why_not = "It gets nothing in " + s.name + ".";
  else if (t.purposes.empty())
    t.why_not =
        "In " + s.name + " “" + c.at(category).name + "” is used for nothing for which it may get it.";
  t.allowed = t.why_not.empty();
  return t;
}

std::vector<const DisclosureGround*> exceptional_grounds(const Charter& c, CategoryIx category) {
  std::vector<const DisclosureGround*> all;
  for (const auto& g : c.grounds)
    if (g.categories.empty() || g.categories.has(category)) all.push_back(&g);
  return all;
}

std::string approval_words(const Charter& c, const DisclosureGround& g) {
  std::string who = "Somebody above";
  if (const auto role = c.find_role(g.approved_by)) who = c.at(*role).name;
  if (g.approval == "none") return "Nobody need approve it";
  if (g.approval == "after") return who + " looks at it within " + std::to_string(g.review_hours) + " hours";
  return who + " approves it first";
}

}  // namespace candour::charter
