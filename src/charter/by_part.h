// How a sentence names the part of the notice on which it stands. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace candour::charter {

/// " (notice, part 4.2)"; nothing where the notice has no such part.
inline std::string by_part(std::string_view clause) {
  return clause.empty() ? std::string() : " (notice, part " + std::string(clause) + ")";
}

}  // namespace candour::charter
