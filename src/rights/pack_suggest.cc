// What somebody should look at before it is given: others who are named, telephone numbers and addresses that
// are not the person's own, what is about others by its kind, what could hurt. Suggestions, and no decisions.
#include <algorithm>

#include "base/text.h"
#include "rights/pack_parts.h"

namespace candour::rights {

namespace {

constexpr std::string_view kAboutOthers[] = {"family", "relationship", "emergency-contact", "household"};
constexpr std::string_view kCouldHurt[] = {"safeguarding", "risk", "incident", "convictions", "staff-note"};
constexpr std::string_view kTitles[] = {"mr",        "mrs",     "ms",     "miss",     "dr",
                                        "neighbour", "brother", "sister", "mother",   "father",
                                        "partner",   "husband", "wife",   "flatmate", "housemate"};

bool is_digit(char ch) {
  return ch >= '0' && ch <= '9';
}

/// Runs of ten figures and more, with blanks and dashes between.
std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) && text[at] != '+') continue;
    std::string digits, shown;
    auto end = at;
    for (; end < text.size(); ++end) {
      if (is_digit(text[end]))
        digits += text[end];
      else if (std::string_view(" -()+").find(text[end]) == std::string_view::npos)
        break;
      shown += text[end];
    }
    if (digits.size() >= 10 && digits.size() <= 15) out.emplace_back(trim(shown));
    at = end;
  }
  return out;
}

std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> out;
  for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    auto from = at, to = at;
    while (from > 0 && static_cast<unsigned char>(text[from - 1]) > ' ' && text[from - 1] != '<') --from;
    while (to < text.size() && static_cast<unsigned char>(text[to]) > ' ' && text[to] != '>') ++to;
    if (from < at && text.substr(at, to - at).find('.') != text.npos)
      out.emplace_back(text.substr(from, to - from));
  }
  return out;
}

std::string digits_of(std::string_view s) {
  std::string out;
  for (const char ch : s)
    if (is_digit(ch)) out += ch;
  return out;
}

bool word_in(std::string_view folded, std::string_view word) {
  for (auto at = folded.find(word); at != folded.npos; at = folded.find(word, at + 1)) {
    const bool begins = at == 0 || folded[at - 1] == ' ';
    const auto end = at + word.size();
    if (begins && (end == folded.size() || folded[end] == ' ')) return true;
  }
  return false;
}

template <class List>
bool among(const List& list, std::string_view code) {
  return std::ranges::find(list, code) != std::end(list);
}

void in_words(const Passage& p, const Known& known, std::vector<Suggestion>& out) {
  const auto own_digits = digits_of(known.own);
  for (auto& n : numbers_in(p.text)) {
    auto tail = digits_of(n);
    tail = tail.substr(tail.size() > 9 ? tail.size() - 9 : 0);
    if (own_digits.find(tail) == own_digits.npos)
      out.push_back({p.field, n, "A number that is not one of their own"});
  }
  for (auto& a : addresses_in(p.text))
    if (known.own.find(fold(a)) == known.own.npos)
      out.push_back({p.field, a, "An email address that is not one of their own"});
  const auto folded = fold(p.text);
  for (const auto& name : known.others)
    if (word_in(folded, name)) out.push_back({p.field, name, "Somebody around them is named"});
  for (const auto title : kTitles)
    if (word_in(folded, title)) {
      out.push_back({p.field, std::string(title), "Perhaps somebody else is named"});
      break;
    }
}

}  // namespace

std::vector<Suggestion> suggest(const charter::Charter& c, const Item& item, const Known& known) {
  std::vector<Suggestion> out;
  const auto& source = item.line.source;
  if (source == "details" || source == "looked") return out;
  const auto kind = c.find_kind(item.line.kind);
  for (const auto& p : item.passages) {
    const auto& category = c.at(p.category).code;
    if (source == "file") {
      out.push_back({p.field, p.text, "Open the file: nobody but you can see what is in it"});
      continue;
    }
    if (source == "noted") continue;
    if (source == "circle" || among(kAboutOthers, category))
      out.push_back({p.field, "", "It is about somebody around them"});
    if (p.field == "#source" || p.field == "source-name" || p.field == "source-contact")
      out.push_back({p.field, p.text, "Who told us"});
    if (among(kCouldHurt, category) || (kind && c.at(*kind).part == "safety"))
      out.push_back({p.field, "", "Think of harm: could it seriously hurt somebody to read this?"});
    if (p.field == "#written") continue;
    in_words(p, known, out);
  }
  return out;
}

Result<Known> known_of(const PackRooms& r, const Pass& pass, PersonId person) {
  const auto& c = r.gate.charter();
  Known out;
  TRY(const auto profile, r.people.profile(pass, person));
  if (const auto kind = c.find_kind("profile"))
    for (const auto& f : c.at(*kind).fields)
      if (const auto* v = profile.values.if_contains(f.code)) out.own += charter::show(f, *v) + " ";
  out.own = fold(out.own) + " " + digits_of(out.own);
  TRY(const auto circle, r.circle.of(pass, person));
  const auto own = fold(profile.name());
  for (const auto& x : circle)
    for (const auto& word : fold_words(x.name))
      if (word.size() > 2 && !word_in(own, word)) out.others.push_back(word);
  return out;
}

}  // namespace candour::rights
