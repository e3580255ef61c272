// In which categories the people in somebody's record stand who have none of their own: family, friends, whom
// to call. Plain values; any thread.
#pragma once

#include <array>
#include <string_view>

namespace candour::charter {

/// The first of these that the charter has, and whoever writes it may, holds them.
inline constexpr std::array<std::string_view, 3> kCircleHomes = {"relationship", "family",
                                                                 "emergency-contact"};

}  // namespace candour::charter
