#include "ledger/views.h"

#include <exception>

namespace candour::ledger {

void Ticket::Batch::finish(Status s) {
  {
    std::lock_guard hold(lock);
    outcome = std::move(s);
    done = true;
  }
  changed.notify_all();
}

Status Ticket::Batch::wait() {
  std::unique_lock hold(lock);
  changed.wait(hold, [&] { return done; });
  return outcome;
}

Views::Views(Write write)
    : write_(std::move(write)), next_(std::make_shared<Ticket::Batch>()), thread_([this] { work(); }) {}

Views::~Views() {
  {
    std::lock_guard hold(lock_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::shared_ptr<Ticket::Batch> Views::add(Prepared p) {
  std::lock_guard hold(lock_);
  next_->views.push_back(std::move(p));
  if (next_->views.size() == 1) changed_.notify_one();
  return next_;
}

void Views::work() {
  for (;;) {
    std::shared_ptr<Ticket::Batch> batch;
    {
      std::unique_lock hold(lock_);
      changed_.wait(hold, [&] { return stop_ || !next_->views.empty(); });
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
