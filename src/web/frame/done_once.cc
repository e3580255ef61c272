#include "web/frame/done_once.h"

namespace candour::web {
namespace {

constexpr std::int64_t kRememberedMs = 20'000;  // two clicks of one person, also over a slow line
constexpr std::chrono::seconds kWait{8};        // for the first to be through
constexpr std::size_t kMostActs = 20'000;

}  // namespace

void DoneOnce::forget_old(UnixMs now) {
  std::erase_if(acts_,
                [&](const auto& x) { return !x.second.running && now.ms - x.second.at.ms > kRememberedMs; });
}

std::optional<http::Response> DoneOnce::begin(const std::string& key) {
  const auto end = std::chrono::steady_clock::now() + kWait;
  const Hold hold(mutex_);
  const auto now = clock_.now();
  if (acts_.size() >= kMostActs) forget_old(now);
  for (;;) {
    const auto had = acts_.find(key);
    if (had == acts_.end() || (!had->second.running && now.ms - had->second.at.ms > kRememberedMs)) {
      acts_[key] = {true, now, {}};
      return {};
    }
    if (!had->second.running) return had->second.answer;
    if (!over_.wait_until(mutex_, end)) {
      http::Response none;
      none.status = 0;
      return none;
    }
  }
}

void DoneOnce::ended(const std::string& key, const http::Response& answer, bool done) {
  {
    const Hold hold(mutex_);
    if (done)
      acts_[key] = {false, clock_.now(), answer};
    else
      acts_.erase(key);
  }
  over_.tell_all();
}

}  // namespace candour::web
