#include <algorithm>

#include "base/calendar_words.h"
#include "paper/charter_words.h"
#include "paper/notice.h"

namespace candour::paper {

using namespace charter;

namespace {

bool left_out(const KindUse& use, const std::string& field) {
  return std::find(use.leave_out.begin(), use.leave_out.end(), field) != use.leave_out.end();
}

bool not_printed(const KindUse& use, const std::string& field) {
  return std::find(use.not_printed.begin(), use.not_printed.end(), field) != use.not_printed.end();
}

/// In which services a field is asked, and where it must be answered and why.
struct Asked {
  ServiceSet in, must;
  std::vector<std::pair<std::string, ServiceSet>> reasons;  // words, where they hold
  void because(const std::string& why, ServiceIx s) {
    for (auto& [words, where] : reasons)
      if (words == why) return where.add(s);
    ServiceSet only;
    only.add(s);
    reasons.emplace_back(why, only);
  }
};

Asked asked(const Charter& c, const Kind& k, const Field& f) {
  Asked a;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const KindUse* use = c.kind_use(s, k.ix);
    if (!use || left_out(*use, f.code) || not_printed(*use, f.code) ||
        (f.home_only && !c.services[i].home_based))
      continue;
    a.in.add(s);
    const auto must = use->mandatory.find(f.code);
    if (!needs_answer(use, f)) continue;
    a.must.add(s);
    a.because(must != use->mandatory.end() && !must->second.empty() ? must->second : f.reason, s);
  }
  return a;
}

ServiceSet services_with(const Charter& c, KindIx k) {
  ServiceSet set;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (c.kind_use(static_cast<ServiceIx>(i), k)) set.add(static_cast<ServiceIx>(i));
  return set;
}

std::string unasked(std::string label) {
  while (label.ends_with('?') || label.ends_with('.')) label.pop_back();
  return label;
}

/// "Photo (only if you like; only in: Day opportunities)"
std::string question_words(const Charter& c, const Field& f, const Asked& a, ServiceSet in) {
  std::vector<std::string> items, notes;
  for (const Field& i : f.items) items.push_back(unasked(i.label));
  if (!items.empty()) notes.push_back(lower_first(soft_list(items)));
  if (f.voluntary) notes.push_back("only if you like");
  if (f.home_only) notes.push_back("only when we visit you at home");
  if (a.in != in && !f.home_only) notes.push_back("only in: " + service_names(c, a.in));
  std::string s = f.label;
  for (std::size_t i = 0; i < notes.size(); ++i) s += (i ? "; " : " (") + notes[i];
  return notes.empty() ? s : s + ")";
}

/// "First name: so that we know who we are talking with"
void must_words(Cell& into, const Charter& c, const Field& f, const Asked& a) {
  if (a.must.empty()) return;
  std::string s = unasked(f.label);
  if (a.must != a.in) s += " (in " + service_names(c, a.must) + ")";
  Text line;
  line.strong(s);
  for (const auto& [why, where] : a.reasons) {
    if (why.empty()) continue;
    line.add(a.reasons.size() > 1 ? ". " + service_names(c, where) + ": " : ": ").add(lower_first(why));
  }
  into.lines.push_back(std::move(line));
}

/// One row per category of the form: its questions, and those that must be answered with the reason.
Table questions(const Charter& c, const Kind& k, ServiceSet in) {
  Table t;
  t.caption = "Questions: " + k.name;
  t.columns = {"It is about", "What we write down", "Must be answered, and why"};
  t.widths = {1.8, 4.6, 3.6};
  k.categories().each([&](CategoryIx category) {
    Cell asks, must;
    std::string all;
    for (const Field& f : k.fields) {
      if (f.category != category) continue;
      const Asked a = asked(c, k, f);
      if (a.in.empty()) continue;
      all += (all.empty() ? "" : all.ends_with('?') ? " " : "; ") + question_words(c, f, a, in);
      must_words(must, c, f, a);
    }
    if (all.empty()) return;
    asks.lines.emplace_back(all);
    if (must.lines.empty()) must.lines.emplace_back("Nothing");
    t.rows.push_back({c.at(category).name, std::move(asks), std::move(must)});
  });
  return t;
}

/// The part of the notice to which a form belongs, which names none of its questions; with its services where
/// it is not the same in all.
void parts_of(Document& d, const Charter& c, KindIx k, const std::string& notice) {
  std::vector<std::pair<std::string, ServiceSet>> parts;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const KindUse* use = c.kind_use(s, k);
    if (!use) continue;
    auto at = std::ranges::find(parts, use->clause, &std::pair<std::string, ServiceSet>::first);
    if (at == parts.end()) at = parts.insert(at, {use->clause, {}});
    at->second.add(s);
  }
  for (const auto& [clause, in] : parts) {
    Text line(clause.empty() ? "Our own form" : "Belongs to ");
    if (!clause.empty())
      line.link("part " + clause, notice + "#" + part_anchor(clause))
          .add(" of the notice; the questions are ours");
    if (parts.size() > 1) line.add(". In: " + service_names(c, in));
    d.paragraph(std::move(line));
  }
}

}  // namespace

Document forms(const Charter& c, const Setting& s) {
  Document d;
  d.title = "Every question on our forms: " + c.organisation.name;
  d.running_head = d.title;
  d.running_foot = kept_as(c) + ". Printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.contents = true;
  d.paragraph("These are the forms our staff use, question by question, and which answers are needed.");
  for (const Kind& k : c.kinds) {
    const ServiceSet in = services_with(c, k.ix);
    if (in.empty()) continue;
    d.heading(2, k.plural.empty() ? k.name : k.plural);
    std::string says = k.says;
    if (in.size() != static_cast<int>(c.services.size())) says += " Used in: " + service_names(c, in) + ".";
    if (!says.empty()) d.paragraph(says);
    parts_of(d, c, k.ix, s.notice);
    d.blocks.push_back(questions(c, k, in));
  }
  return d;
}

}  // namespace candour::paper
