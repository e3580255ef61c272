// Sentences of the demo with gaps for a person: names, pronouns and verbs that go with them.
// Gaps: {name} {they} {them} {their} {They} {Their} {themself} {is} {was} {has}; {s} and {es} end a verb
// ("{they} want{s}"); any other gap is looked up among the person's own words ({hobby}, {town} …).
// Pure; any thread. A gap that nobody knows is left standing, so that a test can find it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace candour::exchange::demo {

struct Pronouns {
  std::string_view they, them, their, themself, shown;
  bool plural = false;
};
inline constexpr Pronouns kShe{"she", "her", "her", "herself", "she/her"};
inline constexpr Pronouns kHe{"he", "him", "his", "himself", "he/him"};
inline constexpr Pronouns kThey{"they", "them", "their", "themself", "they/them", true};

using OwnWords = std::map<std::string, std::string, std::less<>>;

std::string fill_in(std::string_view pattern, std::string_view name, const Pronouns& p, const OwnWords& own);
std::string with_capital(std::string text);

}  // namespace candour::exchange::demo
