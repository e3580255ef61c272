// The charters that tests read: each once in a program. For tests only; one thread.
#pragma once

#include <map>
#include <string>

#include "charter/read.h"

namespace candour::charter {

/// The small one of the tests, which may be changed in a copy.
inline CharterPtr base() {
  static const CharterPtr c = load("tests/charters/base.yaml", "tests/charters/catalogue").charter;
  return c;
}

/// One of the five; null when it does not load.
inline CharterPtr shipped(const std::string& code) {
  static std::map<std::string, CharterPtr> read;
  auto& kept = read[code];
  if (!kept) kept = load("charters/" + code + ".yaml", "charters/catalogue").charter;
  return kept;
}

}  // namespace candour::charter
