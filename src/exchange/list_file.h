// A list as a file for a spreadsheet: CSV that no program runs anything of and that Excel reads as UTF-8, or
// .xlsx by libxlsxwriter with text in every cell. What the file is, who took it away and why stands in its
// first row or sheet. Any thread. Nothing of it touches a disk: libxlsxwriter works in memory that looks like
// files. It knows nobody and checks nothing; exchange/list_export.h does.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace candour::exchange {

struct ListFile {
  std::vector<std::pair<std::string, std::string>> about;  // "Reason", "For the fire drill"
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as columns
};

std::string as_csv(const ListFile& file);
/// Errors: Unavailable, with the words to take the other one.
Result<std::string> as_xlsx(const ListFile& file);

}  // namespace candour::exchange
