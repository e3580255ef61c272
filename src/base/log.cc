#include "base/log.h"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace candour::log {
namespace {

bool plain(std::string_view v) {
  if (v.empty()) return false;
  for (char c : v)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
          c == '-' || c == '_' || c == '/' || c == ':' || c == '{' || c == '}' || c == '+'))
      return false;
  return true;
}

void append_value(std::string& to, std::string_view v) {
  if (plain(v)) {
    to += v;
    return;
  }
  to += '"';
  for (char c : v) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (c == '\n') {
      to += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      std::array<char, 8> hex{};
      std::snprintf(hex.data(), hex.size(), "\\x%02x", static_cast<unsigned char>(c));
      to += hex.data();
    } else {
      to += c;
    }
  }
  to += '"';
}

std::string_view name_of(Level l) {
  switch (l) {
    case Level::Info:
      return "info";
    case Level::Warning:
      return "warning";
    case Level::Problem:
      return "problem";
  }
  return "info";
}

}  // namespace

Sink stderr_sink() {
  return [](std::string_view line) {
    // One write: lines of several threads stay whole. A diary that cannot be written must not stop the work.
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
  };
}

std::string iso_utc(UnixMs t) {
  using namespace std::chrono;
  sys_time<milliseconds> at{milliseconds{t.ms}};
  auto day = floor<days>(at);
  year_month_day date{day};
  hh_mm_ss time{at - day};
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return out.data();
}

void Log::line(Level level, std::string_view event, std::initializer_list<Pair> pairs) const {
  std::string s = "time=" + iso_utc(clock_.now()) + " level=";
  s += name_of(level);
  s += " event=";
  append_value(s, event);
  for (const Pair& p : pairs) {
    s += ' ';
    s += p.key;
    s += '=';
    append_value(s, p.value);
  }
  s += '\n';
  sink_(s);
}

}  // namespace candour::log
