// Sends mail that waits in the databases of the organisations, one after another. One thread of its own;
// constructed and destroyed by the main thread, which waits for it. It holds no mail: what waits is asked for
// every second, and how it went is told back, so that another server goes on when this one dies.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/locks.h"
#include "base/log.h"
#include "outbox/post.h"

namespace candour::outbox {

struct Parcel {
  std::string to;  // a mail address
  std::string subject, text;
  std::function<Status(const Status& sent)> went;  // called on the courier's own thread
  std::string stop = {};                           // outbox::Letter::stop
  bool locked = false;                             // outbox::Letter::locked
  // Asked just before it goes: it may have been called back since it was taken. None: it goes.
  std::function<Result<bool>()> goes = {};
  std::string id = {};                  // outbox::Letter::id
  std::vector<Attached> attached = {};  // outbox::Letter::attached
};
/// Where mail waits. `take` is called on the courier's own thread; what it gives is sent at once.
struct Mailbox {
  std::string org;  // for the log
  std::function<Result<std::vector<Parcel>>()> take;
};

class Courier {
 public:
  Courier(std::vector<Mailbox> boxes, Mailer mailer, const Clock& clock, const log::Log& log,
          std::chrono::milliseconds every = std::chrono::seconds(1));
  /// Ends what is being sent and waits for the thread.
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

 private:
  void work();
  void empty(const Mailbox& box);

  const std::vector<Mailbox> boxes_;
  const Mailer mailer_;
  const Clock& clock_;
  const log::Log& log_;
  const std::chrono::milliseconds every_;
  std::atomic<bool> stop_{false};
  Mutex lock_{LockRank::Background};
  Condition changed_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace candour::outbox
