#include "gate/facts.h"
#include "gate/gate.h"
#include "gate/standing.h"

namespace candour::gate {

using charter::Doing;
using charter::Why;

namespace {

std::string notice_part(const std::string& clause) {
  return clause.empty() ? "" : " (Notice, part " + clause + ")";
}

/// "You can see this because you are their Support worker in Community support; it is needed for …"
std::string allowed_words(const charter::Charter& c, const Explanation& x, bool reasoned) {
  const auto& role = c.at(x.role);
  std::string words = reasoned ? "You can see this for a limited time, because of the reason you gave, as "
                               : "You can see this as ";
  words += role.name + " in " + c.at(x.service).name + ", for “" + c.at(x.purpose).name + "”";
  words += notice_part(c.clause_text(x.decision.clause)) + ".";
  if (const auto basis = charter::basis_words(x.decision.basis); !basis.empty())
    words += " " + std::string(basis) + ".";
  return words;
}

}  // namespace

Result<std::vector<Explanation>> Gate::explain(const Actor& actor, PersonId person) const {
  TRY(const auto facts, facts_of(actor, person));
  const auto all = standings(*charter_, actor, facts);
  const auto bar = unfit(actor);
  std::vector<Explanation> out;
  for (std::size_t i = 0; i < charter_->categories.size(); ++i) {
    Explanation x;
    x.category = static_cast<CategoryIx>(i);
    const Standing* nearest = nullptr;
    for (const auto& s : all) {
      for (const auto p : charter_->at(s.facts.role).purposes) {
        const auto facts_here = s.seen_to_settle(*charter_).has(x.category) ? s.to_settle() : s.facts;
        const auto d = charter::decide(*charter_, facts_here, p, x.category, Doing::See);
        if (nearest && !d.allowed() && d.why <= x.decision.why) continue;
        nearest = &s;
        x.decision = d;
        x.purpose = p;
        x.service = s.facts.service;
        x.role = s.facts.role;
        if (d.allowed()) break;
      }
      if (nearest && x.decision.allowed()) break;
    }
    if (bar.why != Why::Allowed) {
      x.decision.why = bar.why;
      x.words = bar.words;
    } else if (nearest && x.decision.allowed()) {
      x.words = allowed_words(*charter_, x, !nearest->grant.is_nil());
    } else if (!nearest || x.decision.why <= Why::NotInService) {
      x.words = nothing_here(actor).words;
    } else {
      x.words = charter::why_words(*charter_, x.decision, nearest->facts, x.purpose, x.category);
    }
    out.push_back(std::move(x));
  }
  return out;
}

}  // namespace candour::gate
