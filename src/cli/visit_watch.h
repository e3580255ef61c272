// Looks every half minute for whoever should be out of a home visit and is not, of all organisations, and
// tells (record/visits.h). One thread, from making to destruction. Of several servers each looks; one of them
// tells. What goes wrong is logged and tried again: nobody is missed because of one bad moment.
#pragma once

#include <thread>

#include "base/locks.h"
#include "base/log.h"
#include "web/house.h"

namespace candour::cli {

class VisitWatch {
 public:
  VisitWatch(web::House& house, const log::Log& log);
  ~VisitWatch();
  VisitWatch(const VisitWatch&) = delete;
  VisitWatch& operator=(const VisitWatch&) = delete;

 private:
  void watch();
  web::House& house_;
  const log::Log& log_;
  Mutex lock_{LockRank::Background};
  Condition wake_;
  bool ended_ GUARDED_BY(lock_) = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::cli
