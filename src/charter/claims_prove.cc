// The forms of a claim about who sees what and who gets it, and about purposes; and their proofs.
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

/// What a law alone demands, such as an answer to whoever asks what is held, is no use that a yes could stop.
std::string only_after_a_yes(Claimed& k) {
  const auto wanted = k.categories();
  CategorySet asked;
  for (const auto& p : k.c.purposes) {
    if (p.needs_consent()) {
      asked = asked | p.categories;
      continue;
    }
    const bool law_alone = p.bases.size() == 1 && p.bases[0].basis == Basis::LegalObligation;
    if (const auto both = p.categories & wanted; !law_alone && !both.empty())
      return "'" + p.code + "' uses " + codes(k.c, both) + " without one";
  }
  return asked.covers(wanted) ? "" : "nobody is asked for a yes to " + codes(k.c, wanted - asked);
}

std::string writes(Claimed& k, bool may) {
  for (const auto* r : k.roles())
    if ((!r->writable.empty()) != may) return "'" + r->code + "' writes " + codes(k.c, r->writable);
  return {};
}

const FormOfClaim kWho[] = {
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
    {"CATEGORIES is/are used only after a yes", only_after_a_yes},
};

}  // namespace

const std::vector<FormOfClaim>& proofs() {
  static const std::vector<FormOfClaim> all = [] {
    std::vector<FormOfClaim> forms(std::begin(kWho), std::end(kWho));
    for (auto& form : proofs_of_rules()) forms.push_back(std::move(form));
    return forms;
  }();
  return all;
}

}  // namespace candour::charter
