// The server's diary for the engineer: one line of key=value pairs per event, to stderr. It is not the ledger
// (who looked at whose record); it must never hold a name, typed text, or a URL with an id in it.
// Promises: one write per line, so lines of several threads do not mix; values are quoted and control
// characters escaped, so nobody can forge a line. Any thread. It does not check what the caller puts in.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace candour::log {

enum class Level { Info, Warning, Problem };

/// One pair of a line; numbers are written plain, text quoted when it needs to be.
struct Pair {
  Pair(std::string_view k, std::string_view v) : key(k), value(v) {}
  Pair(std::string_view k, const char* v) : key(k), value(v) {}
  Pair(std::string_view k, const std::string& v) : key(k), value(v) {}
  Pair(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
  std::string_view key;
  std::string value;
};

/// Where finished lines go (with their newline); the default writes to stderr.
using Sink = std::function<void(std::string_view line)>;
Sink stderr_sink();

class Log {
 public:
  explicit Log(const Clock& clock, Sink sink = stderr_sink()) : clock_(clock), sink_(std::move(sink)) {}
  /// time=2026-11-21T22:55:01.123Z level=info event=served request=… status=200 …
  void line(Level, std::string_view event, std::initializer_list<Pair> pairs) const;
  using Pairs = std::initializer_list<Pair>;
  void info(std::string_view event, Pairs p = {}) const { line(Level::Info, event, p); }
  void warn(std::string_view event, Pairs p = {}) const { line(Level::Warning, event, p); }
  void problem(std::string_view event, Pairs p = {}) const { line(Level::Problem, event, p); }

 private:
  const Clock& clock_;
  Sink sink_;
};

/// "2026-11-21T22:55:01.123Z"
std::string iso_utc(UnixMs);

}  // namespace candour::log
