// What the readers of packed spreadsheets share: the parts of the zip file, a walk over XML, and the
// gathering of cells into rows. For sheet_*.cc alone; one thread each.
#pragma once

#include <libxml/xmlreader.h>

#include <functional>
#include <memory>
#include <set>

#include "exchange/sheet_reader.h"

namespace candour::exchange {

/// The parts of a zip file that somebody wants, and the names of all.
struct Parts {
  std::map<std::string, std::string, std::less<>> text;
  std::set<std::string, std::less<>> names;
  const std::string* find(std::string_view name) const {
    const auto it = text.find(name);
    return it == text.end() ? nullptr : &it->second;
  }
};
Result<Parts> unzip(std::string_view bytes, const std::function<bool(std::string_view)>& wanted,
                    const SheetLimits& limits);

/// "This file is damaged …"
tl::unexpected<Error> damaged(std::string_view detail);

/// Forward only. No DTD, no entities, no network: a document that has a DTD is broken.
class Xml {
 public:
  enum class What : std::uint8_t { Start, End, Text, Done, Broken };
  explicit Xml(std::string_view text);
  /// An empty element comes as Start and End.
  What next();
  std::string_view name() const { return name_; }  // without prefix
  std::string_view text() const { return text_; }
  /// By its name without prefix; "" when it is not there.
  std::string_view attribute(std::string_view name) const;
  bool has(std::string_view name) const;
  bool flag(std::string_view name) const;  // "1" or "true"

 private:
  struct Free {
    void operator()(xmlTextReaderPtr r) const { xmlFreeTextReader(r); }
  };
  void read_attributes();

  std::unique_ptr<xmlTextReader, Free> reader_;
  std::string name_, text_;
  std::vector<std::pair<std::string, std::string>> attributes_;
  bool end_follows_ = false;
};

/// Gathers the cells of one sheet within the limits.
class Gather {
 public:
  Gather(Sheet& sheet, const SheetLimits& limits, std::size_t& cells_left)
      : sheet_(sheet), limits_(limits), left_(cells_left) {}
  void cell(std::size_t column, std::string text);
  /// The row `number` is done; what stands in it is kept when there is anything.
  void row(std::size_t number, bool hidden);
  void hide_columns(std::size_t from, std::size_t to);
  void merge(const Merge& m);
  Status verdict() const;

 private:
  Sheet& sheet_;
  const SheetLimits& limits_;
  std::size_t& left_;
  CsvRow row_;
  std::string too_much_;
  bool out_of_order_ = false;
};

Result<Workbook> read_csv_sheet(std::string_view bytes, const SheetLimits& limits);
Result<Workbook> read_xlsx(const Parts& parts, const SheetLimits& limits);
Result<Workbook> read_ods(const Parts& parts, const SheetLimits& limits);

/// A number as a spreadsheet shows it without a format: 7700900123, 0.5.
std::string number_text(double n);
/// What a number is under a format of Excel's: a date, a time, figures with noughts in front, or itself.
std::string formatted(double n, std::string_view format, bool from_1904);
/// Days since the beginning of the calendar (1900 with its false 29 February, or 1904) as a date; "" outside
/// it.
std::string date_of_serial(double days, bool from_1904, bool with_time);

}  // namespace candour::exchange
