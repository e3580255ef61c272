// The last hand on a PDF: what the drawing library cannot say about a document (its language, that its title
// is to be shown, which way a table heading points, what on a page is mere decoration) is added here.
// Any thread. It changes no visible mark.
#pragma once

#include <string>

#include "base/result.h"

namespace candour::paper {

struct PdfFacts {
  std::string title, printed_on;  // "2026-11-21" or empty
};

/// Errors: Unavailable when the PDF library refuses the input.
Result<std::string> finish_pdf(const std::string& drawn, const PdfFacts& facts);

}  // namespace candour::paper
