#include "charter/explain.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "charter/lending.h"

namespace candour::charter {

namespace {

/// Somebody in this role whom nothing personal holds back: signed, trained, and the person within reach.
Facts within_reach(const Charter& c, RoleIx role, ServiceIx service) {
  Facts f;
  f.role = role;
  f.service = service;
  f.reach = c.at(role).reach;
  f.agreement = f.training = true;
  f.consented = PurposeSet::of_bits(~std::uint64_t{0});
  return f;
}

/// "the supervisor is told", or whoever it is by each of the accesses.
std::string told_of_each(const Charter& c, const Role& role, const std::vector<Lent>& lent) {
  std::vector<std::string> who;
  for (const auto& l : lent)
    if (auto told = told_of(c, role, l.by->tells); std::ranges::count(who, told) == 0)
      who.push_back(std::move(told));
  return listed(who, "or") + " is told";
}

PurposeAnswer answer(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category) {
  PurposeAnswer a;
  a.purpose = p;
  a.see = decide(c, f, p, category, Doing::See);
  a.write = decide(c, f, p, category, Doing::Write);
  const auto lent = a.see.allowed() ? std::vector<Lent>{} : reasons_for(c, f, p, category);
  if (!lent.empty()) {
    a.see = lent.front().see;
    a.words = "Only for a stated reason and a limited time; each look is recorded, and " +
              told_of_each(c, c.at(f.role), lent) + ".";
  } else if (a.see.allowed()) {
    a.words = "For " + c.at(p).name + ": yes" +
              (a.write.allowed() ? ", and may write it" : ", to read only") + ". " +
              std::string(basis_words(a.see.basis)) + " (Article " + std::string(basis_article(a.see.basis)) +
              ")" + (c.at(p).needs_consent() ? ", as long as the person agrees." : ".");
  } else {
    a.words = "For " + c.at(p).name + ": no. " + why_words(c, a.see, f, p, category);
  }
  a.clause = c.clause_text(a.see.clause);
  return a;
}

}  // namespace

Explanation explain(const Charter& c, RoleIx role, ServiceIx service, CategoryIx category) {
  Explanation e;
  e.question = "May the role “" + c.at(role).name + "” see " + category_words(c, category) + " in " +
               c.at(service).name + "?";
  c.at(service).purposes.each([&](PurposeIx p) {
    auto a = answer(c, within_reach(c, role, service), p, category);
    bool lent = a.see.obligations & kReasonedAccess;
    e.may_see = e.may_see || (a.see.allowed() && !lent);
    e.may_write = e.may_write || a.write.allowed();
    e.by_reason = e.by_reason || (a.see.allowed() && lent);
    e.purposes.push_back(std::move(a));
  });
  // The answer that says most: an allowed one, else the refusal that came furthest.
  const PurposeAnswer* best = nullptr;
  for (auto& a : e.purposes) {
    bool better = !best || (a.see.allowed() && !best->see.allowed()) ||
                  (!best->see.allowed() && a.see.why == Why::CategoryNotOfRole);
    if (better) best = &a;
  }
  if (best) {
    e.clause = best->clause;
    e.words =
        (e.may_see
             ? "Yes, for people whom the role reaches: " + std::string(reach_words(c.at(role).reach)) + ". "
         : e.by_reason ? "Not as a rule. "
                       : "No. ") +
        best->words;
  } else {
    e.words = "No. The service has no purpose.";
  }
  return e;
}

std::vector<AnsweredAlike> answered_alike(const Charter& c, const std::vector<PurposeAnswer>& all) {
  std::vector<AnsweredAlike> groups;
  for (const auto& a : all) {
    const auto& name = c.at(a.purpose).name;
    std::string words = a.words;
    if (const std::string lead = "For " + name + ": "; words.starts_with(lead)) {
      words.erase(0, lead.size());
      words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    }
    const std::string quoted = "“" + name + "”";
    for (std::size_t at; (at = words.find(quoted)) != words.npos;)
      words.replace(at, quoted.size(), "this purpose");
    const auto same = std::ranges::find_if(groups, [&](const AnsweredAlike& g) {
      return !a.see.allowed() && !g.answer.see.allowed() && g.answer.write.allowed() == a.write.allowed() &&
             g.words == words && g.answer.clause == a.clause;
    });
    if (same != groups.end())
      same->purposes.push_back(a.purpose);
    else
      groups.push_back({{a.purpose}, a, std::move(words)});
  }
  return groups;
}

AccessMatrix access_matrix(const Charter& c, std::optional<ServiceIx> only) {
  AccessMatrix m;
  m.cells.assign(c.roles.size(), std::vector<MatrixCell>(c.categories.size()));
  for (std::size_t r = 0; r < c.roles.size(); ++r)
    for (std::size_t s = 0; s < c.services.size(); ++s) {
      if (only && *only != static_cast<ServiceIx>(s)) continue;
      Facts f = within_reach(c, static_cast<RoleIx>(r), static_cast<ServiceIx>(s));
      (c.services[s].purposes & c.roles[r].purpose_set).each([&](PurposeIx p) {
        decide_set(c, f, p, Doing::See).each([&](CategoryIx x) {
          m.cells[r][static_cast<std::size_t>(x)].sees.add(p);
        });
        decide_set(c, f, p, Doing::Write).each([&](CategoryIx x) {
          m.cells[r][static_cast<std::size_t>(x)].writes = true;
        });
      });
    }
  for (std::size_t r = 0; r < c.roles.size(); ++r)
    for (auto& ra : c.roles[r].reasoned)
      ra.sees.each([&](CategoryIx x) {
        auto& reasons = m.cells[r][static_cast<std::size_t>(x)].reasons;
        reasons.insert(reasons.end(), ra.reasons.begin(), ra.reasons.end());
      });
  return m;
}

}  // namespace candour::charter
