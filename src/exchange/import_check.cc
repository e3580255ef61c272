#include "exchange/import_check.h"

// Over all rows of a list: how its dates are written, who stands in it twice, what is dropped and what was
// changed.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "exchange/import_twice.h"

namespace candour::exchange {

Reading make_reading(const charter::Charter& c, ServiceIx service, std::shared_ptr<const WaysIn> ways,
                     charter::Date today, std::vector<Column> columns, const CsvTable& table) {
  Reading r;
  r.charter = &c;
  r.service = service;
  r.ways = std::move(ways);
  r.today = today;
  r.columns = std::move(columns);
  for (std::size_t i = 0; i < r.columns.size(); ++i) {
    const auto* f = profile_kind(c).find_field(r.columns[i].field);
    const bool dates = (f && f->type == charter::FieldType::Date) || r.columns[i].field == kStart;
    r.dates.push_back(dates ? date_order_of(table, i) : ColumnDates{});
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
      } else if (place.size() > 1 && place[0] == 'c' &&
                 place.find_first_not_of("0123456789", 1) == std::string::npos) {
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

namespace {

struct Good {
  std::size_t at = 0;  // into the checks
  Described person;
  std::string reference;  // folded
};

/// Who has the same reference of before, and the same name or birth date: not brothers and sisters under one
/// case.
void same_references(const std::vector<Good>& good, std::vector<RowCheck>& checks) {
  std::map<std::string_view, const Good*> first;
  for (const auto& one : good) {
    if (one.reference.empty()) continue;
    const auto [it, fresh] = first.emplace(one.reference, &one);
    auto& check = checks[one.at];
    if (fresh || check.same_as_line != 0) continue;
    const auto &a = it->second->person, &b = one.person;
    const bool same_name = !a.names.empty() && !b.names.empty() &&
                           a.names.front().given == b.names.front().given &&
                           a.names.front().family == b.names.front().family;
    if (!same_name && !(a.birth && b.birth && *a.birth == *b.birth)) continue;
    check.state = RowState::Duplicate;
    check.same_as_line = checks[it->second->at].line;
    check.same_why = "Same reference of your own: as row " + std::to_string(check.same_as_line);
  }
}

}  // namespace

std::vector<RowCheck> check_rows(const Reading& reading, const CsvTable& table) {
  std::vector<RowCheck> out;
  std::vector<Good> good;
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
      auto read = read_row(reading, row);
      check.marked = !read.problems.empty();
      check.service = read.way.service;
      check.enrols = read.way.enrolled;
      if (read.whole())
        good.push_back({out.size(), described(read.values), fold(read.reference)});
      else
        check.state = RowState::Problem;
    }
    out.push_back(std::move(check));
  }
  std::vector<RowCheck*> of;
  std::vector<Described> people;
  for (auto& one : good) {
    of.push_back(&out[one.at]);
    people.push_back(one.person);
  }
  mark_repeats(of, people);
  same_references(good, out);
  std::map<int, ServiceIx> services;  // by line
  for (auto& check : out) {
    services[check.line] = check.service;
    check.joins = check.same_as_line != 0 && services[check.same_as_line] != check.service;
  }
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

void count_arriving(const Reading& reading, const RowRead& read, Comes comes,
                    std::map<ServiceIx, Arriving>& out) {
  const auto& way = read.way;
  auto& one = out[way.service];
  one.service = reading.charter->at(way.service).name;
  one.known += comes == Comes::Known;
  ++(way.enrolled ? one.enrolled : one.referred);
  if (!way.enrolled) return;
  one.from_today += !way.since.has_value();
  const auto add = [](std::vector<std::pair<std::string, int>>& to, const std::string& name) {
    if (name.empty()) return;
    auto it = std::find_if(to.begin(), to.end(), [&](const auto& x) { return x.first == name; });
    if (it == to.end()) it = to.insert(to.end(), {name, 0});
    ++it->second;
  };
  add(one.workers, way.worker_name);
  add(one.teams, way.team_name);
}

std::string why_dropped(const Reading& reading, const Column& column) {
  return is_arrival(column.field)
             ? "you may not enrol people in " + reading.charter->at(reading.service).name +
                   ", so they arrive as referrals"
             : std::string();
}

}  // namespace

Reckoning reckon(const Reading& reading, const CsvTable& table, const std::vector<RowCheck>& checks,
                 const std::function<Comes(const RowCheck&)>& comes) {
  Reckoning out;
  std::map<ServiceIx, Arriving> arriving;
  for (const auto& check : checks) {
    if (check.state == RowState::Empty || check.state == RowState::Instruction) continue;
    if (check.state == RowState::Problem) continue;
    const auto read = read_row(reading, table.rows[check.at]);
    if (const auto c = comes(check); c != Comes::No) count_arriving(reading, read, c, arriving);
    for (const auto& mark : read.marks)
      if (mark.weight == Mark::Weight::Changed)
        count(out.changed, mark.kind, check.line, mark);
      else
        count(out.left_out, mark.heading, check.line, mark);
  }
  for (auto& [service, one] : arriving) out.arriving.push_back(std::move(one));
  for (std::size_t i = 0; i < reading.columns.size(); ++i) {
    const auto& field = reading.columns[i].field;
    if (!field.empty() && !(is_arrival(field) && !reading.ways->enrols())) continue;
    int filled = 0;
    for (const auto& check : checks)
      if (check.state != RowState::Instruction) filled += !trim(table.rows[check.at].at(i)).empty();
    if (filled > 0)
      out.columns.push_back(
          {shown_heading(reading.columns, i), filled, why_dropped(reading, reading.columns[i])});
  }
  return out;
}

}  // namespace candour::exchange
