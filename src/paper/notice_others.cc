// Others in what is kept: who stands in a record, who gives information, who may refer somebody unasked.
#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

/// When those who stand in somebody else's record hear of it.
std::string others_told(const OtherPerson& o) {
  if (o.told == "before") return "We tell them before we keep anything about them";
  if (o.told == "after") return "We tell them once it is kept";
  if (o.told == "where-possible") return "We tell them where we can";
  if (o.told == "try") return "We try to tell them";
  return o.told.empty() ? "" : "We do not tell them";
}

}  // namespace

/// Who else stands in a record, and what they are told.
Table others_table(const Charter& c, const Setting& s) {
  Table t;
  t.caption = "Who else may stand in your record";
  t.columns = {"Who", "What holds for them"};
  for (const OtherPerson& o : c.others) {
    Cell rules(texts_of(
        {others_told(o), o.told_unless.empty() ? "" : "Not if " + lower_first(o.told_unless) + ".",
         o.withheld ? "What stands about them is in no copy of your record." : "",
         o.conflict_check ? "We look for them before we take anybody on." : "",
         o.keep.said() ? "What stands about them is kept: " + lower_first(period_words(o.keep, false)) + "."
                       : ""}));
    if (!o.clause.empty()) rules.lines.push_back(part_link(o.clause, s.notice));
    t.rows.push_back({Cell(texts_of({o.name, o.says})), std::move(rules)});
  }
  return t;
}

/// Who may refer somebody whom nobody asked, and on what ground.
Table unasked_table(const Charter& c, const Setting& s) {
  Table t;
  t.caption = "Who may tell us of you before you were asked";
  t.columns = {"Who", "What holds for them"};
  for (const Unasked& x : c.unasked) {
    std::vector<std::string> who;
    for (const auto& code : x.from)
      if (const auto* name = body_name(c, code)) who.push_back(*name);
    Cell what(texts_of({x.says, basis_line(x.basis)}));
    if (!x.clause.empty()) what.lines.push_back(part_link(x.clause, s.notice));
    t.rows.push_back({and_list(who), std::move(what)});
  }
  return t;
}

/// Who gives information, in the charter's order: those that only give it, then those that also get some.
Table source_table(const Charter& c, const Setting& s) {
  Table t;
  t.caption = "From whom we may get information about you";
  t.columns = {"Who", "What holds for them"};
  const auto row = [&](const std::string& name, std::vector<Text> words, const std::string& clause) {
    Cell who(name);
    if (!clause.empty()) who.lines.push_back(part_link(clause, s.notice));
    t.rows.push_back({std::move(who), Cell(std::move(words))});
  };
  for (const Source& x : c.sources)
    row(x.name, texts_of({x.says, x.internal ? "Inside our organisation." : ""}), x.clause);
  for (const Recipient& x : c.recipients) {
    if (!x.source) continue;
    const auto said = std::ranges::find(c.said, "recipients/" + x.code + "/source", &Said::path);
    const bool by_part = said != c.said.end() && said->ground.kind == ValueGround::Kind::Part;
    const auto& part = by_part ? said->ground.ref : x.clause;
    std::vector<Text> words;
    // What one part says of telling them, another does not say of what they tell.
    if (part_at(c, "recipients/" + x.code + "/says") == part) words = texts_of({x.says});
    row(x.name, std::move(words), part);
  }
  return t;
}

}  // namespace candour::paper
