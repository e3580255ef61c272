// What time it is, asked of an object and never of the machine, so that a test or the demo can set the date.
// Implementations must be callable from any thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace candour {

/// Milliseconds since 1970-01-01T00:00:00 UTC.
struct UnixMs {
  std::int64_t ms = 0;
  auto operator<=>(const UnixMs&) const = default;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMs now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UnixMs now() const override {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
  }
};

/// A clock that runs from a chosen moment (the demo's adjustable date) or stands still (tests).
class SetClock final : public Clock {
 public:
  explicit SetClock(UnixMs at, bool running = false)
      : at_(at), running_(running), started_(SystemClock{}.now()) {}
  UnixMs now() const override {
    return running_ ? UnixMs{at_.ms + SystemClock{}.now().ms - started_.ms} : at_;
  }
  void set(UnixMs at) { at_ = at; }  // tests only: not for use while other threads ask

 private:
  UnixMs at_;
  bool running_;
  UnixMs started_;
};

}  // namespace candour
