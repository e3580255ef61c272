// Text as people type it: made clean for keeping, folded for comparing names, cut without breaking a letter.
// Promises: what comes out is valid UTF-8 when what went in was; names that a person would call the same
// ("O’Neill", "O'NEILL", "Oneill") fold to the same bytes. Pure; any thread. Folding is for comparing only,
// never for showing; it knows Latin letters with their marks, and the cases of Greek and Cyrillic.
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
/// Characters (code points), not bytes.
std::size_t count_characters(std::string_view);

/// One line: control and invisible direction characters dropped, every run of spaces one space, trimmed.
std::string clean_line(std::string_view);
/// Several lines: as above within each line, CR LF as LF, at most two empty lines together, ends trimmed.
std::string clean_text(std::string_view);
std::string_view trim(std::string_view);  // ASCII space, tab, CR, LF

/// For comparing names: lower case, marks off ("é" e, "ß" ss, "ø" o), apostrophes gone, hyphens and other
/// signs one space. "Anne-Marie O’Néill" -> "anne marie oneill".
std::string fold(std::string_view);
std::vector<std::string> fold_words(std::string_view);

std::string lower_ascii(std::string_view);
std::string upper_ascii(std::string_view);
/// At most `most` characters; what was cut is marked with "…" (counted in).
std::string shorten(std::string_view, std::size_t most);
/// "1 day", "3 days"; `many` may be left out for words that take an s.
std::string counted_words(std::int64_t n, std::string_view one, std::string_view many = {});
/// "one, two and three".
std::string listed(const std::vector<std::string>&, std::string_view last = "and");
/// 1234567 -> "1,234,567".
std::string with_commas(std::int64_t);
/// First letter of a label in lower case, unless it begins with an abbreviation ("NHS number" stays).
std::string inside_sentence(std::string_view label);

}  // namespace candour
