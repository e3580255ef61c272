#include "paper/matrix.h"

#include <algorithm>
#include <iterator>

#include "base/calendar_words.h"
#include "charter/explain.h"
#include "charter/new_uses.h"
#include "charter/said_words.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

namespace {

/// What the notice itself says of a square: whether they see it, write it, see it for a reason.
struct SaidOf {
  CategorySet sees, writes, for_a_reason;
};

std::string cell(const MatrixCell& m, const SaidOf& said, CategoryIx i) {
  const auto marked = [](std::string words, bool in_notice) { return words + (in_notice ? "" : "*"); };
  if (!m.sees.empty())
    return marked("See", said.sees.has(i)) + (m.writes ? marked(", write", said.writes.has(i)) : "");
  return m.reasons.empty() ? "–" : marked("With a reason", said.for_a_reason.has(i));
}

SaidOf said_of(const Charter& full, const AccessMatrix& printed, const Role& role) {
  const Charter& c = full.to_print();
  SaidOf said;
  const auto r = c.find_role(role.code);
  if (!r) return said;
  const auto same = [&](CategoryIx i) { return full.find_category(c.at(i).code); };
  seen_by(c, c.at(*r)).each([&](CategoryIx i) {
    if (const auto ix = same(i)) said.sees.add(*ix);
  });
  // One form that the notice lets them write is enough, also where it does not say who sees it.
  for (const KindIx k : role.writes)
    if (stands_in_notice(full, "roles/" + role.code + "/writes", full.at(k).code))
      said.writes = said.writes | full.at(k).categories();
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const auto category = static_cast<CategoryIx>(i);
    const auto ix = same(category);
    const MatrixCell& m = printed.at(*r, category);
    if (ix && m.writes) said.writes.add(*ix);
    if (ix && !m.reasons.empty()) said.for_a_reason.add(*ix);
  }
  return said;
}

/// What somebody does, in the charter's words, and the part of the notice that says so.
Text does(const Charter& c, const Role& r) {
  const auto at = "roles/" + r.code + "/says";
  const auto part = part_at(c.to_print(), at);
  return r.says + (part.empty() ? to_confirm(c, at) : " (" + part_words(part) + ")");
}

/// Whose records somebody opens. Where the notice lets something be shared with those who open none, others
/// of the staff tell them: it does not say that they open a record.
std::string whose_records(const Charter& c, const Role& r) {
  std::string s = r.reach != Reach::None ? upper_first(std::string(reach_words(r.reach)))
                  : !r.reasoned.empty()  ? "No records, unless there is a reason"
                                         : "No records";
  if (r.reach == Reach::None && r.reasoned.empty() && c.to_print().find_role(r.code) && !r.clause.empty())
    s += ": what the notice lets be shared with them (part " + r.clause + "), other staff tell them";
  return s + to_confirm(c, "roles/" + r.code + "/reach");
}

/// For which uses, in a line those of the notice and in another the rest: nobody need guess how far a mark
/// reaches.
std::vector<std::string> works_for(const Charter& c, const Role& r) {
  std::string said, ours;
  const auto list = "roles/" + r.code + "/purposes";
  for (const PurposeIx p : r.purposes) {
    auto& to = stands_in_notice(c, list, c.at(p).code) ? said : ours;
    to += (to.empty() ? "" : "; ") + lower_first(c.at(p).name);
  }
  std::vector<std::string> lines;
  if (!said.empty()) lines.push_back("Works for: " + said + ".");
  if (!ours.empty()) lines.push_back("Works for " + std::string(kToConfirm) + ": " + ours + ".");
  return lines;
}

}  // namespace

Table matrix_table(const Charter& c) {
  const AccessMatrix all = access_matrix(c);
  Table t;
  t.caption = "Information and roles";
  t.narrow = true;
  t.columns.push_back("Information");
  t.widths.push_back(2.2);
  for (const Role& r : c.roles) {
    t.columns.push_back(r.name);
    t.widths.push_back(1);
  }
  const AccessMatrix printed = access_matrix(c.to_print());
  std::vector<SaidOf> said;
  for (const Role& r : c.roles) said.push_back(said_of(c, printed, r));
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    std::vector<Cell> row{Cell(c.categories[i].name)};
    const auto category = static_cast<CategoryIx>(i);
    for (std::size_t r = 0; r < c.roles.size(); ++r)
      row.emplace_back(cell(all.at(static_cast<RoleIx>(r), category), said[r], category));
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
  d.paragraph(
      "This is what the system does. What is marked “to be confirmed”, or with * in the table, runs and is "
      "not in the notice: nobody has answered for it yet.");
  d.heading(2, "Whose records");
  KeyFacts reach;
  for (const Role& r : c.roles) {
    Cell whose(whose_records(c, r));
    if (!r.says.empty()) whose.lines.insert(whose.lines.begin(), does(c, r));
    for (const ReasonedAccess& a : r.reasoned) whose.lines.emplace_back(reasoned_words(c, r, a));
    for (auto& line : works_for(c, r)) whose.lines.emplace_back(std::move(line));
    reach.facts.push_back({r.name, std::move(whose)});
  }
  d.blocks.push_back(std::move(reach));
  d.heading(2, "What they may see and write there");
  d.blocks.push_back(matrix_table(c));
  return d;
}

Table working_table(const Charter& c) {
  Table t;
  t.caption = "What nobody has confirmed yet";
  t.columns = {"Of what", "What", "As it runs now", "Where in the charter"};
  t.widths = {2, 2.4, 4, 2.4};
  for (const auto& w : working_values(c)) t.rows.push_back({w.subject, upper_first(w.what), w.value, w.path});
  return t;
}

Document working(const Charter& c, const Setting& s) {
  Document d;
  d.title = "To be confirmed: " + c.organisation.name;
  d.subtitle = "Charter version " + c.version.number + ", in force from " + date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.wide = true;
  auto t = working_table(c);
  if (t.rows.empty()) {
    d.paragraph("Every value has a part of the notice, a law or a confirmation.");
    return d;
  }
  d.paragraph("These values run, and are not printed, until somebody answers for them with role and date.");
  d.blocks.push_back(std::move(t));
  return d;
}

namespace {

/// What the newer would use for something else than it was collected for, as the older alone shows it.
void put_new_uses(Document& d, const Charter& older, const Charter& newer) {
  UsesSoFar before;
  before.then(older);
  Table t;
  t.caption = "What was collected before, and is used for something new";
  t.columns = {"New use", "Answered"};
  t.widths = {5, 1};
  for (const auto& u : before.new_in(newer)) t.rows.push_back({use_words(newer, u), u.answer ? "Yes" : "No"});
  if (t.rows.empty()) return;
  d.heading(2, "New uses of information");
  d.blocks.push_back(std::move(t));
}

}  // namespace

Document changes(const Charter& older, const Charter& newer, const Setting& s) {
  Document d;
  d.title = "What changes: " + newer.organisation.name;
  d.subtitle = "From version " + older.version.number + " to version " + newer.version.number;
  d.running_head = d.title;
  d.running_foot = "Printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  const auto all = diff(older, newer);
  if (all.empty()) {
    d.paragraph("The two charters say the same.");
    return d;
  }
  put_new_uses(d, older, newer);
  for (const auto reaches : {Reaches::People, Reaches::Staff, Reaches::Nobody}) {
    Table t;
    t.caption = reaches_words(reaches);
    t.columns = {"Part", "What", "Change"};
    t.widths = {1.5, 2, 5};
    for (const Change& x : all)
      if (x.reaches == reaches) t.rows.push_back({upper_first(x.part), x.subject, x.what});
    if (t.rows.empty()) continue;
    d.heading(2, reaches == Reaches::People  ? "Changes that reach people"
                 : reaches == Reaches::Staff ? "Changes that reach staff"
                                             : "Other changes");
    d.blocks.push_back(std::move(t));
  }
  return d;
}

namespace {

/// A purpose that the role has, or that lets it see the category all the same.
bool matters(const Role& r, const PurposeAnswer& a) {
  return r.purpose_set.has(a.purpose) || a.see.allowed();
}

std::string likeness(const Role& r, const Explanation& e) {
  std::string s;
  for (const PurposeAnswer& a : e.purposes)
    if (matters(r, a)) s += std::to_string(static_cast<int>(a.purpose)) + ':' + a.words + a.clause + '\n';
  return s;
}

/// What the answer for one purpose stands on: the lists that let the role see it, or the one that does not.
std::vector<std::string> paths_of(const Charter& c, const Role& r, CategoryIx category,
                                  const PurposeAnswer& a) {
  const auto role = "roles/" + r.code, purpose = "purposes/" + c.at(a.purpose).code;
  const auto& what = c.at(category).code;
  if (a.see.obligations & kReasonedAccess) {
    const auto lends =
        std::ranges::find_if(r.reasoned, [&](const ReasonedAccess& x) { return x.sees.has(category); });
    return {purpose + "/categories/" + what,
            role + "/reasoned-access/#" + std::to_string(lends - r.reasoned.begin() + 1) + "/sees/" + what};
  }
  switch (a.see.why) {
    case Why::Allowed:
      return {purpose + "/categories/" + what, role + "/sees/" + what,
              role + "/purposes/" + c.at(a.purpose).code};
    case Why::CategoryNotOfPurpose:
      return {purpose + "/categories"};
    case Why::CategoryNotOfRole:
      return {role + "/sees"};
    case Why::PurposeNotOfRole:
      return {role + "/purposes"};
    default:
      return {role + "/reach"};
  }
}

/// The answer for services that answer alike: in short, then by each purpose that could have allowed it.
void answer_for(Document& d, const Charter& c, ServiceSet services, RoleIx role, CategoryIx category,
                const Explanation& e, const std::string& writes) {
  const Role& r = c.at(role);
  d.heading(2, service_names(c, services));
  std::string answer = e.may_see
                           ? "Yes, for " + std::string(reach_words(r.reach)) +
                                 stands_on(c, {"roles/" + r.code + "/reach"}) + ", once access is set up."
                       : e.by_reason ? "Not by right; only with a reason."
                                     : "No.";
  if (e.may_see)
    answer += e.may_write ? " The role may also write it" + writes + "." : " The role may not write it.";
  d.paragraph(Text().strong(answer));
  Table t;
  t.caption = "Purposes of the role";
  t.columns = {"Purpose", "See", "Write", "Why, or why not"};
  t.widths = {3, 1.4, 1.2, 5};
  std::vector<PurposeAnswer> mattering;
  std::ranges::copy_if(e.purposes, std::back_inserter(mattering),
                       [&](const PurposeAnswer& a) { return matters(r, a); });
  for (const AnsweredAlike& alike : answered_alike(c, mattering)) {
    const PurposeAnswer& a = alike.answer;
    Cell purposes;
    for (const auto p : alike.purposes) purposes.lines.emplace_back(c.at(p).name);
    std::vector<std::string> paths;
    for (const auto p : alike.purposes) {
      PurposeAnswer one = a;
      one.purpose = p;
      for (auto& path : paths_of(c, r, category, one)) paths.push_back(std::move(path));
    }
    Cell why(alike.words + stands_on(c, paths));
    const char* see = !a.see.allowed()                      ? "No"
                      : a.see.obligations & kReasonedAccess ? "With a reason"
                      : c.at(a.purpose).needs_consent()     ? "With consent"
                                                            : "Yes";
    t.rows.push_back({std::move(purposes), see, a.write.allowed() ? "Yes" : "No", std::move(why)});
  }
  if (!t.rows.empty()) d.blocks.push_back(std::move(t));
  if (mattering.size() < e.purposes.size())
    d.paragraph("Other purposes of the service are no part of this role’s work, and open nothing to it.");
}

}  // namespace

Document explain(const Charter& c, RoleIx role, CategoryIx category, std::optional<ServiceIx> service) {
  const Role& r = c.at(role);
  Document d;
  d.title = "May the role “" + r.name + "” see “" + c.at(category).name + "”?";
  d.subtitle = c.organisation.name + ", charter version " + c.version.number;
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number;
  if (!r.says.empty()) d.paragraph("The role: " + r.says + stands_on(c, {"roles/" + r.code + "/says"}));
  std::vector<std::pair<std::string, ServiceSet>> alike;
  std::vector<Explanation> answers;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (service && *service != s) continue;
    Explanation e = charter::explain(c, role, s, category);
    const std::string like = likeness(r, e);
    auto it = std::find_if(alike.begin(), alike.end(), [&](const auto& x) { return x.first == like; });
    if (it == alike.end()) {
      it = alike.insert(alike.end(), {like, {}});
      answers.push_back(std::move(e));
    }
    it->second.add(s);
  }
  const auto writes = said_of(c, access_matrix(c.to_print()), r).writes.has(category)
                          ? std::string()
                          : " " + std::string(kToConfirm);
  for (std::size_t i = 0; i < answers.size(); ++i)
    answer_for(d, c, alike[i].second, role, category, answers[i], writes);
  for (const ReasonedAccess& a : r.reasoned)
    if (a.sees.has(category)) d.paragraph(reasoned_words(c, r, a));
  return d;
}

}  // namespace candour::paper
