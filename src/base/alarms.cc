#include "base/alarms.h"

#include <algorithm>

namespace candour {

bool Alarms::raise(std::string_view code, std::string words, std::string detail, UnixMs now,
                   std::string page) {
  const Hold hold(lock_);
  const auto found = raised_.find(code);
  if (found != raised_.end()) {
    ++found->second.times;
    return false;
  }
  raised_.emplace(std::string(code),
                  Alarm{std::string(code), std::move(words), std::move(detail), now, std::move(page)});
  return true;
}

void Alarms::lower(std::string_view code) {
  const Hold hold(lock_);
  const auto found = raised_.find(code);
  if (found != raised_.end()) raised_.erase(found);
}

std::vector<Alarm> Alarms::all() const {
  std::vector<Alarm> out;
  {
    const Hold hold(lock_);
    for (const auto& [code, alarm] : raised_) out.push_back(alarm);
  }
  std::ranges::sort(out, {}, [](const Alarm& a) { return a.since.ms; });
  return out;
}

bool Alarms::any() const {
  const Hold hold(lock_);
  return !raised_.empty();
}

}  // namespace candour
