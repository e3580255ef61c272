// The one thread of a server that works on jobs, for all organisations in turn: a slice here, a slice there,
// so that a long import of one keeps no other from its own. It sleeps while nothing waits, and is woken when
// somebody starts a job, on this server or another.
// What it cannot know is whether a job is worth its time. It gets less of the processor than the pages.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/locks.h"
#include "base/log.h"
#include "jobs/jobs.h"

namespace candour::jobs {

class Runner {
 public:
  struct House {
    std::string org;
    Jobs* jobs;
  };
  Runner(std::vector<House> houses, const log::Log& log);
  /// Lets the slice under way end; what is not done waits for the next start.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

 private:
  using Steady = std::chrono::steady_clock;
  void keep();
  /// When this organisation is to be looked at next.
  Steady::time_point look(const House& house);

  const std::vector<House> houses_;
  const log::Log& log_;
  Mutex mutex_{LockRank::Last};  // taken by whoever starts a job, in the midst of it
  Condition wake_;
  bool woken_ GUARDED_BY(mutex_) = false;
  bool ended_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::jobs
