#include "charter/read.h"

#include <gtest/gtest.h>

namespace candour::charter {
namespace {

const std::string kCatalogue = "tests/charters/catalogue";

std::string all_text(const Loaded& loaded) {
  std::string s;
  for (auto& f : loaded.findings) s += f.text() + "\n";
  return s;
}

TEST(Read, the_base_charter_passes_without_any_finding) {
  auto loaded = load("tests/charters/base.yaml", kCatalogue);
  EXPECT_EQ(all_text(loaded), "");
  ASSERT_TRUE(loaded.charter);
}

}  // namespace
}  // namespace candour::charter
