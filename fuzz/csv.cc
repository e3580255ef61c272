// A spreadsheet's file, as somebody would import it.
#include "base/csv_text.h"
#include "base/text.h"
#include "fuzz/target.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(csv) {
  const CsvLimits small{.rows = 50, .columns = 20, .cell_bytes = 500};
  const auto read = read_csv(bytes, small);
  if (!read) {
    must_hold(!read.error().words.text.empty(), "a refusal says why");
    return;
  }
  must_hold(read->rows.size() <= small.rows, "rows have a limit");
  std::string written = "sep=,\r\n";
  std::size_t line = 0;
  for (const auto& row : read->rows) {
    must_hold(row.line > line, "rows come in the order of their lines");
    line = row.line;
    must_hold(!row.cells.empty() && row.cells.size() <= small.columns, "columns have a limit");
    for (const auto& cell : row.cells)
      must_hold(cell.size() <= small.cell_bytes && is_utf8(cell) && cell.find('\r') == cell.npos,
                "a cell is text within its limit");
    written += csv_line(row.cells);
  }
  // The guard against formulas makes a cell one letter longer, the line "sep=,," one row more.
  const auto again =
      read_csv(written, {.rows = 60, .columns = 20, .cell_bytes = 501, .suspect_swallowed = false});
  must_hold(again.has_value(), "what was read, written again, can be read");
  must_hold(again->rows.size() == read->rows.size(), "and has as many rows");
  for (std::size_t r = 0; r < read->rows.size(); ++r) {
    const auto &was = read->rows[r].cells, &is = again->rows[r].cells;
    must_hold(is.size() == was.size(), "and as many cells");
    for (std::size_t c = 0; c < was.size(); ++c) {
      must_hold(without_formula_guard(is[c]) == was[c], "and the same cells");
      must_hold(is[c].empty() || std::string_view("=+-@\t").find(is[c][0]) == std::string_view::npos,
                "and none that a spreadsheet would run");
    }
  }
}
