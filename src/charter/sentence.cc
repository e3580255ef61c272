#include "charter/sentence.h"

#include <algorithm>
#include <cctype>

namespace candour::charter {

std::string in_sentence(std::string s) {
  auto upper = [&](std::size_t i) { return i < s.size() && std::isupper(static_cast<unsigned char>(s[i])); };
  auto lower = [&](std::size_t i) { return i < s.size() && std::islower(static_cast<unsigned char>(s[i])); };
  bool name = upper(1);  // "NHS number"
  // A later word with a capital is a name ("Care Quality Commission"); an abbreviation is not ("Your GP").
  for (std::size_t i = 1; i + 1 < s.size(); ++i) name = name || (s[i - 1] == ' ' && upper(i) && lower(i + 1));
  if (!s.empty() && !name) s[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(s[0])));
  return s;
}

std::string role_in_sentence(const Charter& c, std::string_view code) {
  if (auto r = c.find_role(code)) return in_sentence(c.at(*r).name);
  std::string s(code);
  std::ranges::replace(s, '-', ' ');
  return s;
}

}  // namespace candour::charter
