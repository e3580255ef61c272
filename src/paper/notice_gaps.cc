// Tables of a notice without gaps: what few rows have is said in words, and nothing stands empty.
#include <algorithm>

#include "paper/notice_parts.h"

namespace candour::paper {

namespace {

bool is_empty(const Cell& cell) {
  return std::ranges::all_of(cell.lines, [](const Text& line) { return line.empty(); });
}

void take_out(Table& t, std::size_t column) {
  const auto at = static_cast<std::ptrdiff_t>(column);
  for (auto& row : t.rows)
    if (row.size() > column) row.erase(row.begin() + at);
  t.columns.erase(t.columns.begin() + at);
  if (t.widths.size() > column) t.widths.erase(t.widths.begin() + at);
}

/// What few rows have is said in the first cell of those: "What for: giving you care".
void say_in_first(Table& t, std::size_t column) {
  for (auto& row : t.rows) {
    if (row.size() <= column || is_empty(row[column])) continue;
    auto lines = row[column].lines;
    Text first(t.columns[column] + ": ");
    for (auto& run : lines.front().runs) first.runs.push_back(run);
    lines.front() = std::move(first);
    row[0].lines.insert(row[0].lines.end(), lines.begin(), lines.end());
  }
}

}  // namespace

void close_gaps(Table& t) {
  for (std::size_t i = t.columns.size(); i-- > 1;) {
    const auto filled = static_cast<std::size_t>(
        std::ranges::count_if(t.rows, [&](const auto& row) { return row.size() > i && !is_empty(row[i]); }));
    if (filled * 3 > t.rows.size()) continue;
    say_in_first(t, i);
    take_out(t, i);
  }
  for (auto& row : t.rows)
    for (std::size_t i = 1; i < row.size(); ++i)
      if (is_empty(row[i])) row[i] = std::string(kNotSettled);
}

}  // namespace candour::paper
