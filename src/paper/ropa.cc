#include "paper/ropa.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/consent_terms.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"
#include "paper/ropa_keeping.h"

namespace candour::paper {

using namespace charter;

namespace {

constexpr std::string_view kOutside = "Not in the charter";
constexpr std::string_view kOurselves = "Not applicable: we are the controller";
constexpr std::string_view kAgreed = "Recipients only if the person has agreed";

/// One activity as the regulator's template asks for it; names in its order.
using Row = std::vector<std::pair<std::string, Cell>>;

std::vector<Text> texts(const std::vector<std::string>& words) {
  std::vector<Text> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto before = words.begin() + static_cast<std::ptrdiff_t>(i);
    if (!words[i].empty() && std::find(words.begin(), before, words[i]) == before) out.emplace_back(words[i]);
  }
  return out;
}

Cell or_else(std::vector<Text> lines, std::string_view otherwise) {
  return lines.empty() ? Cell(std::string(otherwise)) : Cell(std::move(lines));
}

bool same_beginning(std::string_view whole, std::string_view piece) {
  return !piece.empty() && whole.size() >= piece.size() &&
         std::ranges::equal(whole.substr(0, piece.size()), piece, [](unsigned char a, unsigned char b) {
           return std::tolower(a) == std::tolower(b);
         });
}

std::string contact_line(const Contact* k) {
  if (!k) return std::string(kOutside);
  std::vector<std::string> parts;
  // The name of an office that begins its own address is said there.
  const bool named = same_beginning(k->post, k->title);
  for (const auto& s : {named ? std::string() : k->title, k->email, k->phone, k->post, k->web})
    if (!s.empty()) parts.push_back(s);
  std::string s;
  for (const auto& p : parts) s += (s.empty() ? "" : ", ") + p;
  return s;
}

std::vector<Text> individuals(const Charter& c, ServiceSet services, CategorySet used) {
  std::vector<std::string> who;
  services.each([&](ServiceIx i) {
    const Service& v = c.at(i);
    const std::string at = "services/" + v.code;
    std::string people =
        v.for_children ? "Children and young people" + to_confirm(c, at + "/for-children") : "People";
    people += " who use " + v.name + to_confirm(c, at + "/name");
    if (v.home_based) people += ", visited at home" + to_confirm(c, at + "/home-based");
    if (v.min_age > 0)
      people += ", from the age of " + std::to_string(v.min_age) + to_confirm(c, at + "/min-age");
    who.push_back(people);
  });
  for (const char* code : {"family", "emergency-contact", "relationship"}) {
    const auto i = c.find_category(code);
    if (i && used.has(*i)) {
      who.push_back("Their family, carers and contacts");
      for (const auto& other : c.to_print().others) who.push_back(other.name);
      break;
    }
  }
  return texts(who);
}

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
  return " (in " + service_names(c, r.services & services) + ")";
}

/// Whom the notice does not name is ours, and whoever reads the record is told so.
std::string named(const Charter& c, const Recipient& r, std::string_view use) {
  const auto at = "recipients/" + r.code;
  return r.name + (r.processor ? " (processor" + to_confirm(c, at + "/processor") + ")" : "") +
         (r.clause.empty() ? " (the notice names them nowhere as receiving)"
          : r.purposes.empty() || stands_in_notice(c, at + "/purposes", use)
              ? ""
              : " [for this use: to be confirmed]");
}

/// Who is sent any of it; or, of those, who is in another country.
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

/// Whom the person chose or agreed to, whatever for: each with what they may get.
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

/// Whom the person chose, and of those who are told something for this use those who are told on a yes alone.
std::vector<Text> only_if_agreed(const Charter& c, const Purpose& p, ServiceSet services) {
  auto out = agreed_recipients(c);
  for (const Recipient& r : c.recipients)
    if (!as_agreed(r) && charter::needs_consent(r) &&
        shares_for(c, r, *c.find_purpose(p.code), services, p.categories))
      out.emplace_back(r.name + ": for this activity");
  return out;
}

/// Who gives information for this use: the person, and those with whom we share for it and who also tell us.
std::vector<Text> sources_of(const Charter& c, const Purpose& purpose, ServiceSet services,
                             CategorySet used) {
  std::vector<std::string> out{"The person"};
  const auto ix = *c.find_purpose(purpose.code);
  for (const Recipient& r : c.recipients)
    if (r.source && shares_for(c, r, ix, services, used))
      out.push_back(r.name + to_confirm(c, "recipients/" + r.code + "/source"));
  return texts(out);
}

/// Sources that the charter ties to no use: said once for all, since to repeat them at each use would say
/// that each of them serves it.
std::vector<Text> general_sources(const Charter& c) {
  std::vector<std::string> out;
  for (const Source& s : c.sources) out.push_back(s.name);
  for (const Recipient& r : c.recipients)
    if (r.source && as_agreed(r)) out.push_back(r.name);
  return texts(out);
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

/// For what of an activity somebody's yes is needed, in words; empty where for nothing.
std::vector<std::string> consent_for(const Charter& c, const Purpose& p, ServiceSet services) {
  std::vector<std::string> out;
  if (may_be_agreed_to(p)) out.emplace_back("for the activity itself");
  if (std::ranges::any_of(p.conditions, [&](auto i) { return c.conditions[i].article == "9(2)(a)"; }))
    out.emplace_back("for special category information (explicit consent, Article 9(2)(a))");
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

/// Which rights the law gives under these bases (UK GDPR Articles 15 to 22).
std::vector<Text> rights_under(const Purpose& p, bool withdraw) {
  bool erase = true, carry = false, object = false;
  for (const PurposeBasis& b : p.bases) {
    if (b.basis == Basis::LegalObligation || b.basis == Basis::PublicTask) erase = false;
    if (b.basis == Basis::Consent || b.basis == Basis::Contract) carry = true;
    if (b.basis == Basis::PublicTask || b.basis == Basis::LegitimateInterests ||
        b.basis == Basis::RecognisedLegitimateInterest)
      object = true;
  }
  std::vector<std::string> out{"Access", "Correction", "Restriction"};
  if (erase) out.push_back("Erasure");
  if (carry) out.push_back("Portability, where processed by automated means");
  if (object) out.push_back("Objection");
  if (withdraw) out.push_back("Withdrawal of consent");
  return texts(out);
}

std::string security_words(const Charter& c) {
  std::string s =
      "In this records system: each person’s information is encrypted under keys of that person’s own, category by category; staff "
      "see "
      "only what their role allows; every look is recorded in a log that shows any alteration";
  if (c.agreement_required())
    s += "; no access without a signed confidentiality agreement" + to_confirm(c, "access/agreement");
  if (c.training_months())
    s += "; no access without data-protection training within " + months_words(c.training_months()) +
         to_confirm(c, "access/training-months");
  return s + ".";
}

std::vector<Text> special_conditions(const Charter& c, const Purpose& p, bool schedule) {
  std::vector<std::string> out;
  for (std::size_t i : p.conditions) {
    const Condition& k = c.conditions[i];
    const auto ours = to_confirm(c, "purposes/" + p.code + "/conditions/" + k.code);
    const auto at = "conditions/" + k.code;
    if (!schedule)
      out.push_back((k.criminal ? "Article 10" : "Article " + k.article) +
                    (k.says.empty() ? "" : ": " + k.says) + ours);
    else if (!k.schedule1.empty())
      out.push_back("Paragraph " + k.schedule1 +
                    (k.policy_document.empty() ? "" : ", policy document " + k.policy_document) +
                    to_confirm(c, at + (k.policy_document.empty() ? "/schedule1" : "/policy-document")));
  }
  return texts(out);
}

void lawful(Row& row, const Charter& c, const Purpose& p, ServiceSet services) {
  Cell basis, interests, assessment;
  const auto said = c.to_print().find_purpose(p.code);
  for (const PurposeBasis& b : p.bases) {
    const bool in_notice =
        said && std::ranges::find(c.to_print().at(*said).bases, b.basis, &PurposeBasis::basis) !=
                    c.to_print().at(*said).bases.end();
    const auto at = "purposes/" + p.code + "/bases/" + std::string(basis_code(b.basis));
    basis.lines.emplace_back(basis_line(PurposeBasis{b.basis, b.when, {}, {}}) +
                             (!in_notice       ? " [to be confirmed: the notice ties no ground to this]"
                              : b.when.empty() ? ""
                                               : to_confirm(c, at + "/when")));
    if (!b.interests.empty()) interests.lines.emplace_back(b.interests + to_confirm(c, at + "/interests"));
    if (!b.assessment.empty())
      assessment.lines.emplace_back("Assessment " + b.assessment + to_confirm(c, at + "/assessment"));
  }
  const auto consent = consent_for(c, p, services);
  row.emplace_back("Article 6 lawful basis", std::move(basis));
  row.emplace_back("Article 9 or 10 condition", or_else(special_conditions(c, p, false), "None needed"));
  row.emplace_back("Legitimate interests", or_else(std::move(interests.lines), "None relied on"));
  row.emplace_back("Legitimate interests assessment", or_else(std::move(assessment.lines), "None relied on"));
  row.emplace_back("Rights that the law gives under these grounds", Cell(rights_under(p, !consent.empty())));
  row.emplace_back("Automated decisions, profiling",
                   c.decides_by_computer() ? c.automated_decisions : "None are made by this system");
  row.emplace_back("Record of consent",
                   consent.empty()
                       ? std::string("Consent is not relied on")
                       : "In the person’s record, where it can be withdrawn: " + and_list(consent));
}

void not_in_charter(Row& row, const Charter& c, const Purpose& p) {
  row.emplace_back("Location of the data", c.organisation.hosting.empty()
                                               ? std::string("In this records system, Candour")
                                               : "In this records system, Candour, hosted in " +
                                                     country_words(c.organisation.hosting) +
                                                     to_confirm(c, "organisation/hosting"));
  for (const char* name : {"Impact assessment (DPIA) needed?", "DPIA progress", "Link to DPIA",
                           "Has there been a breach?", "Link to the breach record"})
    row.emplace_back(name, std::string(kOutside));
  row.emplace_back("Schedule 1 condition (DPA 2018)", or_else(special_conditions(c, p, true), "None needed"));
  std::vector<std::string> apd;
  for (std::size_t i : p.conditions)
    if (const auto& document = c.conditions[i].policy_document; !document.empty())
      apd.push_back("Policy document " + document +
                    to_confirm(c, "conditions/" + c.conditions[i].code + "/policy-document"));
  row.emplace_back("Retention and erasure policy document", or_else(texts(apd), "None needed"));
  row.emplace_back("Kept and erased as the policy says?",
                   "As the retention schedule in this record; holds and erasures are on the ledger");
  row.emplace_back("Part of the notice",
                   p.clause.empty() ? "The notice does not name this purpose" : p.clause);
}

/// One purpose of services for which we answer in the same way.
struct Activity {
  const Service& like;  // any of them: controller or processor, and for whom
  ServiceSet services;
  const Purpose& purpose;
};

Row row_of(const Charter& c, const Setting& s, const Activity& a) {
  const Service& v = a.like;
  const Purpose& p = a.purpose;
  CategorySet stored;
  a.services.each([&](ServiceIx i) {
    for (const KindUse& u : c.at(i).kinds) stored = stored | c.at(u.kind).categories();
  });
  // What the purpose may use beyond the forms (a sign-in on the website) is still said.
  const CategorySet used = (p.categories & stored).empty() ? p.categories : p.categories & stored;
  Row row;
  row.emplace_back("We act as", (v.processor ? "Processor" : "Controller") +
                                    to_confirm(c, "services/" + v.code + "/processor"));
  row.emplace_back("Organisation", c.organisation.name + ", " + contact_line(c.contact("head-office")));
  row.emplace_back("Data protection contact", contact_line(c.contact("data-protection")));
  row.emplace_back("Representative", std::string(kOutside));
  row.emplace_back("Business function", service_names(c, a.services));
  row.emplace_back("Purpose of processing",
                   Cell(texts({p.name, p.says,
                               p.optional ? "The person may say no to it" +
                                                to_confirm(c, "purposes/" + p.code + "/optional")
                                          : ""})));
  const auto as = to_confirm(c, "services/" + v.code + "/processor");
  row.emplace_back("Controller on whose behalf",
                   v.processor ? v.controller + to_confirm(c, "services/" + v.code + "/controller")
                               : std::string(kOurselves) + as);
  row.emplace_back(
      "Controller’s instructions",
      !v.processor ? std::string(kOurselves)
      : v.controller_instructions.empty()
          ? std::string(kOutside)
          : v.controller_instructions + to_confirm(c, "services/" + v.code + "/controller-instructions"));
  std::vector<std::string> joint;
  for (const auto& x : c.to_print().partners)
    if (x.joint_controller) joint.push_back(x.name);
  row.emplace_back("Joint controller", or_else(texts(joint), kOutside));
  row.emplace_back("Categories of individuals", Cell(individuals(c, a.services, used)));
  // All that the charter gives the use, not only what a form of these services asks.
  row.emplace_back("Categories of personal data",
                   told_apart(c, "purposes/" + p.code + "/categories", p.categories));
  row.emplace_back("Categories of recipients",
                   or_else(recipients_of(c, p, a.services, p.categories, false), "None"));
  row.emplace_back(std::string(kAgreed), or_else(only_if_agreed(c, p, a.services), "None"));
  row.emplace_back("Contract with processors", std::string(kOutside));
  row.emplace_back("Third countries or international organisations",
                   or_else(recipients_of(c, p, a.services, p.categories, true),
                           c.transfer_area.empty() ? "None known to this system " + std::string(kToConfirm)
                                                   : "None; nothing leaves " + transfer_words(c)));
  // The charter's words go on from what is said before them ("If it ever did …").
  row.emplace_back(
      "Safeguards for exceptional transfers",
      c.transfer_area.empty() ? c.transfer_safeguards.empty() ? std::string(kOutside) : c.transfer_safeguards
      : c.transfer_safeguards.empty()
          ? "None needed: nothing leaves " + transfer_words(c)
          : "Information does not go outside " + transfer_words(c) + ". " + c.transfer_safeguards);
  row.emplace_back("Retention schedule", or_else(texts(kept_in_words(c, a.services, used)),
                                                 "Nothing is stored in a form of these services"));
  row.emplace_back("Security measures", security_words(c));
  lawful(row, c, p, a.services);
  row.emplace_back("Source of the data", Cell(sources_of(c, p, a.services, used)));
  row.emplace_back("Other sources, of no single activity", or_else(general_sources(c), "None"));
  not_in_charter(row, c, p);
  row.emplace_back("Regulator", s.regulator.name);
  return row;
}

bool same_answer(const Service& a, const Service& b) {
  return a.processor == b.processor && a.controller == b.controller &&
         a.controller_instructions == b.controller_instructions;
}

/// Services for which we answer in the same way share their activities; each service is in exactly one group.
template <class F>
void each_activity(const Charter& c, F&& f) {
  ServiceSet done;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    if (done.has(static_cast<ServiceIx>(i))) continue;
    ServiceSet group;
    for (std::size_t j = i; j < c.services.size(); ++j)
      if (same_answer(c.services[i], c.services[j])) group.add(static_cast<ServiceIx>(j));
    done = done | group;
    for (std::size_t p = 0; p < c.purposes.size(); ++p) {
      const ServiceSet in = group & services_of(c, static_cast<PurposeIx>(p));
      if (!in.empty()) f(Activity{c.services[i], in, c.purposes[p]});
    }
  }
}

}  // namespace

Table ropa_table(const Charter& c, const Setting& s) {
  Table t;
  t.caption = "Record of processing activities: " + c.organisation.name;
  t.row_headings = false;
  each_activity(c, [&](const Activity& a) {
    const Row row = row_of(c, s, a);
    if (t.columns.empty())
      for (const auto& [name, cell] : row) t.columns.push_back(name);
    std::vector<Cell> cells;
    for (const auto& [name, cell] : row) cells.push_back(cell);
    t.rows.push_back(std::move(cells));
  });
  return t;
}

Document ropa(const Charter& c, const Setting& s) {
  Document d;
  d.title = "Record of processing activities: " + c.organisation.name;
  d.subtitle = "UK GDPR Article 30; charter version " + c.version.number + ", in force from " +
               date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.contents = true;
  d.blocks.push_back(Note{"",
                          {Text("Printed from the charter that the records system runs. Where it says “" +
                                std::string(kOutside) + "”, look in your own register.")}});
  // What is the same for every activity stands once, in front.
  const std::vector<std::string> shared{"Organisation",
                                        "Data protection contact",
                                        "Representative",
                                        "Joint controller",
                                        "Contract with processors",
                                        "Safeguards for exceptional transfers",
                                        "Security measures",
                                        "Automated decisions, profiling",
                                        "Location of the data",
                                        "Other sources, of no single activity",
                                        "Impact assessment (DPIA) needed?",
                                        "DPIA progress",
                                        "Link to DPIA",
                                        "Has there been a breach?",
                                        "Link to the breach record",
                                        "Kept and erased as the policy says?",
                                        "Regulator"};
  auto is_shared = [&](const std::string& n) {
    return std::find(shared.begin(), shared.end(), n) != shared.end();
  };
  bool first = true;
  std::string part;
  each_activity(c, [&](const Activity& a) {
    const Row row = row_of(c, s, a);
    if (first) {
      KeyFacts all;
      for (const auto& [name, cell] : row)
        if (is_shared(name)) all.facts.push_back({name, cell});
      d.heading(2, "For every activity", "every-activity");
      d.blocks.push_back(std::move(all));
      if (auto agreed = agreed_recipients(c); !agreed.empty()) {
        d.heading(2, "Only if the person has agreed, and for what they agreed to", "only-if-agreed");
        d.blocks.push_back(List{std::move(agreed), false});
      }
      first = false;
    }
    const auto at = "services/" + a.like.code;
    const std::string now = a.like.processor
                                ? "As processor for " + a.like.controller + to_confirm(c, at + "/controller")
                                : "As controller" + to_confirm(c, at + "/processor");
    if (now != part) d.heading(2, now);
    part = now;
    d.heading(3, a.purpose.name);
    KeyFacts facts;
    for (const auto& [name, cell] : row)
      if (!is_shared(name) && name != "We act as" && name != kAgreed) facts.facts.push_back({name, cell});
    d.blocks.push_back(std::move(facts));
  });
  return d;
}

}  // namespace candour::paper
