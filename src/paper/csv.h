// A table as a spreadsheet file: CSV (RFC 4180, UTF-8 with a byte-order mark so that spreadsheet programs see
// the accents, CRLF lines). A cell that a spreadsheet would run as a formula is disarmed with a leading
// apostrophe (OWASP ASVS 1.2.10). Pure; any thread. It cannot keep an opened file from being changed.
#pragma once

#include <string>

#include "paper/document.h"

namespace candour::paper {

/// Headings, then rows; lines of one cell are parted by "; ", or by a space after a full stop.
std::string table_csv(const Table&);

}  // namespace candour::paper
