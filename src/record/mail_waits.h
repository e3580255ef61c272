// How long mail that could not be sent waits until it is tried again, and when it is given up. Pure.
#pragma once

#include <algorithm>
#include <cstdint>

namespace candour::record {

inline constexpr std::int64_t kMailMinute = 60'000;
/// A server that took it and was not heard of for so long has died.
inline constexpr std::int64_t kMailTaken = 5 * kMailMinute;
inline constexpr std::int64_t kMailGivenUpAfter = 24 * 60 * kMailMinute;
/// Twice as long after each try, an hour at most.
inline std::int64_t mail_wait_after(std::int64_t tries) {
  return std::min(kMailMinute << std::min<std::int64_t>(tries, 10), 60 * kMailMinute);
}

}  // namespace candour::record
