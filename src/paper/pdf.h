// A document on A4 paper as a PDF file with structure: headings, lists and tables are tagged, headings are
// bookmarks, the language is British English and the title stands in the window's bar.
// Promises: the text can be read aloud in order, found and copied; what repeats on each page (running head,
// page number) is marked as decoration. It does not claim PDF/UA: the web page is the accessible equivalent.
// Any thread; each call does its own work. Needs at least one font on the machine. It sees no records.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "paper/document.h"

namespace candour::paper {

/// Sets every PDF from now on in the page's own letters: the .ttf files that script/assets left in `assets`.
/// Without them it is set in a font of the machine. Call once, before any thread prints.
void use_letters_of(const std::filesystem::path& assets);
/// The bytes of a PDF 1.7 file. The same document gives the same bytes on the same machine.
/// Errors: Unavailable when there is no font, or when the drawing library fails (detail for the log).
Result<std::string> to_pdf(const Document&);
/// On how many pages it would stand. Errors: as to_pdf().
Result<int> pages_of(const Document&);

}  // namespace candour::paper
