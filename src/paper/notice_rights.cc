// The rights. What holds for several of them is said once, in front; then each stands with what is its own.
#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

struct Term {
  std::string name, words;  // "We answer within", "One month"
  std::string key;          // where it stands at the right: "months"
};

const std::string& address_of(const Contact& k) {
  return k.email.empty() ? k.post : k.email;
}

/// The address of one right alone. The general one stands in front and holds for all: beside some of them, it
/// would seem not to hold for the others, of which the charter only does not repeat it.
std::string own_address(const Charter& c, const Right& r) {
  const Contact *k = r.contact.empty() ? nullptr : c.contact(r.contact),
                *general = c.contact("data-protection");
  if (!k || (general && address_of(*k) == address_of(*general))) return {};
  return address_of(*k);
}

std::vector<Term> terms_of(const Charter& c, const Right& r) {
  return {{"How to ask", r.how, "how"},
          {"Write to", own_address(c, r), "contact"},
          {"Who you are", r.identity, "identity"},
          {"We answer within", upper_first(limit_words(r)) + (r.tries ? ", as far as we can" : ""),
           r.days ? "days" : "months"},
          {"If it takes longer", r.extension, "extension"},
          {"What it costs", fee_words(r.fee), "fee"},
          {"Exceptions", r.exceptions, "exceptions"},
          {"If we say no", r.refusal, "refusal"},
          {"Who decides", decision_words(c, r), "decides"}};
}

/// The part on which a term stands, where it is another than the right's own.
std::string part_of(const Charter& c, const Right& r, const Term& t) {
  return part_beside(c, "rights/" + r.code + "/" + t.key, r.clause);
}

/// The rights that share a term, by their place; empty where fewer than two do.
std::vector<std::size_t> sharers(const Charter& c, std::size_t term, const std::string& words) {
  std::vector<std::size_t> who;
  for (std::size_t i = 0; i < c.rights.size(); ++i)
    if (terms_of(c, c.rights[i])[term].words == words) who.push_back(i);
  return who.size() < 2 || words.empty() ? std::vector<std::size_t>{} : who;
}

std::string names_of(const Charter& c, const std::vector<std::size_t>& these) {
  std::vector<std::string> names;
  for (const auto i : these) names.push_back(c.rights[i].name);
  return soft_list(names);
}

/// "One month", with the rights it holds for where it is not all of them. Never those for which it does not:
/// of them the charter may only be silent.
Text shared_line(const Charter& c, std::size_t term, const std::vector<std::size_t>& who,
                 std::vector<std::size_t>& named, std::string_view notice) {
  const Term first = terms_of(c, c.rights[who.front()])[term];
  auto part = part_of(c, c.rights[who.front()], first);
  for (const auto i : who)
    if (part_of(c, c.rights[i], first) != part) part.clear();
  Text line = from_part(first.words, part, notice);
  if (who.size() == c.rights.size()) return line;
  if (who == named) return line.add(" (for the same)");
  named = who;
  return line.add(" (for: " + lower_first(names_of(c, who)) + ")");
}

}  // namespace

KeyFacts shared_terms(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  KeyFacts facts;
  if (c.rights.empty()) return facts;
  const auto terms = terms_of(c, c.rights.front());
  std::vector<std::size_t> named;  // last of all: they are not named again
  for (std::size_t t = 0; t < terms.size(); ++t) {
    Cell cell;
    std::vector<std::string> told;
    for (const Right& r : c.rights) {
      const auto words = terms_of(c, r)[t].words;
      const auto who = sharers(c, t, words);
      if (who.empty() || std::ranges::find(told, words) != told.end()) continue;
      told.push_back(words);
      cell.lines.push_back(shared_line(c, t, who, named, notice));
    }
    if (!cell.lines.empty()) facts.facts.push_back({terms[t].name, std::move(cell)});
  }
  return facts;
}

Table rights_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "What you may ask of us";
  t.columns = {"Your right", "What it means"};
  t.widths = {3, 6};
  for (const Right& r : c.rights) {
    Cell means(texts_of({r.says}));
    const auto terms = terms_of(c, r);
    for (std::size_t i = 0; i < terms.size(); ++i)
      if (!terms[i].words.empty() && sharers(c, i, terms[i].words).empty())
        means.lines.push_back(
            from_part(terms[i].name + ": " + terms[i].words, part_of(c, r, terms[i]), notice));
    if (!r.clause.empty()) means.lines.push_back(part_link(r.clause, notice));
    t.rows.push_back({r.name, std::move(means)});
  }
  return t;
}

}  // namespace candour::paper
