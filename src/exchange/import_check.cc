#include "exchange/import_check.h"

// Over all rows of a list: how its dates are written, who stands in it twice, what is dropped and what was changed.
#include <algorithm>

#include "base/text.h"
#include "exchange/import_twice.h"

namespace candour::exchange {

Reading make_reading(const charter::Charter& c, ServiceIx service, CategorySet may_write, charter::Date today,
                     std::vector<Column> columns, const CsvTable& table) {
  Reading r;
  r.charter = &c;
  r.service = service;
  r.may_write = may_write;
  r.today = today;
  r.columns = std::move(columns);
  for (std::size_t i = 0; i < r.columns.size(); ++i) {
    const auto* f = profile_kind(c).find_field(r.columns[i].field);
    r.dates.push_back(f && f->type == charter::FieldType::Date ? date_order_of(table, i) : ColumnDates{});
  }
  return r;
}

std::string date_order_words(const Reading& reading) {
  std::string first;
  for (std::size_t i = 0; i < reading.columns.size(); ++i) {
    if (reading.columns[i].field == "birth-date") return reading.dates[i].words;
    if (first.empty()) first = reading.dates[i].words;
  }
  return first;
}

void apply_mended(const std::map<int, Mended>& mended, CsvTable& table, Reading& reading) {
  for (auto& row : table.rows) {
    const auto it = mended.find(static_cast<int>(row.line));
    if (it == mended.end()) continue;
    for (const auto& [place, text] : it->second) {
      if (place == "row") {
        row.broken.clear();
      } else if (place.size() > 1 && place[0] == 'c' && place.find_first_not_of("0123456789", 1) == std::string::npos) {
        const auto column = static_cast<std::size_t>(std::atoi(place.c_str() + 1)) - 1;
        if (column >= limits::kImportColumns) continue;
        if (row.cells.size() <= column) row.cells.resize(column + 1);
        row.cells[column] = text;
        std::erase_if(row.notes, [&](const CellNote& n) { return n.column == column; });
      } else {
        reading.typed[it->first][place] = text;
      }
    }
  }
}

std::vector<RowCheck> check_rows(const Reading& reading, const CsvTable& table) {
  std::vector<RowCheck> out;
  std::vector<std::pair<std::size_t, Described>> good;
  bool before_people = true;
  for (std::size_t at = 1; at < table.rows.size(); ++at) {
    const auto& row = table.rows[at];
    RowCheck check;
    check.at = at;
    check.line = static_cast<int>(row.line);
    if (is_empty(row)) {
      check.state = RowState::Empty;
    } else if (before_people && is_instruction(row)) {
      check.state = RowState::Instruction;
    } else {
      before_people = false;
      const auto read = read_row(reading, row);
      check.marked = !read.problems.empty();
      if (read.whole())
        good.emplace_back(out.size(), described(read.values));
      else
        check.state = RowState::Problem;
    }
    out.push_back(std::move(check));
  }
  std::vector<RowCheck*> of;
  std::vector<Described> people;
  for (auto& [at, person] : good) {
    of.push_back(&out[at]);
    people.push_back(std::move(person));
  }
  mark_repeats(of, people);
  return out;
}

namespace {

constexpr std::size_t kExamples = 3;

void count(std::vector<Tally>& tallies, const std::string& kind, int line, const Mark& mark) {
  auto it = std::find_if(tallies.begin(), tallies.end(), [&](const Tally& t) { return t.kind == kind; });
  if (it == tallies.end()) it = tallies.insert(tallies.end(), Tally{kind, 0, {}});
  ++it->count;
  if (it->examples.size() < kExamples)
    it->examples.push_back({line, shorten(clean_line(mark.cell), 60), shorten(mark.words, 160)});
}

}  // namespace

Reckoning reckon(const Reading& reading, const CsvTable& table, const std::vector<RowCheck>& checks) {
  Reckoning out;
  for (const auto& check : checks) {
    if (check.state == RowState::Empty || check.state == RowState::Instruction) continue;
    const auto& row = table.rows[check.at];
    if (check.state == RowState::Problem) continue;
    for (const auto& mark : read_row(reading, row).marks)
      if (mark.weight == Mark::Weight::Changed)
        count(out.changed, mark.kind, check.line, mark);
      else
        count(out.left_out, mark.heading, check.line, mark);
  }
  for (std::size_t i = 0; i < reading.columns.size(); ++i) {
    if (!reading.columns[i].field.empty()) continue;
    int filled = 0;
    for (const auto& check : checks)
      if (check.state != RowState::Instruction) filled += !trim(table.rows[check.at].at(i)).empty();
    if (filled > 0) out.columns.emplace_back(shown_heading(reading.columns, i), filled);
  }
  return out;
}

}  // namespace candour::exchange
