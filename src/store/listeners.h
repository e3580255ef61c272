// Who wants to hear what transactions announce. Any thread. A listener that is being told is waited for
// before it is taken off, so that its owner may go straight after unlisten().
#pragma once

#include <map>
#include <string_view>

#include "base/locks.h"
#include "store/db.h"

namespace candour::store {

class Listeners {
 public:
  explicit Listeners(LockRank rank) : lock_(rank) {}
  int add(OnAnnounced on) {
    const Hold hold(lock_);
    all_.emplace(++last_, std::move(on));
    return last_;
  }
  void remove(int which) {
    const Hold hold(lock_);
    all_.erase(which);
  }
  void tell(std::string_view what) {
    const Hold hold(lock_);
    for (const auto& [which, on] : all_) on(what);
  }

 private:
  Mutex lock_;
  std::map<int, OnAnnounced> all_ GUARDED_BY(lock_);
  int last_ GUARDED_BY(lock_) = 0;
};

}  // namespace candour::store
