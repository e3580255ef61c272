// Words that name a part of the notice, "(notice, part 4.2)", lead to that very part. Promises: done last and
// on the whole page, so that no refusal, card or line of a table can forget it; only a part that is given
// becomes a link, and only in text that may hold one (not within another link, a button, a label or a field);
// not one other byte of the page changes. Pure; any thread. It does not know who wrote the words: what
// somebody typed as long text stays as it was typed, and a title that they made of such words leads to the
// notice and nowhere else.
#pragma once

#include <map>
#include <string>

namespace candour::html {

/// The number of a part, and the address of its place in the notice.
using PartPlaces = std::map<std::string, std::string, std::less<>>;

/// `page` as render_page() gives it: text and values of attributes are escaped, so "<" begins a tag.
std::string link_parts(std::string page, const PartPlaces&);

}  // namespace candour::html
