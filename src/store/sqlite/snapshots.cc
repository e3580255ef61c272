#include "store/sqlite/snapshots.h"

namespace candour::store {

Snapshots& Snapshots::all() {
  static Snapshots one;
  return one;
}

Snapshots::~Snapshots() {
  {
    const Hold hold(lock_);
    ending_ = true;
  }
  changed_.tell_all();
  thread_.join();
}

void Snapshots::watch(const void* owner, std::function<bool()> end_old) {
  {
    const Hold hold(lock_);
    watched_[owner] = std::move(end_old);
  }
  changed_.tell_one();
}

void Snapshots::leave(const void* owner) {
  const Hold hold(lock_);
  watched_.erase(owner);
}

void Snapshots::run() {
  const Hold hold(lock_);
  while (!ending_) {
    if (watched_.empty()) {
      changed_.wait(lock_);
      continue;
    }
    changed_.wait_until(lock_, std::chrono::steady_clock::now() + kMoment);
    std::erase_if(watched_, [](const auto& w) { return !w.second(); });
  }
}

}  // namespace candour::store
