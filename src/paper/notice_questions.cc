#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice.h"

namespace candour::paper {

using namespace charter;

namespace {

bool left_out(const KindUse& use, const std::string& field) {
  return std::find(use.leave_out.begin(), use.leave_out.end(), field) != use.leave_out.end();
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
    if (!use || left_out(*use, f.code) || (f.home_only && !c.services[i].home_based)) continue;
    a.in.add(s);
    const auto must = use->mandatory.find(f.code);
    if (must == use->mandatory.end() && !f.required) continue;
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

std::string must_words(const Charter& c, const Asked& a) {
  if (a.must.empty()) return "No";
  std::string s = a.must == a.in ? "Yes" : "Yes, in " + service_names(c, a.must);
  for (const auto& [why, where] : a.reasons) {
    if (why.empty()) continue;
    s += ". " + (a.reasons.size() > 1 ? service_names(c, where) + ": " + lower_first(why) : upper_first(why));
    while (s.ends_with('.')) s.pop_back();
  }
  return s;
}

}  // namespace

/// The long list at the end: each form, each question, its category, and why it must be answered.
NoticePart every_question(const Charter& c) {
  Document d;
  d.paragraph(
      "These are the forms our staff use, question by question. Where an answer is needed, we say why. "
      "A question that is not here cannot be stored.");
  for (const Kind& k : c.kinds) {
    const ServiceSet in = services_with(c, k.ix);
    if (in.empty()) continue;
    d.heading(3, k.plural.empty() ? k.name : k.plural);
    if (!k.says.empty()) d.paragraph(k.says);
    if (in.size() != static_cast<int>(c.services.size()))
      d.paragraph("Used in: " + service_names(c, in) + ".");
    Table t;
    t.caption = "Questions: " + k.name;
    t.columns = {"We write down", "It is about", "Must it be answered, and why?"};
    t.widths = {4, 2.5, 4};
    for (const Field& f : k.fields) {
      const Asked a = asked(c, k, f);
      if (a.in.empty()) continue;
      Cell what(f.label);
      std::vector<std::string> items;
      for (const Field& i : f.items) items.push_back(i.label);
      if (!items.empty()) what.lines.emplace_back(soft_list(items));
      if (f.voluntary) what.lines.emplace_back("Only if you like; you may have it taken out at any time.");
      if (f.home_only) what.lines.emplace_back("Only when we visit you at home.");
      if (a.in != in) what.lines.emplace_back("Only in: " + service_names(c, a.in) + ".");
      t.rows.push_back({std::move(what), c.at(f.category).name, must_words(c, a)});
    }
    d.blocks.push_back(std::move(t));
  }
  return {"every-question", "Every question on our forms", std::move(d.blocks)};
}

}  // namespace candour::paper
