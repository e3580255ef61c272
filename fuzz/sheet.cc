// A packed spreadsheet, as somebody would import it: the zip file and the XML within.
#include "base/text.h"
#include "exchange/sheet_reader.h"
#include "fuzz/target.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(sheet) {
  exchange::SheetLimits small;
  small.rows = 50;
  small.columns = 20;
  small.cells = 2'000;
  small.unpacked = 4 * 1024 * 1024;
  const auto book = exchange::read_workbook(bytes, small);
  if (!book) {
    must_hold(!book.error().words.text.empty(), "a refusal says how to mend it");
    return;
  }
  for (const auto& sheet : book->sheets) {
    must_hold(sheet.rows.size() <= small.rows, "rows have a limit");
    std::size_t line = 0;
    for (const auto& row : sheet.rows) {
      must_hold(row.line > line, "rows come in their order");
      line = row.line;
      must_hold(row.cells.size() <= small.columns, "columns have a limit");
    }
  }
}
