#include "paper/ropa_parts.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "charter/consent_terms.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

std::vector<Text> texts(const std::vector<std::string>& words) {
  std::vector<Text> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto before = words.begin() + static_cast<std::ptrdiff_t>(i);
    if (!words[i].empty() && std::find(words.begin(), before, words[i]) == before) out.emplace_back(words[i]);
  }
  return out;
}

namespace {

bool by_consent(const Recipient& r) {
  return !r.direct || std::ranges::find(r.bases, Basis::Consent) != r.bases.end();
}

/// Somebody tied to no use, who gets only what the person agreed to: said once for all. What it is for, the
/// person says, and not a use that happens to need the same information.
bool as_agreed(const Recipient& r) {
  return r.purposes.empty() && r.bases == std::vector{Basis::Consent};
}

/// Whether somebody gets some of what a use needs, for this use and in one of these services: by the answer
/// of the engine, and no other.
bool shares_for(const Charter& c, const Recipient& r, PurposeIx purpose, ServiceSet services,
                CategorySet used) {
  bool any = false;
  services.each([&](ServiceIx s) {
    (r.categories & used).each([&](CategoryIx category) {
      const auto t = may_share(c, r, category, s);
      any = any || (t.allowed && t.purposes.has(purpose));
    });
  });
  return any && !as_agreed(r);
}

/// " (in Young people)": of somebody who gets nothing in the other services of the row.
std::string only_in(const Charter& c, const Recipient& r, ServiceSet services) {
  if (r.services.empty() || (services - r.services).empty()) return "";
  return " (in " + service_names(c, r.services & services) + ")" +
         to_confirm(c, "recipients/" + r.code + "/services");
}

/// Of somebody who is tied to single uses: the mark where the notice does not tie them to this one.
std::string for_use(const Charter& c, const Recipient& r, std::string_view use) {
  return r.purposes.empty() || stands_in_notice(c, "recipients/" + r.code + "/purposes", use)
             ? ""
             : " " + std::string(kForThisUse);
}

/// Whom the notice does not name is ours, and whoever reads the record is told so.
std::string named(const Charter& c, const Recipient& r, std::string_view use) {
  return r.name +
         (r.processor ? " (processor" + to_confirm(c, "recipients/" + r.code + "/processor") + ")" : "") +
         (r.clause.empty() ? " (the notice names them nowhere as receiving)" : for_use(c, r, use));
}

/// Whether the notice itself ties everybody whom the charter knows to what they get and what for: only then
/// does it say that for some use nobody gets anything.
bool ties_everybody(const Charter& c) {
  constexpr std::string_view kTable = "recipients/";
  return std::ranges::none_of(c.said, [&](const Said& s) {
    if (!s.ground.working() || !s.path.starts_with(kTable)) return false;
    const auto row = std::string_view(s.path).substr(kTable.size());
    const auto key = row.substr(std::min(row.find('/'), row.size()));
    return key.empty() || key.starts_with("/purposes") || key.starts_with("/categories");
  });
}

/// When somebody is told without a yes although a yes is one of the grounds; "" where never.
std::string but_for_consent(const Recipient& r) {
  if (!r.direct) return "";
  if (!charter::needs_consent(r)) return " where no other ground is relied on";
  std::vector<std::string> beyond;
  for (const auto& [basis, words] :
       {std::pair{Basis::LegalObligation, "the law"}, {Basis::VitalInterests, "somebody’s life"}})
    if (std::ranges::find(r.bases, basis) != r.bases.end()) beyond.emplace_back(words);
  return beyond.empty() ? "" : " unless " + listed(beyond, "or") + " requires it";
}

}  // namespace

std::vector<Text> recipients_of(const Charter& c, const Purpose& purpose, ServiceSet services,
                                CategorySet used, bool countries) {
  std::vector<std::string> out;
  const auto ix = *c.find_purpose(purpose.code);
  for (const Recipient& r : c.recipients) {
    if (!shares_for(c, r, ix, services, used)) continue;
    const std::string place = r.country.empty() ? "" : country_words(r.country);
    if (!countries)
      out.push_back(named(c, r, purpose.code) + only_in(c, r, services));
    else if (!place.empty() && r.country != "GB" && r.country != "UK")
      out.push_back(r.name + ": " + place);
  }
  return texts(out);
}

std::vector<Text> agreed_recipients(const Charter& c) {
  std::vector<Text> out;
  for (const Recipient& r : c.recipients) {
    if (!as_agreed(r)) continue;
    std::string where = r.services.empty() ? "" : "; in " + service_names(c, r.services);
    if (!r.country.empty() && r.country != "GB" && r.country != "UK")
      where += "; in " + country_words(r.country);
    out.emplace_back(r.name + ": " + lower_first(category_summary(c, r.categories)) +
                     to_confirm(c, "recipients/" + r.code + "/categories") + where);
  }
  return out;
}

std::vector<Text> only_if_agreed(const Charter& c, const Purpose& p, ServiceSet services) {
  auto out = agreed_recipients(c);
  for (const Recipient& r : c.recipients)
    if (!as_agreed(r) && charter::needs_consent(r) &&
        shares_for(c, r, *c.find_purpose(p.code), services, p.categories))
      out.emplace_back(r.name + ": for this activity" + for_use(c, r, p.code));
  return out;
}

std::vector<Text> sources_of(const Charter& c, const Purpose& purpose, ServiceSet services,
                             CategorySet used) {
  // The charter ties the person to no use: what they tell is said in general.
  std::vector<std::string> out{
      "The person, in general: the charter does not say what they tell for which activity"};
  const auto ix = *c.find_purpose(purpose.code);
  for (const Recipient& r : c.recipients)
    if (r.source && shares_for(c, r, ix, services, used)) {
      const auto ours = to_confirm(c, "recipients/" + r.code + "/source");
      out.push_back(r.name + (ours.empty() ? for_use(c, r, purpose.code) : ours));
    }
  return texts(out);
}

std::vector<Text> general_sources(const Charter& c) {
  std::vector<std::string> out;
  for (const Source& s : c.sources) out.push_back(s.name + to_confirm(c, "sources/" + s.code));
  for (const Recipient& r : c.recipients)
    if (r.source && as_agreed(r)) out.push_back(r.name + to_confirm(c, "recipients/" + r.code + "/source"));
  return texts(out);
}

Cell or_nobody(const Charter& c, std::vector<Text> lines) {
  if (!lines.empty()) return Cell(std::move(lines));
  return ties_everybody(c)
             ? "Nobody"
             : "Nobody in this system [to be confirmed: the notice does not say who of those that "
               "it names gets something for this use]";
}

std::vector<std::string> consent_for(const Charter& c, const Purpose& p, ServiceSet services) {
  std::vector<std::string> out;
  const auto at_use = "purposes/" + p.code;
  if (may_be_agreed_to(p))
    out.push_back("for the activity itself" + to_confirm(c, at_use + "/bases/consent"));
  const auto asked =
      std::ranges::find_if(p.conditions, [&](auto i) { return c.conditions[i].article == "9(2)(a)"; });
  if (asked != p.conditions.end())
    out.push_back("for special category information (explicit consent, Article 9(2)(a))" +
                  to_confirm(c, at_use + "/conditions/" + c.conditions[*asked].code));
  // By what else somebody may be told: several grounds are not each a yes that is needed.
  std::vector<std::pair<std::string, std::vector<std::string>>> told{{"", {}}};
  for (const Recipient& r : c.recipients) {
    if (!by_consent(r) || !shares_for(c, r, *c.find_purpose(p.code), services, p.categories)) continue;
    const auto but_for = but_for_consent(r);
    auto at = std::ranges::find(told, but_for, &std::pair<std::string, std::vector<std::string>>::first);
    if (at == told.end()) at = told.insert(at, {but_for, {}});
    at->second.push_back(r.name + to_confirm(c, "recipients/" + r.code + "/bases/consent"));
  }
  for (const auto& [but_for, names] : told)
    if (!names.empty()) out.push_back("for telling " + and_list(names) + but_for);
  return out;
}

}  // namespace candour::paper
