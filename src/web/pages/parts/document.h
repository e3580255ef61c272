// A paper document (the notice, easy read, the matrix) shown inside one of our pages, in the page's own look.
// Pure; any thread. It adds nothing to the words.
#pragma once

#include "paper/document.h"
#include "web/html/html.h"

namespace candour::web {

/// The blocks; headings are lowered by `down` (the page's h1 is the document's title).
html::Html from_document(const paper::Document& d);
/// The same, each part that a second-level heading begins closed under its heading: to be opened with one
/// press, without a script too. A list of contents is left out, since the headings are one.
html::Html in_parts(const paper::Document& d);
html::Html from_blocks(const std::vector<paper::Block>& blocks);
html::Html from_table(const paper::Table& t);

}  // namespace candour::web
