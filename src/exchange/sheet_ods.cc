// OpenDocument's .ods, as LibreOffice, Google and Excel write it: one content.xml with all sheets, in which
// equal cells and rows stand once with how often they are repeated.
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

using What = Xml::What;

std::size_t times(const Xml& xml, std::string_view attribute) {
  const std::string text(xml.attribute(attribute));
  const long n = text.empty() || text.size() > 9 ? 1 : std::atol(text.c_str());
  return n < 1 ? 1 : static_cast<std::size_t>(n);
}

class Reader {
 public:
  Reader(Workbook& out, const SheetLimits& limits) : out_(out), limits_(limits), left_(limits.cells) {}

  Status run(const std::string& part) {
    Xml xml(part);
    while (true) {
      switch (xml.next()) {
        case What::Start:
          CHECK_OK(start(xml));
          break;
        case What::End:
          CHECK_OK(end(xml.name()));
          break;
        case What::Text:
          if (in_paragraph_ && !skip_ && text_.size() <= limits_.cell_bytes) text_ += xml.text();
          break;
        case What::Done:
          if (comments_) out_.told.push_back("Comments on cells are not taken in.");
          return {};
        case What::Broken:
          return damaged("content.xml");
      }
    }
  }

 private:
  Status start(const Xml& xml) {
    const auto name = xml.name();
    if (name == "style") {
      style_ = xml.attribute("name");
    } else if (name == "table-properties") {
      if (xml.attribute("display") == "false") hidden_styles_.insert(style_);
    } else if (name == "table") {
      return start_table(xml);
    } else if (!gather_) {
      return {};
    } else if (name == "table-row") {
      repeat_row_ = times(xml, "number-rows-repeated");
      const auto seen = xml.attribute("visibility");
      hidden_row_ = seen == "collapse" || seen == "filter";
      column_ = 0;
      cells_.clear();
    } else if (name == "table-column") {
      const auto n = times(xml, "number-columns-repeated");
      if (xml.attribute("visibility") == "collapse") gather_->hide_columns(columns_, columns_ + n);
      columns_ += n;
    } else if (name == "table-cell" || name == "covered-table-cell") {
      start_cell(xml);
    } else if (name == "annotation") {
      comments_ = true;
      ++skip_;
    } else if (name == "p" && !skip_) {
      if (!text_.empty()) text_ += '\n';
      in_paragraph_ = true;
    } else if (in_paragraph_ && !skip_ && (name == "s" || name == "tab" || name == "line-break")) {
      text_.append(std::min<std::size_t>(name == "s" ? times(xml, "c") : 1, 100),
                   name == "line-break" ? '\n' : ' ');
    }
    return {};
  }

  Status start_table(const Xml& xml) {
    if (gather_) return damaged("table within a table");
    if (out_.sheets.size() >= limits_.sheets)
      return fail(Code::TooMuch, "This workbook has more than " + std::to_string(limits_.sheets) +
                                     " sheets. Copy the one that you need into a new workbook.");
    Sheet& sheet = out_.sheets.emplace_back();
    sheet.name = clean_line(xml.attribute("name"));
    sheet.hidden = hidden_styles_.contains(std::string(xml.attribute("style-name")));
    gather_ = std::make_unique<Gather>(sheet, limits_, left_);
    row_ = 1;
    columns_ = 0;
    return {};
  }

  void start_cell(const Xml& xml) {
    text_.clear();
    type_ = xml.attribute("value-type");
    value_ = type_ == "date"      ? xml.attribute("date-value")
             : type_ == "boolean" ? xml.attribute("boolean-value")
             : type_ == "string"  ? xml.attribute("string-value")
                                  : xml.attribute("value");
    formula_ = xml.attribute("formula");
    repeat_ = times(xml, "number-columns-repeated");
    const auto wide = times(xml, "number-columns-spanned"), high = times(xml, "number-rows-spanned");
    if (xml.name() == "table-cell" && (wide > 1 || high > 1) && row_ < 2'000'000)
      gather_->merge({row_, column_, row_ + high - 1, column_ + wide - 1});
  }

  /// What is shown counts where it has noughts that the number has not.
  std::string text() const {
    if (type_.empty() && text_.empty()) return formula_.empty() ? std::string() : "=" + formula_;
    if (type_ == "date") return value_.substr(0, 10) + (value_.size() > 15 ? " " + value_.substr(11, 5) : "");
    if (type_ == "boolean") return value_ == "true" ? "TRUE" : "FALSE";
    if (type_ == "string" || type_.empty() || type_ == "time") return text_.empty() ? value_ : text_;
    char* stop = nullptr;
    const double n = std::strtod(value_.c_str(), &stop);
    if (value_.empty() || *stop != '\0' || !std::isfinite(n) || is_sheet_error(text_)) return text_;
    auto plain = number_text(n);
    const auto first = text_.find_first_not_of('0');
    if (first != std::string::npos && first > 0 && text_.substr(first) == plain) return text_;
    return plain;
  }

  Status end(std::string_view name) {
    if (!gather_) return {};
    if (name == "annotation") {
      if (skip_) --skip_;
    } else if (name == "p") {
      in_paragraph_ = false;
    } else if (name == "table-cell" || name == "covered-table-cell") {
      auto t = text();
      if (!trim(t).empty() && repeat_ <= limits_.columns)
        for (std::size_t i = 0; i < repeat_; ++i) cells_.emplace_back(column_ + i, t);
      else if (!trim(t).empty())
        cells_.emplace_back(limits_.columns, t);
      column_ += repeat_;
    } else if (name == "table-row") {
      end_row();
    } else if (name == "table") {
      CHECK_OK(gather_->verdict());
      gather_.reset();
    }
    return {};
  }

  void end_row() {
    const auto most = cells_.empty() ? 0 : std::min(repeat_row_, limits_.rows + 1);
    for (std::size_t i = 0; i < most; ++i) {
      for (const auto& [column, t] : cells_) gather_->cell(column, t);
      gather_->row(row_ + i, hidden_row_);
    }
    row_ += repeat_row_;
    cells_.clear();
  }

  Workbook& out_;
  const SheetLimits& limits_;
  std::size_t left_;
  std::unique_ptr<Gather> gather_;
  std::set<std::string> hidden_styles_;
  std::string style_, type_, value_, formula_, text_;
  std::vector<std::pair<std::size_t, std::string>> cells_;
  std::size_t row_ = 1, column_ = 0, columns_ = 0, repeat_ = 1, repeat_row_ = 1;
  int skip_ = 0;
  bool in_paragraph_ = false, hidden_row_ = false, comments_ = false;
};

}  // namespace

Result<Workbook> read_ods(const Parts& parts, const SheetLimits& limits) {
  const auto* manifest = parts.find("META-INF/manifest.xml");
  if (manifest && manifest->find("encryption-data") != std::string::npos)
    return fail(
        Code::Invalid,
        "This file has a password. Open it in your spreadsheet, save it without one, and choose that.");
  const auto* content = parts.find("content.xml");
  if (!content) return damaged("no content.xml");
  Workbook out;
  out.kind = "an OpenDocument spreadsheet";
  out.sheets.reserve(limits.sheets);  // the reader holds on to the last one
  CHECK_OK(Reader(out, limits).run(*content));
  return out;
}

}  // namespace candour::exchange
