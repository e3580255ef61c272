#include "jobs/runner.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace candour::jobs {
namespace {

constexpr std::chrono::seconds kLookEvery{5};  // a lease that has run out is announced by nobody
constexpr int kLower = 5;

}  // namespace

Runner::Runner(std::vector<House> houses, const log::Log& log)
    : houses_(std::move(houses)), log_(log), thread_([this] { keep(); }) {
  for (const auto& h : houses_)
    h.jobs->on_started([this] {
      {
        const Hold hold(mutex_);
        woken_ = true;
      }
      wake_.tell_all();
    });
}

Runner::~Runner() {
  for (const auto& h : houses_) h.jobs->on_started({});
  {
    const Hold hold(mutex_);
    ended_ = true;
  }
  wake_.tell_all();
  thread_.join();
}

Runner::Steady::time_point Runner::look(const House& house) {
  house.jobs->sweep_if_due();
  const auto did = house.jobs->slice();
  if (!did) {
    log_.problem("job", {{"org", house.org}, {"detail", did.error().detail.text}});
    return Steady::now() + kLookEvery;
  }
  return Steady::now() + (did->more ? did->rest : std::chrono::milliseconds(kLookEvery));
}

void Runner::keep() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLower);
  std::vector<Steady::time_point> due(houses_.size(), Steady::now());
  for (;;) {
    for (std::size_t i = 0; i < houses_.size(); ++i)
      if (due[i] <= Steady::now()) due[i] = look(houses_[i]);
    const Hold hold(mutex_);
    if (!ended_ && !woken_ && !due.empty()) wake_.wait_until(mutex_, *std::ranges::min_element(due));
    if (due.empty() && !ended_) wake_.wait_until(mutex_, Steady::now() + kLookEvery);
    if (ended_) return;
    if (woken_) std::ranges::fill(due, Steady::now());
    woken_ = false;
  }
}

}  // namespace candour::jobs
