#include "exchange/sheet_table.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "exchange/import_columns.h"

namespace candour::exchange {
namespace {

constexpr std::size_t kLookedAt = 40;  // rows in which the headings are looked for

std::size_t filled(const CsvRow& row) {
  return static_cast<std::size_t>(
      std::count_if(row.cells.begin(), row.cells.end(), [](const auto& c) { return !trim(c).empty(); }));
}

std::size_t known_cells(const CsvRow& row) {
  std::set<std::string> known;
  for (const auto& cell : row.cells)
    if (auto key = heading_key(cell); known_heading(key)) known.insert(std::move(key));
  return known.size();
}

/// Where the headings stand: the row with most words that head such lists, otherwise the first that is as
/// wide as the rest and holds nobody's details. The number of rows when there is none.
std::size_t find_headings(const std::vector<CsvRow>& rows) {
  const auto most = std::min(rows.size(), kLookedAt);
  std::size_t best = rows.size(), best_known = 1, widest = 0;
  for (std::size_t i = 0; i < most; ++i) {
    widest = std::max(widest, filled(rows[i]));
    if (const auto known = known_cells(rows[i]); known > best_known) {
      best = i;
      best_known = known;
    }
  }
  if (best < rows.size()) return best;
  for (std::size_t i = 0; i < most; ++i)
    if (2 * filled(rows[i]) > widest && !holds_details(rows[i])) return i;
  return rows.size();
}

/// More than nothing only where rows below the headings could be people.
std::size_t likeness(const Sheet& sheet) {
  const auto at = find_headings(sheet.rows);
  if (at == sheet.rows.size()) return 0;
  std::size_t wide = 0;
  for (std::size_t i = at + 1; i < sheet.rows.size(); ++i) wide += filled(sheet.rows[i]) >= 2;
  const auto known = known_cells(sheet.rows[at]);
  return known >= 2 ? wide * 100 + known : wide > 0;
}

Result<std::size_t> choose_sheet(const Workbook& book, const std::string& wanted) {
  std::size_t best = book.sheets.size(), best_likeness = 0;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const auto& sheet = book.sheets[i];
    if (!wanted.empty() && sheet.name == wanted) return i;
    if (sheet.rows.empty()) continue;
    const auto like = sheet.hidden ? 0 : likeness(sheet) + 1;
    if (best == book.sheets.size() || like > best_likeness) {
      best = i;
      best_likeness = like;
    }
  }
  if (!wanted.empty()) return invalid("sheet", "Choose one of the sheets of this workbook.");
  if (best == book.sheets.size()) return invalid("file", "This file is empty.");
  return best;
}

/// The headings, made of one row or of two: a heading that spans several columns goes before those below it.
class Headings {
 public:
  Headings(const Sheet& sheet, std::size_t at) : sheet_(sheet), row_(sheet.rows[at]) {
    if (at > 0 && sheet.rows[at - 1].line + 1 == row_.line) above_ = &sheet.rows[at - 1];
    for (const auto& cell : row_.cells) ++times_[heading_key(cell)];
  }

  CsvRow run() {
    auto out = row_;
    std::size_t width = row_.cells.size();
    for (const auto& m : sheet_.merges)
      if (m.row < row_.line && m.to_row >= row_.line) width = std::max(width, m.column + 1);
    out.cells.resize(std::min<std::size_t>(width, limits::kImportColumns));
    for (std::size_t c = 0; c < out.cells.size(); ++c) out.cells[c] = heading(c);
    out.notes.clear();
    return out;
  }

 private:
  std::string heading(std::size_t column) {
    const auto own = clean_line(row_.at(column));
    for (const auto& m : sheet_.merges) {
      if (m.column > column || m.to_column < column || m.row >= row_.line) continue;
      if (own.empty() && m.to_row >= row_.line && m.column == column) return clean_line(text_of(m));
      if (!own.empty() && m.to_column > m.column && m.to_row + 1 == row_.line)
        return together(text_of(m), own, true);
    }
    if (!above_ || own.empty()) return own;
    if (const auto over = clean_line(above_->at(column)); !over.empty()) group_ = over;
    const auto key = heading_key(own);
    return group_.empty() || (known_heading(key) && times_[key] < 2) ? own : together(group_, own, false);
  }

  static std::string together(const std::string& group, const std::string& own, bool merged) {
    const auto both = clean_line(group) + " " + own;
    if (known_heading(heading_key(both))) return both;
    return !merged || known_heading(heading_key(own)) ? own : both;
  }

  std::string text_of(const Merge& m) const {
    for (const auto& row : sheet_.rows)
      if (row.line == m.row) return std::string(row.at(m.column));
    return {};
  }

  const Sheet& sheet_;
  const CsvRow& row_;
  const CsvRow* above_ = nullptr;
  std::string group_;
  std::map<std::string, int> times_;
};

/// The lowest row that the headings reach down to by being merged.
std::size_t lowest(const Sheet& sheet, std::size_t at) {
  auto line = sheet.rows[at].line;
  for (const auto& m : sheet.merges)
    if (m.row == sheet.rows[at].line && m.to_row > m.row && m.to_row - m.row < 4)
      line = std::max(line, m.to_row);
  while (at + 1 < sheet.rows.size() && sheet.rows[at + 1].line <= line) ++at;
  return at;
}

Result<std::size_t> choose_headings(const Sheet& sheet, int wanted) {
  if (wanted > 0) {
    for (std::size_t i = 0; i < sheet.rows.size(); ++i)
      if (sheet.rows[i].line == static_cast<std::size_t>(wanted)) return i;
    return invalid("heading-row", "Nothing stands in row " + std::to_string(wanted) +
                                      ". Enter the number of the row with "
                                      "the headings, as your spreadsheet counts it.");
  }
  const auto at = find_headings(sheet.rows);
  if (at == sheet.rows.size())
    return invalid(
        "file",
        "The first line holds somebody’s details where the headings should stand. Put a line with headings "
        "above it, such as First name, Last name, Date of birth.");
  return lowest(sheet, at);
}

/// What each merged cell of the people covers, at the cells that it leaves empty.
void note_merges(const Sheet& sheet, std::vector<CsvRow>& rows, std::size_t below) {
  for (const auto& m : sheet.merges) {
    if (m.to_row <= below || m.column >= limits::kImportColumns) continue;
    const auto top = std::lower_bound(sheet.rows.begin(), sheet.rows.end(), m.row,
                                      [](const CsvRow& r, std::size_t line) { return r.line < line; });
    if (top == sheet.rows.end() || top->line != m.row) continue;
    const auto holds = shorten(clean_line(top->at(m.column)), 40);
    if (holds.empty()) continue;
    const auto first = std::lower_bound(rows.begin() + 1, rows.end(), m.row,
                                        [](const CsvRow& r, std::size_t line) { return r.line < line; });
    for (auto it = first; it != rows.end() && it->line <= m.to_row; ++it) {
      auto& row = *it;
      if (row.line <= below) continue;
      if (row.line > m.row)
        row.notes.push_back({m.column, "This cell is merged with row " + std::to_string(m.row) +
                                           ", which says “" + holds + "”. Enter what is true of this row"});
      else if (m.to_column > m.column)
        row.notes.push_back({m.column, "This cell is merged over columns " + column_letters(m.column) +
                                           " to " + column_letters(m.to_column)});
    }
  }
}

/// Columns without a heading that many rows fill are columns; what a few rows have there is marked.
void mark_too_wide(std::vector<CsvRow>& rows) {
  std::size_t width = rows.front().cells.size();
  while (width > 0 && trim(rows.front().cells[width - 1]).empty()) --width;
  std::map<std::size_t, std::size_t> behind;
  for (std::size_t i = 1; i < rows.size(); ++i)
    for (std::size_t c = width; c < rows[i].cells.size(); ++c)
      if (!trim(rows[i].cells[c]).empty()) ++behind[c];
  auto last = width;
  for (const auto& [column, n] : behind)
    if (n >= 2 && 2 * n >= rows.size() - 1) last = column + 1;
  rows.front().cells.resize(last);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto& row = rows[i];
    while (!row.cells.empty() && row.cells.size() > last && trim(row.cells.back()).empty())
      row.cells.pop_back();
    if (row.cells.size() > last && row.broken.empty())
      row.broken = "“" + shorten(clean_line(row.cells.back()), 40) + "” stands in column " +
                   column_letters(row.cells.size() - 1) +
                   ", which has no heading; look whether each value stands in "
                   "its column";
  }
}

std::string row_list(const std::vector<std::size_t>& rows) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < rows.size() && i < 8; ++i) words.push_back(std::to_string(rows[i]));
  if (rows.size() > 8) words.push_back(with_commas(static_cast<std::int64_t>(rows.size() - 8)) + " more");
  return listed(words);
}

void take_hidden(bool wanted, CsvTable& table, SheetsSaid& said) {
  std::vector<std::size_t> hidden;
  for (std::size_t i = 1; i < table.rows.size(); ++i)
    if (table.rows[i].hidden) hidden.push_back(table.rows[i].line);
  said.hidden_rows = static_cast<int>(hidden.size());
  said.take_hidden = wanted;
  if (hidden.empty()) return;
  const std::string rows = (hidden.size() == 1 ? "Row " : "Rows ") + row_list(hidden);
  const std::string are = hidden.size() == 1 ? " is" : " are";
  said.told.push_back(rows + are + " hidden in the spreadsheet and" + are +
                      (wanted ? " taken in." : " left out."));
  if (!wanted) std::erase_if(table.rows, [](const CsvRow& r) { return r.hidden; });
}

}  // namespace

Result<TableRead> read_table(std::string_view bytes, const SheetChoice& choice) {
  if (bytes.size() > candour::limits::kUploadFileBytes)
    return fail(Code::TooMuch, "This file is larger than 25 MB. Part it into several files.");
  SheetLimits within;
  within.rows = limits::kImportRows;
  within.columns = limits::kImportColumns;
  TRY(auto book, read_workbook(bytes, within));
  TRY(const auto at, choose_sheet(book, choice.sheet));
  Sheet& sheet = book.sheets[at];
  if (sheet.rows.empty()) return invalid("sheet", "Nothing stands on the sheet “" + sheet.name + "”.");
  if (sheet.too_long)
    return fail(Code::TooMuch, "The sheet “" + sheet.name + "” has more than " +
                                   with_commas(static_cast<std::int64_t>(within.rows)) +
                                   " rows. Part it into several files.");
  TRY(const auto head, choose_headings(sheet, choice.heading_row));
  TableRead out;
  out.kind = book.kind;
  out.from_1904 = book.from_1904;
  out.hidden_columns = sheet.hidden_columns;
  out.said.told = book.told;
  out.said.sheet = sheet.name;
  out.said.heading_row = static_cast<int>(sheet.rows[head].line);
  if (book.sheets.size() > 1)
    for (const auto& s : book.sheets)
      out.said.sheets.push_back({s.name, static_cast<int>(s.rows.size()), s.hidden});
  const auto above = std::count_if(sheet.rows.begin(), sheet.rows.begin() + static_cast<std::ptrdiff_t>(head),
                                   [](const CsvRow& r) { return filled(r) > 0; });
  if (above > 0)
    out.said.told.push_back(counted_words(above, "row") + " above the headings, which stand in row " +
                            std::to_string(out.said.heading_row) + (above == 1 ? ", is" : ", are") +
                            " no person and left out.");
  auto& rows = out.table.rows;
  rows.push_back(Headings(sheet, head).run());
  for (std::size_t i = head + 1; i < sheet.rows.size(); ++i) rows.push_back(sheet.rows[i]);
  note_merges(sheet, rows, sheet.rows[head].line);
  take_hidden(choice.hidden_rows, out.table, out.said);
  mark_too_wide(rows);
  const bool any = std::any_of(rows.begin() + 1, rows.end(),
                               [](const CsvRow& r) { return !is_empty(r) && !is_instruction(r); });
  if (!any)
    return invalid(book.sheets.size() > 1 ? "sheet" : "file",
                   "Nobody stands under the headings of this file.");
  return out;
}

}  // namespace candour::exchange
