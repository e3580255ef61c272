// A FHIR R4 bundle of one person, as Candour gives it to somebody who leaves (rights/portable.h) or as
// another system does: taken apart, and every answer tried against what a service here may keep. Promises:
// what cannot be brought in is named, one line for each, with how to mend it; nothing is dropped without such
// a line but what docs/reference/ fhir.md lists. It keeps nothing. One thread. It does not know whether what
// stands in it is true.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "charter/values.h"
#include "people/relationship.h"

namespace candour::exchange {

inline constexpr std::size_t kBundleBytes = std::size_t{100} * 1024 * 1024;
inline constexpr std::size_t kBundleEntries = 3'000;  // of all sorts: they are written at once

struct BundleFile {
  std::string field, name;
  Bytes content;
};
struct BundleEntry {
  KindIx kind{};
  ServiceIx service{};
  charter::Values values;    // checked
  std::string source, told;  // code; "Brought from Example Care: 20 November 2026 by …"
  std::string authored;      // to sort by
  std::vector<BundleFile> files;
};
struct Bundle {
  std::string from;  // who gives it
  charter::Values details;
  std::vector<people::Relationship> circle;
  std::vector<BundleEntry> entries;  // the oldest first, and consents before all
  std::vector<std::string> left;     // lines: what cannot be brought in, and how to mend it
};

/// For whom it is read: which kinds may be written in a service.
struct BundleFor {
  const charter::Charter& c;
  ServiceIx into{};
  UnixMs now;
  std::function<bool(ServiceIx, KindIx)> may_write;
  bool circle = true;  // whether those around the person may be written down
};

/// Errors: TooMuch above the limits, Invalid for what is no bundle of one person, with how to mend it.
Result<Bundle> read_bundle(const BundleFor& here, std::string_view bytes);

}  // namespace candour::exchange
