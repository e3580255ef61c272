// Spreadsheets as CSV text: read so that a stray quotation mark spoils its own row only and is named, and
// written so that no cell can run as a formula in the program that opens it. Promises: whatever encoding came
// in (UTF-8, UTF-16, Windows-1252, Latin-1, Mac Roman), UTF-8 comes out; every row knows its number as a
// spreadsheet counts it. Pure; any thread. It does not know what the columns mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace candour {

/// Windows-1252 holds all of Latin-1's letters.
enum class TextEncoding : std::uint8_t { Utf8, Windows1252, Utf16, MacRoman };

struct DecodedText {
  std::string text;  // UTF-8, without byte order mark
  TextEncoding encoding = TextEncoding::Utf8;
  bool byte_order_mark = false;
};
/// Invalid: bytes that no text has (NUL). What is no UTF-8 is read as Mac Roman where its letters make better
/// words so, otherwise as Windows-1252.
Result<DecodedText> decode_text(std::string_view bytes);

/// What a reader has to say about one cell: "merged with row 3".
struct CellNote {
  std::size_t column = 0;
  std::string words;
};

struct CsvRow {
  std::size_t line = 0;  // from 1, as a spreadsheet counts: empty rows count, lines within a cell do not
  std::vector<std::string> cells;
  std::string broken = {};  // what is wrong with the whole row; "" when it was read for certain
  bool hidden = false;      // not seen in the spreadsheet
  std::vector<CellNote> notes = {};
  /// The cell, or "" beyond the last: rows may be of different length.
  std::string_view at(std::size_t column) const {
    return column < cells.size() ? std::string_view(cells[column]) : std::string_view();
  }
};

struct CsvTable {
  std::vector<CsvRow> rows;  // without lines on which nothing stands at all
  char delimiter = ',';
  TextEncoding encoding = TextEncoding::Utf8;
  bool byte_order_mark = false;
};

struct CsvLimits {
  std::size_t rows = 200'000, columns = 500, cell_bytes = 64 * 1024;
  /// Whether a short row whose value holds whole rows counts as a quotation mark that nobody closed.
  bool suspect_swallowed = true;
};

/// RFC 4180, with CR LF, LF or CR, and comma, semicolon or tab (guessed from the first rows; a line "sep=;"
/// as Excel writes it decides, and is no row). Cells come as they stand: not trimmed; ="0770" is the text
/// 0770, and a quotation mark within a value that begins without one is a letter like others. A row whose
/// quoting is broken is read as its one line stands and says so. TooMuch beyond the limits.
Result<CsvTable> read_csv(std::string_view bytes, const CsvLimits& = {});

/// One cell: quoted when it must be; one that a spreadsheet would run (= + - @ in front, however
/// wide and behind whatever spaces; tab, CR or LF in front) gets an
/// apostrophe before it, which the spreadsheet does not show.
std::string csv_cell(std::string_view);
/// One row with CR LF.
std::string csv_line(std::span<const std::string> cells);
/// What csv_cell put before a formula, taken away again: for reading back files that we wrote.
std::string_view without_formula_guard(std::string_view cell);
/// Written in front of a file so that spreadsheets read it as UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace candour
