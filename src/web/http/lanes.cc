#include "web/http/lanes.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace candour::http {

void WorkLane::begin(unsigned threads) {
  for (unsigned i = 0; i < std::max(1u, threads); ++i)
    threads_.emplace_back([this] {
      // Of this thread alone, as Linux has it. Giving way is always allowed; should it fail all the same, the
      // lane is only less polite.
      if (limits_.lower > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), limits_.lower);
      work();
    });
}

Place WorkLane::submit(const Neighbour& by, Job job) {
  {
    const Hold hold(mutex_);
    if (ended_) return Place::NoneLeft;
    if (const auto place = places_.take(by); place != Place::Taken) return place;
    auto& queue = waiting_[by.network];
    if (queue.empty()) turns_.push_back(by.network);
    queue.push_back({by, std::move(job)});
  }
  wake_.tell_one();
  return Place::Taken;
}

WorkLane::Waiting WorkLane::next() {
  const std::string network = std::move(turns_.front());
  turns_.pop_front();
  const auto queue = waiting_.find(network);
  Waiting w = std::move(queue->second.front());
  queue->second.pop_front();
  if (queue->second.empty())
    waiting_.erase(queue);
  else
    turns_.push_back(network);
  return w;
}

void WorkLane::work() {
  for (;;) {
    Waiting w;
    {
      const Hold hold(mutex_);
      while (!ended_ && turns_.empty()) wake_.wait(mutex_);
      if (ended_) return;
      w = next();
    }
    w.job();
    w.job = {};  // what it holds goes before its place is free
    const Hold hold(mutex_);
    places_.give_back(w.by);
  }
}

void WorkLane::end() {
  {
    const Hold hold(mutex_);
    ended_ = true;
  }
  wake_.tell_all();
  for (auto& t : threads_) t.join();
  threads_.clear();
  std::map<std::string, std::deque<Waiting>> never_done;  // let go without the lock: they hold connections
  const Hold hold(mutex_);
  never_done.swap(waiting_);
  turns_.clear();
}

void Lanes::begin(unsigned page_threads) {
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    lanes_[i].begin(static_cast<Lane>(i) == Lane::Pages ? page_threads : limits::kLanes[i].threads);
}

void Lanes::end() {
  for (auto& lane : lanes_) lane.end();
}

}  // namespace candour::http
