// The threads that answer, in lanes: pages, hashing, paper, uploads. A queue before the doctor does not hold
// up the one at the desk: requests that take long wait for each other in a lane of their own, with few
// threads that get less of the processor, so that an ordinary page is answered whatever else is asked.
// Promises: every lane has an end (base/limits.h), and so has what one address or network may have in it; in
// a lane networks take turns, so that one that asks for much waits for itself. submit() and end(): any
// thread. A lane does not make its work shorter; one that is always full needs more processors.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/locks.h"
#include "web/http/places.h"
#include "web/http/router.h"

namespace candour::http {

using Job = std::function<void()>;

/// One lane: threads that take jobs from a bounded queue, network by network.
class WorkLane {
 public:
  explicit WorkLane(const limits::LaneLimits& limits) : limits_(limits), places_(limits.waiting) {}
  ~WorkLane() { end(); }
  WorkLane(const WorkLane&) = delete;
  WorkLane& operator=(const WorkLane&) = delete;

  void begin(unsigned threads);
  /// The job must not throw. Unless the answer is Taken it is not run.
  Place submit(const Neighbour& by, Job job);
  /// Lets the jobs under way end; those that wait are never run.
  void end();

 private:
  struct Waiting {
    Neighbour by;
    Job job;
  };
  void work();
  Waiting next() NEEDS_LOCK(mutex_);

  const limits::LaneLimits& limits_;
  Mutex mutex_{LockRank::Requests};
  Condition wake_;
  PlaceBook places_ GUARDED_BY(mutex_);
  std::map<std::string, std::deque<Waiting>> waiting_ GUARDED_BY(mutex_);  // by network
  std::deque<std::string> turns_ GUARDED_BY(mutex_);                       // each network that waits, once
  bool ended_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

class Lanes {
 public:
  /// `page_threads` answer pages; the other lanes have what the table of limits says.
  void begin(unsigned page_threads);
  Place submit(Lane lane, const Neighbour& by, Job job) { return at(lane).submit(by, std::move(job)); }
  void end();

 private:
  WorkLane& at(Lane lane) { return lanes_[static_cast<std::size_t>(lane)]; }
  static_assert(limits::kLanes.size() == 4);
  std::array<WorkLane, 4> lanes_{WorkLane(limits::kLanes[0]), WorkLane(limits::kLanes[1]),
                                 WorkLane(limits::kLanes[2]), WorkLane(limits::kLanes[3])};
};

}  // namespace candour::http
