#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice.h"

namespace candour::paper {

using namespace charter;

namespace {

std::vector<Text> lines(std::initializer_list<std::string> words) {
  std::vector<Text> out;
  for (const auto& w : words)
    if (!w.empty()) out.emplace_back(w);
  return out;
}

}  // namespace

Table purpose_table(const Charter& c) {
  Table t;
  t.caption = "What we use your information for";
  t.columns = {"What we do", "Information we use", "Why the law lets us"};
  t.widths = {3, 3, 4};
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const Purpose& p = c.purposes[i];
    const ServiceSet in = services_of(c, static_cast<PurposeIx>(i));
    const bool everywhere = in.empty() || in.size() == static_cast<int>(c.services.size());
    Cell what(lines({p.name, p.says, everywhere ? "" : "In: " + service_names(c, in),
                     p.optional ? "You may say no to this, and your support stays the same." : "",
                     part_words(p.clause)}));
    Cell basis;
    for (const PurposeBasis& b : p.bases) basis.lines.emplace_back(basis_line(b));
    bool first = true;
    for (std::size_t k : p.conditions) {
      const std::string line = condition_line(c.conditions[k]);
      basis.lines.emplace_back(first ? "For specially protected information: " + line : "or: " + line);
      first = false;
    }
    t.rows.push_back({std::move(what), category_summary(c, p.categories), std::move(basis)});
  }
  return t;
}

Table role_table(const Charter& c) {
  Table t;
  t.caption = "Which of our staff may see what";
  t.columns = {"Who", "Whose information", "What they may see"};
  t.widths = {4, 2.4, 4.6};
  for (const Role& r : c.roles) {
    const bool none = r.reach == Reach::None || seen_by(c, r).empty();
    t.rows.push_back(
        {Cell(lines({r.name, r.says, part_words(r.clause)})),
         none ? std::string("Nobody’s, by right") : upper_first(std::string(reach_words(r.reach))),
         none ? std::string("Nothing, by right") : category_summary(c, seen_by(c, r))});
  }
  return t;
}

Table reasoned_table(const Charter& c) {
  Table t;
  t.caption = "What they may look at besides, when they write down a reason";
  t.columns = {"Who", "For these reasons", "What they may then see", "How"};
  t.widths = {2, 2.6, 3.4, 3};
  for (const Role& r : c.roles)
    for (const ReasonedAccess& a : r.reasoned) {
      Cell reasons, how("For at most " + std::to_string(a.hours) + (a.hours == 1 ? " hour." : " hours."));
      for (ReasonIx x : a.reasons) reasons.lines.emplace_back(c.at(x).name);
      how.lines.emplace_back("The records of " + std::string(reach_words(a.within)) + ".");
      if (!a.tells.empty()) how.lines.emplace_back("The " + role_words(c, a.tells) + " is told each time.");
      if (!a.clause.empty()) how.lines.emplace_back(part_words(a.clause));
      t.rows.push_back({r.name, std::move(reasons), category_summary(c, a.sees), std::move(how)});
    }
  return t;
}

bool all_recipients_here(const Charter& c) {
  return std::all_of(c.recipients.begin(), c.recipients.end(),
                     [](const Recipient& r) { return r.country == "GB" || r.country == "UK"; });
}

Table recipient_table(const Charter& c) {
  const bool here = all_recipients_here(c);
  Table t;
  t.caption = "Whom we share information with";
  t.columns = {"Who", "What", "Why we may",
               here ? "What we do first" : "What we do first, and where it goes"};
  t.widths = {2.6, 2.8, 2.8, 3};
  for (const Recipient& r : c.recipients) {
    Cell why, rules;
    for (Basis b : r.bases) why.lines.emplace_back(basis_line(b));
    rules.lines.emplace_back(inform_words(r.inform) + ".");
    if (!r.direct)
      rules.lines.emplace_back("They are not directly part of your support: only if you agree, by name.");
    if (r.agreement_needed) rules.lines.emplace_back("Only under a written agreement with them.");
    if (r.processor)
      rules.lines.emplace_back("They act only on " +
                               (r.processor_for.empty() ? std::string("our") : r.processor_for + "’s") +
                               " written instructions.");
    if (!r.country.empty() && !here) rules.lines.emplace_back("In " + country_words(r.country) + ".");
    if (r.source) rules.lines.emplace_back("We may also get information about you from them.");
    t.rows.push_back({Cell(lines({r.name, r.says, part_words(r.clause)})), category_summary(c, r.categories),
                      std::move(why), std::move(rules)});
  }
  return t;
}

Table retention_table(const Charter& c) {
  Table t;
  t.caption = "How long we keep your information";
  t.columns = {"What", "In which service", "How long", "Then", "Why this long"};
  t.widths = {3, 1.9, 2, 1.4, 3};
  t.row_headings = false;  // a list of categories is no name
  for (const RetentionRule& r : c.retention) {
    Cell how(std::vector<Text>{Text(period_words(r))});
    Cell why(
        lines({r.why, r.source, r.source.find(r.clause) == std::string::npos ? part_words(r.clause) : ""}));
    if (r.legal_minimum_years) {
      how.lines.emplace_back("The law or guidance: " + years_words(r.legal_minimum_years) + " at least");
      if (!r.legal_source.empty()) why.lines.emplace_back(r.legal_source);
    }
    if (collides(r))
      why.lines.push_back(
          Text().strong("Both periods are shown because our promise is shorter. ").add(r.accept_collision));
    t.rows.push_back({subject_words(c, r), service_names(c, r.services), std::move(how),
                      r.anonymise ? "Your name and all that points to you is taken out" : "Destroyed",
                      std::move(why)});
  }
  return t;
}

Table rights_table(const Charter& c) {
  Table t;
  t.caption = "What you may ask of us";
  t.columns = {"Your right", "What it means", "We answer within", "Cost"};
  t.widths = {2.2, 4.4, 2, 1.6};
  for (const Right& r : c.rights) {
    Cell means(lines({r.says}));
    if (!r.decides.empty()) {
      std::string who = "Decided by the " + role_words(c, r.decides);
      if (!r.seconds.empty()) who += ", seconded by the " + role_words(c, r.seconds);
      means.lines.emplace_back(who + ".");
    }
    if (!r.clause.empty()) means.lines.emplace_back(part_words(r.clause));
    t.rows.push_back({r.name, std::move(means), upper_first(limit_words(r)), fee_words(r.fee)});
  }
  return t;
}

}  // namespace candour::paper
