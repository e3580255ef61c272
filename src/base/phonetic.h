// How a name sounds, as a few letters: names that sound alike in English have the same code, so that "Smyth"
// is found for "Smith" and "Jonson" for "Johnson". Pure; any thread. It hears names as an English speaker
// would read them aloud, which for many names is wrong: it only widens a search, it never decides.
#pragma once

#include <string>
#include <string_view>

namespace candour {

/// Code of one folded word (text.h: fold), at most 8 letters; "" for a word without Latin letters.
/// Vowels count only in front; "th" is heard as t, as in "Thomas".
std::string phonetic(std::string_view folded_word);

}  // namespace candour
