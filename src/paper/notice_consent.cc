// When somebody's yes is needed: for which uses and for telling whom, from which age, how long it holds.
#include <algorithm>
#include <optional>
#include <set>

#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

std::string beyond_a_yes(const Charter& c) {
  // What an exceptional ground rests on: the law alone, or somebody's safety too.
  const bool law_alone = std::ranges::all_of(
      c.grounds, [](const DisclosureGround& g) { return g.basis == Basis::LegalObligation; });
  return law_alone ? "the law" : "the law or somebody’s safety";
}

namespace {

/// What holds in some services instead.
KeyFacts::Fact service_consent(const Charter& c, const ServiceConsent& x, const Setting& s) {
  std::vector<std::string> names;
  for (const auto& code : x.services)
    if (const auto s = c.find_service(code)) names.push_back(c.at(*s).name);
  Cell cell;
  if (x.own_from_age)
    cell.lines.emplace_back("You decide for yourself from the age of " + std::to_string(*x.own_from_age) +
                            ".");
  if (x.competence) cell.lines.emplace_back("We consider with you whether you understand what you agree to.");
  if (x.is_signed) cell.lines.emplace_back("You sign it.");
  if (x.renew_months) cell.lines.emplace_back("We ask you again after " + months_words(x.renew_months) + ".");
  if (x.keep_years)
    cell.lines.emplace_back("We keep what you shared at most " + years_words(x.keep_years) + ".");
  if (!x.says.empty()) cell.lines.emplace_back(x.says);
  if (!x.clause.empty()) cell.lines.push_back(part_link(x.clause, s.notice));
  return {"In " + and_list(names), std::move(cell)};
}

/// What is agreed to in writing; what stands in one part together, with that part.
Cell written(const Charter& c, const Setting& s) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_part;
  for (const auto& code : c.consent.written) {
    const auto part = part_at(c, "consent/written/" + code);
    auto at = std::ranges::find(by_part, part, &std::pair<std::string, std::vector<std::string>>::first);
    if (at == by_part.end()) at = by_part.insert(at, {part, {}});
    at->second.push_back(what_is_agreed(c, code));
  }
  Cell cell;
  for (const auto& [part, names] : by_part) cell.lines.push_back(from_part(soft_list(names), part, s.notice));
  return cell;
}

/// Whether nothing but a yes opens it: asked of the whole charter, since a ground that is not printed still
/// is one.
bool by_consent_alone(const Charter& full, const Recipient& printed) {
  const auto r = std::ranges::find(full.recipients, printed.code, &Recipient::code);
  return printed.bases == std::vector{Basis::Consent} && r != full.recipients.end() &&
         r->bases == std::vector{Basis::Consent};
}

/// The age from which somebody decides alone, as the notice says it where it says it otherwise.
std::string own_age_words(const Charter& c) {
  const auto says = std::ranges::find(c.said, "consent/own-from-says", &Said::path);
  return says == c.said.end() ? "From the age of " + std::to_string(*c.consent.own_from_age)
                              : upper_first(says->value);
}

}  // namespace

NoticePart agreeing(const Charter& full, const Setting& s) {
  const Charter& c = full.to_print();
  Document d;
  const ConsentRules& k = c.consent;
  KeyFacts facts;
  // What some services have otherwise holds in the others only, and nowhere where none is left.
  const auto rest = [&](auto own) -> std::optional<std::string> {
    std::set<std::string> otherwise;
    for (const ServiceConsent& x : k.by_service)
      if (own(x)) otherwise.insert(x.services.begin(), x.services.end());
    if (!otherwise.empty() && otherwise.size() >= full.services.size()) return std::nullopt;
    return otherwise.empty() ? "" : ", in our other services";
  };
  const auto put = [&](const std::string& name, const std::string& words, const std::string& key) {
    facts.facts.push_back({name, from_part(words, part_at(c, "consent/" + key), s.notice)});
  };
  const auto fact = [&](const char* name, const std::string& words, const std::string& key, auto own) {
    if (const auto where = rest(own)) put(name + *where, words, key);
  };
  if (k.own_from_age)
    fact("You decide for yourself", own_age_words(c), "own-from-age",
         [](const ServiceConsent& x) { return x.own_from_age.has_value(); });
  if (k.renew_months)
    fact("We ask you again", "At least every " + lower_first(months_words(k.renew_months)), "renew-every",
         [](const ServiceConsent& x) { return x.renew_months > 0; });
  if (k.keep_years)
    fact("We keep what you shared at most", years_words(k.keep_years), "keep-at-most",
         [](const ServiceConsent& x) { return x.keep_years > 0; });
  for (const ServiceConsent& x : k.by_service) facts.facts.push_back(service_consent(c, x, s));
  if (!k.written.empty()) facts.facts.push_back({"Always in writing", written(c, s)});
  if (!k.how_to_withdraw.empty()) put("If you change your mind", k.how_to_withdraw, "how-to-withdraw");
  std::vector<std::string> uses, others;
  for (const Purpose& p : c.purposes)
    if (p.needs_consent() && full.at(*full.find_purpose(p.code)).needs_consent()) uses.push_back(p.name);
  for (const Recipient& r : c.recipients)
    if (by_consent_alone(full, r)) others.push_back(r.name);
  if (!uses.empty()) d.paragraph("We do these only if you have said yes: " + soft_list(uses) + ".");
  if (!others.empty()) d.paragraph("We tell these only if you have said yes: " + joined(others) + ".");
  // An exceptional ground needs no yes. The notice ties it to nobody in this list, and no more does this.
  if (!others.empty() && !c.grounds.empty())
    d.paragraph(Text("When something may be told without a yes stands under ")
                    .link("who we share it with", s.details + "#who-we-share-with")
                    .add("."));
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
  return {"agreeing", "When we need your yes", std::move(d.blocks)};
}

}  // namespace candour::paper
