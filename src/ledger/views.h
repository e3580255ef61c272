// Views waiting to be written down: everybody who looks at something at the same moment shares one commit.
// Any thread. A view that could not be written down is told to the one who waits for it, who must then show
// nothing.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ledger/entry_json.h"
#include "ledger/ledger.h"

namespace candour::ledger {

struct Ticket::Batch {
  std::vector<Prepared> views;
  std::mutex lock;
  std::condition_variable changed;
  bool done = false;
  Status outcome;

  void finish(Status s);
  Status wait();
};

class Views {
 public:
  using Write = std::function<Status(std::span<const Prepared>)>;
  /// Starts the thread that calls `write`, one batch after another.
  explicit Views(Write write);
  /// Writes what is waiting, then stops.
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  std::shared_ptr<Ticket::Batch> add(Prepared p);

 private:
  void work();

  Write write_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::shared_ptr<Ticket::Batch> next_;
  bool stop_ = false;
  std::thread thread_;  // last, so that it starts when the rest stands
};

}  // namespace candour::ledger
