#include "exchange/list_file.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>

#include "base/csv_text.h"
#include "base/text.h"

namespace candour::exchange {
namespace {

constexpr std::size_t kWidest = 40;  // letters of a column before it is cut on the screen

tl::unexpected<Error> unmade(const char* step, int code) {
  return fail(Code::Unavailable, "The spreadsheet could not be made. Take the list as a CSV file instead.",
              std::string("libxlsxwriter, ") + step + ": " + std::to_string(code));
}

/// A file in memory alone, with a name under which it can be opened.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("list", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  bool made() const { return fd_ >= 0; }
  std::string name() const { return "/proc/self/fd/" + std::to_string(fd_); }
  Result<std::string> bytes() const {
    const auto size = lseek(fd_, 0, SEEK_END);
    if (size <= 0) return unmade("reading", 0);
    std::string out(static_cast<std::size_t>(size), '\0');
    for (std::size_t had = 0; had < out.size();) {
      const auto n = pread(fd_, out.data() + had, out.size() - had, static_cast<off_t>(had));
      if (n <= 0) return unmade("reading", 0);
      had += static_cast<std::size_t>(n);
    }
    return out;
  }

 private:
  int fd_;
};

/// Always as text, so that no cell is a formula, a link or a date of the spreadsheet's own.
class Sheet {
 public:
  Sheet(lxw_workbook* book, const char* name) : sheet_(workbook_add_worksheet(book, name)) {}
  lxw_worksheet* get() const { return sheet_; }
  void put(std::size_t row, std::size_t column, const std::string& words, lxw_format* format = nullptr) {
    if (!sheet_ || words.empty()) return;
    const auto code = worksheet_write_string(sheet_, static_cast<lxw_row_t>(row),
                                             static_cast<lxw_col_t>(column), words.c_str(), format);
    if (code != LXW_NO_ERROR) problem_ = code;
  }
  int problem() const { return sheet_ ? problem_ : LXW_ERROR_NULL_PARAMETER_IGNORED; }

 private:
  lxw_worksheet* sheet_;
  int problem_ = LXW_NO_ERROR;
};

void put_about(Sheet& sheet, const ListFile& file, lxw_format* bold, lxw_format* wrapped) {
  for (std::size_t i = 0; i < file.about.size(); ++i) {
    sheet.put(i, 0, file.about[i].first, bold);
    sheet.put(i, 1, file.about[i].second, wrapped);
  }
  if (!sheet.get()) return;
  worksheet_set_column(sheet.get(), 0, 0, 20, nullptr);
  worksheet_set_column(sheet.get(), 1, 1, 70, nullptr);
}

void put_rows(Sheet& sheet, const ListFile& file, lxw_format* bold) {
  for (std::size_t i = 0; i < file.columns.size(); ++i) sheet.put(0, i, file.columns[i], bold);
  for (std::size_t r = 0; r < file.rows.size(); ++r)
    for (std::size_t i = 0; i < file.rows[r].size(); ++i) sheet.put(r + 1, i, file.rows[r][i]);
  if (!sheet.get()) return;
  for (std::size_t i = 0; i < file.columns.size(); ++i) {
    auto width = count_letters(file.columns[i]);
    for (const auto& row : file.rows) width = std::max(width, count_letters(row[i]));
    const auto at = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet.get(), at, at, static_cast<double>(std::min(width, kWidest) + 2), nullptr);
  }
  worksheet_freeze_panes(sheet.get(), 1, 1);
}

}  // namespace

std::string as_csv(const ListFile& file) {
  std::string out(kByteOrderMark);
  std::vector<std::string> about;
  for (const auto& [what, words] : file.about) about.push_back(what + ": " + words);
  out += csv_line(about) + csv_line(file.columns);
  for (const auto& row : file.rows) out += csv_line(row);
  return out;
}

Result<std::string> as_xlsx(const ListFile& file) {
  const MemoryFile memory;
  if (!memory.made()) return unmade("a file in memory", 0);
  std::string shared = "/dev/shm";  // its own files, too, are never on a disk
  if (access(shared.c_str(), W_OK) != 0) return unmade("/dev/shm", errno);
  lxw_workbook_options options = {};
  options.tmpdir = shared.data();
  auto* book = workbook_new_opt(memory.name().c_str(), &options);
  if (!book) return unmade("beginning", 0);
  auto* bold = workbook_add_format(book);
  if (bold) format_set_bold(bold);
  auto* wrapped = workbook_add_format(book);
  if (wrapped) format_set_text_wrap(wrapped);
  Sheet about(book, "About this list"), people(book, "People");
  put_about(about, file, bold, wrapped);
  put_rows(people, file, bold);
  const int problem = about.problem() != LXW_NO_ERROR ? about.problem() : people.problem();
  const int closed = workbook_close(book);
  if (problem != LXW_NO_ERROR) return unmade("a cell", problem);
  if (closed != LXW_NO_ERROR) return unmade("ending", closed);
  return memory.bytes();
}

}  // namespace candour::exchange
