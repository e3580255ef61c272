// For tests of charters that are made of answers: the catalogue, and the invented notice that says as much as
// the five, with its answers (tests/notices/harbour-whole.*). One thread.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "charter/authored.h"
#include "charter/read_yaml.h"

namespace candour::charter {

inline const std::string kRoot = CANDOUR_SOURCE_DIR;
inline constexpr Date kDay = std::chrono::year(2026) / 11 / 27;

inline const CatalogueFiles& catalogue() {
  static const CatalogueFiles files = [] {
    std::vector<Finding> found;
    return read_catalogue(kRoot + "/charters/catalogue", found);
  }();
  return files;
}

inline std::string text_of_notice(const std::string& ending) {
  const auto text = read_text_file(kRoot + "/tests/notices/harbour-whole." + ending);
  EXPECT_TRUE(text) << "no such notice";
  return text.value_or("");
}

inline const Authored& whole() {
  static const Authored a = [] {
    const auto read = read_answers(text_of_notice("yaml"));
    EXPECT_TRUE(read) << read.error().fields[0].message;
    return read.value_or(Authored{});
  }();
  return a;
}

}  // namespace candour::charter
