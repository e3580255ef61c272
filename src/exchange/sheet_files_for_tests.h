// Spreadsheets made for tests: the zip file and the XML within, as Excel and LibreOffice lay them out. One
// thread.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>
#include <vector>

namespace candour::exchange::made {

using Files = std::vector<std::pair<std::string, std::string>>;

inline std::string zip(const Files& files) {
  std::string out(1024, '\0');
  for (const auto& [name, text] : files) out.resize(out.size() + text.size() + 4096);
  std::size_t used = 0;
  auto* a = archive_write_new();
  archive_write_set_format_zip(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, text] : files) {
    auto* e = archive_entry_new();
    archive_entry_set_pathname(e, name.c_str());
    archive_entry_set_size(e, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_write_header(a, e);
    archive_write_data(a, text.data(), text.size());
    archive_entry_free(e);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

/// A sheet of an Excel workbook: what stands in <sheetData>, and what stands around it.
struct XlsxSheet {
  std::string name, rows;
  std::string before = {}, behind = {};  // <cols>, <mergeCells>
  std::string state = {};                // "hidden"
};

/// `t="inlineStr"` rows of text: each string is a cell from column A on; "" is no cell.
inline std::string text_row(int number, const std::vector<std::string>& cells, const std::string& more = {}) {
  std::string out = "<row r=\"" + std::to_string(number) + "\"" + more + ">";
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells[i].empty())
      out += "<c r=\"" + std::string(1, static_cast<char>('A' + i)) + std::to_string(number) +
             "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" + cells[i] + "</t></is></c>";
  return out + "</row>";
}

/// Styles: 0 General, 1 a date, 2 date and time, 3 eleven noughts, 4 a time.
inline std::string xlsx(const std::vector<XlsxSheet>& sheets, const std::string& shared = {},
                        bool from_1904 = false, Files more = {}) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string ns =
      " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
  std::string book =
      head + "<workbook" + ns + "><workbookPr" + (from_1904 ? " date1904=\"1\"" : "") + "/><sheets>";
  std::string rels =
      head + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  Files files = {{"[Content_Types].xml", head + "<Types/>"}};
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const auto n = std::to_string(i + 1);
    const auto& s = sheets[i];
    book += "<sheet name=\"" + s.name + "\" sheetId=\"" + n + "\"" +
            (s.state.empty() ? "" : " state=\"" + s.state + "\"") + " r:id=\"rId" + n + "\"/>";
    rels += "<Relationship Id=\"rId" + n + "\" Type=\"worksheet\" Target=\"worksheets/sheet" + n + ".xml\"/>";
    files.push_back({"xl/worksheets/sheet" + n + ".xml", head + "<worksheet" + ns + ">" + s.before +
                                                             "<sheetData>" + s.rows + "</sheetData>" +
                                                             s.behind + "</worksheet>"});
  }
  files.push_back({"xl/workbook.xml", book + "</sheets></workbook>"});
  files.push_back({"xl/_rels/workbook.xml.rels", rels + "</Relationships>"});
  files.push_back(
      {"xl/styles.xml",
       head + "<styleSheet" + ns +
           "><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/>"
           "<numFmt numFmtId=\"165\" formatCode=\"00000000000\"/></numFmts><cellStyleXfs><xf "
           "numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
           "numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"});
  if (!shared.empty())
    files.push_back({"xl/sharedStrings.xml", head + "<sst" + ns + ">" + shared + "</sst>"});
  for (auto& f : more) files.push_back(std::move(f));
  return zip(files);
}

/// An .ods with the given <table:table> elements; `styles` go before them.
inline std::string ods(const std::string& tables, const std::string& styles = {},
                       const std::string& manifest = {}) {
  const std::string content =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
      "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
      "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
      "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
      "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
      "xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\">"
      "<office:automatic-styles>" +
      styles + "</office:automatic-styles><office:body><office:spreadsheet>" + tables +
      "</office:spreadsheet></office:body></office:document-content>";
  return zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
              {"content.xml", content},
              {"META-INF/manifest.xml", manifest.empty() ? "<manifest/>" : manifest}});
}

inline std::string ods_text(const std::string& s) {
  return "<table:table-cell office:value-type=\"string\" calcext:value-type=\"string\"><text:p>" + s +
         "</text:p></table:table-cell>";
}

}  // namespace candour::exchange::made
