// Passwords that became known when other places were broken into: whoever guesses tries these first. The list
// is compiled in (script/passwords makes it from a package), so nothing is asked of anybody outside. Pure;
// any thread. It holds the fifty thousand commonest, not every password that was ever lost.
#pragma once

#include <cstddef>
#include <string_view>

namespace candour::vault {

/// Is exactly this, in lower case, on the list?
bool breached(std::string_view lower);

/// The longest word of the list that `lower` begins with; the thousand commonest from four characters, the
/// others from five. Nothing found: no length.
struct BreachedWord {
  std::size_t length = 0;
  bool often = false;
};
BreachedWord breached_word(std::string_view lower);

/// How many words the list has.
std::size_t breached_count();

}  // namespace candour::vault
