// The cells of one row that say into which service somebody comes and how they stand there. The service is
// read first, since it decides what else may be kept. One row, one thread.
#pragma once

#include <map>

#include "exchange/import_check.h"

namespace candour::exchange {

class WayReader {
 public:
  WayReader(const Reading& reading, const CsvRow& row);
  /// Of the row; of the file when the row's cannot be read (that is among the marks).
  const WaysIn::Into& into() const { return *into_; }
  static bool reads(std::string_view field) { return field == kService || is_arrival(field); }
  /// A filled cell of such a column.
  void take(std::size_t column, const std::string& cell);
  /// What there is to say about them, and the way in. `born`: as far as the row tells.
  std::vector<Mark> finish(WayIn& way, std::optional<charter::Date> born);

 private:
  struct Cell {
    std::size_t column = 0;
    std::string text;
  };
  Mark& mark(const Cell& cell, Mark::Weight weight, std::string words, std::string_view kind = {});
  void read_service(const Cell& cell);
  bool enrolled(const std::map<std::string_view, Cell>& cells);
  void check_age(std::optional<charter::Date> born);
  void read_start(const Cell& cell, std::optional<charter::Date> born, WayIn& way);
  void read_team(const Cell& cell, WayIn& way);
  void read_worker(const Cell& cell, WayIn& way);
  const std::string& name() const;

  const Reading& r_;
  const WaysIn& ways_;
  const WaysIn::Into* into_;
  bool service_read_ = true;
  std::map<std::string_view, Cell> cells_;  // by field
  std::vector<Mark> marks_;
};

}  // namespace candour::exchange
