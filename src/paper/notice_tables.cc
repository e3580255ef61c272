#include <algorithm>
#include <initializer_list>

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

/// A name with its words, and their part where it is another than the row's.
Cell name_and_words(const Charter& c, const std::string& at, const std::string& name, const std::string& says,
                    std::string_view clause, std::string_view notice) {
  Cell cell(name);
  if (!says.empty()) cell.lines.push_back(from_part(says, part_beside(c, at + "/says", clause), notice));
  return cell;
}

/// The row's own part, and those in which its kinds of information stand: "Notice, part 2.3 (information:
/// part 2.1, part 2.2)".
void put_parts(Cell& cell, const Charter& c, const std::string& categories, std::string_view clause,
               std::string_view notice) {
  if (clause.empty()) return;
  Text line = part_link(clause, notice);
  const auto others = parts_below(c, categories, clause);
  for (std::size_t i = 0; i < others.size(); ++i)
    line.add(i ? ", " : " (information: ")
        .link("part " + others[i], std::string(notice) + "#" + part_anchor(others[i]));
  if (!others.empty()) line.add(")");
  cell.lines.push_back(std::move(line));
}

/// Beside a ground: the parts in which its conditions and interests stand, where those are others.
void put_own_parts(Text& line, const Charter& c, const std::string& ground, std::string_view clause,
                   std::initializer_list<std::string> keys, std::string_view notice) {
  const auto ours = part_at(c, ground);
  for (const auto& key : keys)
    if (const auto part = part_beside(c, ground + "/" + key, clause); !part.empty() && part != ours)
      line.add(" (" + key + ": ")
          .link("part " + part, std::string(notice) + "#" + part_anchor(part))
          .add(")");
}

/// What for, a part says in its own words: the one that tells why anything is shared, where something of
/// theirs stands in it, or the one that says who they are.
std::string part_on_why(const Charter& c, const Recipient& r) {
  const auto at = "recipients/" + r.code;
  const auto why_share = part_at(c, "texts/why-share"), says = part_at(c, at + "/says");
  const auto parts = parts_below(c, at, "");
  if (!why_share.empty() && std::ranges::find(parts, why_share) != parts.end()) return why_share;
  return says;
}

}  // namespace

Text from_part(std::string words, const std::string& part, std::string_view notice) {
  Text line(std::move(words));
  if (!part.empty() && !line.empty())
    line.add(" (").link("part " + part, std::string(notice) + "#" + part_anchor(part)).add(")");
  return line;
}

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
    const std::string at = "purposes/" + p.code;
    Cell what = name_and_words(c, at, p.name, p.says, p.clause, notice);
    if (!everywhere) what.lines.emplace_back("In: " + service_names(c, in));
    if (p.optional && !says_so)
      what.lines.push_back(
          from_part("You may say no to this.", part_beside(c, at + "/optional", p.clause), notice));
    put_parts(what, c, at + "/categories", p.clause, notice);
    Cell basis;
    for (const PurposeBasis& x : p.bases) {
      const auto ground = at + "/bases/" + std::string(basis_code(x.basis));
      basis.lines.push_back(
          from_part(std::string(basis_words(x.basis)) + (x.when.empty() ? "" : ": " + lower_first(x.when)),
                    part_beside(c, ground, p.clause), notice));
      put_own_parts(basis.lines.back(), c, ground, p.clause, {"when"}, notice);
    }
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
    Cell who = name_and_words(c, at, r.name, r.says, r.clause, notice);
    put_parts(who, c, at + "/sees", r.clause, notice);
    t.rows.push_back(
        {std::move(who),
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
    const std::string at = "recipients/" + r.code;
    const auto with_part = [&](std::string words, const std::string& key) {
      return from_part(std::move(words), part_beside(c, at + "/" + key, r.clause), notice);
    };
    Cell what_for, why, rules;
    for (Basis b : r.bases)
      why.lines.push_back(with_part(std::string(basis_words(b)), "bases/" + std::string(basis_code(b))));
    if (!r.inform.empty()) rules.lines.push_back(with_part(inform_words(r.inform) + ".", "inform"));
    if (!r.inform_unless.empty()) rules.lines.emplace_back("Not if " + lower_first(r.inform_unless) + ".");
    r.purposes.each(
        [&](PurposeIx p) { what_for.lines.push_back(with_part(c.at(p).name, "purposes/" + c.at(p).code)); });
    if (!r.services.empty()) what_for.lines.emplace_back("In: " + service_names(c, r.services));
    if (!r.direct) rules.lines.push_back(with_part("Only if you agree.", "direct"));
    if (r.agreement_needed)
      rules.lines.push_back(with_part("Only under an agreement with them.", "agreement"));
    if (r.processor)
      rules.lines.push_back(with_part("They handle it for " +
                                          (r.processor_for.empty() ? std::string("us") : r.processor_for) +
                                          ", as a data processor.",
                                      "processor"));
    if (!r.country.empty()) rules.lines.emplace_back("In " + country_words(r.country) + ".");
    if (r.marketing)
      rules.lines.emplace_back("They may send you their own marketing, if you said yes to it.");
    if (const auto part = part_on_why(c, r); what_for.lines.empty() && !part.empty())
      what_for.lines.push_back(part_link(part, notice));
    if (!all.empty())
      rules.lines.push_back(Text("What holds for those who get information: ")
                                .link("part " + all, std::string(notice) + "#" + part_anchor(all)));
    const auto runs = std::ranges::find(charter.recipients, r.code, &Recipient::code);
    Cell what(texts_of({printed_summary(charter, r.categories, runs->categories)}));
    // What they tell us is not read as what they get.
    if (r.source && what.lines.empty()) what.lines.emplace_back(kNotSettled);
    if (r.source)
      what.lines.push_back(with_part("We may also get information about you from them.", "source"));
    Cell who = name_and_words(c, at, r.name, r.says, r.clause, notice);
    put_parts(who, c, at + "/categories", r.clause, notice);
    t.rows.push_back(
        {std::move(who), std::move(what), std::move(what_for), std::move(why), std::move(rules)});
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
    const std::string at = "purposes/" + p.code;
    for (const PurposeBasis& b : p.bases) {
      const auto ground = at + "/bases/" + std::string(basis_code(b.basis));
      basis.lines.push_back(from_part(basis_line(b), part_beside(c, ground, p.clause), notice));
      put_own_parts(basis.lines.back(), c, ground, p.clause, {"when", "interests", "assessment"}, notice);
    }
    for (std::size_t k : p.conditions)
      conditions.lines.push_back(
          from_part(upper_first(condition_line(c.conditions[k])),
                    part_beside(c, at + "/conditions/" + c.conditions[k].code, p.clause), notice));
    if (basis.lines.empty() && conditions.lines.empty()) continue;
    t.rows.push_back({lines({p.name}, p.clause, notice), std::move(basis), std::move(conditions)});
  }
  for (const DisclosureGround& g : c.grounds)
    if (g.basis != Basis::None)
      t.rows.push_back(
          {lines({g.name}, g.clause, notice),
           from_part(basis_line(g.basis), part_beside(c, "disclosure-grounds/" + g.code + "/basis", g.clause),
                     notice),
           std::string()});
  return t;
}

}  // namespace candour::paper
