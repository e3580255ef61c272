// What can be chosen for a question: fixed, from the catalogue, or from what was answered before.
#include <algorithm>

#include "charter/authored_group.h"
#include "charter/pictures.h"

namespace candour::charter {

namespace {
using Choices = std::vector<AnswerChoice>;
const std::map<std::string_view, Choices>& choices_of_law() {
  static const std::map<std::string_view, Choices> all = {
      {"nations",
       {{"england-and-wales", "England and Wales"},
        {"scotland", "Scotland"},
        {"northern-ireland", "Northern Ireland"}}},
      {"contact-roles",
       {{"data-protection", "Data protection"},
        {"complaints", "Complaints"},
        {"head-office", "Everything else"},
        {"your-rights", "Your rights"},
        {"marketing", "News and fundraising"}}},
      {"bases",
       {{"consent", "Consent"},
        {"contract", "A contract or agreement with the person"},
        {"legal-obligation", "A legal obligation"},
        {"vital-interests", "Vital interests"},
        {"public-task", "A public task"},
        {"recognised-legitimate-interest", "A recognised legitimate interest"},
        {"legitimate-interests", "Legitimate interests"}}},
      {"conditions",
       {{"care-provision", "Health or social care: Article 9(2)(h)"},
        {"explicit-consent", "Explicit consent: Article 9(2)(a)"},
        {"vital", "Vital interests: Article 9(2)(c)"},
        {"safeguarding", "Safeguarding: Article 9(2)(g), Schedule 1 paragraph 18"},
        {"counselling", "Counselling: Article 9(2)(g), Schedule 1 paragraph 17"},
        {"equality", "Equality of treatment: Article 9(2)(g), Schedule 1 paragraph 8"},
        {"legal-claims", "Legal claims: Article 9(2)(f)"},
        {"social-protection", "Employment and social protection: Article 9(2)(b), Schedule 1 paragraph 1"},
        {"public-health", "Public health: Article 9(2)(i), Schedule 1 paragraph 3"},
        {"research", "Research: Article 9(2)(j), Schedule 1 paragraph 4"},
        {"offences-care", "Offences, for care: Article 10, Schedule 1 paragraph 2"}}},
      {"reaches",
       {{"none", "Nobody's"},
        {"caseload", "Of people whom they support"},
        {"line", "Of people whom they or those below them support"},
        {"team", "Of their team's people"},
        {"service", "Of everybody in their service"},
        {"organisation", "Of everybody"}}},
      {"informs",
       {{"before", "Before"},
        {"after", "Afterwards"},
        {"try", "You try to tell them"},
        {"where-possible", "Where possible"},
        {"not-needed", "Not each time"}}},
  };
  return all;
}
/// About what is done here.
const std::map<std::string_view, Choices>& choices_of_practice() {
  static const std::map<std::string_view, Choices> all = {
      {"approvals", {{"before", "Before anything goes"}, {"after", "Afterwards"}, {"none", "No"}}},
      {"froms",
       {{"end-of-service", "The end of the service"},
        {"last-contact", "The last contact"},
        {"birthday", "A birthday"},
        {"shared", "The day it was shared"},
        {"contract-end", "The end of the contract"},
        {"closure", "The day the matter was closed"},
        {"created", "The day it was written"},
        {"death", "Death"}}},
      {"thens", {{"destroy", "It is destroyed"}}},
      {"rights",
       {{"access", "See what is held"},
        {"correction", "Have mistakes put right"},
        {"erasure", "Have information deleted"},
        {"objection", "Object to a use"},
        {"restriction", "Limit what is done with it"},
        {"portability", "Take it elsewhere"},
        {"withdraw-consent", "Take back a consent"},
        {"marketing-objection", "Stop news and fundraising"},
        {"automated-decisions", "Not be decided about by a computer alone"},
        {"complaint", "Complain"},
        {"authorised-recipient", "Have a copy sent to somebody chosen"},
        {"informed", "Know what is done with it"},
        {"access-history", "See who looked at it"}}},
      {"marketing",
       {{"none", "Never"},
        {"opt-in", "Only after a yes"},
        {"charity-soft-opt-in", "To supporters who have not said no"}}},
      {"channels", {{"email", "Email"}, {"post", "Post"}, {"phone", "Telephone"}, {"sms", "Text message"}}},
      {"areas",
       {{"UK", "The United Kingdom alone"},
        {"EEA", "The EEA too"},
        {"EU", "The EU too"},
        {"listed", "Only countries that you list"}}},
      {"posts",
       {{"worker", "Supports people"},
        {"supervisor", "Is above those who support people"},
        {"service-manager", "Manages a service"},
        {"finance", "Looks after money"},
        {"dp-lead", "Answers for data protection"},
        {"admin", "Looks after accounts and takes down referrals"},
        {"board", "Reads figures alone"}}},
  };
  return all;
}

/// Of what is rarely said.
const std::map<std::string_view, Choices>& choices_of_rare() {
  static const std::map<std::string_view, Choices> all = {
      {"mailings",
       {{"news", "News of your own service"},
        {"survey", "Questions to many"},
        {"notice", "A changed notice"},
        {"marketing", "Fundraising and advertising: only by consent"}}},
      {"beyond", {{"planning", "For planning"}, {"research", "For research"}}},
      {"planning",
       {{"refused", "No, nothing"},
        {"opt-out-filtered", "Yes, of those alone who have not opted out nationally"}}},
      {"authorities",
       {{"lpa-health", "A lasting power of attorney for health and welfare"},
        {"lpa-finance", "A lasting power of attorney for money"},
        {"deputy", "Deputy, by a court"},
        {"guardian", "Guardian"},
        {"parental", "Parental responsibility"},
        {"appointee", "Appointee for benefits"},
        {"advocate", "Advocate"}}},
      {"widths",
       {{"organisation", "Of everybody"},
        {"service", "Of everybody in their service"},
        {"team", "Of their team's people"},
        {"line", "Of people whom they or those below them support"},
        {"caseload", "Of people whom they support"}}},
      {"choosing",
       {{"later-of", "Yes, and the later of the two counts"},
        {"earlier-of", "Yes, and the earlier of the two counts"},
        {"by-age", "Yes, for those of another age"}}},
      {"fees", {{"never", "Nothing, ever"}, {"unless-unfounded", "Nothing, unless it is clearly unfounded"}}},
      {"third-party", {{"refused", "No"}, {"opt-in", "Only after a yes"}}},
      {"routes",
       {{"opt-in", "Only after a yes"},
        {"soft-opt-in", "To those who asked or gave, until they say no"},
        {"opt-out", "Until they say no"}}},
  };
  return all;
}

bool is_chosen(const Kind& k) {
  return !k.engine && !k.journey;
}

/// "Your name", as the notice calls it.
Choices held(const Authored& so_far, const CatalogueFiles& catalogue) {
  Choices out;
  for (const auto& row : so_far.of("categories")) {
    const auto code = value(row, "use"), called = value(row, "rename");
    const auto at = std::ranges::find(catalogue.categories, code, &Category::code);
    out.push_back({code, !called.empty() ? called : at == catalogue.categories.end() ? code : at->name});
  }
  return out;
}

Choices rows_named(const Authored& so_far, std::string_view section, std::string_view code = "code",
                   std::string_view name = "name") {
  Choices out;
  for (const auto& row : so_far.of(section)) out.push_back({value(row, code), value(row, name)});
  return out;
}

void add(Choices& to, Choices more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// From rows that were answered before, some with others in front.
Choices answered(std::string_view from, const Authored& so_far, const CatalogueFiles& catalogue) {
  if (from == "categories") return held(so_far, catalogue);
  if (from == "purposes" || from == "services" || from == "roles") return rows_named(so_far, from);
  if (from == "contacts") return rows_named(so_far, from, "role", "title");
  Choices out;
  if (from == "told") out = {{"supervisor", "Their supervisor"}};
  if (from == "deciders")
    out = {{"supervisor", "The supervisor of whoever is asked"}, {"manager", "Their manager"}};
  if (!out.empty()) add(out, rows_named(so_far, "roles"));
  if (from != "written") return out;
  out = {{"photo", "Photos"}, {"video", "Films"}, {"voice", "Voices"}, {"story", "Stories"}};
  add(out, rows_named(so_far, "purposes"));
  add(out, rows_named(so_far, "recipients"));
  return out;
}

}  // namespace

std::vector<AnswerChoice> choices_for(const Question& q, const Authored& so_far,
                                      const CatalogueFiles& catalogue) {
  for (const auto* fixed : {&choices_of_law(), &choices_of_practice(), &choices_of_rare()})
    if (const auto at = fixed->find(q.from); at != fixed->end()) return at->second;
  Choices out;
  if (q.from == "catalogue")
    for (const auto& c : catalogue.categories) out.push_back({c.code, c.name});
  if (q.from == "kinds")
    for (const auto& k : catalogue.kinds)
      if (is_chosen(k)) out.push_back({k.code, k.name});
  if (q.from == "pictures")
    for (const auto& p : picture_names()) out.push_back({p, p});
  return out.empty() ? answered(q.from, so_far, catalogue) : out;
}

}  // namespace candour::charter
