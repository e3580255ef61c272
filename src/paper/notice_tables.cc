#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

/// The words of a row, and the part of the notice in which it stands.
Cell lines(const std::vector<std::string>& words, std::string_view clause, std::string_view notice) {
  Cell cell(texts_of(words));
  if (!clause.empty()) cell.lines.push_back(part_link(clause, notice));
  return cell;
}

}  // namespace

Table purpose_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "What we use your information for";
  t.columns = {"What we do", "Information we use", "Why the law lets us"};
  t.widths = {3, 3, 4};
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const Purpose& p = c.purposes[i];
    const ServiceSet in = services_of(c, static_cast<PurposeIx>(i));
    const bool everywhere = in.empty() || in.size() == static_cast<int>(c.services.size());
    const bool says_so = p.says.find("say no") != std::string::npos;
    Cell what = lines({p.name, p.says, everywhere ? "" : "In: " + service_names(c, in),
                       p.optional && !says_so ? "You may say no to this." : ""},
                      p.clause, notice);
    Cell basis;
    for (const PurposeBasis& x : p.bases)
      basis.lines.emplace_back(std::string(basis_words(x.basis)) +
                               (x.when.empty() ? "" : ": " + lower_first(x.when)));
    t.rows.push_back(
        {std::move(what),
         printed_summary(charter, p.categories, charter.at(*charter.find_purpose(p.code)).categories),
         std::move(basis)});
  }
  return t;
}

bool only_named(const Charter& c, const Role& r) {
  return r.says.empty() && !c.says("roles/" + r.code + "/reach") && seen_by(c, r).empty();
}

Table role_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "Which of our staff may see what";
  t.columns = {"Who", "Whose information", "What they may see"};
  t.widths = {4, 2.4, 4.6};
  for (const Role& r : c.roles) {
    if (only_named(c, r)) continue;
    const std::string at = "roles/" + r.code;
    const Role& runs = charter.at(*charter.find_role(r.code));
    const std::string besides = runs.reasoned.empty() ? "" : ", unless there is a reason";
    const bool whose = c.says(at + "/reach"), none = whose && r.reach == Reach::None;
    t.rows.push_back(
        {lines({r.name, r.says}, r.clause, notice),
         none    ? "No records" + besides
         : whose ? upper_first(std::string(reach_words(r.reach)))
                 : std::string(),
         none ? "Nothing" + besides : printed_summary(charter, seen_by(c, r), seen_by(charter, runs))});
  }
  return t;
}

Table reasoned_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "What they may look at besides, for a reason";
  t.columns = {"Who", "For these reasons", "What they may then see", "How"};
  t.widths = {2, 2.6, 3.4, 3};
  for (const Role& r : c.roles)
    for (std::size_t i = 0; i < r.reasoned.size(); ++i) {
      const ReasonedAccess& a = r.reasoned[i];
      const std::string at = "roles/" + r.code + "/reasoned-access/#" + std::to_string(i + 1);
      const auto& runs = charter.at(*charter.find_role(r.code)).reasoned;
      const bool same = runs.size() == r.reasoned.size();  // otherwise it is not known which of them it is
      Cell reasons, how;
      if (c.says(at + "/hours"))
        how.lines.emplace_back("For at most " + std::to_string(a.hours) +
                               (a.hours == 1 ? " hour." : " hours."));
      for (ReasonIx x : a.reasons) reasons.lines.emplace_back(c.at(x).name);
      // Beside the reasons: the rest of the row may be the organisation's own.
      if (!a.clause.empty()) reasons.lines.push_back(part_link(a.clause, notice));
      if (c.says(at + "/within"))
        how.lines.emplace_back("The records of " + std::string(reach_words(a.within)) + ".");
      if (!a.tells.empty()) how.lines.emplace_back(told_words(c, r, a) + " each time.");
      t.rows.push_back({r.name, std::move(reasons),
                        same ? printed_summary(charter, a.sees, runs[i].sees) : category_summary(c, a.sees),
                        std::move(how)});
    }
  return t;
}

Table recipient_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "Whom we share information with";
  t.columns = {"Who", "What", "What for", "Why we may", "What we do first, and where it goes"};
  t.widths = {2.6, 2.4, 2.2, 2.2, 2.6};
  const std::string all = part_at(c, "texts/those-who-receive");  // what holds for everybody of them
  for (const Recipient& r : c.recipients) {
    Cell what_for, why, rules;
    for (Basis b : r.bases) why.lines.emplace_back(std::string(basis_words(b)));
    if (!r.inform.empty()) rules.lines.emplace_back(inform_words(r.inform) + ".");
    if (!r.inform_unless.empty()) rules.lines.emplace_back("Not if " + lower_first(r.inform_unless) + ".");
    r.purposes.each([&](PurposeIx p) { what_for.lines.emplace_back(c.at(p).name); });
    if (!r.services.empty()) what_for.lines.emplace_back("In: " + service_names(c, r.services));
    if (!r.direct) rules.lines.emplace_back("Only if you agree.");
    if (r.agreement_needed) rules.lines.emplace_back("Only under an agreement with them.");
    if (r.processor)
      rules.lines.emplace_back("They act only on " +
                               (r.processor_for.empty() ? std::string("our") : r.processor_for + "’s") +
                               " instructions.");
    if (!r.country.empty()) rules.lines.emplace_back("In " + country_words(r.country) + ".");
    if (r.marketing)
      rules.lines.emplace_back("They may send you their own marketing, if you said yes to it.");
    // The part that names them says what for, in its own words.
    if (what_for.lines.empty() && !r.clause.empty()) what_for.lines.push_back(part_link(r.clause, notice));
    if (!all.empty())
      rules.lines.push_back(Text("What all of them must do: ")
                                .link("part " + all, std::string(notice) + "#" + part_anchor(all)));
    const auto runs = std::ranges::find(charter.recipients, r.code, &Recipient::code);
    Cell what(texts_of({printed_summary(charter, r.categories, runs->categories),
                        r.source ? "We may also get information about you from them." : ""}));
    t.rows.push_back({lines({r.name, r.says}, r.clause, notice), std::move(what), std::move(what_for),
                      std::move(why), std::move(rules)});
  }
  return t;
}

Table law_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  const auto grounded = std::ranges::count_if(c.purposes, [](const Purpose& p) { return !p.bases.empty(); });
  t.caption = grounded == std::ranges::ssize(charter.purposes)
                  ? "The legal grounds of each use"
                  : "The grounds that our notice ties to single uses";
  t.columns = {"What we do", "Article 6 of the UK GDPR", "Articles 9 and 10"};
  t.widths = {3, 4, 4};
  for (const Purpose& p : c.purposes) {
    Cell basis, conditions;
    for (const PurposeBasis& b : p.bases) basis.lines.emplace_back(basis_line(b));
    for (std::size_t k : p.conditions)
      conditions.lines.emplace_back(upper_first(condition_line(c.conditions[k])));
    if (basis.lines.empty() && conditions.lines.empty()) continue;
    t.rows.push_back({lines({p.name}, p.clause, notice), std::move(basis), std::move(conditions)});
  }
  for (const DisclosureGround& g : c.grounds)
    if (g.basis != Basis::None)
      t.rows.push_back({lines({g.name}, g.clause, notice), basis_line(g.basis), std::string()});
  return t;
}

}  // namespace candour::paper
