// Every charter that we ship passes the check. Prints the findings, so that a writer of charters can use it.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>

#include "charter/catalogue_read.h"

namespace candour::charter {

TEST(Charters, all_that_we_ship_pass_the_check) {
  std::vector<Finding> catalogue;
  read_catalogue("charters/catalogue", catalogue);
  for (auto& f : catalogue) std::cout << f.text() << "\n";
  EXPECT_TRUE(catalogue.empty());
  for (auto& entry : std::filesystem::directory_iterator("charters")) {
    if (entry.path().extension() != ".yaml") continue;
    auto loaded = load(entry.path().string(), "charters/catalogue");
    for (auto& f : loaded.findings) std::cout << f.text() << "\n";
    EXPECT_TRUE(loaded.charter) << entry.path();
  }
}

}  // namespace candour::charter
