#include "charter/sharing.h"

#include <algorithm>

#include "base/uk.h"
#include "charter/decide.h"
#include "charter/offered.h"
#include "charter/opt_out.h"
#include "charter/uses.h"

namespace candour::charter {

namespace {

constexpr std::string_view kFor = "for-", kGround = "ground-";

}  // namespace

std::span<const std::string_view> authority_codes() {
  static constexpr std::array<std::string_view, 7> kCodes = {
      "lpa-health", "lpa-finance", "deputy", "guardian", "parental", "appointee", "advocate"};
  return kCodes;
}

bool approved_before(const DisclosureGround& g) {
  return g.approval.empty() || g.approval == "before";
}

std::string rests_code(const Purpose& p) {
  return std::string(kFor) + p.code;
}
std::string rests_code(const DisclosureGround& g) {
  return std::string(kGround) + g.code;
}

const Recipient* find_recipient(const Charter& c, std::string_view code) {
  const auto at = std::ranges::find(c.recipients, code, &Recipient::code);
  return at == c.recipients.end() ? nullptr : &*at;
}

bool needs_consent(const Recipient& r) {
  const auto ordinary = [](Basis b) {
    return b != Basis::Consent && b != Basis::LegalObligation && b != Basis::VitalInterests;
  };
  return !r.direct || (std::ranges::find(r.bases, Basis::Consent) != r.bases.end() &&
                       std::ranges::none_of(r.bases, ordinary));
}

std::string tell_code(const Recipient& r) {
  return "tell-" + r.code;
}

RestsOn rests_on(const Charter& c, std::string_view code) {
  if (code.starts_with(kFor)) {
    const auto ix = c.find_purpose(code.substr(kFor.size()));
    return {ix ? &c.at(*ix) : nullptr, nullptr};
  }
  for (const auto& g : c.grounds)
    if (rests_code(g) == code) return {nullptr, &g};
  return {};
}

AgreementNeed agreement_need(const Recipient& r) {
  return r.processor          ? AgreementNeed::Processing
         : r.agreement_needed ? AgreementNeed::Any
                              : AgreementNeed::None;
}

bool needs_agreement(const Recipient& r) {
  return agreement_need(r) != AgreementNeed::None;
}

Terms terms_of(const Recipient& r) {
  Terms t;
  if (needs_consent(r)) t.consent = tell_code(r);
  t.agreement = agreement_need(r);
  t.papers = r.represents;
  t.bases = r.bases;
  t.inform = r.inform.empty() ? "before" : r.inform;
  t.inform_unless = r.inform_unless;
  t.clause = r.clause;
  return t;
}

Terms terms_of(const Charter& c, const DisclosureGround& g) {
  Terms t;
  t.bases = {g.basis};
  t.inform = g.inform.empty() ? "before" : g.inform;
  t.inform_unless = g.inform_unless;
  t.clause = g.clause;
  t.needs_detail = true;
  t.approved_first = approved_before(g);
  t.approval = approval_words(c, g);
  return t;
}

void offer_agreements(const Charter& c, Kind& k) {
  std::vector<Option> bodies;
  for (const bool needed : {true, false})
    for (const auto& r : c.recipients)
      if (needs_agreement(r) == needed) bodies.push_back({r.code, r.name});
  put_options(k, agreement_field::kRecipient, bodies);
}

void offer_sharing(const Charter& c, Kind& k) {
  namespace field = sharing_field;
  std::vector<Option> bodies, reasons;
  for (const auto& r : c.recipients)
    if (!r.categories.empty()) bodies.push_back({r.code, r.name});
  for (const auto& p : c.purposes) reasons.push_back({rests_code(p), p.name});
  for (const auto& g : c.grounds) {
    const auto code = rests_code(g);
    reasons.push_back({code, g.name});
    if (approved_before(g))
      k.begins.insert(k.begins.begin(), {std::string(field::kRests), {code}, std::string(field::kWaiting)});
    if (g.approval != "after") continue;
    Deadline look{.code = "look-" + g.code, .name = "Sharing to be looked at: " + g.name};
    look.from = "state:" + std::string(field::kGiven);
    look.span = {Span::Unit::Hours, g.review_hours};
    look.if_field = field::kRests;
    look.if_is = {code};
    look.until_state = field::kLookedAt;
    k.deadlines.push_back(std::move(look));
  }
  if (!c.transfer_countries.empty())
    put_options(k, field::kWhere, {{std::string(field::kInNamed), "In a country that the notice names"}});
  put_options(k, field::kRecipient, bodies);
  put_options(k, field::kRests, reasons);
  put_options(k, field::kWhat, category_options(c));
}

void offer_returns(const Charter& c, Kind& k) {
  std::vector<Option> bodies;
  for (const auto& r : c.recipients)
    if (!r.marketing) bodies.push_back({r.code, r.name});
  put_options(k, return_field::kRecipient, bodies);
  put_options(k, return_field::kWhat, category_options(c));
}

SharingTerms may_share(const Charter& c, const DisclosureGround& g, CategoryIx category) {
  SharingTerms t{terms_of(c, g), g.categories.empty() || g.categories.has(category), {}, {}};
  if (!t.allowed) t.why_not = "“" + c.at(category).name + "” is not told on this ground.";
  return t;
}

bool gets_in(const Recipient& r, ServiceIx service) {
  return r.services.empty() || r.services.has(service);
}

SharingTerms may_share(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx service) {
  SharingTerms t{terms_of(r), false, {}, {}};
  const auto& s = c.at(service);
  s.purposes.each([&](PurposeIx p) {
    // Planning and research are named, or nobody gets anything for them; and only where they are allowed.
    const bool own_care = c.at(p).beyond_care.empty();
    const bool theirs =
        r.purposes.has(p) ? own_care || may_go_beyond_care(c) : r.purposes.empty() && own_care;
    if (theirs && c.at(p).categories.has(category)) t.purposes.add(p);
  });
  if (r.figures_only)
    t.why_not = "It gets figures in which nobody can be recognised, and nothing about one person.";
  else if (!r.categories.has(category))
    t.why_not = "The charter does not let it get “" + c.at(category).name + "”.";
  else if (!gets_in(r, service))
    t.why_not = "It gets nothing in " + s.name + ".";
  else if (t.purposes.empty())
    t.why_not =
        "In " + s.name + " “" + c.at(category).name + "” is used for nothing for which it may get it.";
  t.allowed = t.why_not.empty();
  // A body of which the notice names no ground of its own gets something on those of what it is for.
  if (t.bases.empty())
    t.purposes.each([&](PurposeIx p) {
      for (const auto& b : c.at(p).bases)
        if (std::ranges::find(t.bases, b.basis) == t.bases.end()) t.bases.push_back(b.basis);
    });
  return t;
}

CategorySet told_for_care(const Charter& c, const Recipient& r, ServiceIx service) {
  CategorySet told;
  r.categories.each([&](CategoryIx category) {
    const auto t = may_share(c, r, category, service);
    bool own_care = false;
    t.purposes.each([&](PurposeIx p) { own_care = own_care || c.at(p).beyond_care.empty(); });
    if (t.allowed && own_care) told.add(category);
  });
  return told;
}

void offer_told_to(const Charter& c, Kind& k) {
  std::vector<Option> bodies;
  for (const auto& r : c.recipients)
    if (!r.categories.empty()) bodies.push_back({r.code, r.name});
  put_options(k, arranged_field::kToldTo, bodies);
}

bool may_still_go(std::string_view state) {
  namespace field = sharing_field;
  return state == field::kGiven || state == field::kLookedAt;
}

bool may_be_mailed(const Charter& c, std::string_view address) {
  return std::ranges::any_of(c.recipients, [&](const Recipient& r) {
    return std::ranges::any_of(r.email_domains, [&](const auto& d) { return uk::at_domain(address, d); });
  });
}

bool stays_inside(const Charter& c, std::string_view where) {
  namespace field = sharing_field;
  const auto area = c.area();
  return where == field::kInUk || (where == field::kInEu && (area == "EU" || area == "EEA")) ||
         (where == field::kInEea && area == "EEA") || where == field::kInNamed;
}

std::vector<const DisclosureGround*> exceptional_grounds(const Charter& c, CategoryIx category) {
  std::vector<const DisclosureGround*> all;
  for (const auto& g : c.grounds)
    if (may_share(c, g, category).allowed) all.push_back(&g);
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
