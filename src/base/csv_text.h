// Spreadsheets as CSV text: read strictly, so that a broken file is refused by line and never half
// understood, and written so that no cell can run as a formula in the program that opens it. Promises:
// whatever encoding came in (UTF-8 with or without byte order mark, Windows-1252, Latin-1), UTF-8 comes out;
// every row knows the line it began on. Pure; any thread. It does not know what the columns mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace candour {

enum class TextEncoding : std::uint8_t { Utf8, Windows1252 };  // the latter holds all of Latin-1's letters

struct DecodedText {
  std::string text;  // UTF-8, without byte order mark
  TextEncoding encoding = TextEncoding::Utf8;
  bool byte_order_mark = false;
};
/// Invalid: UTF-16, or bytes that no text has (NUL). What is no UTF-8 is read as Windows-1252.
Result<DecodedText> decode_text(std::string_view bytes);

struct CsvRow {
  std::size_t line = 0;  // from 1, where the row begins
  std::vector<std::string> cells;
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
};

/// RFC 4180, with CR LF, LF or CR, and comma, semicolon or tab (guessed from the first rows; a line "sep=;"
/// as Excel writes it decides). Cells come as they stand: not trimmed. Invalid with the line number when
/// quoting is broken; TooMuch beyond the limits.
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
