#include "charter/mailings.h"

#include <algorithm>

#include "charter/by_part.h"

namespace candour::charter {

namespace field = mailing_field;

bool sends(const Purpose& p, std::string_view sort) {
  return std::ranges::find(p.mailings, sort) != p.mailings.end();
}

namespace {

/// Advertising goes the ways that the charter names for it; all else as the person likes to hear from us.
bool goes_by(const Charter& c, std::string_view sort, std::string_view way) {
  return sort != field::kMarketing ||
         std::ranges::find(c.marketing.routes, way, &Marketing::Route::channel) != c.marketing.routes.end();
}

}  // namespace

MailingTerms may_send(const Charter& c, std::string_view sort, ServiceIx service) {
  MailingTerms t;
  if (sort == field::kMarketing && !c.marketing.is_allowed()) {
    t.clause = c.marketing.clause;
    t.why_not = "We send no advertising" + by_part(t.clause) + ". News of their own service you may send.";
    return t;
  }
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const auto ix = static_cast<PurposeIx>(i);
    const auto& p = c.purposes[i];
    if (!sends(p, sort) || !c.at(service).purposes.has(ix)) continue;
    t.purpose = ix;
    t.only_after_yes = p.needs_consent();
    // Interests of our own may always be objected to (UK GDPR, Article 21), and advertising at any time.
    t.may_be_stopped = sort != field::kNotice;
    t.by_mail = goes_by(c, sort, "email");
    t.by_post = goes_by(c, sort, "post");
    t.clause = p.clause;
    return t;
  }
  t.why_not =
      c.at(service).name + " uses information for nothing of that kind, so there is nobody to send it to.";
  return t;
}

void offer_mailings(const Charter& c, Kind& k) {
  const auto at = std::ranges::find(k.fields, field::kSort, &Field::code);
  if (at == k.fields.end()) return;
  if (!c.marketing.is_allowed())
    at->hint += " Advertising is not among them: we send none" + by_part(c.marketing.clause) + ".";
  std::erase_if(at->options, [&](const Option& o) {
    return (o.code == field::kMarketing && !c.marketing.is_allowed()) ||
           std::ranges::none_of(c.purposes, [&](const Purpose& p) { return sends(p, o.code); });
  });
}

}  // namespace candour::charter
