// Who works here, as far as the gate believes it: every account with its posts whose seal fits, read in one
// go and kept until somebody changes any of it, on whichever server. An account that does not hold gives no
// posts and no line: not to itself, and not to anybody above it through it. Any thread. Names stay sealed.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/locks.h"
#include "charter/charter.h"
#include "gate/actor.h"
#include "store/db.h"

namespace candour::gate {

class Seals;

struct StaffRow {
  bool holds = true, left = false;
  std::optional<StaffId> supervisor;
  std::optional<UnixMs> agreement, training;
  std::vector<Post> posts;     // in the order given; those that the charter still has
  std::vector<StaffId> below;  // whom they supervise themselves
  struct StandsIn {
    StaffId away;
    Date from{}, to{};
  };
  std::vector<StandsIn> stands_in;  // for whom, and when
};
using StaffRows = std::unordered_map<StaffId, StaffRow>;

class StaffSeen {
 public:
  static constexpr std::chrono::seconds kLongest{10};

  StaffSeen(store::Db& db, const charter::Charter& c, Seals* seals);
  ~StaffSeen();
  StaffSeen(const StaffSeen&) = delete;
  StaffSeen& operator=(const StaffSeen&) = delete;

  /// Inside a read or write of this thread they are read there.
  Result<std::shared_ptr<const StaffRows>> rows();

 private:
  Result<std::shared_ptr<const StaffRows>> load();

  store::Db& db_;
  const charter::Charter& charter_;
  Seals* seals_;
  int listening_ = 0;
  std::atomic<std::uint64_t> heard_{0};
  Mutex lock_;
  std::shared_ptr<const StaffRows> kept_ GUARDED_BY(lock_);
  std::uint64_t kept_heard_ GUARDED_BY(lock_) = 0;
  std::chrono::steady_clock::time_point kept_at_ GUARDED_BY(lock_);
};

}  // namespace candour::gate
