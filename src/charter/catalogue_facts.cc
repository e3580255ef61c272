#include "charter/catalogue_facts.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "charter/clock.h"
#include "charter/decide.h"
#include "charter/said_words.h"

namespace candour::charter {
namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  std::string out;
  for (const auto& w : words) out += (out.empty() ? "" : ", ") + w;
  return out.empty() ? "none" : out;
}
std::string listed(const std::string& word, const Words& codes) {
  return codes.empty() ? "" : ", " + word + " " + joined(codes);
}
std::string yes(bool is, const char* word) {
  return is ? std::string(", ") + word : std::string();
}

void field_facts(const Charter& c, const std::string& name, const Field& f, Words& out) {
  bool declines = false;
  for (const auto& o : f.options) declines |= o.code == "prefer-not-to-say";
  out.push_back("kind " + name + "." + f.code + ": " + std::string(field_type_code(f.type)) + ", " +
                c.at(f.category).code + yes(f.required, "required") + yes(f.voluntary, "voluntary") +
                yes(f.home_only, "home only") + yes(declines, "prefer not to say"));
  for (const auto& item : f.items) field_facts(c, name + "." + f.code, item, out);
}

using BySubject =
    std::map<std::string, std::string>;  // "kind contact-note.when" -> "date-time, care, required"

BySubject taken_apart(const std::string& text) {
  BySubject all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto colon = std::min(line.find(": "), line.size());
    auto& says = all[line.substr(0, colon)];
    says += (says.empty() ? "" : "; ") + line.substr(std::min(colon + 2, line.size()));
  }
  return all;
}

std::string said(std::string_view s) {
  if (s.starts_with(", ")) s.remove_prefix(2);
  return s.empty() ? std::string("nothing more") : "“" + std::string(s) + "”";
}

/// "kind complaint deadline answer" as people say it: "“Complaint”, the time limit “answer”".
std::string subject(const Charter& c, const std::string& key) {
  std::istringstream in(key);
  std::string sort, code, part, of;
  in >> sort >> code >> part >> of;
  if (sort == "category") return "How the law sees “" + plain_words(code) + "”";
  const auto dot = std::min(code.find('.'), code.size());
  std::string words = name_of(c, Names::Kind, code.substr(0, dot));
  if (dot < code.size()) words += ", the question “" + plain_words(code.substr(dot + 1)) + "”";
  static const std::map<std::string, std::string> kParts{{"state", "the state"},
                                                         {"move", "the step"},
                                                         {"begins", "that it begins as"},
                                                         {"deadline", "the time limit"}};
  if (const auto it = kParts.find(part); it != kParts.end())
    words += ", " + it->second + " “" + plain_words(of) + "”";
  return words;
}

}  // namespace

std::vector<std::string> kind_facts_of(const Charter& c) {
  Words out;
  for (const auto& k : c.kinds) {
    out.push_back("kind " + k.code + ": " + k.part + yes(k.one_per_person, "one") + yes(k.engine, "engine") +
                  yes(k.home_visit, "home visit") + yes(k.alert, "alert") + ", banner " +
                  joined(k.banner_fields));
    for (const auto& f : k.fields) field_facts(c, k.code, f, out);
    for (const auto& s : k.states)
      out.push_back("kind " + k.code + " state " + s.code + ": " + yes(s.final, "final") +
                    yes(s.locked, "locked"));
    for (const auto& m : k.moves)
      out.push_back("kind " + k.code + " move " + m.code + ": " + joined(m.from) + " > " + m.to +
                    yes(m.supervisor, "supervisor") + yes(m.needs_reason, "reason") +
                    yes(m.second, "second") + (m.duty ? ", duty " + std::string(duty_code(*m.duty)) : "") +
                    yes(m.taker, "taker") + listed("asks", m.asks) + listed("offers", m.offers));
    for (const auto& b : k.begins)
      out.push_back("kind " + k.code + " begins " + b.state + ": " + b.field + " is " + joined(b.is));
    for (const auto& d : k.deadlines)
      out.push_back("kind " + k.code + " deadline " + d.code + ": " + d.from + " " + span_words(d.span) +
                    yes(d.rolls, "rolls") + listed("pauses", d.pauses) +
                    (d.extended_by.empty() ? "" : ", " + d.extended_by + " adds " + span_words(d.extension)) +
                    (d.if_field.empty() ? "" : ", if " + d.if_field + " is " + joined(d.if_is)) + ", until " +
                    (d.until_field.empty() ? d.until_state : d.until_field));
  }
  return out;
}

std::vector<std::string> category_facts_of(const Charter& c) {
  Words out;
  for (const auto& x : c.categories)
    out.push_back("category " + x.code + ": " +
                  std::array{"ordinary", "special", "criminal"}[static_cast<std::size_t>(x.sensitivity)] +
                  yes(x.diversity, "prefer not to say"));
  return out;
}

std::string catalogue_facts(const Charter& c) {
  std::string all;
  for (const auto& facts : {category_facts_of(c), kind_facts_of(c)})
    for (const auto& line : facts) all += line + "\n";
  return all;
}

std::vector<std::string> catalogue_changes(const std::string& before, const Charter& now) {
  const BySubject was = taken_apart(before), is = taken_apart(catalogue_facts(now));
  Words out;
  for (const auto& [key, says] : is) {
    const auto old = was.find(key);
    if (old == was.end())
      out.push_back(subject(now, key) + " is new: " + said(says) + ".");
    else if (old->second != says)
      out.push_back(subject(now, key) + " was " + said(old->second) + " and is now " + said(says) + ".");
  }
  for (const auto& [key, says] : was)
    if (!is.contains(key))
      out.push_back(subject(now, key) + " is no longer there. It was " + said(says) + ".");
  return out;
}

}  // namespace candour::charter
