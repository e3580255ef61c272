// Characters that nobody sees and that can make a text say something else than it holds: they turn the
// letters round, hide between them, or steer a machine. One rule for every door: forms, lists that are
// imported, files that are exported. Promises: the joiners that Persian, Sinhala, Malayalam and other scripts
// need, and those inside an emoji, are let through where they are needed and nowhere else; what is refused is
// named, with how to mend it. Pure; any thread. It does not tell letters apart that merely look alike.
#pragma once

#include <string>
#include <string_view>

namespace candour {

/// A line (a name, a number, a heading) or several (a note). Tabs and new lines are spaces in either.
enum class TextShape : unsigned char { Line, Lines };

/// What is hidden in it, in words: "right-to-left override (U+202E)"; "" when nothing is. In notes the marks
/// that only say which way a script runs, and what word processors leave behind (soft hyphens, byte order
/// marks), are let pass. Ill-formed UTF-8 is not looked at.
std::string hidden_character(std::string_view text, TextShape shape);

/// The same, as a whole sentence on `what` ("the last name"): "Type the last name again: …"; "" when all is
/// well.
std::string hidden_character_words(std::string_view text, TextShape shape, std::string_view what);

/// Where the first character stands that somebody sees and that is no space; npos when there is none.
std::size_t first_seen(std::string_view text);

}  // namespace candour
