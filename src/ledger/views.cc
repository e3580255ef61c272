#include "ledger/views.h"

#include <exception>
#include <iterator>
#include <utility>

namespace candour::ledger {

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

std::shared_ptr<Ticket::Batch> Views::put(std::vector<Prepared> views) {
  std::move(views.begin(), views.end(), std::back_inserter(next_->views));
  return next_;
}

std::shared_ptr<Ticket::Batch> Views::add_soon(std::vector<Prepared> views) {
  const Hold hold(lock_);
  if (!soon_ && !writing_) changed_.tell_one();
  soon_ = true;
  return put(std::move(views));
}

Status Views::wait(const std::shared_ptr<Ticket::Batch>& batch, bool may_write) {
  const Hold hold(lock_);
  return finish(batch, may_write);
}

Status Views::write(std::vector<Prepared> views, bool may_write) {
  const Hold hold(lock_);
  return finish(put(std::move(views)), may_write);
}

Status Views::finish(const std::shared_ptr<Ticket::Batch>& batch, bool may_write) {
  while (!batch->done) {
    if (batch == next_ && !writing_ && may_write) {
      write_next();
      continue;
    }
    if (batch == next_ && may_write) {
      batch->awaited = true;
    } else if (batch == next_) {
      soon_ = true;
      if (!writing_) changed_.tell_one();
    }
    batch->changed.wait(lock_);
  }
  return batch->outcome;
}

void Views::write_next() noexcept {
  const auto batch = std::exchange(next_, std::make_shared<Ticket::Batch>());
  soon_ = false;
  writing_ = true;
  lock_.unlock();
  Status done;
  try {
    done = write_(batch->views);
  } catch (const std::exception& bug) {
    // Those who wait must hear of it, or they would wait for ever.
    done = fail(Code::Unavailable, "This could not be written down, so it cannot be shown. Try again.",
                bug.what());
  }
  lock_.lock();
  writing_ = false;
  batch->outcome = std::move(done);
  batch->done = true;
  batch->changed.tell_all();
  if (next_->awaited)
    next_->changed.tell_one();
  else if (soon_ || stop_)
    changed_.tell_one();
}

void Views::work() {
  const Hold hold(lock_);
  for (;;) {
    while (writing_ || (!stop_ && !soon_)) changed_.wait(lock_);
    if (!soon_) return;
    write_next();
  }
}

}  // namespace candour::ledger
