#include "paper/matrix.h"

#include "base/calendar_words.h"
#include "charter/decide.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

namespace {

CategorySet written_by(const Charter& c, const Role& r) {
  CategorySet set;
  for (KindIx k : r.writes) set = set | c.at(k).categories();
  return set;
}

std::string cell(const Charter& c, const Role& r, CategoryIx i) {
  if (r.reach != Reach::None && seen_by(c, r).has(i)) return written_by(c, r).has(i) ? "See, write" : "See";
  for (const ReasonedAccess& a : r.reasoned)
    if (a.sees.has(i)) return "With a reason";
  return "–";
}

}  // namespace

Table matrix_table(const Charter& c) {
  Table t;
  t.caption = "Information and roles";
  t.narrow = true;
  t.columns.push_back("Information");
  t.widths.push_back(2.2);
  for (const Role& r : c.roles) {
    t.columns.push_back(r.name);
    t.widths.push_back(1);
  }
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    std::vector<Cell> row{Cell(c.categories[i].name)};
    for (const Role& r : c.roles) row.emplace_back(cell(c, r, static_cast<CategoryIx>(i)));
    t.rows.push_back(std::move(row));
  }
  return t;
}

Document matrix(const Charter& c, const Setting& s) {
  Document d;
  d.title = "Who may see what: " + c.organisation.name;
  d.subtitle = "Charter version " + c.version.number + ", in force from " + date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.wide = true;
  d.heading(2, "Whose records");
  KeyFacts reach;
  for (const Role& r : c.roles) {
    Cell whose(r.reach == Reach::None ? std::string("Nobody’s, by right")
                                      : upper_first(std::string(reach_words(r.reach))));
    for (const ReasonedAccess& a : r.reasoned) {
      std::vector<std::string> reasons;
      for (ReasonIx x : a.reasons) reasons.push_back(lower_first(c.at(x).name));
      whose.lines.emplace_back("With a written reason (" + and_list(reasons) + "), " +
                               std::to_string(a.hours) + " hours: " + std::string(reach_words(a.within)));
    }
    reach.facts.push_back({r.name, std::move(whose)});
  }
  d.blocks.push_back(std::move(reach));
  d.heading(2, "What they may see and write there");
  d.blocks.push_back(matrix_table(c));
  return d;
}

Document changes(const Charter& older, const Charter& newer, const Setting& s) {
  Document d;
  d.title = "What changes: " + newer.organisation.name;
  d.subtitle = "From version " + older.version.number + " to version " + newer.version.number;
  d.running_head = d.title;
  d.running_foot = "Printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  const auto all = diff(older, newer);
  if (all.empty()) {
    d.paragraph("Nothing that the charter rules is different.");
    return d;
  }
  for (const bool major : {true, false}) {
    Table t;
    t.caption = major ? "People must be told of these" : "These need no telling";
    t.columns = {"Part", "What", "Change"};
    t.widths = {1.5, 2, 5};
    for (const Change& x : all)
      if (x.major == major) t.rows.push_back({upper_first(x.part), x.subject, x.what});
    if (t.rows.empty()) continue;
    d.heading(2, major ? "Changes that reach people" : "Other changes");
    d.blocks.push_back(std::move(t));
  }
  return d;
}

namespace {

/// The facts of somebody in the role who has done everything that access needs, about a person within reach.
Facts at_best(RoleIx role, const Role& r, ServiceIx service) {
  Facts f;
  f.role = role;
  f.service = service;
  f.reach = r.reach;
  f.agreement = f.training = true;
  return f;
}

std::string basis_and_part(const Charter& c, const Decision& d) {
  std::string s = basis_line(d.basis);
  const std::string part = part_words(c.clause_text(d.clause));
  return part.empty() ? s : s + ". " + part;
}

void with_reason(Document& d, const Charter& c, const Role& r, CategoryIx category) {
  for (const ReasonedAccess& a : r.reasoned) {
    if (!a.sees.has(category)) continue;
    std::vector<std::string> reasons;
    for (ReasonIx x : a.reasons) reasons.push_back(lower_first(c.at(x).name));
    std::string s = "With a written reason (" + and_list(reasons) + "): yes, for " + std::to_string(a.hours) +
                    " hours, for " + std::string(reach_words(a.within)) + ".";
    if (!a.tells.empty()) s += " The " + role_words(c, a.tells) + " is told.";
    if (!a.clause.empty()) s += " " + part_words(a.clause) + ".";
    d.paragraph(s);
  }
}

/// True when some purpose allows it.
bool one_service(Document& d, const Charter& c, RoleIx role, CategoryIx category, ServiceIx service) {
  const Role& r = c.at(role);
  Facts f = at_best(role, r, service);
  Table t;
  t.caption = c.at(service).name + ": " + lower_first(r.name) + ", " + lower_first(c.at(category).name);
  t.columns = {"Purpose", "See", "Write", "By what right"};
  t.widths = {3, 1.2, 1.2, 5};
  bool any = false;
  std::string last_why;
  for (PurposeIx p : r.purposes) {
    Facts g = f;
    const bool consent = c.at(p).needs_consent();
    if (consent) g.consented.add(p);
    const Decision see = decide(c, g, p, category, Doing::See);
    if (!see.allowed()) {
      // The most telling refusal: a purpose of this service that does cover the category says more.
      if (last_why.empty() || c.at(service).purposes.has(p)) last_why = why_words(c, see, g, p, category);
      continue;
    }
    any = true;
    const Decision write = decide(c, g, p, category, Doing::Write);
    t.rows.push_back({c.at(p).name, consent ? "With consent" : "Yes", write.allowed() ? "Yes" : "No",
                      basis_and_part(c, see)});
  }
  d.heading(2, c.at(service).name, "service-" + c.at(service).code);
  if (any) {
    d.paragraph("Yes: for " + std::string(reach_words(r.reach)) + ", once access is set up.");
    d.blocks.push_back(std::move(t));
  } else {
    d.paragraph("No, not by right. " +
                (last_why.empty() ? "The role has no purpose in this organisation." : last_why));
  }
  return any;
}

}  // namespace

Document explain(const Charter& c, RoleIx role, CategoryIx category, std::optional<ServiceIx> service) {
  const Role& r = c.at(role);
  const Category& k = c.at(category);
  Document d;
  d.title = "May a " + lower_first(r.name) + " see “" + k.name + "”?";
  d.subtitle = c.organisation.name + ", charter version " + c.version.number;
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number;
  if (!r.clause.empty()) d.paragraph("The role: " + r.says + " (" + part_words(r.clause) + ")");
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (!service || *service == s) one_service(d, c, role, category, s);
  }
  with_reason(d, c, r, category);
  return d;
}

}  // namespace candour::paper
