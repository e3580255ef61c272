// file    = [ mark ] [ "sep=" delimiter newline ] *( row newline ) [ row ]
// row     = cell *( delimiter cell )
// cell    = *plain / quote *( any / quote quote ) quote      ; plain: no quote, delimiter, CR or LF
// newline = CR LF / LF / CR
#include "base/csv_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/hidden.h"
#include "base/text.h"

namespace candour {
namespace {

/// 0x80 to 0x9F of Windows-1252; 0 where it has no character.
constexpr std::array<char16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::string from_windows(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char b : bytes) {
    const auto c = static_cast<unsigned char>(b);
    const char16_t mapped = c >= 0x80 && c < 0xA0 ? kWindows[c - 0x80u] : c;
    append_character(out, c >= 0x80 && mapped == 0 ? char32_t{0xFFFD} : char32_t{mapped});
  }
  return out;
}

tl::unexpected<Error> broken(std::size_t line, const std::string& words) {
  return fail(Code::Invalid, "Line " + std::to_string(line) + ": " + words,
              "csv line " + std::to_string(line));
}

class Reader {
 public:
  Reader(std::string_view text, char delimiter, const CsvLimits& limits)
      : text_(text), delimiter_(delimiter), limits_(limits) {}

  Status read(std::vector<CsvRow>& rows, std::size_t most_rows) {
    while (at_ < text_.size() && rows.size() < most_rows) {
      CsvRow row{line_, {}};
      CHECK_OK(read_row(row));
      if (row.cells.size() == 1 && trim(row.cells[0]).empty()) continue;
      if (rows.size() == limits_.rows) {
        return fail(Code::TooMuch, "This file has more than " +
                                       with_commas(static_cast<std::int64_t>(limits_.rows)) +
                                       " rows. Part it into several files.");
      }
      rows.push_back(std::move(row));
    }
    return {};
  }

  bool more() const { return at_ < text_.size(); }

 private:
  bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void pass_newline() {
    if (at_ < text_.size()) at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++line_;
  }

  Status read_row(CsvRow& row) {
    while (true) {
      std::string cell;
      CHECK_OK(at_ < text_.size() && text_[at_] == '"' ? read_quoted(cell) : read_plain(cell));
      if (cell.size() > limits_.cell_bytes) {
        return fail(Code::TooMuch, "Line " + std::to_string(row.line) +
                                       ": a cell is longer than can be taken in. Shorten it.");
      }
      row.cells.push_back(std::move(cell));
      if (row.cells.size() > limits_.columns) {
        return fail(Code::TooMuch, "Line " + std::to_string(row.line) + " has more than " +
                                       std::to_string(limits_.columns) +
                                       " columns. Take out those that are not needed.");
      }
      if (at_line_end()) {
        pass_newline();
        return {};
      }
      ++at_;  // the delimiter
    }
  }

  Status read_plain(std::string& cell) {
    const auto from = at_;
    while (!at_line_end() && text_[at_] != delimiter_) {
      if (text_[at_] == '"') {
        return broken(line_,
                      "a quotation mark stands inside a value that does not begin with one. "
                      "Put the whole value in quotation marks and write each inner one twice.");
      }
      ++at_;
    }
    cell = text_.substr(from, at_ - from);
    return {};
  }

  Status read_quoted(std::string& cell) {
    const auto opened = line_;
    ++at_;
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        if (text_.substr(at_).starts_with("\"\"")) {
          cell += '"';
          at_ += 2;
          continue;
        }
        ++at_;
        if (at_line_end() || text_[at_] == delimiter_) return {};
        return broken(line_,
                      "something follows the closing quotation mark of a value. "
                      "Write a quotation mark inside a value twice.");
      }
      if (at_line_end()) {
        // A line break within a value is kept as LF, whichever way the file writes it.
        pass_newline();
        cell += '\n';
        continue;
      }
      cell += text_[at_++];
    }
    return broken(opened,
                  "a value begins with a quotation mark that is never closed. Close it, or take it away.");
  }

  std::string_view text_;
  char delimiter_;
  const CsvLimits& limits_;
  std::size_t at_ = 0, line_ = 1;
};

/// The delimiter that parts the first rows most evenly: most columns in the first row that the others share.
char guess_delimiter(std::string_view text, const CsvLimits& limits) {
  constexpr std::array<char, 3> kDelimiters = {',', ';', '\t'};
  char best = ',';
  std::size_t best_score = 0;
  for (char d : kDelimiters) {
    std::vector<CsvRow> rows;
    Reader reader(text, d, limits);
    const bool whole = reader.read(rows, 10).has_value();
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
  if (blank != std::string_view::npos && std::string_view("\t\r\n").find(rest[blank]) != std::string_view::npos)
    return true;
  // Spreadsheets pass over spaces of every kind, and over what nobody sees.
  const auto first = first_seen(rest);
  if (first == std::string_view::npos) return false;
  const auto at = rest.substr(first);
  for (const std::string_view sign : {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
    if (at.starts_with(sign)) return true;
  return false;
}

}  // namespace

Result<DecodedText> decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return fail(Code::Invalid,
                "This file is saved as UTF-16. Save it again as “CSV UTF-8” and choose it again.");
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return fail(Code::Invalid,
                "This is not a CSV file. In your spreadsheet choose “Save as”, then “CSV UTF-8”.");
  }
  DecodedText out;
  if (bytes.starts_with(kByteOrderMark)) {
    out.byte_order_mark = true;
    bytes.remove_prefix(kByteOrderMark.size());
  }
  if (is_utf8(bytes)) {
    out.text = bytes;
  } else {
    out.encoding = TextEncoding::Windows1252;
    out.text = from_windows(bytes);
  }
  return out;
}

Result<CsvTable> read_csv(std::string_view bytes, const CsvLimits& limits) {
  TRY(const auto decoded, decode_text(bytes));
  CsvTable out;
  out.encoding = decoded.encoding;
  out.byte_order_mark = decoded.byte_order_mark;
  const auto said = said_delimiter(decoded.text);
  out.delimiter = said ? *said : guess_delimiter(decoded.text, limits);
  Reader reader(decoded.text, out.delimiter, limits);
  CHECK_OK(reader.read(out.rows, static_cast<std::size_t>(-1)));
  if (said) out.rows.erase(out.rows.begin());
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
