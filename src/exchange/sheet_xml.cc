// The walk over XML, and the gathering of cells.
#include <algorithm>
#include <cmath>

#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

std::string_view view(const xmlChar* s) {
  return s ? std::string_view(reinterpret_cast<const char*>(s)) : std::string_view();
}

void say_nothing(void*, const char*, xmlParserSeverities, xmlTextReaderLocatorPtr) {}

constexpr std::size_t kLongNode = 4 * 1024 * 1024;

}  // namespace

Xml::Xml(std::string_view text) {
  [[maybe_unused]] static const bool ready = (xmlInitParser(), true);  // once, whichever thread comes first
  // Entities could only come from a DTD: a part that has one is none that a spreadsheet wrote.
  const bool has_dtd =
      text.find("<!DOCTYPE") != std::string_view::npos || text.find("<!ENTITY") != std::string_view::npos;
  const bool wide = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
                    text.substr(0, 4).find('\0') != std::string_view::npos;
  if (has_dtd || wide || text.size() > 0x7FFFFFFF) return;
  reader_.reset(
      xmlReaderForMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT));
  if (reader_) xmlTextReaderSetErrorHandler(reader_.get(), say_nothing, nullptr);
}

void Xml::read_attributes() {
  attributes_.clear();
  while (xmlTextReaderMoveToNextAttribute(reader_.get()) == 1) {
    const auto prefix = view(xmlTextReaderConstPrefix(reader_.get()));
    if (prefix == "calcext" || prefix == "loext" || prefix == "xmlns")
      continue;  // LibreOffice says these twice
    attributes_.emplace_back(view(xmlTextReaderConstLocalName(reader_.get())),
                             view(xmlTextReaderConstValue(reader_.get())));
  }
  xmlTextReaderMoveToElement(reader_.get());
}

Xml::What Xml::next() {
  if (end_follows_) {
    end_follows_ = false;
    return What::End;
  }
  while (reader_) {
    const int got = xmlTextReaderRead(reader_.get());
    if (got == 0) return What::Done;
    if (got != 1) return What::Broken;
    switch (xmlTextReaderNodeType(reader_.get())) {
      case XML_READER_TYPE_ELEMENT:
        name_ = view(xmlTextReaderConstLocalName(reader_.get()));
        end_follows_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        read_attributes();
        return What::Start;
      case XML_READER_TYPE_END_ELEMENT:
        name_ = view(xmlTextReaderConstLocalName(reader_.get()));
        return What::End;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_WHITESPACE:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        text_ = view(xmlTextReaderConstValue(reader_.get()));
        if (text_.size() > kLongNode) return What::Broken;
        return What::Text;
      case XML_READER_TYPE_DOCUMENT_TYPE:
      case XML_READER_TYPE_ENTITY:
      case XML_READER_TYPE_ENTITY_REFERENCE:
        return What::Broken;
      default:
        break;
    }
  }
  return What::Broken;
}

std::string_view Xml::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes_)
    if (key == name) return value;
  return {};
}

bool Xml::has(std::string_view name) const {
  return std::any_of(attributes_.begin(), attributes_.end(), [&](const auto& a) { return a.first == name; });
}

bool Xml::flag(std::string_view name) const {
  const auto value = attribute(name);
  return value == "1" || value == "true";
}

void Gather::cell(std::size_t column, std::string text) {
  if (trim(text).empty() || !too_much_.empty() || sheet_.too_long) return;
  if (column >= limits_.columns) {
    too_much_ = "The sheet “" + shorten(sheet_.name, 40) + "” has something in column " +
                column_letters(column) + ", and " + std::to_string(limits_.columns) +
                " columns can be taken in. Take out those that are not needed.";
    return;
  }
  if (text.size() > limits_.cell_bytes) {
    too_much_ = "A cell in column " + column_letters(column) + " is longer than can be taken in. Shorten it.";
    return;
  }
  const auto wanted = column + 1 > row_.cells.size() ? column + 1 - row_.cells.size() : 0;
  if (wanted > left_) {
    too_much_ =
        "This workbook holds more cells than can be taken in. Copy the sheet that you need into a new one.";
    return;
  }
  left_ -= wanted;
  if (wanted) row_.cells.resize(column + 1);
  row_.cells[column] = std::move(text);
}

void Gather::row(std::size_t number, bool hidden) {
  if (!row_.cells.empty() && too_much_.empty()) {
    // No program writes rows out of order or twice; nobody would know which of them "row 5" is.
    if (!sheet_.rows.empty() && number <= sheet_.rows.back().line) {
      out_of_order_ = true;
    } else if (sheet_.rows.size() >= limits_.rows) {
      sheet_.too_long = true;
    } else {
      row_.line = number;
      row_.hidden = hidden;
      sheet_.rows.push_back(std::move(row_));
    }
  }
  row_ = {};
}

void Gather::hide_columns(std::size_t from, std::size_t to) {
  to = std::min(to, limits_.columns);
  if (from >= to) return;
  if (sheet_.hidden_columns.size() < to) sheet_.hidden_columns.resize(to);
  std::fill(sheet_.hidden_columns.begin() + static_cast<std::ptrdiff_t>(from),
            sheet_.hidden_columns.begin() + static_cast<std::ptrdiff_t>(to), true);
}

void Gather::merge(const Merge& m) {
  if (sheet_.merges.size() < limits_.merges) sheet_.merges.push_back(m);
}

Status Gather::verdict() const {
  if (out_of_order_) return damaged("rows out of order");
  if (too_much_.empty()) return {};
  return fail(Code::TooMuch, too_much_);
}

std::string number_text(double n) {
  char out[64];
  if (std::abs(n) < 1e15 && n == std::floor(n))
    std::snprintf(out, sizeof out, "%.0f", n);
  else
    std::snprintf(out, sizeof out, "%.15g", n);
  return out;
}

std::string date_of_serial(double days, bool from_1904, bool with_time) {
  if (!(days >= 0) || days >= 2'958'466) return {};
  auto whole = static_cast<int>(days);
  auto minutes = static_cast<int>(std::lround((days - whole) * 24 * 60));
  if (minutes == 24 * 60) {
    minutes = 0;
    ++whole;
  }
  // Excel counts a 29 February 1900 that never was.
  const auto first = from_1904 ? make_date(1904, 1, 1) : make_date(1899, 12, whole < 60 ? 31 : 30);
  auto out = iso_date(add_days(first, whole));
  if (with_time && minutes) {
    char time[16];
    std::snprintf(time, sizeof time, " %02d:%02d", minutes / 60, minutes % 60);
    out += time;
  }
  return out;
}

std::string column_letters(std::size_t column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

bool is_formula(std::string_view cell) {
  return cell.size() > 1 && cell[0] == '=';
}

bool is_sheet_error(std::string_view cell) {
  static constexpr std::string_view kErrors[] = {"#REF!",   "#N/A",          "#VALUE!", "#NAME?",
                                                 "#DIV/0!", "#NUM!",         "#NULL!",  "#SPILL!",
                                                 "#CALC!",  "#GETTING_DATA", "#FIELD!", "#BLOCKED!"};
  if (std::find(std::begin(kErrors), std::end(kErrors), cell) != std::end(kErrors)) return true;
  if (cell.starts_with("Err:")) return true;
  return cell.size() >= 3 && cell.find_first_not_of('#') == std::string_view::npos;
}

}  // namespace candour::exchange
