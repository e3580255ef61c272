#include "bench/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <sstream>

namespace candour::bench {
namespace {

std::string met_words(const Figure& f) {
  if (!f.met) return "";
  return *f.met ? "met" : "NOT MET";
}

/// Characters, not bytes: "µ" takes two of these.
std::size_t width_of(const std::string& s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void put(std::ostream& out, const std::string& s, std::size_t width) {
  out << s;
  for (auto n = width_of(s); n < width; ++n) out << ' ';
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace

void Figures::add(Figure f) {
  all_.push_back(std::move(f));
}

void Figures::print(std::ostream& out) const {
  std::size_t what = 6, people = 6, budget = 6, measured = 8, ratio = 5;
  for (const auto& f : all_) {
    what = std::max(what, width_of(f.what));
    people = std::max(people, width_of(f.people));
    budget = std::max(budget, width_of(f.budget));
    measured = std::max(measured, width_of(f.measured));
    ratio = std::max(ratio, width_of(f.ratio));
  }
  const auto row = [&](const Figure& f, const std::string& met) {
    out << "  ";
    put(out, f.what, what + 2);
    put(out, f.people, people + 2);
    put(out, f.budget, budget + 2);
    put(out, f.measured, measured + 2);
    put(out, f.ratio, ratio + 2);
    out << met << '\n';
  };
  row({"", "figure", "people", "budget", "measured", "ratio", {}}, "");
  std::string part;
  for (const auto& f : all_) {
    if (f.part != part) out << f.part << '\n';
    part = f.part;
    row(f, met_words(f));
  }
}

std::string Figures::markdown() const {
  std::string out, part;
  for (const auto& f : all_) {
    if (f.part != part)
      out +=
          "\n## " + f.part +
          "\n\n| figure | people | budget | measured | ratio to raw SQLite | |\n|---|--:|---|---|--:|---|\n";
    part = f.part;
    const auto* met = !f.met ? "" : *f.met ? "met" : "**not met**";
    out += "| " + f.what + " | " + f.people + " | " + f.budget + " | " + f.measured + " | " + f.ratio +
           " | " + met + " |\n";
  }
  return out;
}

double Samples::at(double share) const {
  if (values_.empty()) return 0;
  auto sorted = values_;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  const auto place = static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, sorted.size()) - 1);
  std::nth_element(sorted.begin(), sorted.begin() + place, sorted.end());
  return sorted[static_cast<std::size_t>(place)];
}

std::string number(double value, int decimals) {
  auto text = fixed(value, decimals);
  auto end = text.find('.');
  if (end == std::string::npos) end = text.size();
  for (auto at = end; at > 3 + (text[0] == '-' ? 1u : 0u);) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string duration(double ns) {
  if (ns < 999.5) return fixed(ns, 0) + " ns";
  if (ns < 999.5e3) return fixed(ns / 1e3, ns < 99.5e3 ? 1 : 0) + " µs";
  if (ns < 999.5e6) return fixed(ns / 1e6, ns < 99.5e6 ? 1 : 0) + " ms";
  return fixed(ns / 1e9, 2) + " s";
}

std::string median_and_p99(const Samples& s) {
  return "median " + duration(s.median()) + ", p99 " + duration(s.p99());
}

std::string bytes(double count) {
  if (count < 1024) return fixed(count, 0) + " B";
  if (count < 1024 * 1024) return fixed(count / 1024, 1) + " KiB";
  return fixed(count / 1024 / 1024, 1) + " MiB";
}

std::string per_second(double n) {
  return number(n) + " a second";
}

}  // namespace candour::bench
