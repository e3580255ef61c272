// The measurements of script/bench: each opens what it needs, measures, and adds its rows to the table.
// A failure throws; a budget that is not met does not. One thread calls these; some start threads themselves.
// All people are invented, and live in a folder of the bench's own that it removes again.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "bench/figures.h"

namespace candour::bench {

class Population;
class PostgresServer;

struct Setting {
  std::vector<int> sizes = {10'000, 100'000};  // rising
  bool quick = false;
  int entries = 20;         // of each person
  int operations = 10'000;  // of each role of GDPRbench
  std::string source;       // the repository: charters/, docs/
  std::string folder;       // for data; removed at the end
  std::string report;       // docs/reference/performance.md
  std::string command;
  std::string postgres;                // version of the server that is measured beside
  std::string date;                    // of today; empty: the machine's
  std::string database, key_database;  // of the people, in PostgreSQL; empty: files
};

/// The value, or an exception with the error's words and detail.
template <class T>
T must(Result<T> r) {
  if (!r) {
    std::string why = r.error().words.text + " [" + r.error().detail.text + "]";
    for (const auto& f : r.error().fields) why += " " + f.field + ": " + f.message;
    throw std::runtime_error(why);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*r);
}

void decisions(const Setting&, Figures&);
void ledger(const Setting&, const PostgresServer&, Figures&);
void reads(const Setting&, Population&, const PostgresServer&, Figures&);
void seals(const Setting&, Population&, const PostgresServer&, Figures&);
void pages(const Setting&, Population&, Figures&);
void search(const Setting&, Population&, Figures&);
/// The list of work, and all clocks reckoned anew.
void clocks(const Setting&, Population&, Figures&);
void imports(const Setting&, Figures&);
void gdpr_roles(const Setting&, const PostgresServer&, Figures&);
void doubles(const Setting&, Population&, Figures&);
/// Whose time is over, destroying them, and backups. Changes the people: nothing is measured on them after
/// it.
void keeping(const Setting&, Population&, Figures&);
/// To how many something goes, and a sharing put ready.
void leaving(const Setting&, Population&, Figures&);
/// Starts this program anew on the data of the last population, twice: the second start is the figure.
void starts(const Setting&, const std::string& data, int people, Figures&);
/// What the child does for starts(): opens the house, listens, says how long it took and what it holds.
int start_once(const Setting&, const std::string& data);

/// Resident memory of this process now, in bytes.
double resident_bytes();
/// CPU that this thread has used, in nanoseconds.
double thread_cpu_ns();
/// CPU that all threads of this process have used, in nanoseconds.
double process_cpu_ns();
/// A line of progress on standard error.
void say(const std::string& words);

}  // namespace candour::bench
