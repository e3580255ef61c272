// The text of a charter, read against the catalogue that Candour ships.
#include <algorithm>

#include "base/bytes.h"
#include "charter/catalogue_read.h"
#include "charter/explain.h"
#include "charter/read.h"
#include "fuzz/target.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(charter) {
  static const auto catalogue = [] {
    std::vector<charter::Finding> wrong;
    auto read = charter::read_catalogue(CANDOUR_SOURCE_DIR "/charters/catalogue", wrong);
    must_hold(wrong.empty(), "the catalogue that we ship is whole");
    return read;
  }();

  charter::Loaded loaded;
  charter::load_against(catalogue, "fuzz.yaml", std::string(bytes), std::nullopt, loaded);
  const auto lines = 1 + std::count(bytes.begin(), bytes.end(), '\n');
  bool errors = false;
  for (const auto& f : loaded.findings) {
    errors = errors || !f.warning;
    must_hold(f.line >= 1 && f.line <= lines + 1 && f.column >= 1, "a finding points into the file");
    must_hold(!f.what.empty() && !f.mend.empty(), "a finding says what is wrong and how to mend it");
  }
  must_hold(errors == (loaded.charter == nullptr), "a charter is whole, or its findings say why not");
  if (!loaded.charter) return;
  must_hold(charter::diff(*loaded.charter, *loaded.charter).empty(), "a charter is no different from itself");
  (void)charter::access_matrix(*loaded.charter);
}
