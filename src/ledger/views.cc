#include "ledger/views.h"

#include <exception>
#include <iterator>
#include <utility>

namespace candour::ledger {

void Ticket::Batch::finish(Status s) {
  {
    const Hold hold(lock);
    outcome = std::move(s);
    done = true;
  }
  changed.tell_all();
}

Status Ticket::Batch::wait() {
  const Hold hold(lock);
  while (!done) changed.wait(lock);
  return outcome;
}

Views::Views(Write write)
    : write_(std::move(write)), next_(std::make_shared<Ticket::Batch>()), thread_([this] { work(); }) {}

Views::~Views() {
  {
    const Hold hold(lock_);
    stop_ = true;
  }
  changed_.tell_one();
  thread_.join();
}

std::shared_ptr<Ticket::Batch> Views::add(std::vector<Prepared> views) {
  const Hold hold(lock_);
  const bool first = next_->views.empty();
  std::move(views.begin(), views.end(), std::back_inserter(next_->views));
  if (first) changed_.tell_one();
  return next_;
}

void Views::work() {
  for (;;) {
    std::shared_ptr<Ticket::Batch> batch;
    {
      const Hold hold(lock_);
      while (!stop_ && next_->views.empty()) changed_.wait(lock_);
      if (next_->views.empty()) return;
      batch = std::exchange(next_, std::make_shared<Ticket::Batch>());
    }
    Status done;
    try {
      done = write_(batch->views);
    } catch (const std::exception& bug) {
      // Those who wait must hear of it, or they would wait for ever.
      done = fail(Code::Unavailable, "This could not be written down, so it cannot be shown. Try again.",
                  bug.what());
    }
    batch->finish(std::move(done));
  }
}

}  // namespace candour::ledger
