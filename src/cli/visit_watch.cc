#include "cli/visit_watch.h"

#include <chrono>

namespace candour::cli {
namespace {

constexpr std::chrono::seconds kLookEvery{30};

}  // namespace

VisitWatch::VisitWatch(web::House& house, const log::Log& log)
    : house_(house), log_(log), thread_([this] { watch(); }) {}

VisitWatch::~VisitWatch() {
  {
    const Hold hold(lock_);
    ended_ = true;
  }
  wake_.tell_all();
  thread_.join();
}

void VisitWatch::watch() {
  for (;;) {
    for (const auto& org : house_.all())
      if (const auto told = org->visits->tell_of_missed(); !told)
        log_.problem("visit-watch", {{"detail", told.error().detail.text}});
    const Hold hold(lock_);
    if (!ended_) wake_.wait_until(lock_, std::chrono::steady_clock::now() + kLookEvery);
    if (ended_) return;
  }
}

}  // namespace candour::cli
