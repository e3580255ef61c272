// From a workbook to the one table that an import is about: which sheet, which row holds the headings, and
// what of the sheet is not in the table. Promises: nothing is left out without being told; the choice of a
// person counts before any guess. Pure; any thread. It does not know which fields a service asks for.
#pragma once

#include "exchange/import.h"
#include "exchange/sheet_reader.h"

namespace candour::exchange {

/// What a person said about the file; empty and 0: guess.
struct SheetChoice {
  std::string sheet;
  int heading_row = 0;       // as the spreadsheet counts
  bool hidden_rows = false;  // take them too
};

struct TableRead {
  CsvTable table;  // the headings, and what stands below them
  SheetsSaid said;
  std::string kind;  // "UTF-8", "an Excel workbook"
  std::vector<bool> hidden_columns;
  bool from_1904 = false;
};
/// Errors: Invalid (as read_workbook; nothing that is a list; by field "sheet" or "heading-row"), TooMuch.
Result<TableRead> read_table(std::string_view bytes, const SheetChoice& choice);

}  // namespace candour::exchange
