// Which sort of file it is, by its first bytes and never by its name; and CSV as a workbook of one sheet.
#include <algorithm>

#include "base/text.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

tl::unexpected<Error> save_otherwise(const std::string& what) {
  return fail(Code::Invalid,
              what +
                  " Open it in your spreadsheet, choose “Save as”, then “Excel workbook (.xlsx)” "
                  "or “CSV UTF-8”, and choose that file.");
}

/// Names in the old container of Office stand in UTF-16.
bool holds_wide(std::string_view bytes, std::string_view name) {
  std::string wide;
  for (const char c : name) wide += {c, '\0'};
  return bytes.find(wide) != std::string_view::npos;
}

Result<Workbook> read_packed(std::string_view bytes, const SheetLimits& limits) {
  const auto wanted = [](std::string_view name) {
    return name == "xl/workbook.xml" || name == "xl/_rels/workbook.xml.rels" || name == "xl/styles.xml" ||
           name == "xl/sharedStrings.xml" || name.starts_with("xl/worksheets/sheet") ||
           name == "content.xml" || (name.starts_with("xl/worksheets/") && name.ends_with(".xml")) ||
           (name.starts_with("xl/chartsheets/") && name.ends_with(".xml")) ||
           name == "META-INF/manifest.xml" || name == "mimetype";
  };
  TRY(const auto parts, unzip(bytes, wanted, limits));
  if (parts.names.contains("xl/workbook.xml")) return read_xlsx(parts, limits);
  if (parts.names.contains("xl/workbook.bin"))
    return save_otherwise("This is an Excel file of the sort .xlsb.");
  if (parts.names.contains("content.xml")) {
    const auto* type = parts.find("mimetype");
    if (type && type->find("spreadsheet") == std::string::npos)
      return save_otherwise("This is an OpenDocument file, but no spreadsheet.");
    return read_ods(parts, limits);
  }
  if (parts.names.contains("Index/Document.iwa"))
    return fail(Code::Invalid,
                "This is a file of Apple Numbers. In Numbers choose “Export to”, then “Excel” or "
                "“CSV”, and choose that file.");
  if (parts.names.contains("word/document.xml"))
    return fail(Code::Invalid, "This is a Word document. Copy its table into a spreadsheet and save that.");
  return fail(Code::Invalid, "There is no spreadsheet in this file. If it is packed, unpack it first.");
}

std::string encoding_words(const CsvTable& t) {
  switch (t.encoding) {
    case TextEncoding::Windows1252:
      return "Windows-1252";
    case TextEncoding::Utf16:
      return "UTF-16";
    case TextEncoding::MacRoman:
      return "Mac Roman";
    case TextEncoding::Utf8:
      break;
  }
  return t.byte_order_mark ? "UTF-8 with byte order mark" : "UTF-8";
}

}  // namespace

Result<Workbook> read_csv_sheet(std::string_view bytes, const SheetLimits& limits) {
  CsvLimits csv;
  csv.rows = limits.rows;
  csv.columns = limits.columns;
  csv.cell_bytes = limits.cell_bytes;
  TRY(auto table, read_csv(bytes, csv));
  Workbook out;
  out.kind = encoding_words(table);
  Sheet& sheet = out.sheets.emplace_back();
  for (auto& row : table.rows) {
    while (row.cells.size() > 1 && trim(row.cells.back()).empty()) row.cells.pop_back();
    sheet.rows.push_back(std::move(row));
  }
  return out;
}

Result<Workbook> read_workbook(std::string_view bytes, const SheetLimits& limits) {
  if (bytes.starts_with("PK\x03\x04")) return read_packed(bytes, limits);
  if (bytes.starts_with("PK\x05\x06") || bytes.starts_with("PK\x07\x08")) return damaged("zip without parts");
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    if (holds_wide(bytes, "EncryptedPackage") || holds_wide(bytes, "EncryptionInfo"))
      return fail(
          Code::Invalid,
          "This file has a password. Open it in your spreadsheet, save it without one, and choose that.");
    return save_otherwise("This is a file of an old Excel (.xls).");
  }
  if (bytes.starts_with("%PDF"))
    return save_otherwise("This is a PDF, which holds no table that can be read for certain.");
  auto head = bytes.substr(0, 1000);
  head.remove_prefix(std::min(head.find_first_not_of("\xEF\xBB\xBF \t\r\n"), head.size()));
  const auto lower = lower_ascii(head);
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<table"))
    return save_otherwise("This is a web page, whatever its name says.");
  if (lower.starts_with("<?xml")) return save_otherwise("This is an XML file.");
  if (lower.starts_with("{\\rtf")) return save_otherwise("This is a text document.");
  return read_csv_sheet(bytes, limits);
}

}  // namespace candour::exchange
