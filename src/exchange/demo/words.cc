#include "exchange/demo/words.h"

namespace candour::exchange::demo {

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

namespace {

/// False for a gap that is not the engine's.
bool pronoun_gap(std::string_view gap, std::string_view name, const Pronouns& p, std::string& out) {
  if (gap == "name")
    out += name;
  else if (gap == "they")
    out += p.they;
  else if (gap == "them")
    out += p.them;
  else if (gap == "their")
    out += p.their;
  else if (gap == "themself")
    out += p.themself;
  else if (gap == "They")
    out += with_capital(std::string(p.they));
  else if (gap == "Their")
    out += with_capital(std::string(p.their));
  else if (gap == "is")
    out += p.plural ? "are" : "is";
  else if (gap == "was")
    out += p.plural ? "were" : "was";
  else if (gap == "has")
    out += p.plural ? "have" : "has";
  else if (gap == "s")
    out += p.plural ? "" : "s";
  else if (gap == "es")
    out += p.plural ? "" : "es";
  else
    return false;
  return true;
}

}  // namespace

std::string fill_in(std::string_view pattern, std::string_view name, const Pronouns& p, const OwnWords& own) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto open = pattern.find('{', at);
    const auto close = open == pattern.npos ? pattern.npos : pattern.find('}', open);
    if (close == pattern.npos) {
      out += pattern.substr(at);
      break;
    }
    out += pattern.substr(at, open - at);
    const auto gap = pattern.substr(open + 1, close - open - 1);
    if (!pronoun_gap(gap, name, p, out)) {
      const auto found = own.find(gap);
      out += found == own.end() ? std::string(pattern.substr(open, close - open + 1)) : found->second;
    }
    at = close + 1;
  }
  return out;
}

}  // namespace candour::exchange::demo
