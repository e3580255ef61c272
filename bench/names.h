// Invented people by number: the same number gives the same person. Names are put together by chance from the
// demo's banks and from syllables, so that a hundred thousand people have about as many different names as a
// hundred thousand people do. Pure; any thread.
#pragma once

#include <string>

#include "charter/values.h"
#include "exchange/demo/random.h"

namespace candour::bench {

struct Invented {
  std::string given, family, born, nhs_number, line, town, postcode, phone;
  charter::Values profile() const;
};
Invented invent(int number);

/// What somebody types who does not know how it is spelt.
std::string misspelt(const std::string& name, exchange::demo::Random& chance);
std::string letters_swapped(const std::string& name, exchange::demo::Random& chance);
std::string as_it_sounds(const std::string& name);

/// Several sentences, as a worker writes them; no two alike.
std::string note_words(int number);

}  // namespace candour::bench
