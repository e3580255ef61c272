// Every form of a claim, and its proof.
#include "charter/claims_prove.h"

#include <algorithm>

#include "charter/compile.h"
#include "charter/decide.h"
#include "charter/prose.h"

namespace candour::charter {

namespace {

std::string codes(const Charter& c, CategorySet set) {
  std::vector<std::string> all;
  set.each([&](CategoryIx ix) { all.push_back("'" + c.at(ix).code + "'"); });
  return all.empty() ? "nothing" : list_words(all);
}

CategorySet for_a_reason(const Role& r) {
  CategorySet set;
  for (const auto& a : r.reasoned) set = set | a.sees;
  return set;
}
CategorySet by_right(const Role& r) {
  return r.reach == Reach::None ? CategorySet{} : r.sees;
}
CategorySet at_all(const Role& r) {
  return by_right(r) | for_a_reason(r);
}

using Seen = CategorySet (*)(const Role&);

std::string see(Claimed& k, Seen what, std::string_view how) {
  const auto wanted = k.categories();
  for (const auto* r : k.roles())
    if (!what(*r).covers(wanted))
      return "'" + r->code + "' sees " + codes(k.c, what(*r)) + std::string(how) + ", and not " +
             codes(k.c, wanted - what(*r));
  return {};
}

std::string do_not_see(Claimed& k) {
  const auto wanted = k.categories();
  for (const auto* r : k.roles())
    if (const auto both = at_all(*r) & wanted; !both.empty())
      return "'" + r->code + "' sees " + codes(k.c, both) +
             ((by_right(*r) & both).empty() ? " for a stated reason" : "");
  return {};
}

std::string only_see(Claimed& k) {
  const auto roles = k.roles();
  const auto wanted = k.categories();
  for (const auto& r : k.c.roles)
    if (const auto both = by_right(r) & wanted; !both.empty() && std::ranges::count(roles, &r) == 0)
      return "'" + r.code + "' sees " + codes(k.c, both) + " too";
  for (const auto* r : roles)
    if ((by_right(*r) & wanted).empty()) return "'" + r->code + "' sees none of " + codes(k.c, wanted);
  return {};
}

std::string open_nothing(Claimed& k) {
  for (const auto* r : k.roles())
    if (!at_all(*r).empty())
      return "'" + r->code + "' sees " + codes(k.c, at_all(*r)) +
             (by_right(*r).empty() ? " for a stated reason" : "");
  return {};
}

std::string reach(Claimed& k) {
  static const std::vector<std::string> all = {"nobody", "caseload", "line",
                                               "team",   "service",  "organisation"};
  const auto word = k.word("REACH", all);
  for (const auto* r : k.roles())
    if (all[static_cast<std::size_t>(r->reach)] != word)
      return "'" + r->code + "' reaches " + all[static_cast<std::size_t>(r->reach)];
  return {};
}

std::string look_for_hours(Claimed& k) {
  const int hours = k.number();
  for (const auto* r : k.roles()) {
    if (r->reasoned.empty()) return "'" + r->code + "' may look for no stated reason";
    for (const auto& a : r->reasoned)
      if (a.hours != hours) return "'" + r->code + "' may look for " + std::to_string(a.hours) + " hours";
  }
  return {};
}

std::string look_for_reasons(Claimed& k) {
  for (const auto* r : k.roles()) {
    if (r->reasoned.empty()) return "'" + r->code + "' may look for no stated reason";
    if (!by_right(*r).empty()) return "'" + r->code + "' sees " + codes(k.c, by_right(*r)) + " without one";
  }
  return {};
}

std::string get(Claimed& k) {
  const auto wanted = k.categories();
  for (const auto* r : k.recipients())
    if (!r->categories.covers(wanted))
      return "'" + r->code + "' may get " + codes(k.c, r->categories) + ", and not " +
             codes(k.c, wanted - r->categories);
  return {};
}

std::string do_not_get(Claimed& k) {
  const auto wanted = k.categories();
  for (const auto* r : k.recipients())
    if (const auto both = r->categories & wanted; !both.empty())
      return "'" + r->code + "' may get " + codes(k.c, both);
  return {};
}

std::string may_get(Claimed& k) {
  for (const auto* r : k.recipients())
    if (r->categories.empty()) return "'" + r->code + "' may get nothing";
  return {};
}

std::string only_get(Claimed& k) {
  const auto recipients = k.recipients();
  const auto wanted = k.categories();
  for (const auto& r : k.c.recipients)
    if (const auto both = r.categories & wanted; !both.empty() && std::ranges::count(recipients, &r) == 0)
      return "'" + r.code + "' may get " + codes(k.c, both) + " too";
  for (const auto* r : recipients)
    if ((r->categories & wanted).empty()) return "'" + r->code + "' may get none of " + codes(k.c, wanted);
  return {};
}

std::string recipients_need_consent(Claimed& k) {
  for (const auto* r : k.recipients()) {
    std::vector<std::string> other;
    for (const auto b : r->bases)
      if (b != Basis::Consent) other.push_back("'" + std::string(basis_code(b)) + "'");
    if (!other.empty() || r->bases.empty())
      return "'" + r->code + "' may get it on " + (other.empty() ? "no basis at all" : list_words(other));
  }
  return {};
}

std::string tell_us(Claimed& k) {
  const auto wanted = k.recipients();
  for (const auto* r : wanted)
    if (!r->source) return "'" + r->code + "' gives nothing to us";
  return {};
}

std::string told(Claimed& k) {
  const auto when = k.word("INFORM", informs());
  for (const auto* r : k.recipients())
    if (const auto is = r->inform.empty() ? "before" : r->inform; is != when)
      return "of '" + r->code + "' people are told '" + is + "'";
  return {};
}

std::string ground_told(Claimed& k) {
  const auto when = k.word("INFORM", informs());
  const auto* g = k.ground();
  if (!g) return {};
  const auto is = g->inform.empty() ? "before" : g->inform;
  return is == when ? "" : "under '" + g->code + "' people are told '" + is + "'";
}

std::string approved(Claimed& k) {
  const auto when = k.word("APPROVAL", {"before", "after", "none"});
  const auto* g = k.ground();
  if (!g) return {};
  const auto is = g->approval.empty() ? "before" : g->approval;
  return is == when ? "" : "'" + g->code + "' has approval '" + is + "'";
}

std::string reviewed(Claimed& k) {
  const int hours = k.number();
  const auto* g = k.ground();
  if (!g || g->review_hours == hours) return {};
  return g->review_hours
             ? "'" + g->code + "' is reviewed within " + std::to_string(g->review_hours) + " hours"
             : "'" + g->code + "' is not reviewed afterwards";
}

std::string purpose_needs_consent(Claimed& k) {
  const auto* p = k.purpose();
  return !p || p->needs_consent() ? "" : "'" + p->code + "' may be done without";
}

std::string may_be_refused(Claimed& k) {
  const auto* p = k.purpose();
  return !p || p->optional || p->needs_consent() ? "" : "'" + p->code + "' is not optional";
}

std::string rests_on(Claimed& k) {
  std::vector<std::string> all;
  for (int i = 1; i <= static_cast<int>(Basis::LegitimateInterests); ++i)
    all.emplace_back(basis_code(static_cast<Basis>(i)));
  const auto word = k.word("BASIS", all);
  const auto* p = k.purpose();
  if (!p) return {};
  std::vector<std::string> has;
  for (const auto& b : p->bases) has.push_back("'" + std::string(basis_code(b.basis)) + "'");
  return std::ranges::count(has, "'" + word + "'") ? "" : "'" + p->code + "' rests on " + list_words(has);
}

std::string uses(Claimed& k) {
  const auto wanted = k.categories();
  const auto* p = k.purpose();
  if (!p || p->categories.covers(wanted)) return {};
  return "'" + p->code + "' uses " + codes(k.c, p->categories) + ", and not " +
         codes(k.c, wanted - p->categories);
}

std::string does_not_use(Claimed& k) {
  const auto wanted = k.categories();
  const auto* p = k.purpose();
  return !p || (p->categories & wanted).empty()
             ? ""
             : "'" + p->code + "' uses " + codes(k.c, p->categories & wanted);
}

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

std::string ends(Claimed& k) {
  const bool anonymise = k.word("END", {"destroyed", "anonymised"}) == "anonymised";
  for (const auto& [what, r] : k.kept())
    if (r->anonymise != anonymise)
      return what + " is " + (r->anonymise ? "anonymised" : "destroyed") + " at the end";
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
    if (area == "UK" && !r.country.empty() && r.country != "GB") return "'" + r.code + "' is in " + r.country;
  return c.transfer_countries.empty() ? "" : "it may go to " + list_words(c.transfer_countries);
}

std::string writes(Claimed& k, bool may) {
  for (const auto* r : k.roles())
    if ((!r->writable.empty()) != may) return "'" + r->code + "' writes " + codes(k.c, r->writable);
  return {};
}

}  // namespace

const std::vector<FormOfClaim>& proofs() {
  static const std::vector<FormOfClaim> all = {
      {"ROLES see/sees nothing", open_nothing},
      {"ROLES open/opens no record", open_nothing},
      {"ROLES do/does not see CATEGORIES", do_not_see},
      {"ROLES see/sees CATEGORIES for a reason",
       [](Claimed& k) { return see(k, for_a_reason, " for a stated reason"); }},
      {"ROLES see/sees CATEGORIES", [](Claimed& k) { return see(k, by_right, ""); }},
      {"only ROLES see/sees CATEGORIES", only_see},
      {"ROLES reach/reaches REACH", reach},
      {"ROLES open/opens records for a reason alone", look_for_reasons},
      {"ROLES may look for NUMBER hours", look_for_hours},
      {"ROLES write/writes", [](Claimed& k) { return writes(k, true); }},
      {"ROLES write/writes nothing", [](Claimed& k) { return writes(k, false); }},
      {"RECIPIENTS may get something", may_get},
      {"RECIPIENTS do/does not get CATEGORIES", do_not_get},
      {"RECIPIENTS get/gets CATEGORIES", get},
      {"only RECIPIENTS get/gets CATEGORIES", only_get},
      {"RECIPIENTS need/needs consent", recipients_need_consent},
      {"RECIPIENTS tell/tells us", tell_us},
      {"of RECIPIENTS people are told INFORM", told},
      {"under GROUND people are told INFORM", ground_told},
      {"GROUND has approval APPROVAL", approved},
      {"GROUND is reviewed within NUMBER hours", reviewed},
      {"PURPOSE needs consent", purpose_needs_consent},
      {"PURPOSE may be refused", may_be_refused},
      {"PURPOSE rests on BASIS", rests_on},
      {"PURPOSE does not use CATEGORIES", does_not_use},
      {"PURPOSE uses CATEGORIES", uses},
      {"KEPTS is/are kept until birthday NUMBER", kept_until_birthday},
      {"KEPTS is/are kept NUMBER UNIT in SERVICES", kept},
      {"KEPTS is/are kept NUMBER UNIT", kept},
      {"KEPTS is/are kept up to NUMBER UNIT", kept_up_to},
      {"KEPTS may be kept NUMBER UNIT", may_be_kept},
      {"KEPTS may be kept until birthday NUMBER", may_be_kept_until_birthday},
      {"KEPTS is/are END at the end", ends},
      {"consent from NUMBER in SERVICES", consent_from},
      {"consent from NUMBER", consent_from},
      {"consent is renewed every NUMBER UNIT in SERVICES", renewed},
      {"consent is renewed every NUMBER UNIT", renewed},
      {"consent is kept NUMBER UNIT in SERVICES", consent_kept},
      {"consent is kept NUMBER UNIT", consent_kept},
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
      {"no decision is automated",
       [](Claimed& k) {
         const auto& a = k.c.automated_decisions;
         return a.empty() || a == "none" ? std::string() : "what is decided so is: " + a;
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
  return all;
}

}  // namespace candour::charter
