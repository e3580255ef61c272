// Who wants to hear what transactions announce. Any thread. A listener that is being told is waited for
// before it is taken off, so that its owner may go straight after unlisten().
#pragma once

#include <map>
#include <mutex>
#include <string_view>

#include "store/db.h"

namespace candour::store {

class Listeners {
 public:
  int add(OnAnnounced on) {
    const std::lock_guard hold(lock_);
    all_.emplace(++last_, std::move(on));
    return last_;
  }
  void remove(int which) {
    const std::lock_guard hold(lock_);
    all_.erase(which);
  }
  void tell(std::string_view what) {
    const std::lock_guard hold(lock_);
    for (const auto& [which, on] : all_) on(what);
  }

 private:
  std::mutex lock_;
  std::map<int, OnAnnounced> all_;
  int last_ = 0;
};

}  // namespace candour::store
