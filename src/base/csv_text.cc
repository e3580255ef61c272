// file    = [ mark ] [ "sep=" delimiter newline ] *( row newline ) [ row ]
// row     = cell *( delimiter cell )
// cell    = [ no-quote *plain ] / quote *( any / quote quote ) quote      ; plain: no delimiter, CR or LF
// newline = CR LF / LF / CR
#include "base/csv_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/hidden.h"
#include "base/text.h"

namespace candour {
namespace {

constexpr std::string_view kOpen =
    "a quotation mark in this row is never closed; look whether each value "
    "stands in its column";
constexpr std::string_view kAfter =
    "something follows the closing quotation mark of a value; look whether each "
    "value stands in its column";

class Reader {
 public:
  Reader(std::string_view text, char delimiter, const CsvLimits& limits)
      : text_(text), delimiter_(delimiter), limits_(limits) {}

  Status read(std::vector<CsvRow>& rows, std::size_t most_rows) {
    while (at_ < text_.size() && rows.size() < most_rows) {
      CsvRow row;
      row.line = ++number_;
      read_row(row);
      CHECK_OK(within_limits(row));
      if (row.cells.size() == 1 && trim(row.cells[0]).empty()) continue;
      if (rows.size() == limits_.rows) {
        return fail(Code::TooMuch, "This file has more than " +
                                       with_commas(static_cast<std::int64_t>(limits_.rows)) +
                                       " rows. Part it into several files.");
      }
      if (width_ == 0) width_ = row.cells.size();
      rows.push_back(std::move(row));
    }
    return {};
  }

  bool any_broken() const { return broken_; }

 private:
  enum class Quoted : std::uint8_t { Closed, Followed, Open };

  bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void pass_newline() {
    if (at_ < text_.size()) at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
  }

  Status within_limits(const CsvRow& row) const {
    if (row.cells.size() > limits_.columns)
      return fail(Code::TooMuch, "Row " + std::to_string(row.line) + " has more than " +
                                     std::to_string(limits_.columns) +
                                     " columns. Take out those that are not needed.");
    for (const auto& cell : row.cells)
      if (cell.size() > limits_.cell_bytes)
        return fail(Code::TooMuch, "Row " + std::to_string(row.line) +
                                       ": a cell is longer than can be taken in. Shorten it.");
    return {};
  }

  /// One cell too many is enough to know that there are too many.
  bool full(const CsvRow& row) const { return row.cells.size() > limits_.columns; }

  void read_row(CsvRow& row) {
    const auto from = at_;
    lines_ = 1;
    while (true) {
      std::string cell;
      if (at_ < text_.size() && text_[at_] == '"') {
        const auto lines_before = lines_;
        const auto how = read_quoted(cell);
        if (how == Quoted::Open || (how == Quoted::Followed && lines_ > lines_before)) {
          read_line(from, row);
          return;
        }
        if (how == Quoted::Followed) {
          row.broken = kAfter;
          cell += read_plain();
        }
      } else {
        cell = read_plain();
      }
      row.cells.push_back(std::move(cell));
      if (at_line_end() || full(row)) break;
      ++at_;  // the delimiter
    }
    if (swallowed(from, row)) {
      row.cells.clear();
      read_line(from, row);
      return;
    }
    pass_newline();
    broken_ = broken_ || !row.broken.empty();
  }

  /// The one line on which the row begins, taken as it stands.
  void read_line(std::size_t from, CsvRow& row) {
    at_ = from;
    row.cells = plain_cells(line_at(from));
    row.broken = kOpen;
    broken_ = true;
    at_ += line_at(from).size();
    pass_newline();
  }

  std::string_view line_at(std::size_t from) const {
    const auto end = text_.find_first_of("\r\n", from);
    return text_.substr(from, (end == std::string_view::npos ? text_.size() : end) - from);
  }

  /// The cells of one line, where a mark that does not close within its value counts for nothing.
  std::vector<std::string> plain_cells(std::string_view line) const {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at <= line.size() && cells.size() <= limits_.columns;) {
      if (at < line.size() && line[at] == '"') {
        const std::string closing = std::string("\"") + delimiter_;
        const auto close = line.find(closing, at + 1);
        const bool whole = close != std::string_view::npos || (line.size() > at + 1 && line.ends_with('"'));
        const auto end = close != std::string_view::npos ? close : line.size() - 1;
        if (whole && line.substr(at + 1, end - at - 1).find('"') == std::string_view::npos) {
          cells.emplace_back(line.substr(at + 1, end - at - 1));
          at = end + 2;
          continue;
        }
        ++at;
      }
      const auto end = std::min(line.find(delimiter_, at), line.size());
      cells.emplace_back(line.substr(at, end - at));
      at = end + 1;
    }
    return cells;
  }

  /// A value of several lines, each of which would be a whole row, in a row that is too short.
  bool swallowed(std::size_t from, const CsvRow& row) const {
    if (!limits_.suspect_swallowed || lines_ < 2 || row.cells.size() >= width_) return false;
    for (std::size_t at = from; at < at_;) {
      const auto line = line_at(at);
      if (plain_cells(line).size() != width_) return false;
      at += line.size();
      at += text_.substr(at).starts_with("\r\n") ? 2 : 1;
    }
    return true;
  }

  std::string read_plain() {
    const auto from = at_;
    // ="0770" is how spreadsheets are made to keep a nought.
    if (text_.substr(at_).starts_with("=\"")) {
      const auto line = line_at(at_);
      const auto close = line.find('"', 2);
      if (close != std::string_view::npos && (close + 1 == line.size() || line[close + 1] == delimiter_)) {
        at_ += close + 1;
        return std::string(line.substr(2, close - 2));
      }
    }
    while (!at_line_end() && text_[at_] != delimiter_) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  Quoted read_quoted(std::string& cell) {
    ++at_;
    while (at_ < text_.size() && cell.size() <= limits_.cell_bytes) {
      if (text_[at_] == '"') {
        if (text_.substr(at_).starts_with("\"\"")) {
          cell += '"';
          at_ += 2;
          continue;
        }
        ++at_;
        return at_line_end() || text_[at_] == delimiter_ ? Quoted::Closed : Quoted::Followed;
      }
      if (at_line_end()) {
        // A line break within a value is kept as LF, whichever way the file writes it.
        pass_newline();
        ++lines_;
        cell += '\n';
        continue;
      }
      cell += text_[at_++];
    }
    return Quoted::Open;
  }

  std::string_view text_;
  char delimiter_;
  const CsvLimits& limits_;
  std::size_t at_ = 0, number_ = 0, width_ = 0, lines_ = 1;
  bool broken_ = false;
};

/// The delimiter that parts the first rows most evenly: most columns in the first row that the others share.
char guess_delimiter(std::string_view text, const CsvLimits& limits) {
  constexpr std::array<char, 3> kDelimiters = {',', ';', '\t'};
  char best = ',';
  std::size_t best_score = 0;
  for (char d : kDelimiters) {
    std::vector<CsvRow> rows;
    Reader reader(text, d, limits);
    const bool whole = reader.read(rows, 10).has_value() && !reader.any_broken();
    if (rows.empty() || rows[0].cells.size() < 2) continue;
    const auto columns = rows[0].cells.size();
    const auto same =
        std::count_if(rows.begin(), rows.end(), [&](const CsvRow& r) { return r.cells.size() == columns; });
    const auto score = columns * (whole ? 20 : 10) * static_cast<std::size_t>(same) / rows.size();
    if (score > best_score) {
      best_score = score;
      best = d;
    }
  }
  return best;
}

/// "sep=;" in the first line, as Excel writes and obeys it.
std::optional<char> said_delimiter(std::string_view text) {
  if (text.size() < 6 || lower_ascii(text.substr(0, 4)) != "sep=") return std::nullopt;
  const char d = text[4];
  if ((d != ',' && d != ';' && d != '\t') || (text[5] != '\r' && text[5] != '\n')) return std::nullopt;
  return d;
}

/// Text that a spreadsheet would run, or that looks like such text already disarmed: that gets an apostrophe
/// more, so that one can be taken away again without loss.
bool would_run(std::string_view cell) {
  const auto quoted = cell.find_first_not_of('\'');
  if (quoted == std::string_view::npos) return false;
  const auto rest = cell.substr(quoted);
  const auto blank = rest.find_first_not_of(' ');
  if (blank != std::string_view::npos &&
      std::string_view("\t\r\n").find(rest[blank]) != std::string_view::npos)
    return true;
  // Spreadsheets pass over spaces of every kind, and over what nobody sees.
  const auto first = first_seen(rest);
  if (first == std::string_view::npos) return false;
  const auto at = rest.substr(first);
  for (const std::string_view sign :
       {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
    if (at.starts_with(sign)) return true;
  return false;
}

}  // namespace

Result<CsvTable> read_csv(std::string_view bytes, const CsvLimits& limits) {
  TRY(const auto decoded, decode_text(bytes));
  CsvTable out;
  out.encoding = decoded.encoding;
  out.byte_order_mark = decoded.byte_order_mark;
  std::string_view text = decoded.text;
  const auto said = said_delimiter(text);
  if (said) text.remove_prefix(text.substr(5).starts_with("\r\n") ? 7 : 6);
  out.delimiter = said ? *said : guess_delimiter(text, limits);
  Reader reader(text, out.delimiter, limits);
  CHECK_OK(reader.read(out.rows, static_cast<std::size_t>(-1)));
  return out;
}

std::string csv_cell(std::string_view cell) {
  std::string text = would_run(cell) ? "'" : "";
  text += cell;
  const bool spaced = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!spaced && text.find_first_of("\",;\t\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string csv_line(std::span<const std::string> cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += csv_cell(cells[i]);
  }
  // A row of one empty cell would be an empty line, which readers pass over.
  if (out.empty() && !cells.empty()) out = "\"\"";
  return out + "\r\n";
}

std::string_view without_formula_guard(std::string_view cell) {
  if (cell.starts_with('\'') && would_run(cell.substr(1))) cell.remove_prefix(1);
  return cell;
}

}  // namespace candour
