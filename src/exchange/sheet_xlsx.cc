// Excel's .xlsx (and .xlsm, whose macros are not run): which sheets there are, the strings they share, the
// formats of their numbers, and the cells. Of a formula the result that Excel kept is read.
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

using What = Xml::What;

struct Named {
  std::string name, relation;
  bool hidden = false;
};

struct Book {
  std::vector<Named> sheets;
  std::map<std::string, std::string> targets;  // relation -> part
  std::vector<std::string> shared;
  std::map<int, std::string> formats;  // those of the workbook's own
  std::vector<int> styles;             // style of a cell -> number format
  bool from_1904 = false;

  std::string_view format_of(std::size_t style) const;
};

/// The formats that every Excel knows without their being in the file, as far as they matter here.
std::string_view Book::format_of(std::size_t style) const {
  if (style >= styles.size()) return "General";
  const int id = styles[style];
  if (const auto it = formats.find(id); it != formats.end()) return it->second;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
    return "dd/mm/yyyy";
  if (id == 22) return "dd/mm/yyyy hh:mm";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "hh:mm";
  return "General";
}

/// "_x000D_" stands for a character that XML cannot hold.
std::string unescaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '_' && i + 6 < s.size() && s[i + 1] == 'x' && s[i + 6] == '_') {
      const std::string hex(s.substr(i + 2, 4));
      if (hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos) {
        const auto c = std::strtoul(hex.c_str(), nullptr, 16);
        if (c == 0x0D || c == 0x0A || c == 0x09)
          out += c == 0x0D ? "" : " ";
        else if (c >= 0x20 && (c < 0xD800 || c >= 0xE000))
          append_character(out, static_cast<char32_t>(c));
        i += 6;
        continue;
      }
    }
    out += s[i];
  }
  return out;
}

Status read_names(const std::string& part, Book& book) {
  Xml xml(part);
  while (true) {
    const auto what = xml.next();
    if (what == What::Done) return {};
    if (what == What::Broken) return damaged("workbook.xml");
    if (what != What::Start) continue;
    if (xml.name() == "workbookPr") book.from_1904 = xml.flag("date1904");
    if (xml.name() == "sheet" && book.sheets.size() < 1000) {
      const auto state = xml.attribute("state");
      book.sheets.push_back({clean_line(xml.attribute("name")), std::string(xml.attribute("id")),
                             state == "hidden" || state == "veryHidden"});
    }
  }
}

Status read_targets(const std::string& part, Book& book) {
  Xml xml(part);
  while (true) {
    const auto what = xml.next();
    if (what == What::Done) return {};
    if (what == What::Broken) return damaged("workbook.xml.rels");
    if (what != What::Start || xml.name() != "Relationship") continue;
    std::string target(xml.attribute("Target"));
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    book.targets[std::string(xml.attribute("Id"))] = target;
  }
}

Status read_styles(const std::string& part, Book& book) {
  Xml xml(part);
  bool of_cells = false;
  while (true) {
    const auto what = xml.next();
    if (what == What::Done) return {};
    if (what == What::Broken) return damaged("styles.xml");
    if (xml.name() == "cellXfs" && what != What::Text) of_cells = what == What::Start;
    if (what != What::Start) continue;
    if (xml.name() == "numFmt")
      book.formats[std::atoi(std::string(xml.attribute("numFmtId")).c_str())] = xml.attribute("formatCode");
    if (xml.name() == "xf" && of_cells && book.styles.size() < 70'000)
      book.styles.push_back(std::atoi(std::string(xml.attribute("numFmtId")).c_str()));
  }
}

Status read_shared(const std::string& part, Book& book) {
  Xml xml(part);
  std::string text;
  bool in_text = false;
  int reading = 0;  // how Japanese is read aloud stands beside it and is no part of the text
  while (true) {
    const auto what = xml.next();
    if (what == What::Done) return {};
    if (what == What::Broken) return damaged("sharedStrings.xml");
    if (what == What::Text) {
      if (in_text && reading == 0) text += xml.text();
      continue;
    }
    const bool start = what == What::Start;
    if (xml.name() == "rPh") reading += start ? 1 : -1;
    if (xml.name() == "t") in_text = start;
    if (xml.name() != "si") continue;
    if (!start) book.shared.push_back(unescaped(text));
    text.clear();
  }
}

/// "BC12" -> column 54, row 12.
bool read_place(std::string_view place, std::size_t& column, std::size_t& row) {
  std::size_t i = 0, letters = 0, figures = 0;
  for (; i < place.size() && place[i] >= 'A' && place[i] <= 'Z'; ++i)
    letters = letters * 26 + static_cast<std::size_t>(place[i] - 'A' + 1);
  if (i == 0 || i > 3 || place.size() - i > 7 || place.size() == i) return false;
  for (; i < place.size() && place[i] >= '0' && place[i] <= '9'; ++i)
    figures = figures * 10 + static_cast<std::size_t>(place[i] - '0');
  if (i != place.size() || figures == 0) return false;
  column = letters - 1;
  row = figures;
  return true;
}

std::size_t number_of(std::string_view text) {
  return text.size() > 8 ? 0 : static_cast<std::size_t>(std::max(0, std::atoi(std::string(text).c_str())));
}

class SheetReader {
 public:
  SheetReader(const Book& book, Sheet& sheet, const SheetLimits& limits, std::size_t& cells_left)
      : book_(book), gather_(sheet, limits, cells_left) {}

  Status run(const std::string& part) {
    Xml xml(part);
    while (true) {
      switch (xml.next()) {
        case What::Start:
          start(xml);
          break;
        case What::End:
          end(xml);
          break;
        case What::Text:
          if (text_) *text_ += xml.text();
          break;
        case What::Done:
          return gather_.verdict();
        case What::Broken:
          return damaged("sheet");
      }
    }
  }

 private:
  void start(const Xml& xml) {
    const auto name = xml.name();
    if (name == "c") {
      if (!read_place(xml.attribute("r"), column_, row_at_)) ++column_;
      type_ = xml.attribute("t");
      style_ = number_of(xml.attribute("s"));
      value_.clear();
      inline_.clear();
      formula_.clear();
      has_value_ = has_formula_ = false;
    } else if (name == "row") {
      const auto number = number_of(xml.attribute("r"));
      row_ = number > 0 ? number : row_ + 1;
      hidden_ = xml.flag("hidden");
      column_ = static_cast<std::size_t>(-1);
    } else if (name == "v") {
      text_ = &value_;
      has_value_ = true;
    } else if (name == "f") {
      text_ = &formula_;
      has_formula_ = true;
    } else if (name == "t" && !reading_) {
      text_ = &inline_;
    } else if (name == "rPh") {
      reading_ = true;
    } else if (name == "col" && xml.flag("hidden")) {
      const auto from = number_of(xml.attribute("min"));
      if (from > 0) gather_.hide_columns(from - 1, number_of(xml.attribute("max")));
    } else if (name == "mergeCell") {
      merge(xml.attribute("ref"));
    }
  }

  void end(const Xml& xml) {
    text_ = nullptr;
    if (xml.name() == "rPh") reading_ = false;
    if (xml.name() == "c") gather_.cell(column_, text());
    if (xml.name() == "row") gather_.row(row_, hidden_);
  }

  void merge(std::string_view ref) {
    const auto colon = ref.find(':');
    Merge m;
    if (colon != std::string_view::npos && read_place(ref.substr(0, colon), m.column, m.row) &&
        read_place(ref.substr(colon + 1), m.to_column, m.to_row))
      gather_.merge(m);
  }

  std::string text() const {
    if (type_ == "inlineStr") return unescaped(inline_);
    if (has_formula_ && (!has_value_ || value_.empty()) && type_ != "str") return "=" + formula_;
    if (type_ == "s") {
      const auto at = number_of(value_);
      return at < book_.shared.size() && !value_.empty() ? book_.shared[at] : std::string();
    }
    if (type_ == "str") return unescaped(value_);
    if (type_ == "e") return value_;
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    if (type_ == "d") return value_.substr(0, 10) + (value_.size() > 15 ? " " + value_.substr(11, 5) : "");
    if (value_.empty()) return {};
    char* stop = nullptr;
    const double n = std::strtod(value_.c_str(), &stop);
    if (*stop != '\0' || !std::isfinite(n)) return value_;
    return formatted(n, book_.format_of(style_), book_.from_1904);
  }

  const Book& book_;
  Gather gather_;
  std::string type_, value_, inline_, formula_;
  std::string* text_ = nullptr;
  std::size_t row_ = 0, row_at_ = 0, column_ = 0, style_ = 0;
  bool hidden_ = false, reading_ = false, has_value_ = false, has_formula_ = false;
};

void tell(const Parts& parts, Workbook& out) {
  bool comments = false;
  for (const auto& name : parts.names)
    comments = comments || name.starts_with("xl/comments") || name.starts_with("xl/threadedComments");
  if (comments) out.told.push_back("Comments on cells are not taken in.");
  if (parts.names.contains("xl/vbaProject.bin")) out.told.push_back("The macros in it were not run.");
}

}  // namespace

Result<Workbook> read_xlsx(const Parts& parts, const SheetLimits& limits) {
  Book book;
  const auto* names = parts.find("xl/workbook.xml");
  const auto* targets = parts.find("xl/_rels/workbook.xml.rels");
  if (!names || !targets) return damaged("no workbook.xml");
  CHECK_OK(read_names(*names, book));
  CHECK_OK(read_targets(*targets, book));
  if (const auto* styles = parts.find("xl/styles.xml")) CHECK_OK(read_styles(*styles, book));
  if (const auto* shared = parts.find("xl/sharedStrings.xml")) CHECK_OK(read_shared(*shared, book));
  Workbook out;
  out.kind = "an Excel workbook";
  out.from_1904 = book.from_1904;
  auto cells_left = limits.cells;
  if (book.sheets.size() > limits.sheets)
    return fail(Code::TooMuch, "This workbook has more than " + std::to_string(limits.sheets) +
                                   " sheets. Copy the one that you need into a new workbook.");
  for (const auto& named : book.sheets) {
    const auto it = book.targets.find(named.relation);
    const auto* part = it == book.targets.end() ? nullptr : parts.find(it->second);
    if (!part) return damaged("sheet without its part");
    if (it->second.starts_with("xl/chartsheets")) continue;
    Sheet sheet;
    sheet.name = named.name;
    sheet.hidden = named.hidden;
    CHECK_OK(SheetReader(book, sheet, limits, cells_left).run(*part));
    out.sheets.push_back(std::move(sheet));
  }
  tell(parts, out);
  return out;
}

}  // namespace candour::exchange
