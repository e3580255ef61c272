#include "paper/ropa.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/calendar_words.h"
#include "base/text.h"
#include "paper/charter_words.h"
#include "paper/ropa_keeping.h"
#include "paper/ropa_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

constexpr std::string_view kOutside = "Not in the charter";
constexpr std::string_view kOurselves = "Not applicable: we are the controller";
constexpr std::string_view kAgreed = "Recipients only if the person has agreed";
constexpr std::string_view kNoGround = "[to be confirmed: the notice ties no ground to this]";
constexpr std::string_view kNoCondition = "[to be confirmed: the notice ties no condition to this]";

/// One activity as the regulator's template asks for it; names in its order.
using Row = std::vector<std::pair<std::string, Cell>>;

Cell or_else(std::vector<Text> lines, std::string_view otherwise) {
  return lines.empty() ? Cell(std::string(otherwise)) : Cell(std::move(lines));
}

bool same_beginning(std::string_view whole, std::string_view piece) {
  return !piece.empty() && whole.size() >= piece.size() &&
         std::ranges::equal(whole.substr(0, piece.size()), piece, [](unsigned char a, unsigned char b) {
           return std::tolower(a) == std::tolower(b);
         });
}

std::string contact_line(const Charter& c, std::string_view role) {
  const Contact* k = c.contact(role);
  if (!k) return std::string(kOutside);
  std::vector<std::string> parts;
  // The name of an office that begins its own address is said there, and that of the organisation before it.
  const bool named = same_beginning(k->post, k->title) || same_beginning(c.organisation.name, k->title);
  for (const auto& s : {named ? std::string() : k->title, k->email, k->phone, k->post, k->web})
    if (!s.empty()) parts.push_back(s);
  std::string s;
  for (const auto& p : parts) s += (s.empty() ? "" : ", ") + p;
  return s + to_confirm(c, "contacts/" + k->role);
}

Cell organisation(const Charter& c) {
  const Organisation& o = c.organisation;
  // An address that begins with the name repeats it.
  auto office = contact_line(c, "head-office");
  const auto again = o.name + ", ";
  if (const auto at = office.find(again); at != office.npos) office.erase(at, again.size());
  const auto legal = o.legal_name.empty()
                         ? std::string()
                         : "Legal name: " + o.legal_name + stands_on(c, {"organisation/legal-name"});
  return Cell(texts({o.name + to_confirm(c, "organisation/name"), legal, office}));
}

std::vector<Text> individuals(const Charter& c, const Purpose& p, ServiceSet services, CategorySet used) {
  std::vector<std::string> who;
  services.each([&](ServiceIx i) {
    const Service& v = c.at(i);
    const std::string at = "services/" + v.code;
    std::string people =
        v.for_children ? "Children and young people" + to_confirm(c, at + "/for-children") : "People";
    people += " who use " + service_told(c, i, p.code);
    if (v.home_based) people += ", visited at home" + to_confirm(c, at + "/home-based");
    if (v.min_age > 0)
      people += ", from the age of " + std::to_string(v.min_age) + to_confirm(c, at + "/min-age");
    who.push_back(people);
  });
  CategorySet of_others;
  for (const char* code : {"family", "emergency-contact", "relationship"})
    if (const auto i = c.find_category(code); i && used.has(*i)) of_others.add(*i);
  if (!of_others.empty()) {
    const auto told = told_apart(c, "purposes/" + p.code + "/categories", of_others);
    who.push_back("Others, of whom this tells: " + lower_first(told));
    const bool tied = told.find("to be confirmed") == told.npos;
    for (const auto& other : c.to_print().others)
      who.push_back(other.name + (tied ? "" : " " + std::string(kForThisUse)));
  }
  return texts(who);
}

/// The grounds that the notice itself ties to a use.
std::vector<PurposeBasis> printed_bases(const Charter& c, const Purpose& p) {
  const auto said = c.to_print().find_purpose(p.code);
  return said ? c.to_print().at(*said).bases : std::vector<PurposeBasis>{};
}

/// Which rights the law gives under these bases (UK GDPR Articles 15 to 22); marked where the notice ties
/// none of them to the use.
std::vector<Text> rights_under(const Charter& c, const Purpose& p, bool withdraw) {
  bool erase = true, carry = false, object = false;
  const auto said = printed_bases(c, p);
  for (const PurposeBasis& b : said.empty() ? p.bases : said) {
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
  if (said.empty()) out.emplace_back(kNoGround);
  return texts(out);
}

/// What this system does, and what the notice says of all.
Cell security(const Charter& c) {
  std::string s =
      "In this records system: each person’s information is encrypted under keys of that person’s own, category by category; staff "
      "see "
      "only what their role allows; every look is recorded in a log that shows any alteration";
  if (c.agreement_required())
    s += "; no access without a signed confidentiality agreement" + to_confirm(c, "access/agreement");
  if (c.training_months())
    s += "; no access without data-protection training within " + months_words(c.training_months()) +
         to_confirm(c, "access/training-months");
  std::vector<std::string> lines{s + "."};
  for (const char* code : {"keeping-safe", "security"})
    if (const auto words = c.to_print().text(code); !words.empty())
      lines.push_back("The notice: " + std::string(words) + stands_on(c, {std::string("texts/") + code}));
  return Cell(texts(lines));
}

/// Of decisions by computer this system makes none; what is done elsewhere only the charter can say.
Cell automated(const Charter& c) {
  const auto said = automated_words(c);
  return Cell(texts(
      {"By this system: none", said.empty() ? "Elsewhere: the notice does not say"
                                            : "Elsewhere: " + said + stands_on(c, {"automated-decisions"})}));
}

std::vector<Text> special_conditions(const Charter& c, const Purpose& p, bool schedule) {
  std::vector<std::string> out;
  for (std::size_t i : p.conditions) {
    const Condition& k = c.conditions[i];
    const auto at = "conditions/" + k.code, unknown = to_confirm(c, at);
    const auto ours = to_confirm(c, "purposes/" + p.code + "/" + at).empty() ? ""
                      : unknown.empty()                                      ? " " + std::string(kNoCondition)
                                                                             : unknown;
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
  const auto said = printed_bases(c, p);
  for (const PurposeBasis& b : p.bases) {
    const bool in_notice = std::ranges::find(said, b.basis, &PurposeBasis::basis) != said.end();
    const auto at = "purposes/" + p.code + "/bases/" + std::string(basis_code(b.basis));
    basis.lines.emplace_back(basis_line(PurposeBasis{b.basis, b.when, {}, {}}) +
                             (!in_notice       ? " " + std::string(kNoGround)
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
  row.emplace_back("Rights that the law gives under these grounds",
                   Cell(rights_under(c, p, !consent.empty())));
  row.emplace_back("Automated decisions, profiling", automated(c));
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
  row.emplace_back("Organisation", organisation(c));
  row.emplace_back("Data protection contact", contact_line(c, "data-protection"));
  row.emplace_back("Representative", std::string(kOutside));
  row.emplace_back("Business function", services_told(c, a.services, p.code));
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
  row.emplace_back("Categories of individuals", Cell(individuals(c, p, a.services, used)));
  // All that the charter gives the use, not only what a form of these services asks.
  row.emplace_back("Categories of personal data",
                   told_apart(c, "purposes/" + p.code + "/categories", p.categories));
  row.emplace_back("Categories of recipients",
                   or_nobody(c, recipients_of(c, p, a.services, p.categories, false)));
  row.emplace_back(std::string(kAgreed), or_nobody(c, only_if_agreed(c, p, a.services)));
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
  row.emplace_back("Retention schedule", or_else(texts(kept_in_words(c, a.services, p.categories)),
                                                 "Nothing is stored in a form of these services"));
  row.emplace_back("Security measures", security(c));
  lawful(row, c, p, a.services);
  row.emplace_back("Source of the data", Cell(sources_of(c, p, a.services, used)));
  row.emplace_back("Other sources, of no single activity",
                   or_else(general_sources(c), "The notice names none"));
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
