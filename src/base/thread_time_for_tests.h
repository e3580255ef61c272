// How long something takes on this thread alone: what else runs on the machine does not count. For tests
// only.
#pragma once

#include <ctime>

namespace candour {

/// Milliseconds of processor time that this thread has had.
inline double milliseconds_of_work() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

}  // namespace candour
