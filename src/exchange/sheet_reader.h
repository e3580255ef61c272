// A spreadsheet as its rows of text, whatever wrote it: Excel's .xlsx, OpenDocument's .ods, or CSV. Promises:
// nothing in the file is run and nothing outside it is fetched (formulas, macros, entities, links); a cell is
// the text that stands in it, a date as "2026-11-21", with "14:20" behind it when it has a time; rows are
// counted as the spreadsheet counts them; what is hidden or merged is said. What unpacks to too much is
// refused before it does. Pure; any thread. It does not know what the columns mean.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_text.h"

namespace candour::exchange {

struct SheetLimits {
  std::size_t rows = 50'000, columns = 120, cell_bytes = 64 * 1024;
  std::size_t cells = 4'000'000;  // of all sheets together
  std::size_t sheets = 200, merges = 5'000;
  std::size_t unpacked = 256 * 1024 * 1024, entries = 2'000;
  std::size_t times = 400;  // how many times its packed size a part may grow, once it is larger than 8 MB
};

/// Cells joined into one: rows as the spreadsheet counts, columns from 0; both ends belong to it.
struct Merge {
  std::size_t row = 0, column = 0, to_row = 0, to_column = 0;
};

struct Sheet {
  std::string name;
  bool hidden = false;
  bool too_long = false;             // it has more rows than the limit; those behind are not here
  std::vector<CsvRow> rows;          // without those on which nothing stands
  std::vector<bool> hidden_columns;  // as many as are known; those behind are not hidden
  std::vector<Merge> merges;
};

struct Workbook {
  std::vector<Sheet> sheets;
  std::string kind;               // "UTF-8", "an Excel workbook"
  std::vector<std::string> told;  // what is in the file and was not read: comments, macros
  bool from_1904 = false;         // how days are counted where a date is a bare number
};

/// Errors: Invalid with how to mend it (a password, an old .xls, cut short, damaged, no spreadsheet);
/// TooMuch.
Result<Workbook> read_workbook(std::string_view bytes, const SheetLimits& = {});

/// "C" for 2, "AA" for 26.
std::string column_letters(std::size_t column);
/// The text of a cell whose formula has no result in the file: "=" and the formula.
bool is_formula(std::string_view cell);
/// "#REF!", "#N/A", "Err:502", "####".
bool is_sheet_error(std::string_view cell);

}  // namespace candour::exchange
