// Reading the rows of a list as people: each cell into the answer that its column stands for, checked by the
// rules of the form, with what to mend said by the heading of the column. Pure; any thread.
// It looks at one file only: who is known already is asked of people/search.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/calendar_words.h"
#include "exchange/cell_reading.h"
#include "exchange/import_columns.h"
#include "exchange/import_ways.h"

namespace candour::exchange {

/// What reading a row needs.
struct Reading {
  const charter::Charter* charter = nullptr;
  ServiceIx service{};  // of the file: of all rows that do not name another
  charter::Date today{};
  std::vector<Column> columns;
  std::vector<ColumnDates> dates;  // by column
  bool from_1904 = false;          // how the spreadsheet counts days
  /// Into which services rows may come, and what may be written there: what a role cannot write is not asked
  /// of it, so it cannot be missing.
  std::shared_ptr<const WaysIn> ways;
  bool enrolled_when_empty = false;  // where a row has no status, the person is in the service already
  std::map<int, Mended> typed;       // by row: what somebody typed over a field that has no column of its own
};
Reading make_reading(const charter::Charter& c, ServiceIx service, std::shared_ptr<const WaysIn> ways,
                     charter::Date today, std::vector<Column> columns, const CsvTable& table);
/// Puts what was typed over cells into the table, and the rest into the reading.
void apply_mended(const std::map<int, Mended>& mended, CsvTable& table, Reading& reading);
/// The order of the birth dates, or else of the first column of dates; "" when there is none.
std::string date_order_words(const Reading& reading);

struct RowRead {
  charter::Values values;
  std::vector<people::Relationship> circle;
  std::string words;      // kept with the referral: notes, the reference of before
  std::string reference;  // of before, alone
  WayIn way;
  std::vector<Mark> marks;
  std::vector<FieldProblem> problems;  // of the marks that are not mere changes
  /// Whether the person can be added as things stand.
  bool whole() const;
};
RowRead read_row(const Reading& reading, const CsvRow& row);

/// One row of the file, without what it holds: that is read again when it is shown.
struct RowCheck {
  std::size_t at = 0;  // into CsvTable::rows
  int line = 0;
  RowState state = RowState::Good;
  int same_as_line = 0;
  std::string same_why;
  bool marked = false;  // a cell of it cannot be taken in as it stands
  ServiceIx service{};
  bool enrols = false;  // they are in that service already
  bool joins = false;   // the same person stands in that earlier line for another service
};
/// All rows under the headings; people who stand in the file twice are Duplicates of the first.
std::vector<RowCheck> check_rows(const Reading& reading, const CsvTable& table);

/// The code of people::relations() for "Mum", "Step-father", "Next door neighbour"; "other" when unknown.
std::string relation_code(std::string_view typed);
/// What becomes of a line if it is kept as it is decided now.
enum class Comes : std::uint8_t { No, Added, Known };
/// What keeping drops and what reading changed, of all rows that would be added or could be; and who arrives
/// where.
Reckoning reckon(const Reading& reading, const CsvTable& table, const std::vector<RowCheck>& checks,
                 const std::function<Comes(const RowCheck&)>& comes);

}  // namespace candour::exchange
