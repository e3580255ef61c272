// Text as people type it: kept as it was typed, counted as people count, folded for comparing names of every
// script. Promises: what comes out is valid UTF-8 when what went in was, and what is kept is in Unicode's
// form C; names that a person would call the same ("O’Neill", "O'NEILL", "Oneill"; "Łukasz", "Lukasz";
// "Иван", "Ivan") fold to the same bytes. The tables are Unicode's own (ICU). Pure; any thread. Folding is
// for comparing only, never for showing: it reads Arabic without its vowels, and every Chinese sign as in
// Mandarin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace candour {

/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view);
/// The character that starts at `at` (valid UTF-8 assumed), and moves `at` behind it.
char32_t next_character(std::string_view, std::size_t& at);
void append_character(std::string& out, char32_t);

/// Letters as people count them: "é" is one however it is spelt, and so is a flag or a family of four.
std::size_t count_letters(std::string_view);
/// What to say when `what` ("the reason") has more than `most` letters: the limit and how many are too many;
/// "" when it fits. The one rule for whatever is typed. Of a text of `most` letters every ordinary one fits
/// within kBytesALetter each; only one that is made of marks upon marks does not.
std::string too_long(std::string_view text, std::size_t most, std::string_view what);
inline constexpr std::size_t kBytesALetter = 16;
/// The most bytes that too_long() lets pass.
constexpr std::size_t most_bytes(std::size_t letters) {
  return letters * kBytesALetter + 1024;
}

/// One line: outer blanks go, tabs, line ends and blanks of other widths become spaces, what is no letter at
/// all (controls, overrides of direction) is left out. All else stays as it was typed.
std::string clean_line(std::string_view);
/// Several lines, as they were typed with indents, tabs and empty lines; CR LF becomes LF, blank lines at the
/// end go, and what is no letter at all is left out. "" when nobody would see anything of it.
std::string clean_text(std::string_view);
std::string_view trim(std::string_view);  // ASCII space, tab, CR, LF
/// A number or a code as a reader sees it, whatever it is made of: figures of every script as 0 to 9, letters
/// of full width as A to Z, every dash "-", every blank " ", nothing that nobody sees. What turns the letters
/// round stays, since then a reader sees something else.
std::string as_it_looks(std::string_view);

/// For comparing names, in Latin letters whatever the script: lower case, marks off ("é" e, "ß" ss, "ø" o),
/// apostrophes gone, hyphens and other signs one space. "Anne-Marie O’Néill" -> "anne marie oneill".
std::string fold(std::string_view);
std::vector<std::string> fold_words(std::string_view);
/// The same within its own script: "Иван" -> "иван".
std::string fold_in_script(std::string_view);
/// Bytes by which names stand in the order of a British list: "Ångström" with A, capitals beside small
/// letters.
std::string sort_key(std::string_view);

std::string lower_ascii(std::string_view);
/// The digits of what was typed, without what stands between them; of its first 40 letters.
std::string digits_in(std::string_view typed);
std::string upper_ascii(std::string_view);
/// At most `most` letters; what was cut is marked with "…" (counted in). For showing, never for keeping.
std::string shorten(std::string_view, std::size_t most);
/// "1 day", "3 days"; `many` may be left out for words that take an s.
std::string counted_words(std::int64_t n, std::string_view one, std::string_view many = {});
/// Of a file: "812 bytes", "12 KB", "1.5 MB" (of 1,024).
std::string size_words(std::int64_t bytes);
/// "one, two and three".
std::string listed(const std::vector<std::string>&, std::string_view last = "and");
/// 1234567 -> "1,234,567".
std::string with_commas(std::int64_t);
/// First letter of a label in lower case, unless it begins with an abbreviation ("NHS number" stays).
std::string inside_sentence(std::string_view label);

}  // namespace candour
