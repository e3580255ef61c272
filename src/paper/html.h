// A document as a web page: the fragment that stands inside one of our own pages, or a whole page that can be
// saved, mailed and printed by itself. This is the accessible form; the PDF is the one for paper.
// Promises: every word is escaped, headings nest, tables have captions and scopes, links go only to https,
// mailto, tel or the page itself. Pure; any thread. It sees no records.
#pragma once

#include <string>
#include <string_view>

#include "paper/document.h"

namespace candour::paper {

/// For text and for double-quoted attributes: & < > " ' escaped; control characters that HTML forbids
/// dropped.
std::string escape_html(std::string_view);

/// The blocks only (title and contents too when `with_title`), with the class names that our style sheet has.
/// `down` lowers every heading, for a fragment that stands under a heading of the page.
std::string html_fragment(const Document&, bool with_title = true, int down = 0);

/// A whole page in UTF-8, language en-GB, with its style inside; no script, loads nothing from elsewhere.
std::string html_page(const Document&);

}  // namespace candour::paper
