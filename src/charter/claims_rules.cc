// The forms of a claim about how long, consent, rights and the promises about all; and their proofs.
#include <algorithm>

#include "charter/claims_prove.h"
#include "charter/decide.h"
#include "charter/prose.h"

namespace candour::charter {

namespace {

std::string period_of(const Keep& k) {
  if (k.birthday) return "until birthday " + std::to_string(k.birthday);
  if (k.by_decision) return "as somebody decides";
  if (k.as_contract) return "as the contract says";
  const auto s = k.years    ? period_in_words(k.years, "year")
                 : k.months ? period_in_words(k.months, "month")
                 : k.weeks  ? period_in_words(k.weeks, "week")
                            : period_in_words(k.days, "day");
  return (k.up_to ? "up to " : "") + s;
}

std::string kept_words(const RetentionRule& r) {
  using Choose = RetentionRule::Choose;
  if (r.choose == Choose::Only) return period_of(r);
  std::vector<std::string> all;
  for (const auto& k : r.among) all.push_back(period_of(k));
  return std::string(r.choose == Choose::Later     ? "the later of "
                     : r.choose == Choose::Earlier ? "the earlier of "
                                                   : "by age: ") +
         list_words(all);
}

bool is_period(const Keep& k, int n, const std::string& unit) {
  const int months = k.years * 12 + k.months, days = k.weeks * 7 + k.days;
  return unit == "year"    ? months == n * 12 && !days
         : unit == "month" ? months == n && !days
         : unit == "week"  ? days == n * 7 && !months
                           : days == n && !months;
}

std::string all_kept(Claimed& k, const std::function<bool(const Keep&)>& as_claimed) {
  for (const auto& [what, r] : k.kept()) {
    const bool only = r->choose == RetentionRule::Choose::Only;
    if (!only || !as_claimed(*r)) return what + " is kept " + kept_words(*r);
  }
  return {};
}

std::string kept(Claimed& k) {
  const int n = k.number();
  const auto unit = k.unit();
  return all_kept(k, [&](const Keep& r) { return !r.up_to && is_period(r, n, unit); });
}

std::string kept_up_to(Claimed& k) {
  const int n = k.number();
  const auto unit = k.unit();
  return all_kept(k, [&](const Keep& r) { return r.up_to && is_period(r, n, unit); });
}

/// One of several periods that are chosen among.
std::string may_be_kept(Claimed& k) {
  const int n = k.number();
  const auto unit = k.unit();
  for (const auto& [what, r] : k.kept()) {
    bool any = r->choose == RetentionRule::Choose::Only && is_period(*r, n, unit);
    for (const auto& one : r->among) any = any || is_period(one, n, unit);
    if (!any) return what + " is kept " + kept_words(*r);
  }
  return {};
}

std::string kept_until_birthday(Claimed& k) {
  const int n = k.number();
  return all_kept(k, [&](const Keep& r) { return r.birthday == n; });
}

std::string may_be_kept_until_birthday(Claimed& k) {
  const int n = k.number();
  for (const auto& [what, r] : k.kept())
    if (r->birthday != n && std::ranges::count(r->among, n, &Keep::birthday) == 0)
      return what + " is kept " + kept_words(*r);
  return {};
}

const ServiceConsent* consent_in(const Charter& c, const Service& s) {
  for (const auto& by : c.consent.by_service)
    if (std::ranges::count(by.services, s.code) > 0) return &by;
  return nullptr;
}

std::string consent_from(Claimed& k) {
  const int age = k.number();
  for (const auto* s : k.services()) {
    const auto* own = consent_in(k.c, *s);
    const int is = own && own->own_from_age ? *own->own_from_age : k.c.consent.from_age();
    if (is != age) return "in '" + s->code + "' people say yes themselves from " + std::to_string(is);
  }
  return {};
}

std::string months_or_none(int months, std::string_view none) {
  return months ? period_in_words(months, "month") : std::string(none);
}

std::string renewed(Claimed& k) {
  const int n = k.number(), months = k.unit() == "year" ? n * 12 : n;
  for (const auto* s : k.services()) {
    const auto* own = consent_in(k.c, *s);
    const int is = own && own->renew_months ? own->renew_months : k.c.consent.renew_months;
    if (is != months) return "in '" + s->code + "' a consent is renewed every " + months_or_none(is, "never");
  }
  return {};
}

std::string consent_kept(Claimed& k) {
  const int n = k.number();
  const bool years = k.unit() == "year";
  for (const auto* s : k.services()) {
    const auto* own = consent_in(k.c, *s);
    const int is = own && own->keep_years ? own->keep_years : k.c.consent.keep_years;
    if (!years || is != n) return "in '" + s->code + "' a consent is kept " + std::to_string(is) + " years";
  }
  return {};
}

std::string answered(Claimed& k) {
  const int n = k.number();
  const auto unit = k.unit();
  const auto* r = k.right();
  if (!r) return {};
  const bool silent = !r->days && !r->months;
  if ((unit == "month" && (r->months == n || (silent && n == 1))) || (unit == "day" && r->days == n))
    return {};
  return "'" + r->code + "' is answered within " +
         (r->days ? period_in_words(r->days, "day") +
                        (r->months ? " or " + period_in_words(r->months, "month") : "")
          : r->months ? period_in_words(r->months, "month")
                      : "one month, as the law says");
}

std::string free_of_charge(Claimed& k) {
  const auto* r = k.right();
  return !r || r->fee.empty() || r->fee == "never" ? "" : "'" + r->code + "' may cost something: " + r->fee;
}

std::string free_unless_unfounded(Claimed& k) {
  const auto* r = k.right();
  if (!r || r->fee == "unless-unfounded") return {};
  return "the fee of '" + r->code + "' is " + (r->fee.empty() ? "not said" : "'" + r->fee + "'");
}

std::string takes(Claimed& k, bool from) {
  const int age = k.number();
  for (const auto* s : k.services())
    if (const int is = from ? s->min_age : s->max_age; is != age)
      return "'" + s->code + "' has " +
             (is ? "the limit " + std::to_string(is) : std::string("no such limit"));
  return {};
}

std::string stays_in(Claimed& k, std::string_view area) {
  const auto& c = k.c;
  if (c.area() != area) return "the area of `transfers` is " + c.area();
  for (const auto& r : c.recipients)
    if (const auto& in = place_of(r); area == "UK" && in != "GB") return "'" + r.code + "' is in " + in;
  return c.transfer_countries.empty() ? "" : "it may go to " + list_words(c.transfer_countries);
}

const FormOfClaim kKept[] = {
    {"KEPTS is/are kept until birthday NUMBER", kept_until_birthday},
    {"KEPTS is/are kept NUMBER UNIT in SERVICES", kept},
    {"KEPTS is/are kept NUMBER UNIT", kept},
    {"KEPTS is/are kept up to NUMBER UNIT", kept_up_to},
    {"KEPTS may be kept NUMBER UNIT", may_be_kept},
    {"KEPTS may be kept until birthday NUMBER", may_be_kept_until_birthday},
    {"consent from NUMBER in SERVICES", consent_from},
    {"consent from NUMBER", consent_from},
    {"consent is renewed every NUMBER UNIT in SERVICES", renewed},
    {"consent is renewed every NUMBER UNIT", renewed},
    {"consent is kept NUMBER UNIT in SERVICES", consent_kept},
    {"consent is kept NUMBER UNIT", consent_kept},
};

const FormOfClaim kPromised[] = {
    {"RIGHT is answered within NUMBER UNIT", answered},
    {"RIGHT is free", free_of_charge},
    {"RIGHT may cost something only if unfounded", free_unless_unfounded},
    {"SERVICES take/takes people from NUMBER", [](Claimed& k) { return takes(k, true); }},
    {"SERVICES take/takes people up to NUMBER", [](Claimed& k) { return takes(k, false); }},
    {"nothing leaves the United Kingdom", [](Claimed& k) { return stays_in(k, "UK"); }},
    {"nothing leaves the EEA", [](Claimed& k) { return stays_in(k, "EEA"); }},
    {"nothing leaves the EU", [](Claimed& k) { return stays_in(k, "EU"); }},
    {"marketing is not sent",
     [](Claimed& k) { return std::string(k.c.marketing.is_allowed() ? "marketing is allowed" : ""); }},
    {"marketing is sent only after a yes",
     [](Claimed& k) {
       const auto& m = k.c.marketing;
       return m.is_allowed() && m.basis != "opt-in" ? "marketing is sent on '" + m.basis + "'"
                                                    : std::string();
     }},
    {"others send no marketing",
     [](Claimed& k) { return std::string(k.c.marketing.by_others() ? "others may, after a yes" : ""); }},
    {"planning and research are looked at every NUMBER UNIT",
     [](Claimed& k) {
       const int n = k.number(), months = k.unit() == "year" ? n * 12 : n, is = k.c.opt_out.review_months;
       return is == months ? std::string() : "they are looked at every " + months_or_none(is, "never");
     }},
    {"no decision is automated",
     [](Claimed& k) {
       return k.c.decides_by_computer() ? "what is decided so is: " + k.c.automated_decisions : std::string();
     }},
    {"agreement before access",
     [](Claimed& k) { return std::string(k.c.agreement_required() ? "" : "no agreement is needed"); }},
    {"training within NUMBER months",
     [](Claimed& k) {
       const int n = k.number(), is = k.c.training_months();
       return is == n ? std::string()
              : is    ? "training may be " + std::to_string(is) + " months old"
                      : "no training is needed";
     }},
};

}  // namespace

std::vector<FormOfClaim> proofs_of_rules() {
  std::vector<FormOfClaim> all(std::begin(kKept), std::end(kKept));
  all.insert(all.end(), std::begin(kPromised), std::end(kPromised));
  return all;
}

}  // namespace candour::charter
