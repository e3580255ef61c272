// The charters that tests read: each once in a program. For tests only; one thread.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "charter/read.h"

namespace candour::charter {

/// The small one of the tests, which may be changed in a copy.
inline CharterPtr base() {
  static const CharterPtr c = load("tests/charters/base.yaml", "tests/charters/catalogue").charter;
  return c;
}

/// One of the five. A test of one that is refused fails, and says why.
inline CharterPtr shipped(const std::string& code) {
  static std::map<std::string, CharterPtr> read;
  auto& kept = read[code];
  if (kept) return kept;
  const auto loaded = load("charters/" + code + ".yaml", "charters/catalogue");
  for (const auto& f : loaded.findings)
    if (!f.warning && !loaded.charter) throw std::runtime_error(f.text());
  return kept = loaded.charter;
}

}  // namespace candour::charter
