// The table of the bench: what was measured, beside what was promised, so that anybody can see which numbers
// hold. Promises: a median or a 99th percentile is taken of every single measurement, none is left out.
// One thread. It does not make a machine quiet: other work on it stands in the figures.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace candour::bench {

/// One row. `budget` empty: told for its own sake. `met` empty: there is no budget.
struct Figure {
  std::string part;  // "Decision", "Reads" …
  std::string what;
  std::string people;    // size of the organisation, or empty
  std::string budget;    // "median < 200 ns"
  std::string measured;  // "median 31 ns, p99 88 ns"
  std::string ratio;     // to raw SQLite doing the same rows in this run: "0.42"
  std::optional<bool> met;
};

class Figures {
 public:
  void add(Figure f);
  const std::vector<Figure>& all() const { return all_; }
  void print(std::ostream& out) const;
  std::string markdown() const;

 private:
  std::vector<Figure> all_;
};

/// Durations in nanoseconds.
class Samples {
 public:
  void add(double ns) { values_.push_back(ns); }
  void add(const Samples& o) { values_.insert(values_.end(), o.values_.begin(), o.values_.end()); }
  std::size_t size() const { return values_.size(); }
  /// The smallest value that `share` (0 to 1) of all do not exceed. 0 when there are none.
  double at(double share) const;
  double median() const { return at(0.5); }
  double p99() const { return at(0.99); }

 private:
  std::vector<double> values_;
};

class Timer {
 public:
  Timer() : from_(std::chrono::steady_clock::now()) {}
  double ns() const {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - from_).count();
  }
  double ms() const { return ns() / 1e6; }
  double seconds() const { return ns() / 1e9; }

 private:
  std::chrono::steady_clock::time_point from_;
};

std::string number(double value, int decimals = 0);  // "123,456", "0.42"
std::string duration(double ns);                     // "31 ns", "4.2 µs", "18.3 ms", "2.40 s"
std::string median_and_p99(const Samples& s);        // "median 31 ns, p99 88 ns"
std::string bytes(double count);                     // "812 B", "4.1 KiB", "96 MiB"
std::string per_second(double n);                    // "123,456 a second"

}  // namespace candour::bench
