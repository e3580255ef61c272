// A second click: the same form, from the same page, sent twice within moments, is done once, and the second
// answer is the first one. Only what was done is remembered; what was refused may be sent again. Any thread;
// in memory, since the two clicks reach the same server, and lost with it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/locks.h"
#include "web/http/response.h"

namespace candour::web {

class DoneOnce {
 public:
  explicit DoneOnce(const Clock& clock) : clock_(clock) {}
  /// Nothing: go on, and call ended(). Otherwise the answer that the first one got, waited for a few seconds,
  /// or nothing to show yet: a page with status 0.
  std::optional<http::Response> begin(const std::string& key);
  /// `done`: whether the answer is to be given again.
  void ended(const std::string& key, const http::Response& answer, bool done);

 private:
  struct Act {
    bool running = true;
    UnixMs at;
    http::Response answer;
  };
  void forget_old(UnixMs now) NEEDS_LOCK(mutex_);

  const Clock& clock_;
  Mutex mutex_{LockRank::Requests};
  Condition over_;
  std::map<std::string, Act> acts_ GUARDED_BY(mutex_);
};

}  // namespace candour::web
