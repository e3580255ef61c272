#include "exchange/import_way_in.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "exchange/sheet_reader.h"
#include "people/journey.h"

namespace candour::exchange {
namespace {

using Weight = Mark::Weight;

constexpr int kLongestYears = 80;  // in a service

std::vector<std::string> shown(const std::vector<Named>& all, const std::vector<std::size_t>& which) {
  std::vector<std::string> out;
  for (const auto i : which) out.push_back(all[i].shown);
  return out;
}

}  // namespace

WayReader::WayReader(const Reading& reading, const CsvRow& row)
    : r_(reading), ways_(*reading.ways), into_(reading.ways->find(reading.service)) {
  for (std::size_t i = 0; i < r_.columns.size(); ++i)
    if (r_.columns[i].field == kService)
      if (const auto cell = trim(without_formula_guard(row.at(i))); !cell.empty())
        read_service({i, std::string(cell)});
}

const std::string& WayReader::name() const {
  return r_.charter->at(into_->service).name;
}

Mark& WayReader::mark(const Cell& cell, Weight weight, std::string words, std::string_view kind) {
  marks_.push_back({weight,
                    "c" + std::to_string(cell.column + 1),
                    shown_heading(r_.columns, cell.column),
                    cell.text,
                    std::string(kind),
                    std::move(words),
                    {}});
  return marks_.back();
}

/// Nobody lands in a service that their row does not name.
void WayReader::read_service(const Cell& cell) {
  const auto meant = meant_by(ways_.service_names, cell.text);
  const auto* into =
      meant.which.size() == 1 ? ways_.find(static_cast<ServiceIx>(meant.which.front())) : nullptr;
  if (into) {
    into_ = into;
    if (!meant.exact) mark(cell, Weight::Changed, name(), changed::kServiceName);
    return;
  }
  service_read_ = false;
  auto& m = mark(cell, Weight::Stops,
                 meant.which.size() == 1
                     ? "You may not add people to this service. Choose another one, or ask somebody who may"
                 : meant.which.empty()
                     ? "There is no service of this name. Choose one, or leave the row as it is"
                     : "This may mean " + listed(shown(ways_.service_names, meant.which), "or") + ". Choose");
  m.offered = ways_.services;
}

void WayReader::take(std::size_t column, const std::string& cell) {
  const auto& field = r_.columns[column].field;
  if (field != kService) cells_[field] = {column, cell};  // that was read first
}

/// Whether they are in the service already, as far as the row and the one who imports can say so.
bool WayReader::enrolled(const std::map<std::string_view, Cell>& cells) {
  const auto it = cells.find(kStatus);
  const auto folded = it == cells.end() ? std::string() : fold(it->second.text);
  if (folded.empty() || folded == "n a" || folded == "na" || folded == "none")
    return r_.enrolled_when_empty && into_->enrol;
  const auto stands = stands_as(it->second.text);
  if (!stands) {
    mark(it->second, Weight::Stops, "This does not say whether they are in the service or wait. Choose")
        .offered = ways_.states;
    return false;
  }
  if (*stands == Stands::Ended) {
    mark(
        it->second, Weight::Stops,
        "Support that has ended is not brought in, since a list does not say why it ended and what came of it. Choose "
        "another status, or leave the row as it is: then it is not added")
        .offered = ways_.states;
    return false;
  }
  if (*stands == Stands::Referred || into_->enrol) return *stands == Stands::Enrolled;
  if (ways_.enrols())
    mark(it->second, Weight::Changed, "referred, since you may not enrol people in " + name(),
         changed::kMayNotEnrol);
  return false;
}

std::vector<Mark> WayReader::finish(WayIn& way, std::optional<charter::Date> born) {
  way.service = into_->service;
  if (!service_read_) return std::move(marks_);
  way.enrolled = enrolled(cells_);
  if (!way.enrolled) {
    for (const auto& [field, cell] : cells_)
      if (field != kStatus && ways_.enrols() && !means_nobody(cell.text))
        mark(cell, Weight::Changed, "left out, since they are not in the service yet", changed::kNotEnrolled);
    return std::move(marks_);
  }
  check_age(born);
  if (const auto it = cells_.find(kStart); it != cells_.end()) read_start(it->second, born, way);
  for (const auto& [field, read] :
       {std::pair(kTeam, &WayReader::read_team), std::pair(kWorker, &WayReader::read_worker)}) {
    const auto it = cells_.find(field);
    if (it == cells_.end() || means_nobody(it->second.text)) continue;
    if (into_->allocate)
      (this->*read)(it->second, way);
    else
      mark(it->second, Weight::Changed, "left out, since you may not say who works with people in " + name(),
           changed::kMayNotAllocate);
  }
  return std::move(marks_);
}

void WayReader::check_age(std::optional<charter::Date> born) {
  auto words = people::unfit_words(r_.charter->at(into_->service), born, r_.today);
  if (words.empty()) return;
  if (const auto it = cells_.find(kStatus); it != cells_.end()) {
    mark(it->second, Weight::Stops, words + ", or let them wait").offered = ways_.states;
    return;
  }
  for (std::size_t i = 0; i < r_.columns.size(); ++i)
    if (r_.columns[i].field == "birth-date")
      return void(mark({i, born ? date_words(*born) : std::string()}, Weight::Stops, std::move(words)));
  marks_.push_back({Weight::Stops, "birth-date", "Date of birth (no column)", {}, {}, std::move(words), {}});
}

void WayReader::read_start(const Cell& cell, std::optional<charter::Date> born, WayIn& way) {
  DateAsked asked;
  asked.column = r_.dates[cell.column];
  asked.today = r_.today;
  asked.past_only = true;
  asked.from_1904 = r_.from_1904;
  asked.oldest_years = kLongestYears;
  auto read = read_date_cell(cell.text, asked).cell;
  const auto date = read.problem.empty() ? parse_iso_date(read.text) : std::nullopt;
  if (date && born && *date < *born)
    read.problem = date_words(*date) + " is before they were born. Enter it again";
  if (date && add_years(*date, kLongestYears) < r_.today)
    read.problem = date_words(*date) + " is too long ago. Enter it again";
  if (!read.problem.empty()) {
    mark(cell, Weight::Stops, std::move(read.problem)).readings = std::move(read.readings);
    return;
  }
  for (const auto& c : read.changes) mark(cell, Weight::Changed, c.words, c.kind);
  way.since = date;
}

void WayReader::read_team(const Cell& cell, WayIn& way) {
  const auto meant = meant_by(ways_.team_names, cell.text);
  std::vector<std::size_t> here;
  for (const auto i : meant.which)
    if (ways_.teams[i].service == into_->service) here.push_back(i);
  if (here.size() == 1 && (meant.exact || meant.which.size() == 1)) {
    const auto& team = ways_.teams[here.front()];
    way.team = team.id;
    way.team_name = team.name;
    if (!meant.exact) mark(cell, Weight::Changed, team.name, changed::kTeamName);
    return;
  }
  auto& m = mark(cell, Weight::LeftOut,
                 meant.which.empty()
                     ? "There is no team of this name in " + name() + ". Choose, or add them without a team"
                 : here.empty() ? "This team is not one of " + name() + ". Choose, or add them without a team"
                                : "It is not clear which team of " + name() + " this is. Choose");
  if (here.size() > 1) m.readings = shown(ways_.team_names, here);
  m.offered = into_->teams;
}

/// Whoever is allocated opens the record: nobody is, unless it is certain who is meant.
void WayReader::read_worker(const Cell& cell, WayIn& way) {
  const auto meant = meant_by(ways_.worker_names, cell.text);
  std::vector<std::size_t> fit;
  std::size_t here = 0;  // who has not left, fit or not
  for (const auto i : meant.which) {
    here += !ways_.workers[i].left;
    if (ways_.workers[i].in.has(into_->service)) fit.push_back(i);
  }
  if (fit.size() == 1 && (meant.exact ? here == 1 : meant.which.size() == 1)) {
    const auto& worker = ways_.workers[fit.front()];
    way.worker = worker.id;
    way.worker_name = worker.shown;
    if (!meant.exact) mark(cell, Weight::Changed, worker.shown, changed::kWorkerName);
    return;
  }
  std::string words = "Nobody of this name works here. Choose who it is, or add them without a key worker";
  if (meant.which.size() == 1 && fit.empty())
    words = ways_.worker_names[meant.which.front()].shown + " cannot be given people of " + name() +
            ": they have left, do not work there, or have not signed the agreement. Choose somebody who can";
  else if (!meant.which.empty())
    words = "More than one may be meant. Choose who it is";
  auto& m = mark(cell, Weight::LeftOut, std::move(words));
  for (const auto i : fit) m.readings.push_back(ways_.workers[i].shown);
  m.offered = into_->workers;
}

}  // namespace candour::exchange
