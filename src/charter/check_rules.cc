// Who receives information, how long it is kept, and the promises about both.
#include <algorithm>

#include "charter/check_parts.h"
#include "charter/mailings.h"
#include "charter/requests.h"

namespace candour::charter {

void check_recipients(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (std::size_t i = 0; i < c.recipients.size(); ++i) {
    const Recipient& r = c.recipients[i];
    const Yaml& y = *d.at.recipients[i];
    std::string what = "recipient '" + r.code + "'";
    if (r.bases.empty())
      out.error(y, what + " has no lawful basis on which anything could be given",
                "add `bases:` with the bases that permit it");
    if (!inside(c, place_of(r)))
      out.error(
          at_key(y, "country"),
          what + " is in '" + r.country + "', outside the area '" + c.area() + "' that `transfers` promises",
          "choose a recipient inside the area, or change the promise");
    if (r.marketing && !c.marketing.by_others())
      out.error(at_key(y, "marketing"),
                what + " wants information for its own marketing, which this charter refuses",
                "take the recipient out, or write `third-party: opt-in` under marketing");
    if (!r.direct && !r.processor &&
        std::find(r.bases.begin(), r.bases.end(), Basis::Consent) == r.bases.end())
      out.error(at_key(y, "direct"), what + " is not directly involved, so it needs consent as a basis",
                "add consent to `bases:`, or write `direct: true` with the reason in `says:`");
  }
}

namespace {

void check_collision(const RetentionRule& r, const Yaml& y, Findings& out) {
  const bool shorter = shortest_months(r) < r.legal_minimum_years * 12;
  if (!shorter) {
    if (!r.accept_collision.empty())
      out.error(at_key(y, "accept-collision"),
                "retention rule '" + r.code + "' accepts a collision that is not there",
                "delete `accept-collision`");
    return;
  }
  std::string what = "retention rule '" + r.code + "' promises to destroy after " + at_key(y, "keep").text +
                     ", but the law wants at least " + std::to_string(r.legal_minimum_years) + " years (" +
                     r.legal_source + ")";
  if (r.accept_collision.empty())
    out.error(at_key(y, "keep"), what,
              "keep it for the longer time, or add `accept-collision:` with the reason");
  else
    out.warn(at_key(y, "keep"), what + "; accepted: " + r.accept_collision,
             "settle it at the next review of the charter");
}

/// Two rules aimed equally well at the same thing: which holds would hang on their order.
void check_overlap(const Draft& d, std::size_t i, Findings& out) {
  const Charter& c = *d.charter;
  const RetentionRule& a = c.retention[i];
  for (std::size_t j = 0; j < i; ++j) {
    const RetentionRule& b = c.retention[j];
    bool kinds = a.kinds.empty() || std::any_of(a.kinds.begin(), a.kinds.end(), [&](KindIx k) {
                   return std::find(b.kinds.begin(), b.kinds.end(), k) != b.kinds.end();
                 });
    bool services = a.services.empty() || !(a.services & b.services).empty();
    auto both = a.categories & b.categories;
    if (specificity(c, a) == specificity(c, b) && kinds && services && !both.empty())
      out.error(*d.at.retention[i],
                "retention rules '" + b.code + "' and '" + a.code + "' both govern " + names(c, both) +
                    ", and neither is aimed more exactly",
                "take the categories out of one, or aim one at kinds or services");
  }
}

}  // namespace

void check_retention(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (std::size_t i = 0; i < c.retention.size(); ++i) {
    const RetentionRule& r = c.retention[i];
    const Yaml& y = *d.at.retention[i];
    check_collision(r, y, out);
    check_overlap(d, i, out);
    if (r.why.empty())
      out.warn(y, "retention rule '" + r.code + "' does not say why", "add `why:`; the notice prints it");
    bool ends = true;
    for (std::size_t s = 0; s < c.services.size(); ++s)
      if (r.services.empty() || r.services.has(static_cast<ServiceIx>(s)))
        ends = ends && c.services[s].contract_end.has_value();
    const bool by_contract = r.trigger == Trigger::ContractEnd || r.as_contract;
    if (by_contract && !ends)
      out.error(
          at_key(y, "from"),
          "retention rule '" + r.code + "' counts from the end of a contract, but a service of it has no end",
          "add `contract-end:` to each service that the rule governs");
  }
}

namespace {

/// What takes both whom a right names (record/requests.h) could never be done where one of them takes no
/// step.
void check_both_decide(const Draft& d, const Right& r, const Yaml& y, Findings& out) {
  const Charter& c = *d.charter;
  const auto kind = std::ranges::find_if(c.kinds, &Kind::records_request);
  if (kind == c.kinds.end() || r.decides.empty() || r.seconds.empty() || !is_asked_for(r)) return;
  for (const auto& [key, who] : {std::pair{"decides", r.decides}, {"seconds", r.seconds}}) {
    const auto role = c.find_role(who);
    if (!role || std::ranges::any_of(c.at(*role).moves, [&](const auto& m) { return m.first == kind->ix; }))
      continue;
    out.error(at_key(y, key),
              "right '" + r.code + "': it takes both to refuse it, and '" + who + "' may take no step of '" +
                  kind->code + "'",
              "name a role that has its moves, or give this one {kind: " + kind->code + ", move: refuse}");
  }
}

}  // namespace

void check_rest(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  auto& marketing = at_key(*d.at.root, "marketing");
  if (c.marketing.is_allowed() && (c.marketing.basis == "none" || c.marketing.basis.empty()))
    out.error(at_key(marketing, "allowed"), "marketing is allowed without a basis",
              "write `basis: opt-in` or `basis: charity-soft-opt-in`, or `allowed: false`");
  const bool some = !c.marketing.basis.empty() && c.marketing.basis != "none";
  if (!c.marketing.is_allowed() && (some || !c.marketing.channels.empty()))
    out.error(marketing, "marketing is refused, but has a basis or channels",
              "write `basis: none` and no channels, or `allowed: true`");
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const Purpose& p = c.purposes[i];
    if (!sends(p, mailing_field::kMarketing)) continue;
    const auto& y = at_key(*d.at.purposes[i], "mailings");
    if (!c.marketing.is_allowed())
      out.error(y, "purpose '" + p.code + "' sends marketing, which this charter refuses",
                "take `marketing` out, or write `allowed: true` under marketing");
    // Whoever gets a service has not asked for advertising by that (PECR, regulation 22).
    if (!p.needs_consent())
      out.error(y, "purpose '" + p.code + "' sends marketing to people who did not say yes to it",
                "let `consent` be its only basis, or take `marketing` out");
  }
  for (std::size_t i = 0; i < c.rights.size(); ++i) {
    const Right& r = c.rights[i];
    const Yaml& y = *d.at.rights[i];
    for (auto& [key, who] :
         {std::pair<std::string, std::string>{"decides", r.decides}, {"seconds", r.seconds}})
      if (!who.empty() && who != "manager" && who != "supervisor" && !c.find_role(who))
        out.error(at_key(y, key), "right '" + r.code + "': there is no role '" + who + "'",
                  suggest(who, codes_of(c.roles)));
    check_both_decide(d, r, y, out);
  }
}

}  // namespace candour::charter
