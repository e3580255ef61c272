#include "paper/csv.h"

#include "base/csv_text.h"

namespace candour::paper {

std::string table_csv(const Table& t) {
  std::string out(kByteOrderMark);
  out += csv_line(t.columns);
  for (const auto& row : t.rows) {
    std::vector<std::string> cells(t.columns.size());
    for (std::size_t i = 0; i < cells.size() && i < row.size(); ++i)
      for (const Text& line : row[i].lines)
        cells[i] += (cells[i].empty() ? "" : cells[i].ends_with('.') ? " " : "; ") + line.plain();
    out += csv_line(cells);
  }
  return out;
}

}  // namespace candour::paper
