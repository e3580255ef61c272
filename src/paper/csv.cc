#include "paper/csv.h"

namespace candour::paper {
namespace {

void field(std::string& out, std::string s) {
  if (!s.empty() && std::string_view("=+-@\t\r").find(s.front()) != std::string_view::npos)
    s.insert(0, 1, '\'');
  if (s.find_first_of(",\"\r\n") == std::string::npos) {
    out += s;
    return;
  }
  out += '"';
  for (char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string table_csv(const Table& t) {
  std::string out = "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < t.columns.size(); ++i) {
    if (i) out += ',';
    field(out, t.columns[i]);
  }
  out += "\r\n";
  for (const auto& row : t.rows) {
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
      if (i) out += ',';
      if (i >= row.size()) continue;
      std::string s;
      for (const Text& line : row[i].lines) s += (s.empty() ? "" : "; ") + line.plain();
      field(out, std::move(s));
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace candour::paper
