// A document as plain text for a terminal or the body of a mail: lines of at most 100 characters, tables as
// aligned columns when they fit and as name-and-value blocks when they do not.
// Pure; any thread. Links are printed after their words. Width is counted in code points, not in glyphs.
#pragma once

#include <string>

#include "paper/document.h"

namespace candour::paper {

std::string plain_text(const Document&);

}  // namespace candour::paper
