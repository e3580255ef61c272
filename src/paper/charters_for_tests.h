// The five charters that we ship, for tests of what is printed from them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "charter/charters_for_tests.h"
#include "charter/read.h"
#include "paper/notice.h"
#include "paper/plain.h"

namespace candour::paper {

inline const std::vector<std::string>& five() {
  static const std::vector<std::string> codes{"im", "ig", "ll", "ps", "lw"};
  return codes;
}

/// Loaded once; the test stops when a charter is not good.
inline charter::CharterPtr charter_of(const std::string& code) {
  static std::map<std::string, charter::CharterPtr> kept;
  if (const auto it = kept.find(code); it != kept.end()) return it->second;
  const auto loaded = charter::load(charter::file_of(code), "charters/catalogue");
  for (const auto& f : loaded.findings)
    if (!f.warning) ADD_FAILURE() << f.text();
  if (!loaded.charter) throw std::runtime_error("no charter " + code);
  return kept[code] = loaded.charter;
}

inline Setting setting() {
  const charter::Date day{std::chrono::year(2026), std::chrono::November, std::chrono::day(21)};
  auto regulator = charter::regulator_on("charters/catalogue", day);
  if (!regulator) throw std::runtime_error("no regulator");
  return {*regulator, day};
}

/// Its words in one line: where lines break is no part of what is said.
inline std::string flat(const Document& d) {
  std::string out;
  for (const char ch : plain_text(d)) {
    const bool gap = ch == '\n' || ch == ' ';
    if (!gap)
      out += ch;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

}  // namespace candour::paper
