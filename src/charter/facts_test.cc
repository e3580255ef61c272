// See facts_for_tests.h.
#include <algorithm>
#include <array>

#include "charter/facts_for_tests.h"

namespace candour::charter {
namespace {

using Words = std::vector<std::string>;

std::string joined(Words words) {
  std::string out;
  for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
  return out.empty() ? "none" : out;
}
std::string yes_no(bool yes) {
  return yes ? "yes" : "no";
}
/// Codes of a set of categories, purposes or services, in the order of the alphabet.
template <class Set>
std::string codes(const Charter& c, const Set& set) {
  Words out;
  set.each([&](auto ix) { out.push_back(c.at(ix).code); });
  std::ranges::sort(out);
  return joined(out);
}
std::string codes(const Charter& c, const std::vector<KindIx>& kinds) {
  Words out;
  for (const auto k : kinds) out.push_back(c.at(k).code);
  std::ranges::sort(out);
  return joined(out);
}
std::string bases(const std::vector<Basis>& list) {
  Words out;
  for (const auto b : list) out.emplace_back(basis_code(b));
  return joined(out);
}
std::string reach_code(Reach r) {
  static constexpr std::array kCodes{"none", "caseload", "line", "team", "service", "organisation"};
  return kCodes.at(static_cast<std::size_t>(r));
}

class Lines {
 public:
  explicit Lines(const Charter& c) : c_(c) {}
  void whole();
  void purposes();
  void services();
  void roles();
  void recipients();
  void keeping();
  Words lines;

 private:
  void add(const std::string& about, const std::string& says) { lines.push_back(about + ": " + says); }
  const Charter& c_;
};

void Lines::whole() {
  add("organisation hosting", c_.organisation.hosting.empty() ? "GB" : c_.organisation.hosting);
  add("access agreement", c_.agreement_required() ? "required" : "not asked");
  add("access training",
      c_.training_months() ? std::to_string(c_.training_months()) + " months" : "not asked");
  add("transfers area", c_.area());
  add("planning and research", c_.planning_and_research.empty() ? "refused" : c_.planning_and_research);
  if (c_.opt_out.review_months)
    add("opt-out reviewed every", std::to_string(c_.opt_out.review_months) + " months");
  for (const auto& r : c_.reviews)
    add("review " + std::string(kReviewedCodes[static_cast<std::size_t>(r.of)]),
        "every " + std::to_string(r.months) + " months, asked every " + std::to_string(r.ask_months));
  add("automated decisions", c_.automated_decisions.empty() ? "none" : c_.automated_decisions);
  for (auto& line : category_facts_of(c_)) lines.push_back(std::move(line));
  for (const auto& x : c_.conditions)
    add("condition " + x.code, x.article + " " + x.schedule1 + " " + x.policy_document);
  Words laws;
  for (const auto& [code, name] : c_.laws) laws.push_back(code);
  add("laws", joined(laws));
  for (const auto& x : c_.contacts)
    add("contact " + x.role, x.title + "; " + x.email + "; " + x.post + "; " + x.phone + "; " + x.web);
}

void Lines::purposes() {
  for (const auto& p : c_.purposes) {
    const auto name = "purpose " + p.code;
    Words on, under;
    for (const auto& b : p.bases)
      on.push_back(std::string(basis_code(b.basis)) + (b.assessment.empty() ? "" : " " + b.assessment));
    for (const auto i : p.conditions) under.push_back(c_.conditions[i].code);
    add(name + " basis", joined(on));
    add(name + " conditions", joined(under));
    add(name + " categories", codes(c_, p.categories));
    add(name + " optional", yes_no(p.optional));
    add(name + " part", p.clause);
  }
}

void Lines::services() {
  for (const auto& s : c_.services) {
    const auto name = "service " + s.code;
    add(name + " role",
        s.processor ? "processor for " + s.controller + ", " + s.controller_instructions : "controller");
    add(name + " commissioner", s.commissioner);
    add(name + " home", yes_no(s.home_based));
    add(name + " children", yes_no(s.for_children) + ", from " + std::to_string(s.min_age));
    add(name + " purposes", codes(c_, s.purposes));
    for (const auto role : s.told_to) add(name + " known", c_.at(role).code + ": " + s.told_says);
    Words kinds;
    for (const auto& use : s.kinds) {
      const auto& kind = c_.at(use.kind).code;
      kinds.push_back(kind);
      for (const auto& [field, reason] : use.mandatory) add(name + " must " + kind + "." + field, reason);
      if (!use.leave_out.empty()) add(name + " never " + kind, joined(use.leave_out));
    }
    std::ranges::sort(kinds);
    add(name + " kinds", joined(kinds));
  }
}

void Lines::roles() {
  for (const auto& r : c_.roles) {
    const auto name = "role " + r.code;
    Words purposes, moves;
    for (const auto p : r.purposes) purposes.push_back(c_.at(p).code);
    for (const auto& [kind, move] : r.moves)  // those of a journey follow from the duties
      if (!c_.at(kind).journey) moves.push_back(c_.at(kind).code + "." + move);
    add(name + " reach", reach_code(r.reach));
    add(name + " sees", codes(c_, r.sees));
    add(name + " purposes", joined(purposes));
    add(name + " writes", codes(c_, r.writes));
    add(name + " moves", joined(moves));
    Words duties;
    for (std::size_t d = 0; d < 64; ++d)
      if ((r.duties >> d) & 1u)
        duties.emplace_back(d < kDutyCodes.size() ? std::string(kDutyCodes[d]) : std::to_string(d));
    add(name + " duties", joined(duties));
    for (const auto& a : r.reasoned) {
      Words reasons;
      for (const auto x : a.reasons) reasons.push_back(c_.at(x).code);
      add(name + " reason " + joined(reasons), std::to_string(a.hours) + " hours within " +
                                                   reach_code(a.within) + ", tells " + a.tells + ", sees " +
                                                   codes(c_, a.sees));
    }
  }
}

void Lines::recipients() {
  for (const auto& r : c_.recipients) {
    const auto name = "recipient " + r.code;
    add(name, std::string(r.direct ? "direct" : "not direct") + (r.source ? ", source" : "") +
                  (r.processor ? ", processor " + r.processor_for : "") + (r.marketing ? ", marketing" : "") +
                  (r.figures_only ? ", figures only" : "") +
                  (r.agreement_needed ? ", agreement needed" : "") + ", inform " +
                  (r.inform.empty() ? "before" : r.inform) + ", in " +
                  (r.country.empty() ? "GB" : r.country));
    add(name + " basis", bases(r.bases));
    add(name + " categories", codes(c_, r.categories));
    add(name + " mail", joined(r.email_domains));
  }
  for (const auto& s : c_.sources) add("source " + s.code, s.internal ? "of ours" : "from outside");
  for (const auto& g : c_.grounds)
    add("ground " + g.code, std::string(basis_code(g.basis)) + ", inform " +
                                (g.inform.empty() ? "before" : g.inform) +
                                (g.needs_approval() ? ", approved" : ", at once"));
}

/// The periods of which one counts, where there are several.
std::string among(const RetentionRule& r) {
  std::string s;
  for (const auto& k : r.among)
    s += std::string(s.empty() ? (r.choose == RetentionRule::Choose::Later ? ", later of " : ", one of ")
                               : " and ") +
         std::to_string(k.years) + " years " + std::to_string(k.months) + " months " +
         std::to_string(k.days) + " days, birthday " + std::to_string(k.birthday) +
         (k.as_contract ? ", as the contract says" : "") + (k.by_decision ? ", by decision" : "");
  return s + (r.up_to ? ", at most" : "");
}

void Lines::keeping() {
  for (const auto& r : c_.retention)
    add("keeping " + r.code, std::to_string(r.years) + " years " + std::to_string(r.months) +
                                 " months, birthday " + std::to_string(r.birthday) + ", trigger " +
                                 std::to_string(static_cast<int>(r.trigger)) + among(r) +
                                 ", destroyed, law " + std::to_string(r.legal_minimum_years) + ", services " +
                                 codes(c_, r.services) + ", kinds " + codes(c_, r.kinds) + ", categories " +
                                 codes(c_, r.categories));
  const auto& k = c_.consent;
  add("consent", "own from " + std::to_string(k.from_age()) + ", again after " +
                     std::to_string(k.renew_months) + " months, at most " + std::to_string(k.keep_years) +
                     " years, written " + joined(k.written));
  for (const auto& r : c_.rights)
    add("right " + r.code, std::to_string(r.days) + " days " +
                               std::to_string(r.days || r.months ? r.months : 1) + " months, fee " +
                               (r.fee.empty() ? "never" : r.fee) + ", decides " + r.decides + ", seconds " +
                               r.seconds);
  const auto& m = c_.marketing;
  add("marketing", yes_no(m.is_allowed()) + ", basis " + (m.basis.empty() ? "none" : m.basis) + ", others " +
                       yes_no(m.by_others()) + ", " + joined(m.channels));
  add("cameras never", joined(c_.cctv.never));
}

}  // namespace

std::vector<std::string> facts_of(const Charter& c) {
  Lines all(c);
  all.whole();
  all.purposes();
  all.services();
  all.roles();
  all.recipients();
  all.keeping();
  return all.lines;
}

}  // namespace candour::charter
