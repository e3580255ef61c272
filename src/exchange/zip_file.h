// Several files put into one, as a ZIP that every computer opens. Pure but for memory; any thread. It locks
// nothing: whoever sends it sees to that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace candour::exchange {

struct ZipPart {
  std::string_view name, bytes;  // must outlive the call
};
/// The same parts give the same bytes: it has no times. Errors: Unavailable when the library fails.
Result<std::string> zip_of(const std::vector<ZipPart>& parts);

}  // namespace candour::exchange
