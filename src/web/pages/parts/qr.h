// A QR code as a drawing in the page, for setting up one-time codes by phone; the same secret always stands
// beside it in letters. Pure; any thread.
#pragma once

#include "base/result.h"
#include "web/html/html.h"

namespace candour::web {

/// An inline SVG of the text, with `words` as its text alternative. Errors: TooMuch when it does not fit.
Result<html::Html> qr_code(const std::string& text, std::string_view words);

}  // namespace candour::web
